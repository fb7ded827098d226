"""What happened to one number, for its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panel.audit.models import AuditEntry
from panel.dids import release_operation, route_operation, settings_operation
from panel.dids.models import Did, DidState
from panel.dids.undo import undo_url
from panel.operations.models import Operation, OperationState
from panel.operations.queries import operations_of
from panel.operations.registry import Change

HISTORY = 12


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the history: `level` draws its dot, `url` leads to more, `undo_url` to the form that takes it back."""

    at: datetime
    title: str
    note: str
    level: str = ""
    url: str = ""
    undo_url: str = ""


def history_of(did: Did) -> list[Happening]:
    """What was asked for here, what was found changed at the provider, and other deeds, newest first."""
    happenings = [*_asked(did), *_deeds(did), *_found(did)]
    return sorted(happenings, key=lambda each: each.at, reverse=True)[:HISTORY]


def _asked(did: Did) -> list[Happening]:
    operations = operations_of("did", did.pk, limit=HISTORY)
    found = []
    for kind, (words, in_words) in _KINDS.items():
        own = [each for each in operations if each.kind == kind]
        for operation, changes in zip(own, in_words(own), strict=True):
            who = {"person": operation.asked_by or _("Somebody")}
            found.append(
                Happening(
                    operation.created_at,
                    _(words[operation.state]) % who,
                    " · ".join(f"{change.label}: {change.before} → {change.after}" for change in changes),
                    _DOTS.get(operation.state, ""),
                    reverse("operations:detail", args=[operation.pk]),
                    undo_url(did, operation),
                )
            )
    return found


_ROUTE_WORDS: dict[str, str] = {
    OperationState.QUEUED: gettext_noop("%(person)s is changing the route"),
    OperationState.SENDING: gettext_noop("%(person)s is changing the route"),
    OperationState.UNKNOWN: gettext_noop("%(person)s changed the route, the outcome is not known yet"),
    OperationState.SUCCEEDED: gettext_noop("%(person)s changed the route"),
    OperationState.FAILED: gettext_noop("%(person)s could not change the route"),
    OperationState.ABANDONED: gettext_noop("%(person)s wanted to change the route, given up"),
}
_SETTINGS_WORDS: dict[str, str] = {
    OperationState.QUEUED: gettext_noop("%(person)s is changing the settings"),
    OperationState.SENDING: gettext_noop("%(person)s is changing the settings"),
    OperationState.UNKNOWN: gettext_noop("%(person)s changed the settings, the outcome is not known yet"),
    OperationState.SUCCEEDED: gettext_noop("%(person)s changed the settings"),
    OperationState.FAILED: gettext_noop("%(person)s could not change the settings"),
    OperationState.ABANDONED: gettext_noop("%(person)s wanted to change the settings, given up"),
}
_RELEASE_WORDS: dict[str, str] = {
    OperationState.QUEUED: gettext_noop("%(person)s is releasing the number"),
    OperationState.SENDING: gettext_noop("%(person)s is releasing the number"),
    OperationState.UNKNOWN: gettext_noop("%(person)s released the number, the outcome is not known yet"),
    OperationState.SUCCEEDED: gettext_noop("%(person)s released the number"),
    OperationState.FAILED: gettext_noop("%(person)s could not release the number"),
    OperationState.ABANDONED: gettext_noop("%(person)s wanted to release the number, given up"),
}


def _no_changes(operations: Sequence[Operation]) -> list[list[Change]]:
    """A release is told by its title alone."""
    return [[] for _operation in operations]


_KINDS: dict[str, tuple[dict[str, str], Callable[[Sequence[Operation]], list[list[Change]]]]] = {
    route_operation.KIND: (_ROUTE_WORDS, route_operation.changes_of),
    settings_operation.KIND: (_SETTINGS_WORDS, settings_operation.changes_of),
    release_operation.KIND: (_RELEASE_WORDS, _no_changes),
}
_DOTS: dict[str, str] = {
    OperationState.SUCCEEDED: "ok",
    OperationState.FAILED: "bad",
    OperationState.QUEUED: "run",
    OperationState.SENDING: "run",
    OperationState.UNKNOWN: "unk",
}


def _deeds(did: Did) -> list[Happening]:
    entries = (
        AuditEntry.objects.select_related("actor")
        .filter(object_type="did", object_id=did.pk)
        .exclude(verb__startswith="operations.")
        .order_by("-at")[:HISTORY]
    )
    return [_deed(entry) for entry in entries]


def _deed(entry: AuditEntry) -> Happening:
    who = str(entry.actor or _("Patchbay"))
    if entry.verb not in _DEEDS:
        return Happening(entry.at, who, entry.verb)
    words, nothing = _DEEDS[entry.verb]
    return Happening(entry.at, _(words) % {"person": who}, _change(entry, _(nothing) if nothing else ""), "ok")


_DEEDS: dict[str, tuple[str, str]] = {  # what was done, and the word for neither before nor after
    "dids.moved": (gettext_noop("%(person)s moved the number to another client"), gettext_noop("nobody")),
    "dids.remarked": (gettext_noop("%(person)s changed our note"), gettext_noop("empty")),
    "dids.tagged": (gettext_noop("%(person)s changed the tags"), gettext_noop("none")),
    "dids.leaving": (gettext_noop("%(person)s said that it leaves for another provider"), ""),
    "dids.staying": (gettext_noop("%(person)s said that it does not leave"), ""),
    "dids.e911_not_needed": (gettext_noop("%(person)s said that it needs no 911 address"), ""),
}


def _change(entry: AuditEntry, nothing: str) -> str:
    if not nothing:
        return ""
    before, after = (entry.details.get(name) or nothing for name in ("before", "after"))
    return " → ".join(", ".join(each) if isinstance(each, list) else each for each in (before, after))


def _found(did: Did) -> list[Happening]:
    """What syncs saw. A row keeps the last change only."""
    found = [Happening(did.first_seen_at, _("Sync found this number"), "")]
    if did.changed_at != did.first_seen_at and not _our_own(did):
        found.append(Happening(did.changed_at, _("Sync found a change made at the provider"), ""))
    if did.gone_at is not None and did.state != DidState.RELEASED:
        found.append(Happening(did.gone_at, _("Sync no longer found this number"), "", "bad"))
    return found


def _our_own(did: Did) -> bool:
    """Reading back after a change of ours touches `changed_at` too; that is no news."""
    near: dict[str, Any] = {
        "finished_at__gte": did.changed_at - timedelta(minutes=2),
        "sent_at__lte": did.changed_at + timedelta(minutes=2),
    }
    return Operation.objects.filter(subject_type="did", subject_id=did.pk, **near).exists()
