"""Call records as a provider would tell them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from providers.values.calls import CallRecord, Direction, Disposition, Window
from providers.values.money import Money
from providers.values.phone import PhoneNumber

DAY = datetime(2026, 3, 31, tzinfo=UTC)
WINDOW = Window(start=DAY, end=DAY + timedelta(days=1))
OWN = PhoneNumber("+15145550142")
OTHER = PhoneNumber("+14165550107")


def record(number: int = 1, **fields: Any) -> CallRecord:
    """An answered incoming call, `number` minutes into the day."""
    values: dict[str, Any] = {
        "remote_id": f"call-{number}",
        "started_at": DAY + timedelta(minutes=number),
        "direction": Direction.INBOUND,
        "disposition": Disposition.ANSWERED,
        "caller": "4165550107",
        "caller_number": OTHER,
        "callee": "5145550142",
        "callee_number": OWN,
        "seconds": 60,
        "rate": Money(Decimal("0.0085"), "USD"),
        "cost": Money(Decimal("0.0085"), "USD"),
        "raw": {"uniqueid": f"call-{number}"},
    }
    return CallRecord(**(values | fields))
