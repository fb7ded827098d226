"""Views of the list of numbers that a person keeps, or shares with all of the organization."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from panel.accounts.models import User
from panel.dids.filters import NEEDED
from panel.dids.models import DidState, SavedView
from panel.routing.models import Kind
from panel.tenancy.queries import UNASSIGNED
from panel.tenancy.scope import current_organization_id
from panel.ui.paging import POSITION

USUAL = (
    (_("911 address needed"), f"e911={NEEDED}"),
    (_("Going nowhere"), f"route={Kind.NONE.value}"),
    (_("Without a client"), f"client={UNASSIGNED}"),
    (_("SMS on"), "sms=1"),
    (_("Lost"), f"state={DidState.LOST.value}"),
)
"""What operators look for most, by the address that shows it."""

LONGEST = SavedView._meta.get_field("query").max_length or 0


@dataclass(frozen=True, slots=True)
class UsualTab:
    """One of the `USUAL` views."""

    name: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """A view as a tab above the list."""

    view: SavedView
    url: str
    here: bool
    own: bool


def as_view(params: QueryDict) -> str:
    """What an address says apart from the place in the list, always spelled the same way."""
    said = [(name, value) for name, values in params.lists() if name not in POSITION for value in values if value]
    return urlencode(sorted(said, key=lambda pair: pair[0]))


def usual_tabs(params: QueryDict, path: str) -> list[UsualTab]:
    here = as_view(params)
    return [UsualTab(str(name), f"{path}?{view}", view == here) for name, view in USUAL]


def tabs(params: QueryDict, path: str, by: User) -> list[Tab]:
    """The person's own views and the shared ones, by name."""
    here = as_view(params)
    found = SavedView.objects.filter(Q(owner=by) | Q(shared=True)).order_by("name", "pk")
    return [Tab(view, f"{path}?{view.query}", view.query == here, view.owner_id == by.pk) for view in found]


def save_view(*, name: str, query: str, shared: bool, by: User) -> SavedView:
    """Keep it; under a name that the person has used already it takes that view's place."""
    view, _made = SavedView.objects.update_or_create(
        organization_id=current_organization_id(), owner=by, name=name, defaults={"query": query, "shared": shared}
    )
    return view
