"""The raw traffic of an account as declarations."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panel.connections.models import Exchange
from panel.ui.filters import Choices, FilterSet, Search
from panel.ui.tables import Column, Table


def _narrow(rows: QuerySet[Exchange], text: str) -> QuerySet[Exchange]:
    return rows.filter(operation__icontains=text) | rows.filter(request__icontains=text)


class TrafficFilters(FilterSet):
    id = "traffic"

    q = Search(_("Search methods and requests"), narrow=_narrow, placeholder=_("Method, number"))
    outcome = Choices(
        _("Result"),
        lookup="outcome__in",
        choices=[
            ("ok", _("Succeeded")),
            ("unavailable", _("Not reached")),
            ("rate_limited", _("Too many calls")),
            ("bad_credentials", _("Wrong credentials")),
            ("not_allowed", _("Not allowed")),
            ("not_found", _("Not found")),
            ("invalid", _("Refused")),
            ("unexpected_answer", _("Unreadable answer")),
            ("outcome_unknown", _("Answer lost")),
        ],
    )


class TrafficTable(Table[Exchange]):
    id = "traffic"
    caption = _("Raw traffic")
    default_sort = "-at"
    previous_label = _("Newer")
    next_label = _("Older")
    columns = (
        Column("operation", _("Method"), template="console/_cell_exchange.html", css="ph-a"),
        Column("outcome", _("Result"), template="console/_cell_outcome.html", css="ph-c"),
        Column("milliseconds", _("Took"), template="console/_cell_took.html", css="right num ph-hide"),
        Column("at", _("When"), sort="at", template="console/_cell_at.html", css="right ph-b", falling_first=True),
    )
