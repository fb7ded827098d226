"""The outbox: every write to a provider is a row here, from asked for to proven."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from panel.tenancy.models import ClientOwnedModel, TenantModel
from panel.ui.words import translated


class OperationState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    UNKNOWN = "unknown", _("Unknown — reconciling")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")
    ABANDONED = "abandoned", _("Abandoned")  # a person gave it up


OPEN = (OperationState.QUEUED, OperationState.SENDING, OperationState.UNKNOWN)


class Operation(ClientOwnedModel):
    """One change at a provider.

    `kind` names the handler ("dids.set_route"); `parameters` are redacted and enough to carry it out; `before`, `wanted`
    and `observed` are the object's state as small JSON in our words. `observed` is what the provider had when read back.
    """

    connection = models.ForeignKey("connections.Connection", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    subject_label = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    idempotency_key = models.CharField(max_length=80)
    parameters = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    wanted = models.JSONField(default=dict)
    observed = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=OperationState.choices, default=OperationState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    in_part = models.BooleanField(default=False)  # an attempt changed something before it met a provider out of reach
    checks = models.PositiveSmallIntegerField(default=0)  # how often an unknown outcome was looked up
    reconciled = models.BooleanField(default=False)  # ended by asking the provider, not by its answer
    differs = models.BooleanField(default=False)  # read back and not as wanted
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # the next attempt or check
    error_kind = models.CharField(max_length=40, blank=True)
    error_code = models.CharField(max_length=80, blank=True)
    error_message = models.TextField(blank=True)  # an English msgid; `error_values` fill its %(name)s
    error_values = models.JSONField(default=dict)
    error_raw = models.TextField(blank=True)  # redacted sample, for support
    retry_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="operation_newest"),
            models.Index(
                fields=["organization", "subject_type", "subject_id", "-created_at"], name="operation_of_subject"
            ),
            models.Index(fields=["next_at"], condition=models.Q(state__in=OPEN), name="operation_open_next"),
            models.Index(fields=["lease_until"], condition=models.Q(state__in=OPEN), name="operation_open_lease"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "idempotency_key"], name="operation_asked_once"),
            # Two open changes of one object would race at the provider.
            models.UniqueConstraint(
                fields=["organization", "subject_type", "subject_id", "kind"],
                condition=models.Q(state__in=OPEN),
                name="operation_one_open",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def error_text(self) -> str:
        """What went wrong and what is safe, in the reader's language."""
        return translated(self.error_message, self.error_values)

    @property
    def short_id(self) -> str:
        """Enough of the key to name this operation in a conversation: the random end of it, not its time."""
        return f"op_{self.pk.hex[-6:].upper()}"


class OperationEvent(TenantModel):
    """One step in an operation's life, for its timeline."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="events", db_index=False)
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=OperationState.choices)
    note = models.TextField(blank=True)  # an English msgid; `values` fill its %(name)s
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["organization", "operation", "id"], name="operationevent_in_order")]

    @property
    def text(self) -> str:
        return translated(self.note, self.values)
