"""The list of numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from panel.connections.models import Lamp
from panel.dids.filters import DidFilters
from panel.dids.queries import inventory, lost_lately
from panel.dids.saved_views import as_view, tabs, usual_tabs
from panel.dids.tables import DidTable, put_owners_beside, put_words_beside
from panel.dids.totals import MANY, Total, last_counted, total_of, total_of_all
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import render_page, wants_fragment
from panel.ui.paging import query
from panel.ui.words import money, number

LOST_NAMED = 3


@require_safe
@requires(Permission.VIEW)
def numbers(request: TenantRequest) -> HttpResponse:
    costs = may(request.membership.role, Permission.VIEW_COSTS)
    filters = DidFilters(request, costs=costs)
    rows = filters.narrow(inventory())
    table = DidTable(rows, request, costs=costs)
    table.ticks = "bulk-numbers" if may(request.membership.role, Permission.CHANGE_ROUTES) else ""
    put_owners_beside(table.page.rows, filters.accounts, filters.clients)
    put_words_beside(table.page.rows)
    here = as_view(request.GET)
    usual, saved = usual_tabs(request.GET, request.path), tabs(request.GET, request.path, request.user)
    context: dict[str, Any] = {
        "filters": filters,
        "table": table,
        "empty": "dids/_no_numbers.html",
        "tools": "dids/_list_tools.html",
        "count": matches(MANY if filters.surely_many else total_of(rows), costs=costs) if filters.in_use else "",
        "usual": usual,
        "tabs": saved,
        "may_keep": bool(here) and not any(tab.here for tab in usual) and not any(tab.here for tab in saved),
        "here": here,
        "address": f"{request.path}?{here}" if here else request.path,
        "first_page": query(request.GET),
        "may_note": may(request.membership.role, Permission.CHANGE_ROUTES),
    }
    if not wants_fragment(request):
        context |= about_all(filters, costs=costs)
    return render_page(request, "dids/did_list.html", "dids/_list_fragment.html", context)


def about_all(filters: DidFilters, *, costs: bool) -> dict[str, Any]:
    """What the page says above the list. Beside filters, which are counted for themselves, all is as last counted."""
    total = last_counted() if filters.in_use else total_of_all()
    lost = lost_lately(LOST_NAMED + 1)
    return {
        "all": totals(total, len(filters.accounts), costs=costs) if total.numbers else "",
        "lost": lost[:LOST_NAMED],
        "more_lost": len(lost) > LOST_NAMED,
        "lost_url": f"{reverse('dids:list')}?state=lost",
        "troubled": [account for account in filters.accounts if account.lamp in (Lamp.WARNING, Lamp.BAD)],
    }


def matches(total: Total, *, costs: bool) -> str:
    if not total.exact:
        return _("more than %(count)s match") % {"count": number(total.numbers)}
    text = ngettext("%(count)s matches", "%(count)s match", total.numbers) % {"count": number(total.numbers)}
    return " · ".join([text, *(_a_month(total) if costs else ())])


def totals(total: Total, accounts: int, *, costs: bool) -> str:
    """“1,284 numbers · 4 accounts · USD 1,019.40 + CAD 486.10 a month”."""
    text = ngettext("%(count)s number", "%(count)s numbers", total.numbers) % {"count": number(total.numbers)}
    if not total.exact:
        text = _("more than %(count)s numbers") % {"count": number(total.numbers)}
    in_accounts = ngettext("%(count)s account", "%(count)s accounts", accounts) % {"count": number(accounts)}
    return " · ".join([text, in_accounts, *(_a_month(total) if costs else ())])


def _a_month(total: Total) -> list[str]:
    sums = " + ".join(money(amount, currency) for currency, amount in total.monthly)
    if not sums:
        return []
    if total.priced < total.numbers:  # not every provider tells prices
        return [_("%(sums)s a month for %(count)s of them") % {"sums": sums, "count": number(total.priced)}]
    return [_("%(sums)s a month") % {"sums": sums}]
