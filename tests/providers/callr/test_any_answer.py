"""Whatever the service answers, only values and the error tree come out of the ports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.callr import jobs
from providers.callr.provider import CallrAccount, CallrOpener
from providers.values.calls import Window
from providers.values.media import Recording, VoicemailMessage
from providers.values.ordering import AvailableNumber, NumberSearch, OrderSettings
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind
from tests.providers.callr.service import Service, page, service
from tests.providers.scripted import Reply

DAY = Window(start=datetime(2026, 11, 20, tzinfo=UTC), end=datetime(2026, 11, 21, tzinfo=UTC))
NUMBER = PhoneNumber("+33199004712")
OFFER = AvailableNumber(offer_id="131:GOLD", number=None)
RECORDING = Recording(remote_id="QZHM4PH5", started_at=None)
VOICEMAIL = VoicemailMessage(remote_id="QZHM4PH5", mailbox="", at=None)
APP = Route(kind=RouteKind.APP, target="ICHUAH2R")

# Every way out of the account, read to its end.
ASKS: dict[str, Callable[[CallrAccount], object]] = {
    "check": lambda account: list(account.check()),
    "numbers": lambda account: list(account.dids.list_owned()),
    "number": lambda account: account.dids.get(NUMBER),
    "areas": lambda account: list(account.ordering.areas(country="FR")),
    "search": lambda account: list(account.ordering.search(NumberSearch(country="FR"))),
    "quote": lambda account: account.ordering.quote(OFFER),
    "reserve": lambda account: account.ordering.reserve([OFFER]),
    "order": lambda account: account.ordering.order([OFFER], OrderSettings(route=APP)),
    "release": lambda account: account.ordering.release(NUMBER),
    "apps": lambda account: list(account.routing.list_objects(RouteKind.APP)),
    "medias": lambda account: list(account.routing.list_objects(RouteKind.RECORDING)),
    "route": lambda account: account.routing.set_route(NUMBER, APP, Failovers()),
    "new app": lambda account: account.routing.save_object(RouteKind.APP, {"package": "REALTIME10", "name": "x"}),
    "app": lambda account: account.routing.save_object(
        RouteKind.APP, {"params.vms.active": "true"}, remote_id="ICHUAH2R"
    ),
    "devices": lambda account: list(account.devices.list_devices()),
    "device": lambda account: account.devices.save_device({"properties.srtp": "true"}, remote_id="5"),
    "new device": lambda account: account.devices.save_device({}),
    "messages": lambda account: list(account.messaging.list_messages(DAY)),
    "message": lambda account: account.messaging.get_message("8242D945"),
    "send": lambda account: account.messaging.send_sms(NUMBER, NUMBER, "x"),
    "calls": lambda account: [dict(call.raw) for call in account.calls.records(DAY)],
    "recordings": lambda account: list(account.recordings.list_recordings(DAY)),
    "file": lambda account: account.recordings.fetch_recording(RECORDING),
    "delete": lambda account: account.recordings.delete_recording(RECORDING),
    "boxes": lambda account: list(account.voicemail.list_boxes()),
    "voicemails": lambda account: list(account.voicemail.list_voicemails()),
    "mark": lambda account: account.voicemail.mark_voicemail(VOICEMAIL, listened=True),
    "balance": lambda account: account.billing.balance(),
    "sub accounts": lambda account: list(account.sub_accounts.list_sub_accounts()),
    "new sub account": lambda account: account.sub_accounts.create_sub_account({"properties.account.company": "x"}),
    "sub account": lambda account: account.sub_accounts.update_sub_account(
        "GRN3TMV1", {"properties.contact.emails": "a@example.com"}
    ),
    "credit": lambda account: account.sub_accounts.transfer_credit("GRN3TMV1", "1"),
    "subscriptions": lambda account: list(account.callbacks.list_subscriptions()),
    "subscribe": lambda account: account.callbacks.subscribe("sms.mo", "https://example.com/"),
    "job": lambda account: jobs.finished(account.client, "j" * 32, looks=1),
    "session": lambda account: account.client.in_session().close(),
}
# The members that the adapter reads, with values that it knows beside values that it does not.
KNOWN: dict[str, list[Any]] = {
    "hash": ["ICHUAH2R"], "id": [5, "j" * 32], "callid": [7], "start": ["2026-11-20 09:30:00"], "date": ["2026-11-20 09:30:00"],
    "date_creation": ["2026-11-20 09:30:00"], "intl_number": [NUMBER.e164], "app": ["ICHUAH2R"], "type": ["IN", "GEOGRAPHIC"],
    "available": [{"CLASSIC": 3}], "cost": [{"amount_per_month": "1.00"}], "items": [[{"hash": "A"}]], "token": ["t"],
    "expire": ["2026-11-20 09:30:00"], "success": [[{"hash": "A"}], 1], "errors": [[{"DID": {}}], []], "p": [{"targets": [{}]}],
    "package": [{"name": "REALTIME10"}], "did": [[{}]], "vms": [{"active": True}], "targets": [[{"number": "x"}]],
    "status": ["DONE", "READY"], "url": ["x"], "url_exts": [["mp3"]], "url_mp3": ["http://127.0.0.1:9/x"], "state": [{}],
    "account": [{}], "contact": [{"emails": ["a@example.com"]}], "credentials": [{"login": "x"}], "params": [{}],
    "label": ["Paris"], "local_prefix": ["199"], "dialstatus": ["BUSY"], "cli": ["+33199004712"], "result": [{}],
    "error": [None, "x"], "percent": ["1.00"], "codecs": [["OPUS"]], "options": [{}], "medias": [{}], "text": ["x"],
}  # fmt: skip
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(KNOWN)), inner, max_size=4),
    max_leaves=8,
)
ROWS = st.fixed_dictionaries({}, optional={name: st.sampled_from(found) | ODD for name, found in KNOWN.items()})
ANSWERS = ODD | ROWS | st.lists(ROWS | ODD, max_size=3) | st.lists(ROWS | ODD, max_size=3).map(lambda rows: page(*rows))


class Whatever(dict[str, Any]):
    """The same result for every method."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result

    def get(self, key: str, default: Any = None) -> Any:
        return self.result


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[Service, CallrAccount]]:
    with opened() as found:
        yield found


