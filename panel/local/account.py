"""The user that runs Postgres, which refuses to run as root.

An ordinary user is its own server account. For root an unprivileged account of the machine is borrowed, and the
checkout may lie below a folder that only root may enter. No mode is changed for that; the first of these that works
is taken:

1. nothing: everything is reachable as it is;
2. the capability to pass folders and read files (CAP_DAC_READ_SEARCH), kept across the change of user;
3. CAP_DAC_OVERRIDE, for containers whose bounding set lacks the former;
4. binaries and data in a folder of their own below /var/lib, with a link from the home.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from panel.local.problem import Problem

CAPABILITIES = ("dac_read_search", "dac_override")
SHARED_STATE = Path("/var/lib")


@dataclass(frozen=True)
class Account:
    """How to become the user of a server: the words put before its command line."""

    uid: int
    gid: int
    capability: str | None = None

    @property
    def is_self(self) -> bool:
        return self.uid == os.geteuid()

    def prefix(self) -> list[str]:
        """Arguments for setpriv(1) that become this user."""
        if self.is_self:
            return []
        words = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        if self.capability:
            # Without the secure bit access(2) ignores the capability, and Postgres asks access(2) about its binaries.
            words += [f"--inh-caps=-all,+{self.capability}", f"--ambient-caps=-all,+{self.capability}"]
            words += ["--securebits=+no_setuid_fixup"]
        return words

    def own(self, path: Path) -> None:
        if not self.is_self:
            os.chown(path, self.uid, self.gid)

    def can(self, *tests: str) -> bool:
        """Whether test(1), run as this user, agrees to all of `tests`, such as `-x /some/path`."""
        words = [word for test in tests for word in ("-a", *test.split(" ", 1))][1:]
        done = subprocess.run(["setpriv", *self.prefix(), "--", "test", *words], capture_output=True, check=False)
        return done.returncode == 0


def choose(data: Path) -> Account:
    """The account that owns `data`, or would own it if it were made now."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    entry = _entry(data)
    return Account(entry.pw_uid, entry.pw_gid)


def reach(account: Account, installation: Path, data: Path) -> tuple[Account, Path, Path]:
    """The account with what it needs to use both folders, and where they are; they move only as the last resort."""
    if account.is_self:
        return account, installation, data
    needed = (f"-x {installation}/bin/postgres", f"-r {_any_file(installation / 'share')}", f"-x {data.parent}")
    for capability in (None, *CAPABILITIES):
        candidate = replace(account, capability=capability)
        if candidate.can(*needed):
            return candidate, installation, data
    return account, *_apart(installation, data)


def _entry(data: Path) -> pwd.struct_passwd:
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("Postgres cannot run as root, and this machine has neither a user postgres nor a user nobody.")


def _any_file(folder: Path) -> Path:
    return next(path for path in sorted(folder.rglob("*.bki")) if path.is_file())


def _apart(installation: Path, data: Path) -> tuple[Path, Path]:
    """Binaries copied to, and data linked from, a folder that every user may enter."""
    name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    folder = SHARED_STATE / f"patchbay-{name}"
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")  # found by the binaries relative to themselves
    binaries = folder / "binaries"
    try:
        folder.mkdir(mode=0o755, exist_ok=True)
        folder.chmod(0o755)
        if not binaries.exists():
            copying = folder / "copying"
            for part in (package, libraries):
                shutil.copytree(part, copying / part.name, symlinks=True, dirs_exist_ok=True)
            copying.rename(binaries)
        if not data.exists():
            data.unlink(missing_ok=True)
            data.symlink_to(folder / data.name)
    except OSError as error:
        raise Problem(f"Postgres cannot run as root here, and {folder} cannot be used: {error.strerror}.") from error
    return binaries / package.name / installation.name, folder / data.name
