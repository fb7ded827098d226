"""Playbooks that follow a calendar, at the sandbox: begun once, taken back once, left to a person who takes it over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from panel.audit.models import AuditEntry
from panel.bulk import following
from panel.bulk.models import Batch, HolidayRun, Playbook, PlaybookRoute
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.holidays.models import Holiday, HolidayCalendar
from panel.jobs.models import Job
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.bulk.conftest import Clock, the_batch, to_the_end
from tests.panel.holidays.conftest import make_calendar
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

GROUP, THERE = "ring_group:4769", "grp:4769"
CHRISTMAS, BOXING = "2026-12-25", "2026-12-26"


@pytest.fixture
def calendar(nordphone: Organization) -> HolidayCalendar:
    return make_calendar(nordphone, {CHRISTMAS: "Christmas Day"}, time_zone="America/Vancouver")


@pytest.fixture
def playbook(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], calendar: HolidayCalendar
) -> Playbook:
    browser = browse(sam, nordphone)
    numbers = "\n".join(did.number for did in chosen[:2])
    told = {"name": "Closed", "numbers": numbers, "calendar": str(calendar.pk)}
    assert browser.post("/bulk/playbooks/new/", told).status_code == 302
    with scope(organization=nordphone):
        playbook = Playbook.objects.get()
    browser.post(f"/bulk/playbooks/{playbook.pk}/routes/", {f"route-{own.pk}": GROUP})
    return playbook


def routes(sandbox: Sandbox, numbers: list[Did]) -> set[str]:
    return {sandbox.has("dids", did.number[2:])["routing"] for did in numbers[:2]}


def runs(organization: Organization) -> list[tuple[date, bool]]:
    """(day, whether the calendar still has it)."""
    with scope(organization=organization):
        return [(run.day, run.ended_at is None) for run in HolidayRun.objects.order_by("day")]


def test_a_holiday_puts_it_in_force_at_the_calendars_midnight_and_the_next_midnight_takes_it_back(
    browse: Any, sam: Any, nordphone: Organization, playbook: Playbook, chosen: list[Did], sandbox: Sandbox, at: Clock
) -> None:
    before = routes(sandbox, chosen)
    page = browse(sam, nordphone).get
    with time_machine.travel(datetime.fromisoformat("2026-12-20T12:00+00:00")):
        told = page(f"/bulk/playbooks/{playbook.pk}/").content.decode()
        assert "Next: Christmas Day. Put in force at 00:00 on Friday 25 December 2026" in told
        assert "taken back at 00:00 on Saturday 26 December 2026" in told
        assert "On the holidays of Québec" in page("/bulk/playbooks/").content.decode()
    assert at("2026-12-25T07:59:59+00:00") == []  # 23:59:59 in Vancouver
    assert at("2026-12-25T08:00:00+00:00") == ["Closed: put in force"]
    assert routes(sandbox, chosen) == {THERE}
    assert the_batch(nordphone).by_calendar == "Québec"
    with time_machine.travel(datetime.fromisoformat("2026-12-25T12:00+00:00")):
        told = page(f"/bulk/playbooks/{playbook.pk}/").content.decode()
        assert "In force because of Christmas Day." in told
        assert "It is taken back at 00:00 on Saturday 26 December 2026." in told
        assert "By the calendar Québec" in page(f"/bulk/{the_batch(nordphone).pk}/").content.decode()
    assert at("2026-12-25T08:01:00+00:00") == at("2026-12-26T07:59:00+00:00") == []
    with scope(organization=nordphone):
        assert following.due(datetime.fromisoformat("2026-12-25T08:01:00+00:00")) == []  # nor is a job begun for it
    assert at("2026-12-26T08:00:00+00:00") == ["Closed: taken back"]
    assert routes(sandbox, chosen) == before
    assert at("2026-12-26T08:01:00+00:00") == []
    assert runs(nordphone) == [(date(2026, 12, 25), False)]
    with scope(organization=nordphone):
        deeds = AuditEntry.objects.filter(verb__in=("playbooks.applied", "playbooks.reverted")).order_by("pk")
        assert [(deed.actor, deed.details["calendar"]) for deed in deeds] == [(None, "Québec")] * 2


def test_minutes_and_days_that_were_missed_are_caught_up(
    nordphone: Organization, playbook: Playbook, chosen: list[Did], sandbox: Sandbox, at: Clock
) -> None:
    before = routes(sandbox, chosen)
    assert at("2026-12-25T23:10:00+00:00") == ["Closed: put in force"]
    assert at("2026-12-29T02:00:00+00:00") == ["Closed: taken back"]
    assert routes(sandbox, chosen) == before


def test_two_holidays_in_a_row_are_one_stretch(
    nordphone: Organization, playbook: Playbook, calendar: HolidayCalendar, sandbox: Sandbox, at: Clock
) -> None:
    with scope(organization=nordphone):
        Holiday.objects.create(organization=nordphone, calendar=calendar, day=BOXING, name="Boxing Day")
    assert at("2026-12-25T08:00:00+00:00") == ["Closed: put in force"]
    assert at("2026-12-26T08:00:00+00:00") == []
    assert runs(nordphone) == [(date(2026, 12, 25), False), (date(2026, 12, 26), True)]
    assert at("2026-12-27T08:00:00+00:00") == ["Closed: taken back"]


def test_a_person_who_takes_it_back_wins_for_that_day_and_not_for_the_next_holiday(
    browse: Any,
    sam: Any,
    nordphone: Organization,
    playbook: Playbook,
    calendar: HolidayCalendar,
    chosen: list[Did],
    sandbox: Sandbox,
    work: Any,
    at: Clock,
) -> None:
    before = routes(sandbox, chosen)
    with scope(organization=nordphone):
        Holiday.objects.create(organization=nordphone, calendar=calendar, day=BOXING, name="Boxing Day")
    at("2026-12-25T08:00:00+00:00")
    with time_machine.travel(datetime.fromisoformat("2026-12-25T18:00+00:00")):
        browser = browse(sam, nordphone)
        browser.post(f"/bulk/playbooks/{playbook.pk}/revert/")
        to_the_end(the_batch(nordphone), work)
        told = browser.get(f"/bulk/playbooks/{playbook.pk}/").content.decode()
        assert "the calendar leaves it alone today" in told
    assert at("2026-12-25T18:05:00+00:00") == []
    assert routes(sandbox, chosen) == before
    assert at("2026-12-26T08:00:00+00:00") == ["Closed: put in force"]


def test_what_a_person_put_in_force_is_not_taken_back(
    browse: Any,
    sam: Any,
    nordphone: Organization,
    playbook: Playbook,
    chosen: list[Did],
    sandbox: Sandbox,
    work: Any,
    at: Clock,
) -> None:
    browse(sam, nordphone).post(f"/bulk/playbooks/{playbook.pk}/apply/")
    to_the_end(the_batch(nordphone), work)
    assert at("2026-12-25T08:00:00+00:00") == at("2026-12-26T08:00:00+00:00") == []
    assert routes(sandbox, chosen) == {THERE}


def test_while_it_is_in_force_neither_its_calendar_nor_the_calendar_itself_can_go(
    browse: Any,
    sam: Any,
    nordphone: Organization,
    playbook: Playbook,
    calendar: HolidayCalendar,
    chosen: list[Did],
    at: Clock,
) -> None:
    browser = browse(sam, nordphone)
    told = {"name": "Closed", "numbers": chosen[0].number + "\n" + chosen[1].number, "calendar": ""}
    at("2026-12-25T08:00:00+00:00")
    refused = browser.post(f"/bulk/playbooks/{playbook.pk}/edit/", told)
    assert refused.status_code == 422
    assert "in force because of a holiday" in refused.content.decode()
    assert "Closed" in browser.get(f"/holidays/{calendar.pk}/delete/").content.decode()
    browser.post(f"/holidays/{calendar.pk}/delete/")
    assert browser.get(f"/holidays/{calendar.pk}/").status_code == 200
    at("2026-12-26T08:00:00+00:00")
    browser.post(f"/holidays/{calendar.pk}/delete/")
    with scope(organization=nordphone):
        assert Playbook.objects.get().calendar is None


def test_an_earlier_run_that_is_open_is_waited_for(
    browse: Any, sam: Any, nordphone: Organization, playbook: Playbook, work: Any, at: Clock
) -> None:
    browse(sam, nordphone).post(f"/bulk/playbooks/{playbook.pk}/apply/")  # nobody works on it
    assert at("2026-12-25T08:00:00+00:00") == []
    assert runs(nordphone) == []
    with scope(organization=nordphone):
        assert not Job.objects.filter(kind=following.JOB).exists()
    to_the_end(the_batch(nordphone), work)
    browse(sam, nordphone).post(f"/bulk/playbooks/{playbook.pk}/revert/")
    to_the_end(the_batch(nordphone), work)
    assert at("2026-12-25T08:05:00+00:00") == ["Closed: put in force"]


def test_two_runs_of_the_job_begin_a_holiday_once(nordphone: Organization, playbook: Playbook) -> None:
    moment = datetime.fromisoformat("2026-12-25T08:00:00+00:00")
    turned = []
    for _run in range(2):
        with scope(organization=nordphone):
            turned.append(following.turn(playbook.pk, moment))
    assert turned == [True, False]
    with scope(organization=nordphone):
        assert Batch.objects.count() == 1


def test_a_number_that_could_not_be_taken_back_does_not_keep_the_others_from_the_next_holiday(
    nordphone: Organization,
    playbook: Playbook,
    calendar: HolidayCalendar,
    chosen: list[Did],
    sandbox: Sandbox,
    at: Clock,
) -> None:
    with scope(organization=nordphone):
        Holiday.objects.create(organization=nordphone, calendar=calendar, day="2027-01-01", name="New Year's Day")
    before = routes(sandbox, chosen)
    assert at("2026-12-25T09:00+00:00") == ["Closed: put in force"]
    sandbox.break_with("status", method="setDIDRouting", code="invalid_routing_header", count=1)
    assert at("2026-12-26T09:00+00:00") == ["Closed: taken back"]
    assert len(routes(sandbox, chosen)) == 2  # of the two numbers one is still at the holiday's place
    assert at("2027-01-01T09:00+00:00") == ["Closed: put in force"]
    assert routes(sandbox, chosen) == {THERE}
    assert at("2027-01-02T09:00+00:00") == ["Closed: taken back"]
    assert routes(sandbox, chosen) == before


def test_one_that_leads_nowhere_yet_is_not_due(nordphone: Organization, playbook: Playbook) -> None:
    moment = datetime.fromisoformat("2026-12-25T08:00:00+00:00")
    with scope(organization=nordphone):
        assert following.due(moment) == [playbook]
        PlaybookRoute.objects.all().delete()
        assert following.due(moment) == []
