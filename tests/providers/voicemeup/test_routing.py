"""Routes of numbers, and the objects that they lead to."""

from __future__ import annotations

from typing import Any

import pytest

from providers import errors
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind, RouteLink
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.scripted import Script
from tests.providers.voicemeup.conftest import answers, sent
from tests.providers.voicemeup.xml_answers import reply

NUMBER = PhoneNumber("+15145550142")
PEER = Route(kind=RouteKind.ACCOUNT, target="60410")
FORWARD = Route(kind=RouteKind.FORWARD, target="+14165550100")
BOX = Route(kind=RouteKind.VOICEMAIL, target="45120")
IVR = Route(kind=RouteKind.IVR, target="3311")
DID: dict[str, Any] = {
    "client_did_id": "7",
    "phone_number": "5145550142",
    "client_peer_ids": "60499",
    "forward_number": "6045550100",
    "client_mailbox_id": "45199",
    "options": "enable_peer,enable_forwarding,enable_voicemail,enable_recording",
}


def route(script: Script, account: VoicemeupAccount, to: Route, failovers: Failovers, **changed: str) -> dict[str, str]:
    answers(script, get_dids=reply("did_details", [{**DID, **changed}]))
    account.routing.set_route(NUMBER, to, failovers)
    (request,) = sent(script, "update_did")
    assert request.pop("client_did_id") == "7"
    return request


def test_a_new_peer_keeps_what_follows_it(account: VoicemeupAccount, script: Script) -> None:
    assert route(script, account, PEER, Failovers()) == {
        "client_peer_ids": "60410",
        "forward_number": "6045550100",
        "client_mailbox_id": "45199",
        "options": "enable_forwarding,enable_peer,enable_recording,enable_voicemail",
    }


def test_several_peers_ring_together(account: VoicemeupAccount, script: Script) -> None:
    several = Route(kind=RouteKind.ACCOUNT, target="60410,60411")
    assert route(script, account, several, Failovers(no_answer=NOWHERE)) == {
        "client_peer_ids": "60410,60411",
        "options": "enable_peer,enable_recording",
    }


def test_a_failover_stands_behind_the_route(account: VoicemeupAccount, script: Script) -> None:
    found = route(script, account, PEER, Failovers(no_answer=BOX, busy=NOWHERE))
    assert found == {
        "client_peer_ids": "60410",
        "client_mailbox_id": "45120",
        "options": "enable_peer,enable_recording,enable_voicemail",
    }


def test_a_forward_is_sent_as_ten_digits(account: VoicemeupAccount, script: Script) -> None:
    found = route(script, account, FORWARD, Failovers(no_answer=NOWHERE), options="")
    assert found == {"forward_number": "4165550100", "options": "enable_forwarding"}


def test_an_ivr_takes_the_call_alone(account: VoicemeupAccount, script: Script) -> None:
    assert route(script, account, IVR, Failovers()) == {
        "client_ivr_profile_id": "3311",
        "options": "enable_ivr,enable_recording",
    }


def test_nowhere_switches_all_off_and_keeps_recording(account: VoicemeupAccount, script: Script) -> None:
    assert route(script, account, NOWHERE, Failovers()) == {"options": "enable_recording"}


def test_nowhere_without_recording_sends_an_empty_list(account: VoicemeupAccount, script: Script) -> None:
    assert route(script, account, NOWHERE, Failovers(), options="enable_peer") == {"options": ""}


@pytest.mark.parametrize(
    ("to", "failovers"),
    [
        (BOX, Failovers(no_answer=PEER)),
        (FORWARD, Failovers(no_answer=PEER)),
        (IVR, Failovers(no_answer=BOX)),
        (PEER, Failovers(busy=BOX)),
        (PEER, Failovers(unreachable=BOX)),
        (NOWHERE, Failovers(no_answer=BOX)),
        (Route(kind=RouteKind.QUEUE, target="1"), Failovers()),
        (Route(kind=RouteKind.ACCOUNT, target=""), Failovers()),
        (Route(kind=RouteKind.FORWARD, target="reception"), Failovers()),
        (Route(kind=RouteKind.ACCOUNT, target="1,2,x"), Failovers()),
    ],
)
def test_what_cannot_be_expressed_is_refused_and_not_sent(
    account: VoicemeupAccount, script: Script, to: Route, failovers: Failovers
) -> None:
    answers(script, get_dids=reply("did_details", [DID]))
    with pytest.raises(errors.Invalid):
        account.routing.set_route(NUMBER, to, failovers)
    assert not sent(script, "update_did")


BOX_ROW = {
    "client_mailbox_id": "45120", "friendly_name": "General", "passcode": "482913", "email": "a@example.com",
    "enable_mail_notification": "1", "contact_name": "Camille Roy", "status": "enabled", "is_default": "1",
}  # fmt: skip
EXTENSION_ROW = {
    "client_extension_id": "27310", "extension": "2001", "friendly_name": "Desk", "client_peer_ids": "4,5",
    "enable_peer": "1", "forward_number": "4165550100", "enable_forwarding": "1", "client_mailbox_id": "45120",
    "enable_voicemail": "0", "status": "disabled",
}  # fmt: skip


