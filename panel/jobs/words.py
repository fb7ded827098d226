"""Jobs in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panel.jobs.models import Job

TITLES: dict[str, str | Promise] = {
    "dids.sync": _("Sync numbers"),
    "routing.sync": _("Sync routing objects"),
    "routing.fetch_sound": _("Fetch a sound"),
    "devices.sync": _("Sync devices and servers"),
    "calls.sync": _("Import call records"),
    "connections.sync_balance": _("Read the balance"),
    "connections.check": _("Check the connection"),
    "bulk.plan": _("Dry run of a bulk change"),
    "bulk.apply": _("Bulk change"),
    "bulk.follow_calendars": _("Playbooks on holidays"),
}

COUNTS: dict[str, str | Promise] = {
    "new": _("new"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
    "gone": _("gone"),
    "skipped": _("skipped"),
    "failed": _("failed"),
}


ALWAYS = ("new", "changed")  # told as zero too: that is what one looks for


def title_of(job: Job) -> str:
    title = str(TITLES.get(job.kind, job.kind))
    return f"{title} · {job.connection.name}" if job.connection else title


def counts_of(job: Job) -> list[tuple[str, int]]:
    """The counts with their words, in the order above; other names as they are. What did not occur is left out."""
    known = [name for name in COUNTS if name in job.counts]
    names = dict.fromkeys((*known, *job.counts))
    return [(str(COUNTS.get(name, name)), job.counts[name]) for name in names if job.counts[name] or name in ALWAYS]
