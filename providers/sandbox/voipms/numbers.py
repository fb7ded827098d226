"""The record of a number as it is when it was just bought."""

from __future__ import annotations

from datetime import datetime

from providers.sandbox.seed import Place
from providers.sandbox.voipms.days import EASTERN
from providers.sandbox.voipms.dids import CONFIGURED, SMS
from providers.sandbox.world.store import Document


def new_did(number: str, place: Place, ordered: datetime) -> Document:
    """`ordered` is aware; the service writes Eastern time. Local numbers of the United States and Canada can text."""
    texts = "1" if place.region and place.country in {"CA", "US"} else "0"
    local = ordered.astimezone(EASTERN)
    following = local.date().replace(day=1, month=local.month % 12 + 1, year=local.year + local.month // 12)
    return {
        "did": number,
        "description": f"{place.centre}, {place.region}",
        "routing": "sys:noservice",
        **CONFIGURED,
        "pop": "60" if place.country == "CA" else "3",
        "dialtime": "60",
        "cnam": "0",
        "e911": "0",
        "billing_type": "1",
        "next_billing": following.replace(day=min(local.day, 28)).isoformat(),
        "order_date": f"{local:%Y-%m-%d %H:%M:%S}",
        "reseller_account": "",
        "reseller_next_billing": "0000-00-00",
        "reseller_monthly": "0.00000000",
        "reseller_minute": "0.00000000",
        "reseller_setup": "0.00000000",
        **dict(SMS.values()),
        "sms_available": texts,
        "mms_available": texts,
    }
