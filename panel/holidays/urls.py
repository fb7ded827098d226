"""The pages of holiday calendars."""

from django.urls import path

from panel.holidays.views import calendars, days

app_name = "holidays"
urlpatterns = [
    path("", calendars.calendar_list, name="list"),
    path("new/", calendars.new, name="new"),
    path("<uuid:calendar_id>/", days.detail, name="calendar"),
    path("<uuid:calendar_id>/edit/", calendars.edit, name="edit"),
    path("<uuid:calendar_id>/delete/", calendars.delete, name="delete"),
    path("<uuid:calendar_id>/days/", days.add, name="add_day"),
    path("<uuid:calendar_id>/years/", days.add_year, name="add_year"),
    path("<uuid:calendar_id>/days/<uuid:holiday_id>/remove/", days.remove, name="remove_day"),
]
