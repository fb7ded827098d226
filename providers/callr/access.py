"""The three ways to sign in, and acting as another account (fact sheet, section 2)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from providers.wire.redact import Secret

_AS = re.compile(r"(?P<kind>user\.login|account\.hash) (?P<target>\S+)", re.IGNORECASE)
_HEADER_SAFE = re.compile(r"[\x21-\x7e]+( [\x21-\x7e]+)?")


@dataclass(frozen=True, slots=True)
class Basic:
    """Login and password, those of the customer portal."""

    login: str
    password: Secret

    @property
    def secret(self) -> Secret:
        return self.password

    def header(self) -> str:
        pair = f"{self.login}:{self.password.reveal()}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")

    @property
    def complete(self) -> bool:
        return bool(self.login and self.password.reveal())


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of `api-key.create`: 100 hex characters."""

    secret: Secret

    def header(self) -> str:
        return f"Api-Key {self.secret.reveal()}"

    @property
    def complete(self) -> bool:
        return _HEADER_SAFE.fullmatch(self.secret.reveal()) is not None


@dataclass(frozen=True, slots=True)
class Session:
    """A token of `session.create`: 40 hex characters. `refresh` is what `session.refresh` wants."""

    secret: Secret
    refresh: Secret = Secret("")

    def header(self) -> str:
        return f"Session {self.secret.reveal()}"

    @property
    def complete(self) -> bool:
        return _HEADER_SAFE.fullmatch(self.secret.reveal()) is not None


Access = Basic | ApiKey | Session


def login_as(wanted: str) -> str:
    """The value of the login-as header: `account.hash XXXXXXXX` as it stands, any other word as the login of a user.

    `ValueError` for what no header can carry.
    """
    wanted = wanted.strip()
    if not wanted:
        return ""
    found = _AS.fullmatch(wanted)
    value = f"{found['kind'].lower()} {found['target']}" if found else f"user.login {wanted}"
    if not _HEADER_SAFE.fullmatch(value):
        raise ValueError("it must be a login, or account.hash and the hash of an account")
    return value
