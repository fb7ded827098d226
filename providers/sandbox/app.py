"""The sandbox as one web application. A service joins with a route and a birth."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from providers.sandbox.callr import birth as callr
from providers.sandbox.callr.happenings import HANDLERS as CALLR_HANDLERS
from providers.sandbox.callr.routes import ROUTES as CALLR_ROUTES
from providers.sandbox.control import ROUTES
from providers.sandbox.voicemeup import birth as voicemeup
from providers.sandbox.voicemeup.engine import ROUTES as VOICEMEUP_ROUTES
from providers.sandbox.voicemeup.happenings import HANDLERS as VOICEMEUP_HANDLERS
from providers.sandbox.voipinnovations import birth as voipinnovations
from providers.sandbox.voipinnovations.happenings import HANDLERS as VOIPINNOVATIONS_HANDLERS
from providers.sandbox.voipinnovations.routes import ROUTES as VOIPINNOVATIONS_ROUTES
from providers.sandbox.voipms.birth import bear_accounts
from providers.sandbox.voipms.endpoints import ENDPOINTS as VOIPMS_ENDPOINTS
from providers.sandbox.voipms.happenings import HANDLERS as VOIPMS_HANDLERS
from providers.sandbox.world.world import Handler, World


async def healthz(request: Request) -> Response:
    return JSONResponse({"ok": True})


TICK_SECONDS = 0.2

# Handlers of the agenda, by kind ("voipms.sms_delivered"…): each service adds its own.
HANDLERS: dict[str, Handler] = {**VOIPMS_HANDLERS, **CALLR_HANDLERS, **VOICEMEUP_HANDLERS, **VOIPINNOVATIONS_HANDLERS}


class InTime:
    """Before each request, what is due by the world's clock happens."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._world.catch_up()
        await self._app(scope, receive, send)


async def _live(world: World) -> None:
    """The world goes on when nobody asks: what is due happens, what is to be posted is posted."""
    async with httpx.AsyncClient(follow_redirects=False) as client:
        while True:
            world.catch_up()
            await world.postbox.send_due(client)
            await asyncio.sleep(TICK_SECONDS)


async def home(request: Request) -> Response:
    return RedirectResponse("/control/")


def open_world(folder: Path, *, seed: int = 1) -> World:
    """Raises `InUse` when another sandbox keeps its world there."""
    return World(
        folder,
        seed=seed,
        births=(bear_accounts, callr.bear_accounts, voicemeup.bear_accounts, voipinnovations.bear_accounts),
        handlers=HANDLERS,
    )


def make_app(world: World) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        living = asyncio.create_task(_live(world))
        yield
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living

    app = Starlette(
        lifespan=lifespan,
        middleware=[Middleware(InTime, world=world)],
        routes=[
            Route("/", home),
            Route("/healthz", healthz),
            *VOIPMS_ENDPOINTS,
            *CALLR_ROUTES,
            *VOICEMEUP_ROUTES,
            *VOIPINNOVATIONS_ROUTES,
            *ROUTES,
        ],
    )
    app.state.world = world
    return app
