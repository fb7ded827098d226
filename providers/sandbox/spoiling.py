"""The faults as HTTP answers (world/faults.py names them); JSON, where a service does not say how it writes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from providers.sandbox.world.faults import Fault

EDGE_PAGE = "<html><head><title>Error {code}</title></head><body><h1>Error {code}</h1><p>Ray 9c41</p></body></html>"
EDGE_CODE = "522"
HANG_SECONDS = 60.0

Body = dict[str, Any]
Writer = Callable[[object], Response]


class Hangup(Response):
    """Close the connection without a byte."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"]["patchbay.hang_up"]()


class HangupLater(Hangup):
    """The same after a while, or as soon as the caller has gone."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                while (await receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            await super().__call__(scope, receive, send)


def _json(body: object) -> Response:
    return Response(json.dumps(body), media_type="application/json")


async def answer_without_doing(fault: Fault, body: Body, write: Writer = _json) -> Response:
    """The answer to a call that was not carried out; `body` is what those faults say that answer something."""
    match fault.kind:
        case "http":
            code = fault.code or "503"
            return HTMLResponse(EDGE_PAGE.format(code=code), status_code=int(code))
        case "html":
            return HTMLResponse(EDGE_PAGE.format(code=EDGE_CODE))
        case "down":
            return Hangup()
        case "hang":
            return HangupLater(fault.seconds or HANG_SECONDS)
    return write(body)


async def spoilt(fault: Fault, body: Body, write: Writer = _json) -> Response:
    """The answer to a call that was carried out, as the fault lets it through."""
    whole = write(body)
    content, media_type = bytes(whole.body), whole.headers["content-type"]
    match fault.kind:
        case "late_answer":
            await asyncio.sleep(fault.seconds)
            return whole
        case "empty":
            return Response(b"", media_type=media_type)
        case "cut":
            return Response(content[: len(content) // 2], media_type=media_type)
        case "malformed":
            return Response(content.replace(b":", b";", 1) + b"}", media_type=media_type)
        case "types":
            return write([body])
        case "bad_rows":
            return write({key: bad_rows(value) if isinstance(value, list) else value for key, value in body.items()})
        case "unknown_code":
            return write({"status": "something_new"})
    return Hangup()


def bad_rows(rows: list[Any]) -> list[Any]:
    """The first, fourth, seventh… by turns a row of nulls and a text."""
    return [
        row if position % 3 else "row" if position % 2 or not isinstance(row, dict) else dict.fromkeys(row)
        for position, row in enumerate(rows)
    ]
