"""A file's columns: which there can be, which heading means which, and what a line's cells wish for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from panel.bulk.planning import Gap, gap
from panel.bulk.wishes import LABELS, ROUTES, SWITCHES, Wish
from panel.connections import gateway
from panel.connections.models import Connection
from panel.routing.destinations import destinations
from panel.tenancy.models import Client
from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.values.routing import RouteKind

CLEAR = "-"  # in a cell: take it away
LONGEST_TAG, LONGEST_REMARKS, LONGEST_TEXT = 40, 500, 250

COLUMNS: dict[str, Any] = {
    "number": gettext_lazy("Number"),
    "account": gettext_lazy("Account"),
    **{name: LABELS[name] for name in ("client", "add_tags", "remove_tags", "remarks", *ROUTES)},
    **{name: LABELS[name] for name in ("sms_enabled", "cnam_lookup", "caller_name", "note")},
}
"""What a column can be, in the order of the sample file."""

SYNONYMS: dict[str, str] = {
    "number": "number numero phone telephone did tn e164 phonenumber numerodetelephone",
    "account": "account compte connection connexion provideraccount",
    "client": "client customer clientname",
    "add_tags": "addtags tags tag addtag etiquettes etiquette ajouteretiquettes",
    "remove_tags": "removetags removetag retireretiquettes",
    "remarks": "remarks ournote remarques notrenote",
    "route": "route routing callsgoto destination acheminement",
    "busy": "busy whenbusy failoverbusy occupe",
    "unreachable": "unreachable whenunreachable failover failoverunreachable injoignable",
    "no_answer": "noanswer whennobodyanswers failovernoanswer sansreponse",
    "sms_enabled": "smsenabled sms texting textos",
    "cnam_lookup": "cnamlookup cnam lookup lookupcallersnames",
    "caller_name": "callername calleridname calleridnamecnam nomdelappelant",
    "note": "note providernote noteattheprovider notechezlefournisseur",
}

NO_NUMBER = _("The line has no number.")
NOT_A_NUMBER = _("“%(text)s” is not a telephone number.")
ROUNDED = _("“%(text)s” was rounded by a spreadsheet: its last digits are lost. Format the column as text.")
FORMULA = _("“%(text)s” is a formula. Only values are read.")
NO_SUCH_CLIENT = _("There is no client “%(text)s”.")
NO_SUCH_DESTINATION = _("The account has no destination “%(text)s”.")
AMBIGUOUS_DESTINATION = _("Several destinations are called “%(text)s”. Write it as kind:id.")
NO_TAG = _("“-” is no tag. Tags are taken off by their names, in the column “Remove tags”.")
NOT_A_SWITCH = _("“%(text)s” is neither on nor off.")
TOO_LONG = _("“%(text)s…” is too long: %(most)s characters at most.")

_TRUE = frozenset(["on", "yes", "true", "1", "oui", "vrai", "x", "enabled"])
_FALSE = frozenset(["off", "no", "false", "0", "non", "faux", "disabled", CLEAR])
_UNWRAP = re.compile(r'="([^"=]*)"|=(\d+)|\'(.*)', re.DOTALL)  # how spreadsheets are told that a cell is text
_ROUNDED = re.compile(r"\+?\d([.,]\d+)?e\+?\d+", re.IGNORECASE)


class BadCell(Exception):
    """Why a cell cannot be used: a msgid and its values."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why, self.values = why, values


def guess(headings: Sequence[str]) -> list[str]:
    """A column for each heading, empty for what is not known. Each column is guessed once."""
    found: list[str] = []
    for heading in headings:
        word = plain(heading)
        name = next((name for name, words in SYNONYMS.items() if word in words.split()), "")
        found.append("" if name in found else name)
    return found


def has_headings(first: Sequence[str]) -> bool:
    """Whether the first line names columns: none of its cells is a number, or was one before a spreadsheet rounded it."""
    return not any(_is_number(cell) for cell in first)


