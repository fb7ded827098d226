"""The control page: what arrived, and forms to break things. Plain HTML that posts forms; no script."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from providers.sandbox.control.api import account_of, describe, make_calls, world_of
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.world.exchanges import Exchange
from providers.sandbox.world.faults import KINDS, Fault

HERE = Path(__file__).parent
SHOWN = 40
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'"}

Form = dict[str, str]


async def page(request: Request) -> Response:
    return HTMLResponse(_page(request, ""), headers=HEADERS)


async def style(request: Request) -> Response:
    return Response((HERE / "style.css").read_text(), media_type="text/css")


def _page(request: Request, problem: str) -> str:
    world = world_of(request)
    described = [describe(Account(world, login)) for login in world.logins(PROVIDER)]
    options = "".join(f"<option>{escape(each['login'])}</option>" for each in described)
    return (
        (HERE / "page.html")
        .read_text()
        .format(
            problem=f"<p class='problem' role='alert'>{escape(problem)}</p>" if problem else "",
            now=f"{world.clock.now():%Y-%m-%d %H:%M:%S} UTC",
            speed=f"{world.clock.speed:g}",
            accounts="".join(map(_account_row, described)),
            faults=_rows(map(_fault_row, world.faults.all()), "No fault waits.", 6),
            kinds="".join(f"<option>{kind}</option>" for kind in KINDS),
            options=options,
            exchanges=_rows(map(_exchange_row, world.exchanges.last(SHOWN)), "Nothing was called yet.", 6),
            shown=SHOWN,
        )
    )


def _rows(rows: Iterable[str], empty: str, columns: int) -> str:
    return "".join(rows) or f"<tr><td colspan='{columns}' class='quiet'>{empty}</td></tr>"


def _cells(*cells: object, last: str = "") -> str:
    """`last` is HTML, all others are text."""
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + f"<td>{last}</td></tr>"


def _button(action: str, label: str, **fields: str) -> str:
    hidden = "".join(f"<input type='hidden' name='{name}' value='{escape(value)}'>" for name, value in fields.items())
    return f"<form method='post' action='/control/{action}'>{hidden}<button>{escape(label)}</button></form>"


def _account_row(account: dict[str, Any]) -> str:
    enabled = account["api_enabled"]
    return _cells(
        account["login"],
        account["main"],
        account["numbers"],
        f"USD {float(account['balance']):,.2f}",
        ", ".join(account["allow_ips"]),
        account["per_minute"],
        "On" if enabled else "Off",
        last=_button(
            "switch-api",
            f"Turn the API {'off' if enabled else 'on'}",
            login=account["login"],
            api="" if enabled else "on",
        ),
    )


def _fault_row(fault: Fault) -> str:
    return _cells(
        " ".join(filter(None, [fault.kind, fault.code, f"{fault.seconds:g} s" if fault.seconds else ""])),
        "every account" if fault.account == "*" else fault.account,
        "every method" if fault.method == "*" else fault.method,
        "until removed" if fault.count is None else fault.count,
        fault.after,
        last=_button("remove-fault", "Remove", id=fault.id),
    )


def _exchange_row(seen: Exchange) -> str:
    parameters = ", ".join(f"{name}={value}" for name, value in seen.parameters.items())
    outcome = f"{seen.status or '—'} ({seen.fault})" if seen.fault else seen.status
    return _cells(
        f"{seen.at:%H:%M:%S}", seen.account, seen.method, parameters, outcome, last="wrote" if seen.wrote else ""
    )


# ── The forms ─────────────────────────────────────────────────────────────────────────


def _action(act: Callable[[Request, Form], None]) -> Callable[[Request], Awaitable[Response]]:
    """Do it and show the page again, or show it with the sentence that says what was wrong."""

    async def answer(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            act(request, form)
        except (ValueError, LookupError, OverflowError) as problem:
            return HTMLResponse(_page(request, str(problem.args[0])), status_code=400, headers=HEADERS)
        return RedirectResponse("/control/", status_code=303)

    return answer


def _add_fault(request: Request, form: Form) -> None:
    fields: dict[str, Any] = {name: form.get(name, "").strip() for name in ("kind", "account", "method", "code")}
    fields["account"] = fields["account"] or "*"
    fields["method"] = fields["method"] or "*"
    fields["count"] = int(form["count"]) if form.get("count") else None
    fields["seconds"] = float(form.get("seconds") or 0)
    world_of(request).faults.add(fields)


def _remove_fault(request: Request, form: Form) -> None:
    world_of(request).faults.remove(form.get("id", ""))


def _switch_api(request: Request, form: Form) -> None:
    account_of(request, form.get("login", "")).change({"api_enabled": form.get("api") == "on"})


def _make_calls(request: Request, form: Form) -> None:
    make_calls(account_of(request, form.get("login", "")), int(form.get("count") or 0))


def _set_clock(request: Request, form: Form) -> None:
    clock = world_of(request).clock
    clock.run(float(form.get("speed") or clock.speed))
    clock.step(timedelta(hours=float(form.get("hours") or 0)))


def _reset(request: Request, form: Form) -> None:
    world_of(request).reset()


ACTIONS = {
    "add-fault": _add_fault,
    "remove-fault": _remove_fault,
    "switch-api": _switch_api,
    "make-calls": _make_calls,
    "clock": _set_clock,
    "reset": _reset,
}
ROUTES = [
    Route("/control/", page),
    Route("/control/style.css", style),
    *[Route(f"/control/{name}", _action(act), methods=["POST"]) for name, act in ACTIONS.items()],
]
