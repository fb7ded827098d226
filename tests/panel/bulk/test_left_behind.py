"""What a playbook could not reach any more, or not yet: numbers that are gone, runs that were stopped, numbers taken out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from panel.bulk import following
from panel.bulk.models import BatchState, HolidayRun, Playbook, PlaybookEntry, RowState
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.operations.tasks import reconcile
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.bulk.conftest import Clock, followed, reload, rows_of, run_job, states, the_batch, to_the_end
from tests.panel.holidays.conftest import make_calendar
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

Press = Callable[..., Any]


@pytest.fixture
def playbook(browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did]) -> Playbook:
    browser = browse(sam, nordphone)
    numbers = "\n".join(did.number for did in chosen[:3])
    browser.post("/bulk/playbooks/new/", {"name": "Closed", "numbers": numbers})
    with scope(organization=nordphone):
        playbook = Playbook.objects.get()
        Connection.objects.update(calls_per_second=2)  # so that two numbers are open at once, and the third waits
    browser.post(f"/bulk/playbooks/{playbook.pk}/routes/", {f"route-{own.pk}": "ring_group:4769"})
    return playbook


@pytest.fixture
def press(browse: Any, sam: Any, nordphone: Organization, playbook: Playbook) -> Press:
    return lambda deed, **data: browse(sam, nordphone).post(f"/bulk/playbooks/{playbook.pk}/{deed}/", data)


def in_force(organization: Organization) -> list[str]:
    with scope(organization=organization):
        held = PlaybookEntry.objects.filter(before__isnull=False).order_by("did__number")
        return list(held.values_list("did__number", flat=True))


def stopped(press: Press, organization: Organization, sandbox: Sandbox, work: Any) -> Any:
    """A run that the account's wrong password stopped: one number failed, one went elsewhere, one was not sent."""
    sandbox.break_with("status", method="setDIDRouting", code="invalid_credentials", count=1)
    press("apply")
    batch = the_batch(organization)
    to_the_end(batch, work)
    assert reload(batch).state == BatchState.STOPPED
    assert states(batch) == {RowState.FAILED: 1, RowState.DONE: 1, RowState.READY: 1}
    return batch


def routes(sandbox: Sandbox, numbers: list[Did]) -> list[str]:
    return [sandbox.has("dids", did.number[2:])["routing"] for did in numbers[:3]]


def test_a_number_that_is_gone_does_not_keep_it_in_force(
    nordphone: Organization, chosen: list[Did], press: Press, work: Any
) -> None:
    press("apply")
    to_the_end(the_batch(nordphone), work)
    with scope(organization=nordphone):
        Did.objects.filter(pk=chosen[0].pk).update(gone_at=timezone.now())
    press("revert")
    to_the_end(the_batch(nordphone), work)
    assert states(the_batch(nordphone)) == {RowState.REFUSED: 1, RowState.DONE: 2}
    assert in_force(nordphone) == []
    (gone,) = [row for row in rows_of(the_batch(nordphone)) if row.state == RowState.REFUSED]
    assert gone.wanted["route"].startswith("account:")  # what it had is on record


def test_a_number_that_is_gone_can_be_taken_out_while_it_is_in_force(
    nordphone: Organization, chosen: list[Did], press: Press, work: Any
) -> None:
    press("apply")
    to_the_end(the_batch(nordphone), work)
    with scope(organization=nordphone):
        Did.objects.filter(pk=chosen[0].pk).update(gone_at=timezone.now())
    numbers = "\n".join(did.number for did in chosen[1:3])
    assert press("edit", name="Closed", numbers=numbers).status_code == 302
    assert in_force(nordphone) == sorted(did.number for did in chosen[1:3])


def test_what_a_stopped_run_changed_is_taken_back_without_going_on_first(
    browse: Any,
    sam: Any,
    nordphone: Organization,
    chosen: list[Did],
    press: Press,
    sandbox: Sandbox,
    work: Any,
) -> None:
    before = routes(sandbox, chosen)
    batch = stopped(press, nordphone, sandbox, work)
    assert routes(sandbox, chosen) != before
    press("revert")
    to_the_end(the_batch(nordphone), work)
    assert routes(sandbox, chosen) == before
    assert in_force(nordphone) == []
    assert reload(batch).state == BatchState.ENDED
    assert states(batch) == {RowState.FAILED: 1, RowState.DONE: 1, RowState.REFUSED: 1}
    browser = browse(sam, nordphone)
    page = browser.get(f"/bulk/{batch.pk}/").content.decode()
    assert "The run was stopped before this number, and the playbook was taken back." in page
    assert "The playbook was used again since." in followed(browser, browser.post(f"/bulk/{batch.pk}/retry/"))
    assert reload(batch).state == BatchState.ENDED


