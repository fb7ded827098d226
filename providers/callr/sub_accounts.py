"""Sub accounts: `account/sub.*`. Arguments of all but create, archive and disable are inferred (NOTES.md, "Guesses")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from providers import errors
from providers.callr import faults, forms, messages, scalars
from providers.callr.client import Client
from providers.values.accounts import SubAccount
from providers.values.routing import ObjectForm

FORM = ObjectForm(create="account/sub.create", update="account/sub.edit", key="id")
_EDITABLE = ("contact", "params")  # SubAccount.EditProperties: names cannot be changed


class CallrSubAccounts:
    """The `SubAccounts` port. An archived sub account counts as not enabled; it has to be unarchived first."""

    form = FORM

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_sub_accounts(self) -> Iterator[SubAccount]:
        """Live ones. Archived ones are left out, as CALLR leaves them out."""
        return self._client.values("account/sub.search", self._client.hits("account/sub.search"), self._account_from)

    def get_sub_account(self, remote_id: str) -> SubAccount:
        return self._client.one("account/sub.get", self._account_from, id=remote_id)

    def create_sub_account(self, settings: Mapping[str, str]) -> SubAccount:
        """`properties` (account, contact, params) and `options` (password). CALLR shows a password that it made up only
        now and only in its answer, which is masked here: choose one (`options.password.method` MANUAL, `.value`).
        """
        answer = forms.create(self._client, FORM, settings)
        try:
            return self._account_from(answer)
        except scalars.WrongShape as problem:
            raise self._client.unreadable(FORM.create, str(problem), answer) from None

    def update_sub_account(self, remote_id: str, settings: Mapping[str, str]) -> None:
        row = self._client.one("account/sub.get", scalars.row, id=remote_id)
        current = {name: row[name] for name in _EDITABLE if isinstance(row.get(name), dict)}
        changes = {name: value for name, value in settings.items() if name != FORM.key}
        forms.change(self._client, FORM, remote_id, changes, {"properties": current})

    def set_sub_account_enabled(self, remote_id: str, enabled: bool) -> None:
        self._client.confirmed("account/sub.enable" if enabled else "account/sub.disable", id=remote_id)

    def transfer_credit(self, remote_id: str, amount: str) -> None:
        """CALLR takes no sign: to take money back, the sub account stands where the money comes from."""
        name = "account/sub.transfer_credit"
        try:
            value = Decimal(amount.strip())
            if not value.is_finite() or not value or abs(value.adjusted()) > 12:
                raise ValueError("it must be an amount")
            written = scalars.cents(abs(value))
        except (InvalidOperation, ValueError):
            reason = {"reason": "it must be an amount"}
            raise faults.error(
                errors.Invalid, messages.NOT_SENT_INVALID, operation=name, field="amount", values=reason
            ) from None
        ends = {"to": remote_id} if value > 0 else {"from": remote_id}
        self._client.confirmed(name, **ends, amount=written)

    def _account_from(self, item: object) -> SubAccount:
        members = self._client.catalog.options["sub_account_id"].split(",")
        return account_from(item, members, self._client.currency)


def account_from(item: object, id_members: list[str], currency: str) -> SubAccount:
    """A SubAccount. Its documents give it no id, yet other methods want one: the first of `id_members` that it has."""
    row = scalars.row(item)
    names, contact = _part(row, "account"), _part(row, "contact")
    login = scalars.text(_part(row, "credentials").get("login"))
    remote_id = next((found for name in id_members if (found := scalars.text(row.get(name)))), login)
    if not remote_id:
        raise scalars.WrongShape("a sub account without an id")
    state, billing = _part(row, "state"), _part(_part(row, "params"), "billing")
    person = f"{scalars.text(names.get('firstname'))} {scalars.text(names.get('lastname'))}".strip()
    emails = scalars.rows(contact.get("emails"))
    return SubAccount(
        remote_id=remote_id,
        name=person or login,
        email=scalars.text(emails[0]) if emails else "",
        company=scalars.text(names.get("company")),
        balance=scalars.money(state.get("credit"), _currency(billing.get("currency_code"), currency)),
        enabled=_enabled(state),
        raw=scalars.kept(row),
    )


def _part(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return scalars.row(row.get(name) or {})


def _currency(told: object, otherwise: str) -> str:
    return told if isinstance(told, str) and told in ("EUR", "USD") else otherwise


def _enabled(state: Mapping[str, Any]) -> bool | None:
    off = [scalars.flag(state.get(name)) for name in ("disabled", "archived")]
    if True in off:
        return False
    return None if off[0] is None else True
