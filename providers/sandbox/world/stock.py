"""The one stock of numbers that all services sell from: what is held at one of them cannot be bought at another.

Numbers are E.164 digits without the plus. The lines of each place are 555-0100 to 555-0199, or what the country keeps for
fiction. A reservation holds a number until its time; it needs nobody to end it.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from providers.sandbox.seed import ABROAD, PLACES, TOLL_FREE, Place
from providers.sandbox.world.clock import Clock
from providers.sandbox.world.store import Store

KINDS = {"local": PLACES, "toll_free": TOLL_FREE, "abroad": ABROAD}


@cache
def _places() -> dict[str, Place]:
    return {number: place for places in KINDS.values() for place in places for number in place.digits(range(100))}


class Stock:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def place(self, number: str) -> Place | None:
        """Where a number is, None when no service has ever heard of it."""
        return _places().get(number)

    def holder(self, number: str) -> str:
        """The owner ("voipms:login") who has it or has it reserved; empty when it is free."""
        held = self._store.get("", "held", number)
        if held is None or (held["until"] and datetime.fromisoformat(held["until"]) <= self._clock.now()):
            return ""
        return str(held["owner"])

    def reserved_until(self, number: str) -> datetime | None:
        """Until when it is reserved; None when it is free or held for good."""
        held = self._store.get("", "held", number)
        return datetime.fromisoformat(held["until"]) if held and held["until"] and self.holder(number) else None

    def take(self, number: str, owner: str, *, until: datetime | None = None) -> bool:
        """Hold it, for good or (reserved) until then. False when it is somebody else's, or no number of the stock."""
        if number not in _places() or self.holder(number) not in {"", owner}:
            return False
        self._store.put("", "held", number, {"owner": owner, "until": until.isoformat() if until else ""})
        return True

    def give_back(self, number: str) -> None:
        self._store.delete("", "held", number)

    def free(
        self, kind: str = "local", *, country: str = "", region: str = "", area_code: str = "", centre: str = ""
    ) -> list[tuple[str, Place]]:
        """Numbers for sale with their places; empty words do not matter. In the order of the places."""
        return [
            (number, place)
            for place in KINDS[kind]
            if country in {"", place.country}
            and region in {"", place.region}
            and area_code in {"", place.area_code}
            and centre in {"", place.centre}
            for number in place.digits(range(100))
            if not self.holder(number)
        ]
