"""VoIP Innovations' spelling of numbers, dates, money and flags. Pure functions, both directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from providers.values.phone import NotAPhoneNumber, PhoneNumber

Row = Mapping[str, Any]
State = TypeVar("State")
CARRIER_ZONE = ZoneInfo("America/New_York")  # DID911's times: no zone is written, Eastern is inferred (§5.3)
FIRST_YEAR = 1902  # 0001 and 1900 say "no date"
_FLAGS: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}
WHOLE = re.compile(r"-?[0-9]{1,19}")  # Python reads 1_00 and ² as numbers too
MOST_DIGITS = 30
TOLL_FREE_STATES = frozenset({"TF", "ALL"})  # they stand where other numbers have their state
PROVINCES = frozenset({"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"})


class WrongShape(ValueError):
    """A part of an answer is not what it should be."""


def text(value: object) -> str:
    """Without the blanks that callerName carries at its end; nil is empty."""
    return "" if value is None else str(value).strip()


@lru_cache(maxsize=200_000)
def phone(value: str) -> PhoneNumber | None:
    """Ten digits, or eleven with the leading 1; anything else of fifteen digits at most is international. None: no number."""
    digits = value.strip().removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) == 10:
        return PhoneNumber(f"+1{digits}")
    if 11 <= len(digits) <= 15:
        return PhoneNumber(f"+{digits}")
    return None


def place(state: str) -> tuple[str, str]:
    """Country and region of a record's state: no state and province share their letters. Toll-free numbers have neither."""
    if not state or state in TOLL_FREE_STATES:
        return "", ""
    return ("CA" if state in PROVINCES else "US"), state


def ten_digits(number: PhoneNumber) -> str:
    """For all DID work. Raises `WrongShape` for a number outside of North America."""
    if number.country_code != 1:
        raise WrongShape("only numbers of the United States and Canada")
    return number.e164[2:]


def eleven_digits(number: PhoneNumber) -> str:
    """For messages."""
    return f"1{ten_digits(number)}"


def flag(value: object) -> bool | None:
    """true, 1, false, 0; None when it was not told."""
    if isinstance(value, bool):
        return value
    written = text(value)
    return _FLAGS.get(written, _FLAGS.get(written.lower()))


def moment(value: object, zone: ZoneInfo | None = None) -> datetime | None:
    """Aware UTC; a time without a zone is of `zone`, UTC when none is named. The years 0001 and 1900 mean "no date"."""
    if isinstance(value, datetime):
        read = value
    else:
        written = text(value)
        if not written:
            return None
        # .NET writes seven digits of a second; Python reads six
        trimmed = re.sub(r"(\.\d{6})\d+", r"\1", written)
        try:
            read = datetime.fromisoformat(trimmed.replace("Z", "+00:00"))
        except ValueError:
            raise WrongShape(f"not a time: {written[:40]!r}") from None
    if read.year < FIRST_YEAR:
        return None
    if read.tzinfo is None:
        read = read.replace(tzinfo=zone or UTC)
    try:
        return read.astimezone(UTC)
    except OverflowError:  # the last hours of the year 9999
        raise WrongShape(f"not a time: {read}") from None


def amount(value: object) -> Decimal:
    """Written out, an amount has few digits: what nobody has would fill the memory when it is shown."""
    try:
        read = Decimal(text(value))
    except InvalidOperation:
        raise WrongShape(f"not an amount: {text(value)[:40]!r}") from None
    if not read.is_finite() or read.adjusted() > MOST_DIGITS or len(read.as_tuple().digits) > MOST_DIGITS:
        raise WrongShape("not an amount")
    return read


def whole(value: object) -> int | None:
    written = text(value)
    return int(written) if WHOLE.fullmatch(written) else None


def state_of(written: object, table: Iterable[tuple[str, State]], unknown: State) -> State:
    """By how one of the words begins: INACTIVE is not ACTIVE. The first of the table counts."""
    words = re.findall("[A-Z]+", text(written).upper())
    if "NOT" in words:
        return unknown
    return next((state for part, state in table if any(word.startswith(part) for word in words)), unknown)


def rows(result: Row, plural: str, item: str) -> list[Row]:
    """The items of a list field. Absent, nil and empty are all the same: nothing."""
    found = result.get(plural)
    inner = found.get(item) if isinstance(found, Mapping) else found
    if inner is None or inner == "":
        return []
    if isinstance(inner, Mapping):
        return [inner]
    if not isinstance(inner, Sequence) or isinstance(inner, str):
        raise WrongShape(f"{plural} is no list")
    return [each for each in inner if isinstance(each, Mapping)]


def texts(result: Row, plural: str) -> list[str]:
    """The items of a list of texts."""
    found = result.get(plural)
    inner = found.get("string") if isinstance(found, Mapping) else found
    if inner is None or inner == "":
        return []
    listed = inner if isinstance(inner, Sequence) and not isinstance(inner, str) else [inner]
    return [text(each) for each in listed if text(each)]


def parsed(value: str) -> PhoneNumber:
    """A number in any notation. Raises `WrongShape`."""
    try:
        return PhoneNumber.parse(value)
    except NotAPhoneNumber:
        raise WrongShape("no telephone number") from None
