"""Peers: read without their passwords, changed with every flag, neither made nor deleted."""

from __future__ import annotations

import pytest

from providers import errors
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.scripted import Script
from tests.providers.voicemeup.conftest import answers, sent
from tests.providers.voicemeup.xml_answers import reply

PEER = {
    "client_peer_id": "60410", "username": "frontdesk1", "friendly_name": "Front desk", "type": "sip", "host_type": "static",
    "host": "192.0.2.10", "callerid_number": "5145550142", "codecs": "ulaw,g729", "enable_nat": "1", "enable_reinvite": "0",
    "enable_recording": "1", "password": "Xk29dkq1", "status": "enabled", "registration_status": "Registered",
}  # fmt: skip


def test_a_peer_is_a_device_without_its_password(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_peers=reply("peer_details", [PEER]))
    (device,) = account.devices.list_devices()
    assert (device.remote_id, device.login, device.description, device.protocol) == (
        "60410",
        "frontdesk1",
        "Front desk",
        "sip",
    )
    assert device.details["codecs"] == ["ulaw", "g729"]
    assert device.details["host"] == "192.0.2.10"
    assert device.settings["enable_nat"] == "1"
    assert "password" not in device.settings
    assert "Xk29dkq1" not in repr(device)


@pytest.mark.parametrize(
    ("said", "meant"), [("Registered", True), ("unregistered", False), ("resting", None), (None, None)]
)
def test_registration_is_as_far_as_it_is_told(
    account: VoicemeupAccount, script: Script, said: str | None, meant: bool | None
) -> None:
    answers(script, get_peers=reply("peer_details", [{**PEER, "registration_status": said}]))
    assert account.devices.registration("frontdesk1").registered is meant
    with pytest.raises(errors.NotFound):
        account.devices.registration("nobody")


def test_a_change_sends_every_flag_and_the_password_given(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_peers=reply("peer_details", [PEER]))
    settings = {"password": "Abcd1234", "enable_nat": "0"}
    assert account.devices.save_device(settings, remote_id="60410") == "60410"
    assert sent(script, "update_peer") == [
        {
            "client_peer_id": "60410", "password": "Abcd1234", "enable_nat": "0", "enable_reinvite": "0",
            "enable_recording": "1",
        }
    ]  # fmt: skip


def test_peers_are_neither_made_nor_deleted(account: VoicemeupAccount, script: Script) -> None:
    for call in (
        lambda: account.devices.save_device({"friendly_name": "New"}),
        lambda: account.devices.delete_device("60410"),
        lambda: account.devices.list_pops(),
    ):
        with pytest.raises(errors.Unsupported):
            call()
    assert not script.requests
