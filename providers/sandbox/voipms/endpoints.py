"""Where VoIP.ms answers."""

from __future__ import annotations

from starlette.routing import Route

from providers.sandbox.voipms.invoices import PATH as INVOICES
from providers.sandbox.voipms.invoices import serve_invoice
from providers.sandbox.voipms.media import PATH as MEDIA
from providers.sandbox.voipms.media import serve_media
from providers.sandbox.voipms.rest import rest
from providers.sandbox.voipms.soap import soap
from providers.sandbox.voipms.wsdl import encoding_schema, wsdl

ENDPOINTS = (
    Route("/voipms/api/v1/rest.php", rest, methods=["GET", "POST"]),
    Route("/voipms/api/v1/server.php", wsdl, methods=["GET"]),
    Route("/voipms/api/v1/server.php", soap, methods=["POST"]),
    Route("/voipms/api/v1/server.wsdl", wsdl, methods=["GET"]),
    Route("/voipms/api/v1/soap-encoding.xsd", encoding_schema, methods=["GET"]),
    Route(MEDIA + "/{token}/{name}", serve_media, methods=["GET"]),
    Route(INVOICES + "/{token}.pdf", serve_invoice, methods=["GET"]),
)
