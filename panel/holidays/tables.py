"""Calendars as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from panel.holidays.models import HolidayCalendar
from panel.ui.tables import Column, Table


class CalendarTable(Table[HolidayCalendar]):
    id = "calendars"
    caption = _("Holiday calendars")
    default_sort = "name"
    columns = (
        Column("name", _("Calendar"), sort="name", template="holidays/_cell_calendar.html", css="ph-a"),
        Column("place", _("Public holidays of"), css="ph-hide"),
        Column("next", _("Next holiday"), template="holidays/_cell_next.html", css="ph-b"),
        Column("zone", _("Time zone"), value="time_zone", css="ph-hide"),
        Column("followers", _("Playbooks"), value="followers", css="right num ph-hide"),
    )
