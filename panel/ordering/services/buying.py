"""Buy numbers: one decision, one accepted charge, one operation for each number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.audit.services import record
from panel.connections.models import Connection, ConnectionState
from panel.dids.models import Did, DidState
from panel.operations.models import OPEN
from panel.operations.services import request_operation
from panel.ordering import order_operation
from panel.ordering.arrivals import is_ours
from panel.ordering.models import Hold, NumberOrder, Offer, Purchase, Sold
from panel.ordering.prices import markup_for
from panel.tenancy.models import Client
from panel.tenancy.scope import current_organization_id
from panel.ui.words import phone

MOST_AT_ONCE = 100


class BuyingProblem(Exception):
    """Why something cannot be bought as asked, worded for the person. Nothing was ordered."""


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one thing for sale. `sold` is an offer of a search, or a number that is held."""

    sold: Sold
    connection: Connection
    count: int = 1


@dataclass(frozen=True, slots=True)
class Charge:
    """What buying costs at once, and each month from then on, by currency. `unpriced` numbers cost what their provider's
    price list says, in whole or in part.
    """

    amounts: Mapping[str, Decimal]
    monthly: Mapping[str, Decimal]
    unpriced: int

    @property
    def text(self) -> str:
        """The same charge, the same text: what a person accepts must be what is ordered."""
        told = [f"{currency} {amount.normalize():f}" for currency, amount in sorted(self.amounts.items())]
        return " + ".join([*told, f"? x {self.unpriced}"] if self.unpriced else told)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How the numbers begin. `routes` and `pops` are by account."""

    client: Client | None = None
    tags: Sequence[str] = ()
    note: str = ""
    e911: bool = False
    routes: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)
    pops: Mapping[UUID, str] = field(default_factory=dict)


def charge_of(lines: Sequence[Line]) -> Charge:
    """Setup and the first month of each."""
    amounts: dict[str, Decimal] = {}
    monthly: dict[str, Decimal] = {}
    unpriced = 0
    for line in lines:
        sold = line.sold
        if sold.monthly is None or sold.setup is None:
            unpriced += line.count
        for told in (sold.setup, sold.monthly):
            if told is not None:
                amounts[sold.currency] = amounts.get(sold.currency, Decimal(0)) + told * line.count
        if sold.monthly is not None:
            monthly[sold.currency] = monthly.get(sold.currency, Decimal(0)) + sold.monthly * line.count
    return Charge(amounts, monthly, unpriced)


def buy(*, lines: Sequence[Line], beginning: Beginning, test: bool, by: User, token: str) -> Purchase:
    """Order everything. The caller has made sure that the person accepted `charge_of(lines)`.

    The same `token` gives the purchase that it made before. Raises `BuyingProblem`, with nothing ordered.
    """
    with transaction.atomic():
        accounts = _take_turns(lines)
        made = Purchase.objects.filter(token=token).first()
        if made is not None:
            return made
        _refuse(lines, accounts)
        charge = charge_of(lines)
        purchase = Purchase.objects.create(
            organization_id=current_organization_id(),
            asked_by=by,
            accepted={currency: str(amount) for currency, amount in charge.amounts.items()},
            unpriced=charge.unpriced,
            test=test,
            token=token,
        )
        for position, (line, _nth) in enumerate(_each(lines)):
            _order(purchase, position, line, beginning, by)
        record(
            verb="ordering.bought",
            object_type="purchase",
            object_id=purchase.pk,
            label=charge.text,
            by=by,
            accepted=charge.text,
            test=test,
        )
    return purchase


def _each(lines: Sequence[Line]) -> Iterator[tuple[Line, int]]:
    for line in lines:
        for nth in range(1 if line.sold.number else line.count):
            yield line, nth


def _take_turns(lines: Sequence[Line]) -> list[Connection]:
    """The accounts. One purchase at a time for each account: the row is locked until this one is written down."""
    wanted = {line.connection.pk for line in lines}
    return list(Connection.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def too_many(lines: Sequence[Line]) -> str:
    """Why not so many numbers are bought at once; empty when they are few enough."""
    numbers = sum(line.count for line in lines)
    if numbers <= MOST_AT_ONCE:
        return ""
    told = {"numbers": numbers, "most": MOST_AT_ONCE}
    return _("You chose %(numbers)s numbers; %(most)s at most are bought at once. Go back and choose fewer.") % told


def _refuse(lines: Sequence[Line], accounts: Sequence[Connection]) -> None:
    if reason := too_many(lines):
        raise BuyingProblem(reason)
    for connection in accounts:
        if connection.state != ConnectionState.ACTIVE:
            raise BuyingProblem(_("“%(account)s” is not active. Nothing was ordered.") % {"account": connection})
    for line in lines:
        if isinstance(line.sold, Offer) and line.sold.part.search.is_old:
            raise BuyingProblem(_("This was found days ago: what it costs may be different by now. Search again."))
        if not line.sold.number:
            continue
        named = {"number": phone(line.sold.number)}
        if is_ours(line.connection, line.sold.number):
            raise BuyingProblem(_("%(number)s is in your account already. Nothing was ordered.") % named)
        if _under_way(line):
            raise BuyingProblem(_("%(number)s is being bought already. Nothing was ordered.") % named)
        if isinstance(line.sold, Hold) and not line.sold.in_force:
            raise BuyingProblem(_("%(number)s is no longer held. Search again; nothing was ordered.") % named)


def _under_way(line: Line) -> bool:
    """Ordered and not answered yet, or sold to us and not listed yet."""
    if Did.objects.filter(connection=line.connection, number=line.sold.number, state=DidState.PENDING).exists():
        return True
    return NumberOrder.objects.filter(
        connection=line.connection, number=line.sold.number, operation__state__in=OPEN
    ).exists()


def _order(purchase: Purchase, position: int, line: Line, beginning: Beginning, by: User) -> NumberOrder:
    sold, connection = line.sold, line.connection
    markup = markup_for(beginning.client.pk if beginning.client else None)
    order = NumberOrder.objects.create(
        organization_id=purchase.organization_id,
        purchase=purchase,
        position=position,
        connection=connection,
        hold=sold if isinstance(sold, Hold) else None,
        reservation=sold.remote_id if isinstance(sold, Hold) else "",
        reserved_until=sold.expires_at if isinstance(sold, Hold) else None,
        offer_id=sold.offer_id,
        number=sold.number,
        kind=sold.kind,
        country=sold.country,
        region=sold.region,
        place=sold.place,
        setup=sold.setup,
        monthly=sold.monthly,
        per_minute=sold.per_minute,
        currency=sold.currency,
        client=beginning.client,
        client_monthly=markup.price(sold.monthly) if markup and sold.monthly is not None else None,
        route=dict(beginning.routes.get(connection.pk, {})),
        pop=beginning.pops.get(connection.pk, ""),
        note=beginning.note,
        tags=list(beginning.tags),
        e911=beginning.e911,
        test=purchase.test,
    )
    held = order_operation.NOT_HELD if purchase.test else order_operation.HELD
    order.operation = request_operation(
        connection=connection,
        kind=order_operation.KIND,
        subject_type="order",
        subject_id=order.pk,
        subject_label=phone(sold.number) or sold.place or connection.name,
        parameters={"order": str(order.pk), "offer": sold.offer_id, "test": purchase.test},
        before=order_operation.NOT_HELD,
        wanted=held,
        by=by,
        client=beginning.client,
        idempotency_key=f"order:{order.pk}",
    )
    order.save(update_fields=["operation"])
    return order
