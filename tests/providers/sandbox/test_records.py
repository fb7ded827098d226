"""Routing objects, sub-accounts and the other records: listed, made, changed and deleted under their own names."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.providers.sandbox.running import HARBOURLINE, Running

HOURS = {
    "starthour": "8",
    "startminute": "0",
    "endhour": "16",
    "endminute": "30",
    "weekdaystart": "mon",
    "weekdayend": "fri",
}
MAILBOX = {
    "name": "Ventes",
    "password": "1234",
    "skip_password": "0",
    "attach_message": "yes",
    "delete_message": "no",
    "say_time": "yes",
    "timezone": "America/Toronto",
    "say_callerid": "yes",
    "play_instructions": "u",
    "language": "fr",
}
SUB_ACCOUNT = {
    "protocol": "1",
    "auth_type": "1",
    "device_type": "2",
    "lock_international": "1",
    "international_route": "1",
    "music_on_hold": "default",
    "allowed_codecs": "ulaw",
    "dtmf_mode": "auto",
    "nat": "yes",
    "password": "Abcdef12",
}
QUEUE = {
    "queue_name": "Ventes",
    "queue_number": "777",
    "queue_language": "fr",
    "priority_weight": "1",
    "report_hold_time_agent": "no",
    "join_when_empty": "yes",
    "leave_when_empty": "no",
    "ring_strategy": "ringall",
    "ring_inuse": "no",
}
PARKING = {
    "name": "Lot",
    "timeout": "60",
    "failover": "callback",
    "language": "en",
    "destination": "callback",
    "delay": "5",
    "blf_lamps": "3",
}


@dataclass(frozen=True)
class Kind:
    """How a client that goes by the published page makes, lists and deletes one. `shown`: fields as they read back."""

    list_method: str
    key: str
    id: str
    make: str
    sent: dict[str, str]
    shown: dict[str, str]
    set: str = ""
    set_id: str = ""
    delete: str = ""
    delete_id: str = ""
    answered: str = ""  # the name of the id in the answer of the create call
    asked: dict[str, str] = field(default_factory=dict)  # what the list call wants


KINDS = [
    Kind(
        "getForwardings",
        "forwardings",
        "forwarding",
        "setForwarding",
        {"phone_number": "5145550177", "description": "Mobile"},
        {"phone_number": "5145550177", "diversion_header": "0"},
        delete="delForwarding",
        answered="forwarding",
    ),
    Kind(
        "getSIPURIs",
        "sipuris",
        "sipuri",
        "setSIPURI",
        {"uri": "9@sip.example.com"},
        {"uri": "9@sip.example.com"},
        delete="delSIPURI",
    ),
    Kind(
        "getRingGroups",
        "ring_groups",
        "ring_group",
        "setRingGroup",
        {"name": "New", "members": "account:118204_sales,25,0;fwd:16006", "voicemail": "0"},
        {"members": "account:118204_sales,25,0;fwd:16006", "language": "en"},
        delete="delRingGroup",
        delete_id="ringgroup",
        answered="ring_group",
    ),
    Kind(
        "getIVRs",
        "ivrs",
        "ivr",
        "setIVR",
        {
            "name": "New",
            "recording": "7560",
            "timeout": "5",
            "language": "fr",
            "voicemailsetup": "1",
            "choices": "1=grp:4768; 2=vm:200",
        },
        {"choices": "1=grp:4768; 2=vm:200"},
        delete="delIVR",
        answered="ivr",
    ),
    Kind(
        "getQueues",
        "queues",
        "queue",
        "setQueue",
        QUEUE,
        {"maximum_callers": "unlimited"},
        delete="delQueue",
        answered="queue",
    ),
    Kind(
        "getCallbacks",
        "callbacks",
        "callback",
        "setCallback",
        {
            "description": "New",
            "number": "14185550177",
            "delay_before": "5",
            "response_timeout": "10",
            "digit_timeout": "5",
        },
        {"number": "14185550177", "callerid_number": "-1"},
        delete="delCallback",
        answered="callback",
    ),
    Kind(
        "getTimeConditions",
        "timecondition",
        "timecondition",
        "setTimeCondition",
        {"name": "New", "routing_match": "grp:4768", "routing_nomatch": "vm:200", **HOURS},
        HOURS,
        delete="delTimeCondition",
        answered="timecondition",
    ),
    Kind(
        "getDISAs",
        "disa",
        "disa",
        "setDISA",
        {"name": "New", "pin": "4417", "digit_timeout": "5"},
        {"language": "en"},
        delete="delDISA",
        answered="disa",
    ),
    Kind(
        "getRecordings",
        "recordings",
        "value",
        "setRecording",
        {"name": "New", "file": "UklGRg=="},
        {"description": "New"},
        set_id="recording",
        delete="delRecording",
        delete_id="recording",
        answered="recording",
    ),
    Kind(
        "getCallHuntings",
        "call_hunting",
        "callhunting",
        "setCallHunting",
        {
            "description": "New",
            "members": "account:118204_sales;fwd:16006",
            "ring_time": "20;10",
            "press": "0;1",
            "order": "follow",
            "music": "default",
            "recording": "7560",
            "language": "en",
        },
        {
            "members": "account:118204_sales;fwd:16006;none:;none:;none:;none:;none:;none:",
            "ring_time": "20;10;0;0;0;0;0;0",
        },
        delete="delCallHunting",
        answered="call_hunting",
    ),
    Kind(
        "getConference",
        "conference",
        "conference",
        "setConference",
        {"name": "New", "description": "x", "max_members": "5"},
        {"max_members": "5"},
        delete="delConference",
        answered="conference",
    ),
    Kind(
        "getConferenceMembers",
        "members",
        "member",
        "setConferenceMember",
        {"name": "New", "pin": "1111"},
        {"pin": "1111"},
        delete="delConferenceMember",
        answered="member",
    ),
    Kind(
        "getCallerIDFiltering",
        "filtering",
        "filtering",
        "setCallerIDFiltering",
        {"callerid": "2125550100", "did": "all", "routing": "sys:busy"},
        {"failover_busy": "none:"},
        set_id="filter",
        delete="delCallerIDFiltering",
        answered="filtering",
    ),
    Kind(
        "getPhonebook",
        "phonebooks",
        "phonebook",
        "setPhonebook",
        {"name": "New", "number": "sip:6200"},
        {"number": "sip:6200"},
        delete="delPhonebook",
        answered="phonebook",
    ),
    Kind(
        "getPhonebookGroups",
        "phonebooks",
        "phonebook_group",
        "setPhonebookGroup",
        {"name": "New", "members": "32207"},
        {"members": "32207"},
        set_id="group",
        delete="delPhonebookGroup",
        delete_id="group",
        answered="group",
    ),
    Kind(
        "getCallParking",
        "call_hunting",
        "callparking",
        "setCallParking",
        {**PARKING, "music": "jazz"},
        {"musiconhold": "jazz"},
        delete="delCallParking",
        answered="callparking",
    ),
    Kind(
        "getSequences",
        "sequences",
        "sequence",
        "setSequences",
        {"name": "New", "steps": "[]"},
        {"steps": "[]"},
        delete="delSequences",
        answered="sequence",
    ),
    Kind(
        "getMusicOnHold",
        "music_on_hold",
        "value",
        "setMusicOnHold",
        {"description": "Lobby music", "recordings": "7560,7567"},
        {"value": "lobby_music", "total": "2", "custom": "1"},
        set_id="name",
        delete="delMusicOnHold",
        delete_id="music_on_hold",
    ),
    Kind(
        "getVoicemails",
        "voicemails",
        "mailbox",
        "createVoicemail",
        {**MAILBOX, "digits": "1020"},
        {"mailbox": "1020"},
        set="setVoicemail",
        delete="delVoicemail",
    ),
    Kind(
        "getSubAccounts",
        "accounts",
        "id",
        "createSubAccount",
        {**SUB_ACCOUNT, "username": "lobby"},
        {"account": "118204_lobby", "nat": "yes", "record_calls": "0"},
        set="setSubAccount",
        delete="delSubAccount",
        answered="id",
    ),
]
STATIC_MEMBER = Kind(
    "getStaticMembers", "members", "member", "setStaticMember",
    {"queue": "4764", "member_name": "Ventes", "account": "118204_ventes", "priority": "2"},
    {"account": "SIP/118204_ventes", "name": "Ventes", "queue_number": "4764"},
    delete="delStaticMember", answered="member", asked={"queue": "4764"},
)  # fmt: skip


def _listed(sandbox: Running, kind: Kind) -> dict[str, dict[str, str]]:
    return {row[kind.id]: row for row in sandbox.call(kind.list_method, **kind.asked)[kind.key]}


@pytest.mark.parametrize("kind", [*KINDS, STATIC_MEMBER], ids=lambda kind: kind.list_method)
def test_it_is_made_listed_changed_and_deleted(sandbox: Running, kind: Kind) -> None:
    before = _listed(sandbox, kind)
    made = sandbox.call(kind.make, **kind.sent)
    assert made["status"] == "success"
    (new_id,) = _listed(sandbox, kind).keys() - before.keys()
    if kind.answered:
        assert str(made[kind.answered]) == new_id
    assert kind.shown.items() <= _listed(sandbox, kind)[new_id].items()

    identity = {kind.set_id or kind.id: new_id}
    assert sandbox.status(kind.set or kind.make, **{**kind.sent, **identity}) == "success"
    assert _listed(sandbox, kind).keys() == {*before, new_id}

    gone = {kind.delete_id or kind.id: new_id, **kind.asked}
    assert sandbox.status(kind.delete, **gone) == "success"
    assert _listed(sandbox, kind) == before
    assert sandbox.status(kind.delete, **gone) != "success"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.list_method)
def test_a_change_of_what_is_not_there_is_refused(sandbox: Running, kind: Kind) -> None:
    sent = {name: value for name, value in kind.sent.items() if name != "digits"}
    status = sandbox.status(kind.set or kind.make, **{**sent, kind.set_id or kind.id: "99999999"})
    assert status.startswith(("invalid_", "no_"))


def test_an_id_is_never_given_twice(sandbox: Running) -> None:
    first = sandbox.call("setForwarding", phone_number="5145550101")["forwarding"]
    sandbox.call("delForwarding", forwarding=first)
    assert sandbox.call("setForwarding", phone_number="5145550101")["forwarding"] > first


def test_no_rows_is_a_status_without_the_list(sandbox: Running) -> None:
    for row in sandbox.call("getCallbacks")["callbacks"]:
        sandbox.call("delCallback", callback=row["callback"])
    answer = sandbox.call("getCallbacks")
    assert answer["status"] == "no_callback"
    assert "callbacks" not in answer


def test_a_list_takes_one_id(sandbox: Running) -> None:
    assert [row["ivr"] for row in sandbox.call("getIVRs", ivr="4636")["ivrs"]] == ["4636"]
    assert sandbox.status("getIVRs", ivr="1") == "invalid_ivr"


def test_sub_accounts_are_asked_for_by_login_alone(sandbox: Running) -> None:
    assert [row["id"] for row in sandbox.call("getSubAccounts", account="118204_sales")["accounts"]] == ["99702"]
    assert sandbox.status("getSubAccounts", account="99702") == "no_subaccount"


def test_static_members_belong_to_a_queue(sandbox: Running) -> None:
    assert len(sandbox.call("getStaticMembers", queue="4764")["members"]) == 2
    assert sandbox.status("getStaticMembers", queue="1") == "no_member"


def test_a_change_keeps_the_login_and_password_of_a_sub_account(sandbox: Running) -> None:
    before = sandbox.call("getSubAccounts", account="118204_sales")["accounts"][0]
    sent = {name: value for name, value in SUB_ACCOUNT.items() if name not in {"protocol", "password"}}
    assert sandbox.status("setSubAccount", id="99702", **sent) == "success"
    after = sandbox.call("getSubAccounts", account="118204_sales")["accounts"][0]
    assert (after["account"], after["password"]) == (before["account"], before["password"])
    assert after["description"] == ""  # not sent, so it fell to its default


@pytest.mark.parametrize(
    ("method", "sent", "status"),
    [
        ("setRingGroup", {"name": "N", "members": "account:118204_nobody", "voicemail": "0"}, "invalid_mailbox"),
        ("setRingGroup", {"name": "N", "members": "grp:4768", "voicemail": "0"}, "invalid_mailbox"),
        ("setRingGroup", {"name": "N", "members": "fwd:16006", "voicemail": "none"}, "invalid_mailbox"),
        ("setRingGroup", {"name": "Réception", "members": "fwd:16006", "voicemail": "0"}, "used_name"),
        ("setRingGroup", {"name": "N", "members": ";".join(["fwd:16006"] * 9), "voicemail": "0"}, "max_phonebook"),
        ("setRingGroup", {"name": "N", "members": "fwd:16006", "voicemail": "0", "music_on_hold": "x"}, "invalid_musiconhold"),
        ("setTimeCondition", {"name": "N", "routing_match": "none:", "routing_nomatch": "vm:200", **HOURS},
         "invalid_routing_header"),
        ("setTimeCondition", {"name": "N", "routing_match": "vm:200", "routing_nomatch": "vm:200", **HOURS, "weekdayend": "5"},
         "invalid_weekdayend"),
        ("setTimeCondition", {"name": "N", "routing_match": "vm:200", "routing_nomatch": "vm:200", **HOURS, "endhour": "9;9"},
         "invalid_numbermembers"),
        ("setCallback", {"description": "N", "number": "2125550101", "delay_before": "0", "response_timeout": "1",
                         "digit_timeout": "1"}, "missing_delay_before"),
        ("setCallback", {"description": "N", "number": "5145550100", "delay_before": "1", "response_timeout": "1",
                         "digit_timeout": "1"}, "existing_did"),
        ("setCallerIDFiltering", {"callerid": "2125550187", "did": "all", "routing": "sys:busy"}, "used_filter"),
        ("setQueue", {**QUEUE, "queue_name": "Support"}, "used_name"),
        ("setStaticMember", {"queue": "4764", "member_name": "x", "account": "118204_nobody", "priority": "1"},
         "invalid_account"),
        ("createSubAccount", {**SUB_ACCOUNT, "username": "sales"}, "used_username"),
        ("createSubAccount", {**SUB_ACCOUNT, "username": "thirteenchars"}, "invalid_username"),
        ("createSubAccount", {**SUB_ACCOUNT, "username": "n", "password": "abcdefgh"}, "weak_password"),
        ("createSubAccount", {**SUB_ACCOUNT, "username": "n", "auth_type": "2"}, "missing_ip"),
        ("createVoicemail", {**MAILBOX, "digits": "200"}, "used_extension"),
        ("createVoicemail", {**MAILBOX, "digits": "201", "timezone": "Mars/Base"}, "invalid_timezone"),
        ("createVoicemail", {**MAILBOX, "digits": "201", "attach_message": "1"}, "invalid_attachmessage"),
        ("setRecording", {"name": "N"}, "no_base64file"),
        ("setIVR", {"name": "N", "recording": "1", "timeout": "5", "language": "fr", "voicemailsetup": "1",
                    "choices": "1=vm:200"}, "invalid_recording"),
        ("delRecording", {"recording": "7560"}, "recording_in_use_ivr"),
        ("delRecording", {"recording": "7561"}, "recording_in_use_did"),
        ("delSIPURI", {"sipuri": "6200"}, "sipuri_in_phonebook"),
        ("delSubAccount", {"id": "99702"}, "account_with_dids"),
        ("delMusicOnHold", {"music_on_hold": "jazz"}, "invalid_musiconhold"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_refused(
    sandbox: Running, method: str, sent: dict[str, str], status: str
) -> None:
    assert sandbox.status(method, **sent) == status


def test_a_file_comes_as_a_bare_object_when_types_drift(sandbox: Running) -> None:
    assert sandbox.call("getRecordingFile", recording="7560")["recordings"]["data"].startswith("UklGR")
    sandbox.change(drift=False)
    assert sandbox.call("getRecordingFile", recording="7560")["recordings"][0]["data"].startswith("UklGR")


def test_registration_is_asked_for_by_login(sandbox: Running) -> None:
    there = sandbox.call("getRegistrationStatus", account="118204_main")
    assert there["registered"] == "yes"
    assert there["registrations"][0]["server_pop"] == there["from_server_pop"]
    away = sandbox.call("getRegistrationStatus", account="118204_ata1")
    assert (away["registered"], away["registrations"]) == ("no", [])
    assert sandbox.status("getRegistrationStatus", account="127731_main") == "invalid_account"


def test_records_are_the_account_s_own(sandbox: Running) -> None:
    sandbox.call("delForwarding", forwarding="16015")
    assert "16015" in {row["forwarding"] for row in sandbox.call("getForwardings", HARBOURLINE)["forwardings"]}
