"""Members and invitations of an organization."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panel.accounts.forms import InvitationForm, RoleForm, add_refusal
from panel.accounts.models import Invitation, User
from panel.accounts.queries import members, open_invitations
from panel.accounts.rules import Refused, roles_to_give
from panel.accounts.services import invitations, people
from panel.accounts.services.clients import add_client
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.models import Client, Membership
from panel.tenancy.roles import Permission, Role
from panel.ui.htmx import toast


@require_safe
@requires(Permission.MANAGE_PEOPLE)
def listing(request: TenantRequest) -> HttpResponse:
    return _page(request, InvitationForm(roles=roles_to_give(request.membership), initial={"role": Role.STAFF}))


@require_POST
@requires(Permission.MANAGE_PEOPLE)
def invite(request: TenantRequest) -> HttpResponse:
    form = InvitationForm(request.POST, roles=roles_to_give(request.membership))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        with transaction.atomic():  # a refusal must not leave a new client behind
            invitation = invitations.invite(
                email=form.cleaned_data["email"],
                role=form.chosen_role,
                client=_client_of(form, request.user),
                by=request.membership,
            )
    except Refused as refusal:
        add_refusal(form, refusal)
        return _page(request, form, status=422)
    return _back(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})


@require_POST
@requires(Permission.MANAGE_PEOPLE)
def resend(request: TenantRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects, pk=invitation_id)
    try:
        invitations.resend(invitation=invitation, by=request.membership)
    except Refused as refusal:
        return _back(request, refusal.text, "warn")
    return _back(request, _("A new invitation is on its way to %(email)s.") % {"email": invitation.email})


@require_POST
@requires(Permission.MANAGE_PEOPLE)
def revoke(request: TenantRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects, pk=invitation_id)
    try:
        invitations.revoke(invitation=invitation, by=request.membership)
    except Refused as refusal:
        return _back(request, refusal.text, "warn")
    return _back(request, _("The invitation of %(email)s is revoked.") % {"email": invitation.email})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def member(request: TenantRequest, membership_id: UUID) -> HttpResponse:
    """One member: the role, and the way out."""
    subject = get_object_or_404(members(), pk=membership_id)
    roles = roles_to_give(request.membership)
    if subject.role not in roles:
        roles = [Role(subject.role), *roles]
    if request.method != "POST":
        form = RoleForm(roles=roles, initial={"role": subject.role, "client": subject.client_id})
        return _member_page(request, subject, form)
    form = RoleForm(request.POST, roles=roles)
    if not form.is_valid():
        return _member_page(request, subject, form, status=422)
    try:
        with transaction.atomic():
            people.change_role(
                subject=subject,
                role=form.chosen_role,
                client=_client_of(form, request.user),
                by=request.membership,
            )
    except Refused as refusal:
        add_refusal(form, refusal)
        return _member_page(request, subject, form, status=422)
    return _back(request, _("The role of %(person)s is changed.") % {"person": subject.user})


@require_POST
@requires(Permission.MANAGE_PEOPLE)
def remove(request: TenantRequest, membership_id: UUID) -> HttpResponse:
    subject = get_object_or_404(members(), pk=membership_id)
    try:
        people.remove_member(subject=subject, by=request.membership)
    except Refused as refusal:
        return _member_page(request, subject, None, status=422, refusal=refusal.text)
    if subject.user_id == request.user.pk:
        return redirect("/")
    return _back(request, _("%(person)s is no longer a member.") % {"person": subject.user})


def _client_of(form: RoleForm, by: User) -> Client | None:
    """The chosen client, made now if a new name was typed; None for every other role."""
    if form.chosen_role != Role.CLIENT:
        return None
    if name := form.cleaned_data["new_client"]:
        try:
            return add_client(name=name, by=by)
        except Refused as refusal:
            raise Refused(refusal.text, "new_client") from None
    client: Client | None = form.cleaned_data["client"]
    return client


def _page(request: TenantRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    context = {"members": members(), "invitations": open_invitations(), "form": form}
    return render(request, "accounts/people.html", context, status=status)


def _member_page(
    request: TenantRequest, subject: Membership, form: RoleForm | None, status: int = 200, refusal: str = ""
) -> HttpResponse:
    if form is None:
        form = RoleForm(roles=[Role(subject.role)], initial={"role": subject.role, "client": subject.client_id})
    context: dict[str, Any] = {"subject": subject, "form": form, "refusal": refusal}
    return render(request, "accounts/member.html", context, status=status)


def _back(request: TenantRequest, text: str, level: str = "ok") -> HttpResponse:
    return toast(request, redirect("accounts:people"), text, level)
