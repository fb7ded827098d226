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
from panel.dids.setting_prices import Cost, PriceList, charged_settings
from panel.routing.destinations import Group, destinations, key_of, spot_of
from panel.routing.naming import names_of
from panel.ui.forms import Form
from panel.ui.words import phone
from providers.capabilities import Capability
from providers.ports import ProviderInfo
from providers.values.phone import NotAPhoneNumber, PhoneNumber
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

    Where the provider takes a telephone number itself, one can be typed beside each choice (`typed-busy`), and wins over it.
    `was` carries what the person saw, so that a change made meanwhile is noticed; `token` makes two presses ask once.
    """

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, did: Did, info: ProviderInfo, data: Mapping[str, Any] | None = None) -> None:
        self.did = did
        self.info = info
        self.now = settings_of(did)
        self._typed: dict[str, str] = {}
        self._untypable: dict[str, str] = {}
        super().__init__(
            self._with_typed(data),
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

    @property
    def costs(self) -> list[Cost]:
        """What saving costs, by the account's price list."""
        changed = {
            name: self._route(name, str(self[name].value()))
            for name in self.names
            if self.is_edited(name) and not self[name].errors
        }
        if not changed:
            return []
        return PriceList.of(self.did.connection_id).of_routes(changed, charged=charged_settings(self.info, changed))

    def typed_of(self, name: str) -> BoundField | None:
        """The field beside a setting, for a telephone number; None where the provider takes none."""
        return self[typed_name(name)] if typed_name(name) in self.fields else None

    def clean(self) -> None:
        for name, reason in self._untypable.items():
            self.add_error(typed_name(name), reason)

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
        if self._typed:
            options = [(key, phone(_route_of(key).target)) for key in dict.fromkeys(self._typed.values())]
            numbers: Group = (str(_("Telephone number")), options)
            groups = [*groups, numbers]
        self._groups = [none, *groups]
        for name in self.names:
            offered = groups if name == "route" else [none, *groups]
            self.fields[name] = _Destination(
                choices=self._with_present(name, offered), label=LABELS[name], help_text=HELP.get(name, "")
            )
            if self.info.forward_prefix:
                self.fields[typed_name(name)] = forms.CharField(
                    required=False,
                    max_length=40,
                    label=_("Or a telephone number"),
                    widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "class": "num"}),
                )
        for name in self.names:
            attrs = self.fields[name].widget.attrs
            attrs.update({"data-initial": key_of(self.now[name]), "data-was": self.words_of(name)})
            if self.is_edited(name):
                attrs["class"] = "is-changed"

    def _with_typed(self, data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """The data with each readable number in the place of the choice beside it."""
        if data is None or not self.info.forward_prefix:
            return data
        taken = dict(data.items())
        for name in self.names:
            text = str(taken.get(typed_name(name), "")).strip() or self._chosen_number(str(taken.get(name, "")), name)
            if not text:
                continue
            try:
                self._typed[name] = taken[name] = self._forward_to(text)
            except ValueError as problem:
                self._untypable[name] = str(problem)
        return taken

    def _chosen_number(self, key: str, name: str) -> str:
        """The number of a forward that is another than the present one: a link has it there, no list of destinations does."""
        forward = f"{RouteKind.FORWARD.value}:+"
        return key.removeprefix(forward[:-1]) if key.startswith(forward) and key != key_of(self.now[name]) else ""

    def _forward_to(self, text: str) -> str:
        """The key of a route to that number. `ValueError` says what is wrong with it."""
        try:
            number = PhoneNumber.parse(text)
        except NotAPhoneNumber:
            raise ValueError(_("This is not a telephone number. Write it as +1 514 555 0142.")) from None
        if number.e164 == self.did.number:
            raise ValueError(_("A number cannot be forwarded to itself."))
        if not number.e164.startswith(self.info.forward_prefix):
            reason = _("%(provider)s forwards only to numbers that begin with %(prefix)s.")
            raise ValueError(reason % {"provider": self.info.name, "prefix": self.info.forward_prefix})
        return key_of(Route(kind=RouteKind.FORWARD, target=number.e164))

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


def typed_name(name: str) -> str:
    return f"typed-{name}"


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
