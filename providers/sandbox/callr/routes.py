"""Where CALLR is reached in the sandbox."""

from __future__ import annotations

from starlette.routing import Route

from providers.sandbox.callr.rpc import rpc

ROUTES = [
    Route("/callr/json-rpc/v1.1/", rpc, methods=["POST"]),
    Route("/callr/", rpc, methods=["POST"]),  # the old endpoint was the root of its host
]
