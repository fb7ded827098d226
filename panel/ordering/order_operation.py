"""Buying one number, as an operation: `ordering.order`.

`parameters` are {"order"}: how the number is to begin is in the `NumberOrder`. `before`, `wanted` and `observed` are
{"held": bool}: whether the number is in the account is the proof, also after a lost answer. It is never asked for twice.
"""

from __future__ import annotations

from typing import Any, NoReturn, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panel.connections import gateway
from panel.operations.models import Operation, OperationState
from panel.operations.registry import Change, ReadBack, State
from panel.ordering import arrivals
from panel.ordering.models import NumberOrder
from panel.ordering.prices import setup_in
from panel.tenancy.scope import scope
from providers import errors
from providers.ports import Ordering, Provider
from providers.values import dids as values
from providers.values.ordering import AvailableNumber, OrderedNumber, OrderSettings, OrderState, Quote
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Route, RouteKind

KIND = "ordering.order"
HELD: State = {"held": True}
NOT_HELD: State = {"held": False}

TAKEN = gettext_noop("Somebody else has this number by now. Nothing was charged; choose another one.")
NOT_SOLD = gettext_noop(
    "%(provider)s did not sell this number: %(words)s. Nothing was charged for it; choose another one."
)
ROSE = gettext_noop(  # the amounts are on the purchase's page: operations are seen by those too who may not see costs
    "%(provider)s wants more by now than what was accepted. Nothing was bought; search again to see its prices."
)

_BY_KIND: dict[str, type[errors.ProviderError]] = {
    each.kind: each
    for each in (
        errors.AlreadyTaken,
        errors.NotFound,
        errors.InsufficientFunds,
        errors.NotAllowed,
        errors.Unavailable,
        errors.UnexpectedAnswer,
        errors.OutcomeUnknown,
    )
}


class Order:
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Buy a number")
    looks_up = True
    resumes = True

    def execute(self, provider: Provider, operation: Operation) -> None:
        order = order_of(operation)
        if provider.ordering is None or provider.dids is None:
            raise errors.Unsupported(
                gettext_noop("This provider does not sell numbers."), provider=provider.info.slug, operation="order"
            )
        found = self._found(provider, order) if _asked_before(operation) else None
        if found is not None:  # it came late: what an earlier attempt asked for is there
            with scope(organization=operation.organization_id):
                arrivals.arrived(order, found)
            return
        try:
            result = _order(provider.ordering, order)
        except (errors.AlreadyTaken, errors.NotFound) as problem:
            _taken(problem)
        with scope(organization=operation.organization_id):
            arrivals.answered(order, result)

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack | None:
        order = order_of(operation)
        found = self._found(provider, order)
        if found is not None:
            return ReadBack(HELD, found)
        if operation.state == OperationState.UNKNOWN or order.test:
            return ReadBack(NOT_HELD, None)
        return None  # taken, and not listed yet: the sync will show it

    def remember(self, operation: Operation, value: Any) -> None:
        if value is not None:
            arrivals.arrived(order_of(operation), cast(values.Did, value))

    def known(self, operation: Operation) -> State | None:
        return HELD if arrivals.is_held(order_of(operation)) else NOT_HELD

    def tried_again(self, operation: Operation) -> None:
        NumberOrder.objects.filter(pk=operation.parameters["order"]).update(operation=operation)

    def changes(self, operation: Operation) -> list[Change]:
        return []  # what it costs is on the purchase's page, for those who may buy

    def _found(self, provider: Provider, order: NumberOrder) -> values.Did | None:
        """The number as the account has it. Without a number of its own, the one that came with the order's reference."""
        if provider.dids is None:
            return None
        if not order.number:
            return next((did for did in provider.dids.list_owned() if order.reference in did.note), None)
        try:
            return provider.dids.get(PhoneNumber(order.number))
        except errors.NotFound:
            return None


def order_of(operation: Operation) -> NumberOrder:
    with scope(organization=operation.organization_id):
        return NumberOrder.objects.select_related("connection", "hold", "client").get(pk=operation.parameters["order"])


