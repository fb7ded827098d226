"""Real-Time: CALLR posts how a call stands, our server answers with the next command (fact sheet, section 9).

    request = read(body)                        # what CALLR posted
    body = answer(Play(media=Speech("TTS_EN-GB_SERENA", "Hello")), command_id="hello")

The answer is due within `DEADLINE_SECONDS`. After HANGUP there is nothing to command: answer with `NOTHING`.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from providers import errors
from providers.callr import faults, messages, scalars
from providers.callr.realtime_commands import Command, WrongCommand

DEADLINE_SECONDS = 5.0
LONGEST_BODY = 1024 * 1024
NOTHING = b""
CONTENT_TYPE = "application/json"


class CallStatus(StrEnum):
    INCOMING_CALL = "INCOMING_CALL"
    UP = "UP"
    HANGUP = "HANGUP"
    BUSY = "BUSY"
    NOANSWER = "NOANSWER"
    CONGESTION = "CONGESTION"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"

    @property
    def alive(self) -> bool:
        """Whether there is a call to command."""
        return self in (CallStatus.INCOMING_CALL, CallStatus.UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeRequest:
    """An RT.Request. `command` to `command_error` speak of the command before, empty in the first request of a call.

    `request_hash` is that of `calls.realtime` for an outbound call, empty for an inbound one. `command_id` and `variables` come
    back as they were answered.
    """

    app: str
    callid: int
    status: CallStatus
    number: str
    cli_number: str = ""
    cli_name: str = ""
    cdr_field: str = ""
    started_at: datetime | None = None
    request_hash: str = ""
    command: str = ""
    command_id: Any = 0
    command_result: str = ""
    command_error: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def inbound(self) -> bool:
        return not self.request_hash


def read(body: bytes) -> RealtimeRequest:
    """What CALLR posted. `UnexpectedAnswer` for what cannot be read."""
    if len(body) > LONGEST_BODY:
        raise _unreadable("longer than a Real-Time request")
    try:
        return request_from(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        problem = "no JSON"
    except ValueError as wrong:
        problem = str(wrong)
    raise _unreadable(problem)


def request_from(item: object) -> RealtimeRequest:
    row = scalars.row(item)
    callid = scalars.whole(row.get("callid"))
    if callid is None or not 0 <= callid < 2**64:
        raise scalars.WrongShape("a request without its callid")
    word = scalars.text(row.get("call_status"))
    return RealtimeRequest(
        app=scalars.text(row.get("app")),
        callid=callid,
        status=CallStatus(word) if word in set(CallStatus) else CallStatus.UNKNOWN,
        number=scalars.text(row.get("number")),
        cli_number=scalars.text(row.get("cli_number")),
        cli_name=scalars.text(row.get("cli_name")),
        cdr_field=scalars.text(row.get("cdr_field")),
        started_at=scalars.moment(row.get("date_started")),
        request_hash=scalars.text(row.get("request_hash")),
        command=scalars.text(row.get("command")),
        command_id=row.get("command_id", 0),
        command_result=scalars.text(row.get("command_result")),
        command_error=scalars.text(row.get("command_error")),
        variables=scalars.row(row.get("variables") or {}),
        raw=scalars.kept(row),
    )


def answer(command: Command, *, command_id: Any = 0, variables: Mapping[str, Any] | None = None) -> bytes:
    """An RT.Response. `command_id`, any JSON value, and `variables` come back in the next request.

    `Invalid` names an argument of the command that is out of its documented bounds.
    """
    try:
        document = {
            "command": command.name,
            "command_id": command_id,
            "params": command.params(),
            "variables": dict(variables or {}),
        }
        return msgspec.json.encode(document)
    except WrongCommand as wrong:
        name, reason = wrong.argument, wrong.reason
    except (TypeError, ValueError, OverflowError, RecursionError):
        name, reason = "variables", "it must be JSON"
    raise faults.error(
        errors.Invalid,
        messages.NOT_SENT_INVALID,
        operation=f"realtime.{command.name}",
        field=name,
        values={"reason": reason},
    )


def is_authorized(header: str, login: str, password: str) -> bool:
    """Whether an Authorization header carries the login and password set in the app. Constant-time."""
    scheme, _, given = header.partition(" ")
    try:
        pair = base64.b64decode(given.strip(), validate=True)
    except (binascii.Error, ValueError):
        pair = b""
    right = hmac.compare_digest(pair, f"{login}:{password}".encode())
    return right and scheme.lower() == "basic"


def _unreadable(problem: str) -> errors.ProviderError:
    return faults.error(errors.UnexpectedAnswer, messages.BAD_CALLBACK, operation="realtime.read", raw=problem)
