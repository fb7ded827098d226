"""The entries of the sidebar. A new app adds a line to NAVIGATION."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panel.tenancy.roles import Permission, may


@dataclass(frozen=True, slots=True)
class Badge:
    """The small figure beside an entry. `warn`: somebody should look."""

    text: str
    warn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place to go. `key` is the letter after `g`; `badge` may ask the database, it runs inside the request's scope."""

    label: str | Promise
    icon: str
    url_name: str
    permission: Permission
    group: str | Promise = ""
    key: str = ""
    badge: Callable[[HttpRequest], Badge | None] | None = None


INVENTORY, TRAFFIC, SYSTEM = _("Inventory"), _("Traffic"), _("System")

NAVIGATION: tuple[Entry, ...] = (
    Entry(label=_("Overview"), icon="house", url_name="overview:home", permission=Permission.VIEW, key="o"),
    Entry(label=_("Numbers"), icon="hash", url_name="dids:list", permission=Permission.VIEW, group=INVENTORY, key="n"),
    Entry(
        label=_("Buy numbers"),
        icon="shopping-cart",
        url_name="ordering:search",
        permission=Permission.BUY_NUMBERS,
        group=INVENTORY,
        key="b",
    ),
    Entry(
        label=_("Bulk changes"),
        icon="layers",
        url_name="bulk:list",
        permission=Permission.VIEW,
        group=INVENTORY,
        key="u",
    ),
    Entry(
        label=_("Routing"),
        icon="workflow",
        url_name="routing:list",
        permission=Permission.VIEW,
        group=INVENTORY,
        key="r",
    ),
    Entry(
        label=_("Holidays"),
        icon="calendar-days",
        url_name="holidays:list",
        permission=Permission.VIEW,
        group=INVENTORY,
        key="h",
    ),
    Entry(
        label=_("Calls"), icon="phone", url_name="calls:list", permission=Permission.VIEW_CALLS, group=TRAFFIC, key="c"
    ),
    Entry(
        label=_("Providers"),
        icon="plug",
        url_name="connections:list",
        permission=Permission.VIEW,
        group=SYSTEM,
        key="p",
    ),
    Entry(
        label=_("Operations"),
        icon="activity",
        url_name="operations:list",
        permission=Permission.VIEW,
        group=SYSTEM,
        key="a",
    ),
    Entry(label=_("Jobs"), icon="list-checks", url_name="jobs:list", permission=Permission.VIEW, group=SYSTEM, key="j"),
    Entry(
        label=_("People"),
        icon="users-round",
        url_name="accounts:people",
        permission=Permission.MANAGE_PEOPLE,
        group=SYSTEM,
        key="e",
    ),
    Entry(
        label=_("Clients"),
        icon="building-2",
        url_name="accounts:clients",
        permission=Permission.MANAGE_PEOPLE,
        group=SYSTEM,
        key="l",
    ),
    Entry(
        label=_("Settings"),
        icon="settings",
        url_name="accounts:organization",
        permission=Permission.MANAGE_ORGANIZATION,
        group=SYSTEM,
        key="s",
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as drawn for one request."""

    label: str
    icon: str
    url: str
    key: str
    current: bool
    count: str
    warn: bool


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    links: list[Link]


def navigation(request: HttpRequest) -> list[Group]:
    """The groups that the person's role may open, in order; none outside of an organization."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return []
    shown = [(entry, reverse(entry.url_name)) for entry in NAVIGATION if may(membership.role, entry.permission)]
    current = _current(request.path, [url for _entry, url in shown])
    return [
        Group(label=str(label), links=[_link(request, entry, url, current) for entry, url in pairs])
        for label, pairs in groupby(shown, key=lambda pair: pair[0].group)
    ]


def _current(path: str, urls: list[str]) -> str:
    """The longest URL that the path is or lies below."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def _link(request: HttpRequest, entry: Entry, url: str, current: str) -> Link:
    badge = entry.badge(request) if entry.badge else None
    return Link(
        label=str(entry.label),
        icon=entry.icon,
        url=url,
        key=entry.key,
        current=url == current,
        count=badge.text if badge else "",
        warn=bool(badge and badge.warn),
    )
