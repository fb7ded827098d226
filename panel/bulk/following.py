"""Playbooks that follow a calendar: in force from midnight of a holiday to the next midnight that is none.

Each day is looked at as a whole: a worker that was away for minutes or hours catches up, and what a day brought is on record as a
`HolidayRun`, so that it is never brought twice. Where a person put the playbook in force or took it back, the person has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from panel.bulk import playbook_services
from panel.bulk.holding import at_work_on, only_waits
from panel.bulk.models import Batch, BatchState, HolidayRun, Playbook, PlaybookRoute
from panel.bulk.playbook_services import LEFT_BEHIND, OPEN_STATES
from panel.holidays.models import Holiday, HolidayCalendar
from panel.holidays.queries import days_from, holiday_on, holidays_at
from panel.jobs.models import IN_FLIGHT, Job
from panel.jobs.services import start_job

JOB = "bulk.follow_calendars"
LONGEST = 60  # days in a row


def start_if_due(moment: datetime) -> None:
    """Start the organization's job when there is something to do and none is at it."""
    if due(moment) and not Job.objects.filter(kind=JOB, state__in=IN_FLIGHT).exists():
        start_job(kind=JOB)


def due(moment: datetime) -> list[Playbook]:
    """Those that are to be put in force or taken back, and can be: they lead somewhere, and no earlier run is open; one that was
    stopped keeps nothing from being taken back. One that waits for lost answers alone keeps nothing but those numbers: the others
    are taken back at once, and those when it has ended.

    Those to be taken back come first. Of those to be put in force that share numbers each waits for the one before it.
    """
    holidays = {each.calendar_id: each.day for each in holidays_at(moment)}
    open_run = HolidayRun.objects.filter(playbook=OuterRef("pk"), ended_at=None)
    busy = Batch.objects.filter(playbook=OuterRef("pk"), state__in=OPEN_STATES)
    in_the_way = busy.exclude(LEFT_BEHIND)
    at_work = in_the_way.exclude(only_waits(), state=BatchState.APPLYING)
    latest = Batch.objects.filter(playbook=OuterRef("pk")).order_by("-created_at").values("reverts")[:1]
    can_be_taken_back = Q(~Exists(in_the_way)) | Q(~Exists(at_work), taken_back=False)
    routes = PlaybookRoute.objects.filter(playbook=OuterRef("pk"))
    told = {"is_ours": Exists(open_run), "leads": Exists(routes), "taken_back": Subquery(latest)}
    candidates = Playbook.objects.annotate(**told).filter(
        Q(~Q(calendar__in=list(holidays)), can_be_taken_back, is_ours=True)
        | Q(~Exists(busy), Q(is_ours=True) | Q(leads=True), calendar__in=list(holidays))
    )
    found = list(candidates.order_by("name", "pk"))
    begun = set(HolidayRun.objects.filter(playbook__in=found).values_list("playbook_id", "day"))
    turns: list[Playbook] = [each for each in found if each.calendar_id not in holidays]
    for each in found:
        day = holidays.get(each.calendar_id)  # type: ignore[arg-type]
        if day is None or (each.pk, day) in begun:
            continue
        if at_work_on(each, also=[other.pk for other in turns]) is None:
            turns.append(each)
    return turns


def turn(playbook_id: UUID, moment: datetime) -> bool:
    """Have a playbook follow its calendar, inside the organization's scope. False when there is nothing to do any more.

    Raises `BulkProblem`, and then nothing was done.
    """
    playbook = Playbook.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=playbook_id)
    calendar = playbook.calendar
    holiday = holiday_on(calendar, calendar.day_at(moment)) if calendar else None
    is_ours = HolidayRun.objects.filter(playbook=playbook, ended_at=None).exists()
    if holiday is not None:
        return _begin(playbook, holiday, moment, is_ours=is_ours)
    if not is_ours:
        return False
    if playbook_services.in_force(playbook):
        playbook_services.take_back(playbook=playbook, by=None, calendar=calendar.name if calendar else "")
    else:
        playbook_services.end_holidays(playbook)
    return True


def _begin(playbook: Playbook, holiday: Holiday, moment: datetime, *, is_ours: bool) -> bool:
    """What was in force before this day stays so; when a person did that, it stays the person's. Numbers that could not be taken
    back are nobody's wish: the others are put in force beside them, and all are taken back afterwards."""
    if HolidayRun.objects.filter(playbook=playbook, day=holiday.day).exists():
        return False
    wanted = playbook_services.in_force(playbook) and not playbook_services.was_taken_back(playbook)
    persons = wanted and not is_ours
    if not wanted:
        playbook_services.put_in_force(playbook=playbook, by=None, because=holiday)
    playbook_services.end_holidays(playbook)
    HolidayRun.objects.create(
        organization_id=playbook.organization_id,
        playbook=playbook,
        day=holiday.day,
        name=holiday.name,
        ended_at=moment if persons else None,
    )
    return True


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a playbook's calendar brings. `today` is today's holiday, `run` what is on record of it or still open; `until` the day
    at whose beginning it is taken back. `next` is the first holiday after today's row of them. `blocked`: an earlier run is open.
    `waits_for`: another playbook that is at work on numbers of this one.
    """

    calendar: HolidayCalendar
    today: Holiday | None
    run: HolidayRun | None
    until: date | None
    next: Holiday | None
    next_until: date | None
    blocked: bool
    waits_for: Playbook | None


def outlook(playbook: Playbook, moment: datetime) -> Outlook | None:
    """None for a playbook that follows no calendar."""
    calendar = playbook.calendar
    if calendar is None:
        return None
    today = calendar.day_at(moment)
    days = list(days_from(calendar, today)[:LONGEST])
    until = after_row(days, today)
    following = next((each for each in days if each.day > until), None) if until else (days[0] if days else None)
    earlier = Batch.objects.filter(playbook=playbook, state__in=OPEN_STATES)
    runs = HolidayRun.objects.filter(Q(ended_at=None) | Q(day=today), playbook=playbook)
    return Outlook(
        calendar=calendar,
        today=days[0] if until else None,
        run=runs.order_by("-day").first(),
        until=until,
        next=following,
        next_until=after_row(days, following.day) if following else None,
        blocked=(earlier if until else earlier.exclude(LEFT_BEHIND)).exists(),
        waits_for=at_work_on(playbook),
    )


def after_row(holidays: list[Holiday], first: date) -> date | None:
    """The day after the holidays in a row that begin on `first`; None when that is no holiday."""
    days = {each.day for each in holidays}
    if first not in days:
        return None
    while first in days:
        first += timedelta(days=1)
    return first
