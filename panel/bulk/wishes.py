"""What a batch, or one of its rows, is to change: a wish.

A wish is small JSON. A name that is absent stays as it is:
    client                      the client's id, empty for nobody
    add_tags, remove_tags       words
    remarks                     our own note
    route, busy, unreachable, no_answer
                                destinations as `kind:target`
    sms_enabled, cnam_lookup    True or False
    caller_name, note           texts, empty to take them away
    voicemail                   a mailbox behind the failovers, for a playbook that is taken back
A batch's wish has `routes` in place of the four: wishes of routing by account id, as destinations are an account's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panel.dids.route_operation import FAILOVERS
from panel.dids.route_operation import LABELS as ROUTE_LABELS
from panel.dids.settings_operation import LABELS as SETTING_LABELS
from providers.values.routing import Route, RouteKind

Wish: TypeAlias = dict[str, Any]

ROUTES = ("route", *FAILOVERS)
SETTINGS = ("sms_enabled", "cnam_lookup", "caller_name", "note", "voicemail")
SWITCHES = ("sms_enabled", "cnam_lookup")

LABELS: dict[str, Any] = {
    "client": _("Client"),
    "tags": _("Tags"),
    "add_tags": _("Add tags"),
    "remove_tags": _("Remove tags"),
    "remarks": _("Our note"),
    **ROUTE_LABELS,
    **{name: SETTING_LABELS[name] for name in SETTINGS},
}


def for_account(wish: Mapping[str, Any], connection_id: UUID | None) -> Wish:
    """A batch's wish as it is for the numbers of one account."""
    own = {name: value for name, value in wish.items() if name != "routes"}
    return {**own, **wish.get("routes", {}).get(str(connection_id), {})}


def route_of(key: str) -> Route:
    """The opposite of `panel.routing.destinations.key_of`. `ValueError` for a kind that there is not."""
    kind, _colon, target = key.partition(":")
    return Route(kind=RouteKind(kind), target=target, raw=target if kind == RouteKind.UNKNOWN else "")
