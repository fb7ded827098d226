"""The door for providers, and the page that shows an account's address and what came to it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panel.callbacks import services
from panel.callbacks.queries import address_of, last_events
from panel.connections.gateway import info
from panel.connections.queries import connection_or_404
from panel.tenancy.access import public, requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import toast
from providers.capabilities import Capability
from providers.errors import NotAllowed, ProviderError
from providers.values.callbacks import CallbackRequest

LARGEST_BODY = 32 * 1024 * 1024  # VoIP.ms posts whole faxes
PARSE = {Capability.CALLBACKS_PARSE}


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """What a provider posts. 200 at once for what was taken in, also when it was known already: else it is posted again."""
    if not services.is_expected(token):
        return _said("unknown", 404)
    body = _body(request)
    if body is None:
        return _said("too large", 413)
    asked = CallbackRequest(
        method=request.method or "",
        query={name: str(value) for name, value in request.GET.items()},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
    )
    try:
        services.take_in(token, asked)
    except services.UnknownAddress:
        return _said("unknown", 404)
    except NotAllowed:
        return _said("signature", 403)
    except ProviderError:
        return _said("unreadable", 400)
    return _said("ok", 200)


def _body(request: HttpRequest) -> bytes | None:
    """None when it is larger than any provider's, read no further than that."""
    try:
        body = request.read(LARGEST_BODY + 1)
    except (UnreadablePostError, RawPostDataException):
        return b""
    return None if len(body) > LARGEST_BODY else body


def _said(word: str, status: int) -> HttpResponse:
    return HttpResponse(word, status=status, content_type="text/plain")


@require_safe
@requires(Permission.MANAGE_CONNECTIONS)
def address(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    declared = info(connection.provider)
    given = address_of(connection)
    token = services.token_of(given) if given else ""
    context = {
        "connection": connection,
        "info": declared,
        "given": given,
        "url": f"{settings.BASE_URL}{_path(token)}" if token else "",
        "secret": token if declared.offers_capability(Capability.CALLBACKS_SUBSCRIBE) else "",
        "limit": next((_(each.limit) for each in declared.offers if each.capability in PARSE and each.limit), ""),
        "events": last_events(connection),
    }
    return render(request, "callbacks/callback_address.html", context)


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def renew(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    services.give_address(connection=connection, by=request.user)
    back = redirect(reverse("callbacks:address", args=[connection.pk]))
    return toast(request, back, _("Here is the new address. Enter it at the provider."), "ok")


def _path(token: str) -> str:
    """Outside of the organization's pages, whatever the script prefix is now."""
    return f"/callbacks/{token}/"
