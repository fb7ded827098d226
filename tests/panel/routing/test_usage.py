"""Where an object or a device is used, as its page and its deletion tell."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from panel.bulk.models import Playbook, PlaybookEntry, PlaybookRoute
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.ordering.models import NumberTemplate
from panel.routing.models import RoutingObject
from panel.routing.subjects import Row, Subject
from panel.routing.usage import MOST, Usage, usage_of
from panel.routing.views.objects import _not_confirmed
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did
from tests.panel.dids.conftest import make_device, make_object

pytestmark = pytest.mark.django_db

MAILBOX = {"kind": "voicemail", "target": "101", "raw": "vm:101"}


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone)


@pytest.fixture
def mailbox(account: Connection) -> RoutingObject:
    return make_object(account, "voicemail", "101", "Accueil")


def used(row: Row) -> Usage:
    with scope(organization=row.organization_id):
        return usage_of(row)


def numbers(row: Row) -> dict[str, str]:
    return {use.name[-4:]: use.how for use in used(row).numbers}


def number(account: Connection, last: str, route: str = "none:", **fields: Any) -> Did:
    kind, _, target = route.partition(":")
    values = {"route_kind": kind, "route_target": target, **fields}
    return make_did(account.organization, account, f"+1514555{last}", **values)


def link(label: str, kind: str, target: str) -> dict[str, str]:
    return {"label": label, "kind": kind, "target": target}


def test_a_number_leads_there_by_its_route_its_failovers_or_its_mailbox(
    account: Connection, mailbox: RoutingObject
) -> None:
    others = {"busy": {"kind": "ring_group", "target": "101"}, "no_answer": {"kind": "voicemail", "target": "102"}}
    number(account, "0101", "voicemail:101", failovers=others)
    number(account, "0102", "account:1", failovers={"busy": MAILBOX, "no_answer": MAILBOX, "unreachable": None})
    number(account, "0103", "account:1", voicemail="101")
    number(account, "0104", "voicemail:101", voicemail="101")
    number(account, "0105", "account:1", failovers={"unreachable": MAILBOX}, voicemail="101")
    assert numbers(mailbox) == {
        "0101": "Calls go to",
        "0102": "When busy, When nobody answers",
        "0103": "Its mailbox",
        "0104": "Calls go to",
        "0105": "When unreachable",
    }


def test_what_only_looks_alike_does_not_lead_there(
    nordphone: Organization, account: Connection, mailbox: RoutingObject
) -> None:
    number(account, "0101", "voicemail:1012")
    number(account, "0102", "ring_group:101", failovers={"busy": {"kind": "voicemail", "target": "102"}})
    number(account, "0103", "voicemail:101", gone_at=timezone.now())
    number(make_connection(nordphone, "Another account"), "0104", "voicemail:101")
    ways = [link("1", "voicemail", "101")]
    make_object(account, "ivr", "1", "Gone", links=ways, gone_at=timezone.now())
    make_object(account, "ivr", "2", "Other", links=[link("1", "voicemail", "1012"), link("2", "ring_group", "101")])
    make_object(make_connection(nordphone, "A third account"), "ivr", "3", "Elsewhere", links=ways)
    make_device(account, "100001_gone", settings={"internal_voicemail": "101"}, gone_at=timezone.now())
    usage = used(mailbox)
    assert not usage
    assert usage.count == 0


def test_a_device_is_found_by_its_login_by_its_id_and_among_those_that_ring_together(account: Connection) -> None:
    desk = make_device(account, "desk.1")
    desk.remote_id = "4711"
    number(account, "0101", "account:desk.1")
    number(account, "0102", "account:4711")
    number(account, "0103", "account:front,desk.1,back")
    number(account, "0104", "account:desk.12,xdesk.1")
    number(account, "0105", "account:front,desk-1")
    make_object(account, "ring_group", "7", "Réception", links=[link("member", "account", "4711")])
    assert numbers(desk) == {"0101": "Calls go to", "0102": "Calls go to", "0103": "Calls go to"}
    assert [use.name for use in used(desk).objects] == ["Ring group Réception"]


def test_an_object_says_by_which_links_and_settings_it_leads_there(account: Connection, mailbox: RoutingObject) -> None:
    both = [link("timeout", "voicemail", "101"), link("3", "voicemail", "101"), link("4", "ring_group", "101")]
    make_object(account, "ivr", "1", "Menu", links=both)
    make_object(account, "ring_group", "7", "Réception", settings={"voicemail": "101"})
    make_object(account, "ring_group", "8", "Ventes", settings={"voicemail": "102"})
    make_device(account, "100001_desk", settings={"internal_voicemail": "101"})
    usage = used(mailbox)
    assert {use.name: use.how for use in usage.objects} == {
        "IVR Menu": "After the time-out, Key 3",
        "Ring group Réception": "Voicemail when nobody answers",
    }
    assert [(use.name, use.how) for use in usage.devices] == [("100001_desk", "Mailbox")]
    assert usage.count == 3


def test_a_device_alone_makes_it_used(account: Connection, mailbox: RoutingObject) -> None:
    make_device(account, "100001_desk", settings={"internal_voicemail": "101"})
    assert used(mailbox)


def test_what_leads_back_to_itself_is_not_its_own_user(account: Connection) -> None:
    menu = make_object(account, "ivr", "1", "Menu", links=[link("timeout", "ivr", "1")])
    assert not used(menu)


def test_a_long_list_is_cut_and_says_so(account: Connection, mailbox: RoutingObject) -> None:
    for at in range(MOST):
        number(account, f"{at:04}", "voicemail:101")
    assert (len(used(mailbox).numbers), used(mailbox).more) == (MOST, False)
    number(account, "0999", "voicemail:101")
    assert (len(used(mailbox).numbers), used(mailbox).more) == (MOST, True)


def test_a_recording_is_used_by_music_on_hold_that_plays_it_among_others(account: Connection) -> None:
    hello = make_object(account, "recording", "756", "Hello")
    make_object(account, "music_on_hold", "radio", "Radio", settings={"recordings": "7560, 756,1756"})
    make_object(account, "music_on_hold", "other", "Other", settings={"recordings": "7560,1756"})
    assert {use.name: use.how for use in used(hello).objects} == {"Music on hold Radio": "Recordings"}


def test_an_app_names_its_announcements_within_an_object(account: Connection) -> None:
    hello = make_object(account, "recording", "12", "Hello")
    params = '{"medias":{"bridge":0,"welcome":%s},"script":"\\"intro\\":12,","vms":{"intro":"%s","timeout":12}}'
    make_object(account, "app", "AAAA", "Played", settings={"name": "Played", "params": params % ("12", "12")})
    make_object(account, "app", "BBBB", "Other", settings={"name": "Other", "params": params % ("120", "112")})
    assert {use.name: use.how for use in used(hello).objects} == {"Voice app Played": "Welcome, Greeting"}


def test_a_filter_names_a_group_of_the_phonebook(account: Connection) -> None:
    group = make_object(account, "phonebook_group", "566", "Suppliers")
    for at, which in enumerate(({"which": "phonebook", "group": "566"}, {"which": "phonebook"}, None)):
        details = {"callers": which} if which else {}
        make_object(account, "caller_id_filter", str(at), f"Filter {at}", details=details)
    assert {use.name: use.how for use in used(group).objects} == {"Caller ID filter Filter 0": "Caller"}


def test_a_parking_lot_tells_the_place_to_a_device(account: Connection) -> None:
    desk = make_device(account, "100001_desk")
    make_object(account, "call_parking", "3", "Lot", settings={"destination": "100001_desk"})
    make_object(account, "call_parking", "4", "Other lot", settings={"destination": "parker"})
    assert [use.name for use in used(desk).objects] == ["Call parking Lot"]


def test_an_extension_lists_a_peer_even_while_it_does_not_ring_it(account: Connection) -> None:
    peer = make_object(account, "account", "88", "Desk")
    make_object(account, "extension", "1", "2001 Front", settings={"client_peer_ids": "87,88", "enable_peer": "0"})
    assert [(use.name, use.how) for use in used(peer).objects] == [("Extension 2001 Front", "Peers")]


def test_playbooks_and_templates_would_lead_there(account: Connection, mailbox: RoutingObject) -> None:
    elsewhere = make_connection(account.organization, "Another account")
    did = number(account, "0101", "account:1")
    with scope(organization=account.organization):
        of = {"organization": account.organization}
        flood, storm, calm = (Playbook.objects.create(**of, name=name) for name in ("Flood", "Storm", "Calm"))
        PlaybookRoute.objects.create(**of, playbook=flood, connection=account, settings={"busy": "voicemail:101"})
        PlaybookRoute.objects.create(**of, playbook=calm, connection=account, settings={"route": "voicemail:1012"})
        PlaybookRoute.objects.create(**of, playbook=calm, connection=elsewhere, settings={"route": "voicemail:101"})
        PlaybookEntry.objects.create(**of, playbook=storm, did=did, before={"route": "voicemail:101"})
        PlaybookEntry.objects.create(**of, playbook=calm, did=did)
        routes = {str(account.pk): "voicemail:101", str(elsewhere.pk): "voicemail:102"}
        NumberTemplate.objects.create(**of, name="Doctors", routes=routes)
        NumberTemplate.objects.create(**of, name="Dentists", routes={str(elsewhere.pk): "voicemail:101"})
    usage = used(mailbox)
    assert {use.name: use.how for use in usage.plans} == {
        "Flood": "Playbook: sends numbers here",
        "Storm": "Playbook: brings numbers back here",
        "Doctors": "Template for bought numbers",
    }
    assert (bool(usage), usage.count) == (True, 3)


def test_a_playbook_leads_to_logins_that_ring_together(account: Connection) -> None:
    desk = make_device(account, "desk.1")
    with scope(organization=account.organization):
        of = {"organization": account.organization}
        for name, key in {
            "Both": "account:front,desk.1",
            "Alike": "account:front,desk-1",
            "One": "account:desk.1",
        }.items():
            playbook = Playbook.objects.create(**of, name=name)
            PlaybookRoute.objects.create(**of, playbook=playbook, connection=account, settings={"route": key})
    assert [use.name for use in used(desk).plans] == ["Both", "One"]


def test_a_name_is_confirmed_as_a_person_types_it(account: Connection) -> None:
    line = make_object(account, "conference", "5145550142", "+15145550142")
    number(account, "0101", "conference:5145550142")
    with scope(organization=account.organization):
        subject = Subject.of(line)
        assert "\u00a0" in subject.name
        usage = usage_of(line)
        assert _not_confirmed(subject, usage, "+1 514 555 0142") == ""
        assert _not_confirmed(subject, usage, "+1 514 555 0143")
        line.name = "Front  desk"
        assert _not_confirmed(Subject.of(line), usage, "front desk") == ""
