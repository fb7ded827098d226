"""Where playbooks that follow a calendar send one number on its holidays, for the simulation of a call. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from panel.bulk.models import HolidayRun, Playbook, PlaybookEntry, PlaybookRoute
from panel.bulk.wishes import ROUTES, Wish, route_of
from panel.dids.models import Did
from panel.holidays.models import Holiday, HolidayCalendar
from panel.routing.destinations import spot_of
from panel.routing.naming import Spot
from providers.values.routing import RouteKind


@dataclass(frozen=True, slots=True)
class HolidayRoute:
    """`routes` are the settings that the playbook gives the number. `before` are those that it has when the calendar takes the
    playbook back; None: the calendar does not have it in force there. `left_alone`: a person decided for today.
    """

    playbook: Playbook
    calendar: HolidayCalendar
    routes: Mapping[str, Spot]
    before: Mapping[str, Spot] | None
    left_alone: bool

    @property
    def spots(self) -> list[Spot]:
        """Where calls go while it is in force, and when it is taken back."""
        return [*self.routes.values(), *(self.before or {}).values()]

    def holiday_at(self, moment: datetime, holidays: list[Holiday]) -> Holiday | None:
        """Of the holidays at a moment, the one that has the playbook in force then."""
        today = self.calendar.day_at(timezone.now())
        for each in holidays:
            if each.calendar_id == self.calendar.pk and not (self.left_alone and each.day == today):
                return each
        return None


def holiday_routes_of(did: Did) -> list[HolidayRoute]:
    """By the playbooks' names: of several, the first one is put in force first."""
    entries = PlaybookEntry.objects.filter(did=did, playbook__calendar__isnull=False)
    entries = entries.select_related("playbook__calendar").order_by("playbook__name", "playbook_id")
    found = {entry.playbook_id: entry for entry in entries}
    if not found:
        return []
    settings = {
        route.playbook_id: _spots(did, route.settings)
        for route in PlaybookRoute.objects.filter(playbook__in=found, connection=did.connection_id)
    }
    runs = list(HolidayRun.objects.filter(playbook__in=found))
    ours = {run.playbook_id for run in runs if run.ended_at is None}
    ended = {(run.playbook_id, run.day) for run in runs if run.ended_at is not None}
    return [
        HolidayRoute(
            playbook=entry.playbook,
            calendar=entry.playbook.calendar,
            routes=settings[key],
            before=_before(did, entry.before) if key in ours and entry.before is not None else None,
            left_alone=(key, entry.playbook.calendar.day_at(timezone.now())) in ended,
        )
        for key, entry in found.items()
        if settings.get(key) and entry.playbook.calendar
    ]


def _before(did: Did, settings: Wish) -> dict[str, Spot]:
    """With the mailbox behind the failovers, as `voicemail`, where there was one."""
    found = _spots(did, settings)
    if settings.get("voicemail"):
        found["voicemail"] = Spot(did.connection_id, RouteKind.VOICEMAIL.value, settings["voicemail"])
    return found


def _spots(did: Did, settings: Wish) -> dict[str, Spot]:
    return {name: spot_of(did.connection_id, route_of(key)) for name, key in settings.items() if name in ROUTES}
