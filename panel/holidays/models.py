"""Calendars of holidays: our own, as no provider's interface tells any."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panel.tenancy.models import TenantModel, validate_time_zone


class HolidayCalendar(TenantModel):
    """Days that begin and end at midnight in `time_zone`.

    `country` and `subdivision` (ISO 3166) name the preset that its days can be taken from; empty: only days of one's own.
    `years` are those whose public holidays were added; each is added by itself once. `left_out` are public holidays that a
    person took out, their French names by the English ones: they do not come by themselves in later years.
    """

    name = models.CharField(_("name"), max_length=80)
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validate_time_zone])
    country = models.CharField(_("country"), max_length=2, blank=True)
    subdivision = models.CharField(_("state or province"), max_length=10, blank=True)
    years = models.JSONField(default=list)
    left_out = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "name", "id"], name="holidaycalendar_by_name")]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="holidaycalendar_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def day_at(self, moment: datetime) -> date:
        """The day on the calendar's wall at an aware moment."""
        return moment.astimezone(self.zone).date()

    @property
    def left_out_labels(self) -> list[str]:
        """In the reader's language."""
        return sorted(_in_language(name, name_fr) for name, name_fr in self.left_out.items())


class Holiday(TenantModel):
    """A day of a calendar. `name_fr` is empty where the preset has no French, and for days of one's own."""

    calendar = models.ForeignKey(HolidayCalendar, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    name = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "day"], name="holiday_by_day")]
        constraints = [models.UniqueConstraint(fields=["organization", "calendar", "day"], name="holiday_day_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return _in_language(self.name, self.name_fr)


def _in_language(name: str, name_fr: str) -> str:
    french = (get_language() or "").startswith("fr")
    return name_fr if french and name_fr else name
