"""Changes of many numbers at once: what was chosen, what each number's row would do, and what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from panel.tenancy.models import TenantModel
from panel.ui.words import translated


class Source(models.TextChoices):
    LIST = "list", _("From the list of numbers")
    CSV = "csv", _("From a file")
    PLAYBOOK = "playbook", _("From a playbook")


class BatchState(models.TextChoices):
    CHOOSING = "choosing", _("Not complete yet")  # the changes, or the columns of the file, are not chosen yet
    PLANNING = "planning", _("Dry run")
    PLANNED = "planned", _("Ready to apply")
    APPLYING = "applying", _("Applying")
    STOPPED = "stopped", _("Stopped")  # what was not sent yet can be taken up again
    ENDED = "ended", _("Ended")
    REFUSED = "refused", _("Not possible")  # the file or the selection as a whole, see `problem`


class Batch(TenantModel):
    """A change of many numbers. Nothing is changed before its dry run was seen and applied.

    `selection` is {"ids": […]} or {"query": "…"}, for a file empty. `changes` are the wish for all rows, see
    `panel.bulk.wishes`; rows of a file and of a playbook have wishes of their own. `columns` say how the file is read.
    """

    title = models.CharField(max_length=120)
    source = models.CharField(max_length=8, choices=Source.choices)
    state = models.CharField(max_length=8, choices=BatchState.choices, default=BatchState.CHOOSING)
    selection = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    playbook = models.ForeignKey(
        "bulk.Playbook", on_delete=models.SET_NULL, null=True, related_name="batches", db_index=False
    )
    reverts = models.BooleanField(default=False)  # of a playbook's batches: it puts back what was before
    by_calendar = models.CharField(
        max_length=80, blank=True
    )  # the name of the calendar that began it, in place of a person
    stop_asked = models.BooleanField(default=False)
    problem = models.TextField(blank=True)  # an English msgid; `problem_values` fill its %(name)s
    problem_values = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    planned_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="batch_newest"),
            models.Index(fields=["organization", "playbook", "-created_at"], name="batch_of_playbook"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def problem_text(self) -> str:
        values: dict[str, Any] = self.problem_values
        return translated(self.problem, values)


class FilePart(TenantModel):
    """A piece of an uploaded file, kept until its dry run: web and workers need not share a disk."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="parts", db_index=False)
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "batch", "position"], name="filepart_in_order")]


class RowState(models.TextChoices):
    NEW = "new", _("Not looked at yet")
    READY = "ready", _("Will change")
    SAME = "same", _("Nothing to do")
    REFUSED = "refused", _("Cannot be done")
    SENT = "sent", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class BatchRow(TenantModel):
    """One number of a batch, or one line of its file.

    `steps` are what is to be done, in order, and `gaps` what cannot be done there: see `panel.bulk.planning`. Provider steps run
    one after the other; `step` is the one that is next or under way, `operation` the latest.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()  # the line in the file, or the place in the selection
    label = models.CharField(max_length=80)  # the number; what the file has in its place when it is none
    did = models.ForeignKey("dids.Did", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    connection = models.ForeignKey(
        "connections.Connection", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    given = models.JSONField(default=dict)  # the file's cells by column
    wanted = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    gaps = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.NEW)
    step = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    operation = models.ForeignKey(
        "operations.Operation", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    reason = models.TextField(blank=True)  # an English msgid; `reason_values` fill its %(name)s
    reason_values = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["organization", "batch", "state", "position"], name="batchrow_by_state")]
        constraints = [models.UniqueConstraint(fields=["organization", "batch", "position"], name="batchrow_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def reason_text(self) -> str:
        values: dict[str, Any] = self.reason_values
        return translated(self.reason, values)


class Playbook(TenantModel):
    """A prepared way round trouble: other routes for a set of numbers, put in force and taken back with one button."""

    name = models.CharField(_("name"), max_length=80)
    remarks = models.CharField(_("when to use it"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    calendar = models.ForeignKey(
        "holidays.HolidayCalendar", on_delete=models.SET_NULL, null=True, related_name="playbooks", db_index=False
    )
    """On its holidays the playbook is put in force by itself."""

    class Meta:
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="playbook_by_name"),
            models.Index(
                fields=["organization", "calendar"],
                condition=models.Q(calendar__isnull=False),
                name="playbook_of_calendar",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="playbook_name_once")]

    def __str__(self) -> str:
        return self.name


class PlaybookRoute(TenantModel):
    """Where a playbook sends the numbers of one account: settings by name, each as `kind:target`."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="routes", db_index=False)
    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    settings = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "playbook", "connection"], name="playbookroute_once")
        ]


class PlaybookEntry(TenantModel):
    """A number of a playbook. `before` is what it had when the playbook was put in force; None: it is not in force there."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="entries", db_index=False)
    did = models.ForeignKey("dids.Did", on_delete=models.CASCADE, related_name="+", db_index=False)
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "playbook", "did"], name="playbookentry_once")]


class HolidayRun(TenantModel):
    """A holiday that a playbook's calendar brought: one row for each day, so that a day is never begun twice.

    `ended_at` None: it is in force because of that day, and the calendar takes it back. A person who put it in force or took it
    back ends it too: from then on the person has it.
    """

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="holiday_runs", db_index=False)
    day = models.DateField()
    name = models.CharField(max_length=120)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "playbook", "day"], name="holidayrun_once")]
