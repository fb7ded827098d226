"""What time does to holds, orders and requests: holds run out, numbers that were to follow arrive, requests are looked after."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Func, Q, TextField, Value
from django.utils import timezone

from panel.dids.models import Did, DidState
from panel.ordering import arrivals
from panel.ordering.models import Hold, NumberOrder, Outcome, RequestState, SpecialRequest
from panel.ordering.services import requesting
from panel.tenancy.scope import scope

AT_ONCE = 200
REFERENCE = ".*(PB-[0-9A-F]{10})"  # the last one in a note: an order puts it at the end


def tidy(organization_id: UUID) -> None:
    with scope(organization=organization_id):
        _end_holds()
        _meet_arrivals()
        _look_after_requests()


def _end_holds() -> None:
    over = Hold.objects.select_related("connection").filter(held=True, ended=False, expires_at__lte=timezone.now())
    for hold in over[:AT_ONCE]:
        Hold.objects.filter(pk=hold.pk).update(ended=True)
        arrivals.forget(hold.connection, hold.number, DidState.RESERVED)


def _meet_arrivals() -> None:
    """A number whose provider told it later carries the order's reference in its note.

    Looked for from the numbers' side, all orders at once: those that never arrive hold none up.
    """
    waiting = NumberOrder.objects.select_related("connection", "client").filter(outcome=Outcome.FOLLOWS)
    orders = {(order.connection_id, order.reference): order for order in waiting}
    references = {reference for _account, reference in orders}
    noted = Func(F("note"), Value(REFERENCE), function="substring", output_field=TextField())
    dids = Did.objects.annotate(noted=noted).filter(
        connection__in={account for account, _ in orders}, noted__in=references
    )
    keyed = (((did.connection_id, did.noted), did) for did in dids.order_by("number", "pk"))
    found = [(orders.pop(key), did) for key, did in keyed if key in orders]
    for order, did in found[:AT_ONCE]:
        arrivals.met(order, did)


def _look_after_requests() -> None:
    due = timezone.now() - requesting.BETWEEN_LOOKS
    rows = SpecialRequest.objects.select_related("connection").filter(
        Q(looked_at__lt=due) | Q(looked_at=None, created_at__lt=due), state=RequestState.OPEN
    )
    for row in rows[:AT_ONCE]:
        if requesting.may_follow(row):
            requesting.request_look(row)
        SpecialRequest.objects.filter(pk=row.pk).update(looked_at=timezone.now())
