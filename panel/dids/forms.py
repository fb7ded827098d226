"""The route editor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from panel.dids.models import Did
from panel.dids.route_operation import FAILOVERS, LABELS, in_words, settings_of
from panel.routing.destinations import Group, destinations, key_of, spot_of
from panel.routing.naming import names_of
from panel.ui.forms import Form
from providers.capabilities import Capability
from providers.ports import ProviderInfo
from providers.values.routing import NOWHERE, Route, RouteKind

HELP = {
    "busy": _("Every line is in use."),
    "unreachable": _("The equipment is not registered, or does not answer the provider."),
    "no_answer": _("It rang, and nobody took the call."),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A setting that the form would change."""

    label: str
    before: str
    after: str


class RouteForm(Form):
    """Where calls go, and where they go when that fails. Offers what is known of the number's account.

    `was` carries what the person saw, so that a change made meanwhile is noticed; `token` makes two presses ask once.
    """

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, did: Did, info: ProviderInfo, data: Mapping[str, Any] | None = None) -> None:
        self.did = did
        self.info = info
        self.now = settings_of(did)
        super().__init__(
            data,
            auto_id="route-%s",
            initial={
                **{name: key_of(route) for name, route in self.now.items()},
                "was": json.dumps({name: key_of(route) for name, route in self.now.items()}),
                "token": str(uuid4()),
            },
        )
        names = names_of(spot_of(did.connection_id, route) for route in self.now.values())
        self._words = {
            key_of(route): in_words(names, spot_of(did.connection_id, route), name) for name, route in self.now.items()
        }
        self._add_settings(destinations(did.connection, info.route_kinds))

    @property
    def names(self) -> list[str]:
        """The settings that this provider offers, in order."""
        failovers = FAILOVERS if self.info.offers_capability(Capability.ROUTING_SET_FAILOVERS) else ()
        return ["route", *(name for name in failovers if name in self.now)]

    @property
    def settings(self) -> Iterator[BoundField]:
        return (self[name] for name in self.names)

    @property
    def edits(self) -> list[Edit]:
        """What saving would change, in words; only settings whose value makes sense."""
        texts = {key: text for group in self._groups for key, text in group[1]}
        return [
            Edit(str(LABELS[name]), self.words_of(name), texts.get(str(self[name].value()), ""))
            for name in self.names
            if self.is_edited(name) and not self[name].errors
        ]

    def is_edited(self, name: str) -> bool:
        return self.is_bound and self[name].value() != key_of(self.now[name])

    def words_of(self, name: str) -> str:
        """What the setting is now."""
        return self._words[key_of(self.now[name])]

    @property
    def wanted(self) -> dict[str, Route]:
        return {name: self._route(name, self.cleaned_data[name]) for name in self.names}

    @property
    def seen(self) -> dict[str, Route]:
        """What the person saw; a damaged `was` counts as not having seen the present route."""
        try:
            was = json.loads(self.cleaned_data["was"])
            return {name: _route_of(str(was[name])) for name in self.names}
        except (ValueError, KeyError, TypeError):
            return {"route": Route(kind=RouteKind.UNKNOWN, target="?")}

    @property
    def key(self) -> str:
        """The idempotency key. A damaged token protects from nothing, and harms nothing."""
        try:
            token = UUID(self.cleaned_data["token"])
        except ValueError:
            token = uuid4()
        return f"{self.did.pk}:{token}"

    def _add_settings(self, groups: list[Group]) -> None:
        none: Group = ("", [(key_of(NOWHERE), str(_("None")))])
        self._groups = [none, *groups]
        for name in self.names:
            offered = groups if name == "route" else [none, *groups]
            self.fields[name] = _Destination(
                choices=self._with_present(name, offered), label=LABELS[name], help_text=HELP.get(name, "")
            )
        for name in self.names:
            if self.is_edited(name):
                self.fields[name].widget.attrs["class"] = "is-changed"

    def _with_present(self, name: str, groups: list[Group]) -> list[Any]:
        """The choices, with the present value among them even when nothing is known of where it points."""
        present = key_of(self.now[name])
        if any(present == key for _label, options in groups for key, _text in options):
            kept: list[Group] = []
        else:
            kept = [(str(_("As it is now")), [(present, self.words_of(name))])]
            self._groups = [*self._groups, *kept]
        return [(label, options) if label else options[0] for label, options in [*kept, *groups]]

    def _route(self, name: str, key: str) -> Route:
        """The route of a choice. What stays as it is keeps the provider's spelling."""
        now = self.now[name]
        return now if key == key_of(now) else _route_of(key)


class _Destination(forms.ChoiceField):
    default_error_messages = {
        "required": _("Choose where the calls go."),
        "invalid_choice": _("“%(value)s” is not a destination of this account. Choose one from the list."),
    }


def _route_of(key: str) -> Route:
    """The opposite of `key_of`. `ValueError` for a kind that there is not."""
    kind, _colon, target = key.partition(":")
    raw = target if kind == RouteKind.UNKNOWN else ""
    return Route(kind=RouteKind(kind), target=target, raw=raw)
