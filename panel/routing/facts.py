"""What is known of an object or device, as label and value for its page."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.routing import rows as tables
from panel.routing.layout import Ask, Text
from panel.routing.layouts import SECONDS, ask_for, layout_of, words_of
from panel.routing.models import Device, RoutingObject
from panel.routing.spelling import routes_in_words
from panel.routing.subjects import Row, Subject
from panel.ui.words import phone

LONGEST = 400
NOTHING_PICKED = frozenset({"0", "-1", "none"})
NO_FIGURE: Mapping[str, Text] = {"none": gettext_lazy("None"), "unlimited": gettext_lazy("Unlimited")}
NOT_SHOWN = frozenset({"windows", "members", "custom", "main", "takes_numbers"})  # the settings say it better


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    values: list[str]


def facts_of(subject: Subject) -> list[Fact]:
    """Its settings in the words of the form; where the provider shows none, what the adapter tells of it."""
    row = subject.row
    if row is None:
        return []
    return _from_settings(subject) if row.settings else _from_details(row)


def _from_settings(subject: Subject) -> list[Fact]:
    settings = subject.settings
    layout = layout_of(subject.kind)
    pieces = {part for text in settings.values() for part in _parts(text)}
    words = routes_in_words(subject.info, subject.connection.pk, pieces)
    names = _names(subject)
    values = {leaf.path: leaf.param.values or (("true", "false") if leaf.is_flag else ()) for leaf in subject.leaves}
    order = [path for section in layout.sections for path in section.names]
    paths = [path for path in order if path in settings] + [path for path in settings if path not in order]
    found: list[Fact] = []
    for path in paths:
        text = settings[path]
        rows = layout.rows_of(path)
        ask = ask_for(subject.kind, path)
        if rows is not None:
            if path == rows.name and (cells := _cells(settings, path, subject)):
                found.append(Fact(str(rows.label), [_line(each, words) for each in cells]))
        elif text not in ("", "none:", ask.nothing) and not (ask.pick and text in NOTHING_PICKED):
            picked = names.get((str(ask.pick), text)) if ask.pick else None
            shown = picked or words.get(text) or _in_words(text, ask, values.get(path, ()))
            found.append(Fact(str(ask.label), [shown[:LONGEST]]))
    return found


def _cells(settings: dict[str, str], path: str, subject: Subject) -> list[list[str]]:
    rows = layout_of(subject.kind).rows_of(path)
    assert rows is not None  # noqa: S101 — the caller found it
    if not rows.of_objects:
        return tables.read(rows, settings)
    items = [item for item in json.loads(settings[path]) if isinstance(item, dict)] if settings[path][:1] == "[" else []
    return [[str(item.get(column.params[0], "")) for column in rows.columns] for item in items]


def _line(cells: list[str], words: dict[str, str]) -> str:
    days = {key: str(name) for key, name in tables.DAYS.items()}
    return " · ".join(words.get(cell) or days.get(cell) or phone(cell) for cell in cells if cell)


def _names(subject: Subject) -> dict[tuple[str, str], str]:
    """Names of the objects that settings name by their id, in one query."""
    wanted = {
        (ask.pick.value, text)
        for path, text in subject.settings.items()
        if (ask := ask_for(subject.kind, path)).pick is not None and text
    }
    if not wanted:
        return {}
    found = RoutingObject.objects.filter(
        connection=subject.connection,
        kind__in={kind for kind, _id in wanted},
        remote_id__in={id_ for _k, id_ in wanted},
    )
    return {(kind, remote_id): name for kind, remote_id, name in found.values_list("kind", "remote_id", "name")}


def _parts(text: str) -> set[str]:
    parts = text.split(";")
    return {text, *parts, *(part.partition(",")[0] for part in parts), *(part.partition("=")[2] for part in parts)}


def _in_words(text: str, ask: Ask, values: Collection[str]) -> str:
    """As the form calls it; what is typed there with its unit, and the words that providers have in place of a figure."""
    word = words_of(ask, values).get(text) or NO_FIGURE.get(text)
    if word:
        return str(word)
    if ask.help is SECONDS and text.isdecimal():
        return _("%(seconds)s s") % {"seconds": text}
    return phone(text)


def _from_details(row: Row) -> list[Fact]:
    kind = row.kind if isinstance(row, RoutingObject) else "device"
    facts = []
    for name, value in row.details.items():
        if name in NOT_SHOWN or value in (None, "", [], {}):
            continue
        facts.append(Fact(str(ask_for(kind, name).label), [_shown(each) for each in _as_list(value)]))
    if isinstance(row, Device) and row.caller_id:
        facts.insert(0, Fact(str(ask_for("device", "callerid_number").label), [phone(row.caller_id)]))
    return facts


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(ask_for("", "").words.get(str(value).lower(), value))
    return phone(str(value))[:LONGEST]
