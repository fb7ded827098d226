"""Peers, mailboxes and extensions."""

from __future__ import annotations

import pytest

from tests.providers.sandbox.voicemeup.calling import Row, Voicemeup

PEER, STATIC_PEER = "60410", "60415"


def _peer(vmu: Voicemeup, identity: str = PEER) -> Row:
    return vmu.done("get_peers", client_peer_id=identity).row("peer_details")


def test_a_peer_keeps_what_is_not_sent(vmu: Voicemeup) -> None:
    before = _peer(vmu)
    vmu.done("update_peer", client_peer_id=PEER, codecs="alaw,g729", enable_dnis="1")
    assert _peer(vmu) == {**before, "codecs": "alaw,g729", "enable_dnis": "1"}


def test_no_answer_holds_a_password(vmu: Voicemeup) -> None:
    vmu.done("update_peer", client_peer_id=PEER, password="Quiet4Secret")
    assert b"Quiet4Secret" not in vmu.body("get_peers")
    assert vmu.held("peers", PEER)["password"] == "Quiet4Secret"


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ({"status": "disabled"}, ["peer_did_dependency"]),
        ({"callerid_mode": "custom"}, ["callerid_name_required", "callerid_number_required"]),
        ({"enable_auth": "1"}, ["auth_username_required"]),
        ({"host_type": "static"}, ["host_invalid"]),
        ({"client_mailbox_id": "1"}, ["client_mailbox_id_invalid"]),
        ({"codecs": ""}, ["codecs_required"]),
    ],
)
def test_a_peer_wants_what_it_needs(vmu: Voicemeup, wrong: Row, codes: list[str]) -> None:
    before = _peer(vmu)
    assert vmu.refused("update_peer", client_peer_id=PEER, **wrong) == codes
    assert _peer(vmu) == before


def test_notices_come_with_work_that_was_done(vmu: Voicemeup) -> None:
    told = vmu.done("update_peer", client_peer_id=PEER, callerid_name="Nord", callerid_number="8885550100")
    assert told.codes == ["callerid_rejection_notice"]
    assert _peer(vmu)["callerid_number"] == "8885550100"
    assert vmu.done("update_peer", client_peer_id=STATIC_PEER, comments="x").codes == ["peer_excluded_from_sync"]


def test_a_peer_that_no_number_uses_can_be_disabled(vmu: Voicemeup) -> None:
    for did in vmu.done("get_dids").rows("did_details"):
        ids = [each for each in did["client_peer_ids"].split(",") if each and each != PEER] or ["60411"]
        vmu.done("update_did", client_did_id=did["client_did_id"], client_peer_ids=",".join(ids))
    vmu.done("update_peer", client_peer_id=PEER, status="disabled")
    assert _peer(vmu)["status"] == "disabled"


def test_the_global_caller_id_must_be_there_to_be_used(vmu: Voicemeup) -> None:
    vmu.change(callerid_number="")
    assert vmu.refused("update_peer", client_peer_id=PEER, callerid_mode="global") == [
        "global_callerid_infos_undefined"
    ]


# ── Mailboxes ─────────────────────────────────────────────────────────────────────────


def test_a_mailbox_is_created_and_changed(vmu: Voicemeup) -> None:
    told = vmu.done("update_mailbox", mode="create", friendly_name="Garde", passcode="4417")
    identity = told.row("mailbox_details")["client_mailbox_id"]
    vmu.done(
        "update_mailbox", client_mailbox_id=identity, enable_mail_notification="1", email="garde@nordphone.example",
        contact_name="Luc Vasseur",
    )  # fmt: skip
    row = vmu.done("get_mailboxes", client_mailbox_id=identity).row("mailbox_details")
    assert (row["friendly_name"], row["passcode"], row["contact_name"]) == ("Garde", "4417", "Luc Vasseur")
    assert (row["status"], row["is_default"]) == ("enabled", "0")


def test_notification_wants_a_name_and_an_address(vmu: Voicemeup) -> None:
    codes = vmu.refused(
        "update_mailbox", mode="create", friendly_name="Garde", passcode="4417", enable_mail_notification="1"
    )
    assert codes == ["required_parameter_not_found", "email_required"]


def test_a_mailbox_in_use_cannot_be_disabled(vmu: Voicemeup) -> None:
    default, other = (row["client_mailbox_id"] for row in vmu.done("get_mailboxes").rows("mailbox_details")[:2])
    assert vmu.refused("update_mailbox", client_mailbox_id=default, status="disabled") == [
        "default_mailbox_dependency", "mailbox_did_dependency",
    ]  # fmt: skip
    assert vmu.refused("update_mailbox", client_mailbox_id=other, status="disabled") == ["mailbox_did_dependency"]


def test_there_are_only_so_many_mailboxes(vmu: Voicemeup) -> None:
    known = len(vmu.done("get_mailboxes").rows("mailbox_details"))
    for number in range(known, 40):
        vmu.done("update_mailbox", mode="create", friendly_name=f"Box {number}", passcode="4417")
    assert vmu.refused("update_mailbox", mode="create", friendly_name="One more", passcode="4417") == [
        "voice_mailboxes_limit_reached"
    ]


# ── Extensions ────────────────────────────────────────────────────────────────────────


def test_an_extension_is_created_and_changed(vmu: Voicemeup) -> None:
    told = vmu.done(
        "update_extension", mode="create", extension="3100", friendly_name="Lobby", enable_peer="1",
        client_peer_ids="60410,60411",
    )  # fmt: skip
    identity = told.row("extension_details")["client_extension_id"]
    vmu.done(
        "update_extension", client_extension_id=identity, enable_forwarding="1", forward_number="5145550177",
        forward_timeout="15",
    )  # fmt: skip
    row = vmu.done("get_extensions", client_extension_id=identity).row("extension_details")
    assert (row["extension"], row["client_peer_ids"], row["forward_timeout"]) == ("3100", "60410,60411", "15")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"extension": "2002"}, "extension_already_in_use"),
        ({"client_peer_ids": "1"}, "client_peer_id_invalid"),
        ({"enable_peer": "1", "client_peer_ids": ""}, "peer_required"),
        ({"enable_forwarding": "1", "forward_number": ""}, "forward_number_required"),
        ({"enable_voicemail": "1", "client_mailbox_id": ""}, "mailbox_invalid"),
    ],
)
def test_an_extension_wants_what_it_needs(vmu: Voicemeup, wrong: Row, code: str) -> None:
    assert vmu.refused("update_extension", client_extension_id="27310", **wrong) == [code]
