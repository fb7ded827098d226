"""The sixteen commands that a Real-Time server may answer with, with their documented bounds.

Source: callr-methods.json, `realtime_commands` (the vendor's Real-Time reference). Bounds are checked when a command is written.
"""

from __future__ import annotations

import base64
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from providers.callr.encoding import is_media

NO_MEDIA = 0
BLOCKED = "BLOCKED"
RINGTONES = ("RING", "MUSIC")
_DIGITS = re.compile(r"[0-9*#]+")
_E164 = re.compile(r"\+[1-9][0-9]{5,14}")
_CDR_FIELD = re.compile(r"[a-zA-Z0-9]{0,32}")


class WrongCommand(ValueError):
    """An argument of a command is out of its bounds."""

    def __init__(self, argument: str, reason: str) -> None:
        super().__init__(f"{argument}: {reason}")
        self.argument = argument
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Speech:
    """Text to be spoken. `voice` is one of the catalogue's, such as "TTS_EN-GB_SERENA"."""

    voice: str
    text: str

    def __str__(self) -> str:
        return f"TTS|{self.voice}|{self.text}"


Media = int | Speech
"""A media of the library by its id, or text to be spoken. 0 is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A telephone to call: E.164, and how long it rings (5 to 300 seconds)."""

    number: str
    timeout: int = 30

    def params(self) -> dict[str, Any]:
        _fits("targets.number", self.number, _E164, "it must be a telephone number with + and the country code")
        return {"number": self.number, "timeout": _between("targets.timeout", self.timeout, 5, 300)}


