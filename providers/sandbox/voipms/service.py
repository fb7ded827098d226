"""One call of VoIP.ms, whichever wire it came over: the rules, the faults, the effect and the log."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from providers.sandbox.spoiling import Writer, answer_without_doing, spoilt
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.methods import answer
from providers.sandbox.voipms.rules import check_caller, check_parameters
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.faults import NOTHING_DONE, Fault, Struck
from providers.sandbox.world.world import World
from providers.wire.catalog import Method, load

LARGEST_FIELD = 20 * 1024 * 1024
CREDENTIALS = frozenset({"api_username", "api_password"})
# The WSDL's spelling → the page's (fact sheet, section 1). Both are understood on both wires.
SPELLINGS = {"zip": "zip_code", "webhook_enabled": "webhook_enable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call as it came in. `base` is where this service was reached: scheme, host and port."""

    login: str
    password: str
    method: str
    parameters: dict[str, str]
    address: str
    base: str


async def serve(world: World, asked: Asked, write: Writer) -> Response:
    """The answer as `write` spells it, or what the fault that strikes makes of it."""
    struck = world.faults.take(PROVIDER, asked.login, asked.method)
    if struck.latency:
        await asyncio.sleep(struck.latency)
    fault = struck.fault
    if fault and fault.kind in NOTHING_DONE:
        body = _untouched(fault)
        _log(world, asked, status=body.get("status", ""), fault=fault, wrote=False)
        return await answer_without_doing(fault, body, write)
    body = _carry_out(world, asked, struck)
    return await spoilt(fault, body, write) if fault else write(body)


def _untouched(fault: Fault) -> dict[str, Any]:
    """The answer of a fault that does nothing, {} for those that answer something else."""
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
        account.reached_at(asked.base)
        if not asked.method:
            raise Status("missing_method")
        method = catalog.methods.get(asked.method)
        if method is None:
            raise Status("invalid_method")
        known = _known(method, asked.parameters)
        check_parameters(catalog, method, known, account)
        return {"status": "success", **answer(account, method, known)}
    except Status as status:
        return _failure(status.code, **status.details)


def _known(method: Method, given: dict[str, str]) -> dict[str, str]:
    """The parameters that the method has, under the page's spelling."""
    spelt = {SPELLINGS[name]: value for name, value in given.items() if name in SPELLINGS and not method.param(name)}
    return {name: value for name, value in {**spelt, **given}.items() if method.param(name)}


def _failure(status: str, **details: object) -> dict[str, Any]:
    """Failures carry a message next to the status."""
    code = load(PROVIDER).codes.get(status)
    return {"status": status} | ({"message": code.meaning} if code else {}) | details


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
