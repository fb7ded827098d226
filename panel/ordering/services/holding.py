"""Have a number kept for us for a while, and give it up again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.connections import gateway
from panel.operations.models import OPEN, Operation
from panel.operations.services import request_operation
from panel.ordering import hold_operation
from panel.ordering.models import Hold, Offer
from panel.ui.words import phone
from providers.capabilities import Capability


class HoldProblem(Exception):
    """Why a number cannot be held or given up, worded for the person."""


def hold(*, offer: Offer, by: User, token: str) -> Hold:
    """Ask the provider to keep the number. The same `token` gives the hold that it asked for before."""
    connection = offer.part.connection
    asked = Hold.objects.filter(operation__idempotency_key=f"hold:{token}").first()
    if asked is not None:
        return asked
    if not gateway.info(connection.provider).offers_capability(Capability.ORDERING_RESERVE):
        raise HoldProblem(_("This provider does not hold numbers. Buy it at once, or choose another."))
    if offer.part.search.is_old:
        raise HoldProblem(_("This was found days ago: what it costs may be different by now. Search again."))
    row = Hold.objects.create(
        organization_id=offer.organization_id,
        connection=connection,
        asked_by=by,
        offer_id=offer.offer_id,
        number=offer.number,
        kind=offer.kind,
        country=offer.country,
        region=offer.region,
        place=offer.place,
        setup=offer.setup,
        monthly=offer.monthly,
        per_minute=offer.per_minute,
        currency=offer.currency,
    )
    operation = request_operation(
        connection=connection,
        kind=hold_operation.RESERVE,
        subject_type="hold",
        subject_id=row.pk,
        subject_label=phone(offer.number) or offer.place or connection.name,
        parameters={"hold": str(row.pk)},
        before=hold_operation.FREE,
        wanted=hold_operation.HELD,
        by=by,
        idempotency_key=f"hold:{token}",
    )
    if operation.subject_id != row.pk:  # sent twice at once, and the other one was first
        row.delete()
        return Hold.objects.get(pk=operation.subject_id)
    row.operation = operation
    row.save(update_fields=["operation"])
    return row


def may_give_up(row: Hold) -> bool:
    """Where it is not offered, a hold runs out by itself."""
    info = gateway.info(row.connection.provider)
    return row.in_force and info.offers_capability(Capability.ORDERING_CANCEL_RESERVATION)


def give_up(*, row: Hold, by: User) -> None:
    """Pressed twice it asks once; after a refusal it asks again."""
    if not may_give_up(row):
        raise HoldProblem(_("This hold cannot be given up here. It runs out by itself."))
    request_operation(
        connection=row.connection,
        kind=hold_operation.CANCEL,
        subject_type="hold",
        subject_id=row.pk,
        subject_label=phone(row.number) or row.place or row.connection.name,
        parameters={"hold": str(row.pk)},
        before=hold_operation.HELD,
        wanted=hold_operation.FREE,
        by=by,
        idempotency_key=f"hold-cancel:{row.pk}:{_times_tried(row)}",
    )


def _times_tried(row: Hold) -> int:
    """How many tries to give it up have ended."""
    tries = Operation.objects.filter(subject_type="hold", subject_id=row.pk, kind=hold_operation.CANCEL)
    return tries.exclude(state__in=OPEN).count()
