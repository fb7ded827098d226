"""Calls that a person made through the provider console: what was asked, what came back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from panel.tenancy.models import TenantModel
from panel.ui.words import translated

LONGEST_RUN = timedelta(minutes=5)  # after that its worker must have died


class ConsoleCall(TenantModel):
    """One call. A read is carried out by a task of its own; a write is an operation, see `operation`.

    `arguments` are as typed, without secrets. `sealed` holds all of them until the call is made, and nothing afterwards.
    `answer` is the decoded answer as JSON text, redacted and cut. What went over the wire is among the account's exchanges.
    """

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    method = models.CharField(max_length=80)
    writes = models.BooleanField()
    arguments = models.JSONField(default=dict)
    sealed = models.BinaryField(default=b"")
    key_id = models.CharField(max_length=40, blank=True)
    operation = models.ForeignKey(
        "operations.Operation", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)  # empty while it runs, "ok", or the error's kind
    error_message = models.TextField(blank=True)  # an English msgid; `error_values` fill it
    error_values = models.JSONField(default=dict)
    error_code = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "connection", "-created_at"], name="consolecall_newest")]

    def __str__(self) -> str:
        return self.method

    @property
    def provider(self) -> str:
        """What its sealed arguments are bound to, beside its id: they open nowhere else."""
        return f"console:{self.method}"

    @property
    def lost(self) -> bool:
        """Its worker died before it could say what came of it."""
        return not self.finished_at and timezone.now() - self.created_at > LONGEST_RUN

    @property
    def running(self) -> bool:
        return not self.finished_at and not self.lost

    @property
    def error_text(self) -> str:
        values: dict[str, Any] = self.error_values
        return translated(self.error_message, values)
