"""What a VoIP.ms account has left: getBalance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.values.billing import Balance
from providers.voipms import scalars
from providers.voipms.client import Client


class VoipmsBilling:
    """The `Billing` port. Accounts are prepaid, in US dollars."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def balance(self) -> Balance:
        answer = self._client.call("getBalance", advanced=True)
        try:
            return balance_from(answer)
        except scalars.WrongShape as problem:
            raise self._client.unreadable("getBalance", str(problem), answer) from None


def balance_from(answer: Mapping[str, Any]) -> Balance:
    """An answer of getBalance; `spent_today` comes with advanced=1 only, and is New York's today."""
    row = answer.get("balance")
    available = scalars.money(row.get("current_balance")) if isinstance(row, dict) else None
    if not isinstance(row, dict) or available is None:
        raise scalars.WrongShape("an answer without a balance")
    return Balance(available=available, spent_today=scalars.money(row.get("spent_today")), raw=dict(row))
