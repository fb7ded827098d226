"""What belongs to which client of a reseller."""

from __future__ import annotations

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.store import Document


def client_row(account: Account, client: str) -> Document:
    """By id or e-mail address. Raises the status invalid_client."""
    row = next((row for row in account.rows("clients") if client in {row["client"], row["email"]}), None)
    if row is None:
        raise Status("invalid_client")
    return row


def logins_of(account: Account, client: str) -> list[Document]:
    return [row for row in account.rows("subaccounts") if row["reseller_client"] == client]


def numbers_of(account: Account, client: str) -> list[Document]:
    """Those connected to the client or to one of its logins."""
    holders = {client, *(row["account"] for row in logins_of(account, client))}
    return [row for row in account.rows("dids") if row["reseller_account"] in holders]
