"""The commands of `python -m panel.local`.

demo                 the whole house on this machine, until Ctrl-C
test [-- ARGS]       pytest with Postgres and Redis of its own; without ARGS the whole suite, in parallel
manage COMMAND …     manage.py with servers: the running ones, else the demo's, started for it
run -- COMMAND …     any program with the same environment as `manage`
serve-dev            Postgres and Redis for developers, until Ctrl-C; the environment is in .patchbay/dev.env
env                  that environment as `export` lines, for a shell
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from panel.local.home import ROOT, Home, default_home
from panel.local.problem import Problem
from panel.local.servers import given_servers, keys, running
from panel.local.translations import compile_catalogues

TEST_HOMES = 9


def demo(arguments: list[str]) -> int:
    from panel.local.demo import run_demo

    return run_demo()


def test(arguments: list[str]) -> int:
    compile_catalogues()
    return isolated([sys.executable, "-m", "pytest", *(_without_dashes(arguments) or _whole_suite())])


def isolated(arguments: list[str]) -> int:
    with running(_free_test_home(), durable=False) as env:
        return _call(_without_dashes(arguments), env)


def manage(arguments: list[str]) -> int:
    with _environment() as env:
        return _call([sys.executable, str(ROOT / "manage.py"), *_without_dashes(arguments)], env)


def run(arguments: list[str]) -> int:
    with _environment() as env:
        return _call(_without_dashes(arguments), env)


def serve_dev(arguments: list[str]) -> int:
    file = default_home() / "dev.env"
    with running(_dev_home()) as env:
        lines = "".join(f"{name}={value}\n" for name, value in env.items())
        Home.open(default_home()).write("dev.env", lines)
        print(f"Postgres and Redis run. Their addresses are in {file}.", flush=True)
        try:
            signal.pause()
        finally:
            file.unlink(missing_ok=True)
    return 0


def env(arguments: list[str]) -> int:
    for name, value in _read_env(default_home() / "dev.env").items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "manage": manage,
    "run": run,
    "isolated": isolated,
    "serve-dev": serve_dev,
    "env": env,
}


def main(words: list[str]) -> int:
    command = COMMANDS.get(words[0]) if words else None
    if command is None:
        print(__doc__, file=sys.stderr)
        return 2
    _end_on_signals()
    try:
        return command(words[1:])
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _end_on_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal end a command, once, in a way that everything is cleaned up."""
    # A shell starts background jobs with SIGINT ignored, and nohup ignores SIGHUP; only the latter is somebody's wish.
    wanted = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        wanted.append(signal.SIGHUP)

    def end(number: int, frame: object) -> None:
        # The terminal, make and the kernel may each tell us, and a second one must not break off the cleaning up.
        for other in wanted:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in wanted:
        signal.signal(number, end)


def _call(command: list[str], env: dict[str, str]) -> int:
    """Runs a program in the foreground. Ctrl-C reaches it through the terminal; we wait for it either way."""
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig=TERM", "--", *command],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "panel.settings"} | env,
        cwd=ROOT,
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


@contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """Of the running developer servers, else of the running demo, else of the demo's servers started for this."""
    home = default_home()
    if (given := given_servers(os.environ)) is not None:
        yield given | keys(Home.open(home))
        return
    for name, held in (("dev.env", _dev_home()), ("demo.env", Home.open(home))):
        if (home / name).exists() and held.is_held():
            yield _read_env(home / name)
            return
    with running(Home.open(home)) as env:
        yield env


def _dev_home() -> Home:
    return Home.open(default_home() / "dev")


def _free_test_home() -> Home:
    """A home for this run of the tests; several may go on at once."""
    for number in range(1, TEST_HOMES + 1):
        home = Home.open(default_home() / f"test-{number}")
        if not home.is_held():
            return home
    raise Problem(f"{TEST_HOMES} runs of the tests are going on already.")


def _whole_suite() -> list[str]:
    return ["-n", str(min(len(os.sched_getaffinity(0)), 8)), "--dist", "loadfile"]


def _without_dashes(arguments: list[str]) -> list[str]:
    return arguments[1:] if arguments[:1] == ["--"] else arguments


def _read_env(file: Path) -> dict[str, str]:
    if not file.exists():
        raise Problem("No developer servers run. Start them with `python -m panel.local serve-dev`.")
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
