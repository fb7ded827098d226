"""From an error type of VoiceMeUp to the error that names who must act: a table by kind, then the exceptions to it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from providers import errors
from providers.voicemeup import messages
from providers.voicemeup.envelope import Said
from providers.wire.catalog import Catalog, Method
from providers.wire.problems import Problems

SLUG = "voicemeup"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an error type means to us. `field`: the parameter it speaks of, where its name does not tell."""

    error: type[errors.ProviderError]
    message: str
    field: str = ""


_BY_KIND: Mapping[str, Meaning] = {
    "auth": Meaning(errors.BadCredentials, messages.WRONG_CREDENTIALS),
    "missing": Meaning(errors.Invalid, messages.MISSING),
    "invalid": Meaning(errors.Invalid, messages.INVALID),
    "limit": Meaning(errors.NotAllowed, messages.ACCOUNT_LIMIT),
    "dependency": Meaning(errors.AlreadyTaken, messages.IN_USE),
    "conflict": Meaning(errors.AlreadyTaken, messages.TAKEN),
    "not-found": Meaning(errors.Invalid, messages.INVALID),
    "payment": Meaning(errors.Refused, messages.PAYMENT_REFUSED),
    "internal": Meaning(errors.Unavailable, messages.BUSY),
    "notice": Meaning(errors.Refused, messages.NO_REASON),  # a failure that gives nothing but notices
}

_GONE = Meaning(errors.NotFound, messages.NOT_THERE)
_NO_CREDENTIALS = Meaning(errors.BadCredentials, messages.NO_CREDENTIALS)
_OURS = Meaning(errors.UnexpectedAnswer, messages.UNREADABLE)  # we never call without a request type

_BY_CODE: Mapping[str, Meaning] = {
    "authentication_token_required": _NO_CREDENTIALS,
    "client_account_id_required": _NO_CREDENTIALS,
    "permission_refused": Meaning(errors.NotAllowed, messages.NOT_ALLOWED),
    "request_type_required": _OURS,
    "request_type_invalid": Meaning(errors.UnexpectedAnswer, messages.NAME_REFUSED),
    "request_type_not_implemented": Meaning(errors.UnexpectedAnswer, messages.NAME_REFUSED),
    "internal_error-invalid_argument": _OURS,
    "minimum_amount_required": Meaning(errors.Invalid, messages.INVALID, "amount"),
    "peers_to_ring_limit_reached": Meaning(errors.Invalid, messages.INVALID, "client_peer_ids"),
    "client_endpoint_id_not_found": _GONE,
    "client_peer_id_not_found": _GONE,
    "client_did_id_not_found": _GONE,
    "phone_number_not_found": Meaning(errors.NotFound, messages.NUMBER_NOT_THERE),
    "no_e911_endpoint_found": _GONE,
    "billing_contact_not_found": Meaning(errors.NotAllowed, messages.BILLING_CONTACT),
    "global_callerid_name_undefined": Meaning(errors.NotAllowed, messages.CALLER_ID_UNDEFINED),
    "global_callerid_infos_undefined": Meaning(errors.NotAllowed, messages.CALLER_ID_UNDEFINED),
    "alternate_address_provided": Meaning(errors.Invalid, messages.ADDRESS_REFUSED),
}

# Types that name a parameter by another word than the request does
_OTHER_WORDS: Mapping[str, str] = {"dtmf": "dtmf_mode", "state": "state_code", "country": "country_code"}

# Parameters that say which object a get_, update_ or delete_ request is about: when one is refused, the object is not there.
_SELECTORS: Mapping[str, frozenset[str]] = {
    "dids": frozenset({"client_did_id", "phone_number"}),
    "peers": frozenset({"client_peer_id"}),
    "mailboxes": frozenset({"client_mailbox_id"}),
    "extensions": frozenset({"client_extension_id"}),
    "recordings": frozenset({"call_recording_id", "recording_hash", "call_hash"}),
    "voicemails": frozenset({"call_voicemail_id", "voicemail_hash"}),
    "faxes": frozenset({"call_fax_id", "call_hash"}),
    "e911": frozenset({"client_endpoint_id"}),
}
_ADDRESSING = ("get_", "update_", "delete_")


def notices(catalog: Catalog) -> frozenset[str]:
    """The codes that are no errors."""
    return frozenset(code.code for code in catalog.codes.values() if code.kind == "notice")


def field_of(code: str, method: Method) -> str:
    """The parameter that `<name>_invalid`, `<name>_required` and `<name>_not_found` speak of, empty when it has none."""
    for ending in ("_invalid", "_required", "_not_found"):
        if code.endswith(ending):
            subject = code.removesuffix(ending)
            wanted = {subject, _OTHER_WORDS.get(subject, subject)}
            return next((param.name for param in method.params if param.name in wanted), "")
    return ""


def fault(
    said: Sequence[Said], *, method: Method, catalog: Catalog, given: Container[str] = (), wire_name: str, raw: str
) -> errors.ProviderError:
    """The error for the messages of a failed answer: the first one that is no notice decides, all are kept in words."""
    silent = notices(catalog)
    deciding = next((message for message in said if message.code not in silent), said[0] if said else None)
    if deciding is None:
        return error(errors.Refused, messages.NO_REASON, operation=method.name, raw=raw)
    code = deciding.code[:80]
    listed = catalog.codes.get(code)
    subject = field_of(code, method)
    if listed is None and subject:  # the table has gaps; its pattern holds for those
        meaning = _BY_KIND["invalid"]
    elif listed is None:
        meaning = Meaning(errors.UnexpectedAnswer, messages.UNKNOWN_CODE)
    else:
        meaning = _BY_CODE.get(code) or _BY_KIND[listed.kind]
    if code.endswith("_invalid") and subject in given and _names_the_object(subject, method):
        meaning = Meaning(errors.NotFound, messages.NUMBER_NOT_THERE) if subject == "phone_number" else _GONE
    if issubclass(meaning.error, errors.Unavailable) and method.writes:
        meaning = Meaning(errors.OutcomeUnknown, messages.ANSWER_LOST)  # it broke while doing it
    found = error(
        meaning.error,
        meaning.message,
        operation=method.name,
        code=code,
        raw=raw,
        field=meaning.field or subject,
        values={"wire_name": wire_name},
    )
    found.said = " ".join(message.text for message in said if message.text)[:500]
    return found


def _names_the_object(subject: str, method: Method) -> bool:
    return method.name.startswith(_ADDRESSING) and subject in _SELECTORS.get(method.category, ())


def unsupported(operation: str) -> errors.ProviderError:
    """For an operation of a port that the service has no request type for; it is not among the capabilities."""
    return error(errors.Unsupported, messages.NOT_OFFERED, operation=operation)


def invalid(operation: str, field: str, reason: str) -> errors.ProviderError:
    """For a value that cannot be sent; nothing was."""
    return error(errors.Invalid, messages.NOT_SENT_INVALID, operation=operation, field=field, values={"reason": reason})


error = Problems(
    provider=SLUG,
    without_field={
        messages.MISSING: messages.MISSING_SOMETHING,
        messages.INVALID: messages.INVALID_SOMETHING,
    },
)
