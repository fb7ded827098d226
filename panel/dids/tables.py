"""The inventory as a table."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from panel.dids.models import Did, DidState
from panel.routing.naming import Spot, names_of
from panel.ui.tables import Column, Table

FAILOVERS = ("no_answer", "busy", "unreachable")


class DidTable(Table[Did]):
    id = "numbers"
    caption = _("Numbers")
    default_sort = "number"
    columns = (
        Column("number", _("Number"), sort="number", template="dids/_cell_number.html", css="ph-a"),
        Column("client", _("Client"), value="client.name", css="ph-hide"),
        Column("account", _("Account"), template="dids/_cell_account.html", css="ph-hide"),
        Column("route", _("Calls go to"), template="dids/_cell_route.html", css="ph-b"),
        Column("e911", _("E911"), template="dids/_cell_e911.html", css="ph-c"),
        Column("features", _("Features"), template="dids/_cell_features.html", css="ph-hide"),
        Column(
            "changed",
            _("Changed"),
            sort="changed_at",
            template="dids/_cell_changed.html",
            css="ph-hide right",
            falling_first=True,
        ),
    )

    def row_css(self, row: Did) -> str:
        return "is-unk" if row.state == DidState.LOST else ""


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
