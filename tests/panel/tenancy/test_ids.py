"""Keys of rows are read in the order in which they were made."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

import pytest

from panel.tenancy.ids import uuid7


def test_a_key_tells_its_millisecond_version_and_variant() -> None:
    before = time.time_ns() // 1_000_000
    key = uuid7()
    assert before <= key.int >> 80 <= time.time_ns() // 1_000_000
    assert (key.version, key.variant) == (7, RFC_4122)


def test_keys_grow_also_within_a_millisecond_and_between_threads() -> None:
    def some(_: int) -> list[UUID]:
        return [uuid7() for _ in range(5000)]

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(some, range(4)))
    assert all(keys == sorted(keys) for keys in made)
    assert len({key.int >> 64 for keys in made for key in keys}) == 20_000


def test_a_small_step_of_the_clock_back_changes_no_order_and_a_large_one_is_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, now = uuid7(), time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now - 5 * 10**9)
    assert first < uuid7() < uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: now - 3600 * 10**9)
    assert uuid7().int >> 80 == now // 1_000_000 - 3_600_000
