"""From ticked numbers over the dry run to the end: pages, permissions, what is told of each row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from panel.bulk import applying, services
from panel.bulk.models import Batch, BatchState, RowState
from panel.connections.models import Connection
from panel.dids.models import Did, DidTag
from panel.dids.selection import numbers_matching
from panel.jobs import services as jobs
from panel.operations.models import Operation
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_client, make_connection, make_did
from tests.panel.bulk.conftest import followed, reload, rows_of, run_job, states, the_batch


def begun(browser: Any, numbers: list[Did]) -> str:
    answer = browser.post("/bulk/new/", {"ids": [str(did.pk) for did in numbers]})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_nothing_ticked_is_told_and_leads_back(browse: Any, sam: Any, nordphone: Any) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/new/", {"ids": ["nonsense"]})
    assert "Tick the numbers that you want to change first." in followed(browser, answer)


def test_nothing_ticked_keeps_the_filters_of_the_list(browse: Any, sam: Any, nordphone: Any) -> None:
    answer = browse(sam, nordphone).post("/bulk/new/", {"query": "?q=514555&state=active"})
    assert answer["Location"].endswith("/numbers/?q=514555&state=active")


def test_who_may_only_look_cannot_begin(browse: Any, victor: Any, nordphone: Any, numbers: list[Did]) -> None:
    assert browse(victor, nordphone).post("/bulk/new/", {"ids": [str(numbers[0].pk)]}).status_code == 403
    assert browse(victor, nordphone).get("/bulk/").status_code == 200


def test_a_change_without_any_change_is_refused(browse: Any, sam: Any, nordphone: Any, numbers: list[Did]) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post(begun(browser, numbers), {"remarks": ""})
    assert answer.status_code == 422
    assert "Choose at least one change." in answer.content.decode()


def test_a_setting_that_the_provider_lacks_is_refused_beside_its_field(
    browse: Any, sam: Any, nordphone: Any, numbers: list[Did]
) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post(begun(browser, numbers), {"caller_name": "Rosemont", "remarks": "kept"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="kept"' in page
    assert 'id="id_caller_name_error"' in page


def test_the_dry_run_says_for_each_row_what_is_called_and_what_cannot_be_done(
    browse: Any, sam: Any, nordphone: Any, account: Connection, numbers: list[Did]
) -> None:
    paused = make_connection(nordphone, "Second account", state="paused")
    elsewhere = make_did(nordphone, paused, "+15145550190")
    gone = make_did(nordphone, account, "+15145550191", gone_at=numbers[0].changed_at, state="lost")
    with scope(organization=nordphone):
        Did.objects.filter(pk=numbers[1].pk).update(sms_enabled=True, remarks="Moved")
        Did.objects.filter(pk=numbers[2].pk).update(sms_available=False)
    browser = browse(sam, nordphone)
    answer = browser.post(
        begun(browser, [*numbers, elsewhere, gone]),
        {"sms_enabled": "on", "remarks": "Moved", f"route-{account.pk}": "ring_group:4768"},
    )
    page = followed(browser, answer)
    batch = the_batch(nordphone)
    assert batch.state == BatchState.PLANNED
    rows = {row.label[-2:]: row for row in rows_of(batch)}
    assert [step["what"] for step in rows["00"].steps] == ["remarks", "settings"]
    assert rows["00"].steps[1]["methods"] == ["setSMS"]
    assert rows["01"].state == RowState.SAME
    assert [gap["what"] for gap in rows["02"].gaps] == ["sms_enabled"]
    assert rows["02"].state == RowState.READY  # our note can be changed there
    assert rows["90"].gaps[0]["what"] == "sms_enabled"
    assert rows["91"].state == RowState.REFUSED
    for words in (
        "setSMS",
        "SMS is not possible on this number.",
        "The account is paused.",
        "It is so already.",
        "May be charged",
    ):
        assert words in page
    with scope(organization=nordphone):
        assert not Operation.objects.exists()


def test_what_is_ours_is_changed_by_the_first_run(browse: Any, sam: Any, nordphone: Any, numbers: list[Did]) -> None:
    client = make_client(nordphone, "Rosemont")
    browser = browse(sam, nordphone)
    browser.post(begun(browser, numbers), {"client": str(client.pk), "add_tags": "priority, desk", "remarks": "Moved"})
    batch = the_batch(nordphone)
    assert browser.post(f"/bulk/{batch.pk}/apply/").status_code == 302
    job = run_job(the_batch(nordphone))
    assert (job.state, job.counts, job.done, job.total) == ("succeeded", {"changed": 4, "failed": 0}, 4, 4)
    assert reload(batch).state == BatchState.ENDED
    with scope(organization=nordphone):
        assert set(Did.objects.values_list("client", "remarks")) == {(client.pk, "Moved")}
        assert DidTag.objects.count() == 8


def test_everything_that_matches_is_planned_by_a_job(browse: Any, sam: Any, nordphone: Any, numbers: list[Did]) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/new/", {"everything": "1", "query": "q=5550102"})
    browser.post(answer["Location"], {"remarks": "Found"})
    batch = the_batch(nordphone)
    assert batch.state == BatchState.PLANNING
    page = browser.get(f"/bulk/{batch.pk}/").content.decode()
    assert "data-polls" in page
    assert run_job(batch).state == "succeeded"
    assert [row.label for row in rows_of(batch)] == ["+15145550102"]


@pytest.mark.parametrize("path", ["apply", "stop", "resume", "retry"])
def test_a_deed_out_of_its_time_changes_nothing(
    browse: Any, sam: Any, nordphone: Any, numbers: list[Did], path: str
) -> None:
    browser = browse(sam, nordphone)
    begun(browser, numbers)
    batch = the_batch(nordphone)
    answer = browser.post(f"/bulk/{batch.pk}/{path}/")
    assert "This is not possible any more" in followed(browser, answer)
    assert reload(batch).state == BatchState.CHOOSING


def test_what_was_never_applied_can_be_dropped(browse: Any, sam: Any, nordphone: Any, numbers: list[Did]) -> None:
    browser = browse(sam, nordphone)
    browser.post(begun(browser, numbers), {"remarks": "Moved"})
    batch = the_batch(nordphone)
    assert browser.post(f"/bulk/{batch.pk}/discard/")["Location"] == "/o/nordphone/bulk/"
    assert browser.get(f"/bulk/{batch.pk}/").status_code == 404


def test_only_a_planned_batch_of_the_list_is_planned_again(browse: Any, sam: Any, nordphone: Any, account: Any) -> None:
    browser = browse(sam, nordphone)
    with scope(organization=nordphone):
        from_file = Batch.objects.create(organization=nordphone, title="Lines", source="csv", state="planned")
        applied = Batch.objects.create(organization=nordphone, title="Applied", source="list", state="ended")
    assert "Dry run again" not in browser.get(f"/bulk/{from_file.pk}/").content.decode()
    answer = browser.post(f"/bulk/{from_file.pk}/again/")
    assert "Read the file in again" in followed(browser, answer)
    browser.post(f"/bulk/{applied.pk}/again/")
    assert (reload(from_file).state, reload(applied).state) == ("planned", "ended")


def many(organization: Organization, account: Connection, amount: int) -> list[Did]:
    return [make_did(organization, account, f"+151455501{line:02}") for line in range(amount)]


def test_what_no_provider_is_asked_for_does_not_wait_between_turns(
    browse: Any, sam: Any, nordphone: Organization, account: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 20)
    browser = browse(sam, nordphone)
    browser.post(begun(browser, many(nordphone, account, 50)), {"add_tags": "moved"})
    batch = the_batch(nordphone)
    browser.post(f"/bulk/{batch.pk}/apply/")
    done = []
    while (job := run_job(reload(batch))).in_flight:
        done.append(job.done)
        assert job.next_try_at - timezone.now() < timedelta(seconds=0.5)
    assert (done, states(batch)) == ([20, 40], {RowState.DONE: 50})


def test_a_dry_run_whose_job_was_cancelled_goes_on_or_is_dropped(
    browse: Any, sam: Any, nordphone: Organization, account: Connection
) -> None:
    browser = browse(sam, nordphone)
    dids = many(nordphone, account, services.AT_ONCE + 1)
    for path in ("resume", "discard"):
        browser.post(begun(browser, dids), {"remarks": "Moved"})
        batch = the_batch(nordphone)
        answer = browser.post(f"/bulk/{batch.pk}/discard/")
        assert "Only what was never applied can be dropped" in followed(browser, answer)
        job = reload(batch).job
        assert job
        with scope(organization=nordphone):
            assert jobs.cancel(job=job, by=sam)
        page = browser.get(f"/bulk/{batch.pk}/").content.decode()
        assert "Nobody works on it any more." in page
        assert f"/bulk/{batch.pk}/{path}/" in page
        browser.post(f"/bulk/{batch.pk}/{path}/")
        if path == "resume":
            run_job(reload(batch))
            assert (reload(batch).state, states(batch)) == (BatchState.PLANNED, {RowState.READY: len(dids)})
    with scope(organization=nordphone):
        assert not Batch.objects.filter(pk=batch.pk).exists()


def test_what_a_person_typed_since_the_dry_run_is_not_overwritten(
    browse: Any, sam: Any, nordphone: Organization, numbers: list[Did]
) -> None:
    browser = browse(sam, nordphone)
    rosemont, outremont = make_client(nordphone, "Rosemont"), make_client(nordphone, "Outremont")
    for changes, typed in (
        ({"remarks": "Moved"}, {"remarks": "Typed meanwhile"}),
        ({"client": str(rosemont.pk)}, {"client": outremont}),
    ):
        browser.post(begun(browser, numbers[:2]), changes)
        batch = the_batch(nordphone)
        with scope(organization=nordphone):
            Did.objects.filter(pk=numbers[0].pk).update(**typed)
        browser.post(f"/bulk/{batch.pk}/apply/")
        run_job(reload(batch))
        assert [row.reason for row in rows_of(batch)] == [applying.MOVED, ""]
    with scope(organization=nordphone):
        first, second = Did.objects.filter(pk__in=[did.pk for did in numbers[:2]]).order_by("number")
    assert (first.remarks, first.client_id) == ("Typed meanwhile", outremont.pk)
    assert (second.remarks, second.client_id) == ("Moved", rosemont.pk)


def test_a_filter_that_means_nothing_any_more_chooses_nothing(nordphone: Any) -> None:
    """Its account was disconnected, or its tag is gone: all numbers were never meant."""
    account = make_connection(nordphone)
    make_did(nordphone, account, "+15145550101")
    with scope(organization=nordphone):
        assert numbers_matching(f"account={account.pk}", costs=True).count() == 1
        assert not numbers_matching(f"account={uuid4()}", costs=True).exists()
