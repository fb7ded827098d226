"""Celery entry point of the numbers: the sync of the inventory."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from panel.calls.services import claim_calls
from panel.connections.gateway import open_provider
from panel.connections.mirror import Listing, UnsafePlan
from panel.connections.models import Resource
from panel.connections.syncs import sync_lease
from panel.dids.sync import LISTED_AT, DidMirror
from panel.dids.totals import recount
from panel.jobs.task import JobRun, job_task

NUMBERS = "numbers"  # what a person approves the loss of


@job_task("dids.sync")
def sync(run: JobRun) -> None:
    """Read all numbers of the account and bring our rows in step."""
    with sync_lease(run.connection, Resource.DIDS) as lease:
        with open_provider(run.connection) as provider:
            if provider.dids is None:
                return
            listing = Listing.read(provider.dids.list_owned())
        try:
            with run.scope():
                outcome = DidMirror(run.connection).store(listing, approved=run.approved(NUMBERS))
                if outcome.new:
                    claim_calls(run.connection)
                # Also when the listing changed nothing: what was bought or released here since the last one is in no tally yet.
                recount(run.connection)
        except UnsafePlan as unsafe:
            run.needs_person(
                _(
                    "The provider no longer lists %(vanished)s of %(present)s numbers. Nothing was changed. If that is right, "
                    "approve: they are then marked as lost, and come back by themselves when they are listed again."
                ),
                asks={NUMBERS: unsafe.vanished},
                vanished=unsafe.vanished,
                present=unsafe.present,
            )
            return
        if listing.complete:
            lease.cursor = {LISTED_AT: listing.started_at.isoformat()}
    run.count(**outcome.counts())
    run.progress(len(listing.values), len(listing.values))
    if outcome.skipped:
        run.partial(_("%(skipped)s numbers could not be read and were left as they are."), skipped=outcome.skipped)
    else:
        run.finish(_("The numbers are up to date."))
