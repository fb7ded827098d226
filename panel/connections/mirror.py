"""Rows that mirror what a provider lists: existing + remote → plan → safety check → apply.

    listing = Listing.read(provider.dids.list_owned())           # network, outside of any scope
    with scope(organization=…):
        outcome = DidMirror(connection).store(listing)           # one transaction

A row holds the fingerprint of what it was made from. Equal fingerprints cost no write. What a complete listing no longer
has is marked gone and kept; it comes back when it is listed again.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from panel.connections.models import Connection
from panel.connections.stored_json import plain
from panel.tenancy.models import TenantModel
from providers.errors import ProviderError, UnexpectedAnswer

BATCH = 500
SAFE_ROWS = 10
SAFE_SHARE = 0.3

V = TypeVar("V")
M = TypeVar("M", bound=TenantModel)


class UnsafePlan(Exception):
    """So much would be marked gone that a person has to say that this is right."""

    def __init__(self, *, vanished: int, present: int) -> None:
        super().__init__(f"{vanished} of {present} would be marked gone")
        self.vanished = vanished
        self.present = present


@dataclass(frozen=True, slots=True)
class Known:
    """What a row says of itself."""

    fingerprint: str
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Keys, by what is to happen to their rows. `update` includes what is back after having been gone."""

    create: tuple[str, ...]
    update: tuple[str, ...]
    vanished: tuple[str, ...]
    unchanged: tuple[str, ...]

    def check_safe(self, approved: int = 0) -> None:
        """`UnsafePlan` when more than 10 rows and more than 30 % of those that were there would be marked gone.

        `approved`: so many may be, as a person said who was shown that count.
        """
        vanished = len(self.vanished)
        present = vanished + len(self.update) + len(self.unchanged)
        if vanished > max(SAFE_ROWS, approved) and vanished > SAFE_SHARE * present:
            raise UnsafePlan(vanished=vanished, present=present)


def plan(existing: Mapping[str, Known], remote: Mapping[str, str], *, complete: bool) -> Plan:
    """Compare rows with a listing (key → fingerprint). Only a complete listing lets anything vanish."""
    there = [key for key in remote if key in existing]
    same = {key for key in there if existing[key] == Known(remote[key])}
    return Plan(
        create=tuple(key for key in remote if key not in existing),
        update=tuple(key for key in there if key not in same),
        vanished=tuple(key for key, known in existing.items() if complete and not known.gone and key not in remote),
        unchanged=tuple(key for key in there if key in same),
    )


