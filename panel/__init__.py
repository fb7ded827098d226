"""The Django project: tenants, people, pages, jobs. It knows no wire format."""

from panel.celery import app as celery_app

__all__ = ["celery_app"]
