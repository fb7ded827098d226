"""The embedded Postgres: roles as promised, and up again after any kind of death."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from panel.local.home import Home
from panel.local.postgres import Postgres
from panel.local.process import end_leftovers


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A cluster below a folder that only its owner may enter: as root, Postgres' own user may not."""
    return Home.open(tmp_path_factory.mktemp("private", numbered=True) / "home")


@pytest.fixture
def postgres(home: Home) -> Iterator[Postgres]:
    server = Postgres(home, durable=False)
    server.start()
    yield server
    if server.child:
        server.child.stop()
    end_leftovers(home)


def connect(server: Postgres, role: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.url(role), autocommit=True)


def test_the_application_role_owns_nothing_and_cannot_go_round_a_policy(postgres: Postgres) -> None:
    with connect(postgres, "patchbay_app") as connection:
        flags = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        owned = connection.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user"
        ).fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (x int)")
    assert flags == (False, False, False, False)
    assert owned == (0,)


def test_the_owner_can_make_the_databases_of_the_tests_with_trigram_search(postgres: Postgres) -> None:
    with connect(postgres, "patchbay_owner") as connection:
        connection.execute("DROP DATABASE IF EXISTS probe")
        connection.execute("CREATE DATABASE probe")
    with psycopg.connect(postgres.url("patchbay_owner").removesuffix("patchbay") + "probe") as connection:
        assert connection.execute("SELECT similarity('Montréal', 'montréal')").fetchone() == (1.0,)


def test_a_wrong_password_is_refused(postgres: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url("patchbay_app").replace("patchbay_app:", "patchbay_app:x"))


def test_rows_survive_a_kill_9_of_the_postmaster(home: Home, postgres: Postgres) -> None:
    with connect(postgres, "patchbay_owner") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (x int)")
        connection.execute("INSERT INTO kept VALUES (42)")
    assert postgres.child is not None
    assert postgres.child.pid is not None
    os.kill(postgres.child.pid, signal.SIGKILL)
    again = Postgres(home, durable=False)
    end_leftovers(home)
    again.start()
    try:
        with connect(again, "patchbay_owner") as connection:
            assert connection.execute("SELECT x FROM kept").fetchone() == (42,)
    finally:
        assert again.child is not None
        again.child.stop()


def test_a_lock_file_that_names_another_living_program_does_not_stop_the_start(home: Home) -> None:
    first = Postgres(home, durable=False)
    first.start().stop()
    lock = home.path / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{Path('/')}\n0\n0\n\n\n")
    second = Postgres(home, durable=False)
    child = second.start()
    try:
        assert child.is_running()
    finally:
        child.stop()
