"""Invoices: a link to a PDF that is made of the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.days import EASTERN
from providers.sandbox.voipms.money import ledger
from providers.sandbox.voipms.status import Status
from providers.sandbox.world import audio
from providers.sandbox.world.world import World
from providers.wire.catalog import Method, load

Answer = dict[str, Any]
Given = Mapping[str, str]

OWNER = "voipms-invoices"
PATH = "/voipms/invoices"


def _month(day: date, back: int) -> date:
    """The first day of the month so many months before."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


DAY = timedelta(days=1)
RANGES: dict[str, Callable[[date], tuple[date, date]]] = {
    "1": lambda day: (_month(day, 1), _month(day, 0) - DAY),
    "2": lambda day: (_month(day, 2), _month(day, 0) - DAY),
    "3": lambda day: (_month(day, 3), _month(day, 0) - DAY),
    "4": lambda day: (_month(day, 0), day),
    "5": lambda day: (_week(day) - timedelta(days=7), _week(day) - DAY),
    "6": lambda day: (_week(day), day),
}


def get_invoice(account: Account, method: Method, given: Given) -> Answer:
    """Of a range, else of the days given, else of this month."""
    today = account.moment.astimezone(EASTERN).date()
    first, last = RANGES[given.get("range") or "4"](today)
    if not given.get("range"):
        first = date.fromisoformat(given["from"]) if given.get("from") else first
        last = date.fromisoformat(given["to"]) if given.get("to") else last
    if first > last:
        raise Status("invalid_daterange")
    document = {"login": account.login, "first": first.isoformat(), "last": last.isoformat()}
    token = hashlib.sha256(repr((account.owner, account.world.seed, first, last)).encode()).hexdigest()[:24]
    account.world.store.put("", OWNER, token, document)
    return {load(PROVIDER).options["invoice_key"]: f"{account.base}{PATH}/{token}.pdf"}


async def serve_invoice(request: Request) -> Response:
    world: World = request.app.state.world
    asked = world.store.get("", OWNER, request.path_params["token"])
    if asked is None:
        return Response("Not found", status_code=404, media_type="text/plain")
    first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    rows = ledger(Account(world, asked["login"]), first, last)
    lines = [f"Invoice {first} to {last}", asked["login"], ""]
    lines += [f"{row['date'][:10]}  {row['description']}  {row['ammount']} USD" for row in rows]
    return Response(audio.pdf(lines), media_type="application/pdf")
