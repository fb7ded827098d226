"""A simulated call, the way that it takes, and the words for how it may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from panel.routing.diagram import Passage
from panel.routing.naming import Destination, Spot
from providers.values.routing import RouteKind


class Result(StrEnum):
    """How an attempt to send the call somewhere ended."""

    TAKEN = "taken"  # somebody or something has the call, or it was ended on purpose
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


FAILED = (Result.NO_ANSWER, Result.BUSY, Result.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Call:
    """`caller` is E.164, or empty when withheld. `ends`: what every phone does; None: as things stand. `answers`: the one phone
    that answers while no other does. `holidays` are the names of the holidays that it is then in our calendars, as
    (holiday, calendar).
    """

    caller: str
    number: str
    at: datetime
    zone: ZoneInfo
    keys: tuple[str, ...] = ()
    ends: Result | None = None
    answers: Spot | None = None
    holidays: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a number sends its calls. `failovers` are those that the provider told, by the names of `Result`. `because`: why it
    is not what was last read, as a stop of its own.
    """

    route: Spot
    failovers: Mapping[str, Spot] = field(default_factory=dict)
    voicemail: Spot | None = None
    because: Stop | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way: why the call came here (`when`), and what happens (`reason`). `level` draws it: ok, warn, bad, unk.

    `needs_playbook`: a holiday makes no difference here, and a playbook that follows a calendar would.
    """

    when: str
    to: Destination | None
    reason: str
    level: str = ""
    needs_playbook: bool = False


@dataclass(slots=True)
class Journey:
    stops: list[Stop] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    result: Result = Result.UNKNOWN
    end: str = ""

    @property
    def level(self) -> str:
        return {Result.TAKEN: "ok", Result.UNKNOWN: "unk"}.get(self.result, "warn")


ENDINGS: Mapping[str, Any] = {
    RouteKind.VOICEMAIL: gettext_lazy("The caller can leave a message. The call ends here."),
    RouteKind.FAX: gettext_lazy("It is taken as a fax. The call ends here."),
    RouteKind.RECORDING: gettext_lazy("The caller hears the recording. The call ends here."),
    RouteKind.CONFERENCE: gettext_lazy("The caller joins the conference. The way ends here."),
    RouteKind.CALLBACK: gettext_lazy("The call is ended, and the caller is called back."),
}
SYSTEM: Mapping[str, Any] = {
    "hangup": gettext_lazy("The provider hangs up. The call ends here."),
    "busy": gettext_lazy("The caller hears a busy tone. The call ends here."),
    "noservice": gettext_lazy("The caller hears that the number is not in service. The call ends here."),
    "disconnected": gettext_lazy("The caller hears that the number is disconnected. The call ends here."),
    "dtmf": gettext_lazy("The caller can test keys. The way ends here."),
    "echo": gettext_lazy("The caller hears an echo of what is said. The way ends here."),
}
BEYOND: Mapping[str, Any] = {
    RouteKind.DISA: gettext_lazy("The caller is asked for a PIN and then dials: where to is not known."),
    RouteKind.CALL_PARKING: gettext_lazy("The call waits until somebody picks it up: who does is not known."),
}
CHOSEN = {
    Result.NO_ANSWER: gettext_lazy("It rings. You chose that nobody answers."),
    Result.BUSY: gettext_lazy("It is busy: you chose that."),
    Result.UNREACHABLE: gettext_lazy("It cannot be reached: you chose that."),
}
ENDS = {
    Result.TAKEN: gettext_lazy("The call ends where it was meant to."),
    Result.NO_ANSWER: gettext_lazy("Nobody answers, and nothing is set up to follow: the call is lost."),
    Result.BUSY: gettext_lazy("All are busy, and nothing is set up to follow: the call is lost."),
    Result.UNREACHABLE: gettext_lazy("Nothing can be reached, and nothing is set up to follow: the call is lost."),
    Result.UNKNOWN: gettext_lazy("What happens from here on is not known to Patchbay."),
}
