"""Changing settings of a number apart from its route, as an operation: `dids.change_settings`.

`parameters` are {"number", "changes"}; `before`, `wanted` and `observed` are settings by the names of `LABELS`. What is
not known yet is left out of `before`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from panel.dids.models import Did
from panel.dids.sync import apply_read
from panel.operations.models import Operation
from panel.operations.parts import perhaps_in_part
from panel.operations.registry import Change, ReadBack, State
from panel.routing.models import PointOfPresence
from panel.ui.words import phone
from providers.errors import Unsupported
from providers.ports import Provider
from providers.values import dids as values
from providers.values.phone import PhoneNumber

KIND = "dids.change_settings"
LABELS = {
    "enabled": gettext_lazy("In service"),
    "ring_seconds": gettext_lazy("Rings for"),
    "forward_seconds": gettext_lazy("A forward rings for"),
    "caller_id_prefix": gettext_lazy("Prefix of callers' names"),
    "caller_name": gettext_lazy("Caller ID name (CNAM)"),
    "cnam_lookup": gettext_lazy("Look up callers' names"),
    "sms_enabled": gettext_lazy("SMS"),
    "sms_email": gettext_lazy("Copy messages to mail address"),
    "sms_forward": gettext_lazy("Copy messages to number"),
    "fax_email": gettext_lazy("Fax"),
    "recording": gettext_lazy("Record calls"),
    "voicemail": gettext_lazy("Voicemail box"),
    "billing": gettext_lazy("Billing"),
    "pop": gettext_lazy("Server"),
    "label": gettext_lazy("Name at the provider"),
    "note": gettext_lazy("Note at the provider"),
}
SWITCHES = frozenset({"cnam_lookup", "sms_enabled", "recording", "enabled"})
SECONDS = frozenset({"ring_seconds", "forward_seconds"})
BILLING_WORDS = {"per_minute": gettext_lazy("Per minute"), "flat": gettext_lazy("Flat rate")}

Setting: TypeAlias = bool | int | str
"""A switch, seconds, or a text; empty text is none."""


def settings_now(did: Did | values.Did) -> dict[str, Setting | None]:
    """Every setting as last read; None where the provider did not tell."""
    return {name: getattr(did, name) if hasattr(did, name) else did.more.get(name) for name in LABELS}


class ChangeSettings:
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Change settings")
    looks_up = True
    resumes = True

    def execute(self, provider: Provider, operation: Operation) -> None:
        with perhaps_in_part(provider, operation, lambda: self._partly_made(provider, operation)):
            _dids_of(provider).update(_number(operation), values.DidChanges(**operation.parameters["changes"]))

    def _partly_made(self, provider: Provider, operation: Operation) -> bool:
        """Some settings have a call of their own: a refusal of the second does not take back the first. What there is now is read
        back after this, and shown."""
        if len(operation.wanted) < 2:
            return False
        found = self.read_back(provider, operation).state
        return any(
            found[name] == value and operation.before.get(name) != value for name, value in operation.wanted.items()
        )

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack:
        did = _dids_of(provider).get(_number(operation), only=operation.wanted)
        return ReadBack(_only(operation.wanted, settings_now(did)), did)

    def remember(self, operation: Operation, value: Any) -> None:
        apply_read(operation.connection, cast(values.Did, value))

    def known(self, operation: Operation) -> State | None:
        did = Did.objects.filter(pk=operation.subject_id, gone_at=None).first()
        return known_of(_only(operation.wanted, settings_now(did))) if did else None

    def changes(self, operation: Operation) -> list[Change]:
        return changes_of([operation])[0]


def known_of(settings: Mapping[str, Setting | None]) -> State:
    """Without those that nobody told."""
    return {name: value for name, value in settings.items() if value is not None}


def changes_of(operations: Sequence[Operation]) -> list[list[Change]]:
    """What each operation changes, in words; the names of servers are looked up once for all."""
    pops = _pop_names(operations)
    return [_changes(operation, pops) for operation in operations]


def in_words(name: str, value: Setting | None, pop: str = "") -> str:
    """A setting as a person reads it. `pop`: the name of that server, where it is known."""
    if value is None:
        return _("unknown")
    if name in SWITCHES:
        return _("On") if value else _("Off")
    if name == "sms_forward" and value:
        return phone(str(value))
    if name in SECONDS and str(value) == "0":
        return _("Without a limit")
    if name in SECONDS:
        return _("%(seconds)s s") % {"seconds": value}
    if name == "billing":
        return str(BILLING_WORDS.get(str(value), value))
    if name == "pop":
        return pop or str(value)
    return str(value) or _("None")


def _changes(operation: Operation, pops: Mapping[tuple[Any, str], str]) -> list[Change]:
    def words(states: State, name: str) -> str:
        value = states.get(name)
        return in_words(name, value, pops.get((operation.connection_id, str(value)), ""))

    found = []
    for name, label in LABELS.items():
        if name in operation.wanted:
            seen = operation.observed or {}
            differs = name in seen and seen[name] != operation.wanted[name]
            found.append(
                Change(
                    str(label),
                    words(operation.before, name),
                    words(operation.wanted, name),
                    words(seen, name) if differs else "",
                )
            )
    return found


def _pop_names(operations: Sequence[Operation]) -> dict[tuple[Any, str], str]:
    wanted = {
        str(states["pop"])
        for operation in operations
        for states in (operation.before, operation.wanted, operation.observed or {})
        if "pop" in states
    }
    if not wanted:
        return {}
    rows = PointOfPresence.objects.filter(
        connection__in={operation.connection_id for operation in operations}, remote_id__in=wanted
    )
    return {(row.connection_id, row.remote_id): row.name for row in rows}


def _only(wanted: Mapping[str, Any], settings: Mapping[str, Setting | None]) -> State:
    return {name: settings[name] for name in wanted}


def _dids_of(provider: Provider) -> Any:
    if provider.dids is None:
        raise Unsupported(gettext_noop("This provider cannot list numbers."), provider=provider.info.slug)
    return provider.dids


def _number(operation: Operation) -> PhoneNumber:
    return PhoneNumber(operation.parameters["number"])


HANDLER = ChangeSettings()
