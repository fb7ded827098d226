"""A signed-in person's language and time zone for the request."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PreferencesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.LANGUAGE_CODE = request.user.language
        zone = ZoneInfo(request.user.time_zone) if request.user.time_zone else None
        with translation.override(request.user.language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.user.language)
        return response
