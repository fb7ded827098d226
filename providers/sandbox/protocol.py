"""uvicorn's HTTP protocol, with the one thing it lacks: a handler may close the connection without an answer."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


class HangingUp(H11Protocol):
    """Hands its transport to the application as an ASGI extension."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})["patchbay.transport"] = transport
            await app(scope, receive, send)

        self.app = with_transport
