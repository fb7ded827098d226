"""The sweeper: jobs whose message was lost or whose worker died are sent again."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from panel.jobs import services
from panel.jobs.models import IN_FLIGHT, Job
from panel.tenancy.crossing import stale_jobs
from panel.tenancy.scope import scope

log = logging.getLogger(__name__)
AT_ONCE = 200


@shared_task(name="jobs.sweep")
def sweep(**_: object) -> None:
    before = timezone.now() - services.SIGN_OF_LIFE - timedelta(seconds=5)
    for organization_id, job_id in stale_jobs(before, AT_ONCE):
        with scope(organization=organization_id):
            job = Job.objects.filter(pk=job_id, state__in=IN_FLIGHT).first()
            if job is not None:
                services.sweep(job)
