"""The REST endpoint of VoIP.ms: GET with a query string, or POST as multipart/form-data; always answers JSON with a status.

A form-urlencoded POST is taken for SOAP and fails with HTTP 500 and a SOAP fault, as the real service does.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.spoiling import answer_without_doing, spoilt
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.methods import answer
from providers.sandbox.voipms.rules import check_caller, check_parameters
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.faults import NOTHING_DONE, Fault, Struck
from providers.sandbox.world.world import World
from providers.wire.catalog import load

COMMON = frozenset({"api_username", "api_password", "method", "content_type"})
LARGEST_FIELD = 20 * 1024 * 1024
SOAP_FAULT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">'
    "<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode><faultstring>Bad Request</faultstring>"
    "</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call as it came in."""

    login: str
    password: str
    method: str
    parameters: dict[str, str]
    address: str


async def rest(request: Request) -> Response:
    world: World = request.app.state.world
    if request.method == "POST" and not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Response(SOAP_FAULT, status_code=500, media_type="text/xml")
    asked = await _read(request)
    struck = world.faults.take(PROVIDER, asked.login, asked.method)
    if struck.latency:
        await asyncio.sleep(struck.latency)
    fault = struck.fault
    if fault and fault.kind in NOTHING_DONE:
        body = _untouched(fault)
        _log(world, asked, status=body.get("status", ""), fault=fault, wrote=False)
        return await answer_without_doing(fault, body)
    body = _carry_out(world, asked, struck)
    return await spoilt(fault, body) if fault else Response(json.dumps(body), media_type="application/json")


async def _read(request: Request) -> Asked:
    given = dict(request.query_params.items())
    if request.method == "POST":
        async with request.form(max_files=4, max_part_size=LARGEST_FIELD) as form:
            given |= await _fields(form)
    return Asked(
        login=given.get("api_username", ""),
        password=given.get("api_password", ""),
        method=given.get("method", ""),
        parameters={name: value for name, value in given.items() if name not in COMMON},
        address=request.client.host if request.client else "",
    )


async def _fields(form: FormData) -> dict[str, str]:
    """Base64 comes as a plain field; a client that sends it as a file part is understood too."""
    return {
        name: value if isinstance(value, str) else (await value.read()).decode("utf-8", "replace")
        for name, value in form.items()
    }


def _untouched(fault: Fault) -> dict[str, Any]:
    """The JSON of a fault that does nothing, {} for those that are no JSON."""
    statuses = {"status": fault.code, "expired_credentials": "invalid_credentials", "no_effect": "success"}
    return _failure(statuses[fault.kind]) if fault.kind in statuses else {}


def _carry_out(world: World, asked: Asked, struck: Struck) -> dict[str, Any]:
    """The effect and its line in the log are kept together, or neither is."""
    with world.store.together():
        body = _answer(world, asked, struck.skew)
        method = load(PROVIDER).methods.get(asked.method)
        wrote = method is not None and method.writes and body["status"] == "success"
        _log(world, asked, status=body["status"], fault=struck.fault, wrote=wrote)
    return body


def _answer(world: World, asked: Asked, skew: float) -> dict[str, Any]:
    catalog = load(PROVIDER)
    account = Account(world, asked.login, address=asked.address, skew=skew)
    try:
        check_caller(account, asked.password, asked.method)
        if not asked.method:
            raise Status("missing_method")
        method = catalog.methods.get(asked.method)
        if method is None:
            raise Status("invalid_method")
        known = {name: value for name, value in asked.parameters.items() if method.param(name)}
        check_parameters(catalog, method, known, account)
        return {"status": "success", **answer(account, method, known)}
    except Status as status:
        return _failure(status.code)


def _failure(status: str) -> dict[str, Any]:
    """Failures carry a message next to the status."""
    code = load(PROVIDER).codes.get(status)
    return {"status": status} | ({"message": code.meaning} if code else {})


def _log(world: World, asked: Asked, *, status: str, fault: Fault | None, wrote: bool) -> None:
    world.exchanges.add(
        at=world.clock.now(),
        provider=PROVIDER,
        account=asked.login,
        method=asked.method,
        parameters=asked.parameters,
        status=status,
        fault=fault.kind if fault else "",
        wrote=wrote,
    )
