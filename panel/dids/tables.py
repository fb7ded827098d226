"""The inventory as a table."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from panel.connections.badges import put_providers_beside
from panel.connections.models import Connection
from panel.dids.columns import PARAMETER, Choice, choices, chosen, offered
from panel.dids.models import Did, DidState
from panel.routing.naming import Spot, names_of
from panel.tenancy.models import Client
from panel.ui.paging import POSITION, query
from panel.ui.tables import Column, Table

FAILOVERS = ("no_answer", "busy", "unreachable")


class DidTable(Table[Did]):
    id = "numbers"
    caption = _("Numbers")
    default_sort = "number"
    columns: tuple[Column, ...] = ()

    def __init__(self, queryset: QuerySet[Did], request: HttpRequest, *, costs: bool = False) -> None:
        super().__init__(queryset, request)
        self._costs = costs
        self.shown = self.columns = chosen(request.GET, costs=costs)

    @property
    def offered(self) -> tuple[Column, ...]:
        return tuple(offered(costs=self._costs).values())

    @property
    def column_choices(self) -> list[Choice]:
        return choices(self.request.GET, self.shown, costs=self._costs)

    @property
    def usual_columns(self) -> str:
        return query(self.params, **{PARAMETER: None})

    @property
    def kept_beside_columns(self) -> list[tuple[str, str]]:
        """The rest of the address, for the form that chooses columns."""
        dropped = (PARAMETER, *POSITION)
        return [(name, value) for name, values in self.request.GET.lists() if name not in dropped for value in values]

    def row_css(self, row: Did) -> str:
        return "is-unk" if row.state == DidState.LOST else ""


def put_owners_beside(rows: Iterable[Did], accounts: Iterable[Connection], clients: Iterable[Client]) -> None:
    """Give each row its account and client out of what was read already."""
    accounts_by_id = {account.pk: account for account in accounts}
    clients_by_id = {client.pk: client for client in clients}
    for row in rows:
        if row.connection_id in accounts_by_id:  # else made meanwhile, and read when it is asked for
            row.connection = accounts_by_id[row.connection_id]
        if row.client_id in clients_by_id:
            row.client = clients_by_id[row.client_id]


def put_words_beside(rows: Iterable[Did]) -> None:
    """Give each row what its cells say beyond its columns: provider and route. Few queries for all of them."""
    rows = list(rows)
    put_routes_into_words(rows)
    put_providers_beside(rows)


def put_routes_into_words(rows: Iterable[Did]) -> None:
    """Give each row `destination` and `fallback` (the first failover that leads somewhere, or None). Few queries for all."""
    rows = list(rows)
    spots = {row.pk: _spots(row) for row in rows}
    names = names_of(spot for several in spots.values() for spot in several)
    for row in rows:
        main, *rest = spots[row.pk]
        row.destination = names.of(main)  # type: ignore[attr-defined]
        row.fallback = names.of(rest[0]) if rest else None  # type: ignore[attr-defined]


def _spots(row: Did) -> list[Spot]:
    main = Spot(row.connection_id, row.route_kind, row.route_target, row.route_raw)
    others = [row.failovers[name] for name in FAILOVERS if row.failovers.get(name)]
    return [main, *(Spot.of(row.connection_id, each) for each in others if each["kind"] != "none")]
