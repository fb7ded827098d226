"""The SOAP endpoint of VoIP Innovations: document/literal, wrapped, SOAP 1.1 and 1.2 at one address, as ASP.NET serves it.

What cannot be read is a SOAP fault with HTTP 500; every answer of the service itself, refusals too, is HTTP 200
(fact sheet, section 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lxml import etree
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from providers.sandbox.voipinnovations.account import PROVIDER
from providers.sandbox.voipinnovations.reading import CREDENTIALS, Unreadable, read
from providers.sandbox.voipinnovations.service import Asked, serve
from providers.sandbox.voipinnovations.writing import pieces, text
from providers.sandbox.voipinnovations.wsdl import wsdl
from providers.wire.catalog import Method, load
from providers.wire.xml import NotXml, local, parse

NAMESPACE = load(PROVIDER).options["namespace"]
XSD = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LARGEST_BODY = 4 * 1024 * 1024  # what ASP.NET takes when nobody says otherwise
WHOLE_UNTIL = 256 * 1024  # longer answers go out in pieces


@dataclass(frozen=True, slots=True)
class Version:
    """One version of SOAP. `codes`: how it says that the caller is wrong, and that the service is."""

    envelope: str
    media_type: str
    caller: str
    service: str


SOAP11 = Version("http://schemas.xmlsoap.org/soap/envelope/", "text/xml; charset=utf-8", "soap:Client", "soap:Server")
SOAP12 = Version(
    "http://www.w3.org/2003/05/soap-envelope", "application/soap+xml; charset=utf-8", "soap:Sender", "soap:Receiver"
)
VERSIONS = {version.envelope: version for version in (SOAP11, SOAP12)}


async def endpoint(request: Request) -> Response:
    if request.method == "POST":
        return await _soap(request)
    if any(name.upper() == "WSDL" for name in request.query_params):
        return wsdl(request)
    operations = "".join(f"<li>{name}</li>" for name in load(PROVIDER).methods)
    return HTMLResponse(f"<html><head><title>APIService</title></head><body><ul>{operations}</ul></body></html>")


async def _soap(request: Request) -> Response:
    version = SOAP12 if request.headers.get("content-type", "").startswith("application/soap+xml") else SOAP11
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST_BODY:
            return fault(version, version.caller, "Maximum request length exceeded.")
    try:
        envelope = parse(content)
        version = _version(envelope)
        operation = _operation(envelope, version)
    except NotXml as problem:
        return fault(version, version.caller, f"Server was unable to read request. ---> {problem}")
    method = _method(operation, request)
    if method is None:
        told = local(operation) if operation is not None else ""
        return fault(version, version.caller, f"Server did not recognize the value of HTTP Header SOAPAction: {told}.")
    try:
        given = read(method, operation if operation is not None else etree.Element(method.name))
    except Unreadable as problem:
        return fault(version, version.caller, f"Server was unable to read request. ---> {problem}")
    asked = Asked(
        login=given["login"],
        secret=given["secret"],
        method=method,
        given={name: value for name, value in given.items() if name not in CREDENTIALS},
        address=request.client.host if request.client else "",
        base=str(request.base_url).rstrip("/"),
    )
    return await serve(
        request.app.state.world,
        asked,
        whole=lambda body: _whole(version, method, body),
        streamed=lambda body: _streamed(version, method, body),
    )


# ── Reading ───────────────────────────────────────────────────────────────────────────


def _version(envelope: etree._Element) -> Version:
    name = etree.QName(envelope)
    if name.localname != "Envelope" or name.namespace not in VERSIONS:
        raise NotXml("it is no SOAP envelope")
    return VERSIONS[name.namespace]


def _operation(envelope: etree._Element, version: Version) -> etree._Element | None:
    """The element of the call, None when the body is empty."""
    body = envelope.find(f"{{{version.envelope}}}Body")
    if body is None:
        raise NotXml("it has no body")
    return next(iter(body), None)


def _method(operation: etree._Element | None, request: Request) -> Method | None:
    """By the element of the body, else by the action; capitals matter."""
    methods = load(PROVIDER).methods
    if operation is not None and etree.QName(operation).namespace == NAMESPACE and local(operation) in methods:
        return methods[local(operation)]
    action = request.headers.get("soapaction", "").strip('" ')
    return methods.get(action.removeprefix(NAMESPACE)) if action.startswith(NAMESPACE) else None


# ── Writing ───────────────────────────────────────────────────────────────────────────


def _whole(version: Version, method: Method, body: object) -> Response:
    content = "".join(_envelope(version, method, body)).encode()
    return Response(content, headers={"content-type": version.media_type})


def _streamed(version: Version, method: Method, body: object) -> Response:
    """In one while it is short."""
    written, start, length = _envelope(version, method, body), list[str](), 0
    for piece in written:
        start.append(piece)
        length += len(piece)
        if length > WHOLE_UNTIL:
            rest = chain(["".join(start)], written)
            return StreamingResponse((piece.encode() for piece in rest), headers={"content-type": version.media_type})
    return Response("".join(start).encode(), headers={"content-type": version.media_type})


def _envelope(version: Version, method: Method, body: Any) -> Iterator[str]:
    """A body in a list is what a fault makes of it: an object where the fields are due."""
    yield (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{version.envelope}" xmlns:xsi="{XSI}" xmlns:xsd="{XSD}"><soap:Body>'
        f'<{method.name}Response xmlns="{NAMESPACE}"><{method.name}Result>'
    )
    listed = isinstance(body, list)
    for result in body if listed else [body]:
        yield f"<{method.returns}>" if listed else ""
        yield from pieces(method.returns, result)
        yield f"</{method.returns}>" if listed else ""
    yield f"</{method.name}Result></{method.name}Response></soap:Body></soap:Envelope>"


def fault(version: Version, code: str, reason: str) -> Response:
    if version is SOAP11:
        told = f"<faultcode>{code}</faultcode><faultstring>{text(reason)}</faultstring><detail />"
    else:
        told = (
            f"<soap:Code><soap:Value>{code}</soap:Value></soap:Code>"
            f'<soap:Reason><soap:Text xml:lang="en">{text(reason)}</soap:Text></soap:Reason><soap:Detail />'
        )
    content = (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{version.envelope}"><soap:Body><soap:Fault>{told}</soap:Fault>'
        "</soap:Body></soap:Envelope>"
    )
    return Response(content.encode(), status_code=500, headers={"content-type": version.media_type})
