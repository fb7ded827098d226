from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from providers import errors
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind, RouteLink, RoutingObject
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Reply, Request, Script, json_reply

NUMBER = PhoneNumber("+15145550142")
RING_GROUP = Route(kind=RouteKind.RING_GROUP, target="4768")
IVR = Route(kind=RouteKind.IVR, target="4636")
MAILBOX = Route(kind=RouteKind.VOICEMAIL, target="101")
MOBILE = Route(kind=RouteKind.FORWARD, target="16006")
DESK = Route(kind=RouteKind.ACCOUNT, target="100001_desk")

EXPECTED: dict[RouteKind, tuple[str, str, list[tuple[str, Route]]]] = {
    RouteKind.FORWARD: ("16006", "Garde mobile", []),
    RouteKind.VOICEMAIL: ("101", "Réception", []),
    RouteKind.SIP_URI: ("6199", "desk@sip.example.com:5060", []),
    RouteKind.RING_GROUP: (
        "4768",
        "Desk",
        [("member", Route(kind=RouteKind.ACCOUNT, target="100001")), ("member", MOBILE), ("no_answer", MAILBOX)],
    ),
    RouteKind.CALL_HUNTING: (
        "13",
        "Hunt",
        [("member", Route(kind=RouteKind.ACCOUNT, target="100001")), ("member", MOBILE)],
    ),
    RouteKind.IVR: (
        "4636",
        "Accueil",
        [
            ("1", Route(kind=RouteKind.SIP_URI, target="5096")),
            ("2", MOBILE),
            ("timeout", Route(kind=RouteKind.SYSTEM, target="hangup")),
        ],
    ),
    RouteKind.QUEUE: ("3008", "Support", [("member", DESK), ("timeout", MAILBOX), ("leave_unavailable", MOBILE)]),
    RouteKind.CALLBACK: ("2359", "Garde", []),
    RouteKind.TIME_CONDITION: ("1830", "Hours", [("match", IVR), ("no_match", MAILBOX)]),
    RouteKind.DISA: ("2114", "Remote", []),
    RouteKind.RECORDING: ("7560", "Accueil bilingue", []),
    RouteKind.CONFERENCE: ("1599", "Monday", []),
    RouteKind.CALL_PARKING: ("737", "Lot", [("timeout", Route(kind=RouteKind.SYSTEM, target="hangup"))]),
    RouteKind.CALLER_ID_FILTER: (
        "18915",
        "5195550NXX",
        [("match", Route(kind=RouteKind.SYSTEM, target="busy")), ("no_answer", MAILBOX)],
    ),
    RouteKind.PHONEBOOK_ENTRY: ("32207", "Branch", [("number", Route(kind=RouteKind.SIP_URI, target="6199"))]),
    RouteKind.PHONEBOOK_GROUP: (
        "3220",
        "Work",
        [
            ("member", Route(kind=RouteKind.PHONEBOOK_ENTRY, target="32207")),
            ("member", Route(kind=RouteKind.PHONEBOOK_ENTRY, target="32208")),
        ],
    ),
    RouteKind.MUSIC_ON_HOLD: ("jazz", "Easy listening", []),
}


@pytest.fixture
def objects(
    account: VoipmsAccount, script: Script, recorded: Callable[[str], Any]
) -> Callable[[RouteKind], list[RoutingObject]]:
    answers = recorded("routing_objects")
    script.answer = lambda request: json_reply(answers[request.method])
    return lambda kind: list(account.routing.list_objects(kind))


def test_every_kind_is_listed(account: VoipmsAccount) -> None:
    assert account.routing.kinds == set(EXPECTED)


