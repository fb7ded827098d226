"""Which shell a person's own pages wear: the house's, or the portal's for somebody of a reseller client."""

from __future__ import annotations

from django.http import HttpRequest

from panel.tenancy.models import Membership


def layout_of(request: HttpRequest) -> str:
    membership: Membership | None = getattr(request, "membership", None)
    return "portal/layout.html" if membership and membership.client_id else "layouts/app.html"
