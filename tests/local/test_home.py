"""What a data folder promises: private, remembered, held by one."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from panel.local.home import LOOPBACK, Home
from panel.local.problem import Problem


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    assert home.secret("redis", lambda: "first") == "first"
    assert Home.open(tmp_path / "home").secret("redis", lambda: "second") == "first"
    assert stat.S_IMODE((home.path / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o750)
    Home.open(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_a_port_is_the_same_as_last_time_as_long_as_it_is_free(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    port = home.port("postgres")
    assert home.port("postgres") == port
    with socket.socket() as other_program:
        other_program.bind((LOOPBACK, port))
        other_program.listen()
        assert home.port("postgres") != port


def test_a_home_is_held_by_one_process_and_says_by_which(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    with home.lock():
        assert home.is_held()
        with pytest.raises(Problem, match=r"already running on .*process \d+"), home.lock():
            pass
    assert not home.is_held()


def test_a_damaged_secrets_file_is_a_plain_message_and_stays_as_it_is(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    (tmp_path / "secrets.json").write_text('{"redis": "cut of')
    with pytest.raises(Problem, match=r"secrets\.json cannot be read"):
        home.secret("redis", lambda: "new")
    assert (tmp_path / "secrets.json").read_text() == '{"redis": "cut of'


def test_a_folder_that_cannot_be_made_is_a_plain_message(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="cannot be used"):
        Home.open(tmp_path / "file" / "home")
