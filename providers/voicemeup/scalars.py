"""How VoiceMeUp spells single values, both ways.

Everything is text; an empty element reads as None. Source: the fact sheet's sections 4 (types) and 6 (amounts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from providers.values.money import Money
from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.wire.catalog import load
from providers.wire.clock import WallClock

# The service states neither zone nor default currency beyond "CAD": facts to correct in the catalogue's options.
_OPTIONS = load("voicemeup").options
ZONE = ZoneInfo(_OPTIONS["time_zone"])
CLOCK = WallClock(ZONE)
CURRENCY = _OPTIONS["currency"]

_AMOUNT = re.compile(r"(?P<minus>-)?(?P<digits>\d+(\.\d*)?|\.\d+)(?P<credit>cr)?", re.IGNORECASE | re.ASCII)
_NORTH_AMERICAN = re.compile(r"1?([2-9]\d{2}[2-9]\d{6})")
_DAY_LENGTH, _CLOCK_LENGTH = len("YYYY-MM-DD"), len("HH:MM:SS")
_YES = frozenset({"1", "yes", "true", "enabled"})
_NO = frozenset({"0", "no", "false", "disabled"})


class WrongShape(ValueError):
    """A value has a form that VoiceMeUp was never seen to send."""


def text(value: object) -> str:
    """A field as text; absent and empty are both empty. A field that holds more elements is refused."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    raise WrongShape(f"wanted a single value, not {type(value).__name__}")


def flag(value: object) -> bool | None:
    """1 or 0; None when absent, empty or another word."""
    word = text(value).lower()
    if word in _YES:
        return True
    return False if word in _NO else None


def whole(value: object) -> int | None:
    """A whole number; None when absent, empty or a word such as "disabled"."""
    written = text(value)
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 18 else None


def pieces(value: object) -> tuple[str, ...]:
    """The parts of a list, comma-joined or as elements, without empty ones."""
    parts = value if isinstance(value, list) else text(value).split(",")
    found = (part.strip() for part in parts if isinstance(part, str))
    return tuple(part for part in found if part)


def decimal(value: object) -> Decimal | None:
    """A rate, a fee or a charge: an exact number, taken as it stands; None when absent, empty or no number."""
    try:
        number = Decimal(text(value).replace(",", "").lstrip("$ "))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@lru_cache(maxsize=16384)
def _money(written: str, currency: str) -> Money | None:
    amount = decimal(written)
    return None if amount is None else Money(amount, currency)


def money(value: object, currency: object = None) -> Money | None:
    """As `decimal`, in the record's currency or else the account's."""
    return _money(text(value), currency_of(currency))


def balance(value: object) -> Decimal | None:
    """`account_balance` and `funds_left`: "12.50CR" is +12.50, and 12.50 WITHOUT the suffix is owed: -12.50.

    None when absent or empty. A minus together with CR contradicts itself and is refused.
    """
    written = re.sub(r"[\s$€,]", "", text(value))
    if not written:
        return None
    found = _AMOUNT.fullmatch(written)
    if found is None or (found["minus"] and found["credit"]):
        raise WrongShape(f"not an amount: {text(value)[:40]!r}")
    amount = Decimal(found["digits"])
    return amount if found["credit"] or not amount else -amount


def has_credit_suffix(value: object) -> bool:
    return text(value).upper().endswith("CR")


def currency_of(value: object) -> str:
    """An ISO 4217 code; what is none is the default of the account."""
    if value is None:
        return CURRENCY
    code = text(value).upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else CURRENCY


def day(value: object) -> date | None:
    """YYYY-MM-DD, a time behind it ignored; None for nothing and for 0000-00-00."""
    written = text(value)[:10]
    if not written or written == "0000-00-00":
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise WrongShape(f"not a date: {written!r}") from None


def moment(day: object, time: object = None) -> datetime | None:
    """A date and a time of the service's clock (Eastern, assumed) as aware UTC; midnight where no time is told.

    None for no date. In the hour that autumn repeats, the first of the two is taken.
    """
    written = text(day)
    if not written or written.startswith("0000-00-00"):
        return None
    clock = text(time)
    try:
        if len(written) == _DAY_LENGTH and len(clock) == _CLOCK_LENGTH:
            return CLOCK.moment(f"{written} {clock}")
        local = datetime.fromisoformat(f"{written}T{clock}" if clock else written)
        return (local if local.tzinfo else local.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongShape(f"not a time: {written[:40]!r} {clock[:40]!r}") from None


@lru_cache(maxsize=4096)
def _number(written: str) -> PhoneNumber | None:
    digits = re.sub(r"[\s().-]", "", written)
    plus, digits = digits.startswith("+"), digits.removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return None
    local = _NORTH_AMERICAN.fullmatch(digits)
    if local:
        return PhoneNumber(f"+1{local[1]}")
    if len(digits) <= 10 and not plus:
        return None
    try:
        return PhoneNumber.parse(f"+{digits if plus else digits.removeprefix('011')}")
    except NotAPhoneNumber:
        return None


def phone(value: object) -> PhoneNumber | None:
    """Outputs mix 10 and 11 digits; longer runs are international, with 011 or without. None for what is no number."""
    written = text(value)
    return _number(written) if written else None


def party(value: str | None) -> tuple[str, PhoneNumber | None]:
    """One end of a call: what was written, and the telephone number that it is."""
    return (text(value), phone(value)) if value else ("", None)


def digits(number: PhoneNumber) -> str:
    """A number as requests want it: ten digits in North America, else country code and the rest, without 011."""
    return number.national if number.country_code == 1 else number.e164[1:]


def eleven(number: PhoneNumber) -> str:
    """A number as version 1.1 wants it: with the country code, without a plus."""
    return number.e164[1:]


def first(row: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds something."""
    return next((found for name in names if (found := text(row.get(name)))), "")
