"""The REST endpoint of VoIP.ms: GET with a query string, or POST as multipart/form-data; always answers JSON with a status.

A form-urlencoded POST is taken for SOAP and fails with HTTP 500 and a SOAP fault, as the real service does.
"""

from __future__ import annotations

import json

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.voipms.service import CREDENTIALS, LARGEST_FIELD, Asked, serve
from providers.sandbox.voipms.soap import fault

COMMON = CREDENTIALS | {"method", "content_type"}


async def rest(request: Request) -> Response:
    if request.method == "POST" and not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return fault("Bad Request")
    return await serve(request.app.state.world, await _read(request), _write)


def _write(body: object) -> Response:
    return Response(json.dumps(body), media_type="application/json")


async def _read(request: Request) -> Asked:
    given = dict(request.query_params.items())
    if request.method == "POST":
        async with request.form(max_files=4, max_part_size=LARGEST_FIELD) as form:
            given |= await _fields(form)
    return Asked(
        login=given.get("api_username", ""),
        password=given.get("api_password", ""),
        method=given.get("method", ""),
        parameters={name: value for name, value in given.items() if name not in COMMON},
        address=request.client.host if request.client else "",
        base=str(request.base_url).rstrip("/"),
    )


async def _fields(form: FormData) -> dict[str, str]:
    """Base64 comes as a plain field; a client that sends it as a file part is understood too."""
    return {
        name: value if isinstance(value, str) else (await value.read()).decode("utf-8", "replace")
        for name, value in form.items()
    }
