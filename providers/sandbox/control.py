"""The sandbox's own controls: a page at /control/ and a JSON API below /control/api/.

    GET    /control/api/accounts                       all accounts and their settings, without passwords
    PATCH  /control/api/accounts/voipms/{login}        any of password, api_enabled, allow_ips, per_minute, balance, drift,
                                                       time_recipe ("fixed" or "dst"), calls_per_day
    GET    /control/api/faults                         the faults that wait
    POST   /control/api/faults                         {"kind", "account"?, "method"?, "count"?, "after"?, "code"?, "seconds"?}
    DELETE /control/api/faults  and  /faults/{id}      all, or one
    GET    /control/api/exchanges?account=&method=&since=   calls received, oldest first; `since` is a number seen before
    GET    /control/api/objects/voipms/{login}/{collection}        what the provider really has ("dids", "ring_groups"…)
    GET    /control/api/objects/voipms/{login}/{collection}/{key}
    GET    /control/api/calls/voipms/{login}?since=&until=          every call of the generator, times in UTC
    POST   /control/api/calls/voipms/{login}           {"count": N}: N calls that have just ended
    GET    /control/api/clock   POST {"step_seconds": N}
    POST   /control/api/reset                          back to birth

There is no login: the sandbox listens on loopback and holds nothing real.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from providers.sandbox.voipms.account import SETTINGS, Account
from providers.sandbox.voipms.methods import public
from providers.sandbox.world.faults import KINDS
from providers.sandbox.world.world import World

Handler = Callable[[Request], Awaitable[Response]]


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _account(request: Request) -> Account:
    account = Account(_world(request), request.path_params["login"])
    if not account.exists:
        raise LookupError(f"no account {account.login!r}")
    return account


def told(handler: Handler) -> Handler:
    """A bad request is answered with a sentence."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except LookupError as problem:
            return JSONResponse({"error": str(problem)}, status_code=404)
        except (ValueError, KeyError, TypeError) as problem:
            return JSONResponse({"error": str(problem)}, status_code=400)

    return answer


@told
async def accounts(request: Request) -> Response:
    world = _world(request)
    return JSONResponse([describe(Account(world, login)) for login in world.logins("voipms")])


def describe(account: Account) -> dict[str, Any]:
    settings = account.settings
    return {
        "provider": "voipms",
        "login": account.login,
        "main": settings["main"],
        "numbers": len(account.rows("dids")),
        **{name: settings[name] for name in SETTINGS if name != "password"},
        "balance": str(account.balance()),
    }


@told
async def change_account(request: Request) -> Response:
    account = _account(request)
    account.change(**await request.json())
    return JSONResponse(describe(account))


@told
async def faults(request: Request) -> Response:
    world = _world(request)
    if request.method == "POST":
        return JSONResponse(asdict(world.faults.add(**await request.json())), status_code=201)
    if request.method == "DELETE":
        world.faults.clear()
        return Response(status_code=204)
    return JSONResponse([asdict(fault) for fault in world.faults.all()])


@told
async def remove_fault(request: Request) -> Response:
    if not _world(request).faults.remove(request.path_params["fault_id"]):
        raise LookupError("no such fault")
    return Response(status_code=204)


@told
async def exchanges(request: Request) -> Response:
    asked = request.query_params
    since = int(asked.get("since", "0"))
    return JSONResponse(
        [
            seen.as_document()
            for seen in _world(request).seen
            if seen.number > since
            and asked.get("account", seen.account) == seen.account
            and asked.get("method", seen.method) == seen.method
        ]
    )


@told
async def objects(request: Request) -> Response:
    account, collection = _account(request), request.path_params["collection"]
    if collection == "account":
        raise LookupError("no such collection")
    key = request.path_params.get("key")
    if key is None:
        return JSONResponse([public(row) for row in account.rows(collection)])
    row = account.row(collection, key)
    if row is None:
        raise LookupError(f"{key!r} is not in {collection!r}")
    return JSONResponse(public(row))


@told
async def calls(request: Request) -> Response:
    account, world = _account(request), _world(request)
    if request.method == "POST":
        made = world.calls.add(account.plan(), int((await request.json())["count"]), now=world.clock.now())
    else:
        since = datetime.fromisoformat(request.query_params.get("since", "2000-01-01T00:00:00+00:00"))
        until = datetime.fromisoformat(request.query_params.get("until", "2100-01-01T00:00:00+00:00"))
        made = account.calls(since.astimezone(UTC), min(until.astimezone(UTC), world.clock.now()))
    return JSONResponse([{**asdict(call), "started_at": call.started_at.isoformat()} for call in made])


@told
async def clock(request: Request) -> Response:
    world = _world(request)
    if request.method == "POST":
        world.clock.step(timedelta(seconds=float((await request.json())["step_seconds"])))
    return JSONResponse({"now": world.clock.now().isoformat(), "offset_seconds": world.clock.offset.total_seconds()})


@told
async def reset(request: Request) -> Response:
    with _world(request).lock:
        _world(request).reset()
    return Response(status_code=204)


# ── The page ──────────────────────────────────────────────────────────────────────────

STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #8886; vertical-align: top; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
input, select, button { font: inherit; padding: .25rem .5rem; }
form.row { display: flex; gap: .6rem; flex-wrap: wrap; align-items: end; }
label { display: grid; font-size: .85rem; }
code { font-size: .9em; }
"""


async def style(request: Request) -> Response:
    return Response(STYLE, media_type="text/css")


async def page(request: Request) -> Response:
    world = _world(request)
    described = [describe(Account(world, login)) for login in world.logins("voipms")]
    return HTMLResponse(
        PAGE.format(
            now=escape(f"{world.clock.now():%Y-%m-%d %H:%M:%S} UTC"),
            accounts="".join(_account_row(each) for each in described),
            faults="".join(_fault_row(asdict(fault)) for fault in world.faults.all()) or _empty("No fault waits.", 6),
            kinds="".join(f"<option>{kind}</option>" for kind in sorted(KINDS)),
            logins="<option value='*'>every account</option>"
            + "".join(f"<option>{escape(each['login'])}</option>" for each in described),
            seen="".join(_seen_row(seen.as_document()) for seen in reversed(list(world.seen)[-40:]))
            or _empty("Nothing was called yet.", 5),
        )
    )


def _account_row(account: dict[str, Any]) -> str:
    switch = "off" if account["api_enabled"] else "on"
    return (
        f"<tr><td>{escape(account['login'])}</td><td>{account['main']}</td><td>{account['numbers']}</td>"
        f"<td>USD {account['balance'][:10]}</td><td>{'on' if account['api_enabled'] else 'off'}</td>"
        f"<td>{escape(', '.join(account['allow_ips']))}</td>"
        f"<td><form method='post' action='/control/switch'><input type='hidden' name='login' value='{escape(account['login'])}'>"
        f"<button name='api' value='{switch}'>Turn the API {switch}</button></form></td></tr>"
    )


def _fault_row(fault: dict[str, Any]) -> str:
    left = "until removed" if fault["count"] is None else fault["count"]
    return (
        f"<tr><td>{escape(fault['kind'])} {escape(str(fault['code']))}</td><td>{escape(fault['account'])}</td>"
        f"<td><code>{escape(fault['method'])}</code></td><td>{left}</td><td>{fault['after']}</td>"
        f"<td><form method='post' action='/control/remove-fault'>"
        f"<button name='id' value='{fault['id']}'>Remove</button></form></td></tr>"
    )


def _seen_row(seen: dict[str, Any]) -> str:
    parameters = ", ".join(f"{name}={value}" for name, value in seen["parameters"].items())
    return (
        f"<tr><td>{seen['at'][11:19]}</td><td>{escape(seen['account'])}</td><td><code>{escape(seen['method'])}</code></td>"
        f"<td>{escape(parameters)}</td><td>{escape(seen['fault'] or seen['status'])}</td></tr>"
    )


def _empty(text: str, columns: int) -> str:
    return f"<tr><td colspan='{columns}'>{text}</td></tr>"


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Patchbay sandbox</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/control/style.css"></head><body>
<h1>Patchbay sandbox</h1>
<p>The providers’ services, simulated. Nothing here is real and nothing costs money. Its clock says {now}.</p>
<h2>VoIP.ms accounts</h2>
<table><thead><tr><th>API user name</th><th>Main account</th><th>Numbers</th><th>Balance</th><th>API</th><th>Allowed addresses</th><th></th></tr></thead>
<tbody>{accounts}</tbody></table>
<h2>Faults</h2>
<table><thead><tr><th>Kind</th><th>Account</th><th>Method</th><th>Times left</th><th>Passes first</th><th></th></tr></thead>
<tbody>{faults}</tbody></table>
<form class="row" method="post" action="/control/add-fault">
<label>Kind <select name="kind">{kinds}</select></label>
<label>Account <select name="account">{logins}</select></label>
<label>Method <input name="method" value="*" size="16"></label>
<label>Times <input name="count" type="number" min="1" value="1" size="4"></label>
<label>Code <input name="code" size="18"></label>
<label>Seconds <input name="seconds" type="number" step="0.1" min="0" value="0" size="5"></label>
<button>Add the fault</button></form>
<h2>Last calls received</h2>
<table><thead><tr><th>At</th><th>Account</th><th>Method</th><th>Parameters</th><th>Answer</th></tr></thead><tbody>{seen}</tbody></table>
</body></html>
"""


def _back() -> Response:
    return RedirectResponse("/control/", status_code=303)


@told
async def add_fault(request: Request) -> Response:
    form = {name: str(value) for name, value in (await request.form()).items()}
    _world(request).faults.add(
        kind=form["kind"],
        account=form["account"],
        method=form["method"] or "*",
        count=int(form["count"]) if form.get("count") else None,
        code=form.get("code", ""),
        seconds=float(form.get("seconds") or 0),
    )
    return _back()


@told
async def remove_fault_by_form(request: Request) -> Response:
    _world(request).faults.remove(str((await request.form())["id"]))
    return _back()


@told
async def switch_api(request: Request) -> Response:
    form = await request.form()
    Account(_world(request), str(form["login"])).change(api_enabled=form["api"] == "on")
    return _back()


ROUTES = [
    Route("/control/", page),
    Route("/control/style.css", style),
    Route("/control/add-fault", add_fault, methods=["POST"]),
    Route("/control/remove-fault", remove_fault_by_form, methods=["POST"]),
    Route("/control/switch", switch_api, methods=["POST"]),
    Route("/control/api/accounts", accounts),
    Route("/control/api/accounts/voipms/{login}", change_account, methods=["PATCH"]),
    Route("/control/api/faults", faults, methods=["GET", "POST", "DELETE"]),
    Route("/control/api/faults/{fault_id}", remove_fault, methods=["DELETE"]),
    Route("/control/api/exchanges", exchanges),
    Route("/control/api/objects/voipms/{login}/{collection}", objects),
    Route("/control/api/objects/voipms/{login}/{collection}/{key}", objects),
    Route("/control/api/calls/voipms/{login}", calls, methods=["GET", "POST"]),
    Route("/control/api/clock", clock, methods=["GET", "POST"]),
    Route("/control/api/reset", reset, methods=["POST"]),
]
