"""Listening to a recording that callers hear: it is fetched by a job, kept, and played from here."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
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

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


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
    content_type = found.content_type if found.plays else "application/octet-stream"
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Accept-Ranges": "bytes"}
    return _part(request, HttpResponse(bytes(found.content), content_type=content_type, headers=headers))


def _part(request: HttpRequest, whole: HttpResponse) -> HttpResponse:
    """The one range that was asked for (RFC 9110, 14.2): Safari plays nothing without, others cannot wind. Else all of it."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[0] == "bytes=-":
        return whole
    size = len(whole.content)
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if asked[1] and asked[2] and int(asked[2]) < first:
        return whole  # not a range at all
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    whole.content = whole.content[first : last + 1]
    whole.status_code = 206
    whole["Content-Range"] = f"bytes {first}-{last}/{size}"
    return whole
