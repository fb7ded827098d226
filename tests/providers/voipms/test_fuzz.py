"""Whatever the service sends, in JSON or SOAP: values, or an error of the tree; never anything else, and never for long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers import errors
from providers.values.calls import Window
from providers.values.dids import DidChanges
from providers.values.e911 import CivicAddress
from providers.values.media import Fax, Recording, VoicemailMessage
from providers.values.messaging import Media, MessageKind
from providers.values.ordering import NumberKind, NumberSearch
from providers.values.phone import PhoneNumber
from providers.values.porting import PortRequest
from providers.values.routing import NOWHERE, Failovers, RouteKind
from providers.voipms.client import Client
from providers.voipms.provider import VoipmsAccount
from providers.voipms.rest import Rest
from providers.voipms.soap import Soap
from providers.wire.catalog import Method, load
from providers.wire.http import Answer, Body, Multipart, Payload, Query
from providers.wire.redact import Secret
from tests.providers.scripted import Request, json_reply
from tests.providers.voipms.soap_server import soap_fields, soap_reply

CATALOG = load("voipms")
NUMBER = PhoneNumber("+15145550142")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
SPAN = Window(start=NOW - timedelta(days=1), end=NOW)
RECORDING = Recording(remote_id="1", started_at=None, account="1")
VOICEMAIL = VoicemailMessage(remote_id="1", mailbox="1", at=None)

ODD = st.sampled_from(
    ["", "0", "-1", "none", "0000-00-00", "0000-00-00 00:00:00", "9999-12-31 23:59:59", "0001-01-01 00:00:00", "NaN", "1e999",
     "Infinity", "5145550142", "+", "%", "%ff", "a:b;c:d,e", ":::", ";;;", "yes", "Y", "true", "2026-13-45", "\x00", "�",
     "1" * 400, "00:00:00:00:00", "account:1,2,3"]
)  # fmt: skip
SCALAR = ODD | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)

READS: dict[str, Callable[[VoipmsAccount], Any]] = {
    "numbers": lambda account: list(account.dids.list_owned()),
    "a number": lambda account: account.dids.get(NUMBER),
    "areas": lambda account: list(account.ordering.areas(country="CA", region="QC")),
    "regions": lambda account: list(account.ordering.areas()),
    "places abroad": lambda account: list(account.ordering.areas(country="FI")),
    "a search": lambda account: list(account.ordering.search(NumberSearch(region="FL"))),
    "a search abroad": lambda account: list(account.ordering.search(NumberSearch(country="FI"))),
    "toll-free": lambda account: list(account.ordering.search(NumberSearch(kind=NumberKind.TOLL_FREE))),
    "vanity": lambda account: list(account.ordering.search(NumberSearch(kind=NumberKind.VANITY, pattern="12"))),
    "back orders": lambda account: list(account.ordering.list_backorders()),
    "objects": lambda account: [list(account.routing.list_objects(kind)) for kind in sorted(account.routing.kinds)],
    "devices": lambda account: list(account.devices.list_devices()),
    "a registration": lambda account: account.devices.registration("1"),
    "servers": lambda account: list(account.devices.list_pops()),
    "an emergency address": lambda account: account.e911.get_address(NUMBER),
    "emergency addresses": lambda account: list(account.e911.list_addresses()),
    "messages": lambda account: list(account.messaging.list_messages(SPAN)),
    "an MMS": lambda account: account.messaging.get_message("1", MessageKind.MMS),
    "calls": lambda account: list(account.calls.records(SPAN)),
    "recordings": lambda account: list(account.recordings.list_recordings(SPAN)),
    "a recording": lambda account: account.recordings.fetch_recording(RECORDING),
    "boxes": lambda account: list(account.voicemail.list_boxes()),
    "voicemail": lambda account: list(account.voicemail.list_voicemails("1")),
    "the sound of a voicemail": lambda account: account.voicemail.fetch_voicemail(VOICEMAIL),
    "fax numbers": lambda account: list(account.faxing.list_fax_numbers()),
    "faxes": lambda account: list(account.faxing.list_faxes(SPAN)),
    "a fax": lambda account: account.faxing.fetch_fax(Fax(remote_id="1", direction="inbound", sender="", recipient="", at=None)),  # type: ignore[arg-type]
    "portability": lambda account: account.porting.check_portability(NUMBER),
    "ports": lambda account: list(account.porting.list_ports()),
    "a port": lambda account: account.porting.get_port("1"),
    "an attachment": lambda account: account.porting.fetch_attachment("1", "1"),
    "the balance": lambda account: account.billing.balance(),
    "the ledger": lambda account: list(account.billing.transactions(SPAN)),
    "rates": lambda account: list(account.billing.rates("x")),
    "invoices": lambda account: list(account.billing.invoices(SPAN)),
    "clients": lambda account: list(account.sub_accounts.list_sub_accounts()),
    "a client": lambda account: account.sub_accounts.get_sub_account("1"),
    "the check": lambda account: list(account.check()),
}  # fmt: skip

HOME = CivicAddress(name="x", street_number="1", street="x", city="x", region="QC", postal_code="x", country="CA")
WRITES: dict[str, Callable[[VoipmsAccount], Any]] = {
    "settings of a number": lambda account: account.dids.update(NUMBER, DidChanges(note="x", sms_enabled=True)),
    "a route": lambda account: account.routing.set_route(NUMBER, NOWHERE, Failovers(busy=NOWHERE)),
    "a new object": lambda account: account.routing.save_object(RouteKind.SIP_URI, {"uri": "a@example.com"}),
    "a changed object": lambda account: account.routing.save_object(RouteKind.RING_GROUP, {"name": "x"}, remote_id="1"),
    "a changed device": lambda account: account.devices.save_device({"description": "x"}, remote_id="1"),
    "an SMS": lambda account: account.messaging.send_sms(NUMBER, NUMBER, "x"),
    "an MMS": lambda account: account.messaging.send_mms(NUMBER, NUMBER, "x", ["https://example.com/"]),
    "a callback": lambda account: account.messaging.set_callback(NUMBER, "https://example.com/"),
    "an emergency address": lambda account: account.e911.provision(NUMBER, HOME),
    "a validation": lambda account: account.e911.validate(NUMBER, HOME),
    "a mark": lambda account: account.voicemail.mark_voicemail(VOICEMAIL, listened=True),
    "a fax": lambda account: account.faxing.send_fax(NUMBER, NUMBER, Media(name="x", content_type="x", content=b"x")),
    "fax emails": lambda account: account.faxing.set_fax_emails(NUMBER, []),
    "a port": lambda account: account.porting.submit_port(
        PortRequest(numbers=(NUMBER,), name="x", address=HOME, losing_carrier="x", account_number="1")
    ),
    "a client": lambda account: account.sub_accounts.update_sub_account("1", {"company": "x"}),
}
ALL = {f"reading {name}": way for name, way in READS.items()} | {f"writing {name}": way for name, way in WRITES.items()}


class Fed:
    """In the place of a connection: each request is answered with what the example draws for its method."""

    def __init__(self, transport: str, draw: Callable[[Method], Any]) -> None:
        self._soap, self._draw, self.requests = transport == "soap", draw, 0

    def exchange(self, url: str, payload: Payload) -> Answer:
        self.requests += 1
        assert self.requests < 500, "no answer makes it ask for ever"
        fields = _fields(payload)
        reply = json_reply(self._draw(CATALOG.methods[fields["method"]]))
        if self._soap:
            reply = soap_reply(Request("POST", "/", "", fields), reply)
        return Answer(status=200, content_type=reply.content_type, body=reply.body)

    def close(self) -> None:
        pass


def _fields(payload: Payload) -> dict[str, str]:
    match payload:
        case Query(fields) | Multipart(fields):
            return {name: str(value) for name, value in fields.items()}
        case Body(content, content_type):
            return soap_fields(content_type, content)


def documents(method: Method) -> st.SearchStrategy[dict[str, Any]]:
    """Answers with the keys of the method, and nonsense in them."""
    rows: dict[str, st.SearchStrategy[Any]] = {}
    top: dict[str, st.SearchStrategy[Any]] = {}
    for field in method.fields:
        (top if field.where == "top" else rows)[field.name] = VALUE
    row = st.fixed_dictionaries({}, optional=rows) if rows else VALUE
    by_index = st.dictionaries(st.sampled_from(["0", "1", "x"]), row)
    inside: st.SearchStrategy[Any] = st.lists(row | VALUE, max_size=3) | row | by_index | VALUE
    keys = [key for key in (method.list_key, *method.list_key_aliases, method.object_key) if key]
    status = st.sampled_from(["success", "success", "success", "no_did", "invalid_did", "?"])
    parts: dict[str, st.SearchStrategy[Any]] = {"status": status, **dict.fromkeys(keys, inside)}
    return st.fixed_dictionaries(parts, optional=top)


@pytest.mark.parametrize("transport", ["rest", "soap"])
@pytest.mark.parametrize("way", ALL)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_no_answer_breaks_a_port(data: st.DataObject, way: str, transport: str) -> None:
    client = Client("a@example.com", Secret("x"), transport=transport)
    client.close()
    client._http = Fed(transport, lambda method: data.draw(documents(method)))  # type: ignore[assignment]
    with suppress(errors.ProviderError):
        ALL[way](VoipmsAccount(client))


def cut_and_spoilt() -> Iterator[bytes]:
    document = {"status": "success", "dids": [{"did": "5145550142", "cnam": 1, "x": None, "y": {"0": [True, 0.5]}}]}
    for reply in (
        json_reply(document),
        soap_reply(Request("GET", "/", "", {"method": "getDIDsInfo"}), json_reply(document)),
    ):
        for cut in range(0, len(reply.body), 3):
            yield reply.body[:cut]
            yield reply.body[:cut] + b"\xff" + reply.body[cut + 1 :]
            yield reply.body[:cut] + b"<" + reply.body[cut:]


@pytest.mark.parametrize("wire", [Rest(), Soap("urn:VoIPmsService")], ids=["rest", "soap"])
def test_cut_and_spoilt_bodies_are_an_answer_or_none(wire: Rest | Soap) -> None:
    for body in cut_and_spoilt():
        assert isinstance(wire.document(body), dict | None)
        wire.shown(body.decode("utf-8", errors="replace"))


@pytest.mark.parametrize("wire", [Rest(), Soap("urn:VoIPmsService")], ids=["rest", "soap"])
@given(body=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_no_body_breaks_a_decoder(wire: Rest | Soap, body: bytes) -> None:
    assert isinstance(wire.document(body), dict | None)


HOSTILE = {
    "a bomb of entities": b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">' + b"".join(
        b'<!ENTITY c%d "%s">' % (level, b"&%s;" % (b"c%d" % (level - 1) if level else b"b") * 10) for level in range(9)
    ) + b"]><a>&c8;</a>",
    "a file of the server": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "a DTD elsewhere": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>',
    "deep nesting of XML": b"<a>" * 100_000,
    "deep nesting of JSON": b'{"a":' * 100_000,
    "UTF-16": '{"status":"success"}'.encode("utf-16"),
    "a page": b"<!doctype html><html><body>Checking your browser</body></html>",
    "a huge number": b'{"status":"success","x":' + b"9" * 100_000 + b"}",
    "a wrong encoding": b'<?xml version="1.0" encoding="nothing"?><a/>',
}  # fmt: skip


@pytest.mark.parametrize("wire", [Rest(), Soap("urn:VoIPmsService")], ids=["rest", "soap"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_are_an_answer_or_none(wire: Rest | Soap, name: str) -> None:
    assert isinstance(wire.document(HOSTILE[name]), dict | None)
