"""Who did what to which object. Written by services, in the transaction of the deed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from panel.tenancy.models import TenantModel


class AuditEntry(TenantModel):
    """`verb` is "app.verb" ("connections.connected"); `details` are small JSON values without secrets."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    object_label = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="auditentry_newest"),
            models.Index(fields=["organization", "object_type", "object_id", "-at"], name="auditentry_of_object"),
        ]
