"""From the settings of a form, which are texts, to the parameters of the catalogue method that creates or changes an object.

A parameter that is an object is given as JSON under its own name, or member by member under dotted names:
`params.vms.active=true`, `properties.account.company=Example`. Dotted ones are laid over the JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from providers import errors
from providers.callr import encoding, faults, messages
from providers.callr.client import Client
from providers.values.routing import ObjectForm
from providers.wire.catalog import Catalog, Param
from providers.wire.redact import is_secret_name


def create(client: Client, form: ObjectForm, settings: Mapping[str, str]) -> Any:
    """The answer of the form's creating method. Empty settings are not sent; objects that it wants are empty at least."""
    method = client.catalog.methods[form.create]
    given = arguments(client, form.create, {name: value for name, value in settings.items() if value != ""})
    for param in method.params:
        if param.required and not param.nullable and param.type in client.catalog.types:
            given.setdefault(param.name, {})
    return client.call(form.create, **given)


def change(
    client: Client, form: ObjectForm, remote_id: str, settings: Mapping[str, str], current: Mapping[str, Any]
) -> Any:
    """The answer of the form's changing method. `current`: the object's values by the names of the method's parameters.

    Objects are sent whole: what of them is not in the settings stays as it is now.
    """
    method = client.catalog.methods[form.update]
    changes = arguments(client, form.update, settings)
    for param in method.params:
        before = current.get(param.name)
        if param.name in changes and isinstance(before, Mapping) and isinstance(changes[param.name], Mapping):
            changes[param.name] = _laid_over(sendable(client.catalog, param, before), changes[param.name])
        elif param.name not in changes and param.required and before is not None:
            changes[param.name] = sendable(client.catalog, param, before)
    return client.call(form.update, **{**changes, form.key: remote_id})


def arguments(client: Client, operation: str, settings: Mapping[str, str]) -> dict[str, Any]:
    """The settings as keyword arguments of `Client.call`. `Invalid` for JSON that cannot be read."""
    method = client.catalog.methods[operation]
    plain = {name: value for name, value in settings.items() if "." not in name}
    found: dict[str, Any] = {}
    for name, value in plain.items():
        param = method.param(name)
        is_object = param is not None and param.type not in ("string", "int", "bool") and not param.many
        found[name] = _json(operation, name, value) if is_object and value else value
    for path, value in settings.items():
        name, *inner = path.split(".")
        if inner:
            _put(operation, found, [name, *inner], value)
    return found


def _json(operation: str, name: str, text: str) -> Any:
    try:
        return msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise faults.error(
            errors.Invalid,
            messages.NOT_SENT_INVALID,
            operation=operation,
            field=name,
            values={"reason": "it must be JSON"},
        ) from None


def _put(operation: str, into: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        deeper = into.setdefault(name, {})
        if not isinstance(deeper, dict):
            raise faults.error(errors.Invalid, messages.UNKNOWN_PARAMETER, operation=operation, field=".".join(path))
        into = deeper
    into[path[-1]] = value


def _laid_over(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Objects are merged at every depth, everything else is replaced."""
    merged = dict(before)
    for name, value in changes.items():
        held = merged.get(name)
        both = isinstance(held, Mapping) and isinstance(value, Mapping)
        merged[name] = _laid_over(held, value) if both and isinstance(held, Mapping) else value
    return merged


def sendable(catalog: Catalog, param: Param, value: Any) -> Any:
    """What of a value that was read may be sent back: undocumented members and values of no documented form are left out."""
    kinds = [name for name in param.type.split("|") if name in catalog.types]
    if not kinds or param.many or not isinstance(value, Mapping):
        return value
    kind = max(kinds, key=lambda name: len({each.name for each in catalog.types[name]} & set(value)))
    kept: dict[str, Any] = {}
    for member in catalog.types[kind]:
        if value.get(member.name) is None:
            continue
        found = sendable(catalog, member, value[member.name])
        try:
            kept[member.name] = encoding.written(catalog, member, found)
        except encoding.Refused:
            continue
    return kept


def shown(catalog: Catalog, operation: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of a method as settings: texts, objects as JSON, secrets left out."""
    method = catalog.methods[operation]
    found: dict[str, str] = {}
    for param in method.params:
        value = values.get(param.name)
        if value is None or is_secret_name(param.name):
            continue
        value = without_secrets(sendable(catalog, param, value))
        found[param.name] = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return found


def without_secrets(value: Any) -> Any:
    """The value without its secret members: a form that begins with a mask would save the mask."""
    if isinstance(value, Mapping):
        return {name: without_secrets(found) for name, found in value.items() if not is_secret_name(name)}
    return [without_secrets(found) for found in value] if isinstance(value, list) else value
