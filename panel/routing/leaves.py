"""The parameters of a method down to single values: an object that a provider takes is asked for member by member.

A member goes by its path, `params.vms.active`. Settings hold texts by such paths; lists of objects stay JSON.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from providers.values.routing import ObjectForm
from providers.wire.catalog import Catalog, Method, Param
from providers.wire.redact import is_secret_name

DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that is asked for. `inner`: a member of an object, not a parameter of its own."""

    path: str
    param: Param
    is_list: bool = False  # of objects

    @property
    def name(self) -> str:
        return self.param.name

    @property
    def inner(self) -> bool:
        return "." in self.path

    @property
    def is_secret(self) -> bool:
        return is_secret_name(self.name)

    @property
    def can_be_emptied(self) -> bool:
        """Whether nothing can be said in its place. Within an object only texts and lists can: the others stay as they are."""
        if not self.inner or self.is_list or self.param.many or self.param.type == "array":
            return True
        return self.param.type == "string" and not self.param.values

    @property
    def is_flag(self) -> bool:
        return self.param.type in ("bool", "boolean", "xs:boolean")


def method_of(catalog: Catalog, form: ObjectForm, *, new: bool) -> Method | None:
    """The method that creates or changes; None when there is none."""
    return catalog.methods.get(form.create if new else form.update)


def variants(catalog: Catalog, method: Method) -> list[str]:
    """The sorts of object of which one has to be chosen, where a parameter takes several."""
    for param in method.params:
        names = param.type.split("|")
        if len(names) > 1 and all(name in catalog.types for name in names):
            return names
    return []


def leaves(catalog: Catalog, method: Method, form: ObjectForm, variant: str = "") -> list[Leaf]:
    """What a form asks for. The object's own id, and what the adapter fills in by itself, are left out."""
    found: list[Leaf] = []
    for param in method.params:
        is_key = param.name == form.key and not param.required
        if is_key or param.name in ("mode", "package"):
            continue
        found.extend(_below(catalog, param, param.name, variant, DEEPEST))
    return [*found, *(Leaf(name, Param(name=name, type=type_)) for name, type_ in form.extra.items())]


def _below(catalog: Catalog, param: Param, path: str, variant: str, depth: int) -> Iterator[Leaf]:
    names = [name for name in param.type.split("|") if name in catalog.types]
    if not names:
        yield Leaf(path, param)
        return
    if param.many:
        yield Leaf(path, param, is_list=True)
        return
    if depth and (name := variant if variant in names else names[0] if len(names) == 1 else ""):
        for member in catalog.types[name]:
            yield from _below(catalog, member, f"{path}.{member.name}", "", depth - 1)


def objects_of(catalog: Catalog, form: ObjectForm) -> frozenset[str]:
    """The parameters that are objects, and are asked for member by member."""
    methods = [method for name in (form.create, form.update) if (method := catalog.methods.get(name))]
    params = [param for method in methods for param in method.params if not param.many]
    return frozenset(param.name for param in params if set(param.type.split("|")) & catalog.types.keys())


def flat(settings: Mapping[str, Any], objects: Container[str]) -> dict[str, str]:
    """Settings as texts by path. `objects`: the names whose JSON is taken apart; a text may look like JSON too."""
    found: dict[str, str] = {}
    for name, value in settings.items():
        _flatten(name, _opened(value) if name in objects else value, found)
    return found


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value[:1] == "{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _flatten(path: str, value: Any, into: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _flatten(f"{path}.{name}", inner, into)
    elif isinstance(value, list):
        into[path] = (
            json.dumps(value) if any(isinstance(each, Mapping) for each in value) else "\n".join(map(str, value))
        )
    elif isinstance(value, bool):
        into[path] = "true" if value else "false"
    elif value is not None:
        into[path] = str(value)


def sendable(found: list[Leaf], values: Mapping[str, str]) -> dict[str, str]:
    """Values by path as settings of the port: lists within an object go as JSON of the whole, everything else by its path."""
    settings: dict[str, str] = {}
    whole: dict[str, Any] = {}
    for leaf in found:
        if leaf.path not in values:
            continue
        text = values[leaf.path]
        if leaf.is_list or (leaf.inner and (leaf.param.many or leaf.param.type == "array")):
            top, *steps = leaf.path.split(".")
            listed = json.loads(text or "[]") if leaf.is_list else text.split("\n") if text else []
            into = whole.setdefault(top, {})
            for step in steps[:-1]:
                into = into.setdefault(step, {})
            into[steps[-1]] = listed
        else:
            settings[leaf.path] = text
    return {**{name: json.dumps(value) for name, value in whole.items()}, **settings}
