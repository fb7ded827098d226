"""Two playbooks with the same number, at the sandbox: the one in force keeps it, and each is taken back to what was before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
import time_machine

from panel.bulk.models import Playbook, PlaybookEntry, RowState
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.holidays.models import HolidayCalendar
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.bulk.conftest import Clock, rows_of, states, the_batch, to_the_end
from tests.panel.holidays.conftest import make_calendar
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

LEADS = {"Flood": "ring_group:4769", "Strike": "ring_group:4768"}
Deed = Callable[[str, str], str]


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """Whenever the tests are run: the days that the playbooks follow come after what was done before them."""
    with time_machine.travel(datetime.fromisoformat("2026-12-20T12:00+00:00")):
        yield


@pytest.fixture
def playbooks(browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did]) -> dict[str, str]:
    """The path of each by name. Flood has the first two numbers, Strike the second and the third."""
    browser = browse(sam, nordphone)
    found = {}
    for (name, route), dids in zip(LEADS.items(), (chosen[:2], chosen[1:3]), strict=True):
        browser.post("/bulk/playbooks/new/", {"name": name, "numbers": "\n".join(did.number for did in dids)})
        with scope(organization=nordphone):
            found[name] = f"/bulk/playbooks/{Playbook.objects.get(name=name).pk}/"
        assert browser.post(f"{found[name]}routes/", {f"route-{own.pk}": route}).status_code == 302
    return found


@pytest.fixture
def press(browse: Any, sam: Any, nordphone: Organization, playbooks: dict[str, str], work: Any) -> Deed:
    """Press "apply" or "revert" on a playbook's page, and see its run to the end; the page after that."""

    def run(name: str, deed: str) -> str:
        browser = browse(sam, nordphone)
        if "/playbooks/" not in browser.post(f"{playbooks[name]}{deed}/")["Location"]:  # else it was told why not
            to_the_end(the_batch(nordphone), work)
        return str(browser.get(playbooks[name]).content.decode())

    return run


@pytest.fixture
def led(sandbox: Sandbox, chosen: list[Did]) -> Callable[[], list[str]]:
    """Where the three numbers go at the provider."""
    return lambda: [sandbox.has("dids", did.number[2:])["routing"] for did in chosen[:3]]


@pytest.mark.parametrize("put", list(permutations(LEADS)))
@pytest.mark.parametrize("back", list(permutations(LEADS)))
def test_when_both_are_taken_back_every_number_has_what_it_had(
    nordphone: Organization, press: Deed, led: Any, put: tuple[str, ...], back: tuple[str, ...]
) -> None:
    before = led()
    for name in put:
        press(name, "apply")
    assert led()[1] == LEADS[put[0]].replace("ring_group", "grp")
    for name in back:
        press(name, "revert")
    assert led() == before
    with scope(organization=nordphone):
        assert not PlaybookEntry.objects.exclude(before__isnull=True).exists()


def test_the_second_one_says_whose_the_number_is_and_gets_it_when_that_is_taken_back(
    browse: Any, sam: Any, nordphone: Organization, playbooks: dict[str, str], press: Deed, led: Any
) -> None:
    before = led()
    press("Flood", "apply")
    page = press("Strike", "apply")
    assert states(the_batch(nordphone)) == {RowState.REFUSED: 1, RowState.DONE: 1}
    assert "In force for 1 of 2 numbers" in page
    assert "is free now" not in page
    held = "“Flood” is in force for this number. Take that back first."
    assert held in page
    assert f'href="/o/nordphone{playbooks["Flood"]}"' in page
    run = browse(sam, nordphone).get(f"/bulk/{the_batch(nordphone).pk}/").content.decode()
    assert "The playbook “Flood” is in force for this number. Take that back first." in run
    assert led() == ["grp:4769", "grp:4769", "grp:4768"]

    press("Flood", "revert")
    assert led() == [before[0], before[1], "grp:4768"]
    page = browse(sam, nordphone).get(playbooks["Strike"]).content.decode()
    assert held not in page
    assert "1 number was held by another playbook when this one was put in force, and is free now." in page
    assert page.index("is free now") < page.index("Put it in force there too")
    assert "Put it in force for the others too" in page
    page = press("Strike", "apply")
    assert states(the_batch(nordphone)) == {RowState.SAME: 1, RowState.DONE: 1}
    assert "In force for 2 of 2 numbers" in page
    assert "for the others too" not in page
    assert "is free now" not in page
    assert led() == [before[0], "grp:4768", "grp:4768"]
    press("Strike", "revert")
    assert led() == before


