"""A simulated call on a holiday of one of our calendars: by the calendar's clock, not the reader's nor the provider's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from panel.bulk.models import HolidayRun, Playbook, PlaybookEntry, PlaybookRoute
from panel.connections import gateway
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.dids.simulation import Scene
from panel.holidays.models import Holiday, HolidayCalendar
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_did
from tests.panel.dids.conftest import make_device, make_object, synced
from tests.panel.dids.test_simulation import link, text_of, way
from tests.panel.holidays.conftest import make_calendar

pytestmark = pytest.mark.django_db

HOURS = {"timezone": "America/New_York", "windows": [{"days": "mon-sun", "from": "00:00", "to": "23:59"}]}
OPEN, CLOSED = "Time condition Bureau", "Voicemail 101 · Fermé"


@pytest.fixture
def number(nordphone: Organization, account: Connection) -> Did:
    """Goes to hours that always match, and from there to a menu."""
    make_object(account, "voicemail", "101", "Fermé")
    make_object(account, "voicemail", "102", "Ouvert")
    make_object(
        account, "time_condition", "1830", "Bureau", details=HOURS,
        links=[link("match", "voicemail", "102"), link("no_match", "voicemail", "101")],
    )  # fmt: skip
    synced(account)
    return make_did(nordphone, account, "+15145550142", route_kind="time_condition", route_target="1830")


@pytest.fixture
def calendar(nordphone: Organization) -> HolidayCalendar:
    return make_calendar(nordphone, {"2026-12-25": "Christmas Day"}, time_zone="America/Vancouver")


@pytest.fixture
def playbook(nordphone: Organization, number: Did, calendar: HolidayCalendar) -> Playbook:
    """Sends the number to the mailbox on the holidays of the calendar."""
    with scope(organization=nordphone):
        playbook = Playbook.objects.create(organization=nordphone, name="Closed", calendar=calendar)
        PlaybookRoute.objects.create(
            organization=nordphone,
            playbook=playbook,
            connection=number.connection,
            settings={"route": "voicemail:101"},
        )
        PlaybookEntry.objects.create(organization=nordphone, playbook=playbook, did=number)
    return playbook


@pytest.fixture
def call(browse: Any, sam: Any, nordphone: Organization, number: Did) -> Any:
    """`call("2026-12-25", "10:00")`: the page of a call at that time of the organization's zone, Toronto."""

    def simulated(day: str, clock: str) -> Any:
        return browse(sam, nordphone).get(f"/numbers/{number.pk}/simulate/", {"day": day, "time": clock})

    return simulated


def test_on_the_holiday_the_call_goes_where_the_playbook_says(call: Any, playbook: Playbook) -> None:
    answer = call("2026-12-25", "10:00")
    assert way(answer) == ["Closed", CLOSED]
    text = text_of(answer)
    assert "It is Christmas Day in the calendar Québec; the playbook Closed is in force that day." in text
    assert "Make a playbook for holidays" not in text
    assert any(step.spot.target == "101" for step in answer.context["flow"])
    assert way(call("2026-12-24", "10:00"))[0] == OPEN


def test_a_playbook_of_one_failover_leaves_the_others_to_the_number(
    browse: Any, sam: Any, nordphone: Organization, account: Connection, number: Did, playbook: Playbook
) -> None:
    make_device(account, "100001_desk")
    mailbox = {"kind": "voicemail", "target": "102", "raw": "vm:102"}
    with scope(organization=nordphone):
        PlaybookRoute.objects.update(settings={"busy": "voicemail:101"})
        Did.objects.filter(pk=number.pk).update(
            route_kind="account", route_target="100001_desk", failovers={"busy": mailbox, "no_answer": mailbox}
        )
    page = browse(sam, nordphone)
    ends = {
        how: way(page.get(f"/numbers/{number.pk}/simulate/", {"day": "2026-12-25", "time": "10:00", "ends": how}))[-1]
        for how in ("busy", "no_answer")
    }
    assert ends == {"busy": CLOSED, "no_answer": "Voicemail 102 · Ouvert"}


@pytest.mark.parametrize(
    ("day", "clock", "begins"),
    [
        ("2026-12-25", "02:59", OPEN),  # 24 December, 23:59 in Vancouver
        ("2026-12-25", "03:00", "Closed"),
        ("2026-12-26", "02:59", "Closed"),
        ("2026-12-26", "03:00", OPEN),
    ],
)
def test_midnight_is_the_calendars(call: Any, playbook: Playbook, day: str, clock: str, begins: str) -> None:
    assert way(call(day, clock))[0] == begins


def test_where_clocks_change_at_midnight_the_day_is_the_days_own(
    nordphone: Organization, calendar: HolidayCalendar, playbook: Playbook, call: Any
) -> None:
    """In Havana the first hour of 1 November 2026 comes twice, and 8 March 2026 begins at one o'clock."""
    with scope(organization=nordphone):
        HolidayCalendar.objects.filter(pk=calendar.pk).update(time_zone="America/Havana")
        for day in ("2026-11-01", "2026-03-08"):
            Holiday.objects.create(organization=nordphone, calendar=calendar, day=day, name="Clocks")
    begins = {
        (day, clock): way(call(day, clock))[0]
        for day, clock in [
            ("2026-10-31", "23:59"), ("2026-11-01", "00:00"), ("2026-11-01", "01:30"), ("2026-11-01", "23:59"),
            ("2026-11-02", "00:00"),
            ("2026-03-07", "23:59"), ("2026-03-08", "00:30"), ("2026-03-08", "23:30"), ("2026-03-09", "00:00"),
        ]
    }  # fmt: skip
    assert [each for each, first in begins.items() if first == "Closed"] == [
        ("2026-11-01", "00:00"), ("2026-11-01", "01:30"), ("2026-11-01", "23:59"),
        ("2026-03-08", "00:30"), ("2026-03-08", "23:30"),
    ]  # fmt: skip


