"""Real-Time: the platform posts what happens in a call to the app's address and obeys the command that it is answered.

The caller is a simple one: listens to everything, keys in digits when asked, and hangs up only when the app does, fails, or has
given too many commands. An answer that is late (5 s), not 200 or unreadable ends the call.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import httpx

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.calls import hangup
from providers.sandbox.callr.cdr import inbound_leg, leg
from providers.sandbox.callr.dialling import begin, end, keep_recording, outcome_of
from providers.sandbox.callr.events import tell
from providers.sandbox.callr.media import keep_file
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

PATIENCE_SECONDS = 5.0
MOST_COMMANDS = 200
LARGEST_ANSWER = 1_000_000
MOST_TARGETS = 20
RING_SECONDS = 4
# dialstatus → call_status of a call that never came up.
NEVER_UP = {"NOANSWER": "NOANSWER", "BUSY": "BUSY", "CONGESTION": "CONGESTION", "CHANUNAVAIL": "REJECTED"}
# Command → its numbers' bounds, or its needed texts.
BOUNDS = {
    "conference": {"pin_max_tries": (1, 10), "pin_wait": (0, 30)},
    "read": {"max_digits": (1, 20), "attempts": (1, 10), "timeout_ms": (100, 30000)},
    "record": {"max_duration": (0, 300), "silence": (0, 20)},
    "send_dtmf": {"duration_ms": (1, 5000), "timeout_ms": (0, 10000)},
    "wait": {"seconds": (1, 30)},
    "wait_for_silence": {"silence_ms": (1, 5000), "iterations": (1, 10), "timeout": (0, 300)},
}
NEEDED = {
    "conference": ("id",),
    "simple_conference": ("id",),
    "dialout": ("targets",),
    "hangup_callid": ("callid",),
    "play": ("media_id",),
    "play_record": ("media_file",),
    "play_wav_data": ("audio_data",),
    "play_talk_detect": ("media_id",),
    "read": ("media_id", "max_digits"),
    "send_dtmf": ("digits",),
    "wait": ("seconds",),
}
SECONDS = {"conference": 60, "simple_conference": 60, "dialout": 45, "record": 12, "hangup": 0}
USUAL_SECONDS = 3
COMMANDS = frozenset([*NEEDED, "hangup", "record", "start_call_recording", "stop_call_recording", "wait_for_silence"])
_running: set[asyncio.Task[None]] = set()


@dataclass(slots=True, kw_only=True)
class Conversation:
    """One call. `number` is the DID of an inbound call, the target of an outbound one; `recorded`: it leaves a CDR."""

    login: str
    app: Document
    callid: int
    number: str
    cli: str
    cli_name: str = ""
    cdr_field: str = ""
    request_hash: str | None = None
    dialstatus: str = "ANSWER"
    did: Document | None = None
    recorded: bool = True
    started: str = ""
    seconds: int = 0
    keeps: bool = False
    variables: Document = field(default_factory=dict)
    command: str = ""
    command_id: Any = 0
    result: str = ""
    error: str = ""

    def request(self, status: str) -> Document:
        return {
            "app": self.app["hash"],
            "call_status": status,
            "callid": self.callid,
            "cdr_field": self.cdr_field,
            "cli_name": self.cli_name,
            "cli_number": "" if self.cli == "BLOCKED" else self.cli,
            "command": self.command,
            "command_error": self.error,
            "command_id": self.command_id,
            "command_result": self.result,
            "date_started": self.started,
            "number": self.number,
            "request_hash": self.request_hash,
            "variables": self.variables,
        }


def realtime_dials(account: Account, entry: Document) -> None:
    """An outbound call has its outcome."""
    app = account.row("apps", entry["app"])
    if app is None:
        return
    callid = account.callid(f"realtime:{entry['request']}")
    begin(
        account,
        callid=callid,
        number=entry["number"],
        cli=entry["cli"],
        app=app,
        cdr_field=entry["cdr_field"],
        realtime=entry["request"],
    )
    talk = Conversation(
        login=account.login,
        app=app,
        callid=callid,
        number=entry["number"],
        cli=entry["cli"],
        cdr_field=entry["cdr_field"],
        request_hash=entry["request"],
        dialstatus=outcome_of(entry["number"]),
    )
    converse(account, talk)


def ring(
    account: Account, did: Document, app: Document, *, cli: str, cli_name: str, name: str, recorded: bool = True
) -> None:
    """Somebody calls a number of a Real-Time app. `name` tells the call from others; not `recorded`: it has a CDR already."""
    callid = account.callid(name)
    account.write("live", str(callid), {"callid": callid, "started": account.now.isoformat(), "realtime": name})
    talk = Conversation(
        login=account.login,
        app=app,
        callid=callid,
        number=did["intl_number"],
        cli=cli,
        cli_name=cli_name,
        did=did,
        recorded=recorded,
    )
    converse(account, talk)


def converse(account: Account, talk: Conversation) -> None:
    """On its own, beside everything else. A call does not outlive a restart."""
    talk.started = account.stamp()
    task = asyncio.get_running_loop().create_task(_talk(account.world, talk))
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _talk(world: World, talk: Conversation) -> None:
    settings = talk.app["p"]
    auth = httpx.BasicAuth(settings["login"], settings["password"]) if settings["login"] else None
    status = NEVER_UP.get(talk.dialstatus) or ("INCOMING_CALL" if talk.did else "UP")
    async with httpx.AsyncClient(auth=auth, timeout=PATIENCE_SECONDS) as client:
        for _ in range(MOST_COMMANDS):
            answer = await _ask(client, settings["url"], talk.request(status))
            if answer is None or talk.dialstatus != "ANSWER":
                break
            with world.store.together():
                goes_on = _obey(Account(world, talk.login), talk, answer)
            if not goes_on:
                break
            status = "UP"
        if talk.dialstatus == "ANSWER":
            await _ask(client, settings["url"], talk.request("HANGUP"))
    with world.store.together():
        _finish(Account(world, talk.login), talk)


async def _ask(client: httpx.AsyncClient, url: str, request: Document) -> Document | None:
    """The app's answer; None when it gives none that can be obeyed."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            response = await client.post(url, json=request)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
        return None
    if response.status_code != 200 or len(response.content) > LARGEST_ANSWER:
        return None
    try:
        answer = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("command"), str) else None


