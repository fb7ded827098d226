"""The page behind an invitation's link: for a new person, for one with an account, and for links that no longer work."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from panel.accounts.forms import NewPersonForm, add_refusal
from panel.accounts.models import Invitation, User
from panel.accounts.queries import invitation_of, person_by_email
from panel.accounts.rules import Refused
from panel.accounts.services import invitations
from panel.tenancy.access import public
from panel.tenancy.middleware import PREFIX
from panel.tenancy.scope import scope


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invitation_of(token)
    if found is None or not found.is_open:
        return _ended(request, found)
    if request.user.is_authenticated:
        return _signed_in(request, found, request.user, token)
    if person_by_email(found.email):
        return _page(request, found, "sign_in")
    return _new_person(request, found)


def _signed_in(request: HttpRequest, found: Invitation, person: User, token: str) -> HttpResponse:
    if person.email != found.email:
        return _page(request, found, "wrong_person", status=HTTPStatus.FORBIDDEN)
    if request.method != "POST":
        return _page(request, found, "accept")
    try:
        with scope(organization=found.organization_id):
            invitations.accept(invitation=found, user=person)
    except Refused:
        return _ended(request, invitation_of(token))
    return redirect(f"{PREFIX}{found.organization.slug}/")


def _new_person(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, "new_person", form=NewPersonForm(email=found.email))
    form = NewPersonForm(request.POST, email=found.email)
    if not form.is_valid():
        return _page(request, found, "new_person", status=HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    try:
        with scope(organization=found.organization_id):
            person = invitations.accept_as_new_person(
                invitation=found,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                language=get_language() or settings.LANGUAGE_CODE,
            )
    except Refused as refusal:
        add_refusal(form, refusal)
        return _page(request, found, "new_person", status=HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(f"{PREFIX}{found.organization.slug}/")


def _ended(request: HttpRequest, found: Invitation | None) -> HttpResponse:
    """Used, revoked, expired: said as it is to whoever holds the link. A token that never was is simply not there."""
    status = HTTPStatus.GONE if found else HTTPStatus.NOT_FOUND
    return _page(request, found, "ended", status=status)


def _page(
    request: HttpRequest, found: Invitation | None, case: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, "accounts/invitation.html", {"invitation": found, "case": case, **context}, status=status)
