"""Rows of a form, without JavaScript: members of a group, keys of a menu, hours of a time condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, zip_longest
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from panel.routing.layout import Column, Rows, Text

SPARE = 3
MOST_OPTIONS = 20_000  # of all selects of a table together: some 1.5 MB
KEYS = "1234567890*#"
# Django's own words for the days: a msgid of ours would write them with a capital within every date, too.
DAYS: Mapping[str, Text] = {
    code: capfirst(name)
    for code, name in zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEKDAYS.values(), strict=True)
}
PADDING = frozenset({"", "none:", "0", "-1"})

Cells = list[str]


def read(rows: Rows, settings: Mapping[str, str]) -> list[Cells]:
    """The rows that settings hold. What pads a provider's fixed number of places is left out."""
    if rows.inner or len(rows.columns) == 1:
        found = [_split(rows, part) for part in _pieces(settings.get(rows.name, ""), rows.outer)]
    else:
        columns = [[_pieces(settings.get(name, ""), rows.outer) for name in column.params] for column in rows.columns]
        lists = [
            [_cell(column, parts) for parts in zip_longest(*pieces, fillvalue="")]
            for column, pieces in zip(rows.columns, columns, strict=True)
        ]
        found = [list(cells) for cells in zip_longest(*lists, fillvalue="")]
    return [_tidy(rows, cells) for cells in found if cells[rows.leading] not in PADDING]


def _tidy(rows: Rows, cells: Cells) -> Cells:
    """A box that is not ticked is empty, however it is spelled."""
    return [
        ("1" if cell in ("1", "yes") else "") if column.looks == "yes" else cell
        for column, cell in zip(rows.columns, cells, strict=True)
    ]


def write(rows: Rows, cells: Sequence[Cells]) -> dict[str, str]:
    """The settings that hold these rows."""
    if rows.inner or len(rows.columns) == 1:
        return {rows.name: rows.outer.join(_join(rows, each) for each in cells)}
    settings: dict[str, str] = {}
    for place, column in enumerate(rows.columns):
        parts = [_parts(column, each[place]) for each in cells]
        for number, name in enumerate(column.params):
            settings[name] = rows.outer.join(part[number] for part in parts)
    return settings


def _pieces(text: str, separator: str) -> list[str]:
    parts = [part.strip() for part in text.split(separator)]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _split(rows: Rows, part: str) -> Cells:
    if len(rows.columns) == 1:
        return [part]
    cells = part.split(rows.inner, len(rows.columns) - 1)
    return [*(cell.strip() for cell in cells), *[""] * (len(rows.columns) - len(cells))]


def _join(rows: Rows, cells: Cells) -> str:
    """Cells at the end that say nothing are not written."""
    kept = list(cells)
    while len(kept) > 1 and not kept[-1]:
        kept.pop()
    return rows.inner.join(
        cell or column.default or "0" for cell, column in zip(kept, rows.columns[: len(kept)], strict=True)
    )


def _cell(column: Column, parts: Sequence[str]) -> str:
    if column.looks == "time":
        return ":".join(f"{part:0>2}" for part in parts) if any(parts) else ""
    return parts[0]


def _parts(column: Column, cell: str) -> list[str]:
    if column.looks != "time":
        return [cell or column.default or "0"]
    hour, _colon, minute = (cell or "0:0").partition(":")
    return [str(int(hour)), str(int(minute))]