def test_of_two_that_were_planned_before_either_was_sent_one_takes_the_number(
    browse: Any, sam: Any, nordphone: Organization, playbooks: dict[str, str], led: Any, work: Any
) -> None:
    before, batches = led(), []
    for path in playbooks.values():
        browse(sam, nordphone).post(f"{path}apply/")
        batches.append(the_batch(nordphone))
    for batch in reversed(batches):
        to_the_end(batch, work)
    assert led() == ["grp:4769", "grp:4768", "grp:4768"]
    (left_out,) = [row for row in rows_of(batches[0]) if row.state == RowState.FAILED]
    assert left_out.reason_text == "The playbook “Strike” is in force for this number. Take that back first."
    for path in playbooks.values():
        browse(sam, nordphone).post(f"{path}revert/")
        to_the_end(the_batch(nordphone), work)
    assert led() == before


def test_a_number_that_could_not_be_sent_elsewhere_is_told_and_left_alone_afterwards(
    nordphone: Organization, press: Deed, led: Any, sandbox: Sandbox, chosen: list[Did], own: Connection
) -> None:
    sandbox.break_with("status", method="setDIDRouting", code="invalid_routing_header", count=1)
    page = press("Flood", "apply")
    assert "In force for 1 of 2 numbers" in page
    assert "Could not be put in force" in page
    (refused,) = [row for row in rows_of(the_batch(nordphone)) if row.state == RowState.FAILED]
    assert refused.reason_text in page
    press("Flood", "revert")
    assert [row.label for row in rows_of(the_batch(nordphone))] == [
        did.number for did in chosen[:2] if did.number != refused.label
    ]


def follow(organization: Organization, **calendars: HolidayCalendar) -> None:
    with scope(organization=organization):
        for name, calendar in calendars.items():
            Playbook.objects.filter(name=name).update(calendar=calendar)


def test_on_one_holiday_the_first_by_name_has_the_number_and_the_others_page_says_so(
    browse: Any, sam: Any, nordphone: Organization, playbooks: dict[str, str], led: Any, at: Clock
) -> None:
    before = led()
    calendar = make_calendar(nordphone, {"2026-12-25": "Christmas Day"}, time_zone="America/Vancouver")
    follow(nordphone, Flood=calendar, Strike=calendar)
    assert at("2026-12-25T08:00:00+00:00") == ["Flood: put in force"]
    assert at("2026-12-25T08:01:00+00:00") == ["Strike: put in force"]
    assert led() == ["grp:4769", "grp:4769", "grp:4768"]
    with time_machine.travel(datetime.fromisoformat("2026-12-25T12:00+00:00")):
        page = browse(sam, nordphone).get(playbooks["Strike"]).content.decode()
    assert "“Flood” is in force for this number. Take that back first." in page
    assert at("2026-12-25T08:02:00+00:00") == []
    assert set(at("2026-12-26T08:00:00+00:00")) == {"Flood: taken back", "Strike: taken back"}
    assert led() == before


def test_of_two_holidays_in_a_row_the_second_ones_playbook_waits_until_the_number_is_back(
    nordphone: Organization, playbooks: dict[str, str], led: Any, at: Clock
) -> None:
    before = led()
    christmas = make_calendar(nordphone, {"2026-12-25": "Christmas Day"}, time_zone="America/Vancouver")
    boxing = make_calendar(nordphone, {"2026-12-26": "Boxing Day"}, name="Boxing", time_zone="America/Vancouver")
    follow(nordphone, Strike=christmas, Flood=boxing)
    assert at("2026-12-25T08:00:00+00:00") == ["Strike: put in force"]
    assert at("2026-12-26T08:00:00+00:00") == ["Strike: taken back"]
    assert led() == before
    assert at("2026-12-26T08:01:00+00:00") == ["Flood: put in force"]
    assert led() == ["grp:4769", "grp:4769", before[2]]
    assert at("2026-12-27T08:00:00+00:00") == ["Flood: taken back"]
    assert led() == before


def test_a_holiday_does_not_take_what_a_person_put_in_force(
    browse: Any, sam: Any, nordphone: Organization, playbooks: dict[str, str], press: Deed, led: Any, at: Clock
) -> None:
    before = led()
    calendar = make_calendar(nordphone, {"2026-12-25": "Christmas Day"}, time_zone="America/Vancouver")
    with scope(organization=nordphone):
        shared = PlaybookEntry.objects.filter(playbook__name="Flood").values("did")
        PlaybookEntry.objects.filter(playbook__name="Strike").exclude(did__in=shared).delete()
    follow(nordphone, Strike=calendar)
    press("Flood", "apply")
    assert at("2026-12-25T08:00:00+00:00") == ["Strike: put in force"]
    with time_machine.travel(datetime.fromisoformat("2026-12-25T12:00+00:00")):
        page = browse(sam, nordphone).get(playbooks["Strike"]).content.decode()
    assert "Christmas Day was to put it in force, but it is in force for none of its numbers." in page
    assert at("2026-12-26T08:00:00+00:00") == []
    assert led() == ["grp:4769", "grp:4769", before[2]]
    with time_machine.travel(datetime.fromisoformat("2026-12-26T12:00+00:00")):
        press("Flood", "revert")
    assert led() == before
