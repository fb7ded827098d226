"""An account's health, kept from every use of it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from panel.connections.models import Connection, Lamp
from providers.errors import AccountProblem, InsufficientFunds, ProviderError, Temporary

FAILURES_TO_WARN = 3
WRITE_AT_MOST_EVERY = timedelta(minutes=1)


def went_well(connection: Connection) -> None:
    """In the organization's scope. A healthy account that stays healthy costs a write a minute at most."""
    now = timezone.now()
    stale = Q(last_ok_at=None) | Q(last_ok_at__lt=now - WRITE_AT_MOST_EVERY) | ~Q(lamp=Lamp.OK) | Q(failures__gt=0)
    Connection.objects.filter(stale, pk=connection.pk).update(
        lamp=Lamp.OK, last_ok_at=now, failures=0, last_error_kind="", last_error_message=""
    )


def went_wrong(connection: Connection, problem: ProviderError) -> None:
    """In the organization's scope. Refusals of one request say nothing about the account's health."""
    row = Connection.objects.filter(pk=connection.pk)
    told = {
        "last_error_at": timezone.now(),
        "last_error_kind": problem.kind,
        "last_error_message": problem.message_id or problem.public_message.replace("%", "%%"),
        "last_error_values": dict(problem.message_values) if problem.message_id else {},
    }
    if isinstance(problem, AccountProblem) and not isinstance(problem, InsufficientFunds):
        row.update(lamp=Lamp.BAD, failures=F("failures") + 1, **told)
    elif isinstance(problem, Temporary):
        row.update(failures=F("failures") + 1, **told)
        row.filter(failures__gte=FAILURES_TO_WARN).exclude(lamp=Lamp.BAD).update(lamp=Lamp.WARNING)
