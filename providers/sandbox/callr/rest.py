"""The REST twin, for text messages only: GET and POST /sms, GET /sms/send, GET /sms/<hash>.

Answers {status: success | error, data}; an error's data is {code, message}, and its HTTP status 400.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from providers.sandbox.callr.serving import Asked, serve


async def messages(request: Request) -> Response:
    """Listed by type, from and to; sent with from, to, text and options as JSON or as a form."""
    if request.method == "POST":
        return await _send(request, await _posted(request))
    asked = request.query_params
    return await _call(request, "sms.get_list", [asked.get(name) for name in ("type", "from", "to")])


async def send_by_get(request: Request) -> Response:
    return await _send(request, dict(request.query_params))


async def message(request: Request) -> Response:
    return await _call(request, "sms.get", [request.path_params["hash"]])


async def _send(request: Request, given: dict[str, Any]) -> Response:
    options = given.get("options")
    return await _call(
        request, "sms.send", [given.get("from", ""), given.get("to"), given.get("text"), options or None]
    )


async def _posted(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form() as form:
            return dict(form)
    try:
        read = json.loads(await request.body())
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


async def _call(request: Request, method: str, params: list[Any]) -> Response:
    return await serve(request, Asked(method=method, params=params), _written)


def _written(body: object) -> Response:
    """Faults may have spoilt the envelope: what is none goes out as it is."""
    if isinstance(body, dict) and "result" in body:
        return JSONResponse({"status": "success", "data": body["result"]})
    if isinstance(body, dict) and "error" in body:
        return JSONResponse({"status": "error", "data": body["error"]}, status_code=400)
    return JSONResponse(body)
