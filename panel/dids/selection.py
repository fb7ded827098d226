"""The numbers that a list's address shows, for what is done with all of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from panel.dids.filters import DidFilters
from panel.dids.models import Did


def numbers_matching(query: str, *, costs: bool) -> QuerySet[Did]:
    """Everything that the list of numbers shows with this query string, by number. `costs`: may the person filter by them.

    Nothing at all when a filter makes no sense, or none any more: without it far more would be changed than anybody meant.
    """
    request = HttpRequest()
    request.GET = QueryDict(query.removeprefix("?"))
    filters = DidFilters(request, costs=costs)
    rows = Did.objects.none() if filters.errors else filters.narrow(Did.objects.all())
    return rows.order_by("number", "pk")
