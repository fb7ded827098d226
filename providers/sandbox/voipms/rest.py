"""The REST endpoint of VoIP.ms: GET with a query string, or POST as multipart/form-data; always answers JSON with a status.

A form-urlencoded POST is taken for SOAP and fails with HTTP 500 and a SOAP fault, as the real service does.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.methods import answer
from providers.sandbox.voipms.rules import Status, check_caller, check_parameters
from providers.sandbox.world.faults import BEFORE_WRITE, Fault
from providers.sandbox.world.world import World
from providers.wire.catalog import load

COMMON = frozenset({"api_username", "api_password", "method", "content_type"})
EDGE_PAGE = "<html><head><title>voip.ms | {code}</title></head><body><h1>Error {code}</h1></body></html>"
SOAP_FAULT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">'
    "<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode><faultstring>Bad Request</faultstring>"
    "</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>"
)
HANG_SECONDS = 60.0


class Hangup(Response):
    """Close the connection without a byte: uvicorn drops a response that never starts."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        transport = scope.get("extensions", {}).get("patchbay.transport")
        if transport is not None:
            transport.abort()


async def rest(request: Request) -> Response:
    world: World = request.app.state.world
    if request.method == "POST" and not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Response(SOAP_FAULT, status_code=500, media_type="text/xml")
    given = dict(request.query_params.items())
    if request.method == "POST":
        async with request.form(max_files=4, max_part_size=20 * 1024 * 1024) as form:
            for name, value in form.items():
                given[name] = value if isinstance(value, str) else (await value.read()).decode("utf-8", "replace")
    login, method = given.get("api_username", ""), given.get("method", "")
    struck = world.faults.take("voipms", login, method)
    await asyncio.sleep(sum(each.seconds for each in struck if each.kind == "latency"))
    fault = next((each for each in struck if each.kind != "latency"), None)
    address = request.client.host if request.client else ""
    if fault and fault.kind in BEFORE_WRITE:
        _log(world, given, status="", fault=fault)
        return await _without_doing(fault)
    with world.lock:
        body = _carry_out(world, given, address)
    _log(world, given, status=body["status"], fault=fault)
    return _spoilt(fault, body) if fault else _json(body)


def _carry_out(world: World, given: dict[str, str], address: str) -> dict[str, Any]:
    catalog = load("voipms")
    account = Account(world, given.get("api_username", ""))
    name = given.get("method", "")
    parameters = {key: value for key, value in given.items() if key not in COMMON}
    try:
        check_caller(account, given.get("api_password", ""), address, name)
        if not name:
            raise Status("missing_method")
        method = catalog.methods.get(name)
        if method is None:
            raise Status("invalid_method")
        check_parameters(catalog, method, parameters, account)
        return {"status": "success", **answer(account, method, parameters, address)}
    except Status as status:
        code = catalog.codes.get(status.code)
        return {"status": status.code} | ({"message": code.meaning} if code else {})


async def _without_doing(fault: Fault) -> Response:
    match fault.kind:
        case "status":
            return _json({"status": fault.code})
        case "http":
            return HTMLResponse(EDGE_PAGE.format(code=fault.code), status_code=int(fault.code))
        case "html":
            return HTMLResponse(EDGE_PAGE.format(code=522))
        case "no_effect":
            return _json({"status": "success"})
        case "hang":
            await asyncio.sleep(fault.seconds or HANG_SECONDS)
    return Hangup()


def _spoilt(fault: Fault, body: dict[str, Any]) -> Response:
    text = json.dumps(body)
    match fault.kind:
        case "cut":
            return Response(text[: len(text) // 2], media_type="application/json")
        case "malformed":
            return Response(text.replace(":", ";", 1) + "}", media_type="application/json")
        case "types":
            return Response(json.dumps([body]), media_type="application/json")
        case "unknown_code":
            return _json({"status": "something_new"})
    return Hangup()


def _json(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), media_type="application/json")


def _log(world: World, given: dict[str, str], *, status: str, fault: Fault | None) -> None:
    world.saw(
        provider="voipms",
        account=given.get("api_username", ""),
        method=given.get("method", ""),
        parameters={name: value[:200] for name, value in given.items() if name not in COMMON},
        status=status,
        fault=fault.kind if fault else "",
    )
