"""That somebody has to give a number a 911 address: a wish of ours, which ends when the provider tells that one is registered."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from panel.accounts.models import User
from panel.audit.services import record
from panel.dids.models import Did
from panel.ui.words import phone


def need_e911(did: Did) -> None:
    """From now on it is to be done, unless an address is registered already."""
    Did.objects.filter(pk=did.pk, needs_e911_since=None).exclude(e911=True).update(needs_e911_since=timezone.now())


def e911_not_needed(*, did: Did, by: User | None) -> bool:
    """Somebody decided that the number needs no address; written into the audit trail. False when nobody wanted one."""
    if not Did.objects.filter(pk=did.pk, needs_e911_since__isnull=False).update(needs_e911_since=None):
        return False
    record(verb="dids.e911_not_needed", object_type="did", object_id=did.pk, label=phone(did.number), by=by)
    return True


def count_needing_e911(most: int) -> int:
    """How many need one; at most so many are counted."""
    return needing_e911(Did.objects.all())[:most].count()


def needing_e911(rows: QuerySet[Did]) -> QuerySet[Did]:
    """Those still to get an address. Numbers that are gone need none."""
    return rows.filter(needs_e911_since__isnull=False, gone_at=None)
