"""Failover playbooks: prepare them, put them in force, take them back. Both are batches, so every step of them is on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.audit.services import record
from panel.bulk import services
from panel.bulk.holding import HELD, STOPPED_BEFORE, held_by_others, only_waits, waiting_for_answers
from panel.bulk.models import Batch, BatchRow, BatchState, HolidayRun, Playbook, PlaybookEntry, PlaybookRoute, RowState
from panel.bulk.planning import gap
from panel.bulk.services import BulkProblem
from panel.bulk.wishes import Wish, route_of
from panel.dids.models import Did
from panel.dids.route_operation import settings_of
from panel.holidays.models import Holiday, HolidayCalendar
from panel.tenancy.scope import current_organization_id

LEFT_BEHIND = Q(state=BatchState.STOPPED) | Q(state=BatchState.PLANNED, started_at__isnull=False)
"""Runs that nothing happens in until a person says so; taking the playbook back ends them."""

OPEN_STATES = (BatchState.PLANNING, BatchState.PLANNED, BatchState.APPLYING, BatchState.STOPPED)


class NameTaken(BulkProblem):
    """Another playbook has this name."""


class HolidayNow(BulkProblem):
    """Its calendar cannot be changed while that has it in force."""


def save(
    *,
    playbook: Playbook | None,
    name: str,
    remarks: str,
    dids: Sequence[Did],
    calendar: HolidayCalendar | None = None,
    by: User,
) -> Playbook:
    """Make a playbook or change it. Raises `BulkProblem` when a number that it is in force for would be taken out, or any while a
    run of it is open, which may reach that number yet. One that is no longer in its account can always go."""
    organization_id = current_organization_id()
    made = playbook is None
    playbook = playbook or Playbook(organization_id=organization_id, created_by=by)
    playbook.name, playbook.remarks = name, remarks
    _follow(playbook, calendar)
    try:
        with transaction.atomic():
            playbook.save()
    except IntegrityError:
        raise NameTaken(_("There is a playbook of this name already.")) from None
    wanted = {did.pk for did in dids}
    taken_out = PlaybookEntry.objects.filter(playbook=playbook).exclude(did__in=wanted)
    if taken_out.exists():
        _expect_quiet(playbook)
    if taken_out.exclude(before__isnull=True).filter(did__gone_at=None).exists():
        raise BulkProblem(_("It is in force for a number that you take out. Take the playbook back first."))
    taken_out.delete()
    PlaybookEntry.objects.bulk_create(
        [PlaybookEntry(organization_id=organization_id, playbook=playbook, did_id=each) for each in wanted],
        ignore_conflicts=True,
    )
    told = {"calendar": calendar.name} if calendar else {}
    _deed(playbook, "playbooks.made" if made else "playbooks.changed", by, numbers=len(wanted), **told)
    return playbook


def set_routes(*, playbook: Playbook, routes: dict[str, Wish], by: User) -> None:
    """Where it sends the numbers of each account. Raises `BulkProblem` while it is in force."""
    if in_force(playbook):
        raise BulkProblem(_("It is in force. Take it back before you change where it leads."))
    PlaybookRoute.objects.filter(playbook=playbook).delete()
    PlaybookRoute.objects.bulk_create(
        PlaybookRoute(
            organization_id=playbook.organization_id, playbook=playbook, connection_id=UUID(account), settings=settings
        )
        for account, settings in routes.items()
    )
    _deed(playbook, "playbooks.routed", by, routes=routes)


def put_in_force(*, playbook: Playbook, by: User | None, because: Holiday | None = None) -> Batch:
    """Send every number of the playbook where it says. What each has now is kept, for taking it back.

    `because` of a holiday its calendar does so, else a person, who then has it: the calendar does not take it back.
    """
    routes = routes_of(playbook)
    if not routes:
        raise BulkProblem(_("It has no routes yet. Say first where it leads."))
    _expect_quiet(playbook)
    if because is None:
        end_holidays(playbook)
    _deed(playbook, "playbooks.applied", by, **_told(because))
    title = _("%(playbook)s: put in force") % {"playbook": playbook.name}
    return services.begin_for_playbook(
        title=title,
        playbook_id=playbook.pk,
        routes=routes,
        reverts=False,
        by=by,
        calendar=because.calendar.name if because else "",
    )


def take_back(*, playbook: Playbook, by: User | None, calendar: str = "") -> Batch:
    """Give every number that it is in force for what it had before. On a holiday it is not put in force again that day.

    A run that was stopped ends with that: nobody has to send more numbers elsewhere before the others come back. Nor do they wait
    for a number whose answer was lost: that one is left out. A calendar keeps the holiday open for it, and takes it back when it
    is known where it goes.
    """
    if not in_force(playbook):
        raise BulkProblem(_("It is not in force."))
    _end_left_behind(playbook)
    _expect_quiet(playbook, but=Q(only_waits(), state=BatchState.APPLYING))
    waiting = waiting_for_answers(playbook.pk)
    if not PlaybookEntry.objects.filter(playbook=playbook, before__isnull=False).exclude(did__in=waiting.values("did")):
        raise BulkProblem(_("Where its numbers go is not known yet: answers were lost. Look at the earlier run first."))
    if by is not None or not waiting.exists():
        end_holidays(playbook)
    _deed(playbook, "playbooks.reverted", by, **({"calendar": calendar} if calendar else {}))
    title = _("%(playbook)s: taken back") % {"playbook": playbook.name}
    return services.begin_for_playbook(
        title=title, playbook_id=playbook.pk, routes={}, reverts=True, by=by, calendar=calendar
    )


def delete(*, playbook: Playbook, by: User) -> None:
    if in_force(playbook):
        raise BulkProblem(_("It is in force. Take it back before you delete it."))
    _expect_quiet(playbook)
    _deed(playbook, "playbooks.deleted", by)
    playbook.delete()


def end_holidays(playbook: Playbook) -> None:
    """The calendar has nothing more to do with what is in force now."""
    HolidayRun.objects.filter(playbook=playbook, ended_at=None).update(ended_at=timezone.now())


def in_force(playbook: Playbook) -> bool:
    return PlaybookEntry.objects.filter(playbook=playbook).exclude(before__isnull=True).exists()


def was_taken_back(playbook: Playbook) -> bool:
    """Whether that was the last thing that was done with it. It may be in force all the same, where that failed."""
    latest = Batch.objects.filter(playbook=playbook).order_by("-created_at").first()
    return latest is not None and latest.reverts


def routes_of(playbook: Playbook) -> dict[str, Wish]:
    """By account id."""
    found = PlaybookRoute.objects.filter(playbook=playbook)
    return {str(route.connection_id): dict(route.settings) for route in found}


def put_standing_beside(playbook: Playbook, entries: Iterable[PlaybookEntry]) -> None:
    """Give each entry `standing`: "applied", "other" (in force, but it goes elsewhere now), "held" (by another playbook, its
    `holder`), "there" (goes there without it), "off", or "none" (nothing is said of its account); and `left_out`, the row of the
    latest run where that could not put it in force there."""
    entries = list(entries)
    routes, holders, left_out = routes_of(playbook), _holders(playbook, entries), _left_out(playbook, entries)
    for entry in entries:
        free = entry.before is None
        entry.holder = holders.get(entry.did_id) if free else None  # type: ignore[attr-defined]
        entry.left_out = left_out.get(entry.did_id) if free else None  # type: ignore[attr-defined]
        standing = _standing(entry, routes.get(str(entry.did.connection_id)))
        entry.standing = "held" if entry.holder else standing  # type: ignore[attr-defined]


def _holders(playbook: Playbook, entries: Iterable[PlaybookEntry]) -> dict[UUID, Playbook]:
    return held_by_others(playbook.pk, [entry.did_id for entry in entries])


def _left_out(playbook: Playbook, entries: Iterable[PlaybookEntry]) -> dict[UUID | None, BatchRow]:
    """By number the rows of the latest run that could not put the playbook in force; none after it was taken back. That another
    one held the number then is told by who holds it now."""
    latest = Batch.objects.filter(playbook=playbook).order_by("-created_at").first()
    if latest is None or latest.reverts:
        return {}
    rows = BatchRow.objects.filter(
        batch=latest, did__in=[entry.did_id for entry in entries], state__in=(RowState.REFUSED, RowState.FAILED)
    )
    return {
        row.did_id: row
        for row in rows.select_related("did__connection")
        if HELD not in (row.reason, *(each["why"] for each in row.gaps))
    }


def free_again(playbook: Playbook) -> int:
    """How many numbers the latest run left out because another playbook held them, and none holds now. It does not come back for
    them by itself."""
    latest = Batch.objects.filter(playbook=playbook).order_by("-created_at").first()
    if latest is None or latest.reverts:
        return 0
    refused = Q(state=RowState.REFUSED, gaps__contains=[{"why": HELD}]) | Q(state=RowState.FAILED, reason=HELD)
    left_out = BatchRow.objects.filter(refused, batch=latest).values("did")
    free = PlaybookEntry.objects.filter(playbook=playbook, did__in=left_out, before__isnull=True, did__gone_at=None)
    held = PlaybookEntry.objects.filter(did=OuterRef("did"), before__isnull=False).exclude(playbook=playbook)
    return free.exclude(Exists(held)).count()


def _follow(playbook: Playbook, calendar: HolidayCalendar | None) -> None:
    if playbook.calendar_id == (calendar.pk if calendar else None):
        return
    if HolidayRun.objects.filter(playbook=playbook, ended_at=None).exists():
        raise HolidayNow(_("It is in force because of a holiday. Take it back before you change the calendar."))
    playbook.calendar = calendar


def _told(holiday: Holiday | None) -> dict[str, str]:
    return {"calendar": holiday.calendar.name, "holiday": holiday.name} if holiday else {}


def _standing(entry: PlaybookEntry, wanted: Wish | None) -> str:
    if not wanted:
        return "none"
    now = settings_of(entry.did)
    there = all(now.get(name) == route_of(key) for name, key in wanted.items() if name in now)
    if entry.before is None:
        return "there" if there else "off"
    return "applied" if there else "other"


def _expect_quiet(playbook: Playbook, but: Q | None = None) -> None:
    """Raises `BulkProblem` while an earlier batch of the playbook is not at its end, one of those `but` apart."""
    Playbook.objects.select_for_update().get(pk=playbook.pk)
    earlier = Batch.objects.filter(playbook=playbook, state__in=OPEN_STATES)
    if (earlier.exclude(but) if but else earlier).exists():
        raise BulkProblem(_("An earlier run of this playbook has not ended. Look at it first."))


def _end_left_behind(playbook: Playbook) -> None:
    left = Batch.objects.select_for_update().filter(LEFT_BEHIND, playbook=playbook)
    found = list(left.values_list("pk", flat=True))
    rows = BatchRow.objects.filter(batch__in=found, state=RowState.READY)
    rows.update(state=RowState.REFUSED, gaps=[gap("number", STOPPED_BEFORE)])
    Batch.objects.filter(pk__in=found).update(state=BatchState.ENDED, ended_at=timezone.now())


def _deed(playbook: Playbook, verb: str, by: User | None, **details: object) -> None:
    record(verb=verb, object_type="playbook", object_id=playbook.pk, label=playbook.name, by=by, **details)
