"""Asking a provider to find numbers, as an operation: `ordering.backorder`.

`before`, `wanted` and `observed` are {"asked": bool}. Providers tell no id when they take a request. Where they list their back
orders, one of the place that was not there before is the proof, also after a lost answer; else a person has to ask.
"""

from __future__ import annotations

from typing import Any, cast

from django.utils.translation import gettext_noop

from panel.operations.models import Operation, OperationState
from panel.operations.registry import CannotTell, Change, ReadBack, State
from panel.ordering.backorders import arrivals_of, mine_among
from panel.ordering.models import RequestState, SpecialRequest
from panel.tenancy.scope import scope
from providers.capabilities import Capability
from providers.errors import ProviderError, Temporary, Unsupported
from providers.ports import Ordering, Provider
from providers.values import ordering as values
from providers.values.ordering import NumberKind, OrderSettings
from providers.values.routing import NOWHERE, Route, RouteKind

KIND = "ordering.backorder"
ASKED: State = {"asked": True}
NOT_ASKED: State = {"asked": False}
NOT_LISTED = gettext_noop(
    "%(provider)s does not list what it was asked for. Look for a ticket or a mail of its staff, or ask them whether the request "
    "came; then give this up here, and ask again only if it did not."
)
CAME_MEANWHILE = gettext_noop(
    "%(provider)s does not list it, but numbers like these came since: it may have been answered already. Look at them first; "
    "then give this up here, or ask again."
)


class Backorder:
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Ask for numbers")
    looks_up = True
    resumes = False

    def execute(self, provider: Provider, operation: Operation) -> None:
        ordering, row = _ordering(provider), _request(operation)
        if _lists(provider):
            self._keep(row, listed_before=[each.remote_id for each in ordering.list_backorders()])
        try:
            taken = ordering.backorder(_value(row))
        except Temporary:
            raise  # asked for again by itself
        except ProviderError as problem:
            if problem.kind not in ("outcome_unknown", "unexpected_answer"):
                self._keep(row, state=RequestState.REFUSED)
            raise
        self._keep(row, remote_id=taken.remote_id[:80], description=taken.description[:250], state=RequestState.OPEN)

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack | None:
        row = _request(operation)
        if not _lists(provider) or row.listed_before is None:
            raise CannotTell(NOT_LISTED)
        listed = list(_ordering(provider).list_backorders())
        with scope(organization=operation.organization_id):
            mine = mine_among(row, listed)
            if mine is not None:
                return ReadBack(ASKED, mine)
            if operation.state != OperationState.UNKNOWN:
                return None  # taken, and not listed yet
            if arrivals_of(row).exists():
                raise CannotTell(CAME_MEANWHILE)
        return ReadBack(NOT_ASKED, None)

    def remember(self, operation: Operation, value: Any) -> None:
        if value is not None:
            mine = cast(values.BackOrder, value)
            self._keep(_request(operation), remote_id=mine.remote_id[:80], description=mine.description[:250])

    def known(self, operation: Operation) -> State | None:
        return ASKED if _request(operation).remote_id else NOT_ASKED

    def tried_again(self, operation: Operation) -> None:
        """Refused before, it is open again: what becomes of it is followed."""
        rows = SpecialRequest.objects.filter(pk=operation.parameters["request"])
        rows.update(operation=operation, state=RequestState.OPEN)

    def changes(self, operation: Operation) -> list[Change]:
        return []

    def _keep(self, row: SpecialRequest, **fields: Any) -> None:
        with scope(organization=row.organization_id):
            SpecialRequest.objects.filter(pk=row.pk).update(**fields)


def _lists(provider: Provider) -> bool:
    return provider.info.offers_capability(Capability.ORDERING_LIST_BACKORDERS)


def _ordering(provider: Provider) -> Ordering:
    if provider.ordering is None:
        raise Unsupported(gettext_noop("This provider does not sell numbers."), provider=provider.info.slug)
    return provider.ordering


def _request(operation: Operation) -> SpecialRequest:
    with scope(organization=operation.organization_id):
        return SpecialRequest.objects.select_related("connection", "operation").get(pk=operation.parameters["request"])


def _value(row: SpecialRequest) -> values.SpecialRequest:
    route = Route(kind=RouteKind(row.route["kind"]), target=row.route.get("target", "")) if row.route else NOWHERE
    return values.SpecialRequest(
        country=row.country,
        quantity=row.quantity,
        kind=NumberKind(row.kind),
        region=row.region,
        rate_centre=row.rate_centre,
        prefix=row.prefix,
        note=row.note,
        settings=OrderSettings(route=route, pop=row.pop),
    )


HANDLER = Backorder()
