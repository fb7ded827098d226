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


def test_keys_grow_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1_600_000_000_000_000_000)
    assert first < uuid7() < uuid7()
