"""An account at the sandbox, and its syncs run here and now as a worker would run them."""

from __future__ import annotations

from typing import Any

from panel.connections import syncs
from panel.connections.gateway import info
from panel.connections.models import Connection, Resource
from panel.connections.vault import seal
from panel.jobs.models import Job
from panel.jobs.services import start_job
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.sandbox.seed import SERVICES
from tests.factories import make_connection
from tests.sandbox import ACCOUNT


def connected(organization: Organization) -> Connection:
    """An active account with working credentials and its sync plans. The sandbox must be named in PROVIDER_ENDPOINTS."""
    connection = make_connection(organization, public_credentials={"api_username": ACCOUNT.api_username})
    seal(connection, {"api_password": ACCOUNT.api_password})
    with scope(organization=organization):
        connection.save()
        syncs.make_plans(connection, info("voipms"))
    return connection


def account_at(organization: Organization, slug: str) -> Connection:
    """An active account at a provider of the sandbox, with working credentials and nothing read of it."""
    credentials = SERVICES[slug].credentials[0]
    secret = {field.name for field in info(slug).credential_fields if field.secret}
    public = {name: value for name, value in credentials.items() if name not in secret}
    connection = make_connection(organization, f"{info(slug).name} account", provider=slug, public_credentials=public)
    seal(connection, {name: value for name, value in credentials.items() if name in secret})
    with scope(organization=organization):
        connection.save(update_fields=["sealed", "key_id"])
    return connection


def run_sync(account: Connection, resource: Resource, **arguments: Any) -> Job:
    """The job after its run."""
    from panel.celery import app

    app.loader.import_default_modules()
    kind = syncs.SYNC_KINDS[resource]
    with scope(organization=account.organization_id):
        job = start_job(kind=kind, connection=account, arguments=arguments)
    app.tasks[kind](organization_id=str(job.organization_id), job_id=str(job.pk))
    with scope(organization=account.organization_id):
        return Job.objects.get(pk=job.pk)


def log_of(job: Job) -> list[tuple[str, str]]:
    """(level, text) of the job's log, oldest first."""
    with scope(organization=job.organization_id):
        return [(line.level, line.text) for line in job.lines.order_by("id")]