def _obey(account: Account, talk: Conversation, answer: Document) -> bool:
    """Whether the call goes on."""
    live = account.row("live", str(talk.callid))
    params = answer.get("params") if isinstance(answer.get("params"), dict) else {}
    talk.command, talk.command_id = answer["command"], answer.get("command_id")
    talk.variables = answer["variables"] if isinstance(answer.get("variables"), dict) else {}
    talk.result, talk.error = "", _wrong(talk.command, params or {})
    if live is None or live.get("hangup") or talk.command == "hangup":
        return False
    if live.get("break"):
        account.write("live", str(talk.callid), {name: value for name, value in live.items() if name != "break"})
        return True
    if not talk.error:
        talk.result = _result(account, talk, params or {})
        talk.seconds += SECONDS.get(talk.command, USUAL_SECONDS)
    return talk.command != "dialout" or talk.result != "ANSWER"  # both legs end together


def _wrong(command: str, params: Document) -> str:
    if command not in COMMANDS:
        return f"UNKNOWN_COMMAND [{command}]"
    for name in NEEDED.get(command, ()):
        if params.get(name) in (None, "", []):
            return f"MISSING_PARAM [{name}]"
    for name, (low, high) in BOUNDS.get(command, {}).items():
        if name in params and not (isinstance(params[name], int) and low <= params[name] <= high):
            return f"INVALID_PARAM [{name}]"
    return ""


def _result(account: Account, talk: Conversation, params: Document) -> str:
    match talk.command:
        case "read":
            digits = Random(f"{account.world.seed}:{talk.callid}:{talk.seconds}")
            return "".join(digits.choices("123456789", k=params["max_digits"]))
        case "record":
            return keep_file(account, "", seconds=SECONDS["record"])
        case "dialout":
            return _dial_out(account, talk, params)
        case "hangup_callid":
            return "true" if hangup(account, {"callid": params["callid"]}) else "false"
        case "start_call_recording":
            talk.keeps = True
        case "wait":
            talk.seconds += params["seconds"] - USUAL_SECONDS
    return ""


def _dial_out(account: Account, talk: Conversation, params: Document) -> str:
    """One target after the other until somebody answers; each is a call of its own."""
    outcome = "NODIAL"
    targets = params["targets"] if isinstance(params["targets"], list) else []
    for position, target in enumerate(targets[:MOST_TARGETS]):
        number = str(target.get("number", "")) if isinstance(target, dict) else ""
        outcome = outcome_of(number)
        seconds = SECONDS["dialout"] if outcome == "ANSWER" else 0
        record = leg(
            account,
            callid=account.callid(f"{talk.callid}:{talk.seconds}:{position}"),
            number=number,
            cli=str(params.get("cli") or "BLOCKED"),
            app=talk.app,
            started=account.now - timedelta(seconds=seconds + RING_SECONDS),
            seconds=seconds,
            dialstatus=outcome,
            cdr_field=str(params.get("cdr_field") or ""),
        )
        end(account, {**record, "callid_in": talk.callid if talk.did else None})
        if outcome == "ANSWER":
            break
    return outcome


def _finish(account: Account, talk: Conversation) -> None:
    if not account.exists or account.row("live", str(talk.callid)) is None:
        return  # the world was born again meanwhile
    account.remove("live", str(talk.callid))
    started = account.now - timedelta(seconds=talk.seconds + RING_SECONDS)
    if talk.did is not None:
        record = inbound_leg(
            account, talk.did, talk.app, callid=talk.callid, cli=talk.cli, started=started, seconds=talk.seconds
        )
        if talk.recorded:
            account.write("cdr-in", str(talk.callid), record)
            tell(account, "call.inbound_hangup", record)
    else:
        record = leg(
            account,
            callid=talk.callid,
            number=talk.number,
            cli=talk.cli,
            app=talk.app,
            started=started,
            seconds=talk.seconds,
            dialstatus=talk.dialstatus,
            cdr_field=talk.cdr_field,
        )
        end(account, record)
    if talk.keeps:
        keep_recording(account, record, talk.app)
