"""The adapter and the service of the sandbox, which were written apart from each other, over real HTTP."""

from __future__ import annotations

import base64
import io
import wave
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from providers import errors
from providers.callr import jobs, realtime
from providers.callr.provider import PROVIDER, CallrAccount, CallrOpener
from providers.callr.realtime import CallStatus, RealtimeRequest
from providers.callr.realtime_commands import Command, Hangup, Play, Read, Speech
from providers.sandbox.seed import CALLR_ACCOUNTS
from providers.values.callbacks import CallbackRequest, EventKind
from providers.values.calls import Window
from providers.values.messaging import MessageState
from providers.values.ordering import NumberSearch, OrderSettings, OrderState
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.wire.catalog import Method, load
from tests.providers.sandbox.callr.listening import Posted, listening
from tests.providers.sandbox.running import Running

ACCOUNT = CALLR_ACCOUNTS[0]
PATH = "/callr/json-rpc/v1.1/"
PERSON = PhoneNumber("+33639980121")
SECRET = "s3cret-of-8-or-more"
PARAMETERLESS = [method for method in load("callr").methods.values() if not method.params and not method.writes]


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("sandbox")).start()
    yield running
    running.stop()


@pytest.fixture
def sandbox(process: Running) -> Running:
    process.control("reset", {})
    process.stand_still()
    return process


def opened(sandbox: Running, **credentials: str) -> CallrAccount:
    given = credentials or {"login": ACCOUNT.login, "password": ACCOUNT.password}
    assert isinstance(PROVIDER, CallrOpener)
    return PROVIDER.open(given, endpoints={"url": sandbox.base + PATH})


@pytest.fixture
def account(sandbox: Running) -> Iterator[CallrAccount]:
    with opened(sandbox) as account:
        yield account


def test_every_way_to_sign_in_opens_the_same_account(sandbox: Running, account: CallrAccount) -> None:
    with opened(sandbox, api_key=ACCOUNT.api_key) as by_key:
        assert by_key.billing.balance() == account.billing.balance()
    session = account.client.in_session()
    assert session.call("billing.get_prepaid_credit") == account.client.call("billing.get_prepaid_credit")
    assert session.call("session.delete") is not None
    with pytest.raises(errors.BadCredentials):
        session.call("billing.get_prepaid_credit")
    session.close()


def test_wrong_credentials_of_every_kind_are_named(sandbox: Running) -> None:
    for wrong in ({"login": ACCOUNT.login, "password": "x"}, {"api_key": "f" * 100}):
        with opened(sandbox, **wrong) as account, pytest.raises(errors.BadCredentials):
            account.billing.balance()


def test_a_master_acts_as_its_sub_account_and_as_no_other(sandbox: Running, account: CallrAccount) -> None:
    sub = next(account.sub_accounts.list_sub_accounts())
    credentials = {"login": ACCOUNT.login, "password": ACCOUNT.password}
    with opened(sandbox, **credentials, login_as=f"account.hash {sub.remote_id}") as inside:
        assert inside.billing.balance().available == sub.balance
    refused = pytest.raises((errors.NotAllowed, errors.BadCredentials))
    with opened(sandbox, **credentials, login_as=CALLR_ACCOUNTS[1].login) as outside, refused:
        outside.billing.balance()


@pytest.mark.parametrize("method", PARAMETERLESS, ids=lambda method: method.name)
def test_reads_without_parameters_answer(account: CallrAccount, method: Method) -> None:
    account.client.call(method.name)


def test_numbers_are_reserved_bought_routed_and_given_back(account: CallrAccount) -> None:
    offer = next(account.ordering.search(NumberSearch(country="FR")))
    app = next(app for app in account.routing.list_objects(RouteKind.APP) if app.details["takes_numbers"])
    quote = account.ordering.quote(offer, quantity=2)
    before = account.billing.balance().available
    held = account.ordering.reserve([offer], quantity=2)
    bought = account.ordering.order([offer, offer], OrderSettings(route=app.route), reservation=held.remote_id)
    assert [(each.state, each.number) for each in bought] == [(OrderState.DONE, number) for number in held.numbers]
    assert quote.due_now is not None
    assert account.billing.balance().available.amount == before.amount - quote.due_now.amount
    number = held.numbers[0]
    assert account.dids.get(number).route == app.route
    account.routing.set_route(number, NOWHERE, Failovers())
    assert account.dids.get(number).route == NOWHERE
    account.ordering.release(number)
    with pytest.raises(errors.NotFound):
        account.dids.get(number)


def test_an_order_of_more_than_there_are_buys_what_there_is(account: CallrAccount) -> None:
    offers = account.ordering.search(NumberSearch(country="FR", limit=500))
    rare = min(offers, key=lambda each: each.available or 0)
    assert rare.available
    bought = account.ordering.order([rare] * (rare.available + 1), OrderSettings())
    assert len(bought) == rare.available + 1
    assert (bought[-1].state, bought[-1].problem) == (OrderState.FAILED, "already_taken")


def test_an_app_that_takes_no_numbers_says_so(account: CallrAccount) -> None:
    app = next(app for app in account.routing.list_objects(RouteKind.APP) if app.details["takes_numbers"] is False)
    did = next(account.dids.list_owned())
    with pytest.raises(errors.Refused):
        account.routing.set_route(did.number, app.route, Failovers())
    with pytest.raises(errors.NotFound):
        account.routing.set_route(did.number, Route(kind=RouteKind.APP, target="ZZZZ9999"), Failovers())


