"""The form of an object or device: its fields come from the provider's catalogue, their order and words from a layout."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import available_timezones

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.connections.parameters import LONGEST_TEXT, text_field
from panel.routing import rows as tables
from panel.routing.destinations import MOST, Group
from panel.routing.layout import Ask, Rows, Text
from panel.routing.layouts import FLAGS, ask_for, layout_of, words_of
from panel.routing.leaves import Leaf, sendable
from panel.routing.models import Device, RoutingObject
from panel.routing.naming import name_of
from panel.routing.spelling import route_choices
from panel.routing.subjects import Subject
from panel.ui.forms import Form
from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.values.routing import RouteKind

PREFIX = "p_"  # a parameter may be called like anything
LARGEST_SOUND = 8 * 1024 * 1024
NAMING = (
    "name",
    "description",
    "queue_name",
    "friendly_name",
    "username",
    "properties.username",
    "uri",
    "phone_number",
    "digits",
    "extension",
    "tn",
    "callerid",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form as it is drawn. `folded`: what few people need."""

    title: Text
    fields: list[BoundField]
    folded: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether something in it was refused: then it is drawn open."""
        return any(field.errors for field in self.fields)


class SettingsForm(Form):
    """`changed` are the settings that differ from what the object has, `secrets` those of them that nobody may keep.

    `was` notices a change made meanwhile; `token` makes two presses ask once.
    """

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, subject: Subject, data: Any = None, files: Any = None) -> None:
        self.subject = subject
        self.layout = layout_of(subject.kind)
        self._by_path = {leaf.path: leaf for leaf in subject.leaves}
        self._choices: dict[Any, list[Group]] = {}
        super().__init__(data, files, auto_id="object-%s", initial=self._begin())
        for leaf in subject.leaves:
            if leaf.path in self.layout.hidden:
                continue
            rows = self.layout.rows_of(leaf.path)
            if rows is None:
                self.fields[PREFIX + leaf.path] = self._field(leaf)
            elif rows.name == leaf.path:
                self.fields[PREFIX + leaf.path] = self._rows_field(rows, leaf)

    # Drawing

    @property
    def parts(self) -> Iterator[Part]:
        """The sections of the layout with the fields that this provider has; the others at the end, folded."""
        left = [name for name in self.fields if name.startswith(PREFIX)]
        for section in self.layout.sections:
            names = [PREFIX + path for path in section.names if PREFIX + path in left]
            left = [name for name in left if name not in names]
            if names:
                yield Part(section.title, [self[name] for name in names])
        if left:
            title = _("More settings") if self.layout.sections else _("Settings")
            yield Part(title, [self[name] for name in left], folded=bool(self.layout.sections))

    @property
    def has_files(self) -> bool:
        return any(isinstance(field, forms.FileField) for field in self.fields.values())

    @property
    def label_typed(self) -> str:
        """What the new object would be called."""
        return next((self.values[path] for path in NAMING if self.values.get(path)), "")

    @property
    def is_to_be_drawn_again(self) -> bool:
        """Whether more rows, or all choices of one, were asked for instead of saving. Nobody finds fault then."""
        asked_for = "more" in self.data or "open" in self.data
        if asked_for:
            self._errors = forms.utils.ErrorDict()
            for name, field in self.fields.items():
                if isinstance(field, tables.RowsField):
                    field.widget.draw_again(name, self.data)
        return asked_for

    # Fields

    def _begin(self) -> dict[str, Any]:
        subject = self.subject
        begin: dict[str, Any] = {"token": str(uuid4()), "was": subject.row.fingerprint if subject.row else ""}
        for leaf in subject.leaves:
            text = subject.settings.get(leaf.path, "")
            if subject.row is None:
                text = self._default(leaf)
            begin[PREFIX + leaf.path] = text
        for rows in self.layout.rows:
            if rows.name in self._by_path:
                begin[PREFIX + rows.name] = self._read_rows(rows, subject.settings)
        return begin

    def _default(self, leaf: Leaf) -> str:
        ask = ask_for(self.subject.kind, leaf.path)
        values = set(leaf.param.values)
        if ask.default and (not values or ask.default in values):
            return ask.default
        if leaf.param.required and values in FLAGS:
            return next(value for value in leaf.param.values if value in ("0", "no", "false"))
        return leaf.param.default

    def _required(self, leaf: Leaf) -> bool:
        if leaf.inner or not leaf.param.required:
            return False
        return self.subject.row is None or bool(self.subject.settings.get(leaf.path))

    def _field(self, leaf: Leaf) -> forms.Field:
        ask, required = ask_for(self.subject.kind, leaf.path), self._required(leaf)
        help_text = ask.help
        if leaf.is_secret and self.subject.row is not None:
            help_text = _("Leave it empty to keep the one it has. What you type is sent, never shown or kept.")
        common: dict[str, Any] = {"label": ask.label, "help_text": help_text, "required": required}
        if ask.looks == "sound" or leaf.param.type == "base64":
            return _SoundField(**common)
        if leaf.param.type == "routing" or ask.looks == "route":
            return self._choice(leaf, self._routes(), common, [] if required else [("none:", _("Nowhere"))])
        if ask.pick is not None:
            empty = [] if required and not ask.nothing else [(ask.nothing, _("None"))]
            return self._choice(leaf, self._objects(ask.pick), common, empty)
        if leaf.param.type == "tz-name" or ask.looks == "zone":
            zones = [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone]
            return self._choice(leaf, [("", zones)], common, [] if required else [("", _("Not set"))])
        if values := self._closed(leaf, ask):
            stays = self._has(leaf) and (required or not leaf.can_be_emptied)
            return self._choice(leaf, [("", values)], common, [] if stays else [("", "—")])
        if ask.looks in ("long", "lines") or leaf.is_list or _is_inner_list(leaf):
            area = forms.Textarea(attrs={"rows": 4 if ask.looks == "lines" else 8, "spellcheck": "false"})
            return forms.CharField(**common, widget=area, max_length=LONGEST_TEXT, strip=False)
        return self._text(leaf, common)

    def _text(self, leaf: Leaf, common: dict[str, Any]) -> forms.Field:
        label, help_text, required = common["label"], common["help_text"], common["required"]
        if leaf.param.many:
            return forms.CharField(**common, max_length=LONGEST_TEXT)
        field = text_field(self.subject.catalog, leaf.param, label=label, help_text=help_text, required=required)
        if isinstance(field.widget, forms.Textarea):
            field.widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        if leaf.param.type in ("integer", "int"):
            field.widget.attrs["inputmode"] = "numeric"
        elif leaf.param.type == "phone":
            field.widget.attrs["inputmode"] = "tel"
        return field

    def _closed(self, leaf: Leaf, ask: Ask) -> list[tuple[str, str]]:
        """The values to choose from, in words where there are some."""
        values = leaf.param.values or (("true", "false") if leaf.is_flag else ())
        if leaf.param.many or (len(values) == 1 and leaf.param.required):
            return []
        words = words_of(ask, values)
        return [(value, str(words.get(value, value))) for value in (values or words)]

    def _has(self, leaf: Leaf) -> bool:
        return bool(self.initial.get(PREFIX + leaf.path))

    def _choice(
        self, leaf: Leaf, groups: list[Group], common: dict[str, Any], empty: list[tuple[str, str]]
    ) -> forms.Field:
        """A choice that offers what it is now too, even where nothing is known of it."""
        present = str(self.initial.get(PREFIX + leaf.path, ""))
        known = {value for _label, options in groups for value, _words in options} | {value for value, _w in empty}
        words = _("None") if present in tables.PADDING else present
        now = [(present, words)] if present and present not in known else []
        choices: list[Any] = [*empty, *now]
        if common["required"] and not empty and not present:
            choices.insert(0, ("", _("Choose…")))
        for label, options in groups:
            choices.extend([(label, options)] if label else options)
        return forms.ChoiceField(**common, choices=choices)

    def _routes(self) -> list[Group]:
        if "routes" not in self._choices:
            self._choices["routes"] = route_choices(self.subject.connection, self.subject.info)
        return self._choices["routes"]

    def _objects(self, kind: RouteKind) -> list[Group]:
        if kind not in self._choices:
            found = RoutingObject.objects.defer("raw", "details", "links", "settings").filter(
                connection=self.subject.connection, kind=kind.value, gone_at=None
            )
            options = [(each.remote_id, name_of(each)) for each in found.order_by("name", "id")[:MOST]]
            self._choices[kind] = [("", options)]
        return self._choices[kind]

    def _logins(self) -> list[Group]:
        found = Device.objects.defer("raw", "details", "settings").filter(
            connection=self.subject.connection, gone_at=None
        )
        return [("", [(each.login, name_of(each)) for each in found.order_by("login")[:MOST]])]

    def _rows_field(self, rows: Rows, leaf: Leaf) -> forms.Field:
        choices: list[Any] = []
        for column in rows.columns:
            match column.looks:
                case "route":
                    choices.append(self._routes())
                case "object":
                    choices.append(self._objects(column.pick) if column.pick else [])
                case "login":
                    choices.append(self._logins())
                case "key":
                    choices.append([("", [(key, key) for key in (*tables.KEYS, "t", "i")])])
                case "day":
                    choices.append([("", [(day, str(name)) for day, name in tables.DAYS.items()])])
                case _:
                    choices.append([])
        widget = tables.RowsWidget(rows, choices)
        common: dict[str, Any] = {"label": rows.label, "help_text": rows.help, "required": self._required(leaf)}
        return tables.RowsField(rows, widget, there=len(self.initial[PREFIX + rows.name]), **common)

    def _read_rows(self, rows: Rows, settings: Mapping[str, str]) -> list[list[str]]:
        if not rows.of_objects:
            return tables.read(rows, settings)
        try:
            items = json.loads(settings.get(rows.name) or "[]")
        except ValueError:
            return []
        return [[str(item.get(column.params[0], "")) for column in rows.columns] for item in items]

    def _write_rows(self, rows: Rows, cells: list[list[str]]) -> dict[str, str]:
        if not rows.of_objects:
            return tables.write(rows, cells)
        items = [
            {
                column.params[0]: int(cell) if column.looks == "number" else cell
                for column, cell in zip(rows.columns, each, strict=True)
                if cell
            }
            for each in cells
        ]
        return {rows.name: json.dumps(items) if items else ""}

    # What was typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values: dict[str, str] = {}
        for leaf in self.subject.leaves:
            name = PREFIX + leaf.path
            if name not in cleaned:
                continue
            value = cleaned[name]
            rows = self.layout.rows_of(leaf.path)
            if rows is not None:
                self.values |= self._write_rows(rows, value)
            elif value is not None:
                try:
                    self.values[leaf.path] = self._filled(leaf, _checked(leaf, str(value)))
                except ValueError as problem:
                    self.add_error(name, str(problem))
        if not self.errors and not self.changed_values:
            self.add_error(None, _("Nothing to change: everything is as it was."))
        return cleaned

    def _filled(self, leaf: Leaf, text: str) -> str:
        """`ValueError` in words for a setting that was emptied though the provider has no word for that."""
        if not text and not leaf.is_secret and not leaf.can_be_emptied and self.subject.settings.get(leaf.path):
            raise ValueError(_("This cannot be left empty once it is set."))
        return text

    @property
    def changed_values(self) -> dict[str, str]:
        """By path: what differs from what the object has; of a new one, all that was filled in."""
        if self.subject.row is None:
            return {path: value for path, value in self.values.items() if value and value != self._nothing(path)}
        now = self.subject.settings
        touched = {path for path, value in self.values.items() if not self._same(path, value, now.get(path, ""))}
        for rows in self.layout.rows:  # rows of several parameters go together
            if touched & set(rows.params):
                touched |= set(rows.params) & set(self.values)
        return {path: value for path, value in self.values.items() if path in touched}

    def _nothing(self, path: str) -> str:
        """What says that nothing was chosen, where that need not be said."""
        leaf = self._by_path[path]
        return "" if leaf.param.required else ask_for(self.subject.kind, path).nothing

    def _same(self, path: str, value: str, now: str) -> bool:
        rows = self.layout.rows_of(path)
        if rows is not None:
            return self._read_rows(rows, self.values) == self._read_rows(rows, self.subject.settings)
        leaf = self._by_path[path]
        if leaf.is_secret or isinstance(self.fields.get(PREFIX + path), _SoundField):
            return not value
        nothing = {"", "none:", ask_for(self.subject.kind, path).nothing}
        return same_text(value, now) or {value, now} <= nothing

    @property
    def changed(self) -> dict[str, str]:
        """What may be kept and shown, as settings of the port."""
        open_ones = {path: value for path, value in self.changed_values.items() if not self._is_kept_back(path)}
        sort = {"package": self.subject.variant} if self.subject.row is None and self.subject.variant else {}
        return {**sort, **sendable(self.subject.leaves, open_ones)}

    @property
    def secrets(self) -> dict[str, str]:
        return {path: value for path, value in self.changed_values.items() if self._is_kept_back(path)}

    def _is_kept_back(self, path: str) -> bool:
        return path in self._by_path and (
            self._by_path[path].is_secret or isinstance(self.fields.get(PREFIX + path), _SoundField)
        )

    @property
    def key(self) -> str:
        """The idempotency key. A damaged token protects from nothing, and harms nothing."""
        try:
            return f"routing:{UUID(self.cleaned_data['token'])}"
        except ValueError:
            return f"routing:{uuid4()}"


def _is_inner_list(leaf: Leaf) -> bool:
    """A list of words within an object: one a line."""
    return leaf.param.type == "array" or (leaf.inner and leaf.param.many)


class _SoundField(forms.FileField):
    """An uploaded sound as base64 text; empty when none was chosen."""

    default_error_messages = {"empty": gettext_lazy("This file is empty.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, widget=forms.FileInput(attrs={"accept": "audio/*,.wav,.mp3"}))

    def clean(self, data: Any, initial: Any = None) -> str:
        upload = super().clean(data, initial=None)
        if not upload:
            return ""
        if upload.size > LARGEST_SOUND:
            raise forms.ValidationError(_("This file is too large: 8 MB at most."))
        content: bytes = upload.read()
        if not _is_sound(content):
            raise forms.ValidationError(_("This is no WAV or MP3 file."))
        return base64.b64encode(content).decode()


def _is_sound(content: bytes) -> bool:
    wav = content[:4] == b"RIFF" and content[8:12] == b"WAVE"
    mp3 = content[:3] == b"ID3" or (content[:1] == b"\xff" and len(content) > 1 and content[1] & 0xE0 == 0xE0)
    return wav or mp3


def _checked(leaf: Leaf, text: str) -> str:
    """What was typed, in the provider's form where that is sure. `ValueError` in words for what cannot be right."""
    text = text.replace("\r\n", "\n")
    text = text if leaf.is_secret else text.strip()
    if not text:
        return ""
    if any(ord(char) < 32 and char not in "\n\t" for char in text):
        raise ValueError(_("This holds characters that cannot be sent."))
    if leaf.param.type in ("integer", "int") and not _is_digits(text.removeprefix("-")):
        raise ValueError(_("Write a whole number."))
    if leaf.param.type == "email" and ("@" not in text or " " in text.replace(", ", ",")):
        raise ValueError(_("Write an e-mail address such as name@example.com."))
    if leaf.param.type in ("phone", "digits[10]"):
        return _phone(text)
    return text


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _phone(text: str) -> str:
    """Ten digits for North America, as such providers write them; words and short numbers stay as they are."""
    if not any(char.isdigit() for char in text) or ":" in text or _is_digits(text):
        return text
    try:
        number = PhoneNumber.parse(text)
    except NotAPhoneNumber:
        raise ValueError(_("Write a telephone number such as 514 555 0142.")) from None
    return number.national if number.country_code == 1 else number.e164


def same_text(one: str, other: str) -> bool:
    """Whether two texts mean the same setting: spaces around, the order of no digits, and a separator at the end aside."""
    return one == other or _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return text.strip().rstrip(";,").strip().replace("\r\n", "\n")
