"""Requests that are open are looked after each half hour, where the provider lists its back orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from panel.ordering.models import RequestState, SpecialRequest
from panel.ordering.services.requesting import BETWEEN_LOOKS
from panel.ordering.tidying import tidy
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection

MINUTE = timedelta(minutes=1)


def test_open_ones_are_looked_after_when_the_last_look_is_half_an_hour_ago(nordphone: Organization) -> None:
    now = timezone.now()
    long_ago, lately = now - BETWEEN_LOOKS - MINUTE, now - BETWEEN_LOOKS + MINUTE
    accounts = {slug: make_connection(nordphone, slug, provider=slug) for slug in ("voipms", "callr")}
    requests: dict[str, dict[str, Any]] = {
        "asked long ago": {"created_at": long_ago},
        "looked at long ago": {"created_at": long_ago, "looked_at": long_ago},
        "asked just now": {"created_at": lately},
        "looked at just now": {"created_at": long_ago, "looked_at": lately},
        "closed": {"created_at": long_ago, "state": RequestState.CLOSED},
        "not listed": {"created_at": long_ago, "connection": accounts["callr"]},
    }
    with scope(organization=nordphone):
        for name, fields in requests.items():
            made = SpecialRequest.objects.create(
                organization=nordphone, connection=accounts["voipms"], country="CA", note=name
            )
            SpecialRequest.objects.filter(pk=made.pk).update(**fields)
    for _round in range(2):  # what was looked at is not due again
        tidy(nordphone.pk)
    with scope(organization=nordphone):
        rows = {row.note: row for row in SpecialRequest.objects.all()}
    assert {name for name, row in rows.items() if row.looking_since} == {"asked long ago", "looked at long ago"}
    looked_at = {name for name, row in rows.items() if row.looked_at and row.looked_at >= now}
    assert looked_at == {"asked long ago", "looked at long ago", "not listed"}