def test_every_app_can_be_saved_as_it_is_shown(account: CallrAccount) -> None:
    apps = list(account.routing.list_objects(RouteKind.APP))
    for app in apps:
        account.routing.save_object(RouteKind.APP, app.settings, remote_id=app.remote_id)
    assert [app.settings for app in account.routing.list_objects(RouteKind.APP)] == [app.settings for app in apps]


def test_calls_of_many_days_are_all_there_and_their_recordings_play(sandbox: Running, account: CallrAccount) -> None:
    now = account.client.call("system.get_timestamp")
    end = datetime.fromtimestamp(now, UTC)
    span = Window(start=end - timedelta(days=5), end=end)
    calls = [call for window in account.calls.windows(span) for call in account.calls.records(window)]
    assert len({call.remote_id for call in calls}) == len(calls) > 50
    recordings = list(account.recordings.list_recordings(span))
    assert {recording.call_id for recording in recordings} <= {call.remote_id for call in calls}
    file = account.recordings.fetch_recording(recordings[0])
    assert (file.content_type, file.content[:2]) == ("audio/mpeg", b"\xff\xe3")


def test_a_delivery_report_comes_signed_and_is_believed(sandbox: Running, account: CallrAccount) -> None:
    with listening() as listener:
        account.callbacks.subscribe("sms.mt.status_update", listener.url, secret=SECRET)
        sent = account.messaging.send_sms(next(account.dids.list_owned()).number, PERSON, "Été / hiver")
        sandbox.step(30)
        posted = listener.wait_until(lambda posts: any(post.json["data"]["status"] == "RECEIVED" for post in posts))
    found = [account.callbacks.parse(as_request(post), secret=SECRET)[0] for post in posted]
    assert {event.kind for event in found} == {EventKind.MESSAGE_STATE}
    assert all(event.verified and event.at and event.message for event in found)
    assert {event.message.remote_id for event in found if event.message} == {sent.remote_id}
    assert MessageState.DELIVERED in {event.message.state for event in found if event.message}
    assert len({event.remote_id for event in found}) == len(found)
    with pytest.raises(errors.NotAllowed):
        account.callbacks.parse(as_request(posted[0]), secret="another-secret")
    assert account.messaging.get_message(sent.remote_id).state is MessageState.DELIVERED


def as_request(post: Posted) -> CallbackRequest:
    return CallbackRequest(method="POST", query={}, headers=post.headers, body=post.body)


def test_a_call_is_led_by_our_real_time_server(sandbox: Running, account: CallrAccount) -> None:
    steps: list[Command] = [
        Play(media=Speech("TTS_FR-FR_AUDREY", "Bonjour")),
        Read(media=1, max_digits=4, attempts=2, timeout_ms=5000),
        Hangup(),
    ]
    heard: list[RealtimeRequest] = []

    def server(posted: Posted) -> tuple[int, bytes]:
        assert realtime.is_authorized(posted.headers["authorization"], "robot", "Secret-1")
        request = realtime.read(posted.body)
        heard.append(request)
        if not request.status.alive or not steps:
            return 200, realtime.NOTHING
        return 200, realtime.answer(steps.pop(0), command_id={"step": len(heard)}, variables={"heard": len(heard)})

    with listening(server) as listener:
        settings = {"package": "REALTIME10", "name": "robot", "params.url": listener.url, "params.data_format": "JSON",
                    "params.login": "robot", "params.password": "Secret-1"}  # fmt: skip
        app = account.routing.save_object(RouteKind.APP, settings)
        target = {"number": PERSON, "timeout": 20}
        asked = account.client.call("calls.realtime", app=app, target=target, options={"cdr_field": "abc"})
        sandbox.step(5)
        listener.wait_until(lambda posts: bool(posts) and posts[-1].json["call_status"] == "HANGUP")
    assert [each.command for each in heard] == ["", "play", "read", "hangup"]
    assert {each.request_hash for each in heard} == {asked}
    assert (heard[1].command_id, heard[1].variables) == ({"step": 1}, {"heard": 1})
    assert len(heard[2].command_result) == 4
    assert heard[-1].status is CallStatus.HANGUP


def test_a_background_job_is_waited_for(sandbox: Running, account: CallrAccount) -> None:
    job = account.client.call("media.import_file_from_base64_async", data=base64.b64encode(silence()).decode())

    def pause(seconds: float) -> None:
        sandbox.step(int(seconds))

    assert jobs.finished(account.client, job, pause=pause).result["filename"]


def silence() -> bytes:
    """A WAV file of one second, as CALLR advises: PCM, 16 bit, 48 kHz, mono."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, 48000, 48000, "NONE", "not compressed"))
        file.writeframes(bytes(2 * 48000))
    return made.getvalue()


FAULTS: list[tuple[str, str, type[errors.ProviderError]]] = [
    ("http", "503", errors.OutcomeUnknown),
    ("http", "429", errors.RateLimited),
    ("cut", "", errors.OutcomeUnknown),
    ("malformed", "", errors.OutcomeUnknown),
    ("lost_answer", "", errors.OutcomeUnknown),
    ("expired_credentials", "", errors.BadCredentials),
    ("status", "FORBIDDEN", errors.NotAllowed),
]


@pytest.mark.parametrize(("kind", "code", "expected"), FAULTS)
def test_a_write_that_breaks_is_sent_once_and_named(
    sandbox: Running, account: CallrAccount, kind: str, code: str, expected: type[errors.ProviderError]
) -> None:
    sandbox.fault(kind, provider="callr", method="apps.create", code=code, count=1)
    with pytest.raises(expected):
        account.routing.save_object(RouteKind.APP, {"package": "CALLTRACKING10", "name": "Made once"})
    made = [app for app in account.routing.list_objects(RouteKind.APP) if app.name == "Made once"]
    assert len(made) <= 1