def test_objects_are_listed_with_their_links(account: VoicemeupAccount, script: Script) -> None:
    answers(
        script,
        get_mailboxes=reply("mailbox_details", [BOX_ROW]),
        get_extensions=reply("extension_details", [EXTENSION_ROW]),
        get_peers=reply("peer_details", [{"client_peer_id": "4", "username": "desk4"}]),
    )
    (box,) = account.routing.list_objects(RouteKind.VOICEMAIL)
    assert (box.route.target, box.name, box.details["default"]) == ("45120", "General", True)
    assert "482913" not in repr(box)
    (extension,) = account.routing.list_objects(RouteKind.EXTENSION)
    assert (extension.remote_id, extension.name, extension.details["enabled"]) == ("27310", "2001 Desk", False)
    assert extension.links == (
        RouteLink(label="member", route=Route(kind=RouteKind.ACCOUNT, target="4")),
        RouteLink(label="member", route=Route(kind=RouteKind.ACCOUNT, target="5")),
        RouteLink(label="no_answer", route=FORWARD),
    )
    (peer,) = account.routing.list_objects(RouteKind.ACCOUNT)
    assert (peer.route, peer.name) == (Route(kind=RouteKind.ACCOUNT, target="4"), "desk4")


def test_filters_are_known_by_the_numbers_that_name_them(account: VoicemeupAccount, script: Script) -> None:
    other = {**DID, "client_did_id": "8", "phone_number": "5145550143", "client_filter_ids": "5502"}
    rows = [{**DID, "client_filter_ids": "5502,5503"}, other, {**DID, "phone_number": "5145550144"}]
    answers(script, get_dids=reply("did_details", rows))
    first, second = account.routing.list_objects(RouteKind.CALLER_ID_FILTER)
    assert (first.remote_id, first.details["numbers"]) == ("5502", ["+15145550142", "+15145550143"])
    assert (second.remote_id, second.details["numbers"]) == ("5503", ["+15145550142"])
    assert first.details["callers"] == {"which": "unknown"}


def test_other_kinds_are_unsupported(account: VoicemeupAccount) -> None:
    for call in (
        lambda: account.routing.list_objects(RouteKind.IVR),
        lambda: account.routing.save_object(RouteKind.ACCOUNT, {}),
        lambda: account.routing.delete_object(RouteKind.VOICEMAIL, "1"),
    ):
        with pytest.raises(errors.Unsupported):
            call()


def test_creating_says_so_and_gives_the_new_id(account: VoicemeupAccount, script: Script) -> None:
    answers(script, update_mailbox=reply("mailbox_details", [{"client_mailbox_id": "45130"}]))
    found = account.routing.save_object(RouteKind.VOICEMAIL, {"friendly_name": "Desk", "passcode": "4829"})
    assert found == "45130"
    assert sent(script, "update_mailbox") == [{"mode": "create", "friendly_name": "Desk", "passcode": "4829"}]


def test_a_new_id_that_is_not_told_is_found_by_looking(account: VoicemeupAccount, script: Script) -> None:
    after = reply("mailbox_details", [BOX_ROW, {"client_mailbox_id": "45131"}])
    answers(script, get_mailboxes=[reply("mailbox_details", [BOX_ROW]), after], update_mailbox=reply())
    assert account.routing.save_object(RouteKind.VOICEMAIL, {"friendly_name": "Desk"}) == "45131"


def test_a_creation_that_left_no_trace_is_unknown(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_mailboxes=reply("mailbox_details", [BOX_ROW]), update_mailbox=reply())
    with pytest.raises(errors.OutcomeUnknown):
        account.routing.save_object(RouteKind.VOICEMAIL, {"friendly_name": "Desk"})
    assert len(sent(script, "update_mailbox")) == 1


def test_a_change_sends_every_flag_as_it_was(account: VoicemeupAccount, script: Script) -> None:
    """An omitted flag may fall back to 0: the guide gives them a default."""
    answers(
        script,
        get_mailboxes=reply("mailbox_details", [BOX_ROW]),
        get_extensions=reply("extension_details", [EXTENSION_ROW]),
    )
    account.routing.save_object(RouteKind.VOICEMAIL, {"friendly_name": "Hall"}, remote_id="45120")
    account.routing.save_object(RouteKind.EXTENSION, {"enable_voicemail": "1"}, remote_id="27310")
    assert sent(script, "update_mailbox") == [
        {
            "mode": "update", "client_mailbox_id": "45120", "friendly_name": "Hall",
            "enable_mail_notification": "1", "contact_name": "Camille Roy",
        }
    ]  # fmt: skip
    assert sent(script, "update_extension") == [
        {
            "mode": "update", "client_extension_id": "27310",
            "enable_peer": "1", "enable_forwarding": "1", "enable_voicemail": "1",
        }
    ]  # fmt: skip


def test_what_is_gone_is_not_created_again(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_mailboxes=reply())
    with pytest.raises(errors.NotFound):
        account.routing.save_object(RouteKind.VOICEMAIL, {"friendly_name": "Hall"}, remote_id="45120")
    assert not sent(script, "update_mailbox")
