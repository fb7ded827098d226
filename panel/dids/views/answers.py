"""What the browser gets when a change of a number was asked for."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from panel.dids.models import Did
from panel.dids.views.detail import BODY, did_or_404, page_context
from panel.tenancy.middleware import TenantRequest
from panel.ui.htmx import go, toast, wants_fragment


def changing(request: TenantRequest, did: Did, text: str, level: str, operation_id: UUID) -> HttpResponse:
    """The number's page with the card of the operation, which follows it to its end."""
    if not wants_fragment(request):
        return go(request, reverse("dids:detail", args=[did.pk]))
    response = render(request, BODY, page_context(request, did_or_404(did.pk)), status=202)
    link = reverse("operations:detail", args=[operation_id])
    return toast(request, response, text, level, url=link, link=_("Follow it"))
