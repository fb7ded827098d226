"""The tenancy app: after each migration the application's role is given what it may have, and no more."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TenancyConfig(AppConfig):
    name = "panel.tenancy"

    def ready(self) -> None:
        from panel.tenancy.grants import grant_to_application

        post_migrate.connect(grant_to_application, sender=self)
