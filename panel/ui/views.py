"""The shell's own actions: theme and language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from panel.tenancy.access import public
from panel.ui.theme import THEMES, remember_theme


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remembers the theme. An unknown one changes nothing."""
    response = _back(request)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        remember_theme(response, chosen)
    return response


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the language, with the person when signed in. An unknown one changes nothing."""
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES) or not check_for_language(chosen):
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 60 * 60, samesite="Lax", secure=settings.SECURE
    )
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return response


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the person was on; 204 for a script, which changes the page itself."""
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")
