"""How the inventory can be narrowed. Every filter is in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.connections.gateway import all_infos
from panel.connections.models import Connection
from panel.dids.emergency import needing_e911
from panel.dids.models import Did, DidState
from panel.dids.queries import Offer, by_digits, choices, digits_in, tagged
from panel.dids.words import Hits, as_frequent
from panel.routing.models import Kind
from panel.tenancy.models import Client
from panel.tenancy.queries import UNASSIGNED, of_client
from panel.ui.filters import TOLD, Choices, Filter, FilterSet, OneOf, Search, Told
from panel.ui.forms import field_of

ROUTE_KINDS = [
    choice for choice in Kind.choices if choice[0] not in {"music_on_hold", "phonebook_entry", "phonebook_group"}
]
PRICES = ("price_from", "price_to")
NEVER = "never"
LAST_CALLS = [
    (NEVER, _("never")),
    ("30", _("not for 30 days")),
    ("90", _("not for 90 days")),
    ("180", _("not for 180 days")),
    ("365", _("not for a year")),
]


class _Words(Filter, forms.CharField):
    """Text whose `hits` the database told beside the choices of the other filters."""

    hits: Hits | None = None

    def typed(self, value: str) -> str:
        """The words to ask for; empty when there are none that make sense."""
        try:
            text: str = self.clean(value)
        except forms.ValidationError:
            return ""
        return text


class Anywhere(_Words, Search):
    """Digits of a number, or words that stand with it."""

    def typed(self, value: str) -> str:
        text = super().typed(value)
        return "" if digits_in(text) else text

    def apply(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return self.hits.anywhere(rows) if self.hits else super().apply(rows, value)


class Place(_Words):
    """Words within the place of a number."""

    def __init__(self, label: Any) -> None:
        super().__init__(label, lookup="description__icontains", max_length=60)

    def apply(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return self.hits.at_place(rows) if self.hits else super().apply(rows, value)


class Price(Filter, forms.DecimalField):
    """A bound of what a number costs a month, in whatever currency its provider bills."""

    def __init__(self, label: Any, *, lookup: str) -> None:
        def narrow(rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
            return rows.filter(as_frequent(Q(**{lookup: value})))  # row security lets no bound of a price use an index

        super().__init__(label, narrow=narrow, min_value=0, max_digits=10, decimal_places=4)


NEEDED = "needed"
E911 = [(NEEDED, _("address needed")), ("1", _("registered")), ("0", _("not registered")), ("unknown", _("unknown"))]


def by_e911(rows: QuerySet[Did], chosen: str) -> QuerySet[Did]:
    """What the provider tells, or what somebody here still has to do."""
    return needing_e911(rows) if chosen == NEEDED else rows.filter(e911=TOLD[chosen])


def by_last_call(rows: QuerySet[Did], chosen: list[str]) -> QuerySet[Did]:
    """Any of: no call that we know of, none within so many days."""
    wanted = Q(last_call_at=None) if NEVER in chosen else Q()
    if days := [int(each) for each in chosen if each != NEVER]:
        wanted |= Q(last_call_at__lt=timezone.now() - timedelta(days=min(days)))
    return rows.filter(wanted)


class DidFilters(FilterSet):
    """`costs`: whether the person may see what numbers cost."""

    id = "numbers"
    folded = frozenset(
        {"country", "region", "place", "sms", "mms", "fax", "t38", "cnam", "tag", "last_call"}
        | {"price_from", "price_to", "provider"}
    )

    q = Anywhere(_("Search numbers"), narrow=by_digits, placeholder=_("Number, place, note, tag or client"))
    provider = Choices(_("Provider"), lookup="connection__provider__in", choices=[])
    account = Choices(_("Account"), lookup="connection__in", choices=[])
    client = OneOf(_("Client"), choices=[], narrow=of_client)
    route = Choices(_("Calls go to"), lookup="route_kind__in", choices=ROUTE_KINDS)
    state = OneOf(_("State"), lookup="state", choices=DidState.choices)
    e911 = OneOf(_("E911"), choices=E911, narrow=by_e911)
    tag = Choices(_("Tag"), choices=[], narrow=tagged)
    country = Choices(_("Country"), lookup="country__in", choices=[])
    region = Choices(_("Region"), lookup="region__in", choices=[])
    place = Place(_("Rate centre"))
    sms = Told(_("SMS"), lookup="sms_enabled")
    mms = Told(_("MMS"), lookup="mms_available", yes=_("possible"), no=_("not possible"))
    fax = Told(_("Fax"), lookup="fax")
    t38 = Told(_("T.38"), lookup="t38")
    cnam = Told(_("Caller names (CNAM)"), lookup="cnam_lookup")
    last_call = Choices(_("Last call"), choices=LAST_CALLS, narrow=by_last_call)
    price_from = Price(_("Costs at least"), lookup="monthly__gte")
    price_to = Price(_("Costs at most"), lookup="monthly__lte")

    def __init__(self, request: HttpRequest, *, costs: bool = False) -> None:
        self.costs = costs
        super().__init__(request)

    def prepare(self) -> None:
        """The choices, each read once."""
        self.accounts = list(Connection.objects.order_by("name").defer("sealed"))
        found = self._asked()
        self.clients = [Client(pk=UUID(pk), name=name) for pk, name in found.clients]
        used = {account.provider for account in self.accounts}
        offered: dict[str, list[tuple[str, Any]]] = {
            "provider": [(info.slug, info.name) for info in all_infos() if info.slug in used],
            "account": [(str(account.pk), account.name) for account in self.accounts],
            "client": [(UNASSIGNED, _("Not assigned")), *found.clients],
            "tag": found.tags,
            "country": [(each, each) for each in sorted({country for country, _region in found.places if country})],
            "region": [(each, each) for each in sorted({region for _country, region in found.places if region})],
        }
        for name, pairs in offered.items():
            field_of(self, name, forms.ChoiceField).choices = pairs
        self._leave_out("provider", "tag", "country", "region")
        if not self.costs:
            for name in PRICES:
                if name not in self.params:
                    del self.fields[name]

    def clean(self) -> None:
        """A shared view may filter by costs. Who may not see them is told that it does not."""
        for name in PRICES:
            if self.cleaned_data.get(name) is not None and not self.costs:
                self.add_error(name, _("What numbers cost is not shown to you."))

    def _asked(self) -> Offer:
        """What there is to choose from, and where the typed words stand."""
        fields = {name: field for name, field in self.fields.items() if isinstance(field, _Words)}
        typed = {name: text for name, field in fields.items() if (text := field.typed(self.params.get(name, "")))}
        found = choices(typed)
        for name, hits in found.hits.items():
            fields[name].hits = hits
        return found

    @property
    def surely_many(self) -> bool:
        """Whether more match than anybody counts, as the words alone tell when nothing else is filtered by."""
        field = field_of(self, "q", Anywhere)
        return list(self.in_use) == ["q"] and field.hits is not None and field.hits.few is None

    def _leave_out(self, *names: str) -> None:
        """Without anything to choose a filter says nothing; one that is in the address stays, and is called wrong."""
        for name in names:
            if not field_of(self, name, forms.ChoiceField).choices and name not in self.params:
                del self.fields[name]
