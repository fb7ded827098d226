"""Children end with all that they started, and what a killed run left behind is found again."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from panel.local.home import Home
from panel.local.process import Child, end_leftovers, is_alive, members

# Starts a grandchild that ignores SIGTERM, says that both are there, and stays.
FAMILY = """
import os, signal, subprocess, sys
code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"
grandchild = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
grandchild.stdout.readline()
open(sys.argv[1], "w").write(str(grandchild.pid))
signal.pause()
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def family(home: Home) -> Iterator[Child]:
    """A running child with a grandchild."""
    ready = home.path / "ready"
    os.mkfifo(ready)
    child = Child("family", home, [sys.executable, "-c", FAMILY, str(ready)], dict(os.environ), patience=2.0)
    child.start()
    ready.read_text()  # returns when the family has said that it is complete
    yield child
    child.stop()


def test_stopping_a_child_takes_its_own_children_along(family: Child) -> None:
    session = family.pid
    assert session is not None
    assert len(members(session)) == 2
    family.stop()
    assert members(session) == []


def test_the_next_run_ends_what_a_killed_one_left(home: Home, family: Child) -> None:
    session = family.pid
    assert session is not None
    end_leftovers(home, patience=0.2)
    assert members(session) == []
    assert list((home.path / "run").iterdir()) == []


def test_a_program_that_got_the_number_of_a_former_child_is_left_alone(home: Home) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True) as stranger:
        told = {"pid": stranger.pid, "start": "another-boot 1", "signal": "SIGTERM"}
        (home.path / "run" / "web.json").write_text(json.dumps(told))
        end_leftovers(home, patience=0.2)
        assert is_alive(stranger.pid)
        assert not (home.path / "run" / "web.json").exists()


def test_an_unreadable_record_does_not_stop_the_next_run(home: Home) -> None:
    (home.path / "run" / "web.json").write_text('{"pid": 1')
    end_leftovers(home)
    assert not (home.path / "run" / "web.json").exists()


def test_a_child_dies_with_its_launcher_even_by_kill_9(home: Home) -> None:
    code = (
        "import os, sys, signal; from pathlib import Path; from panel.local.home import Home;"
        "from panel.local.process import Child;"
        f"child = Child('sleeper', Home.open(Path({str(home.path)!r})), ['sleep', '600'], dict(os.environ));"
        "child.start(); name = Path(f'/proc/{child.pid}/comm')\n"
        "while name.read_text() != 'sleep\\n': pass\n"  # until then it is setpriv, that has not asked for the signal yet
        "print(child.pid, flush=True); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        sleeper = os.pidfd_open(int(launcher.stdout.readline()))
        launcher.kill()
        launcher.wait()
    assert _has_ended(sleeper)


def test_the_exit_status_is_the_one_that_a_shell_shows(home: Home) -> None:
    child = Child("sleeper", home, ["sleep", "600"], dict(os.environ))
    child.start()
    assert child.pid is not None
    descriptor = os.pidfd_open(child.pid)
    os.kill(child.pid, signal.SIGKILL)
    assert _has_ended(descriptor)
    assert child.exit_status == 137
    child.finish()


def _has_ended(descriptor: int, seconds: float = 10.0) -> bool:
    """Waits for the process behind a pidfd, which becomes readable when it ends."""
    ready, _, _ = select.select([descriptor], [], [], seconds)
    os.close(descriptor)
    return bool(ready)
