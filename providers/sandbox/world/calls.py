"""The call generator: which calls an account had, worked out from the seed and the clock, so nothing needs to be stored.

A day's calls are drawn from a random stream of their own (seed, account, day). A call is on record once it has ended. So
the same seed gives the same calls after a restart, and time passing is all that produces new ones. Calls made by hand
(the control API) are documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from providers.sandbox.world.store import Store

# Calls by hour of the day in Eastern time, roughly an office's: nothing at night, a dip at noon.
HOURS = (1, 1, 0, 0, 0, 1, 3, 8, 18, 24, 26, 22, 14, 20, 25, 24, 20, 12, 7, 5, 4, 3, 2, 1)
WEEKEND = 0.35
DISPOSITIONS = (("ANSWERED", 78), ("NO ANSWER", 13), ("BUSY", 6), ("FAILED", 3))
NAMES = (
    "LABO DENTAIRE NORD",
    "CABINET VASSEUR",
    "HARPER JOAN",
    "TRANSPORT LEDUC",
    "PINE ST CLINIC",
    "ATELIER CASSIS",
    "",
)
EASTERN_STANDARD = timedelta(hours=-5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an account. `started_at` is aware UTC; `rate` and `total` are US dollars as decimal text."""

    uniqueid: str
    started_at: datetime
    inbound: bool
    did: str
    other: str
    name: str
    login: str
    disposition: str
    seconds: int
    rate: str
    total: str

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the generator needs to know of an account. Hashable: a day's calls are remembered by it."""

    seed: int
    account: str
    calls_per_day: int
    first_day: date
    dids: tuple[str, ...]
    logins: tuple[str, ...]


class Calls:
    def __init__(self, store: Store) -> None:
        self._store = store

    def between(self, plan: Plan, start: datetime, end: datetime, *, now: datetime) -> Iterator[Call]:
        """Calls that started in [start, end) and have ended by `now`, oldest first."""
        found = [call for day in _days(plan.first_day, start, end) for call in calls_of_day(plan, day)]
        found += [_from_document(document) for _, document in self._store.all(plan.account, "calls")]
        for call in sorted(found, key=lambda call: (call.started_at, call.uniqueid)):
            if start <= call.started_at < end and call.ended_at <= now:
                yield call

    def add(self, plan: Plan, count: int, *, now: datetime) -> list[Call]:
        """Make calls by hand: they ended just before `now`."""
        random = Random(f"{plan.seed}:{plan.account}:{now.isoformat()}:{count}")
        made = []
        for number in range(count):
            call = draw(plan, random, now - timedelta(seconds=1000 + number), f"h{now:%y%m%d%H%M%S}x{number}")
            self._store.put(
                plan.account, "calls", call.uniqueid, {**asdict(call), "started_at": call.started_at.isoformat()}
            )
            made.append(call)
        return made


def _days(first: date, start: datetime, end: datetime) -> Iterator[date]:
    day = max(first, start.date())
    while day <= end.date():
        yield day
        day += timedelta(days=1)


@lru_cache(maxsize=400)
def calls_of_day(plan: Plan, day: date) -> tuple[Call, ...]:
    """All calls that start on one UTC day, ended or not."""
    random = Random(f"{plan.seed}:{plan.account}:{day.isoformat()}")
    share = WEEKEND if day.weekday() >= 5 else 1.0
    count = round(plan.calls_per_day * share * random.uniform(0.85, 1.15))
    calls = []
    for number in range(count):
        hour = (random.choices(range(24), HOURS)[0] - int(EASTERN_STANDARD.total_seconds() // 3600)) % 24
        moment = datetime(day.year, day.month, day.day, hour, random.randrange(60), random.randrange(60), tzinfo=UTC)
        calls.append(draw(plan, random, moment, f"{day:%y%m%d}{number:05d}"))
    return tuple(calls)


def draw(plan: Plan, random: Random, moment: datetime, uniqueid: str) -> Call:
    disposition = random.choices([word for word, _ in DISPOSITIONS], [weight for _, weight in DISPOSITIONS])[0]
    seconds = min(900, int(random.lognormvariate(4.6, 0.9))) if disposition == "ANSWERED" else 0
    inbound = random.random() < 0.7
    rate = Decimal("0.00900000") if inbound else Decimal("0.01000000")
    billed = Decimal(-(-seconds // 6) * 6) / 60
    return Call(
        uniqueid=uniqueid,
        started_at=moment,
        inbound=inbound,
        did=random.choice(plan.dids),
        other=f"{random.choice(('514', '438', '450', '416', '613', '604', '212', '305'))}55501{random.randrange(100):02d}",
        name=random.choice(NAMES),
        login=random.choice(plan.logins),
        disposition=disposition,
        seconds=seconds,
        rate=str(rate),
        total=str((billed * rate).quantize(Decimal("0.00000001"))),
    )


def _from_document(document: dict[str, object]) -> Call:
    fields = {name: value for name, value in document.items() if name != "_order"}
    fields["started_at"] = datetime.fromisoformat(str(fields["started_at"]))
    return Call(**fields)  # type: ignore[arg-type]