def test_a_holiday_that_ended_takes_back_what_a_stopped_run_changed(
    nordphone: Organization, playbook: Playbook, chosen: list[Did], sandbox: Sandbox, at: Clock
) -> None:
    before = routes(sandbox, chosen)
    calendar = make_calendar(nordphone, {"2026-12-25": "Christmas Day"}, time_zone="America/Vancouver")
    with scope(organization=nordphone):
        Playbook.objects.update(calendar=calendar)
    sandbox.break_with("status", method="setDIDRouting", code="invalid_credentials", count=1)
    assert at("2026-12-25T08:00:00+00:00") == ["Closed: put in force"]
    assert reload(the_batch(nordphone)).state == BatchState.STOPPED
    assert routes(sandbox, chosen) != before
    assert at("2026-12-25T09:00:00+00:00") == []
    assert at("2026-12-26T08:00:00+00:00") == ["Closed: taken back"]
    assert routes(sandbox, chosen) == before
    assert in_force(nordphone) == []


def test_a_lost_answer_of_one_number_keeps_no_other_one_from_being_taken_back(
    browse: Any,
    sam: Any,
    nordphone: Organization,
    playbook: Playbook,
    chosen: list[Did],
    press: Press,
    sandbox: Sandbox,
    work: Any,
    at: Clock,
) -> None:
    before = routes(sandbox, chosen)
    calendar = make_calendar(nordphone, {"2026-12-25": "Christmas Day"}, time_zone="America/Vancouver")
    sandbox.break_with("lost_answer", method="setDIDRouting", count=1)
    with scope(organization=nordphone):
        Playbook.objects.update(calendar=calendar)
        assert following.turn(playbook.pk, datetime.fromisoformat("2026-12-25T08:00:00+00:00"))
    first = the_batch(nordphone)
    for _turn in range(3):
        run_job(reload(first))
        work()
    run_job(reload(first))
    assert states(first) == {RowState.SENT: 1, RowState.DONE: 2}

    assert at("2026-12-26T08:00:00+00:00") == ["Closed: taken back"]
    (lost,) = [row for row in rows_of(first) if row.state == RowState.SENT]
    assert [now == then for now, then in zip(routes(sandbox, chosen), before, strict=True)].count(True) == 2
    assert in_force(nordphone) == [lost.label]
    assert at("2026-12-26T08:05:00+00:00") == []
    browser = browse(sam, nordphone)
    answer = browser.post(f"/bulk/playbooks/{playbook.pk}/revert/")
    assert "Where its numbers go is not known yet" in followed(browser, answer)

    assert lost.operation is not None
    reconcile(organization_id=str(nordphone.pk), operation_id=str(lost.operation.pk), check=0)
    run_job(reload(first))
    assert states(first) == {RowState.DONE: 3}
    assert at("2026-12-26T08:10:00+00:00") == ["Closed: taken back"]
    assert routes(sandbox, chosen) == before
    assert in_force(nordphone) == []
    assert at("2026-12-26T08:15:00+00:00") == []
    with scope(organization=nordphone):
        assert not HolidayRun.objects.filter(ended_at=None).exists()


def test_a_number_that_a_run_may_reach_yet_is_not_taken_out(
    nordphone: Organization, chosen: list[Did], press: Press, sandbox: Sandbox, work: Any
) -> None:
    before = routes(sandbox, chosen)
    press("apply")
    numbers = "\n".join(did.number for did in chosen[:2])
    answer = press("edit", name="Closed", numbers=numbers)
    assert answer.status_code == 422
    assert "An earlier run of this playbook has not ended." in answer.content.decode()
    to_the_end(the_batch(nordphone), work)
    press("revert")
    to_the_end(the_batch(nordphone), work)
    assert routes(sandbox, chosen) == before
