"""Celery entry points of connections: hand out due syncs, read the balance, check an account."""

from __future__ import annotations

import logging

from celery import shared_task
from celery.signals import worker_init
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.connections import services, syncs
from panel.connections.gateway import all_infos, catalog, open_provider
from panel.connections.models import ConnectionState, Resource
from panel.jobs.task import JobRun, job_task
from panel.tenancy.crossing import due_sync_plans
from panel.tenancy.scope import scope
from panel.ui.words import stored_money

log = logging.getLogger(__name__)
AT_ONCE = 100


@worker_init.connect
def load_providers(**_: object) -> None:
    """Before a worker's children part from it: they share what is read here, and none has to read it at its first call."""
    for info in all_infos():
        catalog(info.slug)


@shared_task(name="connections.dispatch_due_syncs")
def dispatch_due_syncs(**_: object) -> None:
    """Each plan in a transaction of its own: one that cannot be started does not hold up the others."""
    for organization_id, plan_id in due_sync_plans(timezone.now(), AT_ONCE):
        try:
            with scope(organization=organization_id):
                syncs.start_if_due(plan_id)
        except Exception:
            log.exception("Sync plan %s could not be started", plan_id)


@job_task("connections.sync_balance")
def sync_balance(run: JobRun) -> None:
    with syncs.sync_lease(run.connection, Resource.BALANCE):
        with open_provider(run.connection) as provider:
            if provider.billing is None:
                return
            balance = provider.billing.balance()
        with run.scope():
            services.store_balance(run.connection, balance)
        left = stored_money(balance.available.amount, balance.available.currency)
        run.finish(_("%(balance)s left."), balance=left)


@job_task("connections.check", max_attempts=2)
def check(run: JobRun) -> None:
    """Try the account step by step. Success connects it and starts the first sync."""
    with open_provider(run.connection, even_resting=True) as provider:
        for step in provider.check():
            run.log(step.text, step.state, **step.values)
    with run.scope():
        run.heartbeat()  # in the same transaction: a run that was taken over connects nothing
        services.connected(run.connection, by=run.job.asked_by)
    if run.connection.state == ConnectionState.ACTIVE:
        run.finish(_("Connected. The first sync has started."))
    elif not run.connection.sealed:
        run.finish(_("The credentials worked. The account was disconnected in the meantime."))
    else:
        run.finish(_("The credentials work. The account is still paused."))
