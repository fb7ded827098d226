"""Whether a caller ID filter takes a caller, by its `details` (see `providers.values.routing.RoutingObject`). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Phonebook = Callable[[str], frozenset[str]]
"""The numbers of a phonebook group by its id; of the whole phonebook for an empty id."""

_NORTH_AMERICAN = re.compile(r"\+1[2-9]\d{9}", re.ASCII)
_WILD = {"X": "[0-9]", "N": "[2-9]", "Z": "[1-9]"}
_PATTERN = re.compile(r"\+?[0-9XNZ]*\*?", re.ASCII)


def is_set_on(details: Mapping[str, Any], number: str) -> bool:
    return details.get("every_number") is True or number in (details.get("numbers") or ())


def takes(details: Mapping[str, Any], caller: str, phonebook: Phonebook) -> bool | None:
    """`caller` is E.164, or empty when it is withheld. None: what is told does not decide it."""
    callers = details.get("callers")
    if not isinstance(callers, Mapping):
        return None
    match callers.get("which"):
        case "anonymous":
            return not caller
        case "not_north_american":
            return bool(caller) and not _NORTH_AMERICAN.fullmatch(caller)
        case "phonebook":
            return caller in phonebook(str(callers.get("group", "")))
        case "number":
            return _fits(str(callers.get("pattern", "")).upper(), caller)
        case _:
            return None


def rank(details: Mapping[str, Any]) -> int:
    """Filters that match are taken in this order: a number, a pattern, the rest; among equals as they are listed."""
    callers = details.get("callers")
    if not isinstance(callers, Mapping) or callers.get("which") != "number":
        return 2
    return 0 if str(callers.get("pattern", "")).lstrip("+").isdigit() else 1


def _fits(pattern: str, caller: str) -> bool | None:
    """In ten digits where the caller is North American, else in all of its digits; with or without the 1 before."""
    if not pattern or not _PATTERN.fullmatch(pattern):
        return None
    wild = "".join(_WILD.get(char, char) for char in pattern.lstrip("+").removesuffix("*"))
    wanted = re.compile(wild + ("[0-9]*" if pattern.endswith("*") else ""), re.ASCII)
    digits = caller.lstrip("+")
    spellings = {digits, digits[1:]} if _NORTH_AMERICAN.fullmatch(caller) else {digits}
    return any(wanted.fullmatch(each) for each in spellings if each)
