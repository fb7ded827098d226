"""Recordings, voicemail and faxes: listed whole, fetched as what they are, touched only where they still are."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest

from providers import errors
from providers.values.calls import Direction, Window
from providers.values.media import Fax, FaxState, Recording, VoicemailMessage
from providers.values.messaging import Media
from providers.values.phone import PhoneNumber
from providers.voipms import recordings
from providers.voipms.files import file_from
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Reply, Request, Script, json_reply
from tests.providers.voipms.conftest import answers, sent

OURS, THEIRS = PhoneNumber("+15145550142"), PhoneNumber("+15145550199")
SPAN = Window(start=datetime(2026, 11, 20, 5, tzinfo=UTC), end=datetime(2026, 11, 21, 5, tzinfo=UTC))
MP3, WAV, PDF = "SUQzBAAA", "UklGRqQAAABXQVZF", "JVBERi0xLjQ="

RECORDING = {
    "callrecording": "MTA5Nzk5LTUyOTk5", "datetime": "2026-11-20 16:21:46", "destination": "5145550199",
    "type": "Incoming", "subaccount": "100001_desk", "duration": "00:26",
}  # fmt: skip
VOICEMAIL = {
    "mailbox": "1001", "folder": "INBOX", "message_num": "1", "date": "2026-11-20 09:15:42",
    "callerid": "John Doe <5145550199>", "duration": "00:00:06", "urgent": "no", "listened": "N",
}  # fmt: skip
FAX = {
    "id": "923", "folder": "INBOX", "date": "2026-11-20 10:00:00", "callerid": "John Doe <5145550199>",
    "stationid": "5145550199", "destination": "5145550142", "description": "INBOUND FAX", "pages": "2",
    "duration": "1:16", "status": "SUCCESS", "rate": "0.000", "total": "0.000", "msg": "text",
}  # fmt: skip


def test_recordings_of_every_login_are_listed(account: VoipmsAccount, script: Script) -> None:
    accounts = [{"value": "all"}, {"value": "100001"}, {"value": "100001_desk"}]
    yesterday = {**RECORDING, "callrecording": "x", "datetime": "2026-11-19 12:00:00"}
    answers(
        script,
        getCallAccounts={"accounts": accounts},
        getCallRecordings=[{"recordings": []}, {"recordings": [RECORDING, yesterday]}],
    )
    (found,) = account.recordings.list_recordings(SPAN)
    assert found == Recording(
        remote_id="MTA5Nzk5LTUyOTk5",
        started_at=datetime(2026, 11, 20, 21, 21, 46, tzinfo=UTC),
        seconds=26,
        account="100001_desk",
        callee=THEIRS.e164,
    )
    assert [fields["account"] for fields in sent(script, "getCallRecordings")] == ["100001", "100001_desk"]


def test_recordings_come_page_by_page(account: VoipmsAccount, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "PAGE", 2)
    stock = [{**RECORDING, "callrecording": f"r{number}"} for number in range(5)]
    whole = False

    def answer(request: Request) -> Reply:
        if request.method == "getCallAccounts":
            return json_reply({"status": "success", "accounts": [{"value": "100001"}]})
        start, length = int(request.fields["start"]), int(request.fields["length"])
        return json_reply({"status": "success", "recordings": stock[:2] if whole else stock[start : start + length]})

    script.answer = answer
    assert [found.remote_id for found in account.recordings.list_recordings(SPAN)] == ["r0", "r1", "r2", "r3", "r4"]
    whole = True
    assert [found.remote_id for found in account.recordings.list_recordings(SPAN)] == ["r0", "r1"], "and it ends"


def test_a_recording_is_fetched_mailed_and_deleted(account: VoipmsAccount, script: Script) -> None:
    recording = Recording(remote_id="MTA5", started_at=None, account="100001")
    answers(script, getCallRecording={"base64file": MP3})
    file = account.recordings.fetch_recording(recording)
    assert (file.name, file.content_type, file.content[:3]) == ("MTA5.mp3", "audio/mpeg", b"ID3")
    account.recordings.email_recording(recording, "a@example.com")
    account.recordings.delete_recording(recording)
    the = {"callrecording": "MTA5", "account": "100001"}
    assert sent(script, "sendCallRecordingEmail") == [{**the, "email": "a@example.com"}]
    assert sent(script, "delCallRecording") == [the]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"\xff\xe3\x18", "audio/mpeg"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF", "audio/wav"),
        (b"II*\x00", "image/tiff"),
        (b"\xff", "application/octet-stream"),
        (b"plain", "application/octet-stream"),
    ],
)
def test_a_file_is_known_by_how_it_begins(content: bytes, content_type: str) -> None:
    assert file_from(b64encode(content).decode(), "x").content_type == content_type
    assert file_from("data:x/y;base64," + b64encode(content).decode(), "x").content == content


@pytest.mark.parametrize("broken", [None, "", "%%%", 7, {"a": 1}, ["x"]])
def test_a_file_that_is_none_is_unexpected(account: VoipmsAccount, script: Script, broken: Any) -> None:
    answers(script, getCallRecording={"base64file": broken})
    with pytest.raises(errors.UnexpectedAnswer):
        account.recordings.fetch_recording(Recording(remote_id="1", started_at=None, account="1"))


def test_boxes_are_listed_without_their_passwords(account: VoipmsAccount, script: Script) -> None:
    row = {"mailbox": "1001", "name": "Front", "password": "4711", "email": "a@example.com", "new": "3", "urgent": "2"}
    answers(script, getVoicemails={"voicemails": [row]})
    (box,) = account.voicemail.list_boxes()
    assert (box.remote_id, box.name, box.new) == ("1001", "Front", 3)
    assert "4711" not in repr(box)


def test_messages_of_all_boxes_are_listed(account: VoipmsAccount, script: Script) -> None:
    answers(
        script,
        getVoicemails={"voicemails": [{"mailbox": "1001"}, {"mailbox": "1002"}]},
        getVoicemailMessages=[{"messages": [VOICEMAIL, {**VOICEMAIL, "message_num": "2"}]}, {"status": "no_messages"}],
    )
    first, second = account.voicemail.list_voicemails()
    assert first.at == datetime(2026, 11, 20, 14, 15, 42, tzinfo=UTC)
    assert (first.caller, first.caller_name, first.seconds) == (THEIRS.e164, "John Doe", 6)
    assert (first.folder, first.listened, first.urgent) == ("INBOX", False, False)
    assert second.remote_id == f"{first.remote_id}/2", "two that say the same are two"


def the_message() -> VoicemailMessage:
    return VoicemailMessage(remote_id="1001/2026-11-20 09:15:42/00:00:06/5145550199", mailbox="1001", at=None)


def test_a_message_is_touched_where_it_is_now(account: VoipmsAccount, script: Script) -> None:
    """Its place has shifted since it was listed."""
    newer = {**VOICEMAIL, "date": "2026-11-20 11:00:00"}
    answers(script, getVoicemailMessages={"messages": [newer, {**VOICEMAIL, "folder": "Old", "message_num": 3}]})
    account.voicemail.mark_voicemail(the_message(), listened=True, urgent=False)
    account.voicemail.move_voicemail(the_message(), "Work")
    account.voicemail.delete_voicemail(the_message())
    place = {"mailbox": "1001", "folder": "Old", "message_num": "3"}
    assert sent(script, "markListenedVoicemailMessage") == [{**place, "listened": "yes"}]
    assert sent(script, "markUrgentVoicemailMessage") == [{**place, "urgent": "no"}]
    assert sent(script, "moveFolderVoicemailMessage") == [{**place, "new_folder": "Work"}]
    assert sent(script, "delMessages") == [place]


def test_a_message_that_is_gone_touches_no_other(account: VoipmsAccount, script: Script) -> None:
    answers(script, getVoicemailMessages={"messages": [{**VOICEMAIL, "duration": "00:00:07"}]})
    with pytest.raises(errors.NotFound):
        account.voicemail.delete_voicemail(the_message())
    assert sent(script, "delMessages") == []


@pytest.mark.parametrize("form", [{"data": WAV}, [{"data": WAV}]])
def test_the_sound_of_a_message_is_fetched(account: VoipmsAccount, script: Script, form: Any) -> None:
    answers(script, getVoicemailMessages={"messages": VOICEMAIL}, getVoicemailMessageFile={"message": form})
    file = account.voicemail.fetch_voicemail(the_message())
    assert (file.content_type, file.name) == ("audio/wav", "1001-2026-11-20-09-15-42-00-00-06-5145550199.wav")
    answers(script, getVoicemailMessages={"messages": VOICEMAIL}, getVoicemailMessageFile={"message": []})
    with pytest.raises(errors.UnexpectedAnswer):
        account.voicemail.fetch_voicemail(the_message())


def test_numbers_for_faxes_are_listed(account: VoipmsAccount, script: Script) -> None:
    row = {
        "id": "7",
        "did": "514.555.0142",
        "email_enabled": 1,
        "email": "a@example.com",
        "url_enabled": "0",
        "url": "x",
    }
    answers(script, getFaxNumbersInfo={"numbers": [row]})
    (number,) = account.faxing.list_fax_numbers()
    assert (number.number, number.emails, number.callback_url) == (OURS, ("a@example.com",), "")


@pytest.mark.parametrize(
    ("row", "direction", "state"),
    [
        ({}, Direction.INBOUND, FaxState.RECEIVED),
        ({"folder": "SENT", "description": ""}, Direction.OUTBOUND, FaxState.SENT),
        ({"folder": "Archive", "description": "OUTBOUND FAX", "status": "FAILED"}, Direction.OUTBOUND, FaxState.FAILED),
        ({"status": "Sending", "folder": "SENT"}, Direction.OUTBOUND, FaxState.QUEUED),
        ({"status": "?"}, Direction.INBOUND, FaxState.UNKNOWN),
    ],
)
def test_faxes_are_listed(
    account: VoipmsAccount, script: Script, row: dict[str, str], direction: Direction, state: FaxState
) -> None:
    answers(script, getFaxMessages={"faxes": [FAX | row]})
    (fax,) = account.faxing.list_faxes(SPAN)
    assert (fax.remote_id, fax.direction, fax.state, fax.pages) == ("923", direction, state, 2)
    assert (fax.sender, fax.recipient) == (THEIRS.e164, OURS.e164)


def test_a_fax_is_fetched_sent_and_deleted(account: VoipmsAccount, script: Script) -> None:
    answers(script, getFaxMessagePDF={"message_base64": PDF})
    fax = Fax(remote_id="923", direction=Direction.INBOUND, sender="", recipient="", at=None)
    assert account.faxing.fetch_fax(fax).content == b"%PDF-1.4"
    account.faxing.delete_fax(fax)
    assert sent(script, "deleteFaxMessage") == [{"id": "923"}]
    queued = account.faxing.send_fax(OURS, THEIRS, Media(name="a.pdf", content_type="application/pdf", content=b"%PDF"))
    assert queued.state is FaxState.QUEUED
    assert sent(script, "sendFaxMessage") == [
        {"to_number": "5145550199", "from_number": "5145550142", "from_name": "5145550142", "file": "JVBERg=="}
    ]


def test_where_faxes_are_mailed_is_one_address(account: VoipmsAccount, script: Script) -> None:
    answers(script, getFaxNumbersInfo={"numbers": [{"did": "514.555.0142", "attach_file": "0"}]})
    account.faxing.set_fax_emails(OURS, ["a@example.com"])
    account.faxing.set_fax_emails(OURS, [])
    assert sent(script, "setFaxNumberEmail") == [
        {"did": "5145550142", "email": "a@example.com", "email_enable": "1", "email_attach_file": "0"},
        {"did": "5145550142", "email": "", "email_enable": "0", "email_attach_file": "0"},
    ]
    with pytest.raises(errors.Invalid) as problem:
        account.faxing.set_fax_emails(OURS, ["a@example.com", "b@example.com"])
    assert problem.value.field == "emails"
