"""Keep an account's price list."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from panel.accounts.models import User
from panel.audit.services import record
from panel.connections.models import Connection
from panel.dids.models import SettingPrice
from panel.dids.setting_prices import EVERY


def set_prices(
    *, connection: Connection, currency: str, prices: Mapping[str, Mapping[str, Decimal | None]], by: User
) -> bool:
    """Leave the account with exactly these amounts by item; False when it has them already."""
    Connection.objects.select_for_update().values_list("pk").get(pk=connection.pk)  # one list at a time
    rows = SettingPrice.objects.filter(connection=connection)
    before = {row.item: _told(row.currency, {name: getattr(row, name) for name in EVERY}) for row in rows}
    wanted = {item: amounts for item, amounts in prices.items() if any(each is not None for each in amounts.values())}
    after = {item: _told(currency, amounts) for item, amounts in wanted.items()}
    if after == before:
        return False
    rows.delete()
    SettingPrice.objects.bulk_create(
        SettingPrice(
            organization_id=connection.organization_id, connection=connection, item=item, currency=currency, **amounts
        )
        for item, amounts in wanted.items()
    )
    record(
        verb="dids.prices_set",
        object_type="connection",
        object_id=connection.pk,
        label=connection.name,
        by=by,
        before=before,
        after=after,
    )
    return True


def _told(currency: str, amounts: Mapping[str, Decimal | None]) -> dict[str, Any]:
    """The amounts as JSON that can be compared: without noughts at the end."""
    told = {name: f"{amount.normalize():f}" for name, amount in amounts.items() if amount is not None}
    return {"currency": currency, **told}