class Command(ABC):
    """One command. `params()` gives its arguments as they go over the wire; `WrongCommand` when one is out of bounds."""

    __slots__ = ()
    name: ClassVar[str] = ""

    @abstractmethod
    def params(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference(Command):
    """A room, made on demand; the caller stays until they press * or the room is closed."""

    name = "conference"
    id: int
    welcome: Media = NO_MEDIA
    waiting: Media = NO_MEDIA
    pin_code: str = ""
    pin_prompt: Media = NO_MEDIA
    pin_error: Media = NO_MEDIA
    pin_valid: Media = NO_MEDIA
    pin_max_tries: int = 3
    pin_wait: int = 5  # seconds
    user_join: Media = NO_MEDIA
    user_leave: Media = NO_MEDIA
    auto_leave_when_alone: bool = False
    auto_leave_announce: Media = NO_MEDIA

    def params(self) -> dict[str, Any]:
        medias = ("welcome", "waiting", "pin_prompt", "pin_error", "pin_valid", "user_join", "user_leave")
        return {
            "id": _whole("id", self.id),
            **{name: _media(name, getattr(self, name)) for name in medias},
            "auto_leave_announce": _media("auto_leave_announce", self.auto_leave_announce),
            "pin_code": _text("pin_code", self.pin_code),
            "pin_max_tries": _between("pin_max_tries", self.pin_max_tries, 1, 10),
            "pin_wait": _between("pin_wait", self.pin_wait, 0, 30),
            "auto_leave_when_alone": _flag("auto_leave_when_alone", self.auto_leave_when_alone),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleConference(Command):
    name = "simple_conference"
    id: int
    auto_leave_when_alone: bool = True

    def params(self) -> dict[str, Any]:
        alone = _flag("auto_leave_when_alone", self.auto_leave_when_alone)
        return {"id": _whole("id", self.id), "auto_leave_when_alone": alone}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialout(Command):
    """Call the targets one after the other and connect the first that answers; both ends hang up together."""

    name = "dialout"
    targets: tuple[Target, ...]
    cli: str = BLOCKED
    ringtone: str = "RING"
    whisper: Media = NO_MEDIA
    cdr_field: str = ""

    def params(self) -> dict[str, Any]:
        if not self.targets:
            raise WrongCommand("targets", "there must be one at least")
        if self.ringtone not in RINGTONES:
            raise WrongCommand("ringtone", "it must be RING or MUSIC")
        if self.cli != BLOCKED:
            _fits("cli", self.cli, _E164, "it must be a telephone number with + and the country code, or BLOCKED")
        _fits("cdr_field", self.cdr_field, _CDR_FIELD, "it must be up to 32 letters and digits")
        return {
            "targets": [target.params() for target in self.targets],
            "cli": self.cli,
            "ringtone": self.ringtone,
            "whisper": _media("whisper", self.whisper),
            "cdr_field": self.cdr_field,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangup(Command):
    """End this call."""

    name = "hangup"

    def params(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class HangupCallid(Command):
    """End another call."""

    name = "hangup_callid"
    callid: int

    def params(self) -> dict[str, Any]:
        return {"callid": _between("callid", self.callid, 0, 2**64 - 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Command):
    name = "play"
    media: Media

    def params(self) -> dict[str, Any]:
        return {"media_id": _media("media_id", self.media)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayRecord(Command):
    """Play a file that `Record` made: its `command_result`."""

    name = "play_record"
    media_file: str

    def params(self) -> dict[str, Any]:
        return {"media_file": _text("media_file", self.media_file)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayWavData(Command):
    """Play a WAV file that is sent along."""

    name = "play_wav_data"
    audio: bytes

    def params(self) -> dict[str, Any]:
        if not isinstance(self.audio, bytes) or self.audio[:4] != b"RIFF":
            raise WrongCommand("audio_data", "it must be a WAV file")
        return {"audio_data": base64.b64encode(self.audio).decode("ascii")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayTalkDetect(Command):
    """Play, and notice when somebody speaks. Times in milliseconds; their bounds are not published."""

    name = "play_talk_detect"
    media: Media
    silence_ms: int = 5
    min_ms: int = 500
    max_ms: int = 60000
    analysistime_ms: int = 4000

    def params(self) -> dict[str, Any]:
        times = ("silence_ms", "min_ms", "max_ms", "analysistime_ms")
        return {"media_id": _media("media_id", self.media)} | {
            name: _whole(name, getattr(self, name)) for name in times
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Command):
    """Prompt for digits; they come as text in `command_result`."""

    name = "read"
    media: Media
    max_digits: int = 20
    attempts: int = 1
    timeout_ms: int = 5000

    def params(self) -> dict[str, Any]:
        return {
            "media_id": _media("media_id", self.media),
            "max_digits": _between("max_digits", self.max_digits, 1, 20),
            "attempts": _between("attempts", self.attempts, 1, 10),
            "timeout_ms": _between("timeout_ms", self.timeout_ms, 100, 30000),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Command):
    """Record the caller; the name of the file comes in `command_result`. Seconds; 0 switches a limit off."""

    name = "record"
    max_duration: int = 60
    silence: int = 0

    def params(self) -> dict[str, Any]:
        return {
            "max_duration": _between("max_duration", self.max_duration, 0, 300),
            "silence": _between("silence", self.silence, 0, 20),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDtmf(Command):
    name = "send_dtmf"
    digits: str
    duration_ms: int = 500
    timeout_ms: int = 500

    def params(self) -> dict[str, Any]:
        _fits("digits", self.digits, _DIGITS, "it must be of 0 to 9, * and #")
        return {
            "digits": self.digits,
            "duration_ms": _between("duration_ms", self.duration_ms, 1, 5000),
            "timeout_ms": _between("timeout_ms", self.timeout_ms, 0, 10000),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCallRecording(Command):
    name = "start_call_recording"
    announce: Media = NO_MEDIA

    def params(self) -> dict[str, Any]:
        return {"announce": _media("announce", self.announce)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCallRecording(Command):
    name = "stop_call_recording"
    announce: Media = NO_MEDIA

    def params(self) -> dict[str, Any]:
        return {"announce": _media("announce", self.announce)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Command):
    name = "wait"
    seconds: int

    def params(self) -> dict[str, Any]:
        return {"seconds": _between("seconds", self.seconds, 1, 30)}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitForSilence(Command):
    """The documents allow 1 to 3 iterations; one SDK sends up to 10, which is not taken here."""

    name = "wait_for_silence"
    silence_ms: int
    iterations: int = 1
    timeout: int = 0  # seconds

    def params(self) -> dict[str, Any]:
        return {
            "silence_ms": _between("silence_ms", self.silence_ms, 1, 5000),
            "iterations": _between("iterations", self.iterations, 1, 3),
            "timeout": _between("timeout", self.timeout, 0, 300),
        }


COMMANDS: Mapping[str, type[Command]] = {
    command.name: command
    for command in (
        Conference, SimpleConference, Dialout, Hangup, HangupCallid, Play, PlayRecord, PlayWavData, PlayTalkDetect,
        Read, Record, SendDtmf, StartCallRecording, StopCallRecording, Wait, WaitForSilence,
    )
}  # fmt: skip


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise WrongCommand(name, "it must be a whole number")
    return value


def _between(name: str, value: object, lowest: int, highest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise WrongCommand(name, f"it must be between {lowest} and {highest}")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongCommand(name, "it must be true or false")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise WrongCommand(name, "it must be text")
    return value


def _media(name: str, value: object) -> int | str:
    written = str(value) if isinstance(value, Speech) else value
    if not isinstance(written, (int, str)) or not is_media(written):
        raise WrongCommand(name, "it must be the id of a media, or text with a voice")
    return written


def _fits(name: str, value: object, pattern: re.Pattern[str], otherwise: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise WrongCommand(name, otherwise)
