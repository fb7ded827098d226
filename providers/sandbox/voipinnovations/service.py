"""One call of VoIP Innovations: the sign-in, the parameters, the faults, the effect and the log."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from providers.sandbox.spoiling import Writer, answer_without_doing
from providers.sandbox.voipinnovations.account import PROVIDER, Account
from providers.sandbox.voipinnovations.methods import answer
from providers.sandbox.voipinnovations.refusal import NOT_SIGNED_IN, REFUSED, Refused
from providers.sandbox.voipinnovations.spoiling import spoilt_xml
from providers.sandbox.world.faults import NOTHING_DONE, Fault, Struck
from providers.sandbox.world.world import World
from providers.wire.catalog import Method

Body = dict[str, Any]
SECRET = frozenset({"pin", "authToken"})
SUCCESS = {"responseCode": "100", "responseMessage": "Success"}
# What a result shows that nobody filled: unused lists come back as empty elements (fact sheet, sections 4 and 8).
BLANK: dict[str, Body] = {
    "DIDResponse": {
        "DIDs": (), "DIDLocators": (), "DIDCounts": (), "DIDGroups": (), "ConferenceLine": {"Enabled": False},
    },
    "Response911": {"Statuses": (), "DID911s": (), "VILocations": (), "Alerts": ()},
    "PortResponse": {"PortDetails": {"id": 0}},
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call as it came in. `base` is where this service was reached: scheme, host and port."""

    login: str
    secret: str
    method: Method
    given: Body
    address: str
    base: str


async def serve(world: World, asked: Asked, whole: Writer, streamed: Writer) -> Response:
    """The answer, or what the fault that strikes makes of it. `streamed` may send it in pieces."""
    struck = world.faults.take(PROVIDER, asked.login, asked.method.name)
    if struck.latency:
        await asyncio.sleep(struck.latency)
    fault = struck.fault
    if fault and fault.kind in NOTHING_DONE:
        body = _untouched(asked.method, fault)
        _log(world, asked, body, fault, wrote=False)
        return await answer_without_doing(fault, body, whole)
    body = _carry_out(world, asked, struck)
    return await spoilt_xml(fault, body, whole) if fault else streamed(body)


def _untouched(method: Method, fault: Fault) -> Body:
    """The answer of a fault that does nothing, for those that answer something. A code that is no number is a text of 900."""
    match fault.kind:
        case "status" if fault.code.isdigit():
            return _refusal(method, Refused(fault.code, f"Code {fault.code}"))
        case "status":
            return _refusal(method, Refused(REFUSED, fault.code))
        case "expired_credentials":
            return _refusal(method, _not_signed_in())
    return {**SUCCESS, **BLANK.get(method.returns, {})}


def _carry_out(world: World, asked: Asked, struck: Struck) -> Body:
    """The effect and its line in the log are kept together, or neither is."""
    with world.store.together():
        body = _answer(world, asked, struck.skew)
        _log(world, asked, body, struck.fault, wrote=_wrote(asked.method, body))
    return body


def _answer(world: World, asked: Asked, skew: float) -> Body:
    account = Account(world, asked.login, address=asked.address, skew=skew)
    try:
        if not account.exists or asked.secret != account.settings.secret or not account.allows(asked.address):
            raise _not_signed_in()
        account.reached_at(asked.base)
        _check_required(asked)
        filled = answer(account, asked.method, asked.given)
    except Refused as refusal:
        return _refusal(asked.method, refusal)
    return {**SUCCESS, **BLANK.get(asked.method.returns, {}), **filled}


def _not_signed_in() -> Refused:
    return Refused(NOT_SIGNED_IN, "Login failed for this user or address")


def _check_required(asked: Asked) -> None:
    for param in asked.method.params:
        if param.required and asked.given[param.name] in ("", []):
            raise Refused(REFUSED, f"The parameter {param.name} is required")


def _refusal(method: Method, refusal: Refused) -> Body:
    return {"responseCode": refusal.code, "responseMessage": refusal.text, **BLANK.get(method.returns, {})}


def _wrote(method: Method, body: Body) -> bool:
    """An envelope says that the request was processed; of several numbers one at least must have been changed."""
    if not method.writes or body["responseCode"] != SUCCESS["responseCode"]:
        return False
    batch = any(param.name == "didParams" for param in method.params) and body["DIDs"]
    return not batch or any(row["statusCode"] == SUCCESS["responseCode"] for row in body["DIDs"])


# ── The log ───────────────────────────────────────────────────────────────────────────


def _log(world: World, asked: Asked, body: Body, fault: Fault | None, *, wrote: bool) -> None:
    world.exchanges.add(
        at=world.clock.now(),
        provider=PROVIDER,
        account=asked.login,
        method=asked.method.name,
        parameters={name: "•••" if value and name in SECRET else _told(value) for name, value in asked.given.items()},
        status=str(body.get("responseCode", "")),
        fault=fault.kind if fault else "",
        wrote=wrote,
    )


def _told(value: Any) -> str:
    """A list as its items, an object as its fields that hold something, a file as its size."""
    if isinstance(value, list):
        return ", ".join(_told(each) for each in value[:50])
    if isinstance(value, dict):
        return " ".join(f"{name}={_told(each)}" for name, each in value.items() if each)
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
