"""What a person fills in for a playbook."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from panel.bulk.columns import BadCell, number_in
from panel.bulk.models import Playbook
from panel.dids.models import Did
from panel.holidays.models import HolidayCalendar
from panel.ui.forms import Form, field_of

MOST_NUMBERS = 5000
SHOWN = 10  # of the numbers that are wrong
_BETWEEN = re.compile(r"[\n,;\t]+")


class PlaybookForm(Form):
    """Its name, when to use it, and its numbers in any notation."""

    name = forms.CharField(label=_("Name"), max_length=80)
    remarks = forms.CharField(
        label=_("When to use it"), max_length=300, required=False, help_text=_("For whoever reads it in a hurry.")
    )
    calendar = forms.ModelChoiceField(
        label=_("In force by itself on the holidays of"),
        queryset=HolidayCalendar.objects.none(),
        required=False,
        empty_label=_("No calendar: only the buttons"),
        help_text=_("From midnight of a holiday to the next midnight that is none, in the calendar’s time zone."),
    )
    numbers = forms.CharField(
        label=_("Numbers"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 10, "class": "mono", "spellcheck": "false"}),
        help_text=_("One a line, in any notation."),
    )

    def __init__(self, playbook: Playbook | None, *args: Any, **kwargs: Any) -> None:
        if playbook is not None:
            kwargs["initial"] = {
                "name": playbook.name,
                "remarks": playbook.remarks,
                "calendar": playbook.calendar_id,
                "numbers": _numbers_of(playbook),
            }
        super().__init__(*args, **kwargs)
        field_of(self, "calendar", forms.ModelChoiceField).queryset = HolidayCalendar.objects.order_by("name")
        self.dids: list[Did] = []

    def clean_numbers(self) -> str:
        text: str = self.cleaned_data["numbers"]
        wanted = list(dict.fromkeys(_read(each) for each in _BETWEEN.split(text) if each.strip()))
        if len(wanted) > MOST_NUMBERS:
            raise forms.ValidationError(_("A playbook has %(most)s numbers at most."), params={"most": MOST_NUMBERS})
        self.dids = list(Did.objects.filter(number__in=wanted, gone_at=None).select_related("connection"))
        found = {did.number for did in self.dids}
        if missing := [each for each in wanted if each not in found]:
            raise forms.ValidationError(
                ngettext_lazy(
                    "No account of yours has this number: %(numbers)s.",
                    "No account of yours has these %(amount)s numbers: %(numbers)s.",
                    len(missing),
                ),
                params={"amount": len(missing), "numbers": ", ".join(missing[:SHOWN])},
            )
        return text


def _read(text: str) -> str:
    """The number as we hold it; what is none comes back as it is, to be named among those that are not found."""
    try:
        return number_in(text).e164
    except BadCell:
        return text.strip()[:40]


def _numbers_of(playbook: Playbook) -> str:
    found = Did.objects.filter(pk__in=playbook.entries.values("did")).order_by("number")
    return "\n".join(found.values_list("number", flat=True))
