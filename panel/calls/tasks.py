"""Celery entry point of the calls: the import."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from panel.calls.services import claim_calls
from panel.calls.sync import CallImport, WindowDone
from panel.connections.gateway import open_provider
from panel.connections.models import Resource
from panel.connections.syncs import sync_lease
from panel.jobs.models import LogLevel
from panel.jobs.task import JobRun, job_task


@job_task("calls.sync")
def sync(run: JobRun) -> None:
    """Import the call records since the last run, window by window."""
    with sync_lease(run.connection, Resource.CALLS) as lease, open_provider(run.connection) as provider:
        if provider.calls is None:
            return
        calls = CallImport(provider.calls, run.connection, lease, heartbeat=run.heartbeat)
        problems = 0
        for number, done in enumerate(calls.run(), start=1):
            _tell(run, done)
            run.progress(number, len(calls.windows))
            problems += done.problem is not None
        lease.more = not calls.finished
        if calls.first:
            with run.scope():
                claim_calls(run.connection)
    if problems:
        run.partial(_("Some call records could not be read. The others are here; the log names the days."))
    elif not calls.finished:
        run.finish(_("A part of the call records is here. The import goes on by itself."))
    else:
        run.finish(_("The call records are up to date."))


def _tell(run: JobRun, done: WindowDone) -> None:
    merged, day = done.merged, f"{done.window.start:%Y-%m-%d}"
    run.count(new=merged.inserted, changed=merged.updated, unchanged=merged.unchanged, skipped=done.skipped)
    if done.unread:
        run.log(_("%(day)s: the answer could not be read. It is asked for again next time."), LogLevel.ERROR, day=day)
    elif done.skipped:
        run.log(
            _("%(day)s: %(skipped)s records could not be read and were left out."),
            LogLevel.WARNING,
            day=day,
            skipped=done.skipped,
        )
    if merged.inserted or merged.updated:
        run.log(
            _("%(day)s: %(new)s new, %(changed)s changed."),
            LogLevel.OK,
            day=day,
            new=merged.inserted,
            changed=merged.updated,
        )
