"""Messages, recordings, voicemail, the balance, sub accounts and jobs as CALLR tells them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from providers import errors
from providers.callr import jobs, scalars
from providers.callr.client import Client
from providers.callr.jobs import JobState
from providers.callr.provider import INFO, CallrAccount
from providers.capabilities import Capability
from providers.values.calls import Direction, Window
from providers.values.media import Recording, VoicemailMessage
from providers.values.messaging import MessageKind, MessageState
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from tests.providers.callr.service import Pages, Service, page
from tests.providers.scripted import Reply

DAY = Window(start=datetime(2026, 11, 20, tzinfo=UTC), end=datetime(2026, 11, 21, tzinfo=UTC))
OWN, OTHER = PhoneNumber("+33199004712"), PhoneNumber("+33639980112")
SMS = {
    "hash": "8242D945", "type": "OUT", "from": OWN.e164, "to": OTHER.e164, "text": "Bonjour", "status": "RECEIVED",
    "status_error": None, "parts": 2, "b_customer_debit": "13.00", "date_creation": "2026-11-20 09:30:00",
}  # fmt: skip
RECORDING = {
    "hash": "QZHM4PH5", "type": "CALL", "status": "READY", "app_hash": "ICHUAH2R", "callid": 6655460353760550212,
    "cli_number": OTHER.e164, "cli_name": "", "date": "2026-11-20 09:30:00", "did_intl_number": OWN.e164, "duration": 164,
    "read": False, "url": "", "url_exts": ["mp3"], "url_mp3": "",
}  # fmt: skip
VOICEMAIL = RECORDING | {"hash": "ZPFEF6WI", "type": "VOICEMAIL", "cli_name": "HARPER JOAN"}
SUB: dict[str, Any] = {
    "hash": "GRN3TMV1",
    "account": {"company": "Clinique du Parc", "firstname": "Maude", "lastname": "Gagnon"},
    "contact": {"emails": ["maude@example.com"], "phones": [], "addresses": [], "tech_emails": []},
    "credentials": {"login": "clinique", "password": "hunter2"},
    "params": {"billing": {"currency_code": "USD", "emails": [], "addresses": []}},
    "state": {"credit": "2500.00", "disabled": False, "archived": False},
}


def test_the_balance_is_in_cents(account: CallrAccount, wire: Service) -> None:
    for told in ("23150.00", 23150, 23150.0):
        wire.results["billing.get_prepaid_credit"] = told
        assert account.billing.balance().available == Money(Decimal("231.50"), "EUR")


@pytest.mark.parametrize("told", [None, "", "plenty", {}, [], "1e400", "NaN", "9" * 60])
def test_a_balance_that_is_no_number_is_unexpected(account: CallrAccount, wire: Service, told: Any) -> None:
    wire.results["billing.get_prepaid_credit"] = told
    with pytest.raises(errors.UnexpectedAnswer):
        account.billing.balance()


@pytest.mark.parametrize(
    ("direction", "status", "state"),
    [
        ("OUT", "CREATED", MessageState.QUEUED),
        ("OUT", "PENDING", MessageState.QUEUED),
        ("OUT", "SENT", MessageState.SENT),
        ("OUT", "REMOTE_QUEUED", MessageState.SENT),
        ("OUT", "RECEIVED", MessageState.DELIVERED),
        ("OUT", "ERROR", MessageState.FAILED),
        ("OUT", "EXPIRED", MessageState.FAILED),
        ("OUT", "MELTED", MessageState.UNKNOWN),
        ("IN", "RECEIVED", MessageState.RECEIVED),
    ],
)
def test_a_message_has_its_state(
    account: CallrAccount, wire: Service, direction: str, status: str, state: MessageState
) -> None:
    wire.results["sms.get"] = SMS | {"type": direction, "status": status}
    message = account.messaging.get_message("8242D945")
    assert (message.state, message.segments, message.cost) == (state, 2, Money(Decimal("0.13"), "EUR"))


def test_messages_of_both_directions_within_exact_bounds(account: CallrAccount, wire: Service) -> None:
    late = SMS | {"hash": "LATE0000", "date_creation": "2026-11-21 00:00:00"}
    wire.results["sms.get_list"] = Pages([[SMS | {"type": "IN", "hash": "IN000000"}, late], [SMS]])
    found = list(account.messaging.list_messages(DAY))
    assert [(each.remote_id, each.direction) for each in found] == [
        ("IN000000", Direction.INBOUND), ("8242D945", Direction.OUTBOUND),
    ]  # fmt: skip
    assert [params[0] for params in wire.sent("sms.get_list")] == ["IN", "OUT"]
    assert list(account.messaging.list_messages(DAY, number=PhoneNumber("+33199004799"))) == []


def test_an_authorised_number_is_the_sender_and_another_gives_way_to_a_short_code(
    account: CallrAccount, wire: Service
) -> None:
    wire.results |= {"apps.get_authorized_clis": [{"cli": OWN.e164, "label": "x"}], "sms.send": "8242D945"}
    assert account.messaging.send_sms(OWN, OTHER, "Bonjour").sender == OWN.e164
    sent = account.messaging.send_sms(PhoneNumber("+33199004799"), OTHER, "Bonjour")
    assert (sent.remote_id, sent.sender, sent.state) == ("8242D945", "", MessageState.QUEUED)
    assert wire.sent("sms.send") == [[OWN.e164, OTHER.e164, "Bonjour", None], ["", OTHER.e164, "Bonjour", None]]
    assert len(wire.sent("apps.get_authorized_clis")) == 1


def test_a_sent_message_without_a_hash_may_have_been_sent(account: CallrAccount, wire: Service) -> None:
    wire.results |= {"apps.get_authorized_clis": [], "sms.send": True}
    with pytest.raises(errors.OutcomeUnknown):
        account.messaging.send_sms(OWN, OTHER, "Bonjour")


def test_recordings_are_told_from_voicemail(account: CallrAccount, wire: Service) -> None:
    wire.results["media/recording.search"] = page(RECORDING, VOICEMAIL)
    (recording,) = account.recordings.list_recordings(DAY)
    assert (recording.remote_id, recording.call_id, recording.seconds) == ("QZHM4PH5", "6655460353760550212", 164)
    (message,) = account.voicemail.list_voicemails()
    assert (message.remote_id, message.mailbox, message.caller_name, message.listened) == (
        "ZPFEF6WI", "ICHUAH2R", "HARPER JOAN", False,
    )  # fmt: skip
    assert list(account.voicemail.list_voicemails("ABCD1234")) == []


@pytest.mark.parametrize(
    ("members", "path", "name"),
    [
        ({"url_mp3": "{base}/a.mp3?key=a%2Bb"}, "/a.mp3?key=a%2Bb", "QZHM4PH5.mp3"),
        ({"url": "{base}/b"}, "/b.mp3", "QZHM4PH5.mp3"),
        ({"url": "{base}/b", "url_exts": ["wav"]}, "/b.wav", "QZHM4PH5.wav"),
    ],
)
def test_a_recording_is_fetched_from_where_it_says(
    account: CallrAccount, wire: Service, members: dict[str, Any], path: str, name: str
) -> None:
    base = wire.url.removesuffix("/json-rpc/v1.1/")
    told = {key: value.format(base=base) if isinstance(value, str) else value for key, value in members.items()}
    wire.results["media/recording.get"] = RECORDING | told
    wire.files[path] = Reply(body=b"ID3sound", content_type="audio/mpeg")
    file = account.recordings.fetch_recording(Recording(remote_id="QZHM4PH5", started_at=None))
    assert (file.name, file.content_type, file.content) == (name, "audio/mpeg", b"ID3sound")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("", errors.NotFound),
        ("{base}/gone.mp3", errors.NotFound),
        ("file:///etc/passwd", errors.UnexpectedAnswer),
        ("http://[oops", errors.UnexpectedAnswer),
    ],
)
def test_a_file_that_cannot_be_fetched(
    account: CallrAccount, wire: Service, url: str, kind: type[errors.ProviderError]
) -> None:
    base = wire.url.removesuffix("/json-rpc/v1.1/")
    wire.results["media/recording.get"] = RECORDING | {"url_mp3": url.format(base=base)}
    with pytest.raises(kind):
        account.recordings.fetch_recording(Recording(remote_id="QZHM4PH5", started_at=None))


def test_an_action_that_failed_for_its_one_recording_failed(account: CallrAccount, wire: Service) -> None:
    recording = Recording(remote_id="QZHM4PH5", started_at=None)
    wire.results["media/recording.delete"] = {"success": 1, "errors": []}
    account.recordings.delete_recording(recording)
    assert wire.sent("media/recording.delete") == [[["QZHM4PH5"]]]
    gone = {"success": 0, "errors": [{"hash": "QZHM4PH5", "code": 110, "message": "NOT_FOUND"}]}
    wire.results["media/recording.delete"] = gone
    with pytest.raises(errors.NotFound):
        account.recordings.delete_recording(recording)


def test_voicemail_is_marked_and_boxes_are_apps_that_take_messages(account: CallrAccount, wire: Service) -> None:
    on = {
        "hash": "ICHUAH2R",
        "name": "Main",
        "p": {"vms": {"active": True, "emails": ["a@example.com", "b@example.com"]}},
    }
    wire.results["apps.get_list"] = [on, on | {"p": {"vms": {"active": False}}}, {"hash": "X", "name": "Y", "p": []}]
    (box,) = account.voicemail.list_boxes()
    assert (box.remote_id, box.name, box.email) == ("ICHUAH2R", "Main", "a@example.com, b@example.com")
    wire.results["media/recording.set_read"] = {"success": 1, "errors": []}
    message = VoicemailMessage(remote_id="ZPFEF6WI", mailbox="ICHUAH2R", at=None)
    account.voicemail.mark_voicemail(message, listened=True)
    assert wire.sent("media/recording.set_read") == [[["ZPFEF6WI"], True]]
    with pytest.raises(errors.Unsupported):
        account.voicemail.mark_voicemail(message, urgent=True)


def test_a_sub_account_is_told_without_its_password(account: CallrAccount, wire: Service) -> None:
    wire.results["account/sub.search"] = page(SUB)
    (sub,) = account.sub_accounts.list_sub_accounts()
    assert (sub.remote_id, sub.name, sub.company, sub.email) == (
        "GRN3TMV1", "Maude Gagnon", "Clinique du Parc", "maude@example.com",
    )  # fmt: skip
    assert (sub.balance, sub.enabled) == (Money(Decimal("25.00"), "USD"), True)
    assert "hunter2" not in repr(sub)


@pytest.mark.parametrize(
    ("members", "remote_id"),
    [({"hash": "", "id": "IDIDIDID"}, "IDIDIDID"), ({"hash": None}, "clinique"), ({"hash": 7}, "7")],
)
def test_the_id_of_a_sub_account_is_wherever_it_is(
    account: CallrAccount, wire: Service, members: dict[str, Any], remote_id: str
) -> None:
    wire.results["account/sub.get"] = SUB | members
    assert account.sub_accounts.get_sub_account("GRN3TMV1").remote_id == remote_id


@pytest.mark.parametrize(
    ("state", "enabled"), [({"disabled": True}, False), ({"archived": True, "disabled": False}, False), ({}, None)]
)
def test_whether_a_sub_account_works(
    account: CallrAccount, wire: Service, state: dict[str, Any], enabled: bool | None
) -> None:
    wire.results["account/sub.get"] = SUB | {"state": state}
    assert account.sub_accounts.get_sub_account("GRN3TMV1").enabled is enabled


def test_a_sub_account_is_created_from_settings(account: CallrAccount, wire: Service) -> None:
    wire.results["account/sub.create"] = SUB
    settings = {
        "properties.account.company": "Clinique du Parc",
        "properties.contact.emails": "maude@example.com",
        "options.password.method": "AUTO",
        "properties.account.firstname": "",
    }
    account.sub_accounts.create_sub_account(settings)
    assert wire.sent("account/sub.create") == [
        [
            {"account": {"company": "Clinique du Parc"}, "contact": {"emails": ["maude@example.com"]}},
            {"password": {"method": "AUTO"}},
        ]
    ]


def test_a_change_of_a_sub_account_keeps_the_rest_of_its_contact(account: CallrAccount, wire: Service) -> None:
    wire.results |= {"account/sub.get": SUB, "account/sub.edit": SUB}
    account.sub_accounts.update_sub_account("GRN3TMV1", {"properties.contact.phones": OWN.e164})
    ((id_, properties, _),) = wire.sent("account/sub.edit")
    assert id_ == "GRN3TMV1"
    assert properties["contact"] == SUB["contact"] | {"phones": [OWN.e164]}


@pytest.mark.parametrize(
    ("amount", "params"),
    [("12.50", [None, "GRN3TMV1", "1250.00", None]), ("-2.5", ["GRN3TMV1", None, "250.00", None])],
)
def test_credit_moves_in_cents_and_the_sign_is_the_direction(
    account: CallrAccount, wire: Service, amount: str, params: list[Any]
) -> None:
    account.sub_accounts.transfer_credit("GRN3TMV1", amount)
    assert wire.sent("account/sub.transfer_credit") == [params]


@pytest.mark.parametrize("amount", ["", "0", "x", "NaN", "1e30", "0.00001", "Infinity"])
def test_what_is_no_amount_is_not_sent(account: CallrAccount, wire: Service, amount: str) -> None:
    with pytest.raises(errors.Invalid) as problem:
        account.sub_accounts.transfer_credit("GRN3TMV1", amount)
    assert (problem.value.field, wire.calls) == ("amount", [])


JOB = {"id": "j" * 32, "status": "RUNNING", "percent": "50.00", "result": None, "error": None, "done_at": None}


def test_a_job_is_waited_for(client: Client, wire: Service) -> None:
    done = JOB | {"status": "DONE", "percent": "100.00", "result": {"filename": "x"}, "done_at": "2026-11-20 09:30:00"}
    wire.results["jobs.get"] = Pages([JOB | {"status": "PENDING"}, JOB, done])
    pauses: list[float] = []
    job = jobs.finished(client, "j" * 32, pause=pauses.append)
    assert (job.state, job.result, pauses) == (JobState.DONE, {"filename": "x"}, [1.0, 1.0])


@pytest.mark.parametrize(
    "end", [{"status": "DONE", "error": {"code": 1, "message": "bad file"}}, {"status": "CANCELED"}]
)
def test_a_job_that_is_over_without_success_has_failed(client: Client, wire: Service, end: dict[str, Any]) -> None:
    wire.results["jobs.get"] = JOB | end
    with pytest.raises(errors.Refused):
        jobs.finished(client, "j" * 32, pause=lambda _: None)


def test_a_job_that_takes_too_long_can_be_asked_for_again(client: Client, wire: Service) -> None:
    wire.results["jobs.get"] = JOB | {"status": "THINKING"}
    with pytest.raises(errors.Unavailable):
        jobs.finished(client, "j" * 32, looks=3, pause=lambda _: None)
    assert len(wire.calls) == 3


def test_times_have_three_notations_and_are_all_utc() -> None:
    plain = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    for written in ("2026-11-20 09:30:00", "2026-11-20 09:30:00.000", "2026-11-20T09:30:00.000Z",
                    "2026-11-20T10:30:00.000+01:00"):  # fmt: skip
        assert scalars.moment(written) == plain
    assert scalars.moment(None) is None
    with pytest.raises(scalars.WrongShape):
        scalars.moment("0000-00-00 00:00:00")


def test_what_is_not_declared_is_refused_without_a_call(account: CallrAccount, wire: Service) -> None:
    declared = {offer.capability for offer in INFO.offers}
    asks: dict[Capability, Callable[[], object]] = {
        Capability.MESSAGING_DELETE: lambda: account.messaging.delete_message("A"),
        Capability.MESSAGING_SET_CALLBACK: lambda: account.messaging.set_callback(OWN, "https://example.com/"),
        Capability.MESSAGING_SEND_MMS: lambda: account.messaging.send_mms(OWN, OTHER, "x", []),
        Capability.BILLING_TRANSACTIONS: lambda: account.billing.transactions(DAY),
        Capability.BILLING_RATES: lambda: account.billing.rates("33"),
        Capability.BILLING_INVOICES: lambda: account.billing.invoices(DAY),
        Capability.DEVICES_POPS: lambda: account.devices.list_pops(),
        Capability.DEVICES_REGISTRATION: lambda: account.devices.registration("desk"),
        Capability.RECORDINGS_EMAIL: lambda: account.recordings.email_recording(
            Recording(remote_id="A", started_at=None), "a@example.com"
        ),
        Capability.ORDERING_LIST_BACKORDERS: lambda: account.ordering.list_backorders(),
    }
    for capability, ask in asks.items():
        assert capability not in declared
        with pytest.raises(errors.Unsupported):
            ask()
    with pytest.raises(errors.Unsupported):
        account.messaging.get_message("A", MessageKind.MMS)
    assert wire.calls == []
