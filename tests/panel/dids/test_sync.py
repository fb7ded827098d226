"""The inventory as rows: what a listing does to them, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from django.utils import timezone

from panel.audit.models import AuditEntry
from panel.connections.mirror import Listing, Outcome, UnsafePlan
from panel.connections.models import Resource, SyncPlan
from panel.dids.models import NOT_YET, Did, DidState
from panel.dids.sync import DidMirror, apply_one, apply_read
from panel.operations.models import Operation, OperationState
from panel.tenancy.scope import scope
from providers.errors import UnexpectedAnswer
from providers.values import dids
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind
from tests.factories import make_client, make_connection, make_did

VOICEMAIL = Route(kind=RouteKind.VOICEMAIL, target="101", raw="vm:101")
AGENTS = Route(kind=RouteKind.RING_GROUP, target="4768", raw="grp:4768")


def told(line: int = 100, **fields: Any) -> dids.Did:
    """A number as the provider tells it, 555-0100 and up."""
    values: dict[str, Any] = {
        "number": PhoneNumber(f"+151455501{line - 100:02d}"),
        "description": "MONTREAL, QC",
        "route": VOICEMAIL,
        "raw": {"n": line},
    }
    return dids.Did(**(values | fields))


@pytest.fixture
def account(nordphone: Any) -> Any:
    return make_connection(nordphone)


@pytest.fixture
def store(account: Any) -> Callable[..., Outcome]:
    """A complete listing, begun now unless told otherwise, brought into the rows."""

    def stored(values: Sequence[dids.Did], *, approved: int = 0, **listing: Any) -> Outcome:
        read = Listing(values, **{"started_at": timezone.now()} | listing)
        with scope(organization=account.organization_id):
            return DidMirror(account).store(read, approved=approved)

    return stored


def row(account: Any, value: dids.Did) -> Did:
    with scope(organization=account.organization_id):
        return Did.objects.get(connection=account, number=value.number.e164)


def versions(account: Any) -> list[tuple[Any, ...]]:
    with scope(organization=account.organization_id), database.cursor() as cursor:
        cursor.execute("SELECT id, ctid, xmin FROM dids_did ORDER BY id")
        return list(cursor.fetchall())


def opened_operation(account: Any, did: Did) -> Operation:
    with scope(organization=account.organization_id):
        return Operation.objects.create(
            organization_id=account.organization_id,
            connection=account,
            kind="dids.set_route",
            subject_type="did",
            subject_id=did.pk,
            subject_label=did.number,
            idempotency_key=did.number,
            state=OperationState.SENDING,
        )


def test_a_number_is_stored_as_it_was_told(account: Any, store: Any) -> None:
    value = told(
        country="CA",
        region="QC",
        failovers=Failovers(busy=AGENTS, no_answer=VOICEMAIL),
        ring_seconds=25,
        cnam_lookup=True,
        e911=False,
        monthly=Money(Decimal("0.85"), "USD"),
        note="Reception",
    )
    assert store([value]) == Outcome(new=1)
    did = row(account, value)
    assert (did.route_kind, did.route_target, did.route_raw) == ("voicemail", "101", "vm:101")
    assert did.failovers == {
        "busy": {"kind": "ring_group", "target": "4768", "raw": "grp:4768"},
        "no_answer": {"kind": "voicemail", "target": "101", "raw": "vm:101"},
    }
    assert (did.ring_seconds, did.cnam_lookup, did.e911, did.sms_enabled) == (25, True, False, None)
    assert (did.monthly, did.monthly_currency, did.note) == (Decimal("0.85"), "USD", "Reception")
    assert (did.state, did.gone_at, did.client_id, did.raw) == (DidState.ACTIVE, None, None, {"n": 100})
    assert did.first_seen_at == did.changed_at


def test_the_same_listing_again_writes_nothing(account: Any, store: Any, django_assert_max_num_queries: Any) -> None:
    values = [told(line) for line in range(100, 180)]
    store(values)
    before = versions(account)
    with django_assert_max_num_queries(6):  # the walls, a savepoint, one read
        assert store(values) == Outcome(unchanged=80)
    assert versions(account) == before


def test_only_the_number_that_changed_is_written_and_keeps_its_client(account: Any, store: Any, nordphone: Any) -> None:
    values = [told(line) for line in range(100, 110)]
    store(values)
    client = make_client(nordphone, "Clinique Dentaire Rosemont")
    with scope(organization=nordphone):
        Did.objects.filter(number=values[3].number.e164).update(client=client)
    before, first = set(versions(account)), row(account, values[3])
    values[3] = replace(values[3], route=AGENTS, raw={"n": 103, "new": True})
    assert store(values) == Outcome(changed=1, unchanged=9)
    assert len(before & set(versions(account))) == 9
    after = row(account, values[3])
    assert (after.route_kind, after.route_target, after.client_id) == ("ring_group", "4768", client.pk)
    assert (after.pk, after.first_seen_at) == (first.pk, first.first_seen_at)
    assert after.changed_at > first.changed_at


def test_a_vanished_number_is_kept_as_lost_and_comes_back(account: Any, store: Any) -> None:
    values = [told(100), told(101)]
    store(values)
    assert store(values[1:]) == Outcome(gone=1, unchanged=1)
    lost = row(account, values[0])
    assert lost.state == DidState.LOST
    assert lost.gone_at is not None
    before = versions(account)
    assert store(values[1:]) == Outcome(unchanged=1)  # gone once, not again and again
    assert versions(account) == before
    assert store(values) == Outcome(changed=1, unchanged=1)
    back = row(account, values[0])
    assert (back.state, back.gone_at, back.pk) == (DidState.ACTIVE, None, lost.pk)


def test_an_incomplete_listing_marks_nothing_gone(account: Any, store: Any) -> None:
    values = [told(100), told(101)]
    store(values)
    left_out = UnexpectedAnswer("Not readable.", provider="voipms")
    left_out.skipped = 1
    assert store([told(101, note="New")], left_out=left_out) == Outcome(changed=1, skipped=1)
    assert row(account, values[0]).state == DidState.ACTIVE
    assert row(account, values[1]).note == "New"


def test_too_large_a_loss_changes_nothing_until_a_person_approves(account: Any, store: Any) -> None:
    values = [told(line) for line in range(100, 140)]
    store(values)
    before = versions(account)
    fewer = [replace(value, note="New") for value in values[:20]]
    with pytest.raises(UnsafePlan) as unsafe:
        store(fewer)
    assert (unsafe.value.vanished, unsafe.value.present) == (20, 40)
    assert versions(account) == before
    with pytest.raises(UnsafePlan):
        store(fewer[:19], approved=20)
    assert versions(account) == before, "more than what the person saw is gone by now"
    assert store(fewer, approved=20) == Outcome(changed=20, gone=20)


def test_an_open_operation_keeps_the_route_and_lets_the_rest_through(account: Any, store: Any) -> None:
    value = told()
    store([value])
    operation = opened_operation(account, row(account, value))
    changed = replace(value, route=AGENTS, failovers=Failovers(busy=AGENTS), note="New", raw={"n": 7})
    store([changed])
    held = row(account, value)
    assert (held.route_kind, held.route_target, held.route_raw, held.failovers) == ("voicemail", "101", "vm:101", {})
    assert held.note == "New"
    before = versions(account)
    store([changed])
    assert versions(account) == before
    with scope(organization=account.organization_id):
        Operation.objects.filter(pk=operation.pk).update(state=OperationState.SUCCEEDED)
    assert store([changed]) == Outcome(changed=1)
    assert row(account, value).route_kind == "ring_group"


def test_a_listing_older_than_a_reading_of_the_number_leaves_it_alone(account: Any, store: Any) -> None:
    store([told(100), told(101), told(102)])
    began = timezone.now() - timedelta(seconds=5)
    with scope(organization=account.organization_id):
        apply_one(account, told(100, route=AGENTS))
        apply_one(account, told(101, route=AGENTS))
        apply_one(account, told(109))
    assert store([told(100), told(101, note="Old news")], started_at=began) == Outcome(unchanged=2)
    assert row(account, told(100)).route_kind == "ring_group"
    assert row(account, told(101)).note == ""
    later = row(account, told(109))
    assert (later.state, later.last_seen_at) == (DidState.ACTIVE, None)
    store([told(100), told(101), told(102)])
    assert row(account, told(100)).route_kind == "voicemail"
    assert row(account, told(109)).state == DidState.LOST


def test_a_number_read_on_its_own_is_stored_even_while_its_operation_is_open(account: Any, store: Any) -> None:
    store([told()])
    first = row(account, told())
    opened_operation(account, first)
    with scope(organization=account.organization_id):
        did = apply_one(account, told(route=AGENTS))
    assert (did.pk, did.route_kind) == (first.pk, "ring_group")
    after = row(account, told())
    assert (after.route_kind, after.read_at > first.read_at) == ("ring_group", True)
    assert store([told(route=AGENTS)]) == Outcome(unchanged=1)


def test_a_number_that_does_not_fit_is_left_out_and_the_others_go_on(account: Any, store: Any) -> None:
    assert store([told(100, ring_seconds=100_000), told(101)]) == Outcome(new=1, skipped=1)


def test_another_accounts_numbers_are_not_touched(account: Any, store: Any, nordphone: Any, harbourline: Any) -> None:
    neighbours = [make_connection(nordphone, "Second account"), make_connection(harbourline)]
    for neighbour in neighbours:
        with scope(organization=neighbour.organization_id):
            organization = neighbour.organization
        make_did(organization, neighbour, told().number.e164, note="Theirs")
    store([told()])
    store([])
    assert row(account, told()).state == DidState.LOST
    for neighbour in neighbours:
        theirs = row(neighbour, told())
        assert (theirs.state, theirs.note) == (DidState.ACTIVE, "Theirs")


def test_a_number_read_on_its_own_is_this_accounts_and_not_anothers(account: Any, nordphone: Any) -> None:
    """Two accounts may have the same number while it is moved from one to the other."""
    second = make_connection(nordphone, "Second account")
    theirs = make_did(nordphone, second, told().number.e164, note="Theirs")
    with scope(organization=nordphone):
        assert apply_one(account, told(note="Ours")).pk != theirs.pk
    assert (row(second, told()).note, row(account, told()).note) == ("Theirs", "Ours")


def test_a_number_that_was_stored_meanwhile_keeps_what_was_read_later(account: Any, nordphone: Any) -> None:
    class Late(DidMirror):
        def _create(self, found: Sequence[Mapping[str, Any]]) -> None:
            apply_one(account, told(note="Newer"))
            super()._create(found)

    with scope(organization=nordphone):
        Late(account).store(Listing([told(), told(101)], timezone.now()))
    assert (row(account, told()).note, row(account, told(101)).state) == ("Newer", DidState.ACTIVE)


def test_a_number_that_a_listing_stored_meanwhile_takes_what_was_read_on_its_own(account: Any, nordphone: Any) -> None:
    class Late(DidMirror):
        def _new(self, columns: Mapping[str, Any], now: Any) -> dict[str, Any]:
            make_did(nordphone, account, told().number.e164, note="Of the listing")
            return super()._new(columns, now)

    with scope(organization=nordphone):
        stored = Late(account).store_one(told(note="Newer"))
    assert row(account, told()).note == stored.note == "Newer"


def test_numbers_beyond_one_batch(account: Any, store: Any) -> None:
    values = [told(number=PhoneNumber(f"+1514555{line:04d}")) for line in range(1200)]
    assert store(values) == Outcome(new=1200)
    assert store([replace(value, note="New") for value in values]) == Outcome(changed=1200)
    assert store([], approved=1200) == Outcome(gone=1200)


def test_a_lost_number_remembers_the_last_listing_that_had_it(account: Any, store: Any) -> None:
    store([told(100), told(101)])
    listed = timezone.now() + timedelta(minutes=5)
    with scope(organization=account.organization_id):
        SyncPlan.objects.create(
            organization=account.organization,
            connection=account,
            resource=Resource.DIDS,
            interval=900,
            next_due_at=listed,
            cursor={"listed_at": listed.isoformat()},
            last_success_at=listed + timedelta(minutes=10),
        )
    store([told(101)], started_at=timezone.now() + timedelta(minutes=20))
    assert row(account, told(100)).last_seen_at == listed
    assert row(account, told(101)).last_seen_at is None


def test_only_what_was_given_back_from_here_lately_is_released_and_not_lost(account: Any, store: Any) -> None:
    values = [told(line) for line in range(100, 105)]
    store(values)
    becomes: list[tuple[dict[str, Any], DidState]] = [
        ({"kind": "dids.release", "state": OperationState.SUCCEEDED}, DidState.RELEASED),
        ({"kind": "dids.release", "state": OperationState.UNKNOWN}, DidState.RELEASED),
        ({"kind": "dids.release", "state": OperationState.FAILED}, DidState.LOST),
        ({"kind": "dids.set_route", "state": OperationState.SUCCEEDED}, DidState.LOST),
        ({"kind": "dids.release", "created_at": timezone.now() - timedelta(days=3)}, DidState.LOST),
    ]
    for value, (fields, _state) in zip(values, becomes, strict=True):
        operation = opened_operation(account, row(account, value))
        with scope(organization=account.organization_id):
            Operation.objects.filter(pk=operation.pk).update(**fields)
    store([])
    assert [row(account, value).state for value in values] == [state for _fields, state in becomes]


def test_a_number_that_was_read_after_the_listing_began_is_not_released_by_it(account: Any, store: Any) -> None:
    store([told()])
    operation = opened_operation(account, row(account, told()))
    began = timezone.now() - timedelta(seconds=5)
    with scope(organization=account.organization_id):
        Operation.objects.filter(pk=operation.pk).update(kind="dids.release")
        apply_one(account, told(note="Still there"))
    store([], started_at=began)
    assert row(account, told()).state == DidState.ACTIVE


def test_what_an_operation_did_not_read_stays_as_this_account_has_it(account: Any, nordphone: Any) -> None:
    second = make_connection(nordphone, "Second account")
    unread = told(note="Read", unread=frozenset({"route", "failovers", "cnam_lookup"}))
    with scope(organization=nordphone):
        apply_one(second, told(route=AGENTS, cnam_lookup=False))
        apply_read(account, unread)
        assert not Did.objects.filter(connection=account).exists(), "the next listing brings it, whole"
        apply_one(account, told(failovers=Failovers(busy=AGENTS), cnam_lookup=True))
        before = row(account, unread)
        apply_read(account, unread)
    after = row(account, unread)
    assert (after.note, after.cnam_lookup) == ("Read", True)
    assert (after.route_kind, after.route_target, after.route_raw) == ("voicemail", "101", "vm:101")
    assert after.failovers == before.failovers == {"busy": {"kind": "ring_group", "target": "4768", "raw": "grp:4768"}}
    assert row(second, unread).note == ""


def test_a_number_that_is_expected_cannot_vanish_and_a_listing_brings_it(
    account: Any, store: Any, nordphone: Any
) -> None:
    values = [told(100 + nth) for nth in range(len(NOT_YET))]
    for value, state in zip(values, NOT_YET, strict=True):
        make_did(nordphone, account, value.number.e164, state=state)
    store([])
    assert [row(account, value).state for value in values] == list(NOT_YET)
    store(values)
    assert [row(account, value).state for value in values] == [DidState.ACTIVE] * len(NOT_YET)


def test_a_number_that_was_given_back_and_is_listed_again_is_nobodys(account: Any, store: Any, nordphone: Any) -> None:
    """It was bought anew. A lost one that comes back is its client's as before."""
    values = [told(100), told(101)]
    store(values)
    rosemont = make_client(nordphone, "Clinique Rosemont")
    with scope(organization=nordphone):
        Did.objects.update(client=rosemont, gone_at=timezone.now(), state=DidState.LOST)
        Did.objects.filter(number=values[0].number.e164).update(state=DidState.RELEASED)
    store(values)
    anew, back = (row(account, value) for value in values)
    assert (anew.state, anew.client_id, back.state, back.client_id) == (
        DidState.ACTIVE,
        None,
        DidState.ACTIVE,
        rosemont.pk,
    )
    with scope(organization=nordphone):
        assert AuditEntry.objects.get(verb="dids.moved").details == {
            "before": "Clinique Rosemont",
            "after": "",
            "before_id": str(rosemont.pk),
        }
