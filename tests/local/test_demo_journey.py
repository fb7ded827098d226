"""The demo as a newcomer has it: up, wounded, mended, stopped, and up again with what was there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import httpx
import psycopg
import pytest

from panel.local.home import ROOT, free_port
from panel.local.process import members
from panel.local.servers import SERVER_NAMES

pytestmark = [pytest.mark.stack]
UP = "Ctrl-C stops all of it"
PATIENCE = 120.0
END = "(the end)"


class House:
    """A running demo on a data folder of the test."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        env = {name: value for name, value in os.environ.items() if name not in SERVER_NAMES}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "panel.local", "demo"],
            cwd=ROOT, env=env | {"PATCHBAY_DATA": str(data), "PORT": str(port)}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(END)

    def says(self, words: str) -> None:
        """Waits for a line with these words; fails when the demo ends without it."""
        deadline = time.monotonic() + PATIENCE
        said: list[str] = []
        while not said or words not in said[-1]:
            said.append(self._lines.get(timeout=max(deadline - time.monotonic(), 0.1)))
            assert said[-1] != END, f"The demo ended and had said: {''.join(said)}"

    @property
    def facts(self) -> dict[str, object]:
        return dict(json.loads((self.data / "demo.json").read_text()))

    def record(self, name: str) -> dict[str, str]:
        return dict(json.loads((self.data / "run" / f"{name}.json").read_text()))

    def sessions(self) -> list[int]:
        return [int(json.loads(file.read_text())["pid"]) for file in (self.data / "run").glob("*.json")]

    def owner(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the owner of the tables, as soon as the server takes one."""
        lines = (self.data / "demo.env").read_text().splitlines()
        url = dict(line.split("=", 1) for line in lines)["DATABASE_OWNER_URL"]
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return psycopg.connect(url, autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def houses() -> Iterator[list[House]]:
    """Whatever a test leaves running ends with it."""
    started: list[House] = []
    yield started
    for house in started:
        if house.process.poll() is None:
            house.interrupt()


def status(url: str) -> int:
    return httpx.get(url, timeout=60).status_code


def test_the_demo_survives_a_killed_postgres_stops_on_ctrl_c_and_keeps_its_data(
    data: Path, houses: list[House]
) -> None:
    port = free_port()
    house = House(data, port)
    houses.append(house)
    house.says(UP)

    facts = house.facts
    assert facts["web"] == f"http://127.0.0.1:{port}"
    assert set(facts) == {"web", "logins", "sandbox_control", "providers", "database"}
    assert isinstance(facts["logins"], list)
    assert all(set(login) == {"role", "organization", "email", "password"} for login in facts["logins"])
    assert isinstance(facts["providers"], dict)
    assert set(facts["providers"]["voipms"]) == {"rest_url", "soap_url", "wsdl_url", "credentials"}
    assert status(f"{facts['web']}/accounts/login/") == 200
    with psycopg.connect(str(facts["database"])) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("patchbay_app",)

    with house.owner() as connection:
        connection.execute("CREATE TABLE journey (x int)")
        connection.execute("INSERT INTO journey VALUES (42)")
    os.kill(int(house.record("postgres")["pid"]), signal.SIGKILL)
    house.says("postgres ended unexpectedly (exit 137)")
    with house.owner() as connection:
        assert connection.execute("SELECT x FROM journey").fetchone() == (42,)
    assert status(f"{facts['web']}/accounts/login/") == 200

    sessions = house.sessions()
    assert len(sessions) == 7
    assert house.interrupt() == 0
    assert [pid for session in sessions for pid in members(session)] == []

    again = House(data, port)
    houses.append(again)
    again.says(UP)
    assert again.facts == facts
    with again.owner() as connection:
        assert connection.execute("SELECT x FROM journey").fetchone() == (42,)


def test_a_killed_launcher_does_not_spoil_the_next_run(data: Path, houses: list[House]) -> None:
    port = free_port()
    first = House(data, port)
    houses.append(first)
    first.says(UP)
    first.process.kill()
    first.process.wait()
    second = House(data, port)
    houses.append(second)
    second.says(UP)
    assert status(f"http://127.0.0.1:{port}/accounts/login/") == 200