@pytest.mark.parametrize("kind", EXPECTED)
def test_an_object_with_its_name_and_links(
    objects: Callable[[RouteKind], list[RoutingObject]], kind: RouteKind
) -> None:
    (found,) = objects(kind)
    remote_id, name, links = EXPECTED[kind]
    assert (found.kind, found.remote_id, found.name) == (kind, remote_id, name)
    assert found.links == tuple(RouteLink(label=label, route=route) for label, route in links)


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        (
            RouteKind.TIME_CONDITION,
            {
                "windows": [
                    {"days": "mon-fri", "from": "08:00", "to": "17:30"},
                    {"days": "sat", "from": "09:30", "to": "12:00"},
                ],
                "timezone": "America/New_York",
            },
        ),
        (RouteKind.FORWARD, {"number": "+15145550199", "pause_seconds": "1.5", "diversion_header": True}),
        (RouteKind.DISA, {"caller_id": "+15145550142", "digit_seconds": 10, "language": "fr"}),
        (
            RouteKind.CONFERENCE,
            {
                "description": "Weekly",
                "maximum_members": "Unlimited",
                "language": "en",
                "member_profiles": ["30", "31"],
            },
        ),
        (
            RouteKind.CALLER_ID_FILTER,
            {
                "caller_id": "5195550NXX",
                "callers": {"which": "number", "pattern": "5195550NXX"},
                "every_number": True,
            },
        ),
        (RouteKind.MUSIC_ON_HOLD, {"recordings": ["1", "2"], "sort": "random", "custom": True}),
    ],
)
def test_settings_in_our_words(
    objects: Callable[[RouteKind], list[RoutingObject]], kind: RouteKind, details: dict[str, Any]
) -> None:
    assert objects(kind)[0].details == details


@pytest.mark.parametrize(
    ("written", "callers"),
    [
        ("2145550100", {"which": "number", "pattern": "2145550100"}),
        ("John Doe <2145550100>", {"which": "number", "pattern": "2145550100"}),
        ("214*", {"which": "number", "pattern": "214*"}),
        ("214xxx0000", {"which": "number", "pattern": "214XXX0000"}),
        ("0", {"which": "anonymous"}),
        ("i", {"which": "not_north_american"}),
        ("sb", {"which": "attestation"}),
        ("p", {"which": "phonebook"}),
        ("p:3220", {"which": "phonebook", "group": "3220"}),
    ],
)
def test_whom_a_filter_takes(account: VoipmsAccount, script: Script, written: str, callers: dict[str, str]) -> None:
    row = {"filtering": "1", "callerid": written, "did": "5145550142", "routing": "sys:busy"}
    script.say_json({"status": "success", "filtering": [row]})
    (found,) = account.routing.list_objects(RouteKind.CALLER_ID_FILTER)
    assert found.details["callers"] == callers
    assert found.details["numbers"] == ["+15145550142"]


def test_members_keep_their_ring_time(objects: Callable[[RouteKind], list[RoutingObject]]) -> None:
    assert objects(RouteKind.RING_GROUP)[0].details["members"] == [
        {"route": "account:100001", "ring_seconds": 25, "press_to_accept": False},
        {"route": "fwd:16006", "ring_seconds": 10, "press_to_accept": True},
    ]
    assert [member["ring_seconds"] for member in objects(RouteKind.CALL_HUNTING)[0].details["members"]] == [20, 10]


def test_pins_and_passwords_of_objects_are_not_kept(objects: Callable[[RouteKind], list[RoutingObject]]) -> None:
    shown = repr([objects(kind) for kind in (RouteKind.VOICEMAIL, RouteKind.QUEUE, RouteKind.DISA)])
    for secret in ("'1234'", "9999", "4711"):
        assert secret not in shown


@pytest.mark.parametrize("kind", EXPECTED)
def test_nothing_there_is_an_empty_listing(account: VoipmsAccount, script: Script, kind: RouteKind) -> None:
    script.answer = lambda request: json_reply(
        {"status": account.client.catalog.methods[request.method].empty_statuses[0]}
    )
    if kind is RouteKind.MUSIC_ON_HOLD:
        script.answer = lambda request: json_reply({"status": "success", "music_on_hold": []})
    assert list(account.routing.list_objects(kind)) == []


def test_a_row_without_its_id_is_unexpected(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "success", "ivrs": [{"name": "Lost"}]})
    with pytest.raises(errors.UnexpectedAnswer):
        list(account.routing.list_objects(RouteKind.IVR))


def test_a_kind_that_is_not_listed_is_unsupported(account: VoipmsAccount) -> None:
    with pytest.raises(errors.Unsupported):
        list(account.routing.list_objects(RouteKind.SYSTEM))


@pytest.fixture
def writes(script: Script, recorded: Callable[[str], Any]) -> Callable[[], list[Request]]:
    """The number as recorded, and every write accepted. Gives the writes that came."""
    info = recorded("getDIDsInfo")
    script.answer = lambda request: json_reply(info if request.method == "getDIDsInfo" else {"status": "success"})
    return lambda: [request for request in script.requests if request.method != "getDIDsInfo"]


def sent(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.fields.items() if not name.startswith("api_")}


