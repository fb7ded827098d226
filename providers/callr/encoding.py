"""From named Python values to the positional parameters of a call, checked against the catalogue before any byte leaves.

Values may be the plain JSON ones, values of ours (`PhoneNumber`, aware `datetime`, `Decimal`), or the text that a form of a page
gives: "12", "true", JSON of an object, an array with commas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from providers.callr import scalars
from providers.values.phone import PhoneNumber
from providers.wire.catalog import Catalog, Method, Param

# Lowest and highest of the formats that are numbers (fact sheet, section 4; seed, Target and SIP.Subscriber).
_BOUNDS: Mapping[str, tuple[int, int]] = {"dial_timeout": (5, 300), "ring_timeout": (5, 120), "callid": (0, 2**64 - 1)}
_LENIENT = ("SearchFilters", "Search.Filters", "Search.Options")  # an empty text there means "any" and "by default"
_TTS = re.compile(r"TTS\|[^|]+\|.+", re.DOTALL)
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
DEEPEST = 30  # levels of an object that is passed on unread


class Refused(ValueError):
    """A parameter cannot be sent. `name` is the parameter, or the path into it; the reason is for a person."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


class Unknown(Refused):
    """The method, or the object, has nothing of that name."""


class Missing(Refused):
    """A required value was not given."""


def encode(catalog: Catalog, method: Method, given: Mapping[str, Any]) -> list[Any]:
    """All positions of a call. Raises `Refused` naming the first that is wrong.

    Optional ones that were not given are null. Those at the end are sent or left out as the catalogue's option
    `trailing_optional` says ("null" or "omit").
    """
    for name in given:
        if method.param(name) is None:
            raise Unknown(name, "there is no such parameter")
    positions = [_position(catalog, param, given.get(param.name)) for param in method.params]
    if catalog.options.get("trailing_optional") == "omit":
        while positions and positions[-1] is None and not method.params[len(positions) - 1].required:
            positions.pop()
    return positions


def _position(catalog: Catalog, param: Param, value: Any) -> Any:
    if value is None and param.default:
        return msgspec.json.decode(param.default)
    if value is None:
        if param.required and not param.nullable:
            raise Missing(param.name, "it is required")
        return None
    if value == "" and not param.required and param.type != "string":
        return None  # an empty field of a form
    return written(catalog, param, value)


def written(catalog: Catalog, param: Param, value: Any, path: str = "") -> Any:
    """The JSON of one value. Raises `Refused` with the path of what is wrong: "target.timeout"."""
    path = path or param.name
    if param.many or param.type == "array":
        return [_one(catalog, param, item, path) for item in _sequence(value, path)]
    return _one(catalog, param, value, path)


def _sequence(value: Any, path: str) -> Sequence[Any]:
    if isinstance(value, str):
        value = _json(value, path) if value.lstrip().startswith("[") else [part.strip() for part in value.split(",")]
        value = [part for part in value if part != ""] if isinstance(value, list) else value
    if not isinstance(value, (list, tuple)):
        raise Refused(path, "it must be a list")
    return value


def _one(catalog: Catalog, param: Param, value: Any, path: str) -> Any:
    plain = _PLAIN.get(param.type)
    if plain is None:
        return _object(catalog, param.type, value, path)
    try:
        found = plain(value)
    except ValueError as problem:
        raise Refused(path, str(problem)) from None
    if param.values and str(found) not in param.values:
        raise Refused(path, f"it must be one of {', '.join(param.values)}")
    _check_format(catalog, param.format, found, path)
    return found


def _object(catalog: Catalog, type_: str, value: Any, path: str) -> dict[str, Any]:
    """An object of a documented type, or of one of several: "CALLTRACKING10|REALTIME10"."""
    members = _members(value, path)
    kinds = [name for name in type_.split("|") if name in catalog.types]
    fitting = [name for name in kinds if set(members) <= {each.name for each in catalog.types[name]}]
    kind = (fitting or kinds)[0]
    documented = {each.name: each for each in catalog.types[kind]}
    for name in members:
        if name not in documented:
            raise Unknown(f"{path}.{name}", "there is no such property")
    for name, each in documented.items():
        if each.required and members.get(name) in (None, ""):
            raise Missing(f"{path}.{name}", "it is required")
    lenient = kind.endswith(_LENIENT)
    return {
        name: found
        if found is None or (lenient and found == "")
        else written(catalog, documented[name], found, f"{path}.{name}")
        for name, found in members.items()
    }


