"""Creating, changing and deleting objects and devices, as operations: `routing.save_object`, `devices.save` and their deletions.

`parameters` are {"object": kind, "remote_id", "settings", "wish", "sealed"}; what nobody may keep waits sealed in the wish.
States are {"exists": …} and, of what is saved, {"settings": {name: text}} with the settings that are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from panel.connections import gateway, vault
from panel.operations.lifecycle import MOST_ATTEMPTS
from panel.operations.models import Operation
from panel.operations.registry import Change, ReadBack, State
from panel.routing import rows as tables
from panel.routing.layouts import ask_for, layout_of
from panel.routing.leaves import flat, objects_of
from panel.routing.models import Sound, Wish
from panel.routing.reach import Reach, Value, mirror_of, rows_of
from panel.routing.spelling import routes_in_words
from panel.routing.subjects import form_of
from panel.tenancy.scope import scope
from providers.errors import Invalid, NotFound, Temporary, UnexpectedAnswer
from providers.ports import Provider, ProviderInfo
from providers.values.routing import RouteKind

KEPT_BACK = gettext_noop(
    "The password or file that was typed is no longer there: it is never kept. Fill in the form again."
)
NOT_TOLD = gettext_noop("The provider shows nothing of what was sent, so its effect cannot be looked up.")
EXISTS = gettext_lazy("At the provider")


class Save:
    """A `panel.operations.registry.Handler`."""

    looks_up = True
    resumes = False

    def __init__(self, title: str) -> None:
        self.title = title

    def execute(self, provider: Provider, operation: Operation) -> None:
        wish, secrets = _open(operation)
        asked = operation.parameters
        _forget_sound(operation)
        try:
            remote_id = Reach(provider, asked["object"]).save({**asked["settings"], **secrets}, asked["remote_id"])
        except Temporary:
            if operation.attempts >= MOST_ATTEMPTS or provider.client.taken:
                _close(wish)
            raise  # where nothing of it was taken, it is tried again with the same settings
        except Exception:
            _close(wish)
            raise
        _close(wish, remote_id=remote_id, taken=True)

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack:
        """The object in a new listing of its kind. A new one whose id was not told is the one that nobody knew before."""
        asked = operation.parameters
        listed = list(Reach(provider, asked["object"]).listing())
        with scope(organization=operation.organization_id):
            wish = Wish.objects.get(pk=asked["wish"])
            known = _known_before(operation)
        remote_id = asked["remote_id"] or wish.remote_id
        wanted = operation.wanted["settings"]
        if remote_id:
            found = next((each for each in listed if each.remote_id == remote_id), None)
        else:
            fresh = [each for each in listed if each.remote_id not in known and _shows(each, asked["object"], wanted)]
            found = max(fresh, key=lambda each: (len(each.remote_id), each.remote_id), default=None)
        if found is None:
            return ReadBack({"exists": False}, None)
        told = _told(found, asked["object"], wanted, trust=wish.taken or not asked["remote_id"])
        if told is None:
            raise UnexpectedAnswer(NOT_TOLD, provider=provider.info.slug)
        return ReadBack({"exists": True, "settings": told}, found)

    def remember(self, operation: Operation, value: Any) -> None:
        asked = operation.parameters
        if value is None:
            if asked["remote_id"]:
                _mark_gone(operation)
            return
        row = mirror_of(operation.connection, asked["object"]).store_one(value)
        _forget_sound(operation)  # it may have been fetched while the new one was on its way
        Wish.objects.filter(pk=asked["wish"]).update(remote_id=row.remote_id)

    def known(self, operation: Operation) -> State | None:
        asked = operation.parameters
        if not asked["remote_id"]:
            return {"exists": False}
        row = rows_of(operation.connection, asked["object"]).filter(pk=operation.subject_id, gone_at=None).first()
        if row is None:
            return None
        return {"exists": True, "settings": {name: row.settings.get(name, "") for name in operation.wanted["settings"]}}

    def changes(self, operation: Operation) -> list[Change]:
        return list(_changes(operation))


class Delete:
    """A `panel.operations.registry.Handler`."""

    looks_up = True
    resumes = False

    def __init__(self, title: str) -> None:
        self.title = title

    def execute(self, provider: Provider, operation: Operation) -> None:
        try:
            Reach(provider, operation.parameters["object"]).delete(operation.parameters["remote_id"])
        except NotFound:
            return  # somebody was quicker; reading back shows it

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack:
        asked = operation.parameters
        found = next(
            (each for each in Reach(provider, asked["object"]).listing() if each.remote_id == asked["remote_id"]), None
        )
        return ReadBack({"exists": found is not None}, found)

    def remember(self, operation: Operation, value: Any) -> None:
        if value is None:
            _mark_gone(operation)

    def known(self, operation: Operation) -> State | None:
        row = rows_of(operation.connection, operation.parameters["object"]).filter(pk=operation.subject_id).first()
        return None if row is None else {"exists": row.gone_at is None}

    def changes(self, operation: Operation) -> list[Change]:
        still = _("still there") if (operation.observed or {}).get("exists") else ""
        return [Change(str(EXISTS), _("There"), _("Deleted"), still)]


def _open(operation: Operation) -> tuple[Wish, dict[str, str]]:
    """The wish and what was sealed in it. `Invalid` when that is gone."""
    with scope(organization=operation.organization_id):
        wish = Wish.objects.get(pk=operation.parameters["wish"])
    if not operation.parameters["sealed"]:
        return wish, {}
    try:
        return wish, vault.unseal(wish)
    except vault.CannotOpen:
        raise Invalid(KEPT_BACK, provider=operation.connection.provider) from None


def _close(wish: Wish, **changes: Any) -> None:
    """What was sealed is erased, whatever came of it."""
    with scope(organization=wish.organization_id):
        Wish.objects.filter(pk=wish.pk).update(**changes, sealed=b"", key_id="")


def _forget_sound(operation: Operation) -> None:
    """What was kept for listening is not what callers hear any more, once another sound is sent."""
    asked = operation.parameters
    if asked["object"] != RouteKind.RECORDING or not (asked["sealed"] and asked["remote_id"]):
        return
    with scope(organization=operation.organization_id):
        rows = rows_of(operation.connection, asked["object"]).filter(remote_id=asked["remote_id"])
        Sound.objects.filter(routing_object__in=rows).delete()


def _known_before(operation: Operation) -> set[str]:
    """The ids that were known when this was asked for."""
    if operation.parameters["remote_id"]:
        return set()
    rows = rows_of(operation.connection, operation.parameters["object"])
    return set(rows.filter(first_seen_at__lt=operation.created_at).values_list("remote_id", flat=True))


def _mark_gone(operation: Operation) -> None:
    now = timezone.now()
    rows = rows_of(operation.connection, operation.parameters["object"])
    rows.filter(remote_id=operation.parameters["remote_id"], gone_at=None).update(gone_at=now, changed_at=now)


def _shows(value: Value, kind: str, wanted: Mapping[str, str]) -> bool:
    """Whether everything that it tells of the wanted settings is as wanted."""
    told = _told(value, kind, wanted, trust=True)
    return told == dict(wanted)


def _told(value: Value, kind: str, wanted: Mapping[str, str], *, trust: bool) -> dict[str, str] | None:
    """The wanted settings as the provider has them. One that it never shows counts as taken, if its word is trusted.

    None when it shows none of them and its word is not to be had.
    """
    found: dict[str, str] = {}
    seen = False
    for name, text in wanted.items():
        if name not in value.settings and name.partition(".")[0] not in value.settings:
            found[name] = text
            continue
        seen = True
        found[name] = text if means_the_same(kind, name, text, value.settings, wanted) else _now(value.settings, name)
    return found if seen or trust else None


def _now(settings: Mapping[str, str], name: str) -> str:
    return settings[name] if name in settings else flat(settings, {name.partition(".")[0]}).get(name, "")


def means_the_same(kind: str, name: str, text: str, settings: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether a provider's spelling of a setting says what was asked for: padding, separators and notation aside."""
    now = _now(settings, name)
    if name not in settings:
        return _plain(text) == _plain(now)
    rows = layout_of(kind).rows_of(name)
    if rows is not None and name in rows.params:
        return tables.read(rows, {**settings, **wanted}) == tables.read(rows, settings)
    told = _object(now or "{}")
    asked = _object(text)
    return _plain(text) == _plain(now) if asked is None or told is None else _covers(asked, told)


