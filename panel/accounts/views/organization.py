"""An organization's settings, and the operator's list of organizations."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panel.accounts.forms import NewOrganizationForm, OrganizationForm, add_refusal
from panel.accounts.models import User
from panel.accounts.queries import all_organizations
from panel.accounts.rules import Refused
from panel.accounts.services.organizations import change_settings, create_organization
from panel.tenancy.access import operator_only, requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import toast


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ORGANIZATION)
def settings(request: TenantRequest) -> HttpResponse:
    organization = request.organization
    if request.method != "POST":
        form = OrganizationForm(initial={"name": organization.name, "time_zone": organization.time_zone})
        return render(request, "accounts/organization.html", {"form": form})
    form = OrganizationForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/organization.html", {"form": form}, status=422)
    change_settings(organization=organization, by=request.user, **form.cleaned_data)
    return toast(request, redirect("accounts:organization"), _("The settings are saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@operator_only
def organizations(request: HttpRequest) -> HttpResponse:
    """All organizations of the installation, and the form that makes one."""
    operator = cast(User, request.user)
    if request.method != "POST":
        return _organizations_page(request, operator, NewOrganizationForm(initial={"time_zone": "America/Toronto"}))
    form = NewOrganizationForm(request.POST)
    if form.is_valid():
        try:
            made = create_organization(**form.cleaned_data, by=operator, language=operator.language)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            if made.invitation_link:
                text = _("“%(name)s” is made. An invitation is on its way to %(email)s.")
            else:
                text = _("“%(name)s” is made, and %(email)s is its owner.")
            words = text % {"name": made.organization.name, "email": made.owner_email}
            return toast(request, redirect("accounts:organizations"), words)
    return _organizations_page(request, operator, form, status=422)


def _organizations_page(
    request: HttpRequest, operator: User, form: NewOrganizationForm, status: int = 200
) -> HttpResponse:
    context = {"organizations": all_organizations(operator), "form": form}
    return render(request, "accounts/organizations.html", context, status=status)
