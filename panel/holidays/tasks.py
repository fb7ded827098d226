"""Celery entry point of calendars: new years."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from panel.holidays import services
from panel.tenancy.crossing import organizations_lacking_holidays
from panel.tenancy.scope import scope

log = logging.getLogger(__name__)


@shared_task(name="holidays.add_coming_years")
def add_coming_years(**_: object) -> None:
    """Each organization on its own: one that it fails for does not hold up the others."""
    now = timezone.now()
    for organization_id in organizations_lacking_holidays(now.year, (now + services.AHEAD).year):
        try:
            with scope(organization=organization_id):
                services.add_coming_years(now)
        except Exception:
            log.exception("The coming years of organization %s could not be added to its calendars", organization_id)
