"""Answers in the form that the service gives them, written by hand from the fact sheet: not by the WSDL that is tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from lxml import etree

from tests.providers.scripted import Reply

XML = "text/xml; charset=utf-8"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
Fields = Mapping[str, Any]

DID = {
    "tn": "2125550142", "availability": "assigned", "rewrite": "2125550142", "status": "Assigned to group 7", "statusCode": "100",
    "tier": "0", "refId": "front desk", "cnamName": "", "state": "NY", "rateCenter": "NWYRCYZN01", "didGroupId": "",
    "Network": "VI", "endpointId": "7", "expireDate": "1900-01-01T00:00:00", "has411": "false", "has911": "true", "cnam": "true",
    "cnamStorageActive": "false", "cnamStorageAvailability": "true", "t38": "true",
}  # fmt: skip
NOBODY = DID | {
    "tn": "", "availability": "Unavailable", "rewrite": "", "status": "UNKNOWN", "statusCode": "101200", "tier": "-99999",
    "refId": "", "state": "", "rateCenter": "", "Network": "", "endpointId": "0", "has911": "false", "cnam": "false",
    "cnamStorageAvailability": "false", "t38": "false",
}  # fmt: skip
LOCATION = {
    "locationId": "900142", "address1": "1 Main St", "address2": "Fl 2", "city": "New York", "state": "NY", "zipCode": "10001",
    "plusFour": "1234", "callerName": "NORDPHONE", "latitude": "40.7", "longitude": "-74.0", "statusCode": "PROVISIONED",
    "statusDescription": "Live", "orderId": "1", "activatedTime": "2026-05-02T16:00:00Z", "updateTime": "2026-05-02T16:00:01Z",
}  # fmt: skip
NO_LOCATION = dict.fromkeys(LOCATION, "") | {
    "statusCode": "206200", "activatedTime": "0001-01-01T00:00:00", "updateTime": "0001-01-01T00:00:00",
}  # fmt: skip
CARRIER_COPY = {
    "locationId": "900142", "tn": "2125550142", "callerName": "NORDPHONE   ", "address1": "1 Main St", "address2": "Fl 2",
    "city": "New York", "state": "NY", "zipCode": "10001-1234", "latitude": "40.7", "longitude": "-74.0",
    "statusCode": "PROVISIONED", "statusDescription": "Live", "activatedTime": "2026-05-02T12:00:00",
    "dateAdded": "2026-05-02T11:00:00",
}  # fmt: skip


def element(name: str, value: Any) -> str:
    """A text, an object (mapping), a list of one item name each (("DID", rows)), or nil (None)."""
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    if isinstance(value, Mapping):
        return f"<{name}>{fields(value)}</{name}>"
    if isinstance(value, tuple):
        item, rows = value
        return f"<{name}>{''.join(element(item, row) for row in rows)}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"


def fields(values: Fields) -> str:
    return "".join(element(name, value) for name, value in values.items())


def document(method: str, values: Fields | None = None, *, code: object = 100, said: str = "Success") -> bytes:
    """A whole answer; `values` stand after code and message. `code` None: it is left out."""
    head = {"responseCode": code, "responseMessage": said} if code is not None else {}
    result = fields({**head, **(values or {})})
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>'
        f'<{method}Response xmlns="http://tempuri.org/"><{method}Result>{result}</{method}Result></{method}Response>'
        "</soap:Body></soap:Envelope>"
    ).encode()


def reply(method: str, values: Fields | None = None, *, code: object = 100, said: str = "Success") -> Reply:
    return Reply(body=document(method, values, code=code, said=said), content_type=XML)


def numbers(method: str, *rows: Fields) -> Reply:
    """An answer about numbers, with the lists that are not used as empty elements."""
    unused = {"DIDLocators": "", "DIDCounts": "", "DIDGroups": "", "ConferenceLine": {"Enabled": "false"}}
    return reply(method, {"DIDs": ("DID", rows), **unused})


def outcome(tn: str, code: str, status: str = "as it says") -> dict[str, str]:
    """The row of a number that was acted on, in schema order: nothing of its settings is in it."""
    said = {"tn": tn, "availability": "", "rewrite": "", "status": status, "statusCode": code, "tier": "0", "refId": ""}
    return {**said, "endpointId": "0", "expireDate": "1900-01-01T00:00:00", "has411": "false", "cnam": "false"}


def fault(text: str = "Server was unable to process request.", *, status: int = 500) -> Reply:
    body = (
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode>'
        f"<faultstring>{escape(text)}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
    )
    return Reply(body=body.encode(), status=status, content_type=XML)


def asked(content_type: str, body: bytes) -> dict[str, str]:
    """What was sent, as the sandbox of a test reads it: `method`, `xml`, and each leaf by its name, the last of a name."""
    found = next(etree.fromstring(body).iterchildren(f"{{{SOAP}}}Body"))[0]
    leaves = {etree.QName(each).localname: each.text or "" for each in found.iter() if not len(each)}
    return {**leaves, "method": etree.QName(found).localname, "xml": body.decode()}


def items(xml: str, name: str) -> list[dict[str, str]]:
    """Each element of that name in what was sent, as its fields."""
    found = etree.fromstring(xml.encode()).iter(f"{{http://tempuri.org/}}{name}")
    return [{etree.QName(leaf).localname: leaf.text or "" for leaf in each} for each in found]


def listing(xml: str) -> Sequence[str]:
    """The texts of an ArrayOfString in what was sent."""
    return [each.text or "" for each in etree.fromstring(xml.encode()).iter("{http://tempuri.org/}string")]
