"""The first page: sends everybody to where they belong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from panel.tenancy.access import signed_in
from panel.tenancy.middleware import PREFIX, memberships_of


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Inside an organization: its overview, or the portal for a client. Outside: the person's first organization."""
    membership = getattr(request, "membership", None)
    if membership is not None:
        return redirect("portal:home" if membership.client_id else "overview:home")
    first = next(iter(memberships_of(request)), None)
    if first is not None:
        return redirect(f"{PREFIX}{first.organization.slug}/")
    if getattr(request.user, "is_operator", False):
        return redirect("accounts:organizations")
    return render(request, "accounts/no_organization.html")
