"""Listening to a recording that callers hear: it is fetched by a job, kept, and played from here."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from panel.routing import services
from panel.routing.models import Sound
from panel.routing.queries import object_or_404
from panel.routing.services import RoutingProblem
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, toast

PLAYABLE = ("audio/wav", "audio/mpeg")


@require_POST
@requires(Permission.CHANGE_ROUTES)
def fetch(request: TenantRequest, object_id: UUID) -> HttpResponse:
    row = object_or_404(object_id)
    page = go(request, reverse("routing:object", args=[row.pk]))
    try:
        services.fetch_sound(row=row, by=request.user)
    except RoutingProblem as problem:
        return toast(request, page, str(problem), "warn")
    return toast(request, page, _("Fetching the sound. It can be played here in a moment."), "run")


@require_safe
@requires(Permission.VIEW)
def sound(request: TenantRequest, recording_id: UUID) -> HttpResponse:
    """The sound itself; what is not known to be one is never shown as a page."""
    found = Sound.objects.filter(routing_object=recording_id).first()
    if found is None:
        raise Http404
    content_type = found.content_type if found.content_type in PLAYABLE else "application/octet-stream"
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return HttpResponse(bytes(found.content), content_type=content_type, headers=headers)
