"""Objects are created, changed and deleted by their settings, with nothing lost on the way; against the simulated service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from providers import errors
from providers.values.routing import RouteKind, RoutingObject
from providers.voipms.provider import VoipmsAccount
from providers.voipms.routing_forms import WRITTEN
from tests.providers.scripted import Script
from tests.providers.voipms.conftest import answers, sent
from tests.providers.voipms.sandboxed import opened
from tests.sandbox import Sandbox, running

# What each kind is made of
NEW: dict[RouteKind, dict[str, str]] = {
    RouteKind.FORWARD: {"phone_number": "5145550177", "description": "Night line"},
    RouteKind.VOICEMAIL: {
        "digits": "771",
        "name": "Spare",
        "password": "4711",
        "skip_password": "0",
        "attach_message": "yes",
        "delete_message": "no",
        "say_time": "yes",
        "timezone": "America/Toronto",
        "say_callerid": "yes",
        "play_instructions": "u",
        "language": "en",
        "email_attachment_format": "wav49",
    },
    RouteKind.SIP_URI: {"uri": "5145550177@sip.example.com", "description": "Desk abroad"},
    RouteKind.RING_GROUP: {"name": "Two desks", "members": "account:118204,25,0", "voicemail": "0"},
    RouteKind.CALL_HUNTING: {
        "description": "In turn",
        "music": "default",
        "recording": "none",
        "language": "en",
        "order": "follow",
        "members": f"account:118204{';none:' * 7}",  # it reads with all eight slots
        "ring_time": f"20{';0' * 7}",
        "press": "0;0;0;0;0;0;0;0",
    },
    RouteKind.QUEUE: {
        "queue_name": "Late",
        "queue_number": "77",
        "queue_language": "en",
        "priority_weight": "5",
        "report_hold_time_agent": "no",
        "join_when_empty": "yes",
        "leave_when_empty": "no",
        "ring_strategy": "ringall",
        "ring_inuse": "no",
    },
    RouteKind.CALLBACK: {
        "description": "Call me",
        "number": "5145550177",
        "delay_before": "5",
        "response_timeout": "10",
        "digit_timeout": "5",
    },
    RouteKind.TIME_CONDITION: {
        "name": "Evenings",
        "routing_match": "sys:busy",
        "routing_nomatch": "sys:hangup",
        "starthour": "18",
        "startminute": "0",
        "endhour": "22",
        "endminute": "30",
        "weekdaystart": "mon",
        "weekdayend": "fri",
    },
    RouteKind.DISA: {"name": "From home", "pin": "4711", "digit_timeout": "10"},
    RouteKind.CONFERENCE: {"name": "Board", "description": "Monthly", "max_members": "10"},
    RouteKind.CALL_PARKING: {
        "name": "Lot",
        "timeout": "45",
        "music": "default",
        "failover": "callback",
        "language": "en",
        "destination": "parker",
        "delay": "5",
        "blf_lamps": "3",
    },
    RouteKind.CALLER_ID_FILTER: {"callerid": "5145550188", "did": "all", "routing": "sys:hangup", "note": "Nuisance"},
    RouteKind.PHONEBOOK_ENTRY: {"name": "Supplier", "number": "5145550188", "speed_dial": "*7599"},
    RouteKind.PHONEBOOK_GROUP: {"name": "Suppliers"},
}
RENAMED = {
    RouteKind.SIP_URI: "description",
    RouteKind.FORWARD: "description",
    RouteKind.CALLBACK: "description",
    RouteKind.CALL_HUNTING: "description",
    RouteKind.QUEUE: "queue_name",
    RouteKind.CALLER_ID_FILTER: "note",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("writes")) as found:
        yield found.without_limit()


@pytest.fixture
def real(service: Sandbox, transport: str) -> Iterator[VoipmsAccount]:
    with opened(service, transport) as account:
        yield account


def the(account: VoipmsAccount, kind: RouteKind, remote_id: str) -> RoutingObject:
    (found,) = [each for each in account.routing.list_objects(kind) if each.remote_id == remote_id]
    return found


@pytest.mark.parametrize("kind", NEW, ids=lambda kind: kind.value)
def test_an_object_lives_its_life(real: VoipmsAccount, kind: RouteKind) -> None:
    remote_id = real.routing.save_object(kind, NEW[kind])
    made = the(real, kind, remote_id)
    secrets = {"password", "pin", "digits"}
    assert {**made.settings, **NEW[kind]}.keys() - secrets == made.settings.keys()
    assert {name: made.settings[name] for name in NEW[kind].keys() - secrets} == {
        name: value for name, value in NEW[kind].items() if name not in secrets
    }
    name = RENAMED.get(kind, "name")
    assert real.routing.save_object(kind, {name: "Renamed"}, remote_id=remote_id) == remote_id
    after = the(real, kind, remote_id)
    assert after.name == "Renamed"
    assert {**after.settings, name: ""} == {**made.settings, name: ""}, "a change leaves the rest as it was"
    real.routing.delete_object(kind, remote_id)
    assert remote_id not in {each.remote_id for each in real.routing.list_objects(kind)}


def test_an_ivr_and_a_music_on_hold_stand_on_a_recording(real: VoipmsAccount) -> None:
    recording = real.routing.save_object(RouteKind.RECORDING, {"name": "Welcome", "file": "UklGRg=="})
    assert the(real, RouteKind.RECORDING, recording).name == "Welcome"
    assert real.routing.save_object(RouteKind.RECORDING, {"name": "Bienvenue"}, remote_id=recording) == recording
    assert the(real, RouteKind.RECORDING, recording).name == "Bienvenue"
    ivr = real.routing.save_object(
        RouteKind.IVR,
        {
            "name": "Menu",
            "recording": recording,
            "timeout": "5",
            "language": "fr",
            "voicemailsetup": "1",
            "choices": "1=account:118204;2=sys:hangup",
        },
    )
    real.routing.save_object(RouteKind.IVR, {"timeout": "9"}, remote_id=ivr)
    menu = the(real, RouteKind.IVR, ivr)
    assert menu.settings["timeout"] == "9"
    assert [link.label for link in menu.links] == ["1", "2"]
    with pytest.raises(errors.AlreadyTaken):
        real.routing.delete_object(RouteKind.RECORDING, recording)
    real.routing.delete_object(RouteKind.IVR, ivr)
    music = real.routing.save_object(RouteKind.MUSIC_ON_HOLD, {"description": "Piano", "recordings": recording})
    assert the(real, RouteKind.MUSIC_ON_HOLD, music).name == "Piano"
    real.routing.delete_object(RouteKind.MUSIC_ON_HOLD, music)
    real.routing.delete_object(RouteKind.RECORDING, recording)


def test_what_is_gone_is_not_found(real: VoipmsAccount) -> None:
    with pytest.raises(errors.NotFound):
        real.routing.save_object(RouteKind.FORWARD, {"description": "?"}, remote_id="99999999")
    with pytest.raises(errors.NotFound):
        real.routing.delete_object(RouteKind.FORWARD, "99999999")


def test_a_sub_account_lives_its_life(real: VoipmsAccount) -> None:
    settings = {
        "username": "spare",
        "protocol": "1",
        "auth_type": "1",
        "password": "Abcdef12#",
        "device_type": "2",
        "lock_international": "1",
        "international_route": "1",
        "music_on_hold": "default",
        "allowed_codecs": "ulaw;g722",
        "dtmf_mode": "auto",
        "nat": "yes",
        "description": "Spare desk",
    }
    remote_id = real.devices.save_device(settings)
    (made,) = [device for device in real.devices.list_devices() if device.remote_id == remote_id]
    assert made.login.endswith("_spare")
    assert "password" not in made.settings
    real.devices.save_device({"description": "Spare seat"}, remote_id=remote_id)
    (after,) = [device for device in real.devices.list_devices() if device.remote_id == remote_id]
    assert {**after.settings, "description": ""} == {**made.settings, "description": ""}
    assert after.description == "Spare seat"
    real.devices.delete_device(remote_id)
    assert remote_id not in {device.remote_id for device in real.devices.list_devices()}


def test_secrets_of_the_record_go_back_with_a_change_and_are_never_shown(
    account: VoipmsAccount, script: Script
) -> None:
    row = {
        "disa": "7",
        "name": "Home",
        "pin": "4711",
        "digit_timeout": "10",
        "callerid_override": "-1",
        "language": None,
    }
    answers(script, getDISAs={"disa": [row]})
    (disa,) = account.routing.list_objects(RouteKind.DISA)
    assert disa.settings == {"name": "Home", "digit_timeout": "10", "callerid_override": "", "language": ""}
    account.routing.save_object(RouteKind.DISA, {"name": "Away"}, remote_id="7")
    (fields,) = sent(script, "setDISA")
    assert fields == {
        "disa": "7", "name": "Away", "pin": "4711", "digit_timeout": "10", "callerid_override": "", "language": "",
    }  # fmt: skip


def test_flags_are_shown_in_the_dialect_of_the_setter(account: VoipmsAccount, script: Script) -> None:
    row = {
        "mailbox": "101",
        "name": "Front",
        "password": "1",
        "say_time": "Y",
        "skip_password": True,
        "delete_message": 0,
    }
    answers(script, getVoicemails={"voicemails": row})
    (box,) = account.routing.list_objects(RouteKind.VOICEMAIL)
    assert box.settings == {"name": "Front", "say_time": "yes", "skip_password": "1", "delete_message": "no"}


def test_an_object_that_was_made_without_telling_its_id_is_looked_for(account: VoipmsAccount, script: Script) -> None:
    rows = [
        {"sipuri": "9", "uri": "a@example.com"},
        {"sipuri": "10", "uri": "a@example.com"},
        {"sipuri": "11", "uri": "b"},
    ]
    answers(script, getSIPURIs={"sipuris": rows})
    assert account.routing.save_object(RouteKind.SIP_URI, {"uri": "a@example.com", "description": ""}) == "10"
    assert sent(script, "setSIPURI") == [{"uri": "a@example.com"}]


def test_an_object_that_was_made_and_cannot_be_found_is_an_outcome_to_look_at(
    account: VoipmsAccount, script: Script
) -> None:
    answers(script, getSIPURIs={"sipuris": "broken"})
    with pytest.raises(errors.OutcomeUnknown):
        account.routing.save_object(RouteKind.SIP_URI, {"uri": "a@example.com"})
    answers(script, getIVRs={"ivrs": []})
    with pytest.raises(errors.OutcomeUnknown):
        account.routing.save_object(RouteKind.PHONEBOOK_GROUP, {"name": "x"})


def test_every_kind_that_is_listed_can_be_written_and_its_methods_are_there(account: VoipmsAccount) -> None:
    assert WRITTEN.keys() == account.routing.kinds == account.routing.forms.keys()
    methods = account.client.catalog.methods
    for written in WRITTEN.values():
        assert methods[written.form.update].param(written.form.key)
        assert methods[written.form.delete].param(written.delete_key or written.form.key)
        assert methods[written.form.create].writes
        assert written.told_as or written.found_by[0]


@pytest.mark.parametrize(
    ("priorities", "wanted", "calls"),
    [
        ("0 0", "desk;home;new", [("", "new", "new", "0")]),  # equals ring alike, and so does who joins them
        ("1 2", "desk;home;new", [("", "new", "new", "3")]),
        ("0 3", "home", []),
        ("0 3", "home;desk", [("2", "Nights", "home", "1"), ("1", "Reception", "desk", "2")]),
        ("1 2", "new;home", [("", "new", "new", "1")]),
    ],
)
def test_members_of_a_queue_keep_their_names_and_who_stays_in_place_the_priority(
    account: VoipmsAccount, script: Script, priorities: str, wanted: str, calls: list[tuple[str, str, str, str]]
) -> None:
    first, second = priorities.split()
    rows = [
        {"member": "1", "queue_number": "7", "name": "Reception", "account": "SIP/desk", "priority": first},
        {"member": "2", "queue_number": "7", "name": "Nights", "account": "SIP/home", "priority": second},
    ]
    answers(script, getStaticMembers={"members": rows})
    account.routing.save_object(RouteKind.QUEUE, {"static_members": wanted}, remote_id="7")
    names = ("member", "member_name", "account", "priority")
    assert [tuple(each.get(name, "") for name in names) for each in sent(script, "setStaticMember")] == calls
    gone = {"1", "2"} - {row["member"] for row in rows if row["account"].removeprefix("SIP/") in wanted.split(";")}
    assert {each["member"] for each in sent(script, "delStaticMember")} == gone


def test_music_that_shows_its_volume_as_the_page_does_can_be_changed(account: VoipmsAccount, script: Script) -> None:
    row = {"value": "jazz", "description": "Easy", "recordings": "1,2", "volume": "mp3", "sort": "random", "custom": 1}
    answers(script, getMusicOnHold={"music_on_hold": [row]})
    account.routing.save_object(RouteKind.MUSIC_ON_HOLD, {"description": "Calm"}, remote_id="jazz")
    assert sent(script, "setMusicOnHold") == [
        {"name": "jazz", "description": "Calm", "recordings": "1,2", "sort": "random"}
    ]
