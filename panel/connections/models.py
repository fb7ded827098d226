"""An organization's accounts at providers: credentials, health, and what is synced how often."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panel.tenancy.models import TenantModel

CHECK_JOB = "connections.check"  # the kind of job that tries an account


class ConnectionState(models.TextChoices):
    DRAFT = "draft", _("Not connected yet")  # typed in, never checked with success
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")  # by a person: no sync, no change


class Lamp(models.TextChoices):
    """Health as one look. UNKNOWN until the first exchange."""

    OK = "ok", _("Operational")
    WARNING = "warn", _("Having trouble")  # temporary failures, trying again
    BAD = "bad", _("Needs attention")  # an account problem: a person must act
    UNKNOWN = "unk", _("Not checked yet")


class Connection(TenantModel):
    """One account at one provider. Secrets are in `sealed`, readable by `panel.connections.vault` only."""

    provider = models.SlugField(
        max_length=30, db_index=False
    )  # `connection_by_provider` serves it, in its organization
    name = models.CharField(_("name of this connection"), max_length=80)
    public_credentials = models.JSONField(default=dict)  # the declaration's fields that are not secret
    sealed = models.BinaryField()  # the secret ones, encrypted, bound to this row
    key_id = models.CharField(max_length=20)  # which key sealed it, for rotation
    state = models.CharField(max_length=8, choices=ConnectionState.choices, default=ConnectionState.DRAFT)
    lamp = models.CharField(max_length=4, choices=Lamp.choices, default=Lamp.UNKNOWN)
    last_ok_at = models.DateTimeField(null=True)
    last_error_at = models.DateTimeField(null=True)
    last_error_kind = models.CharField(max_length=40, blank=True)
    last_error_message = models.TextField(blank=True)  # an English msgid; shown through `last_error_text`
    last_error_values = models.JSONField(default=dict)
    failures = models.PositiveIntegerField(default=0)  # in a row
    balance = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    balance_currency = models.CharField(max_length=3, blank=True)
    balance_at = models.DateTimeField(null=True)
    calls_per_second = models.PositiveSmallIntegerField(null=True)  # empty: as its provider is known to take
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "provider"], name="connection_by_provider")]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="connection_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def last_error_text(self) -> str:
        """What is wrong, in the reader's language; empty when nothing is."""
        if not self.last_error_message:
            return ""
        text: str = gettext(self.last_error_message) % self.last_error_values
        return text


class Resource(models.TextChoices):
    """What can be kept in sync. The value is also the sync task's name before `.sync`."""

    DIDS = "dids", _("Numbers")
    ROUTING = "routing", _("Routing objects")
    DEVICES = "devices", _("Devices and servers")
    BALANCE = "balance", _("Balance")
    CALLS = "calls", _("Call records")


class SyncPlan(TenantModel):
    """One resource of one account: how often, how far it got, who is at it.

    `cursor` belongs to the resource's sync. A run holds `lease_until`; when a worker dies, the lease runs out and the plan
    is due again.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="plans", db_index=False)
    resource = models.CharField(max_length=12, choices=Resource.choices)
    interval = models.PositiveIntegerField(help_text=_("Seconds between runs."))
    enabled = models.BooleanField(default=True)
    cursor = models.JSONField(default=dict)
    next_due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    last_success_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # in a row

    class Meta:
        indexes = [models.Index(fields=["next_due_at"], condition=models.Q(enabled=True), name="syncplan_due")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "connection", "resource"], name="syncplan_once"),
        ]


class Exchange(TenantModel):
    """One exchange with a provider, redacted, kept for some days for support."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)  # when it ended, not when the run stored it
    operation = models.CharField(max_length=80)
    milliseconds = models.PositiveIntegerField()
    outcome = models.CharField(max_length=40)  # "ok" or the error's kind
    request = models.TextField(blank=True)
    response = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "connection", "-at"], name="exchange_newest")]
