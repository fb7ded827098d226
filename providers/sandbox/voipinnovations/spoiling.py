"""The faults of content as this service would show them in its XML (world/faults.py names the kinds)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from providers.sandbox.spoiling import Writer, bad_rows, spoilt
from providers.sandbox.world.faults import Fault

Body = dict[str, Any]
UNKNOWN = {"responseCode": "999", "responseMessage": "Something new"}


async def spoilt_xml(fault: Fault, body: Body, write: Writer) -> Response:
    """The answer to a call that was carried out, as the fault lets it through."""
    body = {name: list(value) if isinstance(value, Iterator) else value for name, value in body.items()}
    match fault.kind:
        case "malformed":
            whole = write(body)
            broken = bytes(whole.body).replace(b"</responseMessage>", b"</responseMessag>", 1)
            return Response(broken, headers={"content-type": whole.headers["content-type"]})
        case "bad_rows":
            return write({name: _spoilt_rows(value) for name, value in body.items()})
        case "unknown_code":
            return write(UNKNOWN)
    return await spoilt(fault, body, write)


def _spoilt_rows(value: Any) -> Any:
    """Rows of nulls are empty elements, and without their numbers and flags too."""
    if not isinstance(value, list):
        return value
    return ["" if isinstance(row, dict) and not any(row.values()) else row for row in bad_rows(value)]
