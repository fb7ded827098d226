"""The pure part of every inventory's sync: what is to be created, updated, marked gone, and what is too much to be true."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from panel.connections.mirror import Known, Listing, Outcome, Plan, UnsafePlan, fingerprint, fit, plan
from panel.connections.stored_json import plain
from panel.dids.models import Did
from providers.errors import Unavailable, UnexpectedAnswer
from providers.values import dids
from providers.values.money import Money
from providers.values.phone import PhoneNumber

keys = st.sampled_from([f"k{number}" for number in range(8)])
prints = st.sampled_from("abc")
rows = st.dictionaries(keys, st.builds(Known, prints, st.booleans()))
listings = st.dictionaries(keys, prints)


def applied(existing: dict[str, Known], remote: dict[str, str], todo: Plan) -> dict[str, Known]:
    """What rows are there after the plan was carried out."""
    gone = {key: Known(existing[key].fingerprint, True) for key in todo.vanished}
    return existing | {key: Known(remote[key]) for key in (*todo.create, *todo.update)} | gone


@given(existing=rows, remote=listings, complete=st.booleans())
def test_every_listed_key_has_one_place_in_the_plan(
    existing: dict[str, Known], remote: dict[str, str], complete: bool
) -> None:
    todo = plan(existing, remote, complete=complete)
    assert sorted((*todo.create, *todo.update, *todo.unchanged)) == sorted(remote)
    assert not set(todo.vanished) & set(remote)


@given(existing=rows, remote=listings)
def test_after_a_complete_listing_the_rows_are_as_listed(existing: dict[str, Known], remote: dict[str, str]) -> None:
    after = applied(existing, remote, plan(existing, remote, complete=True))
    assert {key: row.fingerprint for key, row in after.items() if not row.gone} == remote
    assert set(after) == set(existing) | set(remote)  # nothing is ever deleted


@given(existing=rows, remote=listings, complete=st.booleans())
def test_a_second_plan_has_nothing_to_do(existing: dict[str, Known], remote: dict[str, str], complete: bool) -> None:
    after = applied(existing, remote, plan(existing, remote, complete=complete))
    again = plan(after, remote, complete=complete)
    assert (again.create, again.update, again.vanished) == ((), (), ())
    assert sorted(again.unchanged) == sorted(remote)


@given(existing=rows, remote=listings)
def test_an_incomplete_listing_lets_nothing_vanish(existing: dict[str, Known], remote: dict[str, str]) -> None:
    assert plan(existing, remote, complete=False).vanished == ()


def test_what_is_listed_again_comes_back_though_nothing_else_changed() -> None:
    assert plan({"a": Known("1", gone=True)}, {"a": "1"}, complete=True).update == ("a",)


@pytest.mark.parametrize(
    ("present", "vanished", "safe"),
    [(100, 30, True), (100, 31, False), (11, 11, False), (10, 10, True), (34, 11, False), (37, 11, True), (1, 1, True)],
)
def test_a_large_share_of_vanished_rows_asks_a_person(present: int, vanished: int, safe: bool) -> None:
    existing = {str(number): Known("same") for number in range(present)}
    remote = {str(number): "same" for number in range(vanished, present)}
    todo = plan(existing, remote, complete=True)
    if safe:
        todo.check_safe()
        return
    with pytest.raises(UnsafePlan) as unsafe:
        todo.check_safe()
    assert (unsafe.value.vanished, unsafe.value.present) == (vanished, present)


def test_those_gone_before_do_not_count_as_vanishing() -> None:
    existing = {str(number): Known("same", gone=True) for number in range(50)}
    plan(existing, {}, complete=True).check_safe()


A_DID = dids.Did(
    number=PhoneNumber("+15145550142"),
    monthly=Money(Decimal("0.85"), "USD"),
    ordered_at=datetime(2026, 3, 31, tzinfo=UTC),
    raw={"did": "5145550142", "note": None, "cnam": 1},
)


def test_equal_values_have_equal_fingerprints_in_whatever_order_they_were_told() -> None:
    told_otherwise = MappingProxyType({"cnam": 1, "did": "5145550142", "note": None})
    same = dids.Did(number=A_DID.number, monthly=A_DID.monthly, ordered_at=A_DID.ordered_at, raw=told_otherwise)
    assert fingerprint(same) == fingerprint(A_DID)
    assert len(fingerprint(A_DID)) == 64


def test_a_fingerprint_is_the_same_in_another_process() -> None:
    program = (
        "from panel.connections.mirror import fingerprint; from providers.values.phone import PhoneNumber;"
        "from providers.values.dids import Did; import django;"
        "print(fingerprint(Did(number=PhoneNumber('+15145550142'), raw={'b': 1, 'a': [True, None]})))"
    )
    setup = f"import django; django.setup(); {program}"
    there = subprocess.run([sys.executable, "-c", setup], capture_output=True, text=True, check=True).stdout.strip()
    assert there == fingerprint(dids.Did(number=A_DID.number, raw={"a": [True, None], "b": 1}))


@given(raw=st.dictionaries(st.text("ab"), st.integers(0, 2)))
def test_a_difference_in_what_the_provider_sent_shows(raw: dict[str, int]) -> None:
    one, other = (dids.Did(number=A_DID.number, raw=each) for each in (raw, {**raw, "c": 1}))
    assert fingerprint(one) != fingerprint(other)


def unreadable(skipped: int) -> UnexpectedAnswer:
    problem = UnexpectedAnswer("Not readable.", provider="voipms")
    problem.skipped = skipped
    return problem


def told(*values: int, then: Exception | None = None) -> Iterator[int]:
    yield from values
    if then is not None:
        raise then


def test_a_listing_read_to_its_end_is_complete() -> None:
    listing = Listing.read(told(1, 2))
    assert (list(listing.values), listing.complete) == ([1, 2], True)


@pytest.mark.parametrize("then", [None, unreadable(1)])
def test_a_listing_is_as_old_as_its_beginning(then: Exception | None) -> None:
    """What was read on its own while it was listed is newer than it."""
    began = timezone.now()
    first_asked: list[datetime] = []

    def listed() -> Iterator[int]:
        first_asked.append(timezone.now())
        yield from told(1, 2, then=then)

    assert began <= Listing.read(listed()).started_at <= first_asked[0]


def test_a_listing_with_unreadable_items_keeps_the_others_and_is_incomplete() -> None:
    listing = Listing.read(told(1, 2, then=unreadable(3)))
    assert (list(listing.values), listing.complete) == ([1, 2], False)


@pytest.mark.parametrize("problem", [unreadable(0), Unavailable("Down.", provider="voipms")])
def test_a_listing_that_breaks_off_is_none(problem: Exception) -> None:
    with pytest.raises(type(problem)):
        Listing.read(told(1, 2, then=problem))


def test_values_are_made_to_fit_their_columns() -> None:
    fitted = fit(Did, {"note": "n\0o" + "x" * 300, "monthly": Decimal("0.123456789"), "raw": {"a\0": ["\0b", 1]}})
    assert fitted == {"note": "no" + "x" * 248, "monthly": Decimal("0.12345679"), "raw": {"a": ["b", 1]}}


@pytest.mark.parametrize("column", [{"ring_seconds": 40000}, {"ring_seconds": -1}, {"monthly": Decimal(10) ** 7}])
def test_numbers_out_of_their_range_are_refused(column: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        fit(Did, column)


def test_plain_json_has_a_backslash_where_the_provider_had_one() -> None:
    told = {"path": "C:\\u0000x", "both": "\\\0\\u0000", "nul": "a\0\0b"}
    assert plain(told) == {name: text.replace("\0", "") for name, text in told.items()}


@given(told=st.text(st.sampled_from("\0\\u0")))
def test_plain_json_is_what_was_told_without_nul(told: str) -> None:
    assert plain([told]) == [told.replace("\0", "")]


def test_outcomes_add_up() -> None:
    assert Outcome(new=1, gone=2) + Outcome(new=3, skipped=1) == Outcome(new=4, gone=2, skipped=1)
