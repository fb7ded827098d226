"""Holding a number and giving it up, as operations: `ordering.reserve` and `ordering.cancel_hold`.

`before`, `wanted` and `observed` are {"held": bool}. A lost answer is looked up by what names the hold at the provider: its id,
or where holds have none, its number. Where a provider draws the number itself and its answer was lost, neither is known: a hold
costs nothing and runs out by itself, and a person asks again.
"""

from __future__ import annotations

from typing import Any, cast

from django.utils.translation import gettext_noop

from panel.dids.models import DidState
from panel.operations.models import Operation
from panel.operations.registry import CannotTell, Change, ReadBack, State
from panel.ordering import arrivals
from panel.ordering.models import Hold
from panel.ordering.prices import setup_in
from panel.tenancy.scope import scope
from providers.capabilities import Capability
from providers.errors import AlreadyTaken, Unsupported
from providers.ports import Ordering, Provider
from providers.values.ordering import AvailableNumber, Reservation
from providers.values.phone import PhoneNumber

RESERVE, CANCEL = "ordering.reserve", "ordering.cancel_hold"
HELD: State = {"held": True}
FREE: State = {"held": False}
NOTHING_HELD = gettext_noop("The provider held nothing. Choose another number.")
NOT_TOLD = gettext_noop(
    "%(provider)s draws the number itself and lists none that it holds, so nobody can tell which it was. A hold costs nothing "
    "and ends by itself within minutes: give this up, search again and hold another number."
)


class _OfHolds:
    looks_up = True
    resumes = False

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack | None:
        row = _hold(operation)
        told = provider.info.offers_capability(Capability.ORDERING_RESERVATION)
        if not told or not (row.remote_id or row.number):
            raise CannotTell(NOT_TOLD)
        found = _ordering(provider).reservation(row.remote_id, PhoneNumber(row.number) if row.number else None)
        return ReadBack(HELD, found) if found else ReadBack(FREE, None)

    def known(self, operation: Operation) -> State | None:
        return HELD if _hold(operation).in_force else FREE

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

    def tried_again(self, operation: Operation) -> None:
        Hold.objects.filter(pk=operation.parameters["hold"]).update(operation=operation)

    def remember(self, operation: Operation, value: Any) -> None:
        """What a lost answer would have told; what was told already stays."""
        row = _hold(operation)
        if value is not None and not row.held:
            _keep(row, cast(Reservation, value))


class Cancel(_OfHolds):
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Give up a held number")

    def execute(self, provider: Provider, operation: Operation) -> None:
        row = _hold(operation)
        _ordering(provider).cancel_reservation(row.remote_id)
        with scope(organization=operation.organization_id):
            _end(row)

    def remember(self, operation: Operation, value: Any) -> None:
        if value is None:
            _end(_hold(operation))


def _end(row: Hold) -> None:
    if row.ended:
        return
    row.ended = True
    row.save(update_fields=["ended"])
    arrivals.forget(row.connection, row.number, DidState.RESERVED)


def _keep(row: Hold, held: Reservation) -> None:
    row.number, row.remote_id, row.expires_at = held.numbers[0].e164, held.remote_id, held.expires_at
    row.held = True
    if held.quote is not None and held.quote.monthly is not None:  # newer than what the search told
        setup = setup_in(held.quote)
        row.setup = setup.amount if setup else None
        row.monthly, row.currency = held.quote.monthly.amount, held.quote.monthly.currency
    row.save(update_fields=["number", "remote_id", "expires_at", "held", "setup", "monthly", "currency"])
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