class RowsWidget(forms.Widget):
    """A table of controls; `choices` are those of each column, in groups. Always with some empty rows at its end.

    Where every row with all its choices made a page of many megabytes, those that are filled in offer only what they have, and a
    button that draws the form again with this row `opened`.
    """

    def __init__(self, rows: Rows, choices: Sequence[list[tuple[str, list[tuple[str, str]]]]]) -> None:
        super().__init__()
        self.rows = rows
        self.choices = choices
        self.spare = SPARE
        self.problems: dict[int, str] = {}
        self.opened: int | None = None
        self.begins_at: int | None = None  # the row in which the person goes on
        self._words = [dict(option for _label, options in groups for option in options) for groups in choices]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Cells]:
        found = []
        for number in count():
            cells = [data.get(f"{name}-{number}-{place}") for place in range(len(self.rows.columns))]
            if all(cell is None for cell in cells):
                break
            found.append([str(cell or "").strip()[:500] for cell in cells])
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-0" not in data

    def id_for_label(self, id_: str, index: str = "") -> str:
        return f"{id_}-0-0"

    def draw_again(self, name: str, data: Mapping[str, str]) -> None:
        """As the buttons below and beside the rows ask for it."""
        if data.get("more") == name:
            self.spare = 10
            self.begins_at = len(self.value_from_datadict(data, None, name))
        asked, _dash, number = data.get("open", "").rpartition("-")
        if asked == name and number.isdecimal() and len(number) < 6:
            self.opened, self.spare = int(number) - 1, 0  # the empty rows are among those that were sent
            self.begins_at = self.opened

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        there: list[Cells] = [list(cells) for cells in value or []]
        room = self.rows.at_most or len(there) + self.spare
        total = max(len(there), min(room, len(there) + self.spare))  # what is not drawn would be taken away
        there += [[""] * len(self.rows.columns) for _ in range(total - len(there))]
        many = total * sum(map(len, self._words)) > MOST_OPTIONS
        lines = [
            self._line(name, number, cells, short=many and any(cells) and not self._is_open(number))
            for number, cells in enumerate(there)
        ]
        context = {
            "rows": self.rows, "lines": lines, "attrs": attrs or {}, "id": (attrs or {}).get("id", name), "name": name
        }  # fmt: skip
        return render_to_string("routing/_rows.html", context)

    def _is_open(self, number: int) -> bool:
        return number == self.opened or number in self.problems

    def _line(self, name: str, number: int, cells: Cells, *, short: bool) -> dict[str, Any]:
        controls = [self._control(f"{name}-{number}-{place}", place, cell, short) for place, cell in enumerate(cells)]
        return {
            "number": number + 1,
            "problem": self.problems.get(number, ""),
            "cells": controls,
            "short": short,
            "begins": number == self.begins_at,
        }

    def _control(self, name: str, place: int, value: str, short: bool) -> dict[str, Any]:
        groups, words = self.choices[place], self._words[place]
        if groups and value and (short or value not in words):
            groups = [("", [(value, words.get(value, value))]), *([] if short else groups)]
        return {"name": name, "value": value, "column": self.rows.columns[place], "groups": groups}


class RowsField(forms.Field):
    """Rows as lists of cells. Empty ones are left out, and of the first `there`, which it has now, those whose leading cell was
    emptied: that takes them away.
    """

    widget: RowsWidget

    def __init__(self, rows: Rows, widget: RowsWidget, *, there: int = 0, **kwargs: Any) -> None:
        super().__init__(widget=widget, **kwargs)
        self.rows = rows
        self.there = there

    def clean(self, value: Any) -> list[Cells]:
        given: list[Cells] = value or []
        kept: list[Cells] = []
        for number, cells in enumerate(given):
            if not cells[self.rows.leading]:
                if number >= self.there and any(cells):
                    self.widget.problems[number] = self._half_filled
                continue
            if problem := self._problem(cells) or self._pressed_twice(cells, kept):
                self.widget.problems[number] = problem
            kept.append(cells)
        if self.widget.problems:
            number, problem = min(self.widget.problems.items())
            raise forms.ValidationError(_("Row %(number)s: %(problem)s") % {"number": number + 1, "problem": problem})
        if self.required and not kept:
            raise forms.ValidationError(_("Fill in one row at least."))
        return kept

    @property
    def _half_filled(self) -> str:
        return _("%(column)s: fill this in too, or empty the row.") % {
            "column": self.rows.columns[self.rows.leading].label
        }

    def _pressed_twice(self, cells: Cells, before: Sequence[Cells]) -> str:
        """One key leads to one place: of two a provider would keep one, and nobody says which."""
        for place, column in enumerate(self.rows.columns):
            if column.looks == "key" and any(cells[place] == each[place] for each in before):
                return _("Key %(key)s is there already.") % {"key": cells[place]}
        return ""

    def _problem(self, cells: Cells) -> str:
        for column, cell in zip(self.rows.columns, cells, strict=True):
            if column.looks == "number" and cell and not (cell.isascii() and cell.isdigit()):
                return _("%(column)s: write a whole number.") % {"column": column.label}
            if column.looks == "time" and not _is_time(cell):
                return _("%(column)s: write a time such as 08:30.") % {"column": column.label}
            if column.looks == "key" and not (len(cell) == 1 and cell in KEYS) and cell not in ("t", "i"):
                return _("Choose the key.")
            if self.rows.outer in cell or (self.rows.inner and self.rows.inner in cell):
                return _("%(column)s: this character is not possible here.") % {"column": column.label}
        return ""


def _is_time(text: str) -> bool:
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        return False
    return int(hour) < 24 and int(minute) < 60
