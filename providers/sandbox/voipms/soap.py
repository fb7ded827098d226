"""The SOAP endpoint of VoIP.ms: rpc style, SOAP encoding, one part in ("params"), one part out ("return", a Map).

The part may be a struct (its elements are the parameters) or an Apache Map (items of key and value), whatever its name is:
PHP and Perl clients send Maps, toolkits that read the WSDL send structs. Parts that stand apart and are referred to
(`href="#id"`), as older toolkits write them, are followed. The answer is what PHP's server writes: an Apache Map with the
same keys as the JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.voipms.account import PROVIDER
from providers.sandbox.voipms.service import CREDENTIALS, LARGEST_FIELD, Asked, serve
from providers.wire.catalog import load
from providers.wire.xml import NotXml, local, parse

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
SERVICE = "urn:VoIPmsService"
MAP = "http://xml.apache.org/xml-soap"
XSD = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"SOAP-ENV": ENVELOPE, "ns1": SERVICE, "xsd": XSD, "xsi": XSI, "ns2": MAP, "SOAP-ENC": ENCODING}
TYPE, NIL = f"{{{XSI}}}type", f"{{{XSI}}}nil"
LARGEST_BODY = 4 * LARGEST_FIELD  # sendMMS carries three files
DEEPEST_REFERENCE = 10


async def soap(request: Request) -> Response:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST_BODY:
            return fault("Bad Request")
    try:
        operation = _operation(parse(bytes(content)))
    except NotXml:
        return fault("Bad Request")
    method = local(operation)
    if method not in load(PROVIDER).methods:
        return fault(f"Procedure '{method}' not present")
    given = _given(operation)
    asked = Asked(
        login=given.get("api_username", ""),
        password=given.get("api_password", ""),
        method=method,
        parameters={name: value for name, value in given.items() if name not in CREDENTIALS},
        address=request.client.host if request.client else "",
        base=str(request.base_url).rstrip("/"),
    )
    return await serve(request.app.state.world, asked, lambda body: _written(method, body))


# ── Reading ───────────────────────────────────────────────────────────────────────────


def _operation(envelope: etree._Element) -> etree._Element:
    """The call: the first element of the body. Raises `NotXml` when the document is no SOAP call."""
    body = envelope.find(f"{{{ENVELOPE}}}Body")
    operation = next(iter(body), None) if body is not None else None
    if envelope.tag != f"{{{ENVELOPE}}}Envelope" or operation is None:
        raise NotXml("no SOAP call")
    return operation


def _given(operation: etree._Element) -> dict[str, str]:
    """The parameters: of the one part, of a Map, or of a Map that holds nothing but the part."""
    marked = {element.get("id", ""): element for element in operation.getroottree().iter() if element.get("id")}
    holder = operation
    for _ in range(DEEPEST_REFERENCE):
        pairs = list(_pairs(holder, marked))
        if len(pairs) != 1 or not len(pairs[0][1]):
            return {name: _text(value) for name, value in pairs}
        holder = pairs[0][1]
    return {}


def _pairs(holder: etree._Element, marked: Mapping[str, etree._Element]) -> Iterator[tuple[str, etree._Element]]:
    for child in holder:
        keyed = {local(each): _followed(each, marked) for each in _followed(child, marked)}
        if local(child) == "item" and keyed.keys() >= {"key", "value"}:
            yield _text(keyed["key"]), keyed["value"]
        else:
            yield local(child), _followed(child, marked)


def _followed(element: etree._Element, marked: Mapping[str, etree._Element]) -> etree._Element:
    return marked.get(element.get("href", "").removeprefix("#"), element)


def _text(element: etree._Element) -> str:
    """A null is an empty text; a typed boolean is the service's 1 or 0."""
    text = element.text or ""
    if element.get(NIL) in {"true", "1"}:
        return ""
    if element.get(TYPE, "").rpartition(":")[2] == "boolean":
        return {"true": "1", "false": "0"}.get(text.strip(), text)
    return text


# ── Writing ───────────────────────────────────────────────────────────────────────────


def _written(method: str, body: object) -> Response:
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap=PREFIXES)
    envelope.set(f"{{{ENVELOPE}}}encodingStyle", ENCODING)
    answer = etree.SubElement(etree.SubElement(envelope, f"{{{ENVELOPE}}}Body"), f"{{{SERVICE}}}{method}Response")
    _put(etree.SubElement(answer, "return"), body)
    return _response(envelope)


def _put(element: etree._Element, value: object) -> None:
    if isinstance(value, dict):
        element.set(TYPE, "ns2:Map")
        for key, each in value.items():
            item = etree.SubElement(element, "item")
            _put(etree.SubElement(item, "key"), str(key))
            _put(etree.SubElement(item, "value"), each)
    elif isinstance(value, list):
        kinds = {_kind(each) for each in value}
        element.set(f"{{{ENCODING}}}arrayType", f"{kinds.pop() if len(kinds) == 1 else 'xsd:ur-type'}[{len(value)}]")
        element.set(TYPE, "SOAP-ENC:Array")
        for each in value:
            _put(etree.SubElement(element, "item"), each)
    elif value is None:
        element.set(NIL, "true")
    else:
        element.set(TYPE, _kind(value))
        element.text = str(value).lower() if isinstance(value, bool) else _clean(str(value))


def _kind(value: object) -> str:
    kinds = {dict: "ns2:Map", list: "SOAP-ENC:Array", bool: "xsd:boolean", int: "xsd:int", float: "xsd:float"}
    return kinds.get(type(value), "xsd:string")


def _clean(text: str) -> str:
    """Without the control characters that XML cannot carry."""
    return "".join(char for char in text if char in "\t\n\r" or (ord(char) >= 0x20 and char not in "\ufffe\uffff"))


def fault(text: str) -> Response:
    """What cannot be read is the client's fault, told with HTTP 500."""
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"SOAP-ENV": ENVELOPE})
    told = etree.SubElement(etree.SubElement(envelope, f"{{{ENVELOPE}}}Body"), f"{{{ENVELOPE}}}Fault")
    etree.SubElement(told, "faultcode").text = "SOAP-ENV:Client"
    etree.SubElement(told, "faultstring").text = text
    return _response(envelope, status_code=500)


def _response(envelope: etree._Element, status_code: int = 200) -> Response:
    content = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
    return Response(content, status_code=status_code, media_type="text/xml; charset=utf-8")
