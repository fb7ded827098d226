"""The way of a call, whatever it came in as: faults, credentials, the method, the log.

Credentials fail at HTTP level (401, 403). Everything else is answered with an envelope {jsonrpc, id, result or error}, never
both, which the endpoint writes as its clients expect.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from providers.sandbox.callr import documents
from providers.sandbox.callr.access import account_of, claimed_login
from providers.sandbox.callr.account import PROVIDER, Account
from providers.sandbox.callr.methods import answer
from providers.sandbox.callr.refusal import CODES, OOPS, Denied, Refusal
from providers.sandbox.spoiling import Writer, answer_without_doing, bad_rows, spoilt
from providers.sandbox.world.faults import NOTHING_DONE, Fault, Struck
from providers.sandbox.world.world import World

SECRET = frozenset(["password", "hmac_secret", "token", "refresh_token", "auth", "data", "audio_data", "pin"])
HIDDEN = "•••"

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call as it came in. `problem` is told when it is no JSON-RPC request."""

    id: Any = None
    method: str = ""
    params: list[Any]
    problem: str = ""


async def serve(request: Request, asked: Asked, write: Writer) -> Response:
    world: World = request.app.state.world
    login = claimed_login(world, request.headers)
    struck = world.faults.take(PROVIDER, login, asked.method)
    if struck.latency:
        await asyncio.sleep(struck.latency)
    fault = struck.fault
    if fault and fault.kind == "expired_credentials":
        _log(world, login, asked, status="401", fault=fault, wrote=False)
        return _denied(401)
    if fault and fault.kind in NOTHING_DONE:
        body = _untouched(asked, fault)
        _log(world, login, asked, status=_status(body), fault=fault, wrote=False)
        return await answer_without_doing(fault, body, write)
    try:
        body = _carry_out(request, login, asked, struck)
    except Denied as denied:
        _log(world, login, asked, status=str(denied.status), fault=fault, wrote=False)
        return _denied(denied.status)
    return await _sent(fault, asked, body, write) if fault else write(body)


def _carry_out(request: Request, login: str, asked: Asked, struck: Struck) -> Body:
    """The effect and its line in the log are kept together, or neither is."""
    world: World = request.app.state.world
    with world.store.together():
        account = account_of(world, request.headers, base=str(request.base_url).rstrip("/"), skew=struck.skew)
        if account.row("account", "base") != {"url": account.base}:
            account.write("account", "base", {"url": account.base})
        body = _answer(account, asked)
        method = documents.method(asked.method)
        wrote = method is not None and method.writes and "result" in body
        _log(world, login, asked, status=_status(body), fault=struck.fault, wrote=wrote)
    return body


def _answer(account: Account, asked: Asked) -> Body:
    try:
        if asked.problem:
            raise Refusal(asked.problem)
        if documents.method(asked.method) is None:
            raise Refusal("Method not found")
        return _envelope(asked, result=answer(account, asked.method, asked.params))
    except Refusal as refusal:
        return _envelope(asked, error={"code": refusal.code, "message": refusal.message})


def _envelope(asked: Asked, **member: Any) -> Body:
    return {"jsonrpc": "2.0", "id": asked.id, **member}


def _status(body: Body) -> str:
    return str(body["error"]["message"]) if "error" in body else "success"


# ── Faults ────────────────────────────────────────────────────────────────────────────


def _untouched(asked: Asked, fault: Fault) -> Body:
    """The JSON of a fault that does nothing. The code of a status fault is a number of the table, or a message."""
    if fault.kind != "status":
        return _envelope(asked, result=True)
    if fault.code.lstrip("-").isdigit():
        number = int(fault.code)
        message = next((message for message, code in CODES.items() if code == number), OOPS)
        return _envelope(asked, error={"code": number, "message": message})
    code = CODES.get(fault.code.partition(" [")[0], 151)
    return _envelope(asked, error={"code": code, "message": fault.code})


async def _sent(fault: Fault, asked: Asked, body: Body, write: Writer) -> Response:
    """Faults of content strike what is inside the envelope, the others all of it."""
    result = body.get("result")
    match fault.kind:
        case "types":
            return write(_envelope(asked, result={"0": result} if isinstance(result, list) else [result]))
        case "bad_rows":
            return write({**body, **({"result": _rows_spoilt(result)} if "result" in body else {})})
        case "unknown_code":
            return write(_envelope(asked, error={"code": 9999, "message": "SOMETHING_NEW"}))
    return await spoilt(fault, body, write)


def _rows_spoilt(result: Any) -> Any:
    if isinstance(result, list):
        return bad_rows(result)
    if isinstance(result, dict):
        return {key: bad_rows(value) if isinstance(value, list) else value for key, value in result.items()}
    return result


def _denied(status: int) -> Response:
    challenge = {"www-authenticate": 'Basic realm="CALLR"'} if status == 401 else None
    return PlainTextResponse("Unauthorized" if status == 401 else "Forbidden", status_code=status, headers=challenge)


# ── The log ───────────────────────────────────────────────────────────────────────────


def _log(world: World, login: str, asked: Asked, *, status: str, fault: Fault | None, wrote: bool) -> None:
    names = [param.name for param in documents.params(asked.method)]
    given = zip([*names, *map(str, range(len(names), len(asked.params)))], asked.params, strict=False)
    world.exchanges.add(
        at=world.clock.now(),
        provider=PROVIDER,
        account=login,
        method=asked.method,
        parameters={name: HIDDEN if name in SECRET and value else _text(value) for name, value in given},
        status=status,
        fault=fault.kind if fault else "",
        wrote=wrote,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(_without_secrets(value), ensure_ascii=False)


def _without_secrets(value: Any) -> Any:
    """Objects may hold passwords deep inside: {"password": {"method": "MANUAL", "value": …}}."""
    if isinstance(value, dict):
        return {key: HIDDEN if key in SECRET and each else _without_secrets(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    return value
