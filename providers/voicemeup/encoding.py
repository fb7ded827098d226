"""From Python values to the parameters of a request, checked against the catalogue before any byte leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.voicemeup import scalars
from providers.wire.catalog import Catalog, Group, Method, Param

Wire = dict[str, str | list[str]]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"\d+", re.ASCII)
_AMOUNT = re.compile(r"\d+(\.\d+)?", re.ASCII)
_FLAGS = ("0", "1")

# The conditional groups of the catalogue: (method, parameter) is wanted while the other parameter, or its default, says so.
_WANTED_WHEN: Mapping[tuple[str, str], tuple[str, str]] = {
    ("update_mailbox", "client_mailbox_id"): ("mode", "update"),
    ("update_mailbox", "contact_name"): ("enable_mail_notification", "1"),
    ("update_extension", "client_extension_id"): ("mode", "update"),
}


class Refused(ValueError):
    """A parameter cannot be sent. `name` is the parameter; the reason is for a person."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


class Unknown(Refused):
    """The request type has no such parameter."""


class Missing(Refused):
    """A required parameter was not given."""


def encode(method: Method, given: Mapping[str, Any], catalog: Catalog) -> Wire:
    """The wire form of all parameters; None means not given. Raises `Refused` naming the first that is wrong.

    A list is sent as the catalogue's option `array_encoding` says: "comma", "brackets" (`name[]=a&name[]=b`) or "repeat".
    """
    wanted = {name: value for name, value in given.items() if value is not None}
    for name in wanted:
        if method.param(name) is None:
            raise Unknown(name, "there is no such parameter")
    encoded: Wire = {}
    for param in method.params:
        if param.required and wanted.get(param.name, "") == "":
            raise Missing(param.name, "it is required")
        if param.name in wanted:
            encoded |= _encode(param, wanted[param.name], catalog)
    _check_together(method, {name for name, value in wanted.items() if value != ""}, encoded)
    return encoded


def _encode(param: Param, value: Any, catalog: Catalog) -> Wire:
    if not param.many:
        return {param.name: _one(param, value, catalog)}
    parts = [_one(param, part, catalog) for part in _parts(param, value)]
    if not parts:
        return {param.name: catalog.options["empty_list"]}
    if any("," in part for part in parts):
        raise Refused(param.name, "its parts must not hold commas")
    match catalog.options["array_encoding"]:
        case "brackets":
            return {f"{param.name}[]": parts}
        case "repeat":
            return {param.name: parts}
        case _:
            return {param.name: ",".join(parts)}


def _parts(param: Param, value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, int) and not isinstance(value, bool):
        return [value]
    if isinstance(value, (Sequence, set, frozenset)) and not isinstance(value, bytes):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    raise Refused(param.name, "it must be a list")


def _one(param: Param, value: Any, catalog: Catalog) -> str:
    if value == "":
        return ""  # may be an attempt to clear the setting
    try:
        written = _writer(param)(value)
    except ValueError as problem:
        raise Refused(param.name, str(problem)) from None
    if param.values and written not in param.values:
        raise Refused(param.name, f"it must be one of {', '.join(param.values)}")
    if param.format and not re.fullmatch(catalog.formats[param.format], written, re.ASCII):
        raise Refused(param.name, f"it must be of the form {_in_words(param)}")
    return written


def _in_words(param: Param) -> str:
    return param.format.replace("_", " ")


def _writer(param: Param) -> Callable[[Any], str]:
    if param.values == _FLAGS:
        return _flag
    if param.format.startswith("digits") or param.format == "number_or_username":
        return _digits if param.format != "digits_11" else _eleven
    return _WRITERS.get(param.type, _text)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError("it must be text")
    written = str(value)
    if "\x00" in written:
        raise ValueError("it must not hold null characters")
    return written


def _flag(value: Any) -> str:
    meant = value if isinstance(value, bool) else scalars.flag(str(value))
    if meant is None:
        raise ValueError("it must be yes or no")
    return "1" if meant else "0"


def _whole(value: Any) -> str:
    written = _text(value)
    if not _WHOLE.fullmatch(written):
        raise ValueError("it must be a whole number")
    return written


def _amount(value: Any) -> str:
    written = f"{value:f}" if isinstance(value, Decimal) else _text(value)
    if not _AMOUNT.fullmatch(written):
        raise ValueError("it must be an amount such as 25.00")
    return written


def _day(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("it must be a date as YYYY-MM-DD")
    date.fromisoformat(value)
    return value


def _digits(value: Any) -> str:
    """Telephone numbers without their plus, ten digits in North America; other digits as they are."""
    number = _number(value)
    return _text(value) if number is None else scalars.digits(number)


def _eleven(value: Any) -> str:
    number = _number(value)
    return _text(value) if number is None else scalars.eleven(number)


def _number(value: Any) -> PhoneNumber | None:
    if isinstance(value, PhoneNumber):
        return value
    if not isinstance(value, str) or not value.startswith("+"):
        return None
    try:
        return PhoneNumber.parse(value)
    except NotAPhoneNumber:
        raise ValueError("it must be a telephone number") from None


def _url(value: Any) -> str:
    written = _text(value)
    if "://" not in written:
        raise ValueError("it must be an address such as https://example.com/")
    return written


_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "integer": _whole,
    "bool": _flag,
    "decimal": _amount,
    "date": _day,
    "url": _url,
}


def _check_together(method: Method, given: set[str], encoded: Wire) -> None:
    for group in method.groups:
        _check_group(group, given)
    for param in method.params:
        condition = _WANTED_WHEN.get((method.name, param.name))
        if condition is None or encoded.get(param.name):
            continue
        switch, word = condition
        standing = method.param(switch)
        if encoded.get(switch, standing.default if standing else "") == word:
            raise Missing(param.name, f"it is required while {switch} is {word}")


def _check_group(group: Group, given: set[str]) -> None:
    whole = [member for member in group.members if set(member.split("+")) <= given]
    if group.mode == "at-least-one" and not whole:
        raise Missing(group.members[0], f"one of {', '.join(group.members)} is required")
    if group.mode == "all-or-none" and whole and len(whole) < len(group.members):
        missing = next(member for member in group.members if member not in whole)
        raise Missing(missing, f"{', '.join(group.members)} come together")
