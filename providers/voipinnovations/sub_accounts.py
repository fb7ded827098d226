"""Port SubAccounts: the clients of the account, as AuditClients lists them. They are made in the Back Office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers.values.accounts import SubAccount
from providers.values.routing import ObjectForm
from providers.voipinnovations import faults, scalars
from providers.voipinnovations.client import Client
from providers.voipinnovations.scalars import Row


class VoipinnovationsSubAccounts:
    form = ObjectForm()

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_sub_accounts(self) -> Iterator[SubAccount]:
        rows = self._client.listed("AuditClients", "Clients", "Client")
        return self._client.values("AuditClients", rows, client_from)

    def get_sub_account(self, remote_id: str) -> SubAccount:
        raise faults.unsupported("get_sub_account")

    def create_sub_account(self, settings: Mapping[str, str]) -> SubAccount:
        raise faults.unsupported("create_sub_account")

    def update_sub_account(self, remote_id: str, settings: Mapping[str, str]) -> None:
        raise faults.unsupported("update_sub_account")

    def set_sub_account_enabled(self, remote_id: str, enabled: bool) -> None:
        raise faults.unsupported("set_sub_account_enabled")

    def transfer_credit(self, remote_id: str, amount: str) -> None:
        raise faults.unsupported("transfer_credit")


def client_from(row: Row) -> SubAccount:
    remote_id = scalars.text(row.get("ID"))
    if not remote_id:
        raise scalars.WrongShape("a client without its id")
    return SubAccount(remote_id=remote_id, name=scalars.text(row.get("Name")) or remote_id)
