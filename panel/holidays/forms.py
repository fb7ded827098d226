"""What a person fills in for a calendar and its days."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panel.holidays import presets
from panel.ui.forms import Form, field_of, sensible_day

AHEAD = 5  # years whose public holidays are offered
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


def _zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=[("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in ZONES)],
        help_text=_("A holiday begins and ends at midnight there."),
    )


class CalendarForm(Form):
    """Its name and zone."""

    name = forms.CharField(label=_("Name"), max_length=80)
    time_zone = _zone_field()


class NewCalendarForm(CalendarForm):
    """With the place whose public holidays it takes. The states follow from the country, which is chosen first."""

    field_order = ["country", "subdivision", "name", "time_zone"]
    spans = {"country": "s3", "subdivision": "s3", "name": "s3", "time_zone": "s3"}

    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        widget=forms.Select(
            attrs={
                "hx-get": reverse_lazy("holidays:new"),
                "hx-trigger": "change",
                "hx-target": "closest form",
                "hx-swap": "outerHTML",
                "hx-include": "closest form",
            }
        ),
    )
    subdivision = forms.ChoiceField(label=_("State or province"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        country = str(self["country"].value() or "")
        places = presets.subdivisions(country, language)
        field_of(self, "country", forms.ChoiceField).choices = [
            ("", _("None: only days of our own")),
            *presets.countries(language),
        ]
        field_of(self, "subdivision", forms.ChoiceField).choices = [("", _("The whole country")), *places]
        if not places:
            self.fields["subdivision"].widget = forms.HiddenInput()

    def clean_subdivision(self) -> str:
        return str(self.cleaned_data["subdivision"]) if self.cleaned_data.get("country") else ""


class DayForm(Form):
    """A day of one's own."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=_("Name"), max_length=120)

    def clean_day(self) -> date:
        return sensible_day(self.cleaned_data["day"])


class YearForm(Form):
    """The year whose public holidays are added."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, first: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "year", forms.ChoiceField).choices = [
            (year, str(year)) for year in range(first, first + AHEAD + 1)
        ]
