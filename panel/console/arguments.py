"""What a person typed into a method's form, as the values that the provider's client takes. The catalogue names the types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from panel.connections.parameters import is_structured
from panel.connections.stored_json import plain
from providers.wire.catalog import Catalog, Param
from providers.wire.redact import MASK, is_secret_name


class NotReadable(ValueError):
    """The text is not of the parameter's type; worded for the person."""


def value_of(catalog: Catalog, param: Param, text: str) -> Any:
    """Raises `NotReadable`."""
    if is_structured(catalog, param):
        return _from_json(param, text)
    kind = param.type.removeprefix("xs:")
    if kind == "boolean" or kind.startswith("bool"):
        return _flag(text) if kind != "bool" or param.type.startswith("xs:") or text not in {"0", "1"} else text
    if kind == "int":
        try:
            return int(text)
        except ValueError:
            raise NotReadable(_("Write a whole number.")) from None
    return text


def without_secrets(value: Any) -> Any:
    """A copy that may be stored and shown: what a name calls secret is masked, at any depth."""
    if isinstance(value, Mapping):
        return {
            name: MASK if inner and is_secret_name(str(name)) else without_secrets(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [without_secrets(each) for each in value]
    return value


def as_typed(value: Any) -> str:
    """A stored argument as one types it, the other way round than `value_of`."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def holds_mask(value: Any) -> bool:
    """Whether a secret was taken out of it, so that it cannot be sent as it is."""
    if isinstance(value, Mapping):
        return any(map(holds_mask, value.values()))
    return any(map(holds_mask, value)) if isinstance(value, list) else value == MASK


def _from_json(param: Param, text: str) -> Any:
    stripped = text.strip()
    if param.many and stripped and stripped[0] not in "[{":
        return [line.strip() for line in stripped.splitlines() if line.strip()]
    try:
        return _storable(msgspec.json.decode(stripped))
    except (ValueError, RecursionError) as problem:
        if "mixed" in param.type or "string" in param.type:
            return text
        raise NotReadable(_("Write this as JSON: %(problem)s.") % {"problem": str(problem)[:100]}) from None


def _storable(value: Any) -> Any:
    """Raises `ValueError` for what no database keeps, and no provider wants."""
    if plain(value) != value:
        raise ValueError("NUL (\\u0000)")
    return value


def _flag(text: str) -> bool:
    words = {"true": True, "1": True, "false": False, "0": False}
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise NotReadable(_("Write true or false.")) from None
