"""What the demo says before it starts, and the file and the text that it leaves for programs and people."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from panel.local.demo import Sandbox, web_port, welcome
from panel.local.home import LOOPBACK, ROOT, Home
from panel.local.problem import Problem
from panel.local.servers import given_servers, keys


def demo(data: Path, port: str) -> subprocess.CompletedProcess[str]:
    """A demo that is expected to end by itself, at once."""
    env = os.environ | {"PATCHBAY_DATA": str(data), "PORT": port}
    command = [sys.executable, "-m", "panel.local", "demo"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_a_taken_port_is_one_clear_line_that_names_another(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as other_program:
        port = other_program.getsockname()[1]
        done = demo(tmp_path, str(port))
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is taken by another program. Choose another: make demo PORT={port + 1}\n"
    assert done.stdout == ""


def test_a_second_demo_on_the_same_data_is_one_clear_line(tmp_path: Path) -> None:
    with Home.open(tmp_path).lock():
        done = demo(tmp_path, "8000")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Patchbay is already running on {tmp_path} (process {os.getpid()}).")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["", "abc", "0", "-1", "65536", "80.0", "８０"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="between 1 and 65535"):
        web_port(text)


def test_the_servers_of_the_environment_win_only_together() -> None:
    assert given_servers({}) is None
    three = {"DATABASE_URL": "a", "DATABASE_OWNER_URL": "b", "REDIS_URL": "c"}
    assert given_servers(three | {"PATH": "/bin"}) == three
    with pytest.raises(Problem, match="Missing: DATABASE_OWNER_URL, REDIS_URL"):
        given_servers({"DATABASE_URL": "a"})


def test_the_keys_are_made_once_and_those_of_the_environment_win(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("PATCHBAY_CREDENTIAL_KEYS", raising=False)
    home = Home.open(tmp_path)
    made = keys(home)
    assert keys(home) == made
    assert made["PATCHBAY_CREDENTIAL_KEYS"].startswith("local1:")
    monkeypatch.setenv("SECRET_KEY", "given")
    assert keys(home) == made | {"SECRET_KEY": "given"}


def test_the_welcome_names_the_addresses_and_every_login(tmp_path: Path) -> None:
    facts = {
        "web": "http://127.0.0.1:8000",
        "sandbox_control": f"{Sandbox(9000).url}/control/",
        "logins": [
            {"role": "owner", "organization": "Nordphone", "email": "alice@nordphone.example", "password": "one"},
            {"role": "operator", "organization": None, "email": "olga@patchbay.example", "password": "two"},
        ],
    }
    text = welcome(facts, Home.open(tmp_path))
    for word in ("http://127.0.0.1:8000", "http://127.0.0.1:9000/control/", "alice@nordphone.example", "two", "Ctrl-C"):
        assert word in text


def test_a_welcome_without_logins_still_names_the_address(tmp_path: Path) -> None:
    text = welcome({"web": "http://127.0.0.1:8000", "sandbox_control": "", "logins": []}, Home.open(tmp_path))
    assert "http://127.0.0.1:8000" in text