def _asked_before(operation: Operation) -> bool:
    return operation.attempts > 1 or operation.retry_of_id is not None


def _order(ordering: Ordering, order: NumberOrder) -> OrderedNumber:
    offer = AvailableNumber(offer_id=order.offer_id, number=PhoneNumber(order.number) if order.number else None)
    reservation = _reservation(ordering, order, offer)
    settings = OrderSettings(
        route=_route(order),
        pop=order.pop,
        note=_note(order),
        reference=order.reference,
        test=order.test,
    )
    result = next(iter(ordering.order([offer], settings, reservation=reservation)), None)
    if result is None:
        _refuse(errors.OutcomeUnknown.kind, _("The provider said nothing about this number."), order)
    if result.state is OrderState.FAILED:
        with scope(organization=order.organization_id):
            arrivals.not_sold(order)
        _refuse(result.problem, result.message, order, result.code)
    if result.state is OrderState.PENDING and (order.number or result.number):
        _refuse(errors.OutcomeUnknown.kind, result.message, order, result.code)
    return result


def _reservation(ordering: Ordering, order: NumberOrder, offer: AvailableNumber) -> str:
    """What was held earlier; else, where a place is sold and the provider reserves, a hold made now.

    It is stored before anything is bought: should the answer of the order be lost, its number is known. One that costs more than
    was accepted is left to run out.
    """
    if order.hold is not None:
        return order.hold.remote_id
    of_a_place = offer.number is None or bool(order.reservation)
    if not of_a_place or not arrivals.reserves_first(order):
        return ""
    if arrivals.reservation_holds(order):
        return order.reservation
    held = ordering.reserve([offer], quantity=1)
    if not held.numbers:  # bought, nobody could look it up
        _taken(errors.AlreadyTaken("", provider=order.connection.provider, operation="reserve"))
    if held.quote is not None:
        _refuse_a_rise(held.quote, order)
    with scope(organization=order.organization_id):
        arrivals.reserved(order, held)
    return held.remote_id


def _refuse_a_rise(quote: Quote, order: NumberOrder) -> None:
    """What the provider tells now against what a person accepted; what one of them does not tell cannot be compared."""
    for now, then in ((quote.monthly, order.monthly), (setup_in(quote), order.setup)):
        if now is None or then is None or (now.currency == order.currency and now.amount <= then):
            continue
        values = {
            "provider": gateway.info(order.connection.provider).name,
            "now": str(now.amount),
            "now_currency": now.currency,
            "then": str(then),
            "then_currency": order.currency,
        }
        problem = errors.Refused(_(ROSE) % values, provider=order.connection.provider, operation="order")
        problem.message_id, problem.message_values = ROSE, values
        raise problem


def _route(order: NumberOrder) -> Route:
    if not order.route:
        return NOWHERE
    return Route(kind=RouteKind(order.route["kind"]), target=order.route.get("target", ""))


def _note(order: NumberOrder) -> str:
    if order.number or order.test:
        return order.note
    return f"{order.note} {order.reference}".strip()


def _taken(problem: errors.ProviderError) -> NoReturn:
    found = errors.AlreadyTaken(
        _(TAKEN), provider=problem.provider, operation=problem.operation, code=problem.code, raw=problem.raw
    )
    found.message_id = TAKEN
    raise found from problem


def _refuse(kind: str, message: str, order: NumberOrder, code: str = "") -> NoReturn:
    """The error behind one number's result. A kind that nobody told is a refusal, in the provider's words."""
    error = _BY_KIND.get(kind, errors.Refused)
    values = {"provider": gateway.info(order.connection.provider).name, "words": message}
    said = message if kind else _(NOT_SOLD) % values
    problem = error(said, provider=order.connection.provider, operation="order", code=code)
    if not kind:
        problem.message_id, problem.message_values = NOT_SOLD, values
    raise problem


HANDLER = Order()
