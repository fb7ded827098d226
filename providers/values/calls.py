"""Call detail records (CDRs)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from providers.values.money import Money
from providers.values.phone import PhoneNumber


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"
    UNKNOWN = "unknown"


class Disposition(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of time, aware UTC, start included, end excluded."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError("a window needs aware datetimes")
        if self.start >= self.end:
            raise ValueError(f"an empty window: {self.start} to {self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One call. `remote_id` is unique within the provider account; times are aware UTC; durations are seconds.

    `caller`/`callee` are what the provider wrote when it is not a telephone number (an extension, "anonymous");
    the `_number` fields are set when it could be read as one.
    """

    remote_id: str
    started_at: datetime
    direction: Direction
    disposition: Disposition
    caller: str
    callee: str
    caller_name: str = ""
    caller_number: PhoneNumber | None = None
    callee_number: PhoneNumber | None = None
    seconds: int = 0
    account: str = ""  # the SIP login or trunk
    description: str = ""
    rate: Money | None = None  # per minute
    cost: Money | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


class CallDraft:
    """A `CallRecord` while it is being written: each field is to be set, then `finished` gives the record.

    A frozen dataclass writes each of its fields through a call of `object.__setattr__`, which takes ten times as long as writing
    them plainly: much of the time of reading a hundred thousand records.
    """

    __slots__ = CallRecord.__slots__
    remote_id: str
    started_at: datetime
    direction: Direction
    disposition: Disposition
    caller: str
    callee: str
    caller_name: str
    caller_number: PhoneNumber | None
    callee_number: PhoneNumber | None
    seconds: int
    account: str
    description: str
    rate: Money | None
    cost: Money | None
    raw: Mapping[str, Any]

    def finished(self) -> CallRecord:
        """The same object, frozen from now on. Python allows it because both classes have the same slots."""
        self.__class__ = CallRecord  # type: ignore[assignment]
        return cast(CallRecord, self)
