"""Nothing secret in a log, a trace, a sample or a stored row.

Two nets: values that are known to be secret are cut out wherever they stand, and members or parameters whose name says
that they are secret are masked whatever they hold.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "•••"
SAMPLE_CHARACTERS = 2000

_NAMES = (
    r"(?:\w*_)?(?<!skip_)(?:pass(?:word|wd|phrase|code)?|secret|token|api_?key|authorization|pin|pin_number|security_code|imei"
    r"|credit_card_\w+|bank_\w+|url_callback|webhook|smpp_url)"
)
# Each name has one of these in it: whether any is there is found out much faster than where.
_PARTS_OF_NAMES = (
    "pass", "secret", "token", "apikey", "api_key", "authorization", "pin", "security_code", "imei", "credit_card_", "bank_",
    "url_callback", "webhook", "smpp_url",
)  # fmt: skip
_NAME = re.compile(_NAMES, re.IGNORECASE)
_NAMED_IN_JSON = re.compile(rf'("{_NAMES}"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^,}}\]\s]+)', re.IGNORECASE)
_NAMED_IN_QUERY = re.compile(rf"\b({_NAMES}=)[^&\s\"'<>]+", re.IGNORECASE)
_NAMED_IN_XML = re.compile(rf"(<(?:\w+:)?{_NAMES}(?:\s[^<>]*)?>)[^<]+", re.IGNORECASE)
_USER_IN_URL = re.compile(r"(\b\w+://)[^/\s@]+@")
_LONG_PARAM = 200
_LONG_NAME = 80  # names beyond it are not remembered


class Secret:
    """A secret that can be carried about: its value shows only when asked for by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


def is_secret_name(name: str) -> bool:
    """Whether a parameter or field of this name holds a secret: password, pin, api_token, a callback URL with its key…"""
    return _is_secret(name) if len(name) <= _LONG_NAME else _NAME.fullmatch(name) is not None


@lru_cache(maxsize=4096)  # asked for each field of each row
def _is_secret(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def without_secrets(row: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a provider's row that may be kept: secret members are masked where they hold something."""
    secret = _secret_names(tuple(row))
    return {name: MASK if name in secret and value else value for name, value in row.items()} if secret else dict(row)


@lru_cache(maxsize=1024)
def _secret_names(names: tuple[str, ...]) -> frozenset[str]:
    """Rows of one listing have the same names: which of them are secret is found out once."""
    return frozenset(name for name in names if is_secret_name(name))


class Redactor:
    """Cuts the given secrets, in every spelling that a wire gives them, out of texts."""

    __slots__ = ("_spellings",)

    def __init__(self, secrets: Collection[Secret] = ()) -> None:
        self._spellings = _spellings(secrets)

    def text(self, text: str) -> str:
        """The text without secrets, cut to a sample of about 2,000 characters. No NUL is left in it: no database holds one."""
        text = text.replace("\0", "")
        for spelling in self._spellings:
            text = text.replace(spelling, MASK)
        if _may_name_a_secret(text):
            text = _NAMED_IN_JSON.sub(rf'\1"{MASK}"', text)
            text = _NAMED_IN_XML.sub(rf"\1{MASK}", text)
            text = _NAMED_IN_QUERY.sub(rf"\1{MASK}", text)
        text = _USER_IN_URL.sub(rf"\1{MASK}@", text)
        return text if len(text) <= SAMPLE_CHARACTERS else f"{text[:SAMPLE_CHARACTERS]}… ({len(text)} characters)"

    def params(self, params: Mapping[str, str]) -> str:
        """Parameters as one readable line: `did=5145550142&note=front desk`; files by their length only."""
        shown = (f"{name}={self._param(name, value)}" for name, value in params.items())
        return self.text("&".join(shown))

    def _param(self, name: str, value: str) -> str:
        if value and is_secret_name(name):
            return MASK
        return value if len(value) <= _LONG_PARAM else f"{value[:40]}… ({len(value)} characters)"


def _may_name_a_secret(text: str) -> bool:
    folded = text.casefold()
    return any(part in folded for part in _PARTS_OF_NAMES)


def _spellings(secrets: Collection[Secret]) -> list[str]:
    """Longest first, so that no spelling leaves the rest of a longer one behind."""
    found: set[str] = set()
    for secret in secrets:
        value = secret.reveal()
        in_json = json.dumps(value)[1:-1]
        quoted = (quote(value, safe="", errors="replace"), quote(value, errors="replace"))
        found |= {value, *quoted, quote_plus(value, errors="replace")}
        found |= {html.escape(value), html.escape(value, quote=False)}
        found |= {in_json, in_json.replace("/", r"\/"), json.dumps(value, ensure_ascii=False)[1:-1]}
    return sorted(found - {""}, key=len, reverse=True)
