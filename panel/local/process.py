"""One child process: started in a session of its own, logged, told to end when we die, and found again if it did not.

`setpriv --pdeathsig` (util-linux) asks the kernel to signal the child when the launcher dies, kill -9 included. The
record in `<home>/run/` lets the next run find what stayed behind all the same.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from panel.local.account import Account
from panel.local.home import ROOT, Home
from panel.local.problem import Problem, last_line

PAUSE = 0.02
BOOT = Path("/proc/sys/kernel/random/boot_id")
LOG_LIMIT = 20_000_000


@dataclass
class Child:
    """A program to keep running. `stop_signal` ends it politely, `death_signal` is sent when the launcher dies."""

    name: str
    home: Home
    command: Sequence[str]
    env: Mapping[str, str]
    account: Account | None = None
    cwd: Path = ROOT
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    before_start: Callable[[], None] | None = None
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        if self.before_start:
            self.before_start()
        log = self.log
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        become = self.account.prefix() if self.account else []
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["setpriv", *become, f"--pdeathsig={self.death_signal.name}", "--", *self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(self.env),
                cwd=self.cwd,
                start_new_session=True,
            )
        self._record().write_text(
            json.dumps({"pid": self._process.pid, "start": _start(self._process.pid), "signal": self.stop_signal.name})
        )

    @property
    def log(self) -> Path:
        return self.home.log(self.name)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def exit_status(self) -> int | None:
        """As a shell says it: 137 is a kill -9."""
        code = self._process.poll() if self._process else None
        return 128 - code if code is not None and code < 0 else code

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_end(self) -> None:
        """Asks it to end; `finish` waits for that."""
        if self._process and self.is_running():
            self._process.send_signal(self.stop_signal)

    def finish(self) -> None:
        """Waits until it and all that it started are gone, by force when its patience is over."""
        if self._process is None:
            return
        try:
            self._process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _end_session(self._process.pid)
        self._record().unlink(missing_ok=True)
        self._process = None

    def stop(self) -> None:
        self.ask_to_end()
        self.finish()

    def last_words(self) -> str:
        """The end of its log, on one line, for a message."""
        return last_line(self.log.read_text(errors="replace"))

    def _record(self) -> Path:
        return self.home.path / "run" / f"{self.name}.json"


def require_tools() -> None:
    """Raises Problem when the machine lacks what every child is started with."""
    if not shutil.which("setpriv"):
        raise Problem("The program setpriv is missing. Install the package util-linux.")


def end_leftovers(home: Home, patience: float = 3.0) -> None:
    """Ends what an earlier, killed run of this home left running. Call it with the home's lock held."""
    records = list((home.path / "run").glob("*.json"))
    sessions = [session for record in records if (session := _ask_leftover(record))]
    deadline = time.monotonic() + patience
    while any(members(session) for session in sessions) and time.monotonic() < deadline:
        time.sleep(PAUSE)
    for session in sessions:
        _end_session(session)
    for record in records:
        record.unlink(missing_ok=True)


def members(session: int) -> list[int]:
    """The living processes of a session. Its number stays taken as long as one of them lives."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in pids if (facts := _facts(pid)) and facts.session == session and not facts.is_dead]


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that is dead but not yet collected by its parent does not."""
    facts = _facts(pid)
    return facts is not None and not facts.is_dead


def send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


@dataclass(frozen=True)
class _Facts:
    session: int
    is_dead: bool
    start: str


def _facts(pid: int) -> _Facts | None:
    """From proc_pid_stat(5). The name in brackets may hold anything, so the fields are counted after it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return _Facts(session=int(fields[3]), is_dead=fields[0] in "ZX", start=fields[19])


def _start(pid: int) -> str:
    """When the process started, told apart from any other that gets its number later, also after a reboot."""
    facts = _facts(pid)
    return f"{BOOT.read_text().strip()} {facts.start}" if facts else ""


def _ask_leftover(record: Path) -> int | None:
    """Signals what is left of a recorded child and returns its session; None when that is somebody else's by now."""
    try:
        told = json.loads(record.read_text())
        session, start, number = int(told["pid"]), str(told["start"]), signal.Signals[told["signal"]]
    except (ValueError, KeyError):
        return None
    if not start.startswith(BOOT.read_text().strip()) or (_facts(session) and _start(session) != start):
        return None
    for pid in [session] if is_alive(session) else members(session):
        send(pid, number)
    return session


def _end_session(session: int) -> None:
    while pids := members(session):
        for pid in pids:
            send(pid, signal.SIGKILL)
        time.sleep(PAUSE)
