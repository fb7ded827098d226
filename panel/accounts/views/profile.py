"""One's own page: name, language, time zone, and the ways to the password and two-factor pages."""

from __future__ import annotations

from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panel.accounts.forms import ProfileForm
from panel.accounts.models import User
from panel.accounts.services.profile import change_profile
from panel.accounts.shell import layout_of
from panel.tenancy.access import signed_in
from panel.ui.htmx import toast


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    if request.method != "POST":
        initial = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
        return _page(request, ProfileForm(initial=initial))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    change_profile(person=person, **form.cleaned_data)
    with translation.override(person.language):
        return toast(request, redirect("accounts:profile"), _("Your profile is saved."))


def _page(request: HttpRequest, form: ProfileForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "layout": layout_of(request), "two_factor": is_mfa_enabled(request.user)}
    return render(request, "accounts/profile.html", context, status=status)
