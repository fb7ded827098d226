"""A simulated call to a number: its route, failovers and filters as last read, and the call as a person describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.dids.flow import starts_of
from panel.dids.models import Did
from panel.routing.hours import moment_on
from panel.routing.journey import Beginning, Call, Journey, Result
from panel.routing.known import Known, all_known
from panel.routing.naming import Spot
from panel.routing.simulate import simulate
from panel.ui.forms import Form
from providers.ports import ProviderInfo
from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.values.routing import RouteKind

RINGS = (RouteKind.ACCOUNT, RouteKind.FORWARD, RouteKind.SIP_URI, RouteKind.ENDPOINT_GROUP)
MOST_KEYS = 20
YEARS = range(2000, 2101)
ENDS = (
    ("", _("As things stand: what is registered answers")),
    (Result.NO_ANSWER.value, _("Nobody answers")),
    (Result.BUSY.value, _("Everything is busy")),
    (Result.UNREACHABLE.value, _("Nothing can be reached")),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a simulation runs on."""

    did: Did
    known: Known
    beginning: Beginning
    zone: ZoneInfo

    @classmethod
    def of(cls, did: Did, info: ProviderInfo, zone: ZoneInfo) -> Scene:
        starts = dict(starts_of(did))
        route, mailbox = starts.pop("route"), starts.pop("voicemail", None)
        spots = [route, *starts.values(), *([mailbox] if mailbox else [])]
        known = all_known(info.name, did.connection_id, did.number, spots)
        return cls(did, known, Beginning(route, failovers_of(did, starts), mailbox), zone)

    def phones(self) -> list[tuple[str, str]]:
        """What can ring, by a key for the form, in words."""
        spots = {spot for part in self.known.parts.values() for _label, spot in part.links}
        spots |= {spot for _filter, part in self.known.filters for _label, spot in part.links}
        spots |= {self.beginning.route, *self.beginning.failovers.values()}
        singles = [spot for spot in spots if spot.kind in RINGS and "," not in spot.target]
        return sorted(((key_of(spot), self.known.names.of(spot).text) for spot in singles), key=lambda each: each[1])


def failovers_of(did: Did, starts: Mapping[str, Spot]) -> dict[str, Spot]:
    """Those that the provider has, also those that lead nowhere."""
    told = {name: Spot.of(did.connection_id, state) for name, state in did.failovers.items() if state}
    return {**told, **starts}


def key_of(spot: Spot) -> str:
    return f"{spot.kind}:{spot.target}"


class CallForm(Form):
    """The call to think through. Everything is in the address, so that it can be shared."""

    spans = {"caller": "s2", "day": "s2", "time": "s2", "keys": "s2", "ends": "s4"}

    caller = forms.CharField(
        label=_("Who calls"),
        required=False,
        max_length=40,
        help_text=_("In any notation; empty for a withheld number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
    )
    keys = forms.CharField(
        label=_("Keys pressed"), required=False, max_length=60, help_text=_("For menus, in order: 1 3.")
    )
    ends = forms.ChoiceField(label=_("Who answers"), required=False)

    def __init__(self, scene: Scene, data: Mapping[str, Any] | None = None) -> None:
        now = timezone.now().astimezone(scene.zone)
        super().__init__(data, auto_id="call-%s", initial={"day": now.date(), "time": now.time()})
        self.scene = scene
        phones = [(key, _("Only %(name)s answers") % {"name": name}) for key, name in scene.phones()]
        self.fields["ends"].choices = [*ENDS, *phones]  # type: ignore[attr-defined]

    def clean_caller(self) -> str:
        written = str(self.cleaned_data["caller"]).strip()
        if not written:
            return ""
        try:
            return PhoneNumber.parse(written).e164
        except NotAPhoneNumber:
            raise forms.ValidationError(_("This is no telephone number.")) from None

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day.year not in YEARS:
            raise forms.ValidationError(
                _("Choose a day from %(first)s to %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]}
            )
        return day

    def clean_keys(self) -> tuple[str, ...]:
        keys = [char for char in str(self.cleaned_data["keys"]) if char not in " ,;"]
        if any(char not in "0123456789*#" for char in keys):
            raise forms.ValidationError(_("Only the keys 0 to 9, * and # can be pressed."))
        if len(keys) > MOST_KEYS:
            raise forms.ValidationError(_("At most %(most)s keys.") % {"most": MOST_KEYS})
        return tuple(keys)

    def moment(self) -> tuple[datetime, str]:
        return moment_on(self.cleaned_data["day"], self.cleaned_data["time"], self.scene.zone)

    def journey(self) -> Journey:
        """Of a valid form."""
        ends = self.cleaned_data["ends"]
        chosen = Result(ends) if ends in {value for value, _label in ENDS if value} else None
        call = Call(
            caller=self.cleaned_data["caller"],
            number=self.scene.did.number,
            at=self.moment()[0],
            zone=self.scene.zone,
            keys=self.cleaned_data["keys"],
            ends=chosen,
            answers=self._only(ends) if chosen is None else None,
        )
        return simulate(call, self.scene.beginning, self.scene.known)

    def _only(self, key: str) -> Spot | None:
        kind, _colon, target = key.partition(":")
        return Spot(self.scene.did.connection_id, kind, target) if target else None
