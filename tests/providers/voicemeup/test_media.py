"""Recordings, voicemail and faxes: listed by time, fetched from the service only, deleted one by one and never by date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from providers import errors
from providers.values.calls import Direction, Window
from providers.values.media import Fax, FaxState, Recording, VoicemailMessage
from providers.values.messaging import Media
from providers.values.phone import PhoneNumber
from providers.voicemeup.client import Client
from providers.voicemeup.provider import VoicemeupAccount
from providers.wire.redact import Secret
from tests.providers.scripted import Reply, Request, Script
from tests.providers.voicemeup.conftest import ACCOUNT, TOKEN, answers, sent
from tests.providers.voicemeup.xml_answers import reply

WINDOW = Window(start=datetime(2024, 5, 1, 4, tzinfo=UTC), end=datetime(2024, 5, 2, 4, tzinfo=UTC))
AT = {"date": "2024-05-01", "time": "13:07:09"}
STARTED = datetime(2024, 5, 1, 17, 7, 9, tzinfo=UTC)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt "


def serve(script: Script, request_type: str, record: str, row: dict[str, Any], file: Reply) -> None:
    """The record, whose url is a path of the same server, and the file behind it."""

    def answer(request: Request) -> Reply:
        if request.path.startswith("/files/"):
            return file
        return reply(record, [row]) if request.fields["request_type"] == request_type else reply()

    script.answer = answer


def test_recordings_of_a_window(account: VoicemeupAccount, script: Script) -> None:
    rows: list[dict[str, Any]] = [
        {"call_recording_id": "1", "call_hash": "a" * 32, "duration": "61", **AT},
        {"call_recording_id": "2", "date": "2024-05-02", "time": "00:00:00"},
        {"call_recording_id": "3", "date": None},
    ]
    answers(script, get_recordings=reply("recording_details", rows))
    first, third = account.recordings.list_recordings(WINDOW)
    assert first == Recording(remote_id="1", started_at=STARTED, seconds=61, call_id="a" * 32)
    assert (third.remote_id, third.started_at) == ("3", None), "what has no time is not left out"
    assert sent(script, "get_recordings") == [{"status": "unverified,verified"}]


def test_a_recording_is_fetched_without_the_token(account: VoicemeupAccount, script: Script) -> None:
    row = {"call_recording_id": "1", "url": "/files/a.wav?key=x%2By", "filename": "../secret/a.wav"}
    serve(script, "get_recordings", "recording_details", row, Reply(body=WAV, content_type="application/octet-stream"))
    file = account.recordings.fetch_recording(Recording(remote_id="1", started_at=None))
    assert (file.name, file.content_type, file.content) == ("a.wav", "audio/wav", WAV)
    request = script.requests[-1]
    assert (request.path, request.fields) == ("/files/a.wav", {"key": "x+y"})
    assert TOKEN not in repr(script.requests[-1])


@pytest.mark.parametrize(
    ("url", "error"),
    [
        (None, errors.NotFound),
        ("http://169.254.169.254/latest/meta-data", errors.UnexpectedAnswer),
        ("http://localhost:22/", errors.UnexpectedAnswer),
        ("file:///etc/passwd", errors.UnexpectedAnswer),
        ("https://voicemeup.com.example.com/a.wav", errors.UnexpectedAnswer),
        ("http://media.voicemeup.com/a.wav", errors.UnexpectedAnswer),
        ("//192.0.2.7/a.wav", errors.UnexpectedAnswer),
    ],
)
def test_no_other_host_is_asked_for_a_file(
    account: VoicemeupAccount, script: Script, url: str | None, error: type[Exception]
) -> None:
    answers(script, get_recordings=reply("recording_details", [{"call_recording_id": "1", "url": url}]))
    with pytest.raises(error):
        account.recordings.fetch_recording(Recording(remote_id="1", started_at=None))
    assert len(script.requests) == 1


def test_another_host_of_the_service_may_hold_files_when_it_is_encrypted() -> None:
    client = Client(ACCOUNT, Secret(TOKEN))
    ours = [client._ours(httpx.URL(url)) for url in ("https://media.voicemeup.com/a", "https://evil-voicemeup.com/a")]
    client.close()
    assert ours == [True, False]


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (Reply(status=404), errors.NotFound),
        (Reply(status=302, headers={"Location": "http://192.0.2.7/"}), errors.UnexpectedAnswer),
        (Reply(status=500), errors.Unavailable),
        (Reply(hang_up=True), errors.Unavailable),
        (Reply(body=b"<html>Sign in</html>", content_type="text/html; charset=utf-8"), errors.UnexpectedAnswer),
        (Reply(body=b"", content_type="audio/wav"), errors.UnexpectedAnswer),
        (Reply(body=WAV * 200_000, content_type="audio/wav"), errors.UnexpectedAnswer),
    ],
)
def test_what_is_no_file_is_an_error(
    account: VoicemeupAccount, script: Script, file: Reply, error: type[Exception]
) -> None:
    serve(script, "get_recordings", "recording_details", {"call_recording_id": "1", "url": "/files/a.wav"}, file)
    with pytest.raises(error):
        account.recordings.fetch_recording(Recording(remote_id="1", started_at=None))


def test_a_recording_that_is_gone_is_not_found(account: VoicemeupAccount, script: Script) -> None:
    with pytest.raises(errors.NotFound):
        account.recordings.fetch_recording(Recording(remote_id="1", started_at=None))
    with pytest.raises(errors.Unsupported):
        account.recordings.email_recording(Recording(remote_id="1", started_at=None), "a@example.com")


def test_one_is_deleted_by_its_id_and_never_by_date(account: VoicemeupAccount, script: Script) -> None:
    account.recordings.delete_recording(Recording(remote_id="1", started_at=STARTED))
    account.voicemail.delete_voicemail(VoicemailMessage(remote_id="2", mailbox="9", at=STARTED))
    account.faxing.delete_fax(Fax(remote_id="3", direction=Direction.INBOUND, sender="", recipient="", at=STARTED))
    assert sent(script, "delete_recordings") == [{"call_recording_id": "1"}]
    assert sent(script, "delete_voicemails") == [{"call_voicemail_id": "2"}]
    assert sent(script, "delete_faxes") == [{"call_fax_id": "3"}]


@pytest.mark.parametrize("remote_id", ["", "1,2", "x"])
def test_an_id_that_names_nothing_deletes_nothing(account: VoicemeupAccount, script: Script, remote_id: str) -> None:
    deletes: list[Callable[[], None]] = [
        lambda: account.recordings.delete_recording(Recording(remote_id=remote_id, started_at=None)),
        lambda: account.voicemail.delete_voicemail(VoicemailMessage(remote_id=remote_id, mailbox="9", at=None)),
    ]
    for delete in deletes:
        with pytest.raises(errors.Invalid):
            delete()
    assert not script.requests


def test_voicemail_of_a_box(account: VoicemeupAccount, script: Script) -> None:
    rows = [
        {"call_voicemail_id": "1", "client_mailbox_id": "9", "duration": "31", "callerid_number": "4165550100",
         "callerid_name": "Café", **AT},
        {"call_voicemail_id": "2", "client_mailbox_id": "8"},
    ]  # fmt: skip
    boxes = reply("mailbox_details", [{"client_mailbox_id": "9", "friendly_name": "Desk", "email": "a@example.com"}])
    answers(script, get_voicemails=reply("voicemail_details", rows), get_mailboxes=boxes)
    (box,) = account.voicemail.list_boxes()
    assert (box.remote_id, box.name, box.email, box.new) == ("9", "Desk", "a@example.com", None)
    (message,) = account.voicemail.list_voicemails("9")
    assert message == VoicemailMessage(
        remote_id="1", mailbox="9", at=STARTED, caller="4165550100", caller_name="Café", seconds=31
    )
    assert len(list(account.voicemail.list_voicemails())) == 2


def test_voicemail_is_fetched(account: VoicemeupAccount, script: Script) -> None:
    row = {"call_voicemail_id": "1", "url": "/files/1.mp3"}
    serve(script, "get_voicemails", "voicemail_details", row, Reply(body=b"ID3\x03", content_type="audio/mpeg"))
    message = VoicemailMessage(remote_id="1", mailbox="9", at=None)
    assert account.voicemail.fetch_voicemail(message).content_type == "audio/mpeg"
    with pytest.raises(errors.Unsupported):
        account.voicemail.mark_voicemail(message, listened=True)
    with pytest.raises(errors.Unsupported):
        account.voicemail.move_voicemail(message, "Old")


@pytest.mark.parametrize(
    ("direction", "said", "state"),
    [
        ("inbound", "completed", FaxState.RECEIVED),
        ("outbound", "completed", FaxState.SENT),
        (None, "completed", FaxState.UNKNOWN),
        ("outbound", "paused", FaxState.QUEUED),
        ("outbound", "cancelled", FaxState.FAILED),
        ("inbound", "lost", FaxState.UNKNOWN),
    ],
)
def test_faxes_and_their_states(
    account: VoicemeupAccount, script: Script, direction: str | None, said: str, state: FaxState
) -> None:
    row = {
        "call_fax_id": "3",
        "direction": direction,
        "transmission_status": said,
        "pages": "4",
        "source": "4165550100",
        **AT,
    }
    answers(script, get_faxes=reply("fax_details", [row, {"call_fax_id": "4", "date": "2023-01-01"}]))
    (fax,) = account.faxing.list_faxes(WINDOW)
    assert (fax.state, fax.pages, fax.at, fax.sender) == (state, 4, STARTED, "4165550100")
    assert sent(script, "get_faxes") == [{"status": "enabled"}]


def test_fax_numbers_are_those_that_lead_to_a_fax_profile(account: VoicemeupAccount, script: Script) -> None:
    rows = [
        {"client_did_id": "1", "phone_number": "5145550142", "options": "enable_fax"},
        {"client_did_id": "2", "phone_number": "5145550143", "options": "enable_peer"},
    ]
    answers(script, get_dids=reply("did_details", rows))
    assert [each.number.e164 for each in account.faxing.list_fax_numbers()] == ["+15145550142"]


def test_faxes_are_fetched_and_not_sent(account: VoicemeupAccount, script: Script) -> None:
    row = {"call_fax_id": "3", "url": "/files/3.pdf"}
    serve(script, "get_faxes", "fax_details", row, Reply(body=b"%PDF-1.4", content_type="application/pdf"))
    fax = Fax(remote_id="3", direction=Direction.INBOUND, sender="", recipient="", at=STARTED - timedelta(days=1))
    assert account.faxing.fetch_fax(fax).name == "3.pdf"
    number = PhoneNumber("+15145550142")
    with pytest.raises(errors.Unsupported):
        account.faxing.send_fax(number, number, Media(name="a", content_type="application/pdf", content=b"x"))
    with pytest.raises(errors.Unsupported):
        account.faxing.set_fax_emails(number, ["a@example.com"])
