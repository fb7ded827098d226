"""The whole house on this machine: servers, sandbox, web, workers and beat, until Ctrl-C.

Everything it prints is also in `<home>/demo.json`, so that a program can find its way too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from socket import gethostname
from typing import Any

import httpx
from celery import Celery
from kombu.exceptions import OperationalError

from panel.local.home import LOOPBACK, ROOT, Home, default_home, is_free
from panel.local.problem import Problem, last_line
from panel.local.process import Child
from panel.local.servers import SERVER_NAMES, Servers, holding
from panel.local.supervisor import INTERVAL, Supervisor
from panel.local.translations import compile_catalogues

DEFAULT_PORT = 8000
START_PATIENCE = 120.0
WORKERS = ("worker", "sync-worker")


def run_demo() -> int:
    """Runs until it is interrupted. Raises Problem when something on this machine stands in the way."""
    port = web_port(os.environ.get("PORT") or str(DEFAULT_PORT))
    home = Home.open(default_home())
    with holding(home):
        if not is_free(port):
            raise Problem(f"Port {port} is taken by another program. Choose another: make demo PORT={port + 1}")
        Demo(home, port).run()
    return 0


def web_port(text: str) -> int:
    """The port that a person asked for."""
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 65535:
        raise Problem(f"PORT must be a number between 1 and 65535, not {text!r}.")
    if int(text) < 1024 and os.geteuid() != 0:
        raise Problem(f"Port {text} is for root only. Choose one from 1024 up.")
    return int(text)


@dataclass(frozen=True)
class Sandbox:
    """Where the simulated services listen."""

    port: int

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def services(self) -> dict[str, dict[str, str]]:
        """The endpoints of each provider's service, by the adapters' names."""
        from providers.sandbox.seed import SERVICES  # not there before the packages are installed

        return {slug: service.endpoints(self.url) for slug, service in SERVICES.items()}


class Demo:
    def __init__(self, home: Home, port: int) -> None:
        self._home = home
        self._port = port
        self._web = f"http://{LOOPBACK}:{port}"
        self._sandbox = Sandbox(home.port("sandbox"))
        self._servers = Servers(home)
        self._supervisor = Supervisor(tell=say)
        self._env: dict[str, str] = {}

    def run(self) -> None:
        try:
            self._start()
            while True:
                time.sleep(INTERVAL)
                self._supervisor.check()
        except KeyboardInterrupt:
            say("\nStopping…")
        finally:
            self._supervisor.stop(("beat", "web"), WORKERS, ("sandbox",), ("redis",), ("postgres",))
            self._servers.stop()
        say("Stopped. The data stay for the next run.")

    def _start(self) -> None:
        say("Starting Patchbay…")
        for told_before in ("demo.json", "demo.env"):  # whoever waits for these waits for this run's
            (self._home.path / told_before).unlink(missing_ok=True)
        self._servers.start()
        if not self._servers.children:
            say(f"On the servers that {', '.join(SERVER_NAMES)} name, not on servers of its own.")
        for server in reversed(self._servers.children):
            self._supervisor.adopt(server)
        self._env = self._environment()
        lines = "".join(f"{name}={value}\n" for name, value in self._settings().items())
        self._home.write("demo.env", lines)
        self._supervisor.start(self._sandbox_child())
        compile_catalogues()
        self._manage("migrate", "--database=owner", "--no-input")
        self._wait("sandbox", lambda: answers(f"{self._sandbox.url}/healthz"))
        logins = json.loads(self._manage("seed_demo", "--json"))
        for child in self._house():
            self._supervisor.start(child)
        self._wait("web", lambda: answers(f"{self._web}/accounts/login/"))
        for worker in WORKERS:
            self._wait(worker, partial(self._worker_answers, worker))
        facts = self._facts(logins)
        self._home.write("demo.json", json.dumps(facts, indent=2) + "\n")
        say(welcome(facts, self._home))

    def _settings(self) -> dict[str, str]:
        """What the application reads from its environment here, beyond its defaults."""
        return self._servers.env | {
            "PATCHBAY_BASE_URL": self._web,
            "CELERY_KEY_PREFIX": "patchbay:",
            **{
                f"{slug}_{name}".upper(): address
                for slug, endpoints in self._sandbox.services().items()
                for name, address in endpoints.items()
            },
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(self._home.path / "mail"),
        }

    def _environment(self) -> dict[str, str]:
        """What every program of the house gets."""
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        own = {
            "DJANGO_SETTINGS_MODULE": "panel.settings",
            "PATCHBAY_DATA": str(self._home.path),
            "PYTHONUNBUFFERED": "1",
            # Compiled code is half of a quick second start, and its place is not between other people's files.
            "PYTHONPYCACHEPREFIX": str(self._home.path / "bytecode"),
        }
        return inherited | own | self._settings()

    def _sandbox_child(self) -> Child:
        data = self._home.path / "sandbox"
        data.mkdir(mode=0o700, exist_ok=True)
        port = str(self._sandbox.port)
        return self._python(
            "sandbox", "-m", "providers.sandbox", "--host", LOOPBACK, "--port", port, "--data", str(data)
        )

    def _house(self) -> list[Child]:
        schedule = self._home.path / "beat-schedule"
        return [
            self._python(
                "web", "-m", "gunicorn", "panel.wsgi", "--config", "python:panel.serving",
                "--bind", f"{LOOPBACK}:{self._port}", "--graceful-timeout", "3",
            ),
            self._worker("worker", "celery,later", 12),
            self._worker("sync-worker", "sync", 2),
            self._python("beat", "-m", "celery", "-A", "panel", "beat", "--schedule", str(schedule), "--pidfile="),
        ]  # fmt: skip

    def _worker(self, name: str, queues: str, processes: int) -> Child:
        """Cut off when the launcher dies: its tasks are handed out again, as after any loss of a worker."""
        return self._python(
            name, "-m", "celery", "-A", "panel", "worker", "--hostname", f"{name}@%h", "--queues", queues,
            "--concurrency", str(processes), "--loglevel", "INFO", death_signal=signal.SIGQUIT,
        )  # fmt: skip

    def _python(self, name: str, *arguments: str, death_signal: signal.Signals = signal.SIGTERM) -> Child:
        return Child(
            name=name,
            home=self._home,
            command=[sys.executable, *arguments],
            env=self._env,
            death_signal=death_signal,
        )

    def _manage(self, *arguments: str) -> str:
        """Runs a command of manage.py and returns what it printed; its complaints go to the log `setup`."""
        name = f"manage.py {arguments[0]}"
        path = self._home.log("setup")
        with path.open("a") as log:
            done = subprocess.run(
                ["setpriv", "--pdeathsig=TERM", "--", sys.executable, str(ROOT / "manage.py"), *arguments],
                env=self._env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
                check=False,
            )  # fmt: skip
        if done.returncode != 0:
            raise Problem(f"{name} failed: {last_line(path.read_text(errors='replace'))} (more in {path})")
        return done.stdout

    def _wait(self, name: str, is_ready: Callable[[], bool]) -> None:
        """Until a part is ready; what dies meanwhile is started again, a few times."""
        deadline = time.monotonic() + START_PATIENCE
        while not is_ready():
            time.sleep(INTERVAL / 2)
            self._supervisor.check()
            if child := self._supervisor.struggling():
                raise Problem(f"{child.name} does not start: {child.last_words()} (more in {child.log})")
            if time.monotonic() > deadline:
                raise Problem(f"{name} is not ready after {START_PATIENCE:.0f} s; its log is {self._home.log(name)}.")

    def _worker_answers(self, name: str) -> bool:
        broker = Celery(broker=self._env["REDIS_URL"], set_as_current=False)
        broker.conf.broker_transport_options = {"global_keyprefix": self._env["CELERY_KEY_PREFIX"]}
        try:
            return bool(broker.control.ping(timeout=0.5, destination=[f"{name}@{gethostname()}"]))
        except OperationalError:
            return False
        finally:
            broker.close()

    def _facts(self, logins: list[dict[str, str]]) -> dict[str, Any]:
        return {
            "web": self._web,
            "logins": logins,
            "sandbox_control": f"{self._sandbox.url}/control/",
            "providers": {
                slug: endpoints | {"credentials": first_credentials(slug)}
                for slug, endpoints in self._sandbox.services().items()
            },
            "database": self._servers.env["DATABASE_URL"],
        }


def first_credentials(slug: str) -> dict[str, str]:
    """What signs in to the account that the first organization gets connected to."""
    from providers.sandbox.seed import SERVICES  # not there before the packages are installed

    return dict(SERVICES[slug].credentials[0])


def answers(url: str) -> bool:
    """Whether a page of ours is there and in order."""
    try:
        return httpx.get(url, timeout=10).is_success
    except httpx.TransportError:
        return False


def welcome(facts: dict[str, Any], home: Home) -> str:
    """The text that greets a person when everything runs."""
    rows = [
        (login["email"], login["password"], login["role"], login["organization"] or "") for login in facts["logins"]
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    logins = [
        "    " + "  ".join(f"{text:<{width}}" for text, width in zip(row, [*widths, 0], strict=True)) for row in rows
    ]
    return "\n".join(
        [
            "",
            "Patchbay runs.",
            "",
            f"    Panel    {facts['web']}",
            f"    Sandbox  {facts['sandbox_control']}   the providers' side: what arrived there, and faults on demand",
            "",
            "Sign in with",
            "",
            *logins,
            "",
            f"The same, for programs: {home.path / 'demo.json'}. Logs: {home.path / 'log'}. Mail: {home.path / 'mail'}.",
            "Ctrl-C stops all of it; the data stay.",
        ]
    )


def say(text: str) -> None:
    """Tells the person, if there still is one: a closed terminal must not stop the cleaning up."""
    with suppress(OSError):
        print(text, flush=True)
