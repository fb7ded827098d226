"""The bootstrap says in one line what a machine lacks, and does again only what is out of date."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from panel.local import bootstrap


def test_an_old_python_is_one_line_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert bootstrap.main([]) == 1
    assert capsys.readouterr().err == (
        "Patchbay needs Python 3.11 or newer; this is 3.9. Name another with: make PYTHON=python3.12\n"
    )


def test_a_missing_venv_module_is_one_line_with_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, package=None: None if name == "ensurepip" else found(name, package)
    )
    assert bootstrap.main([]) == 1
    assert capsys.readouterr().err == "Python's venv module is missing. Install it: apt install python3-venv\n"


def test_a_stamp_holds_for_what_it_was_made_from_and_nothing_else(tmp_path: Path) -> None:
    assert not bootstrap.is_made(tmp_path, "packages", "a lock")
    bootstrap.stamp(tmp_path, "packages", "a lock")
    assert bootstrap.is_made(tmp_path, "packages", "a lock")
    assert not bootstrap.is_made(tmp_path, "packages", "another lock")
    assert not bootstrap.is_made(tmp_path / "absent", "packages", "a lock")


def test_every_package_of_the_locks_has_a_hash_and_no_lock_names_a_host() -> None:
    locks = sorted(bootstrap.LOCKS.glob("*.lock"))
    assert {"patchbay.lock", "server.lock", "uv.lock", "node.lock", "redis.lock"} <= {lock.name for lock in locks}
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text
        for requirement in text.replace("\\\n", " ").splitlines():
            assert "--hash=sha256:" in requirement or requirement.lstrip().startswith("#")
    assert '"resolved"' not in (bootstrap.ROOT / "package-lock.json").read_text()


def test_servers_run_on_the_very_packages_that_are_tested() -> None:
    tested = (bootstrap.LOCKS / "patchbay.lock").read_text().replace("\\\n", " ").splitlines()
    served = (bootstrap.LOCKS / "server.lock").read_text().replace("\\\n", " ").splitlines()
    assert len(served) > 30
    assert set(served) <= set(tested)


def test_the_last_line_of_a_failure_is_the_one_that_says_error() -> None:
    assert bootstrap.last_line("one\nERROR: no such package\nhint: look elsewhere\n") == "ERROR: no such package"
    assert bootstrap.last_line("one\ntwo\n") == "two"
    assert bootstrap.last_line("") == "no reason was given"
