"""From an error of CALLR to the one that names who must act.

Which number goes with which message is not recorded (fact sheet, section 3): the word at the head of the message decides,
then the number. Neither known: `UnexpectedAnswer`, with the service's own words beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from providers import errors
from providers.callr import messages
from providers.wire.catalog import Method
from providers.wire.problems import Problems

SLUG = "callr"
PAUSE_SECONDS = 60.0  # no rate limit is documented; what we wait after an HTTP 429
NOTHING_FOUND = "110"

_MESSAGE = re.compile(r"(?P<word>[A-Z][A-Z_]+)(?:\s*\[(?P<subject>[^\]]*)\])?")


@dataclass(frozen=True, slots=True)
class Meaning:
    error: type[errors.ProviderError]
    message: str


_INVALID = Meaning(errors.Invalid, messages.INVALID)
_GONE = Meaning(errors.NotFound, messages.NOT_THERE)
_LIMIT = Meaning(errors.NotAllowed, messages.NOT_ALLOWED)
_BUSY = Meaning(errors.Unavailable, messages.BUSY)
_OURS = Meaning(errors.UnexpectedAnswer, messages.UNREADABLE)  # we send whole JSON-RPC and call listed methods only

_BY_WORD: Mapping[str, Meaning] = {
    "INVALID_PARAM_FORMAT": _INVALID,
    "PROPERTY_VALUE_ERROR": _INVALID,
    "PROPERTY_TYPE_ERROR": _INVALID,
    "TO_BEFORE_FROM": _INVALID,
    "BAD_APP_TYPE": Meaning(errors.Refused, messages.OTHER_APP),
    "FORBIDDEN": _LIMIT,
}
_BY_CODE: Mapping[str, Meaning] = {
    "100": _LIMIT,
    NOTHING_FOUND: _GONE,
    "115": _GONE,
    "150": Meaning(errors.Invalid, messages.MISSING),
    "151": _INVALID,
    "205": Meaning(errors.Refused, messages.APP_WITHOUT_NUMBERS),
    "1000": Meaning(errors.Refused, messages.SMS_NO_ROUTE),
    "-32700": _OURS,
    "-32600": _OURS,
    "-32601": _OURS,
    "-32602": _INVALID,
    "-32603": _BUSY,
}
_OOPS = "Oops, Internal Error"

# Parameters that say which object is meant: a refused value of them means that the object is not there.
_NAMES_OF_OBJECTS = frozenset(
    {"app", "call", "did", "hash", "hashes", "id", "media_id", "area_code_id", "token", "request_id", "callid"}
)
_FIELDS_OF_WORDS: Mapping[str, str] = {"TO_BEFORE_FROM": "to"}


def meaning_of(word: str, code: str) -> Meaning | None:
    """By the word of the message first, the number second; None when both are unknown."""
    return _BY_WORD.get(word) or _BY_CODE.get(code)


def fault(code: str, said: str, *, method: Method, raw: str = "") -> errors.ProviderError:
    """The error for an error member. `code` is its number as text, `said` its message, redacted."""
    found = _MESSAGE.match(said)
    word, subject = (found["word"], found["subject"] or "") if found else ("", "")
    if said.startswith(_OOPS):
        word, code = "", "-32603"
    meaning = meaning_of(word, code) or Meaning(errors.UnexpectedAnswer, messages.UNKNOWN_CODE)
    if meaning is _INVALID and word == "PROPERTY_VALUE_ERROR" and subject in _NAMES_OF_OBJECTS:
        meaning = _GONE
    if meaning is _BUSY and method.writes and not method.repeatable:
        meaning = Meaning(errors.OutcomeUnknown, messages.ANSWER_LOST)  # it broke midway: perhaps after the deed
    built = error(
        meaning.error,
        meaning.message,
        operation=method.name,
        code=word or code or said[:40],
        raw=raw,
        field=subject or _FIELDS_OF_WORDS.get(word, ""),
    )
    built.said = said
    return built


def unsupported(operation: str, message: str = messages.NOT_OFFERED) -> errors.ProviderError:
    """For an operation of a port that the service has no method for; it is not among the capabilities."""
    return error(errors.Unsupported, message, operation=operation)


error = Problems(
    provider=SLUG,
    without_field={
        messages.MISSING: messages.MISSING_SOMETHING,
        messages.INVALID: messages.INVALID_SOMETHING,
    },
    pause=PAUSE_SECONDS,
)
