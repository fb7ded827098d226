"""Whatever the service sends: values, or an error of the tree; never anything else, never for long, never with much memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers import errors
from providers.values.dids import DidChanges
from providers.values.e911 import CivicAddress
from providers.values.messaging import Media
from providers.values.ordering import AvailableNumber, NumberKind, NumberSearch, OrderSettings
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voipinnovations.client import Client
from providers.voipinnovations.provider import VoipinnovationsAccount
from providers.wire.catalog import Method, Param, load
from providers.wire.http import Answer, Body, Streamed
from providers.wire.redact import Secret
from tests.providers.voipinnovations.soap_answers import DID, SOAP, XML, asked, document

CATALOG = load("voipinnovations")
NUMBER = PhoneNumber("+12125550142")
OFFER = AvailableNumber(offer_id="2125550142", number=NUMBER)
GROUP = Route(kind=RouteKind.ENDPOINT_GROUP, target="7")
FORWARD = Route(kind=RouteKind.FORWARD, target="+13125550100")
SECONDS = 5.0  # of our own work: more than any answer may take us

HOME = CivicAddress(name="x", street_number="1", street="x", city="x", region="NY", postal_code="10001", country="US")

READS: dict[str, Callable[[VoipinnovationsAccount], object]] = {
    "numbers": lambda account: list(account.dids.list_owned()),
    "a number": lambda account: account.dids.get(NUMBER),
    "states": lambda account: list(account.ordering.areas()),
    "places": lambda account: list(account.ordering.areas(region="NY")),
    "a search": lambda account: list(account.ordering.search(NumberSearch(region="NY"))),
    "toll-free": lambda account: list(account.ordering.search(NumberSearch(kind=NumberKind.TOLL_FREE))),
    "objects": lambda account: [list(account.routing.list_objects(kind)) for kind in sorted(account.routing.kinds)],
    "devices": lambda account: list(account.devices.list_devices()),
    "an emergency address": lambda account: account.e911.get_address(NUMBER),
    "emergency addresses": lambda account: list(account.e911.list_addresses()),
    "a validation": lambda account: account.e911.validate(NUMBER, HOME),
    "alerts": lambda account: account.e911.alerts(NUMBER),
    "brands": lambda account: list(account.campaigns.list_brands()),
    "campaigns": lambda account: list(account.campaigns.list_campaigns()),
    "fax numbers": lambda account: list(account.faxing.list_fax_numbers()),
    "portability": lambda account: account.porting.check_portability(NUMBER),
    "ports": lambda account: list(account.porting.list_ports()),
    "a port": lambda account: account.porting.get_port("1"),
    "the balance": lambda account: account.billing.balance(),
    "clients": lambda account: list(account.sub_accounts.list_sub_accounts()),
    "the check": lambda account: list(account.check()),
}
WRITES: dict[str, Callable[[VoipinnovationsAccount], object]] = {
    "settings": lambda account: account.dids.update(NUMBER, DidChanges(cnam_lookup=True, caller_name="X")),
    "a reservation": lambda account: account.ordering.reserve([OFFER]),
    "an order": lambda account: account.ordering.order([OFFER], OrderSettings(route=GROUP)),
    "a release": lambda account: account.ordering.release(NUMBER),
    "a forward": lambda account: account.routing.set_route(NUMBER, FORWARD, Failovers(unreachable=NOWHERE)),
    "a group": lambda account: account.routing.set_route(NUMBER, GROUP, Failovers(unreachable=FORWARD)),
    "a new object": lambda account: account.routing.save_object(RouteKind.DID_GROUP, {"name": "x"}),
    "an emergency address": lambda account: account.e911.provision(NUMBER, HOME),
    "no emergency address": lambda account: account.e911.remove(NUMBER),
    "alerts": lambda account: account.e911.set_alerts(NUMBER, ["a@example.com"]),
    "an SMS": lambda account: account.messaging.send_sms(NUMBER, NUMBER, "x"),
    "an MMS": lambda account: account.messaging.send_mms(
        NUMBER, NUMBER, "x", [Media(name="x", content_type="x", content=b"x")]
    ),
    "a callback": lambda account: account.messaging.set_callback(NUMBER, "https://example.com/"),
    "a brand": lambda account: account.campaigns.save_brand({"CompanyName": "x"}),
    "a campaign's numbers": lambda account: account.campaigns.assign("1", [NUMBER]),
    "fax emails": lambda account: account.faxing.set_fax_emails(NUMBER, []),
}
WAYS = {f"reading {name}": way for name, way in READS.items()} | {
    f"writing {name}": way for name, way in WRITES.items()
}

# What an honest answer holds in these fields: so that the nonsense in others is met further on.
KNOWN: dict[str, list[str]] = {
    "tn": ["2125550142"], "TN": ["2125550142"], "statusCode": ["100", "100", "100", "206200", "104225"],
    "availability": ["assigned"], "endpointId": ["7"], "ForwardTN": ["3125550100"], "address1": ["1 Main St"], "ID": ["7"],
    "id": ["1"], "CampaignId": ["C1"], "CustomerId": ["B1"], "Uuid": ["u"], "Amount": ["1.5"], "Enabled": ["true"],
    "activatedTime": ["2026-05-02T12:00:00"], "focDate": ["2026-05-02T12:00:00Z"], "string": ["NY"],
}  # fmt: skip
ODD = st.sampled_from(
    ["", "0", "-1", "none", "0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00", "0000-00-00T00:00:00", "2026-13-45T99:99:99",
     "2026-05-02", "NaN", "INF", "-0", "1e999", "1E+999999999", "1_0", "²", "٣", "true", "TRUE", "maybe", "2125550142", "+", "%",
     "9" * 20, "9" * 5000, "\t", "a;b,c", ":::", "\ud7ff", "\ufffd", "%s%(x)s", "100", "101", "902", "\x01"]
)  # fmt: skip
TEXT = ODD | st.text(max_size=12, alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn"]))

TIMES = st.sampled_from(
    ["2026-05-02T12:00:00", "2026-05-02T12:00:00.1234567Z", "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00",
     "1900-01-01T00:00:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59", ""]
)  # fmt: skip
TYPED: dict[str, st.SearchStrategy[str]] = {
    "xs:boolean": st.sampled_from(["true", "false", "1", "0", ""]),
    "xs:int": st.sampled_from(["0", "7", "-1", "99999999999999999999", "1_0", " 5 "]),
    "xs:decimal": st.sampled_from(["0", "-1.5", "1E+999999999", "1e400", "NaN", "Infinity", "0.00000000000000000001"]),
    "xs:dateTime": TIMES,
}


class Fed:
    """In the place of a connection: each request is answered with what the example draws for its method."""

    def __init__(self, draw: Callable[[Method], bytes], piece: int = 40) -> None:
        self._draw, self._piece, self.requests = draw, piece, 0

    def exchange(self, url: str, payload: Body) -> Answer:
        return Answer(status=200, content_type=XML, body=self._body(payload))

    @contextmanager
    def stream(self, url: str, payload: Body, *, max_answer_bytes: int) -> Iterator[Streamed]:
        body = self._body(payload)
        yield Streamed(200, XML, (body[at : at + self._piece] for at in range(0, len(body), self._piece)))

    def close(self) -> None:
        pass

    def _body(self, payload: Body) -> bytes:
        self.requests += 1
        assert self.requests < 100, "no answer makes it ask for ever"
        return self._draw(CATALOG.methods[asked(payload.content_type, payload.content)["method"]])


def fed(draw: Callable[[Method], bytes]) -> VoipinnovationsAccount:
    client = Client("a", Secret("b-secret"))
    client.close()
    client._http = Fed(draw)  # type: ignore[assignment]
    return VoipinnovationsAccount(client)


def values(param: Param, depth: int = 0) -> st.SearchStrategy[Any]:
    """What may stand in an element: mostly what its type says, at times any nonsense."""
    return st.integers(0, 24).flatmap(lambda drawn: proper(param, depth) if drawn else TEXT | st.none())


def proper(param: Param, depth: int) -> st.SearchStrategy[Any]:
    if param.type in CATALOG.types and depth < 5:
        properties = CATALOG.types[param.type]
        if param.type.startswith("ArrayOf"):
            item = properties[0]
            return st.lists(values(item, depth + 1), max_size=2).map(lambda rows: (item.name, rows))
        return objects(properties, depth + 1)
    typed = TYPED.get(param.type, TEXT)
    known = st.sampled_from(KNOWN.get(param.name, [""]))
    return st.one_of(known, known, known, known, typed) if param.name in KNOWN else typed


def objects(properties: tuple[Param, ...], depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {each.name: values(each, depth) for each in properties}
    sure = {name: drawn.pop(name) for name in list(drawn) if name in KNOWN or name[-1] == "s"}
    return st.fixed_dictionaries(sure, optional=drawn)


ANSWERS = {
    name: objects(tuple(each for each in CATALOG.types[name] if each.name not in ("responseCode", "responseMessage")))
    for name in {method.returns for method in CATALOG.methods.values()}
}
CODES = st.sampled_from([100] * 20 + [101, 900, 902, 906, 909, 777, "", "x"])


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_no_answer_breaks_a_port(data: st.DataObject, way: str) -> None:
    def draw(method: Method) -> bytes:
        found = data.draw(ANSWERS[method.returns])
        return document(method.name, found, code=data.draw(CODES)).decode().encode(errors="replace")

    with suppress(errors.ProviderError):
        WAYS[way](fed(draw))


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_cut_or_spoilt_anywhere_breaks_no_port(way: str) -> None:
    def whole(method: Method) -> bytes:
        return document(method.name, {"DIDs": ("DID", [DID])}, said="é")

    for at in range(0, 900, 37):
        for spoilt in (
            lambda method, at=at: whole(method)[:at],
            lambda method, at=at: whole(method)[:at] + b"\xff" + whole(method)[at + 1 :],
            lambda method, at=at: whole(method)[:at] + b"<x>" + whole(method)[at:],
            lambda method, at=at: whole(method)[:at] + whole(method)[at + 5 :],
        ):
            with suppress(errors.ProviderError):
                WAYS[way](fed(spoilt))


def wrapped(inside: bytes, method: str) -> bytes:
    head = (
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body><{method}Response xmlns="http://tempuri.org/"><{method}Result>'
    )
    return (
        head.encode()
        + b"<responseCode>100</responseCode>"
        + inside
        + f"</{method}Result></{method}Response></soap:Body></soap:Envelope>".encode()
    )


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">' + b"".join(
    b'<!ENTITY c%d "%s">' % (level, b"&%s;" % (b"c%d" % (level - 1) if level else b"b") * 10) for level in range(9)
)
BILLION = b"]>"
HOSTILE: dict[str, Callable[[str], bytes]] = {
    "a bomb of entities": lambda name: BOMB + BILLION + wrapped(b"<responseMessage>&c8;</responseMessage>", name),
    "a bomb within a record": lambda name: BOMB + BILLION + wrapped(b"<DIDs><DID><tn>&c8;</tn></DID></DIDs>", name),
    "one large entity many times": lambda name: (
        b'<!DOCTYPE a [<!ENTITY b "' + b"b" * 50_000 + b'">]>' + wrapped(b"<DIDs>" + b"&b;" * 20_000 + b"</DIDs>", name)
    ),
    "a file of the server": lambda name: (
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        + wrapped(b"<DIDs><DID><tn>&b;</tn></DID></DIDs>", name)
    ),
    "a DTD elsewhere": lambda name: b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd">' + wrapped(b"", name),
    "a document type and nothing else": lambda name: b"<!DOCTYPE a>" + wrapped(b"<DIDs><DID/></DIDs>", name),
    "an inclusion": lambda name: wrapped(
        b'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>', name
    ),
    "deep nesting": lambda name: b"<a>" * 100_000,
    "deep nesting within the result": lambda name: wrapped(b"<DIDs>" * 200 + b"</DIDs>" * 200, name),
    "deep nesting within a record": lambda name: wrapped(
        b"<DIDs><DID>" + b"<tn>" * 240 + b"</tn>" * 240 + b"</DID></DIDs>", name
    ),
    "records within records": lambda name: wrapped(b"<DIDs>" + b"<DID>" * 200 + b"</DID>" * 200 + b"</DIDs>", name),
    "a million attributes": lambda name: wrapped(
        b"<DIDs><DID " + b"".join(b'a%d="1" ' % n for n in range(100_000)) + b"/></DIDs>", name
    ),
    "an attribute without end": lambda name: wrapped(b'<DIDs><DID a="' + b"x" * 11_000_000 + b'"/></DIDs>', name),
    "a text of many megabytes": lambda name: wrapped(
        b"<DIDs><DID><tn>" + b"9" * 11_000_000 + b"</tn></DID></DIDs>", name
    ),
    "a comment of many megabytes": lambda name: wrapped(b"<!--" + b"x" * 11_000_000 + b"-->", name),
    "many namespaces": lambda name: wrapped(b"".join(b'<a xmlns="urn:%d"/>' % n for n in range(20_000)), name),
    "many names": lambda name: wrapped(
        b"<DIDs><DID>" + b"".join(b"<a%d/>" % n for n in range(50_000)) + b"</DID></DIDs>", name
    ),
    "references to somewhere else": lambda name: wrapped(
        b'<DIDs href="#1"/><a id="1">' + b'<a href="#1"/>' * 999 + b"</a>", name
    ),
    "another type than agreed": lambda name: wrapped(
        b'<DIDs xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="x:y">1</DIDs>', name
    ),
    "UTF-16": lambda name: wrapped(b"", name).decode().encode("utf-16"),
    "UTF-7": lambda name: b'<?xml version="1.0" encoding="utf-7"?>' + wrapped(b"+AGEAYg-", name),
    "an encoding that is none": lambda name: b'<?xml version="1.0" encoding="nothing"?>' + wrapped(b"", name),
    "an encoding that it is not": lambda name: b'<?xml version="1.0" encoding="utf-16"?>' + wrapped(b"", name),
    "Latin letters called UTF-8": lambda name: wrapped("<DIDs><DID><tn>é</tn></DID></DIDs>".encode("latin-1"), name),
    "zeros": lambda name: b"\0" * 100_000,
    "compressed": lambda name: b"\x1f\x8b\x08" + b"x" * 100,
    "a page": lambda name: b"<!doctype html><html><body><p>Checking your browser<br></body></html>",
    "a page that is XML": lambda name: (
        b'<html xmlns="http://www.w3.org/1999/xhtml"><body><DID><tn>2125550142</tn></DID></body></html>'
    ),
    "only a body": lambda name: f'<Envelope xmlns="{SOAP}"><Body/></Envelope>'.encode(),
    "a body with comments": lambda name: f'<Envelope xmlns="{SOAP}"><Body><!-- --><?php ?></Body></Envelope>'.encode(),
    "two answers": lambda name: wrapped(b"", name) * 2,
    "a fault without words": lambda name: (
        f'<e:Envelope xmlns:e="{SOAP}"><e:Body><e:Fault/></e:Body></e:Envelope>'.encode()
    ),
    "a fault full of words": lambda name: (
        f'<e:Envelope xmlns:e="{SOAP}"><e:Body><e:Fault>{"<a>x</a>" * 100_000}</e:Fault></e:Body></e:Envelope>'.encode()
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_an_error_or_nothing_and_soon(name: str) -> None:
    def body(method: Method) -> bytes:
        return made.setdefault(method.name, HOSTILE[name](method.name))

    made: dict[str, bytes] = {}
    for way in ("reading the balance", "reading numbers", "reading a number", "writing a release", "reading alerts"):
        account = fed(body)
        account.client._http._piece = 16_384  # type: ignore[attr-defined]
        started = time.process_time()
        told = outcome(WAYS[way], account)
        assert len(told) < 3000
        assert "root:" not in told
        assert time.process_time() - started < SECONDS


def outcome(way: Callable[[VoipinnovationsAccount], object], account: VoipinnovationsAccount) -> str:
    """What came out, or the sample in the error; anything but an error of the tree fails the test."""
    try:
        return repr(way(account))
    except errors.ProviderError as problem:
        return problem.raw


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_fields_are_found_in_any_order_and_with_any_others_between_them(data: st.DataObject) -> None:
    """Much of the order is inferred, and a later service sends more than we know: nothing of it may hide a number."""

    def shuffled(values: dict[str, Any]) -> dict[str, Any]:
        unknown = {"Later": "x", "More": ("Thing", [{"tn": "1"}])}
        return dict(data.draw(st.permutations(list({**values, **unknown}.items()))))

    group = shuffled({"ID": "7", "Name": "Toronto", "Active": "true", "Endpoints": ("string", ["192.0.2.7"])})
    answered = {
        "queryDID": shuffled(
            {"DIDs": ("DID", [shuffled(DID)]), "DIDLocators": "", "ConferenceLine": {"Enabled": "false"}}
        ),
        "AuditEndpointGroups": shuffled({"EndpointGroups": ("EndpointGroup", [group])}),
    }
    account = fed(lambda method: document(method.name, answered.get(method.name, {})))
    did = account.dids.get(NUMBER)
    assert (did.route, did.note, did.e911) == (GROUP, "front desk", True)
    (device,) = account.devices.list_devices()
    assert (device.login, device.description) == ("Toronto", "192.0.2.7")


# What a person could write or another program could hand over, XML's forbidden characters and half pairs among them.
WRITTEN = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "\ud800",
        "\x00",
        "\x0b",
        "\ufffe",
        "<a>",
        "]]>",
        "&",
        "²",
        "٣" * 10,
        "9" * 5000,
        "7",
        "2125550142",
        "TX/AUSTIN",
    ]
)
INPUTS: dict[str, Callable[[VoipinnovationsAccount, str], object]] = {
    "a search": lambda account, text: list(account.ordering.search(NumberSearch(region=text, pattern=text, area=text))),
    "an exchange": lambda account, text: list(account.ordering.search(NumberSearch(area_code=text, exchange=text))),
    "places": lambda account, text: list(account.ordering.areas(region=text)),
    "an offer": lambda account, text: account.ordering.order(
        [AvailableNumber(offer_id=text, number=None)], OrderSettings(route=GROUP, reference=text, note=text)
    ),
    "a reference": lambda account, text: account.ordering.order([OFFER], OrderSettings(route=GROUP, reference=text)),
    "a group to buy into": lambda account, text: account.ordering.order(
        [OFFER], OrderSettings(route=Route(kind=RouteKind.ENDPOINT_GROUP, target=text))
    ),
    "a group": lambda account, text: account.routing.set_route(
        NUMBER, Route(kind=RouteKind.ENDPOINT_GROUP, target=text), Failovers()
    ),
    "a forward": lambda account, text: account.routing.set_route(
        NUMBER, Route(kind=RouteKind.FORWARD, target=text), Failovers()
    ),
    "a failover": lambda account, text: account.routing.set_route(
        NUMBER, GROUP, Failovers(unreachable=Route(kind=RouteKind.FORWARD, target=text))
    ),
    "an object": lambda account, text: account.routing.save_object(RouteKind.DID_GROUP, {"name": text, text: text}),
    "a conference line": lambda account, text: account.routing.save_object(
        RouteKind.CONFERENCE, {"pin": text}, remote_id=text
    ),
    "no conference line": lambda account, text: account.routing.delete_object(RouteKind.CONFERENCE, text),
    "a caller name": lambda account, text: account.dids.update(NUMBER, DidChanges(caller_name=text)),
    "an address": lambda account, text: account.e911.provision(
        NUMBER,
        CivicAddress(
            street_number=text, street=text, city=text, region=text, postal_code=text, country="US", name=text
        ),
    ),
    "alerts": lambda account, text: account.e911.set_alerts(NUMBER, [text, text]),
    "a message": lambda account, text: account.messaging.send_sms(NUMBER, NUMBER, text),
    "a file": lambda account, text: account.messaging.send_mms(
        NUMBER, NUMBER, text, [Media(name=text, content_type=text, content=text.encode(errors="replace"))]
    ),
    "an address to post to": lambda account, text: account.messaging.set_callback(NUMBER, text),
    "a brand": lambda account, text: account.campaigns.save_brand({"CompanyName": text}, remote_id=text),
    "a field of a brand": lambda account, text: account.campaigns.save_brand({text: "x"}),
    "a campaign": lambda account, text: account.campaigns.save_campaign({"description": text}, remote_id=text),
    "a campaign's numbers": lambda account, text: account.campaigns.assign(text, [NUMBER]),
    "no brand": lambda account, text: account.campaigns.delete_brand(text),
    "fax addresses": lambda account, text: account.faxing.set_fax_emails(NUMBER, [text]),
    "a port": lambda account, text: account.porting.get_port(text),
    "a parameter of the console": lambda account, text: account.client.call(
        "getDIDCount", **{"state": text, text: text}
    ),
}


@pytest.mark.parametrize("name", INPUTS)
@settings(max_examples=25, deadline=None)
@given(text=WRITTEN)
def test_no_input_breaks_a_port(name: str, text: str) -> None:
    """What cannot be sent is an error of the tree too; what can be sent arrives as well-formed XML (`Fed` reads it)."""

    def answer(method: Method) -> bytes:
        return document(method.name, {"DIDs": ("DID", [DID])} if method.returns == "DIDResponse" else {})

    with suppress(errors.ProviderError):
        INPUTS[name](fed(answer), text)
