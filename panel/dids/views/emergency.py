"""The 911 address that a number still needs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panel.dids.emergency import e911_not_needed
from panel.dids.views.detail import BODY, did_or_404, page_context
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, toast, wants_fragment


@require_POST
@requires(Permission.CHANGE_ROUTES)
def not_needed(request: TenantRequest, did_id: UUID) -> HttpResponse:
    """The number is taken off the list of those that need an address."""
    did = did_or_404(did_id)
    e911_not_needed(did=did, by=request.user)
    text = _("The number is no longer waiting for a 911 address.")
    if not wants_fragment(request):
        return toast(request, go(request, reverse("dids:detail", args=[did.pk])), text)
    return toast(request, render(request, BODY, page_context(request, did_or_404(did.pk))), text)
