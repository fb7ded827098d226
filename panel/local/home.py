"""A data folder: who holds it, and what it remembers between runs.

<home>/lock           held (flock) by the process that runs the servers here
<home>/secrets.json   passwords and keys, made once, mode 0600
<home>/ports.json     the ports used last time
<home>/log/  run/     one log and one pid record a child process
<home>/postgres/  redis/  sandbox/    the servers' own data
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from panel.local.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"


def default_home() -> Path:
    """The folder of the demo: PATCHBAY_DATA, or `.patchbay` in the checkout."""
    return Path(os.environ.get("PATCHBAY_DATA") or ROOT / ".patchbay").expanduser().absolute()


@dataclass(frozen=True)
class Home:
    path: Path

    @classmethod
    def open(cls, path: Path) -> Home:
        """The home at `path`, made with mode 0700 when new; what exists keeps its mode."""
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in ("log", "run"):
                (path / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Problem(f"The data folder {path} cannot be used: {error.strerror}.") from error
        if not os.access(path / "run", os.W_OK | os.X_OK):
            raise Problem(f"The data folder {path} belongs to another user. Choose another with PATCHBAY_DATA=.")
        return cls(path)

    def log(self, name: str) -> Path:
        return self.path / "log" / f"{name}.log"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Holds the home for this process. The kernel lets go when it dies, however it dies."""
        file = self._locked_file()
        if file is None:
            raise Problem(f"Patchbay is already running on {self.path} (process {self.holder()}). Stop that one first.")
        with file:
            yield

    def is_held(self) -> bool:
        """Whether a living process runs the servers here."""
        file = self._locked_file()
        if file is None:
            return True
        file.close()
        return False

    def holder(self) -> str:
        return (self.path / "lock").read_text().strip() or "unknown"

    def _locked_file(self) -> IO[str] | None:
        try:
            file = (self.path / "lock").open("a+")
        except OSError as error:
            raise Problem(f"The data folder {self.path} cannot be used: {error.strerror}.") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        return file

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """The secret of that name, made on first use."""
        return self._remembered("secrets.json", name, make)

    def port(self, name: str) -> int:
        """A free loopback port, the same as last time when it still is free."""
        ports = self._read("ports.json")
        if name in ports and is_free(int(ports[name])):
            return int(ports[name])
        ports[name] = str(free_port())
        self.write("ports.json", json.dumps(ports, indent=2))
        return int(ports[name])

    def write(self, name: str, text: str) -> Path:
        return write_private(self.path / name, text)

    def _remembered(self, file: str, name: str, make: Callable[[], str]) -> str:
        values = self._read(file)
        if name not in values:
            values[name] = make()
            self.write(file, json.dumps(values, indent=2))
        return values[name]

    def _read(self, name: str) -> dict[str, str]:
        path = self.path / name
        try:
            return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
        except (OSError, ValueError) as error:
            raise Problem(f"{path} cannot be read. Restore it, or move the folder away to start anew.") from error


def write_private(path: Path, text: str) -> Path:
    """Replaces a file in one step, readable by its owner only."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return new.rename(path)


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
