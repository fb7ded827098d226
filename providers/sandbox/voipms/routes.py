"""Routing strings: `header:record`, split at the first colon (fact sheet, section 9)."""

from __future__ import annotations

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.kinds import BY_HEADER
from providers.sandbox.voipms.status import Status

SYSTEM_TARGETS = frozenset(["hangup", "busy", "noservice", "disconnected", "dtmf", "echo"])


def check_route(account: Account, value: str, *, failover: bool = False) -> None:
    """The header must be known and the record must be there. `none:` is taken."""
    header, _, record = value.partition(":")
    bad_header = Status("invalid_failover_header" if failover else "invalid_routing_header")
    if header == "none":
        return
    if header == "sys":
        if record not in SYSTEM_TARGETS:
            raise bad_header
    elif header == "account":
        if not is_login(account, record):
            raise Status("invalid_account")
    elif header in BY_HEADER:
        if account.row(BY_HEADER[header].collection, record) is None:
            raise Status(BY_HEADER[header].invalid)
    else:
        raise bad_header


def is_login(account: Account, login: str) -> bool:
    return login == account.main or any(row["account"] == login for row in account.rows("subaccounts"))
