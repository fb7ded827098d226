"""The base of our forms: drawn by `ui/_form.html`, errors tied to their controls.

Forms of other libraries need no base class: include `ui/_form.html` with them.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

YEARS = range(2000, 2101)

F = TypeVar("F", bound=forms.Field)


class OurMarkup(forms.BaseForm):
    """`{{ form }}` and `{% include "ui/_form.html" %}` draw our markup.

    `spans` puts a field on a part of the row of six: `{"city": "s3", "province": "s3"}`.
    Labels have no colon, and the browser does not refuse before we can say why.
    """

    template_name = "ui/_form.html"
    use_required_attribute = False
    spans: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class Form(OurMarkup, forms.Form):
    pass


class ModelForm(OurMarkup, forms.ModelForm):  # type: ignore[type-arg]
    pass


def field_of(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """A form's field as what it is, so that it can be given its choices. `TypeError` when it is another kind."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is no {kind.__name__}.")
    return field


def filled_in(blank: forms.BaseForm, asked: QueryDict) -> QueryDict:
    """What a link asks for in a form, as if somebody had just opened it and typed that: all else is as in `blank`."""
    data = asked.copy()
    for name, value in blank.initial.items():
        data.setdefault(name, value)
    return data


def sensible_day(day: date) -> date:
    """A day that people mean, for `clean_…`. Raises `ValidationError` for one of a year that is a slip of the finger."""
    if day.year not in YEARS:
        raise forms.ValidationError(
            _("Choose a day from %(first)s to %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    return day
