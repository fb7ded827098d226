"""The pages of jobs: the list, a job live, the tray in the top bar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from panel.jobs import services
from panel.jobs.models import Job, JobState
from panel.jobs.queries import jobs, jobs_for_overview, log_of, running, shown
from panel.jobs.services import AlreadyRunning
from panel.jobs.tables import JobFilters, JobTable
from panel.jobs.words import counts_of, title_of
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import go, render_page, stop_polling, toast


@require_safe
@requires(Permission.VIEW)
def job_list(request: TenantRequest) -> HttpResponse:
    filters = JobFilters(request)
    table = JobTable(filters.narrow(jobs()), request)
    for each, row in zip(shown(table.page.rows), table.page.rows, strict=True):
        row.shown = each  # type: ignore[attr-defined]
    context = {"filters": filters, "table": table}
    return render_page(request, "jobs/job_list.html", "ui/_list_fragment.html", context)


@require_safe
@requires(Permission.VIEW)
def detail(request: TenantRequest, job_id: UUID) -> HttpResponse:
    return render(request, "jobs/job_detail.html", _context(request, _or_404(job_id)))


@require_safe
@requires(Permission.VIEW)
def live(request: TenantRequest, job_id: UUID) -> HttpResponse:
    """Progress, and the lines of the log after the one that is shown last; asked for again until the job has ended."""
    job = _or_404(job_id)
    response = render(request, "jobs/_followed.html", _context(request, job, after=_line(request.GET.get("after", ""))))
    return response if job.in_flight else stop_polling(response)


@require_safe
@requires(Permission.VIEW)
def tray(request: TenantRequest) -> HttpResponse:
    active = running()
    known = [job for job in active if job.total]
    total = sum(job.total or 0 for job in known)
    context = {
        "jobs": jobs_for_overview(),
        "running": len(active),
        "percent": round(100 * sum(job.done for job in known) / total) if total else None,
        "all_url": reverse("jobs:list"),
        "tray_url": reverse("jobs:tray"),
    }
    return render(request, "ui/_job_tray.html", context)


@require_POST
@requires(Permission.RUN_SYNC)
def cancel(request: TenantRequest, job_id: UUID) -> HttpResponse:
    job = _or_404(job_id)
    stopped = services.cancel(job=job, by=request.user)
    text, level = (_("Cancelled."), "ok") if stopped else (_("It is too late to cancel this job."), "warn")
    return toast(request, go(request, reverse("jobs:detail", args=[job.pk])), text, level)


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def approve(request: TenantRequest, job_id: UUID) -> HttpResponse:
    """Go on with what the job found too risky to do without a person."""
    job = _or_404(job_id)
    try:
        again = services.approve(job=job, by=request.user)
    except AlreadyRunning:
        answer = go(request, reverse("jobs:detail", args=[job.pk]))
        return toast(request, answer, _("A run is under way. Decide again when it has ended."), "warn")
    if again is None:
        answer = go(request, reverse("jobs:detail", args=[job.pk]))
        return toast(request, answer, _("This was decided already."), "warn")
    return go(request, reverse("jobs:detail", args=[again.pk]))


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def leave(request: TenantRequest, job_id: UUID) -> HttpResponse:
    """Let what the job found be as it is."""
    job = _or_404(job_id)
    left = services.leave(job=job, by=request.user)
    text, level = (_("Left as it is."), "ok") if left else (_("This was decided already."), "warn")
    return toast(request, go(request, reverse("jobs:detail", args=[job.pk])), text, level)


def _context(request: TenantRequest, job: Job, *, after: UUID | None = None) -> dict[str, Any]:
    role = request.membership.role
    lines = log_of(job, after=after)
    return {
        "job": job,
        "title": title_of(job),
        "provider": shown([job])[0].provider,
        "counts": counts_of(job),
        "lines": lines,
        "last_line": lines[-1].pk if lines else after,
        "may_cancel": may(role, Permission.RUN_SYNC) and job.state in (JobState.QUEUED, JobState.WAITING),
        "may_approve": may(role, Permission.MANAGE_CONNECTIONS) and job.state == JobState.NEEDS_PERSON,
        "zone": timezone.get_current_timezone_name(),
    }


def _line(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _or_404(job_id: UUID) -> Job:
    job = jobs().filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job
