"""The endpoint of CALLR: JSON-RPC 2.0, POST only, one call at a time, positional parameters."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.callr.serving import Asked, serve

CONTENT_TYPE = "application/json-rpc; charset=utf-8"
LARGEST = 40 * 1024 * 1024


async def rpc(request: Request) -> Response:
    return await serve(request, read(await request.body()), _written)


def _written(body: object) -> Response:
    return Response(json.dumps(body), headers={"content-type": CONTENT_TYPE})


def read(content: bytes) -> Asked:
    if len(content) > LARGEST:
        return Asked(params=[], problem="Invalid Request")
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        return Asked(params=[], problem="Parse error")
    if not isinstance(read, dict) or not isinstance(read.get("method"), str):
        return Asked(params=[], problem="Invalid Request")  # batches too
    params, known = read.get("params", []), read.get("jsonrpc") == "2.0" and "id" in read
    problem = "" if known else "Invalid Request"
    if not isinstance(params, list):
        params, problem = [], problem or "Invalid params"
    identity = read.get("id") if isinstance(read.get("id"), int | str | float | None) else None
    return Asked(id=identity, method=read["method"], params=params, problem=problem)
