"""The pages of a number's call flow and of a simulated call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from panel.connections.models import Connection, Resource, SyncPlan
from panel.dids.models import Did
from panel.routing.readings import with_readings
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values.routing import RouteKind
from tests.factories import make_did
from tests.panel.dids.conftest import make_device, make_object, synced

HOURS = {
    "timezone": "America/New_York",
    "windows": [{"days": "mon-fri", "from": "08:00", "to": "17:30"}],
    "holidays": [{"date": "12-25", "name": "Noël"}],
}


def link(label: str, kind: str, target: str) -> dict[str, str]:
    return {"label": label, "kind": kind, "target": target}


@pytest.fixture
def office(nordphone: Organization, account: Connection) -> Did:
    """Hours, then a menu, then a group with a mailbox; out of hours the mailbox; a filter for one caller."""
    make_device(account, "100001_desk")
    make_object(account, "voicemail", "101", "Accueil")
    make_object(account, "ring_group", "7", "Réception", links=[link("member", "account", "100001_desk")])
    make_object(account, "ivr", "4636", "Menu", links=[link("1", "ring_group", "7"), link("2", "queue", "404")])
    make_object(
        account, "time_condition", "1830", "Bureau", details=HOURS,
        links=[link("match", "ivr", "4636"), link("no_match", "voicemail", "101")],
    )  # fmt: skip
    make_object(
        account, "caller_id_filter", "9", "Importun",
        details={"callers": {"which": "number", "pattern": "514555018X"}, "numbers": ["+15145550142"]},
        links=[link("match", "system", "busy")],
    )  # fmt: skip
    synced(account)
    failovers = {"no_answer": {"kind": "voicemail", "target": "101", "raw": "vm:101"}}
    return make_did(
        nordphone, account, "+15145550142", route_kind="time_condition", route_target="1830", failovers=failovers
    )


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def way(answer: Any) -> list[str]:
    return [str(stop.to) for stop in answer.context["journey"].stops]


CALL = {"caller": "514 555 0111", "day": "2026-11-23", "time": "10:00", "keys": "1", "ends": ""}


def test_the_flow_has_a_page_with_the_drawing_and_its_list(
    browse: Any, victor: Any, nordphone: Any, office: Did
) -> None:
    page = text_of(browse(victor, nordphone).get(f"/numbers/{office.pk}/flow/"))
    assert '<svg class="pb-flow"' in page
    assert "Call flow of +1 514 555 0142" in page
    assert "fl-node--bad" in page
    assert "Queue 404 (not found)" in page
    assert "Caller ID filter Importun" in page


def test_the_number_s_page_draws_the_flow_and_leads_to_the_simulation(
    browse: Any, victor: Any, nordphone: Any, office: Did
) -> None:
    page = text_of(browse(victor, nordphone).get(f"/numbers/{office.pk}/"))
    assert '<svg class="pb-flow"' in page
    assert f"/numbers/{office.pk}/simulate/" in page


def test_a_call_in_office_hours(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    answer = browse(victor, nordphone).get(f"/numbers/{office.pk}/simulate/", CALL)
    assert way(answer) == [
        "Time condition Bureau", "IVR Menu", "Ring group Réception", "SIP account 100001_desk",
    ]  # fmt: skip
    page = text_of(answer)
    assert "There it is Monday, 23 Nov 2026, 10:00 (America/New_York)." in page
    assert "The caller presses 1." in page
    assert "fl-e--taken" in page
    assert 'value="514 555 0111"' in page


def test_a_call_on_a_holiday(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    answer = browse(victor, nordphone).get(f"/numbers/{office.pk}/simulate/", {**CALL, "day": "2026-12-25"})
    assert way(answer) == ["Time condition Bureau", "Voicemail 101 · Accueil"]
    assert "holiday of this condition (Noël)" in text_of(answer)


def test_an_unwelcome_caller(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    answer = browse(victor, nordphone).get(f"/numbers/{office.pk}/simulate/", {**CALL, "caller": "+15145550185"})
    assert way(answer) == ["Caller ID filter Importun", "Busy tone"]


def test_it_says_how_old_its_knowledge_is(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    with scope(organization=nordphone):
        plan = SyncPlan.objects.get(resource=Resource.ROUTING)
        plan.cursor = with_readings(plan.cursor, {RouteKind.IVR.value: datetime(2025, 3, 4, 12, tzinfo=UTC)})
        plan.save()
    page = text_of(browse(victor, nordphone).get(f"/numbers/{office.pk}/simulate/"))
    assert "4 Mar 2025" in page
    assert "The way of the call" not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"caller": "not a number"}, "This is no telephone number."),
        ({"day": "2026-02-30"}, "Enter a valid date."),
        ({"time": "25:00"}, "Enter a valid time."),
        ({"keys": "1 A"}, "Only the keys 0 to 9, * and # can be pressed."),
        ({"keys": "1" * 30}, "At most 20 keys."),
        ({"ends": "elsewhere"}, "Select a valid choice."),
        ({"day": "0001-01-01"}, "Choose a day from 2000 to 2100."),
        ({"day": "9999-12-31"}, "Choose a day from 2000 to 2100."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    browse: Any, victor: Any, nordphone: Any, office: Did, wrong: dict[str, str], said: str
) -> None:
    answer = browse(victor, nordphone).get(f"/numbers/{office.pk}/simulate/", {**CALL, **wrong})
    assert answer.status_code == 200
    assert said in text_of(answer)
    (value,) = wrong.values()
    assert value in text_of(answer)


def test_a_time_that_clocks_skip_is_said_to_be_odd(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    page = browse(victor, nordphone)
    skipped = text_of(page.get(f"/numbers/{office.pk}/simulate/", {**CALL, "day": "2026-03-08", "time": "02:30"}))
    assert "Clocks jump over this time that day." in skipped
    twice = text_of(page.get(f"/numbers/{office.pk}/simulate/", {**CALL, "day": "2026-11-01", "time": "01:30"}))
    assert "This time comes twice that day" in twice


def test_who_answers_can_be_chosen(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    page = browse(victor, nordphone)
    nobody = page.get(f"/numbers/{office.pk}/simulate/", {**CALL, "ends": "no_answer"})
    assert way(nobody)[-1] == "Voicemail 101 · Accueil"
    desk = page.get(f"/numbers/{office.pk}/simulate/", {**CALL, "ends": "account:100001_desk"})
    assert "you chose that it does" in text_of(desk)


def test_every_phone_can_be_chosen_also_one_of_several_that_ring_together(
    browse: Any, victor: Any, nordphone: Any, account: Connection, office: Did
) -> None:
    make_device(account, "100002_back")
    make_device(account, "100003_vip")
    make_object(
        account, "caller_id_filter", "10", "Ami",
        details={"callers": {"which": "anonymous"}, "every_number": True}, links=[link("match", "account", "100003_vip")],
    )  # fmt: skip
    busy = {"kind": "forward", "target": "+14165550100", "raw": "fwd:1"}
    with scope(organization=nordphone):
        Did.objects.filter(pk=office.pk).update(
            route_kind="account", route_target="100001_desk,100002_back", failovers={"busy": busy}
        )
    page = browse(victor, nordphone)
    where = f"/numbers/{office.pk}/simulate/"
    choices = page.get(where).context["form"].fields["ends"].choices
    assert [str(label) for _key, label in choices][4:] == [
        "Only Forwarding +1 416 555 0100 answers", "Only SIP account 100001_desk answers",
        "Only SIP account 100002_back answers", "Only SIP account 100003_vip answers",
    ]  # fmt: skip
    back = page.get(where, {**CALL, "ends": "account:100002_back"})
    assert back.context["journey"].result == "taken"
    assert "you chose that it does" in text_of(back)


def test_a_failover_to_nowhere_loses_the_call(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    nowhere = {"kind": "none", "target": "", "raw": "none:"}
    with scope(organization=nordphone):
        failovers = {**office.failovers, "busy": nowhere, "unreachable": nowhere}
        Did.objects.filter(pk=office.pk).update(route_kind="account", route_target="100001_desk", failovers=failovers)
    answer = browse(victor, nordphone).get(f"/numbers/{office.pk}/simulate/", {**CALL, "ends": "busy"})
    assert way(answer) == ["SIP account 100001_desk"]
    assert "the call is lost" in text_of(answer)


def test_the_mailbox_behind_the_failovers_is_last(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    forward = {"kind": "forward", "target": "+14165550100", "raw": "fwd:1"}
    with scope(organization=nordphone):
        Did.objects.filter(pk=office.pk).update(
            route_kind="account", route_target="100001_desk", failovers={"no_answer": forward}, voicemail="101"
        )
    answer = browse(victor, nordphone).get(f"/numbers/{office.pk}/simulate/", {**CALL, "ends": "no_answer"})
    assert way(answer)[2:] == ["Voicemail 101 · Accueil"]


def test_keys_are_read_as_people_write_them(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    page = browse(victor, nordphone)
    for keys in ("1, 3", "1;3", "13", "1" + "0" * 19):
        answer = page.get(f"/numbers/{office.pk}/simulate/", {**CALL, "keys": keys})
        assert way(answer)[2] == "Ring group Réception", keys


def test_the_form_begins_with_now_by_the_clock_of_the_organization(
    browse: Any, victor: Any, nordphone: Any, office: Did
) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 1, 30, tzinfo=UTC)):
        page = browse(victor, nordphone).get(f"/numbers/{office.pk}/simulate/").content.decode()
    assert 'value="2026-11-23"' in page
    assert 'value="20:30"' in page


def test_htmx_gets_the_part_only(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    answer = browse(victor, nordphone).fragment(f"/numbers/{office.pk}/simulate/?{urlencode(CALL)}")
    assert answer.content.decode().lstrip().startswith('<div id="simulation"')


def test_it_takes_no_post(browse: Any, victor: Any, nordphone: Any, office: Did) -> None:
    assert browse(victor, nordphone).post(f"/numbers/{office.pk}/simulate/", CALL).status_code == 405


def test_a_long_flow_takes_few_queries(
    browse: Any, victor: Any, nordphone: Any, account: Connection, office: Did, django_assert_max_num_queries: Any
) -> None:
    for at in range(12):
        onward = [link("timeout", "ivr", str(at + 1)), link("1", "voicemail", "101")]
        make_object(account, "ivr", str(at), f"Menu {at}", links=onward)
    with scope(organization=nordphone):
        Did.objects.filter(pk=office.pk).update(route_kind="ivr", route_target="0")
    page = browse(victor, nordphone)
    page.get(f"/numbers/{office.pk}/simulate/")
    with django_assert_max_num_queries(75):
        assert page.get(f"/numbers/{office.pk}/simulate/", CALL).status_code == 200
