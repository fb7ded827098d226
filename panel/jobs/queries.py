"""Reads of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from panel.connections.gateway import all_infos
from panel.jobs.models import IN_FLIGHT, Job, JobLogLine
from panel.jobs.words import title_of
from providers.ports import ProviderInfo

JUST_ENDED = timedelta(minutes=10)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as the tray and the overview draw it."""

    job: Job
    title: str
    url: str
    provider: ProviderInfo | None


def jobs() -> QuerySet[Job]:
    return Job.objects.select_related("connection", "asked_by")


def shown(rows: list[Job]) -> list[Shown]:
    infos = {info.slug: info for info in all_infos()}
    return [
        Shown(
            job=job,
            title=title_of(job),
            url=reverse("jobs:detail", args=[job.pk]),
            provider=infos.get(job.connection.provider) if job.connection else None,
        )
        for job in rows
    ]


def running() -> list[Job]:
    return list(jobs().filter(state__in=IN_FLIGHT).order_by("-created_at")[:20])


def jobs_for_overview() -> list[Shown]:
    """What is in flight, then what ended in the last minutes."""
    active = running()
    ended = jobs().filter(finished_at__gte=timezone.now() - JUST_ENDED).order_by("-finished_at")
    return shown((active + list(ended[: max(0, SHOWN - len(active))]))[:SHOWN])


def log_of(job: Job, *, after: UUID | None = None, most: int = 500) -> list[JobLogLine]:
    """The last lines, oldest first; with `after`, those behind that line."""
    lines = job.lines.filter(id__gt=after) if after else job.lines.all()
    return list(reversed(lines.order_by("-id")[:most]))


def lines_of_last_try(job: Job) -> list[JobLogLine]:
    """What the run that goes on, or ended, wrote; earlier tries left out."""
    return [line for line in log_of(job) if job.started_at is None or line.at >= job.started_at]
