"""What kinds of operation there are: one line each, imported on first use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Protocol, TypeAlias, cast, runtime_checkable

from panel.operations.models import Operation
from panel.tenancy.roles import Permission
from providers.ports import Provider

HANDLERS: dict[str, str] = {
    "console.call": "panel.console.call_operation:HANDLER",
    "dids.change_settings": "panel.dids.settings_operation:HANDLER",
    "dids.release": "panel.dids.release_operation:HANDLER",
    "ordering.backorder": "panel.ordering.backorder_operation:HANDLER",
    "ordering.cancel_hold": "panel.ordering.hold_operation:GIVE_UP",
    "ordering.order": "panel.ordering.order_operation:HANDLER",
    "ordering.reserve": "panel.ordering.hold_operation:HOLD",
    "dids.set_route": "panel.dids.route_operation:HANDLER",
    "devices.delete": "panel.routing.object_operations:DELETE_DEVICE",
    "devices.save": "panel.routing.object_operations:SAVE_DEVICE",
    "routing.delete_object": "panel.routing.object_operations:DELETE_OBJECT",
    "routing.save_object": "panel.routing.object_operations:SAVE_OBJECT",
}

PERMISSIONS: dict[str, Permission] = {
    "dids.release": Permission.RELEASE_NUMBERS,
    "ordering.backorder": Permission.BUY_NUMBERS,
    "ordering.cancel_hold": Permission.BUY_NUMBERS,
    "ordering.order": Permission.BUY_NUMBERS,
    "ordering.reserve": Permission.BUY_NUMBERS,
}
"""Who may ask for the kinds that not everybody may ask for who changes routes."""

State: TypeAlias = dict[str, Any]
"""An object's state as small JSON in our words: what `before`, `wanted` and `observed` hold."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """An object as the provider has it now: its state to compare, and the value to store."""

    state: State
    value: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One setting of an operation in words. `observed` is what the provider has, only where that is not what was wanted."""

    label: str
    before: str
    after: str
    observed: str = ""


class CannotTell(Exception):
    """The provider cannot tell what became of this operation. `text` says where a person looks: a msgid, of %(provider)s."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Handler(Protocol):
    """How one kind of operation is carried out, proven and told. The first two talk to the provider, the others do not."""

    title: str
    """An English msgid: what is done, as a list names it."""
    looks_up: bool
    """Whether its effect can be read back. If not, what became of a lost answer is for a person to find out, and it is asked for
    again where it was asked for."""
    resumes: bool
    """Whether it may begin anew after the provider took a part of it and then could not be reached: it sets the same values
    again, or looks first at what is there. If not, what the part was is looked up."""

    def execute(self, provider: Provider, operation: Operation) -> None:
        """Ask the provider for the change, once."""
        ...

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack | None:
        """The object as the provider has it now; None where `looks_up` is False. `CannotTell` where this one cannot be read."""
        ...

    def remember(self, operation: Operation, value: Any) -> None:
        """Store what was read back. Runs in the organization's scope."""
        ...

    def known(self, operation: Operation) -> State | None:
        """The object's state as last read, with the keys of `wanted`; None when it is gone. In the organization's scope."""
        ...

    def changes(self, operation: Operation) -> list[Change]:
        """Before, wanted and observed in words, changed settings only. In the organization's scope."""
        ...


@runtime_checkable
class Shown(Protocol):
    """A handler with rows of its own that show how their operation stands."""

    def tried_again(self, operation: Operation) -> None:
        """From now on they show this one. In the organization's scope."""
        ...


class UnknownKind(LookupError):
    """No handler goes by this name."""


@cache
def handler(kind: str) -> Handler:
    try:
        module, _, name = HANDLERS[kind].partition(":")
    except KeyError:
        raise UnknownKind(kind) from None
    return cast(Handler, getattr(import_module(module), name))


def permission_for(kind: str) -> Permission:
    """What asking for an operation of this kind takes, also when it is asked for again."""
    return PERMISSIONS.get(kind, Permission.CHANGE_ROUTES)


def matches(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether `found` has everything that `expected` names; what else it has does not matter."""
    return all(
        matches(value, found[key])
        if isinstance(value, Mapping) and isinstance(found.get(key), Mapping)
        else key in found and found[key] == value
        for key, value in expected.items()
    )
