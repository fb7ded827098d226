"""A call that is only thought through: the way that it takes over what is known of an account, step by step, with the reasons.

Nothing is asked of a provider and nothing is written. What Patchbay cannot know is told as unknown, and the way ends there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from panel.routing import callers
from panel.routing.flow import when_words
from panel.routing.journey import BEYOND, CHOSEN, ENDINGS, ENDS, FAILED, SYSTEM, Beginning, Call, Journey, Result, Stop
from panel.routing.known import Known, Part
from panel.routing.naming import Spot
from panel.routing.reasons import hours_in_words
from panel.ui.words import phone
from providers.values.routing import RouteKind

MOST_STOPS = 100
RINGS_TOGETHER = (RouteKind.RING_GROUP, RouteKind.QUEUE)


def simulate(call: Call, beginning: Beginning, known: Known) -> Journey:
    return _Walk(call, known).from_number(beginning)


@dataclass(slots=True)
class _Walk:
    """`keys` are those not pressed yet; `within` are the places that the call is in the middle of, with the keys left there."""

    call: Call
    known: Known
    journey: Journey = field(default_factory=Journey)
    keys: list[str] = field(default_factory=list)
    within: set[tuple[Spot, int]] = field(default_factory=set)
    on_holiday: bool = False  # a playbook takes care of it

    def __post_init__(self) -> None:
        self.keys = list(self.call.keys)

    # The number

    def from_number(self, beginning: Beginning) -> Journey:
        result = self._filtered()
        if result is None:
            if beginning.because is not None:
                self.journey.stops.append(beginning.because)
                self.on_holiday = True
            result = self.go(None, "route", beginning.route)
            result = self._failover(None, result, beginning.failovers)
            if result in FAILED and beginning.voicemail is not None:
                result = self.go(None, "voicemail", beginning.voicemail)
        self.journey.result = result
        self.journey.end = str(ENDS[result])
        return self.journey

    def _filtered(self) -> Result | None:
        """What a caller ID filter makes of the call; None when no filter takes it."""
        for spot, part in sorted(self.known.filters, key=lambda each: callers.rank(each[1].details)):
            verdict = callers.takes(part.details, self.call.caller, self.known.numbers_in)
            if verdict is None:
                self._stop("filter", spot, self._filter_is_unknown(part), "unk")
            elif verdict:
                return self._by_filter(spot, part)
        return None

    def _by_filter(self, spot: Spot, part: Part) -> Result:
        who = _("a withheld number") if not self.call.caller else phone(self.call.caller)
        reason = _("It takes %(caller)s, before the number's own route is looked at.") % {"caller": who}
        self._passage(None, spot)
        self._stop("filter", spot, reason)
        match = part.first("match")
        if match is None:
            return self._unknown_end(_("Where it sends the call is not told."))
        result = self.go(spot, "match", match[1])
        return self._failover(spot, result, {label: to for label, to in part.links if label in FAILED})

    def _filter_is_unknown(self, part: Part) -> str:
        which = part.details.get("callers", {}).get("which") if isinstance(part.details.get("callers"), dict) else ""
        if which == "attestation":
            return _(
                "It looks at how the number is attested, which only a real call tells. Followed as if it let the call by."
            )
        return _("%(provider)s does not tell whom this filter takes. Followed as if it let the call by.") % {
            "provider": self.known.provider
        }

    def _failover(self, source: Spot | None, result: Result, told: Mapping[str, Spot]) -> Result:
        """Where the provider has one failover only, for no answer, it stands for the others too."""
        if result not in FAILED:
            return result
        name = result.value
        if name not in told and set(told) == {Result.NO_ANSWER.value}:
            name = Result.NO_ANSWER.value
        spot = told.get(name)
        if spot is None or spot.kind == RouteKind.NONE:
            return result
        return self.go(source, name, spot)

    # One place after the other

    def go(self, source: Spot | None, label: str, spot: Spot) -> Result:
        self._passage(source, spot)
        here = (spot, len(self.keys))
        if here in self.within:
            self._stop(label, spot, _("The call has been here before: it goes round without end."), "bad", source)
            return Result.UNKNOWN
        if len(self.journey.stops) >= MOST_STOPS:
            self._stop(label, spot, _("The way is longer than Patchbay follows it."), "unk", source)
            return Result.UNKNOWN
        self.within.add(here)
        result = self._at(source, label, spot)
        self.within.remove(here)
        return result

    def _at(self, source: Spot | None, label: str, spot: Spot) -> Result:
        if self.known.names.of(spot).broken:
            self._stop(label, spot, self._broken(), "bad", source)
            return Result.UNKNOWN
        handler = HANDLERS.get(spot.kind)
        if handler is None:
            self._stop(label, spot, self._not_known(), "unk", source)
            return Result.UNKNOWN
        return handler(self, source, label, spot, self.known.parts.get(spot, Part()))

    def _broken(self) -> str:
        return _("It is no longer there. What %(provider)s does with the call is not known.") % {
            "provider": self.known.provider
        }

    def _not_known(self) -> str:
        return _("Patchbay cannot know what %(provider)s does with the call here.") % {"provider": self.known.provider}

    def _stop(self, label: str, spot: Spot, reason: str, level: str = "", source: Spot | None = None) -> None:
        kind = source.kind if source is not None else RouteKind.IVR
        self.journey.stops.append(Stop(when_words(label, kind), self.known.names.of(spot), reason, level))

    def _unknown_end(self, reason: str) -> Result:
        self.journey.stops[-1] = replace(self.journey.stops[-1], reason=reason, level="unk")
        return Result.UNKNOWN

    def _passage(self, source: Spot | None, spot: Spot) -> None:
        self.journey.passages.append((source, spot))

    # What rings

    def ring(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        result, reason = self._rings(spot)
        self._stop(label, spot, reason, "ok" if result is Result.TAKEN else "warn", source)
        return result

    def _rings(self, spot: Spot) -> tuple[Result, str]:
        if len(spot.each) > 1:
            return self._ring_together(spot.each)
        if self.call.answers is not None:
            if spot == self.call.answers:
                return Result.TAKEN, _("It rings, and answers: you chose that it does.")
            return Result.NO_ANSWER, _("It rings. You chose that another answers, so nobody does here.")
        if self.call.ends is not None:
            return self.call.ends, str(CHOSEN[self.call.ends])
        return self._as_it_stands(spot)

    def _ring_together(self, spots: Sequence[Spot]) -> tuple[Result, str]:
        """The first that answers; where none does, they all fail alike."""
        results = [self._rings(spot) for spot in spots]
        return next((each for each in results if each[0] is Result.TAKEN), results[0])

    def _as_it_stands(self, spot: Spot) -> tuple[Result, str]:
        phone = self.known.phones.get(spot)
        if spot.kind != RouteKind.ACCOUNT:
            return Result.TAKEN, _("It rings there. Taken to be answered.")
        if phone is None or phone.registered is None:
            return Result.TAKEN, _("It rings, and is taken to answer. Whether it is registered is not known.")
        if not phone.registered:
            return Result.UNREACHABLE, _("It was not registered when Patchbay last looked, so it cannot be reached.")
        return Result.TAKEN, _("It was registered when Patchbay last looked. It rings, and is taken to answer.")

    def group(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        members = part.all("member")
        if not members:
            self._stop(label, spot, _("Nobody is listed in it: whom it rings is not known."), "unk", source)
            return Result.UNKNOWN
        self._stop(label, spot, _rings_words(spot.kind, part, len(members)), "", source)
        return self._onward(spot, part, self._members(spot, members))

    def _members(self, spot: Spot, members: Sequence[Spot]) -> Result:
        """Those that ring together ring without one that is gone; who goes through them in order may stop at it."""
        results = []
        for member in members:
            if spot.kind in RINGS_TOGETHER and self.known.names.of(member).broken:
                self._passage(spot, member)
                reason = _("It is no longer there, so it does not ring. Whoever else is listed does.")
                self._stop("member", member, reason, "bad", spot)
                continue
            results.append(self.go(spot, "member", member))
            if results[-1] in (Result.TAKEN, Result.UNKNOWN):
                return results[-1]
        return _together(results) if results else self._unknown_end(self._broken())

    def _onward(self, spot: Spot, part: Part, result: Result) -> Result:
        """On a failure, the object's own ways onward, one after the other."""
        for to in part.all("no_answer"):
            if result in FAILED:
                result = self.go(spot, "no_answer", to)
        return result

    def queue(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        members = part.all("member")
        if not members and self.call.ends is None and self.call.answers is None:
            reason = _("Nobody is listed as serving it; who has logged in is not known.")
            self._stop(label, spot, reason, "unk", source)
            return Result.UNKNOWN
        waits = part.details.get("maximum_wait_seconds")
        reason = (
            _("The caller waits for at most %(seconds)s s.") % {"seconds": waits}
            if isinstance(waits, int)
            else _("The caller waits until somebody is free.")
        )
        self._stop(label, spot, reason, "", source)
        result = self._members(spot, members) if members else Result.NO_ANSWER
        if result not in FAILED:
            return result
        onward = part.first("timeout")
        if onward is not None and isinstance(waits, int):
            return self.go(spot, "timeout", onward[1])
        return result

    # What chooses

    def hours(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        matches, reason = hours_in_words(part.details, self.call.at, self.call.zone, self.call.holidays)
        self._stop(label, spot, reason, "unk" if matches is None else "", source)
        if matches and self.call.holidays and not part.details.get("holidays") and not self.on_holiday:
            self.journey.stops[-1] = replace(self.journey.stops[-1], needs_playbook=True)
        if matches is None:
            return Result.UNKNOWN
        return self._take(spot, part, "match" if matches else "no_match")

    def _take(self, spot: Spot, part: Part, label: str) -> Result:
        onward = part.first(label)
        if onward is None:
            return self._unknown_end(_("Where the call goes from here is not told."))
        return self.go(spot, *onward)

    def menu(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        if not part.links:
            reason = _("%(provider)s does not tell where the keys of this menu lead.") % {
                "provider": self.known.provider
            }
            self._stop(label, spot, reason, "unk", source)
            return Result.UNKNOWN
        if not self.keys:
            return self._no_key(source, label, spot, part)
        key = self.keys.pop(0)
        onward = part.first(key)
        if onward is not None:
            self._stop(label, spot, _("The caller presses %(key)s.") % {"key": key}, "", source)
            return self.go(spot, *onward)
        self._stop(
            label, spot, _("The caller presses %(key)s, which the menu does not offer.") % {"key": key}, "warn", source
        )
        invalid = part.first("invalid")
        return self.go(spot, *invalid) if invalid else self._play_again(spot, part)

    def _play_again(self, spot: Spot, part: Part) -> Result:
        self.journey.stops[-1] = replace(
            self.journey.stops[-1],
            reason=self.journey.stops[-1].reason + " " + _("What the menu does then is not told."),
            level="unk",
        )
        return Result.UNKNOWN

    def _no_key(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        timeout = part.first("timeout")
        if timeout is not None:
            self._stop(label, spot, _("The caller presses no key."), "", source)
            return self.go(spot, *timeout)
        offered = ", ".join(found for found, _spot in part.links if found not in ("invalid", "timeout"))
        reason = _("No key was given. The menu offers %(keys)s: say which one the caller presses.") % {"keys": offered}
        self._stop(label, spot, reason, "unk", source)
        return Result.UNKNOWN

    def app(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        targets = [to for found, to in part.links if found.isdecimal()]
        if part.details.get("calls_in_order") is not True or not targets:
            self._stop(label, spot, _("Patchbay cannot know what this voice app decides."), "unk", source)
            return Result.UNKNOWN
        self._stop(label, spot, _("It calls its targets one after the other until one answers."), "", source)
        results = []
        for found, to in part.links:
            if found.isdecimal():
                results.append(self.go(spot, found, to))
                if results[-1] not in FAILED:
                    return results[-1]
        return self._onward(spot, part, _together(results))

    # What ends the call, or takes it over

    def ends(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        known = SYSTEM.get(spot.target) if spot.kind == RouteKind.SYSTEM else ENDINGS.get(spot.kind)
        if known is None:
            self._stop(label, spot, self._not_known(), "unk", source)
            return Result.UNKNOWN
        self._stop(label, spot, str(known), "ok", source)
        return Result.TAKEN

    def nowhere(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        self._stop(label, spot, _("The number leads nowhere: nobody takes the call."), "warn", source)
        return Result.UNREACHABLE

    def beyond(self, source: Spot | None, label: str, spot: Spot, part: Part) -> Result:
        reason = BEYOND.get(spot.kind)
        self._stop(label, spot, str(reason) if reason else self._not_known(), "unk", source)
        return Result.UNKNOWN


def _together(results: Sequence[Result]) -> Result:
    """Of several that failed: rang unanswered before busy, busy before not reachable."""
    return next(result for result in FAILED if result in results)


def _rings_words(kind: str, part: Part, count: int) -> str:
    if kind == RouteKind.CALL_HUNTING:
        if part.details.get("order") == "random":
            return _("It rings its %(count)s members one by one, in an order of chance; here as listed.") % {
                "count": count
            }
        return _("It rings its %(count)s members one by one.") % {"count": count}
    return _("It rings all of its %(count)s members at once; here the first that can answer does.") % {"count": count}


Handler = Callable[[_Walk, Spot | None, str, Spot, Part], Result]
HANDLERS: Mapping[str, Handler] = {
    RouteKind.ACCOUNT: _Walk.ring,
    RouteKind.FORWARD: _Walk.ring,
    RouteKind.SIP_URI: _Walk.ring,
    RouteKind.ENDPOINT_GROUP: _Walk.ring,
    RouteKind.RING_GROUP: _Walk.group,
    RouteKind.CALL_HUNTING: _Walk.group,
    RouteKind.EXTENSION: _Walk.group,
    RouteKind.QUEUE: _Walk.queue,
    RouteKind.TIME_CONDITION: _Walk.hours,
    RouteKind.IVR: _Walk.menu,
    RouteKind.APP: _Walk.app,
    RouteKind.VOICEMAIL: _Walk.ends,
    RouteKind.FAX: _Walk.ends,
    RouteKind.RECORDING: _Walk.ends,
    RouteKind.CONFERENCE: _Walk.ends,
    RouteKind.CALLBACK: _Walk.ends,
    RouteKind.SYSTEM: _Walk.ends,
    RouteKind.NONE: _Walk.nowhere,
    RouteKind.DISA: _Walk.beyond,
    RouteKind.CALL_PARKING: _Walk.beyond,
}
