"""From a code of VoIP Innovations to the error that names who must act: tables by number, then by suffix of a per-DID code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from providers import errors
from providers.voipinnovations import messages
from providers.wire.problems import Problems

SLUG = "voipinnovations"
SUCCESS, EMPTY, REFUSED_LOGIN = 100, 101, 902


@dataclass(frozen=True, slots=True)
class Meaning:
    error: type[errors.ProviderError]
    message: str
    field: str = ""


_UNAVAILABLE = Meaning(errors.Unavailable, messages.EMERGENCY_BUSY)
_EMERGENCY = Meaning(errors.Refused, messages.EMERGENCY_REFUSED)
_NOT_HERE = Meaning(errors.NotFound, messages.NUMBER_NOT_THERE)
_BY_CODE: Mapping[int, Meaning] = {
    101: Meaning(errors.NotFound, messages.NOT_THERE),
    900: Meaning(errors.Refused, messages.REFUSED),
    902: Meaning(errors.BadCredentials, messages.WRONG_CREDENTIALS),
    903: _UNAVAILABLE,
    904: _EMERGENCY,
    905: _UNAVAILABLE,
    906: Meaning(errors.NotFound, messages.NO_RECORD),
    907: _UNAVAILABLE,
    908: Meaning(errors.UnexpectedAnswer, messages.UNREADABLE),
    909: Meaning(errors.NotFound, messages.NUMBER_NOT_THERE),
    910: Meaning(errors.NotFound, messages.NOT_THERE),
    911: Meaning(errors.AlreadyTaken, messages.EMERGENCY_REFUSED),
    933: Meaning(errors.Invalid, messages.NO_CNAM, "tn"),
    934: Meaning(errors.Invalid, messages.NAME_CHARACTERS, "name"),
    940: Meaning(errors.Invalid, messages.ALERTS_FULL, "email"),
    941: Meaning(errors.NotFound, messages.NO_RECORD),
    942: Meaning(errors.AlreadyTaken, messages.REFUSED),
    943: Meaning(errors.Invalid, messages.ALERTS_FULL, "email"),
    302490: Meaning(errors.Invalid, messages.SEARCH_BY_SOMETHING, "state"),
    # configDID and releaseDID of what is not, or no longer, the account's: there is no other number to choose
    105221: _NOT_HERE,
    105225: _NOT_HERE,
    105230: _NOT_HERE,
    105235: _NOT_HERE,
    106230: _NOT_HERE,
    106235: _NOT_HERE,
}

# The last three digits of a six-digit per-DID code (fact sheet §3).
_BY_SUFFIX: Mapping[int, Meaning] = {
    200: Meaning(errors.NotFound, messages.NOT_THERE),
    220: Meaning(errors.Refused, messages.REFUSED),
    221: Meaning(errors.Refused, messages.REFUSED),
    225: Meaning(errors.Refused, messages.REFUSED),
    230: Meaning(errors.AlreadyTaken, messages.TAKEN),
    231: Meaning(errors.NotFound, messages.NUMBER_NOT_THERE),
    235: Meaning(errors.AlreadyTaken, messages.TAKEN),
    241: Meaning(errors.NotFound, messages.NUMBER_NOT_THERE),
    250: Meaning(errors.NotAllowed, messages.NOT_ALLOWED),
    251: Meaning(errors.NotAllowed, messages.NOT_ALLOWED),
    258: Meaning(errors.Invalid, messages.NOT_ALLOWED, "epg"),
    259: Meaning(errors.NotAllowed, messages.NOT_ALLOWED),
    420: Meaning(errors.NotFound, messages.NUMBER_UNKNOWN),
}
# "Already so": repeating a call answers these, and they are as good as success.
ALREADY = frozenset({"103220", "104225", "106231"})
# Suffixes of queryDID's codes that say that the number is not ours.
NOT_OURS = (230, 235, 420)


def fault(code: int, *, operation: str, writes: bool, said: str = "", raw: str = "") -> errors.ProviderError:
    """The error of an envelope's or a DID's code. One that is in no table is `UnexpectedAnswer`."""
    meaning = _BY_CODE.get(code)
    if meaning is None and 100_000 <= code <= 999_999:
        meaning = _BY_SUFFIX.get(code % 1000)
    if meaning is None:
        kind = errors.OutcomeUnknown if writes else errors.UnexpectedAnswer
        return error(kind, messages.UNKNOWN_CODE, operation=operation, code=str(code), raw=raw)
    if meaning is _UNAVAILABLE and writes:
        # the 911 provider may have taken it before it went away
        return error(errors.OutcomeUnknown, messages.ANSWER_LOST, operation=operation, code=str(code), raw=raw)
    return error(
        meaning.error,
        meaning.message,
        operation=operation,
        code=str(code),
        raw=raw,
        field=meaning.field,
        values={"said": said[:300]},
    )


def unsupported(operation: str) -> errors.ProviderError:
    """For an operation of a port that API 3.0 has no method for; it is not among the capabilities."""
    return error(errors.Unsupported, messages.NOT_OFFERED, operation=operation)


def invalid(operation: str, field: str, reason: str) -> errors.ProviderError:
    """For a value that cannot be sent; nothing was."""
    return error(errors.Invalid, messages.NOT_SENT_INVALID, operation=operation, field=field, values={"reason": reason})


error = Problems(provider=SLUG, values={"said": ""})
