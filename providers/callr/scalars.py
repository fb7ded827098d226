"""How CALLR spells single values (fact sheet, section 4): amounts in cents, UTC without a mark, E.164 with its plus."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.wire.redact import MASK, is_secret_name

_CENTS = Decimal(100)
_E164 = re.compile(r"\+[1-9][0-9]{5,14}")
DEEPEST = 20  # levels of an answer that are kept; nothing documented is deeper than five


class WrongShape(ValueError):
    """A value has a form that CALLR does not document."""


def text(value: object) -> str:
    """Any scalar as text; null is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return str(value)
    raise WrongShape(f"wanted a single value, not {type(value).__name__}")


def whole(value: object) -> int | None:
    """A whole number, bare or as text; None when absent or another word."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    written = text(value).strip()
    return int(written) if re.fullmatch(r"-?[0-9]{1,19}", written) else None


def flag(value: object) -> bool | None:
    """true/false, also as 1/0 or text; None when absent or another word."""
    if isinstance(value, bool):
        return value
    word = text(value).lower()
    return {"true": True, "1": True, "false": False, "0": False}.get(word)


def money(value: object, currency: str) -> Money | None:
    """An amount in cents, as a string or number, in whole units of `currency`; None when absent or not a number."""
    amount = decimal(value)
    return None if amount is None else Money(amount / _CENTS, currency)


def decimal(value: object) -> Decimal | None:
    written = text(value).strip()
    if not written or len(written) > 40:
        return None
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 20 else None


def cents(amount: Decimal) -> str:
    """An amount in whole units as CALLR writes it: cents with two decimals. `ValueError` for less than a hundredth of one."""
    written = amount * _CENTS
    if not written.is_finite() or written < 0:
        raise ValueError("an amount is zero or more")
    rounded = written.quantize(Decimal("0.01"))
    if rounded != written:
        raise ValueError("an amount has at most four decimals")
    return f"{rounded:f}"


def moment(value: object) -> datetime | None:
    """Any of the three notations, all UTC: plain, with milliseconds, and ISO with a zone. None for null and empty."""
    written = text(value)
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongShape(f"not a time: {written[:40]!r}") from None


def moment_text(moment: datetime) -> str:
    """The plain notation of an aware time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


@lru_cache(maxsize=65536)  # an account talks with the same numbers again and again
def _phone(written: str) -> PhoneNumber | None:
    return PhoneNumber(written) if _E164.fullmatch(written) else None


def phone(value: object) -> PhoneNumber | None:
    """A number with its plus; None for BLOCKED, short codes, words and nothing."""
    return _phone(value) if isinstance(value, str) else None


def row(item: object) -> dict[str, Any]:
    """One object of an answer. PHP writes an empty one as an empty list."""
    if item == []:
        return {}
    if not isinstance(item, dict):
        raise WrongShape("wanted an object")
    return item


def rows(value: object) -> list[Any]:
    """The items of a list, or of a dictionary keyed by id; null is none."""
    if value is None:
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    raise WrongShape(f"wanted a list, not {type(value).__name__}")


def kept(value: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of an object that may be stored: secret members are masked at every depth."""
    return {name: _kept(name, found, DEEPEST) for name, found in value.items()}


def _kept(name: str, value: Any, depth: int) -> Any:
    if is_secret_name(name) and not isinstance(value, (dict, list)):
        return MASK if value else value
    if depth == 0:
        return None
    if isinstance(value, dict):
        return {key: _kept(key, found, depth - 1) for key, found in value.items()}
    if isinstance(value, list):
        return [_kept("", found, depth - 1) for found in value]
    return value
