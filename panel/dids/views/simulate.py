"""A call to a number, thought through."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from panel.connections import gateway
from panel.dids.flow import drawing_of, flow_of
from panel.dids.simulation import CallForm, Scene, starts_from
from panel.dids.views.detail import did_or_404
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import render_page


@require_safe
@requires(Permission.VIEW)
def simulate(request: TenantRequest, did_id: UUID) -> HttpResponse:
    """The form; with a call in the address, the way that it takes."""
    did = did_or_404(did_id)
    info = gateway.info(did.connection.provider)
    zone = ZoneInfo(request.organization.time_zone)
    scene = Scene.of(did, info, zone)
    form = CallForm(scene, request.GET if "day" in request.GET else None)
    valid = form.is_bound and form.is_valid()
    journey = form.journey() if valid else None
    flow = flow_of(did, starts_from(form.beginning) if valid and form.beginning.because else None)
    context = {
        "did": did,
        "info": info,
        "form": form,
        "journey": journey,
        "odd": form.moment()[1] if valid else "",
        "at": form.moment()[0] if valid else None,
        "zone": zone.key,
        "flow": flow,
        "drawing": drawing_of(did, flow, journey.passages if journey else ()),
        "read_at": scene.known.read_at,
        "calendar": form.holidays[0].calendar if valid and form.holidays else None,
    }
    return render_page(request, "dids/did_simulate.html", "dids/_simulation.html", context)
