"""An account that keeps failing rests, one run tries it again, and a pause that the provider wants is kept whole."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from panel.connections.pacing import (
    FAILURES_REMEMBERED_SECONDS,
    FAILURES_TO_OPEN,
    LONGEST_HOLD_SECONDS,
    PROBE_SECONDS,
    REST_SECONDS,
    AccountPacer,
    Circuit,
    client,
)
from panel.tenancy.ids import uuid7
from providers.errors import Unavailable


@pytest.fixture
def account() -> Iterator[UUID]:
    key = uuid7()
    yield key
    client().delete(*(f"patchbay:{name}:{key}" for name in ("pace", "failures", "resting", "probing")))


@pytest.fixture
def tripped(account: UUID) -> Circuit:
    circuit = Circuit(account, "voipms")
    for _ in range(FAILURES_TO_OPEN):
        circuit.check()
        circuit.failed()
    return circuit


def seconds_left(name: str, account: UUID) -> float:
    """-1: for ever. -2: not there."""
    milliseconds = int(client().pttl(f"patchbay:{name}:{account}"))
    return milliseconds / 1000 if milliseconds > 0 else milliseconds


def rested(account: UUID) -> None:
    """The minute is over."""
    assert client().delete(f"patchbay:resting:{account}") == 1


class TestCircuit:
    def test_a_rest_ends_by_itself(self, account: UUID, tripped: Circuit) -> None:
        with pytest.raises(Unavailable, match="not been answering"):
            tripped.check()
        assert 0 < seconds_left("resting", account) <= REST_SECONDS

    def test_failures_far_apart_are_not_in_a_row(self, account: UUID) -> None:
        Circuit(account, "voipms").failed()
        assert 0 < seconds_left("failures", account) <= FAILURES_REMEMBERED_SECONDS

    def test_after_the_rest_one_run_tries_it_and_the_others_wait(self, account: UUID, tripped: Circuit) -> None:
        rested(account)
        tripped.check()
        with pytest.raises(Unavailable) as caught:
            Circuit(account, "voipms").check()
        assert caught.value.raw == "another run tries it"

    def test_a_run_that_died_while_it_tried_does_not_close_the_account_for_ever(
        self, account: UUID, tripped: Circuit
    ) -> None:
        rested(account)
        tripped.check()
        assert 0 < seconds_left("probing", account) <= PROBE_SECONDS

    def test_when_it_fails_again_it_rests_again_and_then_the_next_run_tries(
        self, account: UUID, tripped: Circuit
    ) -> None:
        rested(account)
        tripped.check()
        tripped.failed()
        with pytest.raises(Unavailable, match="not been answering"):
            tripped.check()
        rested(account)
        tripped.check()

    def test_a_good_answer_opens_it_for_everybody(self, account: UUID, tripped: Circuit) -> None:
        """Also one that a person asked for while it rests, and nothing of the past is left."""
        tripped.succeeded()
        assert [seconds_left(name, account) for name in ("failures", "resting", "probing")] == [-2, -2, -2]
        tripped.failed()
        for _ in range(2):
            tripped.check()

    def test_a_good_try_ends_the_trying(self, account: UUID, tripped: Circuit) -> None:
        rested(account)
        tripped.check()
        tripped.succeeded()
        assert seconds_left("probing", account) == -2


class TestHold:
    def wanted(self, account: UUID) -> int:
        return int(client().get(f"patchbay:pace:{account}") or 0)

    def test_a_long_pause_is_remembered_until_it_is_over(self, account: UUID) -> None:
        AccountPacer(account, "voipms", 10).hold(250)
        assert seconds_left("pace", account) > 250

    def test_a_shorter_one_does_not_shorten_it(self, account: UUID) -> None:
        pacer = AccountPacer(account, "voipms", 10)
        pacer.hold(100)
        before = self.wanted(account)
        pacer.hold(1)
        assert self.wanted(account) == before

    def test_it_has_a_bound_and_without_a_time_there_is_none(self, account: UUID) -> None:
        pacer = AccountPacer(account, "voipms", 10)
        pacer.hold(None)
        assert seconds_left("pace", account) == -2
        pacer.hold(100_000)
        seconds, _microseconds = client().time()
        assert self.wanted(account) / 1000 - int(seconds) < LONGEST_HOLD_SECONDS + 2
