"""Who may give which role to whom, and what a refusal says. Pure rules; the services ask them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from panel.tenancy.models import Client, Membership
from panel.tenancy.roles import Permission, Role, may

# From the most to the least powerful; used for “nobody raises their own role”.
RANK = {role: rank for rank, role in enumerate(Role)}


class Refused(Exception):
    """A rule stands in the way. The text is for the person who asked; `field` names the form's field, if one is to blame."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.field = field


def roles_to_give(membership: Membership) -> list[Role]:
    """The roles that this member may give to others."""
    if not may(membership.role, Permission.MANAGE_PEOPLE):
        return []
    return [role for role in Role if role != Role.OWNER or membership.role == Role.OWNER]


def check_may_give(by: Membership, role: Role) -> None:
    if role not in roles_to_give(by):
        raise Refused(_("Only an owner can make somebody an owner."), "role")


def check_may_touch(by: Membership, role: str) -> None:
    """Whether `by` may change or withdraw something of a person with that role."""
    if not may(by.role, Permission.MANAGE_PEOPLE):
        raise Refused(_("Your role does not allow changing people."))
    if role == Role.OWNER and by.role != Role.OWNER:
        raise Refused(_("Only an owner can change or remove an owner."))


def check_not_raised(by: Membership, subject: Membership, role: Role) -> None:
    if subject.user_id == by.user_id and RANK[role] < RANK[Role(subject.role)]:
        raise Refused(_("You cannot raise your own role."), "role")


def check_client(role: Role, client: Client | None) -> None:
    """The client role is confined to one client; the other roles to none."""
    if role == Role.CLIENT and client is None:
        raise Refused(_("Choose the client whose numbers this person may see, or type a new client’s name."), "client")
