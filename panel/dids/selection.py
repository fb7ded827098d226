"""The numbers that a list's address shows, for what is done with all of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from panel.dids.filters import DidFilters
from panel.dids.models import Did


def numbers_matching(query: str, *, costs: bool) -> QuerySet[Did]:
    """Everything that the list of numbers shows with this query string, by number. `costs`: may the person filter by them."""
    request = HttpRequest()
    request.GET = QueryDict(query.removeprefix("?"))
    return DidFilters(request, costs=costs).narrow(Did.objects.all()).order_by("number", "pk")