def plain(text: str) -> str:
    """Letters and digits without accents and case, for comparing headings."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in letters if each.isalnum() and each.isascii())


def number_in(text: str) -> PhoneNumber:
    """The number in a cell of any notation. Raises `BadCell`."""
    text = value_of(text)
    if not text:
        raise BadCell(NO_NUMBER)
    if _ROUNDED.fullmatch(text):
        raise BadCell(ROUNDED, text=text[:60])
    try:
        return PhoneNumber.parse(text)
    except NotAPhoneNumber:
        raise BadCell(NOT_A_NUMBER, text=text[:60]) from None


def value_of(text: str) -> str:
    """What a cell means. Text in the dress of a formula is text; any other formula is a `BadCell`."""
    text = text.strip()
    if match := _UNWRAP.fullmatch(text):
        return next(group for group in match.groups() if group is not None).strip()
    if text.startswith(("=", "@")):
        raise BadCell(FORMULA, text=text[:60])
    return text


@dataclass(slots=True)
class Reader:
    """Turns cells into wishes. Names of clients and destinations are looked up once for all lines."""

    _clients: dict[str, str] | None = None
    _places: dict[Any, dict[str, set[str]]] = field(default_factory=dict)

    def wish(self, cells: Mapping[str, str], connection: Connection) -> tuple[Wish, list[Gap]]:
        """What the cells of a line wish for its number, which is at this account; a gap for each cell that cannot be used."""
        wish: Wish = {}
        problems: list[Gap] = []
        for name, text in cells.items():
            if name in ("number", "account") or not text:
                continue
            try:
                text = value_of(text)
                if text:
                    wish[name] = self._value(name, text, connection)
            except BadCell as problem:
                problems.append(gap(name, problem.why, **problem.values))
        return wish, problems

    def _value(self, name: str, text: str, connection: Connection) -> Any:
        if name == "client":
            return self._client(text)
        if name in ("add_tags", "remove_tags"):
            return _tags(text)
        if name in ROUTES:
            return self._destination(text, connection)
        if name in SWITCHES:
            return _switch(text)
        return "" if text == CLEAR else _short(text, LONGEST_REMARKS if name == "remarks" else LONGEST_TEXT)

    def _client(self, text: str) -> str:
        if text == CLEAR:
            return ""
        if self._clients is None:
            self._clients = {name.casefold(): str(pk) for pk, name in Client.objects.values_list("pk", "name")}
        if text.casefold() not in self._clients:
            raise BadCell(NO_SUCH_CLIENT, text=text[:60])
        return self._clients[text.casefold()]

    def _destination(self, text: str, connection: Connection) -> str:
        """`kind:target`, or a destination's name as the pages write it. Whether the account has it is the dry run's to say."""
        if text == CLEAR:
            return f"{RouteKind.NONE}:"
        kind = text.partition(":")[0]
        if ":" in text and kind in set(RouteKind):
            return text
        found = self._names(connection).get(text.casefold(), set())
        if not found:
            raise BadCell(NO_SUCH_DESTINATION, text=text[:60])
        if len(found) > 1:
            raise BadCell(AMBIGUOUS_DESTINATION, text=text[:60])
        return next(iter(found))

    def _names(self, connection: Connection) -> dict[str, set[str]]:
        """Keys by the words of each destination, without its kind too."""
        if connection.pk not in self._places:
            found: dict[str, set[str]] = {}
            for label, options in destinations(connection, gateway.info(connection.provider).route_kinds):
                for key, words in options:
                    for name in {words, words.removeprefix(label).strip(), key.partition(":")[2]}:
                        found.setdefault(name.casefold(), set()).add(key)
            self._places[connection.pk] = found
        return self._places[connection.pk]


def cells_of(wish: Wish, clients: Mapping[str, str]) -> dict[str, str]:
    """A wish as the cells of a line that wishes for the same. `clients`: names by id."""
    cells = {}
    for name, value in wish.items():
        if name in SWITCHES:
            cells[name] = "on" if value else "off"
        elif name in ("add_tags", "remove_tags"):
            cells[name] = ", ".join(value)
        else:
            cells[name] = (clients.get(value, value) if name == "client" else value) or CLEAR
    return cells


def _tags(text: str) -> list[str]:
    if text == CLEAR:
        raise BadCell(NO_TAG)
    return [_short(tag.strip(), LONGEST_TAG) for tag in re.split(r"[,;|]", text) if tag.strip()]


def _switch(text: str) -> bool:
    word = text.casefold()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise BadCell(NOT_A_SWITCH, text=text[:60])


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise BadCell(TOO_LONG, text=text[:30], most=most)
    return text


def _is_number(cell: str) -> bool:
    try:
        number_in(cell)
    except BadCell as problem:
        return problem.why == ROUNDED
    return True