def _object(text: str) -> Mapping[str, Any] | None:
    """What is an object as JSON; None for other texts: a name may begin with a brace too."""
    try:
        found = json.loads(text) if text[:1] == "{" else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _covers(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(_covers(each, found.get(name)) for name, each in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(_covers, wanted, found))
    return _plain(str(wanted)) == _plain(str(found))


def _plain(text: str) -> str:
    """Digits alone of what looks like a telephone number, else the words."""
    word = text.strip().rstrip(";,").strip().lower()
    word = {"none:": "", "true": "1", "false": "0", "yes": "1", "no": "0"}.get(word, word)
    digits = "".join(char for char in word if char.isdigit())
    is_number = len(digits) >= 10 and not any(char.isalpha() or char in ":@;,." for char in word)
    return digits[-10:] if is_number else word


def _changes(operation: Operation) -> Iterator[Change]:
    info = gateway.info(operation.connection.provider)
    kind = operation.parameters["object"]
    objects = objects_of(gateway.catalog(operation.connection.provider), form_of(info, kind))
    before, wanted, observed = (
        flat(cast(dict[str, Any], (state or {}).get("settings", {})), objects)
        for state in (operation.before, operation.wanted, operation.observed)
    )
    texts = [text for state in (before, wanted, observed) for text in state.values()]
    words = _Words(info, operation, kind, texts)
    shown: set[str] = set()
    for name in wanted:
        rows = layout_of(kind).rows_of(name)
        label = str(rows.label) if rows else str(ask_for(kind, name).label)
        if label in shown:
            continue
        shown.add(label)
        old, new, now = (words.of(name, state) for state in (before, wanted, observed))
        differs = name in observed and observed[name] != wanted[name]
        if differs or old != new:
            yield Change(label, old, new, now if differs else "")
    if operation.parameters["sealed"]:
        yield Change(_("Password or file"), "", _("Sent, and not kept"))


class _Words:
    """Settings as a person reads them."""

    def __init__(self, info: ProviderInfo, operation: Operation, kind: str, texts: list[str]) -> None:
        self._kind = kind
        pieces = {piece for text in texts for piece in _pieces(text)}
        self._routes = routes_in_words(info, operation.connection_id, pieces)

    def of(self, name: str, state: Mapping[str, str]) -> str:
        text = state.get(name, "")
        rows = layout_of(self._kind).rows_of(name)
        if rows is not None and text[:1] != "[":
            return ", ".join(
                " · ".join(self._routes.get(cell, cell) for cell in cells if cell) for cells in tables.read(rows, state)
            )[:300]
        words = ask_for(self._kind, name).words
        return self._routes.get(text) or str(words.get(text, text))[:300]


def _pieces(text: str) -> Iterator[str]:
    yield text
    for part in text.split(";"):
        yield from (part, part.partition(",")[0], part.partition("=")[2])


SAVE_OBJECT = Save(gettext_noop("Save a routing object"))
DELETE_OBJECT = Delete(gettext_noop("Delete a routing object"))
SAVE_DEVICE = Save(gettext_noop("Save a device"))
DELETE_DEVICE = Delete(gettext_noop("Delete a device"))
