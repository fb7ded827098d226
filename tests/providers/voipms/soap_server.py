"""The service's side of SOAP as PHP speaks it: what a call carries, and answers written as JSON in Apache Maps."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from tests.providers.scripted import Reply, Request

_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="urn:VoIPmsService"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:ns2="http://xml.apache.org/xml-soap" xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"'
    ' SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><SOAP-ENV:Body>'
)


def soap_fields(content_type: str, body: bytes) -> dict[str, str]:
    """The fields of a call, the name of its method among them; refused where it is not the documented form."""
    assert content_type == "text/xml; charset=utf-8"
    (operation,) = etree.fromstring(body).find(f"{_SOAP}Body")  # type: ignore[misc]
    assert operation.get(f"{_SOAP}encodingStyle") == "http://schemas.xmlsoap.org/soap/encoding/"
    namespace, _, method = operation.tag[1:].partition("}")
    assert namespace == "urn:VoIPmsService"
    (params,) = operation
    assert params.tag == "params"
    assert str(params.get(f"{_XSI}type")).endswith(":Map")
    fields = {str(item.findtext("key")): item.findtext("value") or "" for item in params}
    return {**fields, "method": method}


def soap_reply(request: Request, reply: Reply) -> Reply:
    """The reply in SOAP when it is an object of JSON; what is broken stays as it is."""
    try:
        document = json.loads(reply.body)
    except (ValueError, RecursionError):
        return reply
    if not isinstance(document, dict) or reply.promised is not None:
        return reply
    name = f"ns1:{request.method}Response"
    body = f"{_OPEN}<{name}>{_element('return', document)}</{name}></SOAP-ENV:Body></SOAP-ENV:Envelope>"
    return Reply(body=body.encode(), status=reply.status, content_type="text/xml; charset=utf-8", headers=reply.headers)


def _element(name: str, value: Any) -> str:
    if isinstance(value, dict):
        items = "".join(f"<item>{_element('key', key)}{_element('value', each)}</item>" for key, each in value.items())
        return f'<{name} xsi:type="ns2:Map">{items}</{name}>'
    if isinstance(value, list):
        items = "".join(_element("item", each) for each in value)
        return f'<{name} SOAP-ENC:arrayType="xsd:ur-type[{len(value)}]" xsi:type="SOAP-ENC:Array">{items}</{name}>'
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    kind, text = next(
        (kind, text)
        for python, kind, text in (
            (bool, "boolean", str(value).lower()),
            (int, "int", str(value)),
            (float, "float", str(value)),
            (str, "string", str(value)),
        )
        if isinstance(value, python)
    )
    return f'<{name} xsi:type="xsd:{kind}">{escape(text)}</{name}>'