@contextmanager
def opened() -> Iterator[tuple[Service, CallrAccount]]:
    with service() as told, CallrOpener().open({"login": "a", "password": "b"}, endpoints={"url": told.url}) as account:
        yield told, account


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
@given(answer=ANSWERS)
@settings(max_examples=30, deadline=None)
def test_any_json_is_a_value_or_an_error_of_the_tree(
    house: tuple[Service, CallrAccount], ask: Callable[[CallrAccount], object], answer: Any
) -> None:
    told, account = house
    told.results = Whatever(answer)
    told.calls.clear()
    refused(ask, account)


@given(body=st.binary(max_size=200) | ODD.map(lambda value: json.dumps(value).encode()) | st.fixed_dictionaries(
    {"id": ODD}, optional={"result": ODD, "error": ODD, "jsonrpc": ODD}).map(lambda value: json.dumps(value).encode()),
    status=st.sampled_from([200, 200, 200, 204, 400, 401, 500]))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_body_is_an_error_of_the_tree(house: tuple[Service, CallrAccount], body: bytes, status: int) -> None:
    told, account = house
    told.broken = Reply(body=b"" if status == 204 else body, status=status)
    for ask in (ASKS["message"], ASKS["send"], ASKS["calls"]):
        refused(ask, account)
    told.broken = None


def refused(ask: Callable[[CallrAccount], object], account: CallrAccount) -> None:
    """Anything but an error of the tree fails the test."""
    raw = ""
    try:
        ask(account)
    except errors.ProviderError as problem:
        raw = problem.raw
    assert len(raw) < 2500
