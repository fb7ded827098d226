"""Routes as an object's settings spell them (`fwd:16006`), as rows and pages know them (`forward:16006`)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from panel.connections.models import Connection
from panel.routing.destinations import Group, destinations
from panel.routing.naming import Spot, names_of
from providers.ports import ProviderInfo
from providers.values.routing import RouteKind


def spelled(info: ProviderInfo, kind: str, target: str) -> str:
    return f"{info.route_words[RouteKind(kind)]}:{target}"


def spot_of(info: ProviderInfo, connection_id: UUID, text: str) -> Spot | None:
    """The destination of a spelling; None for what is no route."""
    word, colon, target = text.strip().partition(":")
    kinds = {spelling: kind for kind, spelling in info.route_words.items()}
    if not colon or word not in kinds:
        return None
    return Spot(connection_id, kinds[word].value, target)


def route_choices(connection: Connection, info: ProviderInfo) -> list[Group]:
    """Everything known of the account that calls can be sent to, with the provider's spelling as the value."""
    kinds = [kind for kind in info.route_words if kind is not RouteKind.NONE]
    return [
        (label, [(spelled(info, *key.split(":", 1)), text) for key, text in options])
        for label, options in destinations(connection, kinds)
    ]


def routes_in_words(info: ProviderInfo, connection_id: UUID, texts: Iterable[str]) -> dict[str, str]:
    """Spellings in words, their names looked up at once; what is no route is left out."""
    spots = {text: spot for text in texts if (spot := spot_of(info, connection_id, text))}
    names = names_of(spots.values())
    return {text: _("Nowhere") if spot.kind == RouteKind.NONE else names.of(spot).text for text, spot in spots.items()}
