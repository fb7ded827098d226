"""Keeps children running: one that dies is started again, at once at first and then with growing pauses."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from panel.local.process import Child

INTERVAL = 0.2
LONGEST_PAUSE = 30.0
# A child that ran this long before it died starts with a clean slate.
GOOD_RUN = 60.0
MANY_DEATHS = 3


@dataclass
class Watched:
    child: Child
    deaths: int = 0
    started: float = 0.0
    next_try: float | None = None

    def pause(self) -> float:
        """Seconds before the next start: 0, 1, 2, 4 … up to the longest."""
        return 0.0 if self.deaths <= 1 else min(2.0 ** (self.deaths - 2), LONGEST_PAUSE)


class Supervisor:
    """Starts children in order, restarts those that die, and ends them in the opposite order."""

    def __init__(self, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._clock = clock
        self._watched: list[Watched] = []

    def adopt(self, child: Child) -> None:
        """Watches a child that runs already."""
        self._watched.append(Watched(child, started=self._clock()))

    def start(self, child: Child) -> None:
        child.start()
        self.adopt(child)

    def check(self) -> None:
        """One look at every child; never waits longer than the end of a dead one's own children takes."""
        for watched in self._watched:
            if watched.child.is_running():
                continue
            if watched.next_try is None:
                self._note_death(watched)
            if watched.next_try is not None and self._clock() >= watched.next_try:
                watched.next_try = None
                watched.started = self._clock()
                watched.child.start()

    def struggling(self) -> Child | None:
        """A child that does not get going: it died several times in short order."""
        return next((watched.child for watched in self._watched if watched.deaths >= MANY_DEATHS), None)

    def stop(self, *groups: Sequence[str]) -> None:
        """Ends the named groups one after the other, then the rest, last started first. A group ends together."""
        for names in groups:
            together = [watched.child for watched in self._watched if watched.child.name in names]
            for child in together:
                child.ask_to_end()
            for child in together:
                child.finish()
        for watched in reversed(self._watched):
            watched.child.stop()
        self._watched.clear()

    def _note_death(self, watched: Watched) -> None:
        if self._clock() - watched.started > GOOD_RUN:
            watched.deaths = 0
        watched.deaths += 1
        watched.next_try = self._clock() + watched.pause()
        child = watched.child
        when = f"in {watched.pause():.0f} s" if watched.pause() else "now"
        self._tell(
            f"{child.name} ended unexpectedly (exit {child.exit_status}). It is started again {when}; its log is {child.log}."
        )
        child.finish()
