"""Holding a number and giving it up, as operations: `ordering.reserve` and `ordering.cancel_hold`.

A hold costs nothing and runs out by itself, and no provider lists what it holds: what became of a lost answer is not looked up.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from panel.dids.models import DidState
from panel.operations.models import Operation
from panel.operations.registry import Change, ReadBack, State
from panel.ordering import arrivals
from panel.ordering.models import Hold
from panel.tenancy.scope import scope
from providers.errors import AlreadyTaken, Unsupported
from providers.ports import Ordering, Provider
from providers.values.ordering import AvailableNumber, Reservation
from providers.values.phone import PhoneNumber

RESERVE, CANCEL = "ordering.reserve", "ordering.cancel_hold"
NOTHING_HELD = gettext_noop("The provider held nothing. Choose another number.")


class _OfHolds:
    looks_up = False

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack | None:
        return None

    def remember(self, operation: Operation, value: Any) -> None:
        """Nothing was read."""

    def known(self, operation: Operation) -> State | None:
        return None

    def changes(self, operation: Operation) -> list[Change]:
        return []


class Reserve(_OfHolds):
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Hold a number")

    def execute(self, provider: Provider, operation: Operation) -> None:
        row = _hold(operation)
        number = PhoneNumber(row.number) if row.number else None
        held = _ordering(provider).reserve([AvailableNumber(offer_id=row.offer_id, number=number)], quantity=1)
        if not held.numbers:
            raise AlreadyTaken(NOTHING_HELD, provider=provider.info.slug, operation="reserve")
        with scope(organization=operation.organization_id):
            _keep(row, held)


class Cancel(_OfHolds):
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Give up a held number")

    def execute(self, provider: Provider, operation: Operation) -> None:
        row = _hold(operation)
        _ordering(provider).cancel_reservation(row.remote_id)
        with scope(organization=operation.organization_id):
            row.ended = True
            row.save(update_fields=["ended"])
            arrivals.forget(row.connection, row.number, DidState.RESERVED)


def _keep(row: Hold, held: Reservation) -> None:
    row.number, row.remote_id, row.expires_at = held.numbers[0].e164, held.remote_id, held.expires_at
    row.held = True
    quote = held.quote
    if quote is not None and quote.monthly is not None and row.monthly is None:
        row.monthly, row.currency = quote.monthly.amount, quote.monthly.currency
    row.save(update_fields=["number", "remote_id", "expires_at", "held", "monthly", "currency"])
    arrivals.expect(row, DidState.RESERVED)


def _hold(operation: Operation) -> Hold:
    with scope(organization=operation.organization_id):
        return Hold.objects.select_related("connection").get(pk=operation.parameters["hold"])


def _ordering(provider: Provider) -> Ordering:
    if provider.ordering is None:
        raise Unsupported(gettext_noop("This provider does not sell numbers."), provider=provider.info.slug)
    return provider.ordering


HOLD = Reserve()
GIVE_UP = Cancel()
