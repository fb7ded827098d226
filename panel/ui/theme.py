"""Light or dark: a cookie, read on the server so that the page never flashes."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Theme = Literal["light", "dark", "system"]
THEMES: tuple[Theme, ...] = ("light", "dark", "system")
COOKIE = "theme"
_ONE_YEAR = 365 * 24 * 60 * 60


def theme_of(request: HttpRequest) -> Theme:
    """What the person chose; "system" until they did, and for a cookie that makes no sense."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in THEMES else "system"


def remember_theme(response: HttpResponseBase, theme: Theme) -> None:
    response.set_cookie(COOKIE, theme, max_age=_ONE_YEAR, samesite="Lax", httponly=True, secure=settings.SECURE)
