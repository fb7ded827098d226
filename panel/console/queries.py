"""Reads of the console: the methods that there are, and the calls that were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from panel.connections import gateway
from panel.connections.models import Connection, Exchange
from panel.console.models import ConsoleCall
from providers.wire.catalog import Method

SHOWN_CALLS = 12
SETTLED = timedelta(seconds=1)  # an exchange is booked when its connection closes


@dataclass(frozen=True, slots=True)
class Group:
    """The methods of one category."""

    name: str
    methods: list[Method]


def methods_of(connection: Connection, *, text: str = "", effect: str = "") -> list[Group]:
    """By category, in the order of the provider's documentation. `effect`: "read", "write" or empty for both."""
    wanted = text.strip().lower()
    groups: dict[str, list[Method]] = {}
    for method in gateway.catalog(connection.provider).methods.values():
        if effect and (effect == "write") != method.writes:
            continue
        if wanted in f"{method.name} {method.summary} {' '.join(method.aliases)}".lower():
            groups.setdefault(method.category, []).append(method)
    return [Group(name, methods) for name, methods in groups.items()]


def method_or_404(connection: Connection, name: str) -> Method:
    method = gateway.catalog(connection.provider).methods.get(name)
    if method is None:
        raise Http404
    return method


def calls() -> QuerySet[ConsoleCall]:
    return ConsoleCall.objects.select_related("connection", "operation", "asked_by").defer("sealed")


def call_or_404(call_id: UUID) -> ConsoleCall:
    call = calls().filter(pk=call_id).first()
    if call is None:
        raise Http404
    return call


def recent_calls(connection: Connection) -> list[ConsoleCall]:
    rows = calls().filter(connection=connection).defer("answer", "sealed")
    return list(rows.order_by("-created_at")[:SHOWN_CALLS])


def exchanges_of(call: ConsoleCall) -> list[Exchange]:
    """What went over the wire for a call that has ended: the account's exchanges of that method in that time."""
    if call.finished_at is None:
        return []
    rows = Exchange.objects.filter(connection=call.connection, operation=call.method, at__gte=call.created_at)
    return list(rows.filter(at__lte=call.finished_at + SETTLED).order_by("at")[:SHOWN_CALLS])


def traffic(connection: Connection) -> QuerySet[Exchange]:
    return Exchange.objects.filter(connection=connection)
