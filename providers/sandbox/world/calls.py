"""The call generator: which calls an account had, worked out from the seed and the clock, so nothing needs to be stored.

A day's calls are drawn from a random stream of their own (seed, owner, day) over the numbers and logins that the account
had on that day. A call is on record once it has ended. So the same seed gives the same calls after a restart, and time
passing is all that produces new ones. Buying or cancelling a number tells on the days after. Calls made by hand (the
control API) are documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from providers.sandbox.world.store import Document, Store

# Calls by hour of the day in Eastern standard time, roughly an office's: nothing at night, a dip at noon.
HOURS = (1, 1, 0, 0, 0, 1, 3, 8, 18, 24, 26, 22, 14, 20, 25, 24, 20, 12, 7, 5, 4, 3, 2, 1)
HOURS_BEHIND_UTC = 5
WEEKEND = 0.35
LONGEST_SECONDS = 900
DISPOSITIONS = {"ANSWERED": 78, "NO ANSWER": 13, "BUSY": 6, "FAILED": 3}
INBOUND_SHARE = 0.7
INBOUND_RATE, OUTBOUND_RATE = Decimal("0.00900000"), Decimal("0.01000000")  # US dollars a minute, billed by six seconds
AREA_CODES = ("514", "438", "450", "418", "416", "613", "604", "403", "902", "212", "305", "415", "512", "206")
NAMES = (
    "LABO DENTAIRE NORD",
    "CABINET VASSEUR",
    "HARPER JOAN",
    "TRANSPORT LEDUC",
    "PINE ST CLINIC",
    "ATELIER CASSIS",
    "GAGNON ÉLISE",
    "",
    "",
)


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

    def as_document(self) -> Document:
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {**fields, "started_at": self.started_at.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number or a login that calls go over, from the day `since` on and before the day `until`."""

    name: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the generator needs to know of an account."""

    seed: int
    owner: str
    volume: tuple[tuple[date, int], ...]  # calls a day, from that day on; the first entry's day is the first with calls
    dids: tuple[Line, ...]
    logins: tuple[Line, ...]

    def calls_of(self, day: date) -> tuple[Call, ...]:
        """All calls that start on one UTC day, ended or not, oldest first."""
        dids = tuple(line.name for line in self.dids if line.on(day))
        logins = tuple(line.name for line in self.logins if line.on(day))
        per_day = next((count for since, count in reversed(self.volume) if since <= day), 0)
        if not per_day or not dids or not logins:
            return ()
        return _drawn(self.seed, self.owner, day, per_day, dids, logins)


class Calls:
    def __init__(self, store: Store) -> None:
        self._store = store

    def between(self, plan: Plan, start: datetime, end: datetime, *, now: datetime) -> list[Call]:
        """Calls that started in [start, end) and have ended by `now`, oldest first."""
        found = [
            call
            for day in _days(max(start.date(), plan.volume[0][0]), min(end, now).date())
            for call in plan.calls_of(day)
        ]
        found += [_from_document(document) for _, document in self._store.all(plan.owner, "calls")]
        found = [call for call in found if start <= call.started_at < end and call.ended_at <= now]
        return sorted(found, key=lambda call: (call.started_at, call.uniqueid))

    def ended_between(self, plan: Plan, after: datetime, until: datetime) -> list[Call]:
        """The generator's own calls that ended in (after, until]: each is in exactly one of adjoining spans."""
        first = (after - timedelta(seconds=LONGEST_SECONDS)).date()
        calls = (call for day in _days(first, until.date()) for call in plan.calls_of(day))
        return [call for call in calls if after < call.ended_at <= until]

    def add(self, plan: Plan, count: int, *, now: datetime) -> list[Call]:
        """Make calls by hand: they have just ended."""
        dids = tuple(line.name for line in plan.dids if line.until is None)
        logins = tuple(line.name for line in plan.logins if line.until is None)
        known = len(self._store.all(plan.owner, "calls"))
        made = []
        for number in range(known, known + count):
            call = _draw(Random(f"{plan.seed}:{plan.owner}:{number}"), f"{number:08d}x41i8c", now, dids, logins)
            call = _moved(call, now - timedelta(seconds=call.seconds))
            self._store.put(plan.owner, "calls", call.uniqueid, call.as_document())
            made.append(call)
        return made


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


@lru_cache(maxsize=1000)
def _drawn(
    seed: int, owner: str, day: date, per_day: int, dids: tuple[str, ...], logins: tuple[str, ...]
) -> tuple[Call, ...]:
    random = Random(f"{seed}:{owner}:{day.isoformat()}")
    share = WEEKEND if day.weekday() >= 5 else 1.0
    calls = []
    for number in range(round(per_day * share * random.uniform(0.85, 1.15))):
        hour = (random.choices(range(24), HOURS)[0] + HOURS_BEHIND_UTC) % 24
        moment = datetime(day.year, day.month, day.day, hour, random.randrange(60), random.randrange(60), tzinfo=UTC)
        calls.append(_draw(random, f"{day:%y%m%d}{number:05d}", moment, dids, logins))
    return tuple(sorted(calls, key=lambda call: call.started_at))


def _draw(random: Random, uniqueid: str, moment: datetime, dids: tuple[str, ...], logins: tuple[str, ...]) -> Call:
    disposition = random.choices(list(DISPOSITIONS), list(DISPOSITIONS.values()))[0]
    seconds = max(1, min(LONGEST_SECONDS, int(random.lognormvariate(4.6, 0.9)))) if disposition == "ANSWERED" else 0
    inbound = random.random() < INBOUND_SHARE
    rate = INBOUND_RATE if inbound else OUTBOUND_RATE
    billed_minutes = Decimal(-(-seconds // 6) * 6) / 60
    return Call(
        uniqueid=uniqueid,
        started_at=moment,
        inbound=inbound,
        did=random.choice(dids),
        other=f"{random.choice(AREA_CODES)}55501{random.randrange(100):02d}",
        name=random.choice(NAMES),
        login=random.choice(logins),
        disposition=disposition,
        seconds=seconds,
        rate=f"{rate:.8f}",
        total=f"{billed_minutes * rate:.8f}",
    )


def _moved(call: Call, started_at: datetime) -> Call:
    return _from_document({**call.as_document(), "started_at": started_at.isoformat()})


def _from_document(document: Document) -> Call:
    return Call(**{**document, "started_at": datetime.fromisoformat(document["started_at"])})
