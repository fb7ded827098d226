"""Applying at the sandbox: every row follows its operations, some fail, it is stopped, taken up again, and outlives a worker."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.core.cache import cache

from panel.bulk import applying
from panel.bulk.models import Batch, BatchRow, BatchState, Playbook, PlaybookEntry, RowState
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.operations import services as operations
from panel.operations.lifecycle import DID_NOT_HAPPEN
from panel.operations.models import Operation
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did
from tests.panel.bulk.conftest import followed, reload, rows_of, run_job, states, the_batch, to_the_end
from tests.sandbox import Sandbox
from tests.workers import Worker, beat, environment, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

GROUP = "ring_group:4769"
OPEN = 4  # changes at once: so many calls a second VoIP.ms takes


def planned(browser: Any, numbers: list[Did], organization: Organization, **changes: str) -> Batch:
    answer = browser.post("/bulk/new/", {"ids": [str(did.pk) for did in numbers]})
    answer = browser.post(answer["Location"], changes)
    assert answer.status_code == 302, answer.content.decode()
    return the_batch(organization)


def test_three_fail_and_the_others_are_done(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, work: Any
) -> None:
    browser = browse(sam, nordphone)
    batch = planned(browser, chosen, nordphone, **{f"route-{own.pk}": GROUP, "add_tags": "moved"})
    assert states(batch) == {RowState.READY: 12}
    assert rows_of(batch)[0].steps[1]["methods"] == ["setDIDRouting"]
    browser.post(f"/bulk/{batch.pk}/apply/")
    for _ in range(3):
        sandbox.break_with("status", method="setDIDRouting", code="invalid_routing_header", count=1)
    job = to_the_end(batch, work)
    assert (job.state, job.done, job.total) == ("partial", 12, 12)
    assert states(batch) == {RowState.DONE: 9, RowState.FAILED: 3}
    assert reload(batch).state == BatchState.ENDED
    good = [row for row in rows_of(batch) if row.state == RowState.DONE]
    assert {sandbox.has("dids", row.label[2:])["routing"] for row in good} == {"grp:4769"}
    page = browser.get(f"/bulk/{batch.pk}/?state=failed").content.decode()
    assert page.count("<tr") == 4
    assert len(browser.get(f"/bulk/{batch.pk}/failed.csv").content.decode().strip().splitlines()) == 4

    browser.post(f"/bulk/{batch.pk}/retry/")
    assert states(batch) == {RowState.DONE: 9, RowState.READY: 3}
    browser.post(f"/bulk/{batch.pk}/apply/")
    assert to_the_end(batch, work).state == "succeeded"
    assert states(batch) == {RowState.DONE: 12}


def test_route_and_settings_of_a_number_go_one_after_the_other(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, work: Any
) -> None:
    batch = planned(
        browse(sam, nordphone), chosen[:2], nordphone, **{f"route-{own.pk}": GROUP, "note": "Bulk", "cnam_lookup": "on"}
    )
    browse(sam, nordphone).post(f"/bulk/{batch.pk}/apply/")
    run_job(reload(batch))
    with scope(organization=nordphone):
        assert set(Operation.objects.values_list("kind", flat=True)) == {"dids.set_route"}
    to_the_end(batch, work)
    assert states(batch) == {RowState.DONE: 2}
    for did in chosen[:2]:
        has = sandbox.has("dids", did.number[2:])
        assert (has["routing"], has["note"]) == ("grp:4769", "Bulk")


def test_what_was_done_is_not_denied_where_the_rest_was_changed_since(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, work: Any
) -> None:
    browser = browse(sam, nordphone)
    batch = planned(browser, chosen[:1], nordphone, **{f"route-{own.pk}": GROUP, "note": "Bulk"})
    browser.post(f"/bulk/{batch.pk}/apply/")
    run_job(reload(batch))
    work()
    with scope(organization=nordphone):
        Did.objects.filter(pk=chosen[0].pk).update(note="Typed meanwhile")
    to_the_end(batch, work)
    (row,) = rows_of(batch)
    assert (row.state, row.step, row.reason) == (RowState.FAILED, 1, applying.REST_OF[applying.MOVED])
    assert sandbox.has("dids", row.label[2:])["routing"] == "grp:4769"


def test_what_was_changed_since_the_dry_run_is_left_alone(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], work: Any
) -> None:
    batch = planned(browse(sam, nordphone), chosen[:2], nordphone, **{f"route-{own.pk}": GROUP, "remarks": "Moved"})
    with scope(organization=nordphone):
        Did.objects.filter(pk=chosen[0].pk).update(route_kind="system", route_target="busy", route_raw="sys:busy")
    browse(sam, nordphone).post(f"/bulk/{batch.pk}/apply/")
    to_the_end(batch, work)
    first, second = rows_of(batch)
    assert (first.state, first.reason, second.state) == (RowState.FAILED, applying.MOVED, RowState.DONE)
    assert first.step == 0
    with scope(organization=nordphone):
        assert Did.objects.get(pk=chosen[0].pk).remarks == ""  # nor is ours changed


def test_stopped_it_lets_end_what_is_under_way_and_goes_on_later(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], work: Any
) -> None:
    browser = browse(sam, nordphone)
    batch = planned(browser, chosen, nordphone, **{f"route-{own.pk}": GROUP})
    browser.post(f"/bulk/{batch.pk}/apply/")
    run_job(reload(batch))
    assert states(batch) == {RowState.SENT: OPEN, RowState.READY: 12 - OPEN}
    browser.post(f"/bulk/{batch.pk}/stop/")
    assert "Stopping" in browser.get(f"/bulk/{batch.pk}/").content.decode()
    assert to_the_end(batch, work).state == "partial"
    assert reload(batch).state == BatchState.STOPPED
    assert states(batch) == {RowState.DONE: OPEN, RowState.READY: 12 - OPEN}
    browser.post(f"/bulk/{batch.pk}/resume/")
    assert to_the_end(batch, work).state == "succeeded"
    assert states(batch) == {RowState.DONE: 12}


def test_no_more_are_open_at_once_than_its_account_has_room_for(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], work: Any
) -> None:
    with scope(organization=nordphone):  # for these two nothing is left to send
        Did.objects.filter(pk__in=[did.pk for did in chosen[OPEN : OPEN + 2]]).update(
            route_kind="ring_group", route_target="4769", route_raw="grp:4769"
        )
    batch = planned(browse(sam, nordphone), chosen, nordphone, **{f"route-{own.pk}": GROUP, "add_tags": "moved"})
    browse(sam, nordphone).post(f"/bulk/{batch.pk}/apply/")
    for _turn in range(2):
        run_job(reload(batch))
        assert states(batch) == {RowState.SENT: OPEN, RowState.DONE: 2, RowState.READY: 12 - OPEN - 2}
    assert work(1) == 1
    run_job(reload(batch))
    assert states(batch) == {RowState.SENT: OPEN, RowState.DONE: 3, RowState.READY: 12 - OPEN - 3}


def test_a_turn_begins_at_every_account_however_many_there_are(
    browse: Any, sam: Any, nordphone: Organization, monkeypatch: pytest.MonkeyPatch, work: Any
) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    accounts = [make_connection(nordphone, f"Account {nth}") for nth in range(3)]
    numbers = [make_did(nordphone, account, "+15145550142") for account in accounts]
    batch = planned(browse(sam, nordphone), numbers, nordphone, remarks="Moved")
    browse(sam, nordphone).post(f"/bulk/{batch.pk}/apply/")
    assert run_job(reload(batch)).state == "succeeded"
    assert states(batch) == {RowState.DONE: 3}


def test_an_account_that_refuses_everything_stops_it(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, work: Any
) -> None:
    browser = browse(sam, nordphone)
    batch = planned(browser, chosen, nordphone, **{f"route-{own.pk}": GROUP})
    browser.post(f"/bulk/{batch.pk}/apply/")
    sandbox.break_with("status", method="getDIDsInfo", code="invalid_credentials")
    to_the_end(batch, work)
    assert reload(batch).state == BatchState.STOPPED
    assert states(batch)[RowState.READY] == 12 - OPEN
    assert "refuses every change" in browser.get(f"/bulk/{batch.pk}/").content.decode()


def test_a_lost_answer_is_looked_up_and_the_row_follows(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, work: Any
) -> None:
    batch = planned(browse(sam, nordphone), chosen[:1], nordphone, **{f"route-{own.pk}": GROUP})
    browse(sam, nordphone).post(f"/bulk/{batch.pk}/apply/")
    sandbox.break_with("lost_answer", method="setDIDRouting", count=1)
    run_job(reload(batch))
    work()
    assert run_job(reload(batch)).state == "waiting"  # unknown is not failed
    (row,) = rows_of(batch)
    assert row.operation is not None
    with scope(organization=nordphone):
        operations.check_now(operation=row.operation, by=sam)
    assert to_the_end(batch, work).state == "succeeded"
    assert len(sandbox.writes()) == 1


def test_a_playbook_is_put_in_force_and_taken_back(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, work: Any
) -> None:
    browser = browse(sam, nordphone)
    text = "\n".join(did.number for did in chosen[:3])
    before = {did.number: sandbox.has("dids", did.number[2:])["routing"] for did in chosen[:3]}
    assert (
        browser.post("/bulk/playbooks/new/", {"name": "Flood", "numbers": f"{text}\n+15145559999"}).status_code == 422
    )
    answer = browser.post("/bulk/playbooks/new/", {"name": "Flood", "numbers": text})
    assert "Where it leads" in followed(browser, answer)
    with scope(organization=nordphone):
        playbook = Playbook.objects.get()
    browser.post(f"/bulk/playbooks/{playbook.pk}/routes/", {f"route-{own.pk}": GROUP})
    assert "Not in force" in browser.get(f"/bulk/playbooks/{playbook.pk}/").content.decode()

    browser.post(f"/bulk/playbooks/{playbook.pk}/apply/")
    batch = the_batch(nordphone)
    assert "has not ended" in followed(browser, browser.post(f"/bulk/playbooks/{playbook.pk}/apply/"))
    assert to_the_end(batch, work).state == "succeeded"
    assert {sandbox.has("dids", number[2:])["routing"] for number in before} == {"grp:4769"}
    assert "In force for 3 of 3 numbers" in browser.get(f"/bulk/playbooks/{playbook.pk}/").content.decode()
    assert "Take the playbook back first" in browser.post(
        f"/bulk/playbooks/{playbook.pk}/edit/", {"name": "Flood", "numbers": chosen[0].number}
    ).content.decode().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")

    browser.post(f"/bulk/playbooks/{playbook.pk}/revert/")
    batch = the_batch(nordphone)
    to_the_end(batch, work)
    assert [(row.state, row.reason) for row in rows_of(batch)] == [(RowState.DONE, "")] * 3
    assert {number: sandbox.has("dids", number[2:])["routing"] for number in before} == before
    with scope(organization=nordphone):
        assert not PlaybookEntry.objects.exclude(before__isnull=True).exists()


@pytest.mark.stack
def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, tmp_path: Any
) -> None:
    cache.clear()  # no messages of other tests
    env = environment(VOIPMS_REST_URL=sandbox.rest_url, OPERATION_LEASE_SECONDS="5")
    browser = browse(sam, nordphone)
    batch = planned(browser, chosen, nordphone, **{f"route-{own.pk}": GROUP})
    browser.post(f"/bulk/{batch.pk}/apply/")
    with beat(env, tmp_path):
        worker = Worker(env, tmp_path / "worker.log")
        try:
            wait_until(lambda: states(batch).get(RowState.DONE, 0) >= 2, "two rows")
            worker.kill()
            assert reload(batch).state == BatchState.APPLYING
            worker = Worker(env, tmp_path / "worker.log")
            wait_until(lambda: reload(batch).state != BatchState.APPLYING, "the end of the batch", seconds=90)
        finally:
            worker.kill()
    # Killed between its claim and its call, a change was not made: it is looked up, and a person tries it again.
    unmade = [row for row in rows_of(batch) if row.state != RowState.DONE]
    assert {row.operation.error_kind for row in unmade if row.operation} <= {DID_NOT_HAPPEN}
    to_group = {did.pk for did in chosen if sandbox.has("dids", did.number[2:])["routing"] == "grp:4769"}
    assert to_group == {did.pk for did in chosen} - {row.did_id for row in unmade}
    written = Counter(each["parameters"]["did"] for each in sandbox.writes())
    assert set(written.values()) == {1}
    with scope(organization=nordphone):
        assert BatchRow.objects.filter(batch=batch, operation__attempts__gt=1).count() == 0
