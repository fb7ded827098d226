"""Asking a provider to find numbers, as an operation: `ordering.backorder`.

Providers tell no id when they take a request, and most list none: a lost answer is for a person to look into.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from panel.operations.models import Operation
from panel.operations.registry import Change, ReadBack, State
from panel.ordering.models import RequestState, SpecialRequest
from panel.tenancy.scope import scope
from providers.errors import ProviderError, Temporary, Unsupported
from providers.ports import Provider
from providers.values import ordering as values
from providers.values.ordering import NumberKind, OrderSettings
from providers.values.routing import NOWHERE, Route, RouteKind

KIND = "ordering.backorder"


class Backorder:
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Ask for numbers")
    looks_up = False

    def execute(self, provider: Provider, operation: Operation) -> None:
        if provider.ordering is None:
            raise Unsupported(gettext_noop("This provider does not sell numbers."), provider=provider.info.slug)
        with scope(organization=operation.organization_id):
            row = SpecialRequest.objects.get(pk=operation.parameters["request"])
        try:
            taken = provider.ordering.backorder(_value(row))
        except Temporary:
            raise  # asked for again by itself
        except ProviderError as problem:
            if problem.kind not in ("outcome_unknown", "unexpected_answer"):
                with scope(organization=operation.organization_id):
                    SpecialRequest.objects.filter(pk=row.pk).update(state=RequestState.REFUSED)
            raise
        with scope(organization=operation.organization_id):
            SpecialRequest.objects.filter(pk=row.pk).update(
                remote_id=taken.remote_id[:80], description=taken.description[:250]
            )

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack | None:
        return None

    def remember(self, operation: Operation, value: Any) -> None:
        """Nothing was read."""

    def known(self, operation: Operation) -> State | None:
        return None

    def changes(self, operation: Operation) -> list[Change]:
        return []


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
