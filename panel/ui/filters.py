"""Filters of a list, bound to the address. A filter set is a Django form whose fields also narrow a queryset.

    class DidFilters(FilterSet):
        q = Search(_("Search numbers"), narrow=lambda rows, text: rows.filter(…), placeholder=_("Number, label"))
        connection = Choices(_("Provider"), lookup="connection__in", choices=…)
        sms = YesNo(_("SMS"), lookup="sms_enabled")

    filters = DidFilters(request)
    rows = filters.narrow(Did.objects.all())

A value that makes no sense is named beside its field, and the list is not narrowed by it. `ui/_filters.html` draws the toolbar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from django import forms
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panel.ui.forms import field_of, sensible_day
from panel.ui.paging import POSITION, query

M = TypeVar("M", bound=Model)
Narrow = Callable[[QuerySet[Any], Any], QuerySet[Any]]
Text = str | Any  # a text or a lazy one
ChoiceList = Iterable[tuple[str, Text]]


class Filter(forms.Field):
    """A field that narrows a queryset: by `lookup`, or by `narrow(queryset, value)`."""

    kind = "text"

    def __init__(self, label: Text, *, lookup: str = "", narrow: Narrow | None = None, **kwargs: Any) -> None:
        if not lookup and narrow is None:
            raise TypeError("A filter needs a lookup or a function that narrows.")
        super().__init__(label=label, required=False, **kwargs)
        self._narrow: Narrow = narrow or (lambda rows, value: rows.filter(**{lookup: value}))

    def apply(self, rows: QuerySet[M], value: Any) -> QuerySet[M]:
        return self._narrow(rows, value)

    def words(self, value: Any) -> str:
        """The value as its chip says it."""
        return str(value)


class Search(Filter, forms.CharField):
    """Free text. One a list, called `q`."""

    kind = "search"

    def __init__(self, label: Text, *, narrow: Narrow, placeholder: Text = "", max_length: int = 100) -> None:
        super().__init__(label, narrow=narrow, max_length=max_length)
        self.widget = forms.TextInput(attrs={"type": "search", "placeholder": placeholder, "maxlength": max_length})


class OneOf(Filter, forms.ChoiceField):
    """One of a list; `choices` may be a function, asked on each request."""

    kind = "one"
    widget = forms.RadioSelect

    def __init__(self, label: Text, *, choices: ChoiceList | Callable[[], ChoiceList], **kwargs: Any) -> None:
        super().__init__(label, choices=choices, **kwargs)
        self.error_messages["invalid_choice"] = _("“%(value)s” is not one of the choices.")

    def words(self, value: Any) -> str:
        return str(_names(self).get(value, value))


class Choices(Filter, forms.MultipleChoiceField):
    """Any of a list. The value is the list of the chosen ones, for a lookup such as `state__in`."""

    kind = "many"
    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: Text, *, choices: ChoiceList | Callable[[], ChoiceList], **kwargs: Any) -> None:
        super().__init__(label, choices=choices, **kwargs)
        self.error_messages["invalid_choice"] = _("“%(value)s” is not one of the choices.")

    def words(self, value: Any) -> str:
        names = _names(self)
        return ", ".join(str(names.get(each, each)) for each in value)


def _names(field: forms.ChoiceField) -> dict[str, Text]:
    return dict(cast(ChoiceList, field.choices))


class YesNo(OneOf):
    """On or off, by a lookup of a boolean."""

    def __init__(self, label: Text, *, yes: Text = "", no: Text = "", **kwargs: Any) -> None:
        super().__init__(label, choices=[("1", yes or _("on")), ("0", no or _("off"))], **kwargs)

    def apply(self, rows: QuerySet[M], value: Any) -> QuerySet[M]:
        return super().apply(rows, value == "1")


class Told(OneOf):
    """On, off, or not told by the provider, which is never the same as off."""

    def __init__(self, label: Text, *, lookup: str, yes: Text = "", no: Text = "") -> None:
        choices = [("1", yes or _("on")), ("0", no or _("off")), ("unknown", _("unknown"))]
        super().__init__(label, choices=choices, narrow=lambda rows, value: rows.filter(**{lookup: TOLD[value]}))


TOLD = {"1": True, "0": False, "unknown": None}


class Day(Filter, forms.DateField):
    """A day that people mean, as the date control sends it."""

    kind = "day"

    def __init__(self, label: Text, **kwargs: Any) -> None:
        super().__init__(label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        return sensible_day(day) if day else None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use; `without` is the address's query with this one dropped."""

    label: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Control:
    """A filter as the toolbar draws it."""

    field: BoundField
    kind: str
    chip: Chip | None


class FilterSet(forms.Form):
    """Subclass to declare; the order of the fields is the order of the chips. Those in `folded` are under “More filters”
    until they are used.
    """

    id: str = "list"
    folded: frozenset[str] = frozenset()
    use_required_attribute = False

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(data=request.GET, auto_id=f"{self.id}-%s")
        self.params = request.GET
        self.path = request.path
        self.prepare()
        self.is_valid()

    def prepare(self) -> None:
        """For subclasses: choices that several fields are made from, fields that this person does not get."""

    def narrow(self, rows: QuerySet[M]) -> QuerySet[M]:
        """The rows that pass every filter that has a sensible value."""
        for name, value in self.in_use.items():
            rows = self._filter(name).apply(rows, value)
        return rows

    @cached_property
    def in_use(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, [])}

    @property
    def chips(self) -> list[Chip]:
        return [chip for name in self.in_use if name != "q" and (chip := self._chip(name))]

    @property
    def search(self) -> BoundField | None:
        return self["q"] if "q" in self.fields else None

    @property
    def controls(self) -> list[Control]:
        """All but the search field and what is folded away."""
        return [self._control(name) for name in self.fields if name != "q" and not self._is_folded(name)]

    @property
    def folded_controls(self) -> list[Control]:
        return [self._control(name) for name in self.fields if self._is_folded(name)]

    def _is_folded(self, name: str) -> bool:
        return name in self.folded and name not in self.in_use and name not in self.errors

    def _control(self, name: str) -> Control:
        return Control(self[name], self._filter(name).kind, self._chip(name))

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Parameters that are not filters (the sort, an open row), as hidden fields of the form. Not the place in the list."""
        return [
            (name, value)
            for name, values in self.params.lists()
            if name not in self.fields and name not in POSITION
            for value in values
        ]

    @property
    def cleared(self) -> str:
        """The query without any filter."""
        return query(self.params, **dict.fromkeys(self.fields))

    @property
    def summary(self) -> str:
        """For the empty list: which filters are in use, in words."""
        parts = [f"{chip.label} {chip.words}" for chip in self.chips]
        if text := self.in_use.get("q"):
            parts.insert(0, gettext("“%(text)s”") % {"text": text})
        return ", ".join(parts)

    def _chip(self, name: str) -> Chip | None:
        if name not in self.in_use:
            return None
        field = self._filter(name)
        return Chip(str(field.label), field.words(self.in_use[name]), query(self.params, **{name: None}))

    def _filter(self, name: str) -> Filter:
        return field_of(self, name, Filter)
