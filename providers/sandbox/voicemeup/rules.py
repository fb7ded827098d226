"""What is checked of the parameters before anything is done, and the error types that tell it.

All errors of one request are told in one answer. Where the documents have no type, the pattern is `<parameter>_invalid`
(fact sheet, section 8).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from providers.sandbox.voicemeup.refusal import Refused
from providers.wire.catalog import Group, Method, Param

Check = Callable[[str], bool]
Given = Mapping[str, str]

NO_SUCH_TYPE = "required_parameter_not_found"


def _matches(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _between(low: int, high: int) -> Check:
    return lambda value: re.fullmatch(r"[0-9]{1,9}", value) is not None and low <= int(value) <= high


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _is_amount(value: str) -> bool:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return False
    return amount.is_finite() and 0 < amount < 10**6


_ID = _matches(r"[0-9]{1,12}")
_IDS = _matches(r"[0-9]{1,12}(,[0-9]{1,12})*")
_HASH = _matches(r"[0-9a-zA-Z]{32}")
_NAME = _matches(r"[^\W_](?:[\w .,'&/()+-]{0,30})[\w.)]")  # 2 to 32 characters
_NATIONAL = _matches(r"[0-9]{10}")
_WORD = _matches(r"\S(?:.{0,98}\S)?")
_TIMEOUT = _matches(r"disabled|2|5|10|15|20|25|30|35|40|45|50|55")

# By name; the allowed values of the catalogue are checked beside.
CHECKS: dict[str, Check] = {
    **dict.fromkeys(
        [
            "call_recording_id",
            "call_voicemail_id",
            "call_fax_id",
            "client_did_id",
            "did_id",
            "client_mailbox_id",
            "client_ivr_profile_id",
            "client_fax_profile_id",
            "client_peer_id",
            "client_extension_id",
            "call_issue_id",
            "client_endpoint_id",
            "country_id",
            "state_id",
        ],
        _ID,
    ),
    **dict.fromkeys(["client_peer_ids", "client_filter_ids"], _IDS),
    **dict.fromkeys(["date", "date_from", "date_to", "updated_since"], _is_date),
    **dict.fromkeys(["unique_id", "call_hash"], _HASH),
    **dict.fromkeys(["npa", "nxx"], _matches(r"[0-9]{3}")),
    **dict.fromkeys(["peer_timeout", "forward_timeout"], _TIMEOUT),
    **dict.fromkeys(["host", "default_ip"], _is_address),
    **dict.fromkeys(["source_number", "destination_number"], _matches(r"1[0-9]{10}")),
    **dict.fromkeys(["first_name", "last_name", "street", "city", "address_type_number", "bank_name"], _WORD),
    "recording_hash": _matches(r"[0-9a-zA-Z-]{36}"),
    "voicemail_hash": _matches(r"[0-9a-zA-Z-]{32,36}"),
    "ratecenter_id": _matches(r"[0-9]{6}"),
    "result_limit": _between(1, 1000),
    "result_offset": _between(0, 999_999_999),
    "limit": _between(1, 1000),
    "offset": _between(0, 999_999_999),
    "phone_number": _NATIONAL,
    "forward_number": _NATIONAL,
    "dnis_rewrite": _NATIONAL,
    "friendly_name": _NAME,
    "quantity": _between(1, 999),
    "password": _matches(r"[0-9a-zA-Z]{6,32}"),
    "auth_username": _matches(r"[0-9a-zA-Z]{3,32}"),
    "callerid_name": _matches(r"[\w .,'&-]{3,15}"),
    "callerid_number": _NATIONAL,
    "qualify": _between(2000, 60_000),
    "passcode": _matches(r"[0-9]{4,12}"),
    "email": _matches(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+"),
    "contact_name": _matches(r".{4,60}"),
    "extension": _between(1000, 9999),
    "code": _matches(r"[0-9]{1,15}"),
    "prefix": _matches(r"[0-9]{3,12}"),
    "civic_number": _matches(r"[0-9]{1,6}[A-Za-z]?"),
    "state_code": _matches(r"[A-Za-z]{2}"),
    "country_code": _matches(r"[A-Za-z]{2}"),
    "postal_code": _matches(r"[0-9A-Za-z][0-9A-Za-z -]{2,9}"),
    "wait_time": _between(5, 60),
    "max_retries": _between(0, 99),
    "retry_delay": _between(0, 86_400),
    "amount": _is_amount,
    "currency": _matches("CAD|USD|EUR"),
    "credit_card_number": _matches(r"[0-9]{12,19}"),
    "credit_card_expiration_month": _matches(r"0[1-9]|1[0-2]"),
    "credit_card_expiration_year": _matches(r"[0-9]{2}|20[0-9]{2}"),
    "credit_card_cvd": _matches(r"[0-9]{3,4}"),
    "credit_card_type": _matches(r"(?i)visa|mastercard|amex|discover"),
    "bank_account_type": _matches(r"(?i)checking|chequing|savings"),
    "bank_account_number": _matches(r"[0-9]{5,17}"),
    "bank_routing_number": _matches(r"[0-9]{8,9}"),
    "message": _matches(r"(?s).{1,1000}"),
    "attachment": _matches(r"https?://\S{3,1000}"),
}
# Where a request checks a parameter in a way of its own.
OWN_CHECKS: dict[tuple[str, str], Check] = {
    ("add_did", "phone_number"): _matches(r"[0-9]{10,15}"),
    ("update_did", "forward_number"): _matches(r"[0-9]{10,15}"),
    ("call_dispatch", "callerid_number"): _matches(r"(?!1|800|888|877|866|855)[0-9]{10}"),
}
# Parameters that hold several of the allowed values, comma-joined.
SEVERAL = frozenset(["codecs", "options", "transmission_status"])
SEVERAL_OWN = frozenset([("get_recordings", "status"), ("get_faxes", "status")])
# The name inside an error type, where it is not the parameter's.
SPOKEN = {
    "dtmf_mode": "dtmf", "client_peer_ids": "client_peer_id", "client_filter_ids": "client_filter_id",
    "state_code": "state", "country_code": "country",
}  # fmt: skip
# Parameters that only their error types tell of.
EXTRA = {"call_dispatch": ("max_retries", "retry_delay")}
# The type for a group of which nothing came, where it is not the general one.
NOTHING_OF = {
    "request_dids": "prefix_required",
    "get_rates": "search_parameters_required",
    "get_ratecenter_exchanges": "npa_required",
    "get_ratecenters": "npa_required",
}
E911 = frozenset(["get_e911", "validate_e911", "associate_e911", "disassociate_e911", "update_e911", "delete_e911"])
ADDRESS_NAMES = {"state_id": "state", "country_id": "country", **SPOKEN}


def check_parameters(method: Method, given: Given) -> None:
    """Raises `Refused` with the types of all that is wrong, in the order of the documents."""
    params = (*method.params, *(Param(name=name) for name in EXTRA.get(method.name, ())))
    wrong = [code for param in params if (code := _wrong(method, param, given))]
    wrong += [code for group in method.groups if (code := _group(method, group, given))]
    wrong += _conditional(method, given)
    if wrong:
        raise Refused(*dict.fromkeys(wrong))


def _wrong(method: Method, param: Param, given: Given) -> str:
    value = given.get(param.name, "")
    if value == "":
        # An empty value may be meant to clear a setting: it is refused where the setting cannot be without.
        cleared = param.name in given and f"{param.name}_required" in method.codes and param.name in NEVER_EMPTY
        return required(method, param.name) if param.required or cleared else ""
    return "" if fits(method, param, value) else invalid(method, param.name)


NEVER_EMPTY = frozenset(
    ["friendly_name", "status", "passcode", "email", "extension", "host_type", "callerid_mode", "codecs", "qualify"]
)


def fits(method: Method, param: Param, value: str) -> bool:
    if param.values:
        several = param.name in SEVERAL or (method.name, param.name) in SEVERAL_OWN
        return all(each.strip() in param.values for each in (value.split(",") if several else [value]))
    check = OWN_CHECKS.get((method.name, param.name)) or CHECKS.get(param.name)
    return check is None or check(value)


def invalid(method: Method, name: str) -> str:
    if method.name in E911 and name not in {"language", "address_type", "address_type_number"}:
        return f"{ADDRESS_NAMES.get(name, name)}_not_found"
    spoken = SPOKEN.get(name, name) if name not in {"state_code", "country_code"} else name
    return f"{spoken}_invalid"


def required(method: Method, name: str) -> str:
    """Fields of an address that are absent are "not found" (fact sheet, section 7)."""
    if method.name in E911:
        return f"{ADDRESS_NAMES.get(name, name)}_not_found"
    return f"{name}_required" if f"{name}_required" in method.codes else NO_SUCH_TYPE


# ── Groups ────────────────────────────────────────────────────────────────────────────


def _group(method: Method, group: Group, given: Given) -> str:
    """One date without the other is an error of the one that lacks."""
    if group.mode == "all-or-none":
        lacking = [name for name in group.members if not given.get(name)]
        return invalid(method, lacking[0]) if lacking and len(lacking) < len(group.members) else ""
    if group.mode != "at-least-one" or any(given.get(name) for name in _singles(group)):
        return ""
    if method.name in E911:
        return required(method, "phone_number" if "phone_number" in group.members else group.members[0])
    return NOTHING_OF.get(method.name, NO_SUCH_TYPE)


def _singles(group: Group) -> list[str]:
    """Of a pair "a+b" each half counts: the pair itself is looked at by its own group."""
    return [name for member in group.members for name in member.split("+")]


def _conditional(method: Method, given: Given) -> list[str]:
    match method.name:
        case "update_mailbox" | "update_extension":
            return _by_mode(method, given)
        case "add_funds":
            return _by_payment(method, given)
        case "get_available_dids":
            return ["npa_required"] if given.get("nxx") and not given.get("npa") else []
        case "get_transactions" | "get_voicemails" if given.get("date_from", "") > given.get("date_to", "9999"):
            return ["date_to_invalid"]
    return []


# What a new one cannot be without.
CREATING = {
    "update_mailbox": ("friendly_name", "passcode"),
    "update_extension": ("extension", "friendly_name"),
}


def _by_mode(method: Method, given: Given) -> list[str]:
    identity = "client_mailbox_id" if method.name == "update_mailbox" else "client_extension_id"
    if given.get("mode", "") not in {"", "update", "create"}:
        return []  # told by the mode itself
    if given.get("mode") == "create":
        return [required(method, name) for name in CREATING[method.name] if not given.get(name)]
    return [] if given.get(identity) else [NO_SUCH_TYPE]


PAYMENTS = {"credit_card": "credit_card_", "bank": "bank_"}


def _by_payment(method: Method, given: Given) -> list[str]:
    payment = given.get("payment_method", "")
    if not payment:
        return []
    if payment not in PAYMENTS:
        return ["payment_method_invalid"]
    wanted = [param.name for param in method.params if param.name.startswith(PAYMENTS[payment])]
    return [required(method, name) for name in wanted if not given.get(name)]
