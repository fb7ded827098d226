"""From a status code of VoIP.ms to the error that names who must act: a table by kind of code, then the exceptions to it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from providers import errors
from providers.voipms import messages
from providers.wire.catalog import Catalog, Code, Method
from providers.wire.problems import Problems

SLUG = "voipms"
PAUSE_SECONDS = 60.0  # what the service's per-minute limits ask for


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means to us. With `retry_after` (seconds) the error is RateLimited."""

    error: type[errors.ProviderError]
    message: str
    retry_after: float | None = None


_BY_KIND: Mapping[str, Meaning] = {
    "auth": Meaning(errors.BadCredentials, messages.WRONG_CREDENTIALS),
    "conflict": Meaning(errors.AlreadyTaken, messages.TAKEN),
    "empty": Meaning(errors.NotFound, messages.NOT_THERE),
    "failure": Meaning(errors.Refused, messages.REFUSED),
    "invalid": Meaning(errors.Invalid, messages.INVALID),
    "limit": Meaning(errors.NotAllowed, messages.ACCOUNT_LIMIT),
    "missing": Meaning(errors.Invalid, messages.MISSING),
    "money": Meaning(errors.InsufficientFunds, messages.NO_FUNDS),
    "transient": Meaning(errors.Unavailable, messages.BUSY),
}

_GONE = Meaning(errors.NotFound, messages.NOT_THERE)
_IN_USE = Meaning(errors.AlreadyTaken, messages.IN_USE)
_OURS = Meaning(
    errors.UnexpectedAnswer, messages.UNREADABLE
)  # we never call without a method, nor one that is not there
_E911_REFUSED = Meaning(errors.Invalid, messages.E911_REFUSED)

_BY_CODE: Mapping[str, Meaning] = {
    "api_not_enabled": Meaning(errors.ApiDisabled, messages.API_OFF),
    "ip_not_enabled": Meaning(errors.AddressNotAllowed, messages.ADDRESS_REFUSED),
    "missing_credentials": Meaning(errors.BadCredentials, messages.NO_CREDENTIALS),
    "api_limit_exceeded": Meaning(errors.RateLimited, messages.RATE_LIMITED, PAUSE_SECONDS),
    "sms_wait_message": Meaning(errors.RateLimited, messages.STILL_BUSY, PAUSE_SECONDS),
    "method_maintenance": Meaning(errors.Unavailable, messages.MAINTENANCE),
    "e911_pending": Meaning(errors.Unavailable, messages.E911_PENDING),
    "limit_reached": Meaning(errors.NotAllowed, messages.DAILY_LIMIT),
    "exceeds_file_size": Meaning(errors.Invalid, messages.TOO_BIG),
    "unsifficient_stock": Meaning(errors.Refused, messages.NO_STOCK),
    "max_phonebook": Meaning(errors.Refused, messages.REFUSED),
    "members_exceeded": Meaning(errors.Refused, messages.REFUSED),
    "sms_apply_regulations": Meaning(errors.NotAllowed, messages.REGULATED),
    "e911_disabled": Meaning(errors.Refused, messages.E911_OFF),
    "no_provision": _E911_REFUSED,
    "no_provision_update": _E911_REFUSED,
    "same_did_billingtype": Meaning(errors.Refused, messages.REFUSED),
    "can_have_only_one_profile_without_pin": Meaning(errors.Refused, messages.REFUSED),
    "invalid_method": _OURS,
    "missing_method": _OURS,
    "conference_member_relation_not_found": _GONE,
    "location_not_found": _GONE,
    "message_not_found": _GONE,
    "account_with_dids": _IN_USE,
    "recording_in_use_did": _IN_USE,
    "recording_in_use_ivr": _IN_USE,
    "recording_in_use_queue": _IN_USE,
    "recording_in_use_caller_timecondition": _IN_USE,
    "recording_in_use_caller_id_filtering": _IN_USE,
    "sipuri_in_phonebook": _IN_USE,
    "location_linked_to_subaccount": _IN_USE,
}

# Codes name parameters without their underscores, and some by another word.
_OTHER_WORDS: Mapping[str, str] = {
    "serverpop": "pop",
    "portingid": "portid",
    "destinationfolder": "newfolder",
    "calleridprefix": "calleridprefix",
    "fromdate": "from",
    "todate": "to",
    "passwordconfirm": "confirmpassword",
    "emailconfirm": "confirmemail",
}


def meaning_of(code: Code) -> Meaning:
    """The meaning of any code of the table."""
    return _BY_CODE.get(code.code) or _BY_KIND[code.kind]


def field_of(code: str, method: Method) -> str:
    """The parameter that an invalid_X or missing_X code speaks of, empty when the method has no such parameter."""
    prefix, _, subject = code.lower().partition("_")
    if prefix not in ("invalid", "missing"):
        return ""
    squeezed = subject.replace("_", "")
    wanted = {squeezed, _OTHER_WORDS.get(squeezed, squeezed)}
    if squeezed == "mailbox":
        wanted.add("voicemail")
    return next((param.name for param in method.params if param.name.replace("_", "").lower() in wanted), "")


def fault(
    code: str, *, method: Method, catalog: Catalog, given: Container[str] = (), raw: str = ""
) -> errors.ProviderError:
    """The error for a status code. A code outside of the table is UnexpectedAnswer: we do not guess."""
    listed = catalog.codes.get(code)
    if listed is None:
        return error(errors.UnexpectedAnswer, messages.UNKNOWN_CODE, operation=method.name, code=code, raw=raw)
    meaning = meaning_of(listed)
    subject = field_of(code, method)
    if meaning.error is errors.Invalid and listed.kind == "invalid" and _names_the_object(subject, method, given):
        meaning = _NUMBER_GONE if subject == "did" else _GONE
    return error(
        meaning.error,
        meaning.message,
        operation=method.name,
        code=code,
        raw=raw,
        retry_after=meaning.retry_after,
        field=subject,
    )


_NUMBER_GONE = Meaning(errors.NotFound, messages.NUMBER_NOT_THERE)
_ADDRESSING = ("get", "set", "del", "cancel", "e911")
_ALWAYS_OBJECTS = frozenset({"did", "account", "client", "mailbox"})


def _names_the_object(subject: str, method: Method, given: Container[str]) -> bool:
    """Whether the refused parameter is the one that says which object is meant: then the object is not there."""
    if subject not in given or not method.name.startswith(_ADDRESSING):
        return False
    if method.record:
        return subject == method.record
    return subject == method.params[0].name or (not method.writes and subject in _ALWAYS_OBJECTS)


def unsupported(operation: str) -> errors.ProviderError:
    """For an operation of a port that the service has no method for; it is not among the capabilities."""
    return error(errors.Unsupported, messages.NOT_OFFERED, operation=operation)


error = Problems(
    provider=SLUG,
    without_field={
        messages.MISSING: messages.MISSING_SOMETHING,
        messages.INVALID: messages.INVALID_SOMETHING,
    },
)
