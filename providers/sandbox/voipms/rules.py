"""What VoIP.ms checks before it does anything, in its order, and the codes that it answers.

Order (fact sheet, section 2, inferred): credentials present, API enabled, credentials right, IP allowed, per-minute cap,
method present, method known, then the parameters, of which the first fault alone is told.
"""

from __future__ import annotations

import hmac
import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.kinds import BY_HEADER
from providers.wire.catalog import Catalog, Method, Param

# X of missing_X and invalid_X where it is not the parameter (fact sheet, section 11).
SPOKEN = {
    "pop": "serverpop",
    "server_pop": "serverpop",
    "allowed_codecs": "allowedcodecs",
    "auth_type": "authtype",
    "billing_type": "billingtype",
    "music_on_hold": "musiconhold",
    "music": "musiconhold",
    "lock_international": "lockinternational",
    "international_route": "internationalroute",
    "attach_message": "attachmessage",
    "delete_message": "deletemessage",
    "say_time": "saytime",
    "say_callerid": "saycallerid",
    "skip_password": "skippassword",
    "play_instructions": "playinstructions",
    "phone_number": "phonenumber",
    "device_type": "devicetype",
    "dtmf_mode": "dtmfmode",
    "voicemail": "mailbox",
    "country_id": "countryid",
    "portid": "portingid",
    "portType": "porttype",
    "new_folder": "destination_folder",
    "full_name": "fullname",
    "ring_group": "ringgroup",
    "date_from": "from_date",
    "date_to": "to_date",
    "callerid_prefix": "calleridprefix",
}
SYSTEM_TARGETS = frozenset(["hangup", "busy", "noservice", "disconnected", "dtmf", "echo"])


class Status(Exception):
    """The answer is this status and nothing else."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_caller(account: Account, password: str, address: str, method: str) -> None:
    if not account.login or not password:
        raise Status("missing_credentials")
    if not account.exists:
        raise Status("invalid_credentials")
    settings = account.settings
    if not settings["api_enabled"]:
        raise Status("api_not_enabled")
    if not hmac.compare_digest(settings["password"], password):
        raise Status("invalid_credentials")
    if method != "getIP" and not account.allows(address):
        raise Status("ip_not_enabled")
    _check_rate(account)


def _check_rate(account: Account) -> None:
    """The cap on calls a minute. Measured in real time: a stepped clock must not lift it."""
    calls = account.world.recent_calls.setdefault(("voipms", account.login), deque())
    moment = time.monotonic()
    while calls and calls[0] < moment - 60:
        calls.popleft()
    if len(calls) >= account.settings["per_minute"]:
        raise Status("api_limit_exceeded")
    calls.append(moment)


def check_parameters(catalog: Catalog, method: Method, given: Mapping[str, str], account: Account) -> None:
    for param in method.params:
        value = given.get(param.name, "")
        if value == "":
            if param.required:
                raise Status(code_for(catalog, "missing", param.name))
        elif not fits(param, value):
            raise Status(code_for(catalog, "invalid", param.name))
        elif param.type == "routing":
            check_route(account, value, failover="failover" in param.name)


def code_for(catalog: Catalog, kind: str, name: str) -> str:
    """`missing_serverpop` for `pop`. Where the table has no code of that name, the general one."""
    for spoken in (SPOKEN.get(name, name), name):
        if f"{kind}_{spoken}" in catalog.codes:
            return f"{kind}_{spoken}"
    if kind == "invalid" and name.startswith("date"):
        return "invalid_date"
    return "missing_params" if kind == "missing" else "invalid_id"


def fits(param: Param, value: str) -> bool:
    if param.values:
        return value in param.values
    check = TYPES.get(param.type)
    return check is None or check(value)


def _is_date(value: str) -> bool:
    try:
        datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007  a calendar day, without a zone on the wire
    except ValueError:
        return False
    return True


TYPES: dict[str, Callable[[str], bool]] = {
    "phone": lambda value: re.fullmatch(r"\+?1?\d{10}|[0is*#-]?\d*|all|anonymous", value) is not None,
    "integer": lambda value: re.fullmatch(r"-?\d{1,12}", value) is not None,
    "number": lambda value: re.fullmatch(r"-?\d{1,4}(\.\d+)?", value) is not None,
    "decimal": lambda value: re.fullmatch(r"-?\d{1,10}(\.\d+)?", value) is not None,
    "flag-1/0": lambda value: value in {"1", "0"},
    "flag-yes/no": lambda value: value in {"yes", "no"},
    "date": _is_date,
    "email": lambda value: all("@" in part for part in value.split(",")),
    "routing": lambda value: ":" in value,
}


def check_route(account: Account, value: str, *, failover: bool) -> None:
    """The header must be known and the record must be there."""
    header, _, record = value.partition(":")
    bad_header = Status("invalid_failover_header" if failover else "invalid_routing_header")
    if header == "none":
        return
    if header == "sys":
        if record not in SYSTEM_TARGETS:
            raise bad_header
    elif header == "account":
        logins = {row["account"] for row in account.rows("subaccounts")} | {account.settings["main"]}
        if record not in logins:
            raise Status("invalid_account")
    elif header in BY_HEADER:
        if account.row(BY_HEADER[header].collection, record) is None:
            raise Status(BY_HEADER[header].invalid)
    else:
        raise bad_header
