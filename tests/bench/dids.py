"""An inventory in step with a listing: the first time, and again when nothing changed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from panel.connections.mirror import Listing, Outcome
from panel.connections.models import Connection
from panel.dids.sync import DidMirror
from panel.tenancy.scope import scope
from providers.values.dids import Did
from providers.values.phone import PhoneNumber
from providers.values.routing import Route, RouteKind
from tests.bench.measurement import Measurement, seconds
from tests.factories import make_connection, make_organization

NUMBERS = 10_000


def measure() -> Iterator[Measurement]:
    account = make_connection(make_organization("Bench: numbers", "bench-numbers"))
    told = [told_number(line) for line in range(NUMBERS)]
    first = NUMBERS / seconds(lambda: store(account, told))
    again = NUMBERS / seconds(lambda: store(account, told))
    yield Measurement(name="dids.sync_unchanged_vs_first", value=again, unit="rows/s", baseline=first, goal=2)
    outcome = store(account, told)
    written = outcome.new + outcome.changed + outcome.gone
    yield Measurement(name="dids.sync_unchanged_writes", value=written, unit="rows", goal=0, at_most=True)


def told_number(line: int) -> Did:
    raw = {f"field_{number}": f"{line}-{number}" for number in range(40)}
    route = Route(kind=RouteKind.RING_GROUP, target=str(line % 50), raw=f"grp:{line % 50}")
    return Did(number=PhoneNumber(f"+1514{line:07d}"), description="MONTREAL, QC", route=route, raw=raw)


def store(account: Connection, told: list[Did]) -> Outcome:
    with scope(organization=account.organization_id):
        return DidMirror(account).store(Listing(told, timezone.now()))
