"""The catalogue of a provider: every documented method and status code, as data.

Each provider has one `catalog.json`. The client validates and encodes against it, the console draws its forms from it,
the sandbox serves it. `load("voipms")` reads it once per process.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import msgspec


class Param(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One parameter of a method, or one property of an object.

    `type` is the meaning of the value, or the name of one of the catalogue's types; `many`: an array of it. `values` lists
    all that are allowed, if closed; `format` names one of the catalogue's formats. `nullable`: null may be sent.
    `confidence`: "documented", "client-observed" or "inferred".
    """

    name: str
    required: bool = False
    type: str = "string"
    many: bool = False
    nullable: bool = False
    values: tuple[str, ...] = ()
    format: str = ""
    default: str = ""
    example: str = ""
    note: str = ""
    confidence: str = "documented"


class Group(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Parameters that depend on each other. `mode`: "at-least-one", "all-or-none", or "conditional" (see `note`).

    A member written "a+b" is a pair that counts as one.
    """

    mode: str
    members: tuple[str, ...]
    note: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field of an answer. `where`: "top", the key of an object ("balance"), or of a list with its rows ("dids[]")."""

    name: str
    where: str = "top"
    type: str = "string"
    example: str = ""
    confidence: str = "documented"


class Code(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One status code. `kind`: auth, conflict, empty, failure, invalid, limit, missing, money, success or transient.

    `scope` says where it may come, when not everywhere.
    """

    code: str
    meaning: str
    kind: str
    scope: str = ""
    confidence: str = "documented"


class Method(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One method of a provider.

    `repeatable`: calling it twice with the same values leaves what calling it once leaves, and costs nothing more. With
    `record` this holds only when that parameter is given: without it the method creates something new each time.
    `codes` are the codes that the documents let expect; any other may come too. `list_key_aliases` were seen instead of
    `list_key`. `returns` names one of the catalogue's types, where the provider has such. `costs`: the call may be charged.
    `aliases` are other spellings of the name. `confidence` ("documented", "client-observed" or "inferred") is of the
    method; `shape_confidence` of its answer's shape.
    """

    name: str
    category: str
    summary: str
    http: Literal["GET", "POST"] = "GET"
    writes: bool = False
    repeatable: bool = False
    record: str = ""
    params: tuple[Param, ...] = ()
    list_key: str = ""
    list_key_aliases: tuple[str, ...] = ()
    object_key: str = ""
    fields: tuple[Field, ...] = ()
    empty_statuses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    returns: str = ""
    costs: bool = False
    aliases: tuple[str, ...] = ()
    section: str = ""  # of the provider's documentation
    in_wsdl: bool = True
    confidence: str = "documented"
    shape_confidence: str = "documented"
    note: str = ""

    @property
    def asks_first(self) -> bool:
        """Whether a person should confirm it: it changes something, or may be charged."""
        return self.writes or self.costs

    def param(self, name: str) -> Param | None:
        """The parameter of that name, None when the method has none."""
        return next((param for param in self.params if param.name == name), None)

    def safe_to_repeat(self, given: Container[str]) -> bool:
        """Whether a call with these parameters may be sent again without a second effect."""
        return self.repeatable and (not self.record or self.record in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything a provider documents. `enums` maps a vocabulary's name to its values and their meanings ("" when plain).

    `types` are the objects that it sends and takes, with their properties; `formats` regular expressions of its values.
    `options` are facts about the wire that are only inferred: change them here when the live service differs.
    """

    service: str
    endpoints: Mapping[str, str]
    methods: Mapping[str, Method]
    codes: Mapping[str, Code]
    enums: Mapping[str, Mapping[str, str]]
    types: Mapping[str, tuple[Param, ...]]
    formats: Mapping[str, str]
    options: Mapping[str, str]


class _File(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    service: str
    endpoints: dict[str, str]
    methods: tuple[Method, ...]
    codes: tuple[Code, ...]
    enums: dict[str, dict[str, str]] = {}
    types: dict[str, tuple[Param, ...]] = {}
    formats: dict[str, str] = {}
    options: dict[str, str] = {}


@cache
def load(slug: str) -> Catalog:
    """The catalogue of the provider with this slug, checked against the model above."""
    content = (files("providers") / slug / "catalog.json").read_bytes()
    read = msgspec.json.decode(content, type=_File)
    return Catalog(
        service=read.service,
        endpoints=MappingProxyType(read.endpoints),
        methods=MappingProxyType({method.name: method for method in read.methods}),
        codes=MappingProxyType({code.code: code for code in read.codes}),
        enums=MappingProxyType(read.enums),
        types=MappingProxyType(read.types),
        formats=MappingProxyType(read.formats),
        options=MappingProxyType(read.options),
    )
