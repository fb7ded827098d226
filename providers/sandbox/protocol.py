"""uvicorn with two things it lacks: a handler may close the connection without an answer, and readiness can be told."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class HangingUp(H11Protocol):
    """Gives the application an ASGI extension that closes the connection at once."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app = self.app

        async def with_hang_up(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})["patchbay.hang_up"] = self._hang_up
            await app(scope, receive, send)

        self.app = with_hang_up

    def _hang_up(self) -> None:
        if self.cycle is not None:
            self.cycle.disconnected = True  # else uvicorn would answer 500 for a handler that sent nothing
        self.transport.abort()


class Server(uvicorn.Server):
    """Calls `ready` with the port once it is open."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[int], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready(self.servers[0].sockets[0].getsockname()[1])
