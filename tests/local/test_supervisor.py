"""A child that dies is started again: at once, then with growing pauses, and it is said."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from panel.local.home import Home
from panel.local.process import Child
from panel.local.supervisor import GOOD_RUN, LONGEST_PAUSE, Supervisor


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Mortal(Child):
    """A child whose deaths the test decides."""

    starts = 0
    alive = False

    def start(self) -> None:
        self.starts += 1
        self.alive = True

    def is_running(self) -> bool:
        return self.alive

    def finish(self) -> None:
        self.alive = False


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(clock: Clock, said: list[str]) -> Supervisor:
    return Supervisor(tell=said.append, clock=clock)


def mortal(tmp_path: Path, name: str = "worker") -> Mortal:
    return Mortal(name, Home.open(tmp_path), [sys.executable], dict(os.environ))


def test_the_first_death_is_mended_at_once_and_said_in_one_line(
    tmp_path: Path, supervisor: Supervisor, said: list[str]
) -> None:
    child = mortal(tmp_path)
    supervisor.start(child)
    child.alive = False
    supervisor.check()
    assert child.starts == 2
    assert len(said) == 1
    assert said[0].startswith("worker ended unexpectedly")
    assert "\n" not in said[0]


def test_a_child_that_keeps_dying_is_tried_ever_more_rarely(
    tmp_path: Path, supervisor: Supervisor, clock: Clock
) -> None:
    child = mortal(tmp_path)
    supervisor.start(child)
    pauses = []
    for _ in range(9):
        child.alive = False
        died, starts = clock.now, child.starts
        while child.starts == starts:
            supervisor.check()
            clock.now += 0.5 if child.starts == starts else 0.0
        pauses.append(clock.now - died)
    assert pauses == [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_child_that_does_not_get_going_is_named(tmp_path: Path, supervisor: Supervisor, clock: Clock) -> None:
    child = mortal(tmp_path)
    supervisor.start(child)
    for deaths in (1, 2):
        child.alive = False
        supervisor.check()
        assert supervisor.struggling() is None, deaths
        clock.now += LONGEST_PAUSE
        supervisor.check()
    child.alive = False
    supervisor.check()
    assert supervisor.struggling() is child


def test_a_good_run_wipes_the_slate(tmp_path: Path, supervisor: Supervisor, clock: Clock) -> None:
    child = mortal(tmp_path)
    supervisor.start(child)
    for _ in range(5):
        child.alive = False
        supervisor.check()
        clock.now += LONGEST_PAUSE
        supervisor.check()
    clock.now += GOOD_RUN + 1
    child.alive = False
    starts = child.starts
    supervisor.check()
    assert child.starts == starts + 1


def test_children_end_group_by_group_and_the_rest_last_started_first(tmp_path: Path, supervisor: Supervisor) -> None:
    ended: list[str] = []

    class Noting(Mortal):
        def finish(self) -> None:
            if self.alive:
                ended.append(self.name)
            self.alive = False

    for name in ("postgres", "sandbox", "mail", "web"):
        supervisor.start(Noting(name, Home.open(tmp_path), [], {}))
    supervisor.stop(("web",), ("sandbox",))
    assert ended == ["web", "sandbox", "mail", "postgres"]