def _members(value: Any, path: str) -> Mapping[str, Any]:
    if isinstance(value, str):
        value = _json(value, path)
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise Refused(path, "it must be an object")
    return value


def _json(text: str, path: str) -> Any:
    try:
        return msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Refused(path, "it must be JSON") from None


def _text(value: Any) -> str:
    if isinstance(value, PhoneNumber):
        return value.e164
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError("it must be a time with its zone")
        return scalars.moment_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if not isinstance(value, str):
        raise ValueError("it must be text")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("it must not hold null characters or half characters")
    return value


def _whole(value: Any) -> int:
    found = scalars.whole(value) if isinstance(value, (int, str)) else None
    if found is None or not -(2**63) <= found < 2**64:
        raise ValueError("it must be a whole number")
    return found


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    found = _WORDS.get(str(value).lower()) if isinstance(value, (int, str)) else None
    if found is None:
        raise ValueError("it must be yes or no")
    return found


def _anything(value: Any, depth: int = DEEPEST) -> Any:
    """JSON that the catalogue says nothing of: numbers, text, lists and objects, not too deep."""
    if depth == 0:
        raise ValueError("it must not be nested so deeply")
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, Mapping):
        return {_text(name): _anything(found, depth - 1) for name, found in value.items()}
    if isinstance(value, (list, tuple)):
        return [_anything(found, depth - 1) for found in value]
    return _text(value)


def _free_object(value: Any) -> Any:
    found = _anything(_members(value, "")) if isinstance(value, (str, Mapping)) else None
    if found is None:
        raise ValueError("it must be an object")
    return found


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "string": _text,
    "int": _whole,
    "bool": _flag,
    "object": _free_object,
    "any": _anything,
    "array": _anything,
}


def _check_format(catalog: Catalog, format_: str, value: Any, path: str) -> None:
    if not format_:
        return
    if format_ == "rt_media":
        if not is_media(value):
            raise Refused(path, "it must be the id of a media, or TTS|voice|text")
        return
    lowest, highest = _BOUNDS.get(format_, (None, None))
    if lowest is not None and highest is not None and isinstance(value, int) and not lowest <= value <= highest:
        raise Refused(path, f"it must be between {lowest} and {highest}")
    pattern = _pattern(catalog.formats.get(format_, ""), format_ == "email")
    if pattern is not None and not isinstance(value, (dict, list)) and not pattern.search(str(value)):
        raise Refused(path, f"it does not have the form of {_FORM_NAMES.get(format_, format_.replace('_', ' '))}")


def is_media(value: object) -> bool:
    """What Real-Time and broadcasts play: a media id, 0 for none, or text to be spoken."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return value >= 0
    return isinstance(value, str) and (_TTS.fullmatch(value) is not None or (value.isascii() and value.isdigit()))


_FORM_NAMES: Mapping[str, str] = {
    "phone_number": "a telephone number with + and the country code",
    "cli_phone_number": "a telephone number with + and the country code, or BLOCKED",
    "datetime": "a time as YYYY-MM-DD HH:MM:SS",
    "hash": "a hash of 8 capital letters and digits",
    "hid": "an id of 32 letters and digits",
    "amount": "an amount in cents with two decimals",
    "email": "an e-mail address",
    "url": "an address such as https://example.com/",
    "cdr_customer_field": "up to 32 letters and digits",
}


@cache
def _pattern(text: str, any_case: bool) -> re.Pattern[str] | None:
    # \Z: Python's $ would let a line break through
    return re.compile(text.removesuffix("$") + r"\Z", re.IGNORECASE if any_case else 0) if text else None
