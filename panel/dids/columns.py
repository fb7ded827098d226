"""The columns that the list of numbers offers: how each is drawn, and what an export has in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panel.dids.models import Did
from panel.ui.paging import query
from panel.ui.tables import Column
from panel.ui.words import ago

Plain = str | int | Decimal | date | datetime | None
PARAMETER = "cols"


@dataclass(frozen=True, slots=True)
class ListColumn(Column):
    """`plain` is the cell in an export."""

    plain: Callable[[Any], Plain] = str


def _attribute(name: str) -> Callable[[Any], Plain]:
    return lambda row: getattr(row, name)


def _moment(name: str) -> Callable[[Any], Plain]:
    """In the reader's zone, without saying so in each cell: spreadsheets know no zones."""

    def plain(row: Any) -> Plain:
        at: datetime | None = getattr(row, name)
        return timezone.localtime(at).replace(tzinfo=None, microsecond=0) if at else None

    return plain


def yes_no(value: bool | None) -> str:
    """None is never no."""
    if value is None:
        return gettext("Unknown")
    return gettext("Yes") if value else gettext("No")


def _told(name: str, label: Any, attribute: str) -> ListColumn:
    def words(row: Any) -> str:
        return yes_no(getattr(row, attribute))

    return ListColumn(name, label, value=words, css="ph-hide", plain=words)


def _text(name: str, label: Any, attribute: str, css: str = "ph-hide") -> ListColumn:
    return ListColumn(name, label, value=attribute, css=css, plain=_attribute(attribute))


def _features(row: Did) -> str:
    names = {"sms_enabled": gettext("SMS"), "recording": gettext("recording"), "cnam_lookup": gettext("caller names")}
    return ", ".join(name for attribute, name in names.items() if getattr(row, attribute))


def _e911(row: Did) -> str:
    return gettext("Address needed") if row.needs_e911 else yes_no(row.e911)


def _when(name: str, label: Any, attribute: str, *, sorts: bool = False) -> ListColumn:
    return ListColumn(
        name,
        label,
        template=f"dids/_cell_{name}.html" if sorts else "",
        value=lambda row: ago(getattr(row, attribute)) if getattr(row, attribute) else None,
        sort=attribute if sorts else "",
        css="ph-hide right",
        falling_first=True,
        plain=_moment(attribute),
    )


NUMBER = ListColumn(
    "number", _("Number"), sort="number", template="dids/_cell_number.html", css="ph-a", plain=_attribute("number")
)
COST = ListColumn(
    "monthly",
    _("Cost a month"),
    sort="monthly",
    template="dids/_cell_cost.html",
    css="ph-hide right num",
    falling_first=True,
    plain=_attribute("monthly"),
)
CURRENCY = _text("currency", _("Currency"), "monthly_currency")
OFFERED: tuple[ListColumn, ...] = (
    NUMBER,
    ListColumn(
        "client",
        _("Client"),
        value="client.name",
        css="ph-hide",
        plain=lambda row: row.client.name if row.client else "",
    ),
    ListColumn(
        "provider",
        _("Provider"),
        template="dids/_cell_provider.html",
        css="ph-hide",
        plain=lambda row: row.info.name if row.info else row.connection.provider,
    ),
    ListColumn(
        "account",
        _("Account"),
        template="dids/_cell_account.html",
        css="ph-hide",
        plain=lambda row: row.connection.name,
    ),
    ListColumn(
        "route",
        _("Calls go to"),
        template="dids/_cell_route.html",
        css="ph-b",
        plain=lambda row: str(row.destination),
    ),
    ListColumn(
        "failover",
        _("Failover"),
        value=lambda row: row.fallback or "—",
        css="ph-hide",
        plain=lambda row: str(row.fallback or ""),
    ),
    ListColumn("e911", _("E911"), template="dids/_cell_e911.html", css="ph-c", plain=_e911),
    ListColumn("features", _("Features"), template="dids/_cell_features.html", css="ph-hide", plain=_features),
    ListColumn(
        "own",
        _("Tags and note"),
        template="dids/_cell_own.html",
        css="ph-hide",
        plain=lambda row: "; ".join(filter(None, [", ".join(row.tags), row.remarks])),
    ),
    ListColumn(
        "tags", _("Tags"), template="dids/_cell_tags.html", css="ph-hide", plain=lambda row: ", ".join(row.tags)
    ),
    ListColumn(
        "remarks",
        _("Our note"),
        template="dids/_cell_remarks.html",
        css="ph-hide",
        plain=_attribute("remarks"),
    ),
    COST,
    CURRENCY,
    ListColumn(
        "state",
        _("State"),
        template="dids/_cell_state.html",
        css="ph-hide",
        plain=lambda row: row.get_state_display(),
    ),
    _text("place", _("Rate centre"), "description"),
    _text("region", _("Region"), "region"),
    _text("country", _("Country"), "country"),
    _told("sms", _("SMS"), "sms_enabled"),
    _told("sms_possible", _("SMS possible"), "sms_available"),
    _told("mms", _("MMS"), "mms_available"),
    _told("fax", _("Fax"), "fax"),
    _told("t38", _("T.38"), "t38"),
    _told("cnam", _("Caller names (CNAM)"), "cnam_lookup"),
    _told("recording", _("Recording"), "recording"),
    _text("pop", _("POP"), "pop"),
    _text("note", _("Provider’s note"), "note"),
    _text("billing", _("Billing"), "billing"),
    _when("last_call", _("Last call"), "last_call_at", sorts=True),
    _when("ordered", _("Ordered"), "ordered_at"),
    _when("reserved_until", _("Reserved until"), "reserved_until"),
    _when("last_seen", _("Last seen"), "last_seen_at"),
    _when("changed", _("Changed"), "changed_at", sorts=True),
)
USUAL = ("number", "client", "account", "route", "e911", "features", "own", "monthly")


def offered(*, costs: bool) -> dict[str, ListColumn]:
    """By name. What numbers cost is for those who may see it."""
    return {each.name: each for each in OFFERED if costs or each not in (COST, CURRENCY)}


def chosen(params: QueryDict, *, costs: bool) -> tuple[ListColumn, ...]:
    """The columns of the address in its order, the number among them; the usual ones when it names none that exist."""
    available = offered(costs=costs)
    asked = [name for text in params.getlist(PARAMETER) for name in text.split(",")]
    found = [available[name] for name in dict.fromkeys(asked) if name in available]
    if not found:
        return tuple(available[name] for name in USUAL if name in available)
    return tuple(found) if NUMBER in found else (NUMBER, *found)


@dataclass(frozen=True, slots=True)
class Choice:
    """A column in the menu of columns. `earlier` is the query with it one place further to the front, where it can be."""

    name: str
    label: Any
    shown: bool
    earlier: str = ""


def choices(params: QueryDict, shown: Sequence[ListColumn], *, costs: bool) -> list[Choice]:
    """Those that are shown first, in their order, then the others."""
    names = [column.name for column in shown]
    listed = [
        Choice(column.name, column.label, shown=True, earlier=_earlier(params, names, column)) for column in shown
    ]
    others = [each for each in offered(costs=costs).values() if each.name not in names]
    return listed + [Choice(column.name, column.label, shown=False) for column in others]


def _earlier(params: QueryDict, names: Sequence[str], column: ListColumn) -> str:
    place = names.index(column.name)
    if place == 0:
        return ""
    moved = [*names[: place - 1], column.name, names[place - 1], *names[place + 1 :]]
    return query(params, **{PARAMETER: ",".join(moved)})
