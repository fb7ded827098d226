"""What becomes of orders in our own rows: the answer, the number that is expected, the number that came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from panel.connections import gateway
from panel.connections.models import Connection
from panel.dids.emergency import need_e911
from panel.dids.models import IN_ACCOUNT, Did, DidState, DidTag, Tag
from panel.dids.moves import moved
from panel.dids.sync import apply_one
from panel.ordering.models import Hold, NumberOrder, Outcome, Sold
from panel.routing.models import Kind as RouteWord
from providers.capabilities import Capability
from providers.values import dids as values
from providers.values.ordering import OrderedNumber, Reservation

NEARLY_OVER = timedelta(seconds=20)  # a hold that ends so soon is no longer relied on


def answered(order: NumberOrder, result: OrderedNumber) -> None:
    """The provider took the order. A number that is not listed yet is expected from now on."""
    if result.number is not None:
        order.number = result.number.e164
    order.order_id = result.order_id[:120]
    order.message = result.message
    if order.test:
        order.outcome = Outcome.TESTED
    else:
        order.outcome = Outcome.BOUGHT if order.number else Outcome.FOLLOWS
    order.save(update_fields=["number", "order_id", "message", "outcome"])
    if order.test:
        return
    if order.number:
        _begin(order, expect(order, DidState.PENDING, order.route))


def arrived(order: NumberOrder, value: values.Did) -> None:
    """The number is in the account: it gets its client and its tags."""
    if order.test:
        return
    _begin_anew(order.connection, value.number.e164)
    met(order, apply_one(order.connection, value))


def _begin_anew(connection: Connection, number: str) -> None:
    """One that was ours once, and that no answer of the order announced: what it was to an earlier client says nothing now."""
    gone = Did.objects.filter(connection=connection, number=number, gone_at__isnull=False)
    for did in gone.select_related("client"):
        _without_its_client(did)
        did.needs_e911_since = None
        did.save(update_fields=["client", "needs_e911_since"])


def _without_its_client(did: Did) -> None:
    if did.client_id:
        moved(did, None, by=None)


def met(order: NumberOrder, did: Did) -> None:
    """The number of an order that had none yet was found in the listing."""
    order.number, order.outcome = did.number, Outcome.BOUGHT
    order.save(update_fields=["number", "outcome"])
    _begin(order, did)


def _begin(order: NumberOrder, did: Did) -> None:
    if order.client_id and did.client_id is None:
        Did.objects.filter(pk=did.pk).update(client=order.client)
    put_tags(did, order.tags)
    Hold.objects.filter(connection=order.connection, number=did.number, held=True).update(ended=True)
    begins_now = NumberOrder.objects.filter(pk=order.pk).exclude(did=did).update(did=did)
    if order.e911 and begins_now:  # once: somebody may have said since that it needs none
        need_e911(did)


def put_tags(did: Did, names: Iterable[str]) -> None:
    for name in names:
        tag, _made = Tag.objects.get_or_create(organization_id=did.organization_id, name=name)
        DidTag.objects.get_or_create(organization_id=did.organization_id, did=did, tag=tag)


def expect(sold: Sold, state: DidState, route: dict[str, str] | None = None) -> Did:
    """The row of a number that no listing has yet. One that is listed already stays as it is."""
    connection: Connection = sold.connection  # type: ignore[attr-defined]
    now = timezone.now()
    until = sold.expires_at if isinstance(sold, Hold) else None
    did, made = Did.objects.get_or_create(
        organization_id=sold.organization_id,
        connection=connection,
        number=sold.number,
        defaults={
            "description": sold.place,
            "country": sold.country,
            "region": sold.region,
            "state": state,
            "route_kind": (route or {}).get("kind", RouteWord.NONE),
            "route_target": (route or {}).get("target", ""),
            "monthly": sold.monthly,
            "monthly_currency": sold.currency,
            "fingerprint": "",
            "first_seen_at": now,
            "changed_at": now,
            "read_at": now,
            "reserved_until": until,
        },
    )
    if not made and did.state not in IN_ACCOUNT:  # held before, or ours once
        if did.gone_at is not None:
            did.needs_e911_since = None
        did.state, did.gone_at, did.reserved_until, did.fingerprint, did.changed_at = state, None, until, "", now
        if state == DidState.PENDING:
            _without_its_client(did)  # what it was to an earlier client says nothing now
        did.save(
            update_fields=[
                "state", "gone_at", "reserved_until", "fingerprint", "changed_at", "client", "needs_e911_since",
            ]
        )  # fmt: skip
    return did


def forget(connection: Connection, number: str, state: DidState) -> None:
    """Remove the row of a number that was only expected; one that the account ever had is released again."""
    Did.objects.filter(connection=connection, number=number, state=state, raw={}).delete()
    Did.objects.filter(connection=connection, number=number, state=state).update(
        state=DidState.RELEASED, gone_at=timezone.now(), reserved_until=None
    )


def is_held(order: NumberOrder) -> bool:
    return bool(order.number) and is_ours(order.connection, order.number)


def is_ours(connection: Connection, number: str) -> bool:
    return Did.objects.filter(connection=connection, number=number, state__in=IN_ACCOUNT).exists()


def reserves_first(order: NumberOrder) -> bool:
    """Whether its provider sells places by reserving a number first."""
    return gateway.info(order.connection.provider).offers_capability(Capability.ORDERING_RESERVE)


def reservation_holds(order: NumberOrder) -> bool:
    return bool(order.reservation) and (
        order.reserved_until is None or order.reserved_until > timezone.now() + NEARLY_OVER
    )


def not_sold(order: NumberOrder) -> None:
    """The provider refused the number that it had drawn for a place: asked again, it draws another one."""
    if order.reservation and not order.hold_id:
        order.reservation, order.reserved_until, order.number = "", None, ""
        order.save(update_fields=["reservation", "reserved_until", "number"])


def reserved(order: NumberOrder, held: Reservation) -> None:
    order.reservation, order.reserved_until = held.remote_id, held.expires_at
    if held.numbers:
        order.number = held.numbers[0].e164
    order.save(update_fields=["reservation", "reserved_until", "number"])
