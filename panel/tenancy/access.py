"""Who may open a page. Deny by default: a view that declares nothing is not served, and a test finds it.

@public                      anybody
@signed_in                   any person, outside of an organization
@operator_only               the operator of the installation
@requires(Permission.VIEW)   a member whose role grants it, inside the organization's scope
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from panel.tenancy.roles import Permission

V = TypeVar("V", bound=Callable[..., Any])


class Door(Enum):
    PUBLIC = "public"
    SIGNED_IN = "signed in"
    OPERATOR = "operator"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Access:
    door: Door
    permission: Permission | None = None


def _declare(access: Access) -> Callable[[V], V]:
    def mark(view: V) -> V:
        view.patchbay_access = access  # type: ignore[attr-defined]
        return view

    return mark


def public(view: V) -> V:
    return _declare(Access(Door.PUBLIC))(view)


def signed_in(view: V) -> V:
    return _declare(Access(Door.SIGNED_IN))(view)


def operator_only(view: V) -> V:
    return _declare(Access(Door.OPERATOR))(view)


def requires(permission: Permission) -> Callable[[V], V]:
    return _declare(Access(Door.MEMBER, permission))


def access_of(view: Callable[..., Any]) -> Access | None:
    """What the view declared; None when it declared nothing. Views of libraries get their door where they are mounted."""
    declared: Access | None = getattr(view, "patchbay_access", None)
    return declared
