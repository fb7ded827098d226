"""Call detail records, partitioned by month, and hourly sums for the charts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from panel.tenancy.models import ClientOwnedModel, TenantModel


class DirectionChoice(models.TextChoices):
    INBOUND = "inbound", _("Incoming")
    OUTBOUND = "outbound", _("Outgoing")
    INTERNAL = "internal", _("Internal")
    UNKNOWN = "unknown", _("Unknown")


class DispositionChoice(models.TextChoices):
    ANSWERED = "answered", _("Answered")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")


class CallRecord(ClientOwnedModel):
    """One call. The table is partitioned by the month of `started_at` (UTC); its key in Postgres is (started_at, id).

    `did_number` is the account's own number in the call, when there is one. Rows come in by COPY and merge only.
    """

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    remote_id = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    direction = models.CharField(max_length=8, choices=DirectionChoice.choices)
    disposition = models.CharField(max_length=10, choices=DispositionChoice.choices)
    caller = models.CharField(max_length=120)
    caller_name = models.CharField(max_length=120, blank=True)
    caller_number = models.CharField(max_length=16, blank=True, db_collation="C")
    callee = models.CharField(max_length=120)
    callee_number = models.CharField(max_length=16, blank=True, db_collation="C")
    did_number = models.CharField(max_length=16, blank=True, db_collation="C")
    seconds = models.PositiveIntegerField(default=0)
    account = models.CharField(max_length=120, blank=True)
    description = models.CharField(max_length=200, blank=True)
    rate = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    currency = models.CharField(max_length=3, blank=True)
    raw = models.JSONField(default=dict)

    class Meta:
        # Kept in Postgres by the migration's SQL; named here so that the two stay in step.
        indexes = [
            models.Index(fields=["organization", "-started_at", "-id"], name="callrecord_newest"),
            models.Index(fields=["organization", "did_number", "-started_at", "-id"], name="callrecord_of_did"),
            models.Index(fields=["organization", "client", "-started_at", "-id"], name="callrecord_of_client"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "remote_id", "started_at"], name="callrecord_once"
            )
        ]


class CallHour(TenantModel):
    """Sums over the calls that started in one UTC hour at one account, by direction: what the charts read."""

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    direction = models.CharField(max_length=8, choices=DirectionChoice.choices)
    calls = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    seconds = models.PositiveBigIntegerField()
    cost = models.DecimalField(max_digits=18, decimal_places=8, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "hour", "connection", "direction"], name="callhour_once")
        ]