def test_without_a_playbook_the_time_condition_says_that_it_knows_no_holidays(
    call: Any, calendar: HolidayCalendar, number: Did, browse: Any, sam: Any, victor: Any, nordphone: Organization
) -> None:
    text = text_of(call("2026-12-25", "10:00"))
    assert (
        "Christmas Day (calendar Québec): but this provider’s time conditions know no holidays, a call is treated as on any"
        " other Friday." in text
    )
    where = f"/o/nordphone/bulk/playbooks/new/?calendar={calendar.pk}&amp;number=%2B15145550142"
    assert where in text
    form = browse(sam, nordphone).get(where.removeprefix("/o/nordphone").replace("&amp;", "&")).content.decode()
    assert f'<option value="{calendar.pk}" selected>' in form
    assert "+15145550142</textarea>" in form
    seen = browse(victor, nordphone).get(f"/numbers/{number.pk}/simulate/?day=2026-12-25&time=10:00")
    assert "Make a playbook" not in text_of(seen)
    text = text_of(call("2026-12-24", "10:00"))
    assert "It knows no holidays: a holiday is a day like any other." in text


def test_what_is_in_force_today_is_taken_back_for_tomorrow_and_a_person_is_heeded(
    call: Any, playbook: Playbook, number: Did, nordphone: Organization
) -> None:
    with scope(organization=nordphone):
        run = HolidayRun.objects.create(
            organization=nordphone, playbook=playbook, day=date(2026, 12, 25), name="Christmas Day"
        )
        PlaybookEntry.objects.update(before={"route": "time_condition:1830"})
        Did.objects.filter(pk=number.pk).update(route_kind="voicemail", route_target="101")
    with time_machine.travel(datetime.fromisoformat("2026-12-25T18:00+00:00")):
        assert way(call("2026-12-25", "14:00")) == ["Closed", CLOSED]
        tomorrow = call("2026-12-26", "14:00")
        assert way(tomorrow)[:2] == ["Closed", OPEN]
        assert "taken back for this day" in text_of(tomorrow)
        with scope(organization=nordphone):
            HolidayRun.objects.filter(pk=run.pk).update(ended_at=datetime.fromisoformat("2026-12-25T17:00+00:00"))
            PlaybookEntry.objects.update(before=None)
            Did.objects.filter(pk=number.pk).update(route_kind="time_condition", route_target="1830")
        assert way(call("2026-12-25", "14:00"))[0] == OPEN


def test_what_is_taken_back_has_the_mailbox_behind_its_failovers_again(
    playbook: Playbook, number: Did, nordphone: Organization
) -> None:
    before = {"route": "account:1", "no_answer": "forward:+14165550100", "voicemail": "102"}
    with scope(organization=nordphone):
        HolidayRun.objects.create(
            organization=nordphone, playbook=playbook, day=date(2026, 12, 25), name="Christmas Day"
        )
        PlaybookEntry.objects.update(before=before)
        scene = Scene.of(number, gateway.info(number.connection.provider), ZoneInfo("UTC"))
        then = scene.beginning_at(datetime.fromisoformat("2026-12-26T18:00+00:00"), [])
    assert then.route.target == "1"
    assert then.failovers["no_answer"].target == "+14165550100"
    assert then.voicemail is not None
    assert (then.voicemail.kind, then.voicemail.target) == ("voicemail", "102")


def test_phones_of_a_playbook_and_of_what_it_is_taken_back_to_can_be_chosen(
    call: Any, account: Connection, playbook: Playbook, nordphone: Organization
) -> None:
    make_device(account, "100001_home")
    make_device(account, "100002_desk")
    with scope(organization=nordphone):
        PlaybookRoute.objects.update(settings={"route": "account:100001_home"})
        PlaybookEntry.objects.update(before={"route": "account:100002_desk"})
        HolidayRun.objects.create(
            organization=nordphone, playbook=playbook, day=date(2026, 12, 25), name="Christmas Day"
        )
    choices = call("2026-12-26", "10:00").context["form"].fields["ends"].choices
    assert [key for key, _label in choices][4:] == ["account:100001_home", "account:100002_desk"]


def test_what_a_playbook_leaves_alone_is_drawn_with_it(
    call: Any, playbook: Playbook, number: Did, nordphone: Organization
) -> None:
    nowhere = {"kind": "none", "target": "", "raw": "none:"}
    with scope(organization=nordphone):
        Did.objects.filter(pk=number.pk).update(failovers={"busy": nowhere}, voicemail="102")
    flow = call("2026-12-25", "10:00").context["flow"]
    assert [(step.label, step.to.text) for step in flow] == [("route", CLOSED), ("voicemail", "Voicemail 102 · Ouvert")]


def test_a_playbook_that_is_in_force_asks_for_no_other(call: Any, playbook: Playbook, nordphone: Organization) -> None:
    with scope(organization=nordphone):
        PlaybookRoute.objects.update(settings={"route": "time_condition:1830"})
    answer = call("2026-12-25", "10:00")
    assert way(answer)[:2] == ["Closed", OPEN]
    assert "Make a playbook for holidays" not in text_of(answer)
