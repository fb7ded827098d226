"""The JSON API of the controls; the package's docstring lists it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from providers.sandbox.callr.account import Account as CallrAccount
from providers.sandbox.voicemeup.account import Account as VoicemeupAccount
from providers.sandbox.voipinnovations.account import Account as VoipinnovationsAccount
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.dids import ten_digits
from providers.sandbox.world.calls import Call
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World
from providers.wire.redact import is_secret_name

Handler = Callable[[Request], Awaitable[Response]]
OWN_COLLECTIONS = frozenset(["account", "counters"])
MOST_CALLS = 10_000
START, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class Controlled(Protocol):
    """An account of any provider, as far as the controls go."""

    world: World
    login: str

    @property
    def exists(self) -> bool: ...
    @property
    def settings(self) -> Any: ...
    def change(self, changes: object) -> None: ...
    def rows(self, collection: str) -> list[Document]: ...
    def row(self, collection: str, key: str) -> Document | None: ...
    def balance(self) -> object: ...
    def calls(self, start: datetime, end: datetime) -> list[Call]: ...
    def make_calls(self, count: int) -> list[Call]: ...


ACCOUNTS: dict[str, Callable[[World, str], Controlled]] = {
    PROVIDER: Account,
    "voicemeup": VoicemeupAccount,
    "callr": CallrAccount,
    "voipinnovations": VoipinnovationsAccount,
}


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


def account_of(request: Request, login: str) -> Account:
    """Of VoIP.ms."""
    account = Account(world_of(request), login)
    if not account.exists:
        raise LookupError(f"no account {login!r}")
    return account


def controlled(request: Request) -> Controlled:
    """The account that the path names."""
    provider, login = request.path_params["provider"], request.path_params["login"]
    account = ACCOUNTS[provider](world_of(request), login) if provider in ACCOUNTS else None
    if account is None or not account.exists:
        raise LookupError(f"no account {login!r} at {provider!r}")
    return account


def told(handler: Handler) -> Handler:
    """A bad request is answered with a sentence, and has changed nothing."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except LookupError as problem:
            return JSONResponse({"error": str(problem.args[0])}, status_code=404)
        except (ValueError, TypeError, OverflowError) as problem:  # msgspec's are of this kind too
            return JSONResponse({"error": str(problem)}, status_code=400)

    return answer


async def body_of(request: Request) -> dict[str, Any]:
    body = msgspec.json.decode(await request.body() or b"{}")
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")
    return body


def describe(account: Account) -> dict[str, Any]:
    balance = account.balance()
    settings = msgspec.to_builtins(account.settings)
    del settings["password"]
    return {
        "provider": PROVIDER,
        "login": account.login,
        "main": account.main,
        "numbers": len(account.rows("dids")),
        **settings,
        "balance": str(balance),
    }


def describe_any(provider: str, account: Controlled) -> dict[str, Any]:
    balance = account.balance()
    settings = msgspec.to_builtins(account.settings)
    shown = {name: value for name, value in settings.items() if not is_secret_name(name)}
    return {"provider": provider, "login": account.login, **shown, "balance": str(balance)}


@told
async def accounts(request: Request) -> Response:
    world = world_of(request)
    return JSONResponse([describe(Account(world, login)) for login in world.logins(PROVIDER)])


@told
async def change_account(request: Request) -> Response:
    account = controlled(request)
    if request.method == "PATCH":
        changes = await body_of(request)
        with account.world.store.together():
            account.change(changes)
    if isinstance(account, Account):
        return JSONResponse(describe(account))
    return JSONResponse(describe_any(request.path_params["provider"], account))


@told
async def faults(request: Request) -> Response:
    waiting = world_of(request).faults
    if request.method == "POST":
        return JSONResponse(msgspec.to_builtins(waiting.add(await body_of(request))), status_code=201)
    if request.method == "DELETE":
        waiting.clear()
        return Response(status_code=204)
    return JSONResponse([msgspec.to_builtins(fault) for fault in waiting.all()])


