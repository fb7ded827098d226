"""The portal of a reseller client."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from panel.portal.queries import own_numbers
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission


@require_safe
@requires(Permission.PORTAL)
def home(request: TenantRequest) -> HttpResponse:
    """The client's numbers, and where each one's calls go."""
    context = {"client": request.membership.client, "numbers": list(own_numbers())}
    return render(request, "portal/home.html", context)
