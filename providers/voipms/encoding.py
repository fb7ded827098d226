"""From Python values to the parameters of a call, checked against the catalogue before any byte leaves."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.values.routing import Route
from providers.voipms import scalars
from providers.wire.catalog import Method, Param

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what neither XML nor UTF-8 has
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PHONE = re.compile(r"[\w*#:.@<>\" -]+")


class Refused(ValueError):
    """A parameter cannot be sent. `name` is the parameter; the reason is for a person."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


class Unknown(Refused):
    """The method has no such parameter."""


class Missing(Refused):
    """A required parameter was not given."""


def encode(method: Method, given: Mapping[str, Any]) -> dict[str, str]:
    """The wire form of all parameters; None means not given. Raises `Refused` naming the first that is wrong."""
    wanted = {name: value for name, value in given.items() if value is not None}
    for name in wanted:
        if method.param(name) is None:
            raise Unknown(name, "there is no such parameter")
    encoded: dict[str, str] = {}
    for param in method.params:
        if param.name in wanted:
            encoded[param.name] = written(param, wanted[param.name])
            if param.type == "flag-true" and not encoded[param.name]:
                del encoded[param.name]  # this dialect has no word for no
        if param.required and not encoded.get(param.name):
            raise Missing(param.name, "it is required")
    return encoded


def written(param: Param, value: Any) -> str:
    """The wire form of one value. Raises `Refused`."""
    if isinstance(value, str) and value == "" and not param.required:
        return ""  # an empty value clears the field
    try:
        text = _WRITERS.get(param.type, _text)(value)
    except ValueError as problem:
        raise Refused(param.name, str(problem)) from None
    if param.values and text not in param.values:
        raise Refused(param.name, f"it must be one of {', '.join(param.values)}")
    return text


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError("it must be text")
    written = str(value)
    if _UNWRITABLE.search(written):
        raise ValueError("it must not hold control characters")
    return written


def _flag(true: str, false: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        meant = scalars.flag(value) if isinstance(value, (bool, int, str)) else None
        if meant is None:
            raise ValueError("it must be yes or no")
        return true if meant else false

    return write


def _whole(value: Any) -> str:
    written = _text(value)
    if not _WHOLE.fullmatch(written):
        raise ValueError("it must be a whole number")
    return written


def _number(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    written = _text(value)
    if not _NUMBER.fullmatch(written):
        raise ValueError("it must be a number")
    return written


def _or_word(word: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        return word if value == word else _whole(value)

    return write


def _day(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("it must be a date as YYYY-MM-DD")
    date.fromisoformat(value)
    return value


def _phone(value: Any) -> str:
    if isinstance(value, PhoneNumber):
        return scalars.digits(value)
    written = _text(value)
    if written.startswith("+"):
        try:
            return scalars.digits(PhoneNumber.parse(written))
        except NotAPhoneNumber:
            raise ValueError("it must be a telephone number") from None
    if not _PHONE.fullmatch(written):
        raise ValueError("it must be a telephone number")
    return written


def _route(value: Any) -> str:
    if isinstance(value, Route):
        return scalars.route_text(value)
    written = _text(value)
    if ":" not in written:
        raise ValueError("it must be a routing such as account:100001")
    return written


def _joined(separator: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        if isinstance(value, str):
            return _text(value)
        if not isinstance(value, Sequence):
            return _text(value)
        parts = [_route(part) if isinstance(part, Route) else _text(part) for part in value]
        if any(separator in part for part in parts):
            raise ValueError(f"its parts must not hold “{separator}”")
        return separator.join(parts)

    return write


def _email(value: Any) -> str:
    written = _text(value)
    if "@" not in written or any(character.isspace() for character in written):
        raise ValueError("it must be an e-mail address")
    return written


def _url(value: Any) -> str:
    written = _text(value)
    if "://" not in written:
        raise ValueError("it must be an address such as https://example.com/")
    return written


def _base64(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    try:
        base64.b64decode(_text(value), validate=True)
    except binascii.Error:
        raise ValueError("it must be base64") from None
    return str(value)


# The three dialects of booleans, and every other type of the catalogue. "string" and "tz-name" are plain text.
_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "flag-1/0": _flag("1", "0"),
    "flag-yes/no": _flag("yes", "no"),
    "flag-true": _flag("true", ""),
    "integer": _whole,
    "number": _number,
    "decimal": _number,
    "seconds-or-none": _or_word("none"),
    "seconds-or-unlimited": _or_word("unlimited"),
    "date": _day,
    "phone": _phone,
    "routing": _route,
    "list-semicolon": _joined(";"),
    "list-comma": _joined(","),
    "email": _email,
    "url": _url,
    "base64": _base64,
}
