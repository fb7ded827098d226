"""Calendars of holidays: made from a country's days, changed day by day, deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.utils import translation

from panel.audit.models import AuditEntry
from panel.holidays import presets
from panel.holidays.models import Holiday, HolidayCalendar
from panel.holidays.queries import holidays_at
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.holidays.conftest import make_calendar

pytestmark = pytest.mark.django_db


def days_in(organization: Organization) -> list[str]:
    with scope(organization=organization):
        return [f"{each.day}" for each in Holiday.objects.order_by("day")]


def test_a_calendar_takes_the_public_holidays_of_a_province_and_keeps_them_in_two_languages(
    browse: Any, sam: Any, nordphone: Organization
) -> None:
    browser = browse(sam, nordphone)
    assert "Ontario" not in browser.get("/holidays/new/").content.decode()
    asked = browser.get("/holidays/new/?country=CA&name=Qu%C3%A9bec").content.decode()
    assert '<option value="QC">Quebec</option>' in asked
    assert 'value="Québec"' in asked
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        told = {"country": "CA", "subdivision": "QC", "name": "Québec", "time_zone": "America/Toronto"}
        answer = browser.post("/holidays/new/", told)
        assert browser.post("/holidays/new/", told).status_code == 422
    page = browser.get(answer["Location"]).content.decode()
    assert "Quebec, Canada" in page
    with scope(organization=nordphone):
        assert {each.day.year for each in Holiday.objects.all()} == {2026, 2027}
        christmas = Holiday.objects.get(day=date(2026, 12, 25))
    assert christmas.label == "Christmas Day"
    with translation.override("fr"):
        assert christmas.label == "Jour de Noël"
    assert "Québec" in browser.get("/holidays/").content.decode()


def test_days_are_added_and_removed_and_what_is_wrong_is_said_beside_them(
    browse: Any, sam: Any, nordphone: Organization
) -> None:
    calendar = make_calendar(nordphone, country="CA")
    browser, here = browse(sam, nordphone), f"/holidays/{calendar.pk}/"
    assert browser.post(f"{here}days/", {"day": "2099-07-15", "name": "Moving day"}).status_code == 302
    again = browser.post(f"{here}days/", {"day": "2099-07-15", "name": "Twice"})
    assert again.status_code == 422
    assert "has this day already" in again.content.decode()
    assert 'value="Twice"' in again.content.decode()
    assert browser.post(f"{here}days/", {"day": "soon", "name": ""}).status_code == 422
    assert browser.post(f"{here}days/", {"day": "1066-10-14", "name": "Hastings"}).status_code == 422
    with scope(organization=nordphone):
        day = Holiday.objects.get()
    page = browser.get(here).content.decode()
    assert "Moving day" in page
    assert "Wednesday 15 July" in page
    browser.post(f"{here}days/{day.pk}/remove/")
    assert days_in(nordphone) == []
    assert browser.post(f"{here}days/{day.pk}/remove/").status_code == 404
    with scope(organization=nordphone):
        assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"holidays.day_added", "holidays.day_removed"}


def test_a_year_is_added_once_and_spares_the_days_that_are_there(
    browse: Any, sam: Any, nordphone: Organization
) -> None:
    calendar = make_calendar(nordphone, {"2027-12-25": "Our Christmas"}, country="CA", subdivision="ON")
    browser = browse(sam, nordphone)
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        for _twice in range(2):
            browser.post(f"/holidays/{calendar.pk}/years/", {"year": "2027"})
            found = days_in(nordphone)
            assert "2027-02-15" in found  # Family Day
            assert len(found) == len(set(found))
        browser.post(f"/holidays/{calendar.pk}/years/", {"year": "1867"})
    assert days_in(nordphone) == found
    with scope(organization=nordphone):
        assert Holiday.objects.get(day=date(2027, 12, 25)).name == "Our Christmas"


def test_it_is_renamed_and_deleted(browse: Any, sam: Any, victor: Any, nordphone: Organization) -> None:
    first, second = make_calendar(nordphone, name="First"), make_calendar(nordphone, name="Second")
    browser = browse(sam, nordphone)
    told = {"name": "Second", "time_zone": "America/Vancouver"}
    taken = browser.post(f"/holidays/{first.pk}/edit/", told)
    assert "of this name already" in taken.content.decode()
    browser.post(f"/holidays/{first.pk}/edit/", {**told, "name": "West"})
    with scope(organization=nordphone):
        assert HolidayCalendar.objects.get(pk=first.pk).time_zone == "America/Vancouver"
    assert browse(victor, nordphone).post(f"/holidays/{second.pk}/delete/").status_code == 403
    assert "No playbook follows it" in browser.get(f"/holidays/{second.pk}/delete/").content.decode()
    browser.post(f"/holidays/{second.pk}/delete/")
    assert browser.get(f"/holidays/{second.pk}/").status_code == 404


def test_a_holiday_is_what_the_calendars_own_clock_says(nordphone: Organization) -> None:
    make_calendar(nordphone, {"2026-12-25": "Christmas"}, name="East", time_zone="America/St_Johns")
    make_calendar(nordphone, {"2026-12-25": "Christmas"}, name="West", time_zone="America/Vancouver")
    make_calendar(nordphone, {"2026-12-25": "Christmas"}, name="Far", time_zone="Pacific/Kiritimati")

    def at(text: str) -> list[str]:
        with scope(organization=nordphone):
            return [each.calendar.name for each in holidays_at(datetime.fromisoformat(text))]

    assert at("2026-12-24T09:59:59+00:00") == []
    assert at("2026-12-24T10:00:00+00:00") == ["Far"]
    assert at("2026-12-25T03:29:00+00:00") == ["Far"]
    assert at("2026-12-25T03:30:00+00:00") == ["East", "Far"]
    assert at("2026-12-25T08:00:00+00:00") == ["East", "Far", "West"]
    assert at("2026-12-25T10:00:00+00:00") == ["East", "West"]
    assert at("2026-12-25T20:00:00-12:00") == []


def test_a_day_of_clock_change_is_as_long_as_it_is(nordphone: Organization) -> None:
    """In Toronto 1 November 2026 has 25 hours, 14 March 2027 has 23."""
    make_calendar(nordphone, {"2026-11-01": "All Saints", "2027-03-14": "Pi"}, time_zone="America/Toronto")

    def found(text: str) -> bool:
        with scope(organization=nordphone):
            return bool(holidays_at(datetime.fromisoformat(text)))

    assert [found(f"2026-11-0{at}+00:00") for at in ("1T03:59", "1T04:00", "2T04:59", "2T05:00")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [found(f"2027-03-{at}+00:00") for at in ("14T04:59", "14T05:00", "15T03:59", "15T04:00")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_every_country_that_is_offered_has_days() -> None:
    """Names are whole words for people, in the country's language where the library has no English."""
    assert presets.countries("en")[:2] == (("CA", "Canada"), ("US", "United States"))
    for code in ("CA", "US", "FR", "GB", "DE", "JP"):
        assert presets.days_of(code, "", 2027), code
    assert presets.days_of("CA", "QC", 2027)[0].name_fr == "Jour de l'an"
    assert ("QC", "Québec") in presets.subdivisions("CA", "fr")
    assert presets.subdivisions("XX", "en") == []
