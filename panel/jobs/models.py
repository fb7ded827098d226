"""Background work as rows that a person can look at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from panel.tenancy.models import TenantModel
from panel.ui.words import translated


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    WAITING = "waiting", _("Waiting to try again")
    SUCCEEDED = "succeeded", _("Succeeded")
    PARTIAL = "partial", _("Partly done")  # ended, some of it could not be done: see the log
    FAILED = "failed", _("Failed")  # foreseen: the message says what to do
    ERRORED = "errored", _("Stopped by an error")  # not foreseen: ours to mend
    NEEDS_PERSON = "needs_person", _("Needs you")  # a person must decide, for instance about a large removal
    CANCELLED = "cancelled", _("Cancelled")


IN_FLIGHT = (JobState.QUEUED, JobState.RUNNING, JobState.WAITING)


class Job(TenantModel):
    """One piece of background work, from asked for to ended.

    `kind` is the name of its task ("dids.sync"); `counts` are whole numbers by name ("new", "changed", "unchanged", "gone").
    `total` None: not known how much there is.
    """

    kind = models.CharField(max_length=60)
    connection = models.ForeignKey(
        "connections.Connection", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=14, choices=JobState.choices, default=JobState.QUEUED)
    arguments = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    counts = models.JSONField(default=dict)
    message = models.TextField(blank=True)  # an English msgid with %(name)s places; shown through `text`
    message_values = models.JSONField(default=dict)
    error_kind = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(auto_now_add=True)  # the last sign of life
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="job_newest"),
            models.Index(fields=["organization", "connection", "-created_at"], name="job_of_connection"),
            models.Index(fields=["seen_at"], condition=models.Q(state__in=IN_FLIGHT), name="job_in_flight"),
        ]
        constraints = [
            # One at a time for each account and kind: a constraint, not a lock in somebody's memory.
            models.UniqueConstraint(
                fields=["organization", "connection", "kind"],
                condition=models.Q(state__in=IN_FLIGHT),
                name="job_one_in_flight",
            ),
        ]

    @property
    def in_flight(self) -> bool:
        return self.state in IN_FLIGHT

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        return translated(self.message, self.message_values)


class LogLevel(models.TextChoices):
    INFO = "info", _("info")
    OK = "ok", _("ok")
    WARNING = "warn", _("warn")
    ERROR = "err", _("err")


class JobLogLine(TenantModel):
    """A line of a job's log. Holds no secrets."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines", db_index=False)
    at = models.DateTimeField(auto_now_add=True)
    level = models.CharField(max_length=4, choices=LogLevel.choices, default=LogLevel.INFO)
    message = models.TextField()  # as Job.message
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["organization", "job", "id"], name="joblogline_in_order")]

    @property
    def text(self) -> str:
        return translated(self.message, self.values)
