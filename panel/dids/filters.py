"""How the inventory can be narrowed. Every filter is in the address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from panel.connections.queries import account_choices
from panel.dids.models import Did, DidState
from panel.dids.queries import matching
from panel.routing.models import Kind
from panel.tenancy.queries import client_choices, of_client
from panel.ui.filters import Choices, FilterSet, OneOf, Search, YesNo

ROUTE_KINDS = [
    choice for choice in Kind.choices if choice[0] not in {"music_on_hold", "phonebook_entry", "phonebook_group"}
]


def regions() -> list[tuple[str, str]]:
    """The provinces and states that the inventory has."""
    found = Did.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
    return [(region, region) for region in found]


class DidFilters(FilterSet):
    id = "numbers"

    q = Search(_("Search numbers"), narrow=matching, placeholder=_("Number, place, note or client"))
    account = Choices(_("Account"), lookup="connection__in", choices=account_choices)
    client = OneOf(_("Client"), choices=client_choices, narrow=of_client)
    region = Choices(_("Region"), lookup="region__in", choices=regions)
    route = Choices(_("Calls go to"), lookup="route_kind__in", choices=ROUTE_KINDS)
    state = OneOf(_("State"), lookup="state", choices=DidState.choices)
    sms = YesNo(_("SMS"), lookup="sms_enabled")
    e911 = YesNo(_("E911"), lookup="e911", yes=_("registered"), no=_("not registered"))
