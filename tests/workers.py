"""Real Celery workers on the tests' own database and Redis, to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.db import connections

QUICK = {  # what takes minutes in earnest takes seconds here; a busy machine must not look dead
    "CELERY_VISIBILITY_TIMEOUT": "8",
    "JOB_SILENCE_SECONDS": "8",
    "JOB_SWEEP_SECONDS": "1",
}


def environment(**more: str) -> dict[str, str]:
    """The tests' database as the application's role, their Redis, and no owner."""
    database = connections["default"].settings_dict
    login = f"{quote(str(database['USER']))}:{quote(str(database['PASSWORD']))}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": settings.REDIS_URL,
        **QUICK,
        **more,
    }


class Worker:
    """A worker with one child that does the work, unless more are asked for."""

    def __init__(self, environment: dict[str, str], log: Path, *, processes: int = 1) -> None:
        self._log = log.open("ab")
        self.process = _celery(
            environment,
            self._log,
            "worker",
            "--queues=celery,later,sync",
            f"--concurrency={processes}",
            "--without-mingle",
            "--without-gossip",
        )

    def child(self) -> int:
        """The process id of the child, as soon as there is one."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        wait_until(lambda: bool(children.read_text().split()), "the worker's child")
        return int(children.read_text().split()[0])

    def kill_child(self) -> None:
        os.kill(self.child(), signal.SIGKILL)

    def kill(self) -> None:
        """Parent and child at once, without a word to anybody."""
        _kill(self.process)
        self._log.close()


@contextmanager
def beat(environment: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "beat.log").open("ab") as log:
        process = _celery(environment, log, "beat", f"--schedule={folder / 'schedule'}")
        try:
            yield
        finally:
            _kill(process)


def wait_until(true: Callable[[], bool], what: str, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"Waited {seconds} s in vain for {what}."
        time.sleep(0.05)


def _celery(environment: dict[str, str], log: IO[bytes], *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "panel.celery", *command, "--loglevel=info"],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=60)
