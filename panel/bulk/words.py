"""Batches in words: what a row changes from what to what, and what the dry run comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from panel.bulk.models import BatchRow, Playbook, PlaybookRoute
from panel.bulk.planning import Step, gap_words
from panel.bulk.wishes import LABELS, ROUTES, route_of
from panel.connections import gateway
from panel.connections.models import Connection
from panel.dids import settings_operation
from panel.dids.price_words import in_sentences
from panel.dids.route_operation import in_words
from panel.dids.setting_prices import costs_in
from panel.routing.destinations import spot_of
from panel.routing.naming import RouteNames, Spot, names_of


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """One change: what it is of, from what, to what."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row as the page tells it. `methods`: what would be called at the provider; `costs`: sentences, for who may see them."""

    changes: list[ChangeWords] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    may_cost: bool = False
    costs: list[str] = field(default_factory=list)
    provider: str = ""
    gaps: list[tuple[str, str]] = field(default_factory=list)


def put_words_beside(rows: Iterable[BatchRow]) -> None:
    """Give each row its `words`. The names of destinations are looked up once for all."""
    rows = list(rows)
    names = names_of(
        Spot.of(row.connection_id, state)
        for row in rows
        if row.connection_id
        for step in row.steps
        if step["what"] == "route"
        for states in (step["before"], step["after"])
        for state in states.values()
    )
    for row in rows:
        row.words = row_words(row, names)  # type: ignore[attr-defined]


def row_words(row: BatchRow, names: RouteNames) -> RowWords:
    costs = list(costs_in(row.steps))
    return RowWords(
        changes=[change for step in row.steps for change in _changes(row, step, names)],
        methods=list(dict.fromkeys(method for step in row.steps for method in step.get("methods", ()))),
        may_cost=any(cost.may_cost for cost in costs),
        costs=in_sentences(costs),
        provider=gateway.info(row.connection.provider).name if row.connection else "",
        gaps=_gaps(row),
    )


def _changes(row: BatchRow, step: Step, names: RouteNames) -> Iterator[ChangeWords]:
    what = step["what"]
    if what == "client":
        nobody = _("Not assigned")
        yield ChangeWords(str(LABELS[what]), step["before"] or nobody, step["after"] or nobody)
    elif what == "tags":
        added, removed = [f"+ {tag}" for tag in step["add"]], [f"− {tag}" for tag in step["remove"]]
        yield ChangeWords(str(LABELS[what]), "", ", ".join([*added, *removed]))
    elif what == "remarks":
        none = _("None")
        yield ChangeWords(str(LABELS[what]), step["before"] or none, step["after"] or none)
    elif what == "route":
        yield from _route_changes(row, step, names)
    else:
        for name, after in step["after"].items():
            told = settings_operation.in_words
            yield ChangeWords(str(LABELS[name]), told(name, step["before"][name]), told(name, after))


def _route_changes(row: BatchRow, step: Step, names: RouteNames) -> Iterator[ChangeWords]:
    if row.connection_id is None:
        return
    for name in ROUTES:
        if name in step["after"]:
            before, after = (
                in_words(names, Spot.of(row.connection_id, step[each][name]), name) for each in ("before", "after")
            )
            yield ChangeWords(str(LABELS[name]), before, after)


def reasons(row: BatchRow) -> list[str]:
    """Why a row failed or cannot be done, for its line in a file."""
    told = [row.reason_text] if row.reason else []
    return [*told, *(f"{label}: {text}" if label else text for label, text in _gaps(row))]


def _gaps(row: BatchRow) -> list[tuple[str, str]]:
    return [(str(LABELS.get(each["what"], "")), gap_words(each, row.did)) for each in row.gaps]


def amounts(counts: Mapping[str, int], states: Iterable[Any]) -> list[tuple[str, str, int]]:
    """(state, word, amount) of those that there are, in the order of `states`."""
    return [(state.value, str(state.label), counts[state]) for state in states if counts.get(state)]


def routes_in_words(playbook: Playbook) -> list[tuple[Connection, list[tuple[str, str]]]]:
    """Where a playbook leads: for each account its settings, by label."""
    routes = list(
        PlaybookRoute.objects.filter(playbook=playbook).select_related("connection").order_by("connection__name")
    )
    spots = {
        (route.pk, name): spot_of(route.connection_id, route_of(key))
        for route in routes
        for name, key in route.settings.items()
    }
    names = names_of(spots.values())
    return [
        (
            route.connection,
            [
                (str(LABELS[name]), in_words(names, spots[route.pk, name], name))
                for name in ROUTES
                if name in route.settings
            ],
        )
        for route in routes
    ]
