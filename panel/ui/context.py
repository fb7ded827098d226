"""What every page of the shell needs, evaluated only when a template asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from panel.tenancy.middleware import PREFIX
from panel.tenancy.roles import Permission, may
from panel.ui.navigation import navigation
from panel.ui.theme import theme_of


@dataclass(frozen=True, slots=True)
class Place:
    """An organization of the person, as the switcher lists it."""

    name: str
    role: str
    url: str


@dataclass(frozen=True, slots=True)
class Switcher:
    """The organization that is open, and the others of the person."""

    name: str
    role: str
    home: str
    others: list[Place]


def shell(request: HttpRequest) -> dict[str, Any]:
    """For `base.html` and `layouts/app.html`.

    theme: "light", "dark" or "system"; html_theme: what the server can say of it; navigation: groups of links;
    switcher: see Switcher; tray_url: where the job tray comes from, empty outside of an organization; profile_url;
    may: what the person may do in this organization, by permission.
    """
    theme = theme_of(request)
    inside = getattr(request, "membership", None) is not None
    return {
        "theme": theme,
        "html_theme": "dark" if theme == "dark" else "light",
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "switcher": SimpleLazyObject(lambda: switcher(request)),
        "tray_url": reverse("jobs:tray") if inside else "",
        "profile_url": reverse("accounts:profile"),
        "may": SimpleLazyObject(lambda: granted(request)),
    }


def granted(request: HttpRequest) -> dict[str, bool]:
    """What the person may do here: `{% if may.manage_connections %}`."""
    membership = getattr(request, "membership", None)
    return {each.value: membership is not None and may(membership.role, each) for each in Permission}


def switcher(request: HttpRequest) -> Switcher:
    open_now = getattr(request, "membership", None)
    places = [
        (membership, Place(membership.organization.name, membership.get_role_display(), _home(membership)))
        for membership in getattr(request, "memberships", [])
    ]
    here = next((place for membership, place in places if membership == open_now), None)
    return Switcher(
        name=here.name if here else "Patchbay",
        role=here.role if here else "",
        home=here.url if here else "/",
        others=[place for _membership, place in places if place is not here],
    )


def _home(membership: Any) -> str:
    return f"{PREFIX}{membership.organization.slug}/"
