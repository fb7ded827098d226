"""Where CALLR is reached in the sandbox."""

from __future__ import annotations

from starlette.routing import Route

from providers.sandbox.callr.files import media_file, recording_file
from providers.sandbox.callr.rest import message, messages, send_by_get
from providers.sandbox.callr.rpc import rpc

ROUTES = [
    Route("/callr/json-rpc/v1.1/", rpc, methods=["POST"]),
    Route("/callr/json-rpc/v1.1", rpc, methods=["POST"]),  # clients that post do not follow a redirect
    Route("/callr/rest/v1.1/sms", messages, methods=["GET", "POST"]),
    Route("/callr/rest/v1.1/sms/send", send_by_get),
    Route("/callr/rest/v1.1/sms/{hash}", message),
    Route("/callr/media/{account}/{file}", media_file),
    Route("/callr/recordings/{account}/{file}", recording_file),
    Route("/callr/", rpc, methods=["POST"]),  # the old endpoint was the root of its host
    Route("/callr", rpc, methods=["POST"]),
]
