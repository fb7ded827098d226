"""Numbers as the providers list them, kept as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from panel.connections.mirror import Known, Mirror
from panel.connections.models import Connection, Resource, SyncPlan
from panel.dids.models import NOT_YET, Did, DidState
from panel.dids.moves import moved
from panel.operations.models import OPEN, Operation, OperationState
from providers.values import dids
from providers.values.routing import Failovers, Route, RouteKind

LISTED_AT = "listed_at"  # in the plan's cursor
RELEASED_LATELY = timedelta(days=2)  # the next listing after a release surely came within this time


class DidMirror(Mirror[Did, dids.Did]):
    """The client of a number is ours and stays. Its route stays while an operation on the number is open."""

    model = Did
    key_field = "number"
    present = {"gone_at": None, "state": DidState.ACTIVE.value}
    absent = {"state": DidState.LOST.value}
    held_columns = frozenset({"route_kind", "route_target", "route_raw", "failovers"})

    def columns(self, value: dids.Did) -> dict[str, Any]:
        return {
            "number": value.number.e164,
            "description": value.description,
            "country": value.country,
            "region": value.region,
            "route_kind": value.route.kind.value,
            "route_target": value.route.target,
            "route_raw": value.route.raw,
            "failovers": failovers_as_json(value.failovers),
            "voicemail": value.voicemail,
            "pop": value.pop,
            "ring_seconds": value.ring_seconds,
            "cnam_lookup": value.cnam_lookup,
            "e911": value.e911,
            "sms_available": value.sms_available,
            "sms_enabled": value.sms_enabled,
            "mms_available": value.mms_available,
            "fax": value.fax,
            "t38": value.t38,
            "recording": value.recording,
            "caller_id_prefix": value.caller_id_prefix,
            "caller_name": value.caller_name,
            "more": value.more,
            "note": value.note,
            "billing": value.billing,
            "monthly": value.monthly.amount if value.monthly else None,
            "monthly_currency": value.monthly.currency if value.monthly else "",
            "next_billing": value.next_billing,
            "ordered_at": value.ordered_at,
            "remote_client": value.remote_client,
            "raw": value.raw,
        }

    def read_columns(self, read_at: datetime) -> dict[str, Any]:
        return {"read_at": read_at}

    def not_newer(self, rows: QuerySet[Did], than: datetime) -> QuerySet[Did]:
        return rows.filter(read_at__lte=than)

    def _known(self) -> dict[str, Known]:
        """What is not in the listing yet cannot vanish from it, and is brought to life by it."""
        found = self.rows().values_list("number", "fingerprint", "gone_at", "state")
        return {
            number: Known(print_, gone_at is not None or state in NOT_YET) for number, print_, gone_at, state in found
        }

    def _mark_gone(self, keys: Sequence[str], since: datetime) -> int:
        """When they were seen last: in the last complete listing that was stored, before this one."""
        before = listed_at(self.connection)
        gone = self.not_newer(self.rows(), since).filter(number__in=keys)
        gone.update(last_seen_at=Greatest(F("read_at"), Value(before)) if before else F("read_at"))
        left = list(gone.filter(state=DidState.PORTING_OUT).values_list("pk", flat=True))
        count = super()._mark_gone(keys, since)
        self.rows().filter(pk__in=left).update(state=DidState.RELEASED)  # as was said
        self._mark_released(keys)
        return count

    def _mark_released(self, keys: Sequence[str]) -> None:
        """Those that were given back from here and are gone now: nobody lost them."""
        lost = self.rows().filter(number__in=keys, state=DidState.LOST)
        given_back = Operation.objects.filter(
            subject_type="did",
            subject_id__in=lost.values("pk"),
            kind="dids.release",
            state__in=[*OPEN, OperationState.SUCCEEDED],
            created_at__gte=timezone.now() - RELEASED_LATELY,
        )
        self.rows().filter(pk__in=given_back.values("subject_id")).update(state=DidState.RELEASED)

    def _set(self, row: Did, columns: Mapping[str, Any], now: datetime) -> list[str]:
        """An address that the provider has is no longer ours to give. One that we gave back and that is listed again was bought
        anew: its earlier client must not see its calls."""
        was_given_back = row.state == DidState.RELEASED
        if row.state == DidState.PORTING_OUT:  # it is listed until it has left
            columns = {name: value for name, value in columns.items() if name != "state"}
        names = super()._set(row, columns, now)
        if was_given_back and row.client_id is not None:
            moved(row, None, by=None)
            names = [*names, "client"]
        if not row.e911 or row.needs_e911_since is None:
            return names
        row.needs_e911_since = None
        return [*names, "needs_e911_since"]

    def held(self, rows: Sequence[Did]) -> set[UUID]:
        return set(
            Operation.objects.filter(
                subject_type="did", subject_id__in=[row.pk for row in rows], state__in=OPEN
            ).values_list("subject_id", flat=True)
        )


def listed_at(connection: Connection) -> datetime | None:
    """When the last complete listing that our rows follow was begun. One that waits for a person's yes is none."""
    plan = SyncPlan.objects.filter(connection=connection, resource=Resource.DIDS).first()
    return datetime.fromisoformat(plan.cursor[LISTED_AT]) if plan and LISTED_AT in plan.cursor else None


def failovers_as_json(failovers: Failovers) -> dict[str, Any]:
    """As `Did.failovers` holds them: those that the provider has."""
    routes: dict[str, Route | None] = {
        "busy": failovers.busy,
        "unreachable": failovers.unreachable,
        "no_answer": failovers.no_answer,
    }
    return {
        name: {"kind": route.kind.value, "target": route.target, "raw": route.raw}
        for name, route in routes.items()
        if route is not None
    }


def apply_one(connection: Connection, value: dids.Did) -> Did:
    """Store a number that was just read on its own, whole. Inside the organization's scope."""
    return DidMirror(connection).store_one(value)


def apply_read(connection: Connection, value: dids.Did) -> None:
    """Store what an operation read of a number that is ours; what it did not read stays. Inside the organization's scope."""
    if value.unread:
        row = Did.objects.select_for_update().filter(connection=connection, number=value.number.e164).first()
        if row is None:  # the next listing brings it, whole
            return
        value = replace(value, unread=frozenset(), **_stored(row, value.unread))
    apply_one(connection, value)


def _stored(row: Did, names: Collection[str]) -> dict[str, Any]:
    """Fields of the value that a row was made from."""
    found: dict[str, Any] = {name: getattr(row, name) for name in names if name not in ("route", "failovers")}
    if "route" in names:
        found["route"] = Route(kind=RouteKind(row.route_kind), target=row.route_target, raw=row.route_raw)
    if "failovers" in names:
        told = {name: Route(**{**state, "kind": RouteKind(state["kind"])}) for name, state in row.failovers.items()}
        found["failovers"] = Failovers(**told)
    return found
