"""How VoIP.ms spells single values, both ways.

Absent, empty and "0" are three different things here; each function says which is which.
Source: the fact sheet's sections 3 (requests), 4 (answers), 6 (dates) and 9 (routing strings); see NOTES.md.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from providers.values.money import Money
from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.values.routing import NOWHERE, Route, RouteKind
from providers.wire.clock import WallClock

EASTERN = ZoneInfo("America/New_York")
CLOCK = WallClock(EASTERN)
CURRENCY = "USD"

_YES = frozenset({"1", "yes", "y", "true", "on"})
_NO = frozenset({"0", "no", "n", "false", "off"})
_LONGEST = 40  # characters of a number or an amount; what is longer is neither, and is not remembered
_NORTH_AMERICAN = re.compile(r"1?[2-9]\d{9}", re.ASCII)
_NO_DATE = "0000-00-00"
_CALLER_ID = re.compile(r'^\s*"?(?P<name>[^"<]*?)"?\s*<(?P<number>[^>]*)>\s*$')

HEADERS: Mapping[RouteKind, str] = {
    RouteKind.ACCOUNT: "account",
    RouteKind.FORWARD: "fwd",
    RouteKind.VOICEMAIL: "vm",
    RouteKind.SIP_URI: "sip",
    RouteKind.RING_GROUP: "grp",
    RouteKind.IVR: "ivr",
    RouteKind.QUEUE: "queue",
    RouteKind.CALLBACK: "cb",
    RouteKind.TIME_CONDITION: "tc",
    RouteKind.DISA: "disa",
    RouteKind.RECORDING: "recording",
    RouteKind.SYSTEM: "sys",
    RouteKind.NONE: "none",
}
_KINDS = {header: kind for kind, header in HEADERS.items()}


class WrongShape(ValueError):
    """A value has a form that VoIP.ms was never seen to send."""


def text(value: object) -> str:
    """Any scalar as text without spaces around it; null and false (seen for "no date") are empty."""
    if type(value) is str:
        return value.strip()
    if value is None or value is False:
        return ""
    if isinstance(value, (str, int, float)):
        return str(value).strip()
    raise WrongShape(f"wanted a single value, not {type(value).__name__}")


def told(value: object) -> str:
    """As `text`, empty for what is no single value: for an id in the answer to a write, which was carried out in any case."""
    return text(value) if value is None or isinstance(value, (str, int, float)) else ""


def flag(value: object) -> bool | None:
    """yes/no, Y/N, 1/0 and true/false, as text or bare; None when absent, empty or another word."""
    word = str(int(value)) if isinstance(value, bool) else text(value).lower()
    if word in _YES:
        return True
    return False if word in _NO else None


def whole(value: object) -> int | None:
    """A whole number; None when absent, empty or a word ("none", "unlimited")."""
    try:
        return int(text(value))
    except ValueError:
        return None


def seconds(value: object) -> int | None:
    """A duration as HH:MM:SS, MM:SS or bare seconds; None when absent or empty."""
    parts = pieces(value, ":")
    total = 0
    for part in parts:
        total = total * 60 + (whole(part) or 0)
    return total if parts else None


def content(value: object) -> bytes:
    """The bytes of a file that came as base64, with or without the front of a data URI."""
    written = text(value).partition("base64,")[2] or text(value)
    try:
        found = base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise WrongShape(f"not base64: {problem}") from None
    if not found:
        raise WrongShape("a file without content")
    return found


def decimal(value: object) -> Decimal | None:
    """An exact number; None when absent, empty or not a number."""
    try:
        number = Decimal(text(value).replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def money(value: object) -> Money | None:
    """An amount in US dollars, the currency of every VoIP.ms account."""
    written = text(value)
    return _money(written) if len(written) <= _LONGEST else None


@lru_cache(maxsize=8192)  # prices repeat from row to row
def _money(written: str) -> Money | None:
    amount = decimal(written)
    return None if amount is None else Money(amount, CURRENCY)


def day(value: object) -> date | None:
    """YYYY-MM-DD, a time behind it ignored; None for 0000-00-00 and for nothing."""
    written = text(value)[:10]
    if not written or written == _NO_DATE:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as problem:
        raise WrongShape(f"not a date: {written!r}") from problem


def moment(value: object) -> datetime | None:
    """YYYY-MM-DD HH:MM:SS on the clock of New York, as aware UTC; None for 0000-00-00 and for nothing.

    In the hour that autumn repeats, the first of the two is taken; in the hour that spring skips, standard time.
    """
    written = text(value)
    if not written or written.startswith(_NO_DATE):
        return None
    try:
        return CLOCK.moment(written)
    except ValueError as problem:
        raise WrongShape(f"not a time: {written!r}") from problem


def phone(value: object) -> PhoneNumber | None:
    """A telephone number in any of their spellings; None for extensions, words and the sentinels -1 and empty.

    Ten digits (dots allowed) and eleven with a leading 1 are North American; 011 and longer runs are international.
    """
    written = text(value)
    return _phone(written) if len(written) <= _LONGEST else None


@lru_cache(maxsize=8192)  # listings tell the same few numbers again and again, and reading one is slow
def _phone(written: str) -> PhoneNumber | None:
    digits = re.sub(r"[\s().-]", "", written)
    plus = digits.startswith("+")
    digits = digits.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) < 8 or written.startswith("-"):
        return None
    if plus:
        written = f"+{digits}"
    elif _NORTH_AMERICAN.fullmatch(digits):
        return PhoneNumber(f"+1{digits[-10:]}")
    elif len(digits) == 10:
        written = f"+1{digits}"
    elif len(digits) > 10:
        written = f"+{digits.removeprefix('011')}"
    else:
        return None
    try:
        return PhoneNumber.parse(written)
    except NotAPhoneNumber:
        return None


def digits(number: PhoneNumber) -> str:
    """A number as VoIP.ms wants it: ten digits in North America, else the country code and the rest."""
    return number.national if number.country_code == 1 else number.e164[1:]


def caller_id(value: object) -> tuple[str, str]:
    """`"Name" <number>` as (name, number); a bare number as ("", number)."""
    written = text(value)
    found = _CALLER_ID.match(written)
    if not found:
        return "", written
    return found["name"].strip(), found["number"].strip()


def pieces(value: object, separator: str = ";") -> list[str]:
    """The parts of a joined list, or of a real one, without spaces and empty parts."""
    parts = value if isinstance(value, list) else text(value).split(separator)
    return [part for part in (text(part) for part in parts) if part]


def items(value: object) -> list[Any]:
    """What stands under a list key: a list, one bare object, or an object keyed by index. Nothing is no items."""
    if value in (None, "", False):
        return []
    if isinstance(value, dict) and value and all(isinstance(row, dict) for row in value.values()):
        return list(value.values())
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        return value
    raise WrongShape(f"wanted rows, not {type(value).__name__}")


def row(item: object) -> dict[str, Any]:
    """One item of a list as the object that it should be."""
    if not isinstance(item, dict):
        raise WrongShape("wanted a row that is an object")
    return item


def rows(value: object) -> list[dict[str, Any]]:
    """The rows under a list key, all of which must be objects."""
    return [row(item) for item in items(value)]


def route(value: object) -> Route:
    """`header:record`, split at the first colon. Nothing, -1 and `none:` are nowhere; other headers are kept as UNKNOWN."""
    written = text(value)
    header, colon, target = written.partition(":")
    if written in ("", "-1", "0", "none") or (colon and header == "none"):
        return Route(kind=RouteKind.NONE, raw=written)
    kind = _KINDS.get(header)
    if not colon or not target or kind is None:
        return Route(kind=RouteKind.UNKNOWN, target=written, raw=written)
    return Route(kind=kind, target=target, raw=written)


def route_text(route: Route) -> str:
    """The wire form of a route. `ValueError` for kinds that VoIP.ms cannot route to (call hunting, conferences…)."""
    if route.kind is RouteKind.UNKNOWN and route.raw:
        return route.raw
    if route == NOWHERE:
        return "none:"
    header = HEADERS.get(route.kind)
    if header is None or route.kind is RouteKind.NONE or not route.target:
        raise ValueError(f"VoIP.ms has no route to {route.kind.value} {route.target!r}")
    return f"{header}:{route.target}"


def id_or_none(value: object) -> str:
    """The id of an object, empty for the sentinels that mean "none": nothing, 0, -1 and the word."""
    written = text(value)
    return "" if written in ("0", "-1", "none") else written
