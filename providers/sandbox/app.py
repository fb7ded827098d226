"""The sandbox as one web application. A service joins with a route and a birth."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from providers.sandbox.control import ROUTES
from providers.sandbox.voipms.birth import bear_accounts
from providers.sandbox.voipms.rest import rest
from providers.sandbox.world.world import World


async def healthz(request: Request) -> Response:
    return JSONResponse({"ok": True})


async def home(request: Request) -> Response:
    return RedirectResponse("/control/")


def open_world(folder: Path, *, seed: int = 1) -> World:
    """Raises `InUse` when another sandbox keeps its world there."""
    return World(folder, seed=seed, births=(bear_accounts,))


def make_app(world: World) -> Starlette:
    app = Starlette(
        routes=[
            Route("/", home),
            Route("/healthz", healthz),
            Route("/voipms/api/v1/rest.php", rest, methods=["GET", "POST"]),
            *ROUTES,
        ]
    )
    app.state.world = world
    return app
