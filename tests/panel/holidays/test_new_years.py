"""New years of public holidays: they come by themselves, once, without what a person took out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from panel.audit.models import AuditEntry
from panel.holidays import services
from panel.holidays.models import Holiday, HolidayCalendar
from panel.holidays.tasks import add_coming_years
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.holidays.conftest import make_calendar

pytestmark = pytest.mark.django_db

TOLD = {"country": "CA", "subdivision": "QC", "name": "Québec", "time_zone": "America/Toronto"}


@pytest.fixture
def quebec(browse: Any, sam: Any, nordphone: Organization) -> HolidayCalendar:
    """Made by a person on 21 November 2026, with this year and the next."""
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        assert browse(sam, nordphone).post("/holidays/new/", TOLD).status_code == 302
    with scope(organization=nordphone):
        return HolidayCalendar.objects.get()


def came_by(day: str, calendar: HolidayCalendar) -> list[int]:
    """The years of the calendar's days after beat came round on a day."""
    with time_machine.travel(datetime.fromisoformat(f"{day}T12:00+00:00"), tick=False):
        add_coming_years()
    with scope(organization=calendar.organization_id):
        return sorted({each.day.year for each in Holiday.objects.filter(calendar=calendar)})


def days_called(calendar: HolidayCalendar, name: str) -> list[int]:
    with scope(organization=calendar.organization_id):
        return sorted(each.day.year for each in Holiday.objects.filter(calendar=calendar, name=name))


def take_out(browser: Any, calendar: HolidayCalendar, day: str) -> None:
    with scope(organization=calendar.organization_id):
        holiday = Holiday.objects.get(calendar=calendar, day=day)
    assert browser.post(f"/holidays/{calendar.pk}/days/{holiday.pk}/remove/").status_code == 302


def test_a_new_year_comes_half_a_year_before_it_begins(nordphone: Organization, quebec: HolidayCalendar) -> None:
    assert came_by("2027-06-30", quebec) == [2026, 2027]
    assert came_by("2027-07-03", quebec) == [2026, 2027, 2028]
    assert days_called(quebec, "Christmas Day") == [2026, 2027, 2028]
    with scope(organization=nordphone):
        deed = AuditEntry.objects.filter(verb="holidays.year_added").latest("pk")
        assert (deed.actor, deed.details["year"]) == (None, 2028)
        days = Holiday.objects.count()
    assert came_by("2027-07-04", quebec) == [2026, 2027, 2028]
    with scope(organization=nordphone):
        assert Holiday.objects.count() == days


def test_what_a_person_took_out_stays_out_of_this_year_and_of_later_ones(
    browse: Any, sam: Any, nordphone: Organization, quebec: HolidayCalendar
) -> None:
    browser = browse(sam, nordphone)
    take_out(browser, quebec, "2026-12-25")
    browser.post(f"/holidays/{quebec.pk}/days/", {"day": "2027-07-09", "name": "Our outing"})
    take_out(browser, quebec, "2027-07-09")
    came_by("2027-07-03", quebec)
    assert days_called(quebec, "Christmas Day") == [2027]
    assert days_called(quebec, "Our outing") == []
    page = browser.get(f"/holidays/{quebec.pk}/").content.decode()
    assert "Left out of new years, as you took them out: Christmas Day." in page


def test_days_that_are_taken_out_at_the_same_time_all_stay_out(
    nordphone: Organization, quebec: HolidayCalendar, sam: Any
) -> None:
    """Each of the requests read the calendar before the other ones changed it."""
    with scope(organization=nordphone):
        read = [Holiday.objects.select_related("calendar").get(day=day) for day in ("2026-12-25", "2027-07-01")]
        stale = HolidayCalendar.objects.get()
        for holiday in read:
            services.remove_day(holiday=holiday, by=sam)
        services.change(calendar=stale, name="Montréal", time_zone=stale.time_zone, by=sam)
        assert set(HolidayCalendar.objects.get().left_out) == {"Christmas Day", "Canada Day"}
    came_by("2027-07-03", quebec)
    assert days_called(quebec, "Canada Day") == [2026]


def test_a_year_that_a_person_emptied_stays_empty(
    browse: Any, sam: Any, nordphone: Organization, quebec: HolidayCalendar
) -> None:
    with scope(organization=nordphone):
        days = [f"{each.day}" for each in Holiday.objects.filter(day__year=2027)]
    for day in days:
        take_out(browse(sam, nordphone), quebec, day)
    assert came_by("2026-12-01", quebec) == [2026]


def test_a_person_who_asks_for_a_year_gets_all_of_it(
    browse: Any, sam: Any, nordphone: Organization, quebec: HolidayCalendar
) -> None:
    browser = browse(sam, nordphone)
    take_out(browser, quebec, "2026-12-25")
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        browser.post(f"/holidays/{quebec.pk}/years/", {"year": "2029"})
    assert days_called(quebec, "Christmas Day") == [2027, 2029]
    assert came_by("2027-07-03", quebec) == [2026, 2027, 2028, 2029]
    assert days_called(quebec, "Christmas Day") == [2027, 2028, 2029]


def test_calendars_of_ones_own_days_get_none(nordphone: Organization) -> None:
    own = make_calendar(nordphone, {"2026-12-24": "Early end"})
    assert came_by("2027-12-01", own) == [2026]


def test_after_years_of_rest_the_present_one_and_the_next_come(
    nordphone: Organization, quebec: HolidayCalendar
) -> None:
    assert came_by("2031-12-31", quebec) == [2026, 2027, 2031, 2032]
