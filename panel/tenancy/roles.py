"""Roles in an organization, and what each may do."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    STAFF = "staff", _("Staff")
    BILLING = "billing", _("Billing")
    VIEWER = "viewer", _("Viewer")
    CLIENT = "client", _("Client")


class Permission(StrEnum):
    """One thing that a view asks for. Views name the permission, never the role."""

    VIEW = "view"  # the dashboard, numbers, routing, jobs, operations
    VIEW_CALLS = "view_calls"
    VIEW_COSTS = "view_costs"
    CHANGE_ROUTES = "change_routes"
    RUN_SYNC = "run_sync"
    BUY_NUMBERS = "buy_numbers"  # search, hold and buy, with their costs
    RELEASE_NUMBERS = "release_numbers"  # give them back for good
    MANAGE_CONNECTIONS = "manage_connections"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ORGANIZATION = "manage_organization"
    PORTAL = "portal"  # a reseller client's own pages


_VIEWER = frozenset({Permission.VIEW, Permission.VIEW_CALLS})
_STAFF = _VIEWER | {Permission.CHANGE_ROUTES, Permission.RUN_SYNC}
_ADMIN = _STAFF | {
    Permission.VIEW_COSTS,
    Permission.BUY_NUMBERS,
    Permission.RELEASE_NUMBERS,
    Permission.MANAGE_CONNECTIONS,
    Permission.MANAGE_PEOPLE,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _ADMIN | {Permission.MANAGE_ORGANIZATION},
    Role.ADMIN: _ADMIN,
    Role.STAFF: _STAFF,
    Role.BILLING: _VIEWER | {Permission.VIEW_COSTS},
    Role.VIEWER: _VIEWER,
    Role.CLIENT: frozenset({Permission.PORTAL}),
}


def may(role: str, permission: Permission) -> bool:
    return permission in GRANTS[Role(role)]


def roles_that_may(permission: Permission) -> list[Role]:
    """For “Ask an owner or admin”: who can grant or do it."""
    return [role for role, granted in GRANTS.items() if permission in granted]