def test_a_route_alone_goes_by_the_narrow_call(account: VoipmsAccount, writes: Callable[[], list[Request]]) -> None:
    account.routing.set_route(NUMBER, IVR, Failovers())
    (request,) = writes()
    assert sent(request) == {"method": "setDIDRouting", "did": "5145550142", "routing": "ivr:4636"}


def test_failovers_that_stay_do_not_widen_the_call(account: VoipmsAccount, writes: Callable[[], list[Request]]) -> None:
    account.routing.set_route(NUMBER, IVR, Failovers(busy=NOWHERE, unreachable=MOBILE, no_answer=MAILBOX))
    assert [request.method for request in writes()] == ["setDIDRouting"]


def test_a_failover_goes_with_the_whole_record_and_changes_nothing_else(
    account: VoipmsAccount, writes: Callable[[], list[Request]]
) -> None:
    account.routing.set_route(NUMBER, RING_GROUP, Failovers(busy=MAILBOX))
    (request,) = writes()
    assert sent(request) == {
        "method": "setDIDInfo",
        "did": "5145550142",
        "routing": "grp:4768",
        "failover_busy": "vm:101",
        "failover_unreachable": "fwd:16006",
        "failover_noanswer": "vm:101",
        "voicemail": "101",
        "pop": "60",
        "dialtime": "60",
        "cnam": "1",
        "callerid_prefix": "MTL",
        "note": "front desk",
        "port_out_pin": "",
        "billing_type": "2",
        "record_calls": "0",
        "transcribe": "1",
        "transcription_locale": "fr-CA,en-CA",
        "transcription_email": "",
        "transcription_start_delay": "5",
        "voicemail_threshold": "10",
        "inbound_dialing_mode": "1",
        "transcription_redaction": "no",
        "transcription_summary": "yes",
        "transcription_sentiment": "no",
        "sms_sipaccount_enabled": "1",
        "sms_sipaccount": "100001_desk",
    }


def test_a_failover_can_be_taken_away(account: VoipmsAccount, writes: Callable[[], list[Request]]) -> None:
    account.routing.set_route(NUMBER, RING_GROUP, Failovers(no_answer=NOWHERE))
    assert writes()[0].fields["failover_noanswer"] == "none:"
    assert writes()[0].fields["failover_unreachable"] == "fwd:16006"


def test_what_is_already_so_is_not_sent_again(account: VoipmsAccount, writes: Callable[[], list[Request]]) -> None:
    account.routing.set_route(NUMBER, RING_GROUP, Failovers(unreachable=MOBILE))
    assert writes() == []


def test_an_unknown_routing_goes_back_as_it_came(account: VoipmsAccount, writes: Callable[[], list[Request]]) -> None:
    account.routing.set_route(
        PhoneNumber("+12125550187"),
        Route(kind=RouteKind.UNKNOWN, target="fax:12", raw="fax:12"),
        Failovers(busy=MAILBOX),
    )
    assert writes()[0].fields["routing"] == "fax:12"


@pytest.mark.parametrize("kind", [RouteKind.CONFERENCE, RouteKind.CALL_HUNTING, RouteKind.MUSIC_ON_HOLD])
def test_a_route_that_cannot_be_is_refused_before_anything_is_written(
    account: VoipmsAccount, writes: Callable[[], list[Request]], kind: RouteKind
) -> None:
    with pytest.raises(errors.Invalid) as problem:
        account.routing.set_route(NUMBER, Route(kind=kind, target="1"), Failovers())
    assert problem.value.field == "routing"
    assert writes() == []


def test_a_lost_answer_to_the_write_leaves_its_outcome_unknown(
    account: VoipmsAccount, script: Script, recorded: Callable[[str], Any]
) -> None:
    info = recorded("getDIDsInfo")
    script.answer = lambda request: json_reply(info) if request.method == "getDIDsInfo" else Reply(hang_up=True)
    with pytest.raises(errors.OutcomeUnknown):
        account.routing.set_route(NUMBER, IVR, Failovers())
    assert [request.method for request in script.requests] == ["getDIDsInfo", "setDIDRouting"]


def test_a_lost_answer_to_the_read_before_it_may_be_tried_again(account: VoipmsAccount, script: Script) -> None:
    script.say(Reply(hang_up=True))
    with pytest.raises(errors.Unavailable):
        account.routing.set_route(NUMBER, IVR, Failovers())