@told
async def remove_fault(request: Request) -> Response:
    if not world_of(request).faults.remove(request.path_params["fault_id"]):
        raise LookupError("no such fault")
    return Response(status_code=204)


@told
async def exchanges(request: Request) -> Response:
    asked = request.query_params
    found = world_of(request).exchanges.since(
        int(asked.get("since") or 0), account=asked.get("account", ""), method=asked.get("method", "")
    )
    return JSONResponse([exchange.as_document() for exchange in found])


@told
async def objects(request: Request) -> Response:
    account, collection = controlled(request), request.path_params["collection"]
    voipms = request.path_params["provider"] == PROVIDER
    if collection in OWN_COLLECTIONS:
        raise LookupError("no such collection")
    key = request.path_params.get("key")
    if key is None:
        return JSONResponse([_public(row) for row in account.rows(collection)])
    row = account.row(collection, ten_digits(key) if voipms and collection == "dids" else key)
    if row is None:
        raise LookupError(f"{key!r} is not in {collection!r}")
    return JSONResponse(_public(row))


def _public(row: dict[str, Any]) -> dict[str, Any]:
    """Without the world's own fields, which begin with an underscore."""
    return {name: value for name, value in row.items() if not name.startswith("_")}


@told
async def calls(request: Request) -> Response:
    world = world_of(request)
    if request.method == "GET":
        since, until = (_moment(request, name) for name in ("since", "until"))
        found = controlled(request).calls(since or START, until or END)
        return JSONResponse([call.as_document() for call in found])
    asked = await body_of(request)
    if "provider" in request.path_params:
        return JSONResponse(make_calls(controlled(request), asked.get("count")), status_code=201)
    login = asked.get("account") or world.logins(PROVIDER)[0]
    made = make_calls(account_of(request, login), asked.get("count"))
    return JSONResponse(made, status_code=201)


def make_calls(account: Controlled, count: object) -> list[dict[str, Any]]:
    if not isinstance(count, int) or not 1 <= count <= MOST_CALLS:
        raise ValueError(f"count is between 1 and {MOST_CALLS}")
    with account.world.store.together():
        return [call.as_document() for call in account.make_calls(count)]


def _moment(request: Request, name: str) -> datetime | None:
    text = request.query_params.get(name)
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace(" ", "+"))  # a + in a query string arrives as a space
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


@told
async def clock(request: Request) -> Response:
    time = world_of(request).clock
    if request.method == "POST":
        asked = await body_of(request)
        if "speed" in asked:
            time.run(float(asked["speed"]))
        if "step_seconds" in asked:
            time.step(timedelta(seconds=float(asked["step_seconds"])))
    offset = (time.now() - datetime.now(UTC)).total_seconds()
    return JSONResponse({"now": time.now().isoformat(), "speed": time.speed, "offset_seconds": round(offset)})


@told
async def reset(request: Request) -> Response:
    world_of(request).reset()
    return Response(status_code=204)


ROUTES = [
    Route("/control/api/accounts", accounts),
    Route("/control/api/accounts/{provider}/{login}", change_account, methods=["GET", "PATCH"]),
    Route("/control/api/faults", faults, methods=["GET", "POST", "DELETE"]),
    Route("/control/api/faults/{fault_id}", remove_fault, methods=["DELETE"]),
    Route("/control/api/exchanges", exchanges),
    Route("/control/api/objects/{provider}/{login}/{collection}", objects),
    Route("/control/api/objects/{provider}/{login}/{collection}/{key}", objects),
    Route("/control/api/calls", calls, methods=["POST"]),
    Route("/control/api/calls/{provider}/{login}", calls, methods=["GET", "POST"]),
    Route("/control/api/clock", clock, methods=["GET", "POST"]),
    Route("/control/api/reset", reset, methods=["POST"]),
]
