"""A number's call flow on a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from panel.connections import gateway
from panel.dids.flow import drawing_of, flow_of
from panel.dids.views.detail import did_or_404
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission


@require_safe
@requires(Permission.VIEW)
def flow(request: TenantRequest, did_id: UUID) -> HttpResponse:
    did = did_or_404(did_id)
    steps = flow_of(did)
    context = {
        "did": did,
        "info": gateway.info(did.connection.provider),
        "flow": steps,
        "drawing": drawing_of(did, steps),
    }
    return render(request, "dids/did_flow.html", context)
