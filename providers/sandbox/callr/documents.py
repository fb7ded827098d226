"""What the catalogue says about parameters and objects, in the form that the checks and the answers need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from providers.wire.catalog import Catalog, Method, Param, load

SLUG = "callr"
PLAIN = {"string": "string", "int": "int", "integer": "int", "bool": "bool", "boolean": "bool", "object": "object"}
# Patterns of formats that are described in words only (callr.md, section 4).
WORDED = {
    "phone_number": r"\+[1-9][0-9]{5,14}",
    "app_name": r"[\w() -]{1,64}",  # the documents' own pattern has \pL, which Python does not know
    "media_library_name": r"[\w().+*\-# ]+",
    "locale": r"([a-z]{2}_[A-Z]{2})?",
    "timezone_str": r"([A-Za-z_]+(/[A-Za-z0-9_+-]+)*)?",
    "url": r"https?://[^\s]+",
    "sms_sender": r"(?=.*[A-Za-z])[A-Za-z0-9 _-]{1,11}",
    "sip_subscriber_username": r"[A-Za-z0-9._-]{1,64}",
    "subaccount_password_value": r".{8,128}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One value as documented. `kind`: string, int, bool, object, array (of anything), any, or the name of an object."""

    name: str
    kind: str = "any"
    many: bool = False
    format: str = ""
    values: tuple[str, ...] = ()
    nullable: bool = False
    required: bool = False

    def item(self) -> Expected:
        """One element of an array of these."""
        return Expected(name=self.name, kind=self.kind, format=self.format, values=self.values)


def catalog() -> Catalog:
    return load(SLUG)


@cache
def method(name: str) -> Method | None:
    """The documented method of that name, None when there is none."""
    return catalog().methods.get(name)


@cache
def params(name: str) -> tuple[Expected, ...]:
    """The positional parameters of a method."""
    found = method(name)
    return tuple(expected(param) for param in found.params) if found else ()


@cache
def properties(name: str) -> Mapping[str, Expected]:
    """The properties of an object, {} of one that is documented without any."""
    return {param.name: expected(param) for param in catalog().types.get(name, ())}


def is_object(name: str) -> bool:
    return name in catalog().types


def expected(param: Param) -> Expected:
    """`type` may be a plain word, an object's name, or as the documents write it: "array of string (hash)|null"."""
    text, words = param.type, param.type.split("|")
    nullable = param.nullable or "null" in words
    text = "|".join(word for word in words if word != "null")
    many = param.many
    for opening in ("array of ", "list of "):
        if text.startswith(opening):
            text, many = text.removeprefix(opening), True
    form = param.format or _in_brackets(text)
    return Expected(
        name=param.name,
        kind=_kind(text),
        many=many and _kind(text) != "array",
        format=form,
        values=param.values or _vocabulary(text),
        nullable=nullable,
        required=param.required,
    )


def _kind(text: str) -> str:
    if is_object(text):
        return text
    first = re.split(r"[ (|:]", text, maxsplit=1)[0]
    return PLAIN.get(first) or ("array" if first == "array" else "any")


def _in_brackets(text: str) -> str:
    """The format inside "string (hash)"; other remarks in brackets are none."""
    found = re.search(r"\(([a-z_0-9]+)\)", text)
    known = found is not None and (found[1] in catalog().formats or found[1] in WORDED)
    return found[1] if found and known else ""


def _vocabulary(text: str) -> tuple[str, ...]:
    """The words of "string IN|OUT"."""
    found = re.fullmatch(r"string ([A-Z0-9_\-]+(?:\|[A-Z0-9_\-]+)+)", text)
    return tuple(found[1].split("|")) if found else ()


@cache
def pattern(form: str) -> re.Pattern[str] | None:
    """The regular expression of a format, None when any text will do."""
    worded = WORDED.get(form)
    text = worded or catalog().formats.get(form, "")
    return re.compile(text, re.IGNORECASE if form == "email" else 0) if text else None


def fits_format(form: str, value: str) -> bool:
    found = pattern(form)
    return found is None or found.fullmatch(value) is not None
