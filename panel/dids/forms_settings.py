"""The form of a number's settings: what its provider takes is a field, the rest is told with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.dids.forms import Edit
from panel.dids.models import Did
from panel.dids.setting_prices import Cost, PriceList, charged_settings
from panel.dids.settings_operation import BILLING_WORDS, LABELS, SECONDS, SWITCHES, Setting, in_words, settings_now
from panel.dids.settings_rules import gap, refusals
from panel.routing.models import Kind, PointOfPresence, RoutingObject
from panel.ui.forms import Form
from providers.ports import ProviderInfo
from providers.values.phone import NotAPhoneNumber, PhoneNumber

MOST_CHOICES = 500
ELSEWHERE = {"music": gettext_lazy("Music on hold")}
"""What people look for among the settings of a number, and no provider keeps there."""
OF_ONE_PROVIDER = frozenset({"enabled", "forward_seconds", "label", "sms_email", "sms_forward"})
"""Settings that nobody misses where they are not."""
_ON, _OFF = "on", "off"

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Settings that cannot be changed here, and why."""

    labels: str
    reason: str


class SettingsForm(Form):
    """`seen` carries what the person saw, so that a change made meanwhile is noticed; `token` makes two presses ask once."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, did: Did, info: ProviderInfo, data: Mapping[str, Any] | None = None) -> None:
        self.did = did
        self.info = info
        self.now = settings_now(did)
        self.names = [name for name in LABELS if name in info.did_settings]
        self._pops = _pops_of(did) if "pop" in self.names else []
        initial = {name: as_text(name, self.now[name]) for name in self.names}
        super().__init__(
            data,
            auto_id="setting-%s",
            initial={
                **initial,
                "seen": json.dumps({name: self.now[name] for name in self.names}),
                "token": str(uuid4()),
            },
        )
        for name in self.names:
            self.fields[name] = self._field(name)
        for name in self.names:
            attrs = self.fields[name].widget.attrs
            attrs.update({"data-initial": initial[name], "data-was": self.words_of(name)})
            if self.is_edited(name):
                attrs["class"] = "is-changed"

    @property
    def settings(self) -> Iterator[BoundField]:
        return (self[name] for name in self.names)

    @property
    def gaps(self) -> list[Gap]:
        """By reason, in the order of the settings."""
        by_reason: dict[str, list[str]] = {}
        for name, label in {**LABELS, **ELSEWHERE}.items():
            if name not in OF_ONE_PROVIDER and (reason := gap(self.info, name)):
                by_reason.setdefault(reason, []).append(str(label))
        return [Gap(", ".join(labels), reason) for reason, labels in by_reason.items()]

    @property
    def edits(self) -> list[Edit]:
        """What saving would change, in words; only settings whose value makes sense."""
        return [
            Edit(str(LABELS[name]), self.words_of(name), self._in_words(name, value))
            for name, value in self.wanted.items()
            if not self[name].errors
        ]

    @property
    def costs(self) -> list[Cost]:
        """What saving costs, by the account's price list."""
        changed = {name: value for name, value in self.wanted.items() if not self[name].errors}
        if not changed:
            return []
        charged = charged_settings(self.info, changed)
        return PriceList.of(self.did.connection_id).of_settings(self.now, changed, charged=charged)

    def is_edited(self, name: str) -> bool:
        if not self.is_bound:
            return False
        given = str(self[name].value() or "").strip()
        return as_text(name, _from_text(name, given)) != as_text(name, self.now[name])

    def words_of(self, name: str) -> str:
        """What the setting is now."""
        return self._in_words(name, self.now[name])

    @property
    def wanted(self) -> dict[str, Setting]:
        """The settings that were changed in the form, as the service takes them."""
        if not self.is_bound:
            return {}
        given = {name: str(self[name].value() or "").strip() for name in self.names if self.is_edited(name)}
        return {name: _from_text(name, text) for name, text in given.items()}

    @property
    def seen_settings(self) -> dict[str, Setting | None]:
        """What the person saw of what they change; a damaged memory counts as having seen something else."""
        try:
            seen = dict(json.loads(self.cleaned_data["seen"]))
            return {name: seen[name] for name in self.wanted}
        except (ValueError, KeyError, TypeError):
            return dict.fromkeys(self.wanted, "\0")

    @property
    def key(self) -> str:
        """The idempotency key. A damaged token protects from nothing, and harms nothing."""
        try:
            token = UUID(self.cleaned_data["token"])
        except ValueError:
            token = uuid4()
        return f"set:{self.did.pk}:{token}"

    def clean(self) -> None:
        """The same rules that the service holds to, said beside the fields."""
        asked = {name: value for name, value in self.wanted.items() if name not in self.errors}
        for name, reason in refusals(self.info, self.did, asked).items():
            self.add_error(name, reason)

    def _field(self, name: str) -> forms.Field:
        choices = self._choices(name)
        label, help_text = LABELS[name], self._help(name)
        if choices is not None:
            offered = self._with_present(name, choices)
            return forms.ChoiceField(choices=offered, label=label, help_text=help_text, required=False)
        numeric = {"inputmode": "numeric"} if name in SECONDS else {}
        widget = forms.TextInput(attrs={"autocomplete": "off", **numeric})
        return forms.CharField(max_length=250, widget=widget, label=label, help_text=help_text, required=False)

    def _choices(self, name: str) -> Choices | None:
        """None: it is typed."""
        rule = self.info.did_settings[name]
        if name in SWITCHES:
            return [(_ON, _("On")), (_OFF, _("Off"))]
        if name == "pop":
            return self._pops
        if name == "billing":
            return [(choice, str(BILLING_WORDS.get(choice, choice))) for choice in rule.choices]
        if name == "voicemail":
            return [("", _("None")), *_mailboxes_of(self.did)]
        if rule.choices:
            return [(choice, in_words(name, choice)) for choice in rule.choices]
        return None

    def _with_present(self, name: str, choices: Choices) -> Choices:
        """With what it is now among them, even when that is unknown or no longer offered."""
        now = as_text(name, self.now[name])
        if any(now == value for value, _text in choices):
            return choices
        return [(now, self.words_of(name) if now else _("unknown, leave it so")), *choices]

    def _help(self, name: str) -> str:
        rule = self.info.did_settings[name]
        if rule.limit:
            return _(rule.limit)
        if self.now[name] is None and name not in SWITCHES and not rule.choices:
            return _("Not known yet. Left empty it stays as it is.")
        if rule.plain:
            return _("Letters without accents, digits and spaces, %(most)s at most.") % {"most": rule.longest}
        if name in SECONDS and rule.most:
            return _("%(least)s to %(most)s seconds.") % {"least": rule.least, "most": rule.most}
        if rule.longest and self._choices(name) is None:
            return _("%(most)s characters at most.") % {"most": rule.longest}
        return ""

    def _in_words(self, name: str, value: Setting | None) -> str:
        return in_words(name, value, dict(self._pops).get(str(value), ""))


def as_text(name: str, value: Setting | None) -> str:
    """A setting as the form's field holds it."""
    if value is None:
        return ""
    if name in SWITCHES:
        return _ON if value else _OFF
    return str(value)


def _from_text(name: str, text: str) -> Setting:
    if name in SWITCHES and text in (_ON, _OFF):
        return text == _ON
    if name == "sms_forward" and text:
        try:
            return PhoneNumber.parse(text).e164
        except NotAPhoneNumber:
            return text
    if name in SECONDS and text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    return text


def _pops_of(did: Did) -> Choices:
    rows = PointOfPresence.objects.filter(connection=did.connection_id, gone_at=None).order_by("name", "id")
    return [(row.remote_id, row.name) for row in rows[:MOST_CHOICES]]


def _mailboxes_of(did: Did) -> Choices:
    rows = RoutingObject.objects.filter(connection=did.connection_id, kind=Kind.VOICEMAIL, gone_at=None)
    found = rows.order_by("name", "id").values_list("remote_id", "name")[:MOST_CHOICES]
    return [(box, f"{box} · {name}" if name and name != box else box) for box, name in found]
