"""Reads of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

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


def log_of(job: Job, *, most: int = 500) -> list[JobLogLine]:
    """The last lines, oldest first."""
    return list(reversed(job.lines.order_by("-id")[:most]))
