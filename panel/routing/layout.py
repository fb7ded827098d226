"""How the parameters of objects and devices are laid out in a form: data, read by `panel.routing.forms`.

The catalogue says which parameters a method takes and of what type. Here is what it cannot say: in which sections and words a
person is asked for them, which name another object, and which are rows of a table. What is not named here comes at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from django.utils.functional import Promise

from providers.values.routing import RouteKind

Text: TypeAlias = "str | Promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One parameter. `pick`: an object of that kind, chosen by name; `nothing` is what stands for none of them.

    `looks` is how it is typed where its type does not tell. `default` is what a new object begins with.
    """

    label: Text
    help: Text = ""
    pick: RouteKind | None = None
    nothing: str = ""
    looks: Literal["", "route", "zone", "long", "lines", "sound"] = ""
    default: str = ""
    words: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of rows. In rows of several parameters it is those of `params`: a time of day takes two."""

    label: Text
    looks: Literal["route", "object", "login", "text", "number", "yes", "key", "day", "time"]
    params: tuple[str, ...] = ()
    pick: RouteKind | None = None
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Members, choices, hours: rows in one parameter (`inner` joins the cells of a row), or one parameter a column.

    `name` is the parameter, or the first of them. `of_objects`: it is a list of objects, and columns are their
    members. The first column but a key's decides whether a row is meant. `at_most`: no more rows are offered; 0: nobody says.
    """

    name: str
    label: Text
    row: Text
    columns: tuple[Column, ...]
    outer: str = ";"
    inner: str = ""
    of_objects: bool = False
    at_most: int = 0
    help: Text = ""

    @property
    def params(self) -> tuple[str, ...]:
        apart = () if self.of_objects else tuple(name for column in self.columns for name in column.params)
        return apart or (self.name,)

    @property
    def leading(self) -> int:
        """The place of the column without which a row is empty."""
        return next(place for place, column in enumerate(self.columns) if column.looks != "key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: Text
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`asks` come before those that all kinds share."""

    sections: tuple[Section, ...] = ()
    rows: tuple[Rows, ...] = ()
    asks: Mapping[str, Ask] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def rows_of(self, name: str) -> Rows | None:
        """The rows that a parameter belongs to."""
        return next((rows for rows in self.rows if name in rows.params), None)
