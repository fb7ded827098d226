"""A simulated call to a number: its route, failovers and filters as last read, and the call as a person describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.bulk.holiday_routes import HolidayRoute, holiday_routes_of
from panel.dids.flow import starts_of
from panel.dids.models import Did
from panel.holidays.models import Holiday
from panel.holidays.queries import holidays_at
from panel.routing.hours import moment_on
from panel.routing.journey import Beginning, Call, Journey, Result, Stop
from panel.routing.known import Known, all_known
from panel.routing.naming import Destination, Spot
from panel.routing.simulate import simulate
from panel.ui.forms import Form, field_of, sensible_day
from providers.ports import ProviderInfo
from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.values.routing import RouteKind

RINGS = (RouteKind.ACCOUNT, RouteKind.FORWARD, RouteKind.SIP_URI, RouteKind.ENDPOINT_GROUP)
MOST_KEYS = 20
ENDS = (
    ("", gettext_lazy("As things stand: what is registered answers")),
    (Result.NO_ANSWER.value, gettext_lazy("Nobody answers")),
    (Result.BUSY.value, gettext_lazy("Everything is busy")),
    (Result.UNREACHABLE.value, gettext_lazy("Nothing can be reached")),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a simulation runs on. `plans` are the playbooks with this number that follow a calendar."""

    did: Did
    known: Known
    beginning: Beginning
    zone: ZoneInfo
    plans: tuple[HolidayRoute, ...] = ()

    @classmethod
    def of(cls, did: Did, info: ProviderInfo, zone: ZoneInfo) -> Scene:
        starts = dict(starts_of(did))
        route, mailbox = starts.pop("route"), starts.pop("voicemail", None)
        plans = tuple(holiday_routes_of(did))
        planned = [spot for plan in plans for spot in plan.spots]
        spots = [route, *starts.values(), *([mailbox] if mailbox else []), *planned]
        known = all_known(info.name, did.connection_id, did.number, spots)
        return cls(did, known, Beginning(route, failovers_of(did, starts), mailbox), zone, plans)

    def beginning_at(self, moment: datetime, holidays: list[Holiday]) -> Beginning:
        """Where calls go at a moment that has these holidays: on one of them as its playbook says; where a playbook is in force
        because of a holiday that is over by then, as it was before."""
        for plan in self.plans:
            if (holiday := plan.holiday_at(moment, holidays)) is not None:
                return self._instead(plan.routes, plan, in_force_words(plan, holiday))
        for plan in self.plans:
            if plan.before is not None:
                return self._instead(plan.before, plan, taken_back_words(plan))
        return self.beginning

    def _instead(self, routes: Mapping[str, Spot], plan: HolidayRoute, reason: str) -> Beginning:
        apart = ("route", "voicemail")
        failovers = {**self.beginning.failovers, **{name: spot for name, spot in routes.items() if name not in apart}}
        return Beginning(
            route=routes.get("route", self.beginning.route),
            failovers=failovers,
            voicemail=routes.get("voicemail", self.beginning.voicemail),
            because=Stop(_("Playbook"), Destination("", plan.playbook.name, plan.playbook.name), reason),
        )

    def phones(self) -> list[tuple[str, str]]:
        """What can ring, by a key for the form, in words."""
        spots = {spot for part in self.known.parts.values() for _label, spot in part.links}
        spots |= {spot for _filter, part in self.known.filters for _label, spot in part.links}
        spots |= {self.beginning.route, *self.beginning.failovers.values()}
        spots |= {spot for plan in self.plans for spot in plan.spots}
        singles = {one for spot in spots if spot.kind in RINGS for one in spot.each}
        return sorted(((key_of(spot), self.known.names.of(spot).text) for spot in singles), key=lambda each: each[1])


def in_force_words(plan: HolidayRoute, holiday: Holiday) -> str:
    return _("It is %(holiday)s in the calendar %(calendar)s; the playbook %(playbook)s is in force that day.") % {
        "holiday": holiday.label,
        "calendar": plan.calendar.name,
        "playbook": plan.playbook.name,
    }


def taken_back_words(plan: HolidayRoute) -> str:
    return _("It is in force now because of a holiday of the calendar %(calendar)s, and taken back for this day.") % {
        "calendar": plan.calendar.name
    }


def starts_from(beginning: Beginning) -> list[tuple[str, Spot]]:
    """As `panel.dids.flow.starts_of` tells them."""
    led = [(name, spot) for name, spot in beginning.failovers.items() if spot.kind != RouteKind.NONE]
    mailbox = [("voicemail", beginning.voicemail)] if beginning.voicemail else []
    return [("route", beginning.route), *led, *mailbox]


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
        label=gettext_lazy("Who calls"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("In any notation; empty for a withheld number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
    )
    keys = forms.CharField(
        label=gettext_lazy("Keys pressed"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For menus, in order: 1 3."),
    )
    ends = forms.ChoiceField(label=gettext_lazy("Who answers"), required=False)

    def __init__(self, scene: Scene, data: Mapping[str, Any] | None = None) -> None:
        now = timezone.now().astimezone(scene.zone)
        super().__init__(data, auto_id="call-%s", initial={"day": now.date(), "time": now.time()})
        self.scene = scene
        phones = [(key, _("Only %(name)s answers") % {"name": name}) for key, name in scene.phones()]
        field_of(self, "ends", forms.ChoiceField).choices = [*ENDS, *phones]

    def clean_caller(self) -> str:
        written = str(self.cleaned_data["caller"]).strip()
        if not written:
            return ""
        try:
            return PhoneNumber.parse(written).e164
        except NotAPhoneNumber:
            raise forms.ValidationError(_("This is no telephone number.")) from None

    def clean_day(self) -> date:
        return sensible_day(self.cleaned_data["day"])

    def clean_keys(self) -> tuple[str, ...]:
        keys = [char for char in str(self.cleaned_data["keys"]) if char not in " ,;"]
        if any(char not in "0123456789*#" for char in keys):
            raise forms.ValidationError(_("Only the keys 0 to 9, * and # can be pressed."))
        if len(keys) > MOST_KEYS:
            raise forms.ValidationError(_("At most %(most)s keys.") % {"most": MOST_KEYS})
        return tuple(keys)

    def moment(self) -> tuple[datetime, str]:
        return moment_on(self.cleaned_data["day"], self.cleaned_data["time"], self.scene.zone)

    @cached_property
    def holidays(self) -> list[Holiday]:
        """Of our calendars at the moment of the call, by each one's own clock. Of a valid form."""
        return holidays_at(self.moment()[0])

    @cached_property
    def beginning(self) -> Beginning:
        return self.scene.beginning_at(self.moment()[0], self.holidays)

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
            holidays=tuple((each.label, each.calendar.name) for each in self.holidays),
        )
        return simulate(call, self.beginning, self.scene.known)

    def _only(self, key: str) -> Spot | None:
        kind, _colon, target = key.partition(":")
        return Spot(self.scene.did.connection_id, kind, target) if target else None
