"""Reseller clients: accounts with a balance below this one. A plain account has none, and is told so as invalid_client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from providers import errors
from providers.values.accounts import SubAccount
from providers.values.routing import ObjectForm
from providers.voipms import faults, messages, scalars
from providers.voipms.billing import balance_from
from providers.voipms.client import Client
from providers.voipms.forms import Written
from providers.wire.redact import without_secrets

_WRITTEN = Written(
    form=ObjectForm(create="signupClient", update="setClient", delete="delClient", key="client"),
    listing="getClients",
    id_field="client",
    told_as="client",
    found_by=("email", "email"),
)


class VoipmsSubAccounts:
    """The `SubAccounts` port."""

    form = _WRITTEN.form

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_sub_accounts(self) -> Iterator[SubAccount]:
        """Without balances: those take a call each."""
        try:
            items = self._client.items("getClients")
        except errors.Refused as problem:
            if problem.code != "invalid_client":
                raise
            return
        yield from self._client.values("getClients", items, lambda item: sub_account_from(scalars.row(item)))

    def get_sub_account(self, remote_id: str) -> SubAccount:
        for found in self._client.read("getClients", sub_account_from, client=remote_id):
            if found.remote_id == remote_id:
                balance = self._client.one("getResellerBalance", balance_from, client=remote_id)
                return replace(found, balance=balance.available)
        raise faults.error(errors.NotFound, messages.NOT_THERE, operation="getClients", code="no_client")

    def create_sub_account(self, settings: Mapping[str, str]) -> SubAccount:
        """`confirm_email` and `confirm_password` may be left out."""
        given = dict(settings)
        for name in ("email", "password"):
            if name in given:
                given.setdefault(f"confirm_{name}", given[name])
        remote_id = _WRITTEN.save(self._client, given, "")
        name = f"{given.get('firstname', '')} {given.get('lastname', '')}".strip()
        return SubAccount(
            remote_id=remote_id, name=name, email=given.get("email", ""), company=given.get("company", "")
        )

    def update_sub_account(self, remote_id: str, settings: Mapping[str, str]) -> None:
        _WRITTEN.save(self._client, settings, remote_id)

    def set_sub_account_enabled(self, remote_id: str, enabled: bool) -> None:
        raise faults.unsupported("set_sub_account_enabled")

    def transfer_credit(self, remote_id: str, amount: str) -> None:
        """addPayment, or addCharge of a negative amount. Neither may be repeated."""
        try:
            money = Decimal(amount)
        except InvalidOperation:
            money = Decimal(0)
        if not money.is_finite() or not money:
            raise faults.error(errors.Invalid, messages.MISSING, operation="transfer_credit", field="amount")
        if money > 0:
            self._client.call("addPayment", client=remote_id, payment=money)
        else:
            self._client.call("addCharge", client=remote_id, charge=-money)


def sub_account_from(row: Mapping[str, Any]) -> SubAccount:
    """A row of getClients. Its password comes in clear and is masked."""
    remote_id = scalars.text(row.get("client"))
    if not remote_id:
        raise scalars.WrongShape("a client without its id")
    company = scalars.text(row.get("company"))
    names = (scalars.text(row.get(field)) for field in ("firstname", "lastname"))
    return SubAccount(
        remote_id=remote_id,
        name=" ".join(filter(None, names)) or company,
        email=scalars.text(row.get("email")),
        company=company,
        raw=without_secrets(row),
    )
