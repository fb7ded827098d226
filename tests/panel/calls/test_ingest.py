"""What the merge of call records promises: once each, only what differs is written, sums that agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel.audit.models import AuditEntry
from panel.calls import ingest
from panel.calls.ingest import DoesNotFit, Merged, row_from
from panel.calls.models import CallHour, CallRecord
from panel.dids.models import Did
from panel.dids.services import move_to_client
from panel.tenancy.scope import scope
from providers.values import calls
from providers.values.calls import Direction, Disposition, Window
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from tests.factories import make_client, make_connection, make_did
from tests.panel.calls.records import DAY, OTHER, OWN, WINDOW, record

REACH = timedelta(days=2)


@pytest.fixture
def account(nordphone: Any) -> Any:
    return make_connection(nordphone)


def take(account: Any, records: Iterable[calls.CallRecord], window: Window = WINDOW) -> Merged:
    ingest.ensure_partitions(window)
    with scope(organization=account.organization_id):
        merged = ingest.merge(account.pk, window, [row_from(each, window) for each in records], reach=REACH)
        ingest.refresh_hours(account.pk, merged.hours)
    return merged


def stored(account: Any) -> list[CallRecord]:
    with scope(organization=account.organization_id):
        return list(CallRecord.objects.filter(connection=account).order_by("started_at", "remote_id"))


def versions(account: Any, table: str) -> list[tuple[Any, ...]]:
    """Where each row lies and which transaction wrote it: any write shows."""
    with scope(organization=account.organization_id), database.cursor() as cursor:
        cursor.execute(f"SELECT tableoid, ctid, xmin FROM {table} ORDER BY 1, 2")  # noqa: S608
        return list(cursor.fetchall())


def sums(account: Any) -> set[tuple[Any, ...]]:
    with scope(organization=account.organization_id):
        return set(CallHour.objects.values_list("hour", "direction", "calls", "answered", "seconds", "cost"))


def test_a_record_is_stored_as_it_was_told(account: Any) -> None:
    told = record(caller_name="Atelier Nord", account="118204_main", description="Inbound DID")
    assert take(account, [told]) == Merged(inserted=1, hours=frozenset({DAY}))
    [call] = stored(account)
    assert (call.remote_id, call.started_at) == (told.remote_id, told.started_at)
    assert (call.direction, call.disposition) == ("inbound", "answered")
    assert (call.caller, call.caller_name, call.caller_number) == ("4165550107", "Atelier Nord", OTHER.e164)
    assert (call.callee, call.callee_number, call.seconds) == ("5145550142", OWN.e164, 60)
    assert (call.account, call.description) == ("118204_main", "Inbound DID")
    assert (call.rate, call.cost, call.currency) == (Decimal("0.0085"), Decimal("0.0085"), "USD")
    assert call.raw == {"uniqueid": "call-1"}


def test_the_same_again_changes_nothing_and_writes_nothing(account: Any) -> None:
    told = [record(number) for number in range(1, 200)]
    assert take(account, told).inserted == 199
    rows, hours = versions(account, "calls_callrecord"), versions(account, "calls_callhour")
    assert take(account, told) == Merged(unchanged=199)
    assert versions(account, "calls_callrecord") == rows
    assert versions(account, "calls_callhour") == hours


def test_only_the_corrected_record_is_written(account: Any) -> None:
    told = [record(number) for number in (1, 2, 3)]
    take(account, told)
    before = set(versions(account, "calls_callrecord"))
    told[1] = replace(told[1], seconds=90, cost=Money(Decimal("0.017"), "USD"))
    assert take(account, told) == Merged(updated=1, unchanged=2, hours=frozenset({DAY}))
    assert len(before & set(versions(account, "calls_callrecord"))) == 2
    assert [call.seconds for call in stored(account)] == [60, 90, 60]
    assert sums(account) == {(DAY, "inbound", 3, 3, 210, Decimal("0.034"))}


@pytest.mark.parametrize("moved", [timedelta(hours=2), timedelta(days=1), timedelta(days=-1)])
def test_a_corrected_start_moves_the_call(account: Any, moved: timedelta) -> None:
    take(account, [record(1), record(2)])
    late = record(1, started_at=record(1).started_at + moved)
    window = Window(start=WINDOW.start + min(moved, timedelta()), end=WINDOW.end + max(moved, timedelta()))
    merged = take(account, [late], window)
    assert (merged.inserted, merged.updated, merged.unchanged) == (0, 1, 0)
    assert {(call.remote_id, call.started_at) for call in stored(account)} == {
        ("call-1", late.started_at),
        ("call-2", record(2).started_at),
    }
    assert {(hour, count) for hour, _, count, *_ in sums(account)} == {(DAY, 1), (DAY + moved, 1)}


def test_a_call_that_moved_alone_leaves_no_empty_hour(account: Any) -> None:
    take(account, [record(1)])
    take(account, [record(1, started_at=DAY + timedelta(hours=5))])
    assert {(hour, count) for hour, _, count, *_ in sums(account)} == {(DAY + timedelta(hours=5), 1)}


def test_told_twice_in_one_answer_the_later_telling_counts(account: Any) -> None:
    assert take(account, [record(1, seconds=5), record(2), record(1, seconds=7)]).inserted == 2
    assert [call.seconds for call in stored(account)] == [7, 60]


def test_calls_are_counted_by_hour_and_direction(account: Any) -> None:
    take(
        account,
        [
            record(1),
            record(2, disposition=Disposition.NO_ANSWER, seconds=0, cost=None, rate=None),
            record(3, direction=Direction.OUTBOUND, seconds=30),
            record(61),
        ],
    )
    assert sums(account) == {
        (DAY, "inbound", 2, 1, 60, Decimal("0.0085")),
        (DAY, "outbound", 1, 1, 30, Decimal("0.0085")),
        (DAY + timedelta(hours=1), "inbound", 1, 1, 60, Decimal("0.0085")),
    }


def test_a_window_over_the_end_of_a_month_and_year(account: Any) -> None:
    window = Window(start=datetime(2031, 12, 31, 23, tzinfo=UTC), end=datetime(2032, 2, 1, 1, tzinfo=UTC))
    starts = [window.start, datetime(2032, 1, 1, tzinfo=UTC), window.end - timedelta(microseconds=1)]
    told = [record(number, started_at=start) for number, start in enumerate(starts)]
    assert take(account, told, window).inserted == 3
    assert [call.started_at for call in stored(account)] == starts


def test_the_own_number_and_its_client_are_found(account: Any, nordphone: Any) -> None:
    client = make_client(nordphone, "Clinique Dentaire Rosemont")
    make_did(nordphone, account, OWN.e164, client=client)
    make_did(nordphone, account, OTHER.e164)
    third = PhoneNumber("+12125550199")
    take(
        account,
        [
            record(1, caller_number=third),
            record(2, direction=Direction.OUTBOUND, caller_number=OWN, callee_number=third),
            record(3),  # between two of the account's own: the called one
            record(4, direction=Direction.OUTBOUND),  # the calling one
            record(5, caller_number=None, callee_number=None),
        ],
    )
    found = [(call.did_number, call.client_id) for call in stored(account)]
    assert found == [
        (OWN.e164, client.pk),
        (OWN.e164, client.pk),
        (OWN.e164, client.pk),
        (OTHER.e164, None),
        ("", None),
    ]


def test_a_number_of_another_account_is_not_taken_for_ones_own(account: Any, nordphone: Any) -> None:
    make_did(nordphone, make_connection(nordphone, "Another account"), OWN.e164)
    take(account, [record()])
    assert [call.did_number for call in stored(account)] == [""]


def test_a_call_keeps_the_client_whose_number_it_was(account: Any, nordphone: Any) -> None:
    rosemont, papineau = make_client(nordphone, "Rosemont"), make_client(nordphone, "Papineau")
    did = make_did(nordphone, account, OWN.e164, client=rosemont)
    take(account, [record(1)])
    with scope(organization=nordphone):
        did.client = papineau
        did.save(update_fields=["client"])
    take(account, [record(1, seconds=61), record(2)])
    assert [call.client_id for call in stored(account)] == [rosemont.pk, papineau.pk]


def test_a_record_that_comes_after_its_number_moved_is_its_earlier_clients(account: Any, nordphone: Any) -> None:
    rosemont, papineau = make_client(nordphone, "Rosemont"), make_client(nordphone, "Papineau")
    did = make_did(nordphone, account, OWN.e164)
    with scope(organization=nordphone):
        for hour, client in ((1, rosemont), (2, papineau), (3, None), (4, rosemont)):
            move_to_client(did=did, client=client, by=None)
            entry = AuditEntry.objects.latest("at")
            AuditEntry.objects.filter(pk=entry.pk).update(at=DAY + timedelta(hours=hour))
        rosemonts = Did.objects.get().client
    assert rosemonts == rosemont
    late = [record(60 * hour + 30) for hour in range(5)]
    take(account, late)
    clients = [None, rosemont.pk, papineau.pk, None, rosemont.pk]
    assert [call.client_id for call in stored(account)] == clients
    assert take(account, late).unchanged == 5
    with scope(organization=nordphone):
        papineau.delete()
    take(account, [replace(each, remote_id=f"again-{each.remote_id}") for each in late])
    again = [call.client_id for call in stored(account) if call.remote_id.startswith("again")]
    assert again == [None, rosemont.pk, None, None, rosemont.pk]


def test_calls_from_before_their_number_was_known_are_claimed(account: Any, nordphone: Any) -> None:
    take(account, [record(1), record(2, callee_number=None)])
    client = make_client(nordphone, "Rosemont")
    make_did(nordphone, account, OWN.e164, client=client)
    with scope(organization=nordphone):
        assert ingest.claim_calls(account.pk) == 1
        assert ingest.claim_calls(account.pk) == 0
    assert [(call.did_number, call.client_id) for call in stored(account)] == [(OWN.e164, client.pk), ("", None)]
    assert take(account, [record(1), record(2, callee_number=None)]).unchanged == 2


def test_two_accounts_with_equal_ids_do_not_meet(account: Any, harbourline: Any) -> None:
    other = make_connection(harbourline)
    take(account, [record(1)])
    assert take(other, [record(1, seconds=5)]).inserted == 1
    assert [call.seconds for call in stored(account)] == [60]
    assert [call.seconds for call in stored(other)] == [5]


def test_nothing_to_merge_is_no_work(account: Any, django_assert_num_queries: Any) -> None:
    with scope(organization=account.organization_id), django_assert_num_queries(0):
        assert ingest.merge(account.pk, WINDOW, []) == Merged()
        ingest.refresh_hours(account.pk, [])


@pytest.mark.parametrize(
    "fields",
    [
        {"started_at": WINDOW.end},
        {"started_at": WINDOW.start - timedelta(seconds=1)},
        {"seconds": -1},
        {"seconds": 2**31},
        {"cost": Money(Decimal("1000000"), "USD")},
        {"rate": Money(Decimal("-1e30"), "USD")},
        {"remote_id": ""},
    ],
)
def test_what_the_table_cannot_hold_is_refused_before_it_spoils_a_batch(fields: dict[str, Any]) -> None:
    with pytest.raises(DoesNotFit):
        row_from(record(**fields), WINDOW)


def test_long_and_odd_texts_are_made_to_fit(account: Any) -> None:
    odd = "a\0b\t\\N\n" + "é" * 500
    take(account, [record(caller=odd, callee=odd, caller_name=odd, account=odd, description=odd, raw={"odd": odd})])
    [call] = stored(account)
    cut = odd.replace("\0", "")
    assert (call.caller, call.description) == (cut[:120], cut[:200])
    assert call.raw == {"odd": cut}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=150)
some_records = st.lists(
    st.builds(
        record,
        st.integers(0, 5),
        seconds=st.integers(0, 2**31 - 1),
        caller=texts,
        description=texts,
        direction=st.sampled_from(Direction),
        disposition=st.sampled_from(Disposition),
        raw=st.dictionaries(texts, st.none() | texts | st.integers(-(2**31), 2**31), max_size=3),
        cost=st.none() | st.builds(Money, st.decimals(-999999, 999999, places=10), st.just("USD")),
    ),
    max_size=12,
)


# The example empties the tables itself.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(some_records, min_size=1, max_size=4))
def test_any_answers_leave_each_call_once_and_sums_that_agree(account: Any, answers: Any) -> None:
    with scope(organization=account.organization_id):
        CallRecord.objects.all().delete()
        CallHour.objects.all().delete()
    for answer in answers:
        merged = take(account, answer)
        assert merged.inserted + merged.updated + merged.unchanged == len({each.remote_id for each in answer})
    assert take(account, answers[-1]).unchanged == len({each.remote_id for each in answers[-1]})
    last = {each.remote_id: each for answer in answers for each in answer}
    assert {call.remote_id: call.seconds for call in stored(account)} == {
        key: each.seconds for key, each in last.items()
    }
    assert sum(count for _, _, count, *_ in sums(account)) == len(last)
    assert sum(row[4] for row in sums(account)) == sum(each.seconds for each in last.values())


def test_batches_say_which_is_the_last() -> None:
    a, b, c = (row_from(record(number), WINDOW) for number in range(3))
    assert list(ingest.batches([a, b, c], 2)) == [([a, b], False), ([c], True)]
    assert list(ingest.batches([a, b, c], 3)) == [([a, b, c], True)]
    assert list(ingest.batches(iter(()), 5)) == [([], True)]


def last_call(did: Did) -> datetime | None:
    with scope(organization=did.organization_id):
        did.refresh_from_db()
    return did.last_call_at


def test_a_number_knows_its_latest_call_whichever_way_it_went(account: Any) -> None:
    did = make_did(account.organization, account, OWN.e164)
    quiet = make_did(account.organization, account, "+15145550143")
    elsewhere = make_did(account.organization, make_connection(account.organization, "Other"), OWN.e164)
    take(account, [record(2), record(1)])
    assert last_call(did) == record(2).started_at
    take(account, [record(3, caller_number=OWN, callee_number=OTHER, direction=Direction.OUTBOUND)])
    take(account, [record(0)])
    assert last_call(did) == record(3).started_at
    assert last_call(quiet) is None
    assert last_call(elsewhere) is None


def test_calls_told_again_write_no_number(account: Any) -> None:
    make_did(account.organization, account, OWN.e164)
    take(account, [record(1)])
    before = versions(account, "dids_did")
    take(account, [record(1)])
    assert versions(account, "dids_did") == before


def test_a_number_that_comes_later_takes_over_the_calls_that_were_its_own(account: Any) -> None:
    take(account, [record(1), record(2)])
    did = make_did(account.organization, account, OWN.e164)
    with scope(organization=account.organization_id):
        assert ingest.claim_calls(account.pk) == 2
    assert last_call(did) == record(2).started_at
