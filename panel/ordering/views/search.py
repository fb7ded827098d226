"""Looking for numbers: the form, and the answers as the accounts give them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from panel.ordering.forms import SearchForm
from panel.ordering.models import Search
from panel.ordering.prices import markup_for
from panel.ordering.queries import parts_of, recent_searches, search_or_404, with_offers
from panel.ordering.services.searching import start_search
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, render_page, stop_polling

PAGE, FORM = "ordering/search.html", "ordering/_search_form.html"
RESULTS, MORE = "ordering/results.html", "ordering/_more.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUY_NUMBERS)
def search(request: TenantRequest) -> HttpResponse:
    """GET shows the form; POST asks every account."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, PAGE, {"form": form, "searches": recent_searches()})
    if not form.is_valid():
        return invalid(request, PAGE, FORM, {"form": form, "searches": recent_searches()})
    begun = start_search(wanted=form.wanted, client=form.cleaned_data["client"], by=request.user)
    return go(request, reverse("ordering:results", args=[begun.pk]))


@require_safe
@requires(Permission.BUY_NUMBERS)
def results(request: TenantRequest, search_id: UUID) -> HttpResponse:
    found = search_or_404(search_id)
    form = SearchForm(initial={**found.wanted, "client": found.client_id})
    return render(request, RESULTS, {"form": form, **_context(found, set())})


@require_safe
@requires(Permission.BUY_NUMBERS)
def more(request: TenantRequest, search_id: UUID) -> HttpResponse:
    """What answered since: the accounts named by `shown` are on the page already. Without htmx, the whole page."""
    found = search_or_404(search_id)
    context = _context(found, set(request.GET.get("shown", "").split(",")))
    form = SearchForm(initial={**found.wanted, "client": found.client_id})
    response = render_page(request, RESULTS, MORE, {"form": form, **context})
    return response if context["waiting"] or not request.headers.get("HX-Request") else stop_polling(response)


def _context(found: Search, shown: set[str]) -> dict[str, Any]:
    parts = parts_of(found)
    markup = markup_for(found.client_id)
    answered = [part for part in parts if not part.running]
    return {
        "search": found,
        "answers": with_offers([part for part in answered if str(part.pk) not in shown], markup),
        "no_prices": found.client is not None and markup is None,
        "waiting": with_offers([part for part in parts if part.running], None),
        "shown": ",".join(str(part.pk) for part in answered),
        "asked": len(parts),
        "answered": len(answered),
    }
