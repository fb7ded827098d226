"""The ports against the simulated service as time goes by: messages, callbacks, addresses, ports, recordings, voicemail.

Both protocols, over real HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from queue import Queue

import httpx
import pytest

from providers import errors
from providers.values.callbacks import CallbackRequest
from providers.values.calls import Direction, Window
from providers.values.e911 import AddressVerdict, CivicAddress, EmergencyState
from providers.values.media import FaxState
from providers.values.messaging import Media, Message, MessageKind, MessageState
from providers.values.phone import PhoneNumber
from providers.values.porting import PortRequest, PortState
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Reply, Request, Script
from tests.providers.voipms.sandboxed import opened
from tests.sandbox import Sandbox, running

SOMEBODY = PhoneNumber("+15145550166")
PICTURE = Media(name="dot.png", content_type="image/png", content=b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
PDF = Media(name="bill.pdf", content_type="application/pdf", content=b"%PDF-1.4\n%%EOF\n")
HOME = CivicAddress(
    name="Nordphone", street_number="120", street="Rue Saint-Viateur Ouest", city="Montreal", region="QC",
    postal_code="H2T 2L1", country="CA", language="fr",
)  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("living")) as found:
        yield found


@pytest.fixture
def real(service: Sandbox, transport: str) -> Iterator[VoipmsAccount]:
    service.reset()
    with opened(service, transport) as account:
        yield account


@pytest.fixture
def number(real: VoipmsAccount) -> PhoneNumber:
    """One in Canada that has SMS and no emergency address."""
    return next(did.number for did in real.dids.list_owned() if did.sms_enabled and not did.e911 and did.region == "QC")


def step(service: Sandbox, seconds: float) -> None:
    httpx.post(f"{service.url}/control/api/clock", json={"step_seconds": seconds}, timeout=60).raise_for_status()


def now(service: Sandbox) -> datetime:
    told = httpx.get(f"{service.url}/control/api/clock", timeout=60).raise_for_status().json()
    return datetime.fromisoformat(told["now"])


def around(service: Sandbox, days: int = 2) -> Window:
    at = now(service)
    return Window(start=at - timedelta(days=days), end=at + timedelta(minutes=5))


def the(account: VoipmsAccount, service: Sandbox, number: PhoneNumber, remote_id: str) -> Message:
    listed = account.messaging.list_messages(around(service), number=number)
    (found,) = [each for each in listed if each.remote_id == remote_id and each.kind is MessageKind.SMS]
    return found


def test_a_message_is_sent_delivered_answered_and_deleted(
    real: VoipmsAccount, service: Sandbox, number: PhoneNumber
) -> None:
    message = real.messaging.send_sms(number, SOMEBODY, "Êtes-vous là?")
    assert message.state is MessageState.SENT
    step(service, 60)
    assert the(real, service, number, message.remote_id).state is MessageState.DELIVERED
    assert real.messaging.get_message(message.remote_id).text == "Êtes-vous là?"
    answers = [
        each
        for each in real.messaging.list_messages(around(service), number=number)
        if each.direction is Direction.INBOUND and each.sender == SOMEBODY.e164
    ]
    assert answers
    real.messaging.delete_message(message.remote_id)
    with pytest.raises(errors.NotFound):
        real.messaging.get_message(message.remote_id)


def test_a_picture_is_sent_and_its_address_is_told(real: VoipmsAccount, service: Sandbox, number: PhoneNumber) -> None:
    message = real.messaging.send_mms(number, SOMEBODY, "", [PICTURE])
    found = real.messaging.get_message(message.remote_id, MessageKind.MMS)
    assert len(found.media) == 1
    assert found.media[0].startswith("http")


def test_an_answer_is_posted_to_us_until_we_say_ok(
    real: VoipmsAccount, service: Sandbox, number: PhoneNumber, script: Script
) -> None:
    came: Queue[Request] = Queue()

    def answer(request: Request) -> Reply:
        came.put(request)
        return Reply(body=b"ok" if came.qsize() > 1 else b"later", content_type="text/plain")

    script.answer = answer
    real.messaging.set_callback(number, script.url)
    real.messaging.send_sms(number, SOMEBODY, "Samedi?")
    step(service, 60)
    first = came.get(timeout=60)
    came.put(first)
    step(service, 31 * 60)
    came.get(timeout=60)
    second = came.get(timeout=60)
    told = [
        real.callbacks.parse(CallbackRequest(method=each.verb, query=each.fields, headers={}, body=b""))[0]
        for each in (first, second)
    ]
    assert told[0] == told[1], "the same twice is known by its id"
    assert told[0].message
    assert (told[0].message.sender, told[0].message.recipient) == (SOMEBODY.e164, number.e164)
    listed = real.messaging.get_message(told[0].message.remote_id)
    assert (listed.text, listed.direction) == (told[0].message.text, Direction.INBOUND)
    real.messaging.set_callback(number, "")


def test_an_emergency_address_is_put_in_force_and_taken_back(
    real: VoipmsAccount, service: Sandbox, number: PhoneNumber
) -> None:
    assert real.e911.get_address(number).state is EmergencyState.NONE
    assert real.e911.validate(number, HOME).verdict is AddressVerdict.VALID
    assert real.e911.provision(number, HOME).state is EmergencyState.PENDING
    assert real.e911.get_address(number).state is EmergencyState.PENDING
    with pytest.raises(errors.Temporary):
        real.e911.provision(number, HOME)
    step(service, 3600)
    found = real.e911.get_address(number)
    assert found.state is EmergencyState.ACTIVE
    assert found.address
    assert (found.address.street, found.address.language) == (HOME.street, "fr")
    assert number in {each.number for each in real.e911.list_addresses()}
    real.e911.remove(number)
    assert real.e911.get_address(number).state is EmergencyState.NONE


def test_an_address_that_is_nowhere_is_refused(real: VoipmsAccount, number: PhoneNumber) -> None:
    nowhere = replace(HOME, street="Nowhere Street", city="Boise", region="ID", country="US", postal_code="99999")
    found = real.e911.validate(number, nowhere)
    assert found.verdict is AddressVerdict.INVALID
    assert found.messages
    with pytest.raises(errors.Invalid):
        real.e911.provision(number, nowhere)
    assert real.e911.get_address(number).state is EmergencyState.NONE


def test_recordings_play(real: VoipmsAccount, service: Sandbox) -> None:
    recordings = list(real.recordings.list_recordings(around(service, 20)))
    assert recordings
    assert len({each.remote_id for each in recordings}) == len(recordings)
    assert real.recordings.fetch_recording(recordings[0]).content_type == "audio/mpeg"
    real.recordings.delete_recording(recordings[0])
    left = {each.remote_id for each in real.recordings.list_recordings(around(service, 20))}
    assert left == {each.remote_id for each in recordings[1:]}


def test_voicemail_is_heard_moved_and_deleted(real: VoipmsAccount) -> None:
    messages = list(real.voicemail.list_voicemails())
    assert messages
    message = messages[0]
    assert real.voicemail.fetch_voicemail(message).content_type.startswith("audio/")

    def folder() -> str:
        (found,) = [
            each for each in real.voicemail.list_voicemails(message.mailbox) if each.remote_id == message.remote_id
        ]
        return found.folder

    real.voicemail.move_voicemail(message, "Work")
    assert folder() == "Work"
    real.voicemail.mark_voicemail(message, urgent=True)
    assert folder() == "Urgent"
    real.voicemail.delete_voicemail(message)
    assert message.remote_id not in {each.remote_id for each in real.voicemail.list_voicemails()}
    assert len(list(real.voicemail.list_voicemails())) == len(messages) - 1


def test_a_port_is_submitted_and_moves(real: VoipmsAccount, service: Sandbox) -> None:
    request = PortRequest(
        numbers=(SOMEBODY,), name="Nordphone", address=HOME, losing_carrier="Bell", account_number="88127", pin="4411"
    )
    submitted = real.porting.submit_port(request)
    real.porting.attach(submitted.remote_id, PDF)
    port = real.porting.get_port(submitted.remote_id)
    assert port.numbers == (SOMEBODY,)
    assert real.porting.fetch_attachment(port.remote_id, port.attachments[0]).content == PDF.content
    seen = {port.state}
    for _ in range(30):
        step(service, 86_400)
        seen.add(real.porting.get_port(submitted.remote_id).state)
    assert PortState.COMPLETED in seen
    assert PortState.UNKNOWN not in seen
    assert submitted.remote_id in {each.remote_id for each in real.porting.list_ports()}
    assert datetime.now(UTC) < now(service)


def test_a_fax_is_sent_read_and_deleted(real: VoipmsAccount, service: Sandbox) -> None:
    sender = next(iter(real.faxing.list_fax_numbers())).number
    before = {fax.remote_id for fax in real.faxing.list_faxes(around(service, 60))}
    real.faxing.send_fax(sender, SOMEBODY, PDF)
    step(service, 3600)
    (fax,) = [
        fax
        for fax in real.faxing.list_faxes(around(service, 60))
        if fax.remote_id not in before and fax.direction is Direction.OUTBOUND
    ]
    assert (fax.sender, fax.recipient, fax.state) == (sender.e164, SOMEBODY.e164, FaxState.SENT)
    assert real.faxing.fetch_fax(fax).content_type == "application/pdf"
    real.faxing.delete_fax(fax)
    assert fax.remote_id not in {each.remote_id for each in real.faxing.list_faxes(around(service, 60))}
    real.faxing.set_fax_emails(sender, ["fax@example.com"])
    emails = {each.number: each.emails for each in real.faxing.list_fax_numbers()}
    assert emails[sender] == ("fax@example.com",)
