"""Where VoIP Innovations is reached in the sandbox."""

from __future__ import annotations

import base64

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from providers.sandbox.voipinnovations.soap import endpoint
from providers.sandbox.voipinnovations.texting import PICTURE

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMBAQDJ/pLvAAAAAElFTkSuQmCC")


async def picture(request: Request) -> Response:
    """What comes with a picture message."""
    return Response(PNG, media_type="image/png")


ROUTES = [
    Route("/voipinnovations/Services/APIService.asmx", endpoint, methods=["GET", "POST"]),
    Route(PICTURE, picture),
]