def fingerprint(value: object) -> str:
    """Equal for equal values, in every process: SHA-256 of the value and its `raw` in canonical JSON."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic", enc_hook=dict)).hexdigest()


@dataclass(frozen=True, slots=True)
class Listing(Generic[V]):
    """What a port listed, drained. `left_out` is the error that ended a listing of which some items were unreadable."""

    values: Sequence[V]
    started_at: datetime
    left_out: ProviderError | None = None

    @property
    def complete(self) -> bool:
        return self.left_out is None

    @classmethod
    def read(cls, values: Iterable[V]) -> Self:
        """Read to the end. Any error but "some items were unreadable" passes: there is no listing then."""
        started_at = timezone.now()
        read: list[V] = []
        try:
            read.extend(values)
        except UnexpectedAnswer as problem:
            if not problem.skipped:
                raise
            return cls(read, started_at, problem)
        return cls(read, started_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Rows by what happened to them. `skipped` could not be stored or read."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0
    skipped: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(**{name: count + getattr(other, name) for name, count in self.counts().items()})

    def counts(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


class Mirror(ABC, Generic[M, V]):
    """How values of one kind are kept as rows of one model. Use inside a scope."""

    model: type[M]
    key_field: ClassVar[str] = "remote_id"
    present: ClassVar[Mapping[str, Any]] = {"gone_at": None}
    """What a row says while it is listed."""
    absent: ClassVar[Mapping[str, Any]] = {}
    """What it says, beside `gone_at`, while it is not."""
    held_columns: ClassVar[frozenset[str]] = frozenset()
    """What is left alone in the rows that `held` names."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @abstractmethod
    def columns(self, value: V) -> dict[str, Any]:
        """A value as columns, its key among them."""

    def rows(self) -> models.QuerySet[M]:
        """The rows that a listing is about."""
        return self.model.objects.filter(connection=self.connection)

    def not_newer(self, rows: models.QuerySet[M], than: datetime) -> models.QuerySet[M]:
        """Without those that were read on their own since a listing began: it is older than they are."""
        return rows

    def held(self, rows: Sequence[M]) -> set[UUID]:
        """Those of the rows that have a change of their own under way."""
        return set()

    def read_columns(self, read_at: datetime) -> dict[str, Any]:
        """Columns that say when a value was read."""
        return {}

    def store(self, listing: Listing[V], *, approved: int = 0) -> Outcome:
        """Bring the rows in step with a listing; `UnsafePlan`, with nothing done, when a person should look first.

        `approved`: how many a person has let go already.
        """
        found, unfit = self._fitted(listing)
        todo = plan(self._known(), {key: row["fingerprint"] for key, row in found.items()}, complete=listing.complete)
        todo.check_safe(approved)
        self._create([found[key] for key in todo.create])
        changed = sum(
            self._update({key: found[key] for key in keys}, listing.started_at) for keys in _batches(todo.update)
        )
        gone = sum(self._mark_gone(keys, listing.started_at) for keys in _batches(todo.vanished))
        return Outcome(
            new=len(todo.create),
            changed=changed,
            gone=gone,
            unchanged=len(todo.unchanged) + len(todo.update) - changed,
            skipped=unfit + (listing.left_out.skipped if listing.left_out else 0),
        )

    def store_one(self, value: V) -> M:
        """Store a value that was just read on its own, whatever is under way."""
        now = timezone.now()
        columns = self._row(value, now)
        key = {self.key_field: columns[self.key_field]}
        row = self.rows().select_for_update().filter(**key).first()
        if row is None:
            new = self._new(columns, now)
            try:
                with transaction.atomic():
                    return self.model.objects.create(**new)
            except IntegrityError:  # a listing stored it meanwhile, from an earlier reading than ours
                row = self.rows().select_for_update().get(**key)
        changed = self._set(row, columns, now)
        row.save(update_fields=[*changed, *self.read_columns(now)])
        return row

    def _known(self) -> dict[str, Known]:
        found = self.rows().values_list(*(self.key_field, "fingerprint", "gone_at"))
        return {key: Known(print_, gone_at is not None) for key, print_, gone_at in found}

    def _fitted(self, listing: Listing[V]) -> tuple[dict[str, dict[str, Any]], int]:
        """The listing as columns by key, and how many of its values the table cannot hold."""
        found: dict[str, dict[str, Any]] = {}
        unfit = 0
        for value in listing.values:
            try:
                row = self._row(value, listing.started_at)
            except ValidationError:
                unfit += 1
            else:
                found[row[self.key_field]] = row
        return found, unfit

    def _row(self, value: V, read_at: datetime) -> dict[str, Any]:
        fitted = fit(self.model, self.columns(value))
        return {**fitted, **self.present, **self.read_columns(read_at), "fingerprint": fingerprint(value)}

    def _new(self, columns: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        return {
            "organization_id": self.connection.organization_id,
            "connection": self.connection,
            "first_seen_at": now,
            "changed_at": now,
            **columns,
        }

    def _create(self, found: Sequence[Mapping[str, Any]]) -> None:
        now = timezone.now()
        rows = [self.model(**self._new(columns, now)) for columns in found]
        # A conflict is a row that somebody stored meanwhile, from a later reading than ours.
        self.model.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)

    def _update(self, found: Mapping[str, Mapping[str, Any]], read_at: datetime) -> int:
        now = timezone.now()
        wanted = self.not_newer(self.rows(), read_at).filter(**{f"{self.key_field}__in": list(found)})
        rows = list(wanted.select_for_update().order_by("pk"))
        held = self.held(rows)
        changed: list[M] = []
        written = {"changed_at"}
        for row in rows:
            columns = found[getattr(row, self.key_field)]
            if row.pk in held:  # its old fingerprint stays too, so that a later run looks again
                keep = {*self.held_columns, "fingerprint"}
                columns = {name: value for name, value in columns.items() if name not in keep}
            names = self._set(row, columns, now)
            if names:
                changed.append(row)
                written.update(names)
        if changed:
            self.model.objects.bulk_update(changed, sorted(written), batch_size=BATCH)
        return len(changed)

    def _set(self, row: M, columns: Mapping[str, Any], now: datetime) -> list[str]:
        """Take over what differs; the names of the columns to write, none when all was as it is."""
        times = self.read_columns(now)
        differing = [name for name, value in columns.items() if name not in times and getattr(row, name) != value]
        for name in columns:
            setattr(row, name, columns[name])
        if not differing:
            return []
        row.changed_at = now  # type: ignore[attr-defined]
        return [*differing, *times, "changed_at"]

    def _mark_gone(self, keys: Sequence[str], since: datetime) -> int:
        rows = self.not_newer(self.rows(), since).filter(**{f"{self.key_field}__in": keys})
        now = timezone.now()
        return rows.update(**{**self.absent, "gone_at": now, "changed_at": now})


def fit(model: type[models.Model], columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as the table can hold them: long texts cut, JSON plain. `ValidationError` for a number out of its range."""
    return {name: _fit_one(model._meta.get_field(name), value) for name, value in columns.items()}


def _fit_one(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return plain(value)
    if isinstance(value, str):
        return value.replace("\0", "")[: field.max_length]
    if isinstance(field, models.DecimalField) and value is not None:
        value = round(value, field.decimal_places)
    if value is not None:
        field.run_validators(value)
    return value


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
