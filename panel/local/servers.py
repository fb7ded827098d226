"""Postgres and Redis together, as the environment that they give to everything else."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from panel.local.home import Home
from panel.local.postgres import Postgres
from panel.local.problem import Problem
from panel.local.process import Child, end_leftovers, require_tools
from panel.local.redis import Redis

SERVER_NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def given_servers(environ: Mapping[str, str]) -> dict[str, str] | None:
    """The servers that the environment names, which then win over our own; None when it names none."""
    given = {name: environ[name] for name in SERVER_NAMES if environ.get(name)}
    if given and len(given) < len(SERVER_NAMES):
        missing = ", ".join(sorted(set(SERVER_NAMES) - set(given)))
        raise Problem(f"Set all of {', '.join(SERVER_NAMES)}, or none of them. Missing: {missing}.")
    return given or None


def keys(home: Home) -> dict[str, str]:
    """The secrets of the application: those of the environment, else the home's own."""
    made = {
        "SECRET_KEY": lambda: secrets.token_urlsafe(48),
        # identifier:key,… – the first one encrypts, all of them decrypt
        "PATCHBAY_CREDENTIAL_KEYS": lambda: f"local1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }
    return {name: os.environ.get(name) or home.secret(name, make) for name, make in made.items()}


class Servers:
    """The two servers of a home. The caller holds the home's lock."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self._home = home
        self._durable = durable
        self.postgres: Postgres | None = None
        self.redis: Redis | None = None
        self.env: dict[str, str] = {}

    def start(self) -> None:
        """Starts both, or none when the environment names them."""
        given = given_servers(os.environ)
        if given is None:
            self.redis = Redis(self._home, durable=self._durable)
            self.redis.start()
            self.postgres = Postgres(self._home, durable=self._durable)
            self.postgres.start()
            given = {
                "DATABASE_URL": self.postgres.url("patchbay_app"),
                "DATABASE_OWNER_URL": self.postgres.url("patchbay_owner"),
                "REDIS_URL": self.redis.url,
            }
        self.env = given | keys(self._home)

    @property
    def children(self) -> list[Child]:
        """In the order in which they must end."""
        servers = (self.redis, self.postgres)
        return [server.child for server in servers if server and server.child]

    def stop(self) -> None:
        for child in self.children:
            child.stop()


@contextmanager
def holding(home: Home) -> Iterator[None]:
    """Makes this process the only one on the home: what a killed run left there has ended when the block begins."""
    require_tools()
    with home.lock():
        end_leftovers(home)
        yield


@contextmanager
def running(home: Home, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """The environment of the home's servers, which run as long as the block does."""
    servers = Servers(home, durable=durable)
    with holding(home):
        try:
            servers.start()
            yield servers.env
        finally:
            servers.stop()
