"""One URL, one view, two renderings: the page, or the fragment that the page itself includes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from panel.ui.status import level_of

STOP_POLLING = 286
_MESSAGE_LEVELS = {"ok": messages.SUCCESS, "acc": messages.INFO, "run": messages.INFO, "warn": messages.WARNING}


def wants_fragment(request: HttpRequest) -> bool:
    """Asked for by htmx to swap a part; not by a boosted link and not to restore the history."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The fragment for htmx, the page otherwise. Caches keep the two apart."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def invalid(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any] | None = None, *, into: str = ""
) -> HttpResponse:
    """A form with its errors, values kept: 422, which our htmx configuration swaps.

    `into` is the id of what the fragment replaces, where a form that is accepted replaces more than itself.
    """
    response = render_page(request, page, fragment, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if into and wants_fragment(request):
        response["HX-Retarget"] = f"#{into}"
    return response


def go(request: HttpRequest, url: str) -> HttpResponse:
    """To another page: by HX-Location for htmx (which would follow a 302 inside of the swap), by redirect otherwise."""
    if not wants_fragment(request):
        return HttpResponse(status=HTTPStatus.FOUND, headers={"Location": url})
    return HttpResponse(headers={"HX-Redirect": url})


def toast(
    request: HttpRequest, response: HttpResponse, text: Any, level: str = "ok", *, url: str = "", link: str = ""
) -> HttpResponse:
    """Says something in passing. `level` is ok, acc, run, warn, unk or bad; `url` and `link` (its words) lead on.

    On a fragment it travels with the answer; when the answer leads to another page, that page shows it.
    """
    level = level_of(level)
    leads_away = "Location" in response.headers or "HX-Redirect" in response.headers
    if not wants_fragment(request) or leads_away:
        messages.add_message(request, _MESSAGE_LEVELS.get(level, messages.ERROR), str(text))
        return response
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    events["toast"] = {"text": str(text), "level": level, "url": url, "link": link}
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def stop_polling(response: HttpResponse) -> HttpResponse:
    """The last answer to a fragment that polls: it is swapped and asked for no more."""
    response.status_code = STOP_POLLING
    return response
