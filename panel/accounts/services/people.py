"""The members of an organization: their roles, and their leaving."""

from __future__ import annotations

from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.accounts.rules import Refused, check_client, check_may_give, check_may_touch, check_not_raised
from panel.audit.services import record
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import current_organization_id


def change_role(*, subject: Membership, role: Role, client: Client | None, by: Membership) -> Membership:
    """Takes effect with the person's next request."""
    hold_people_for(by)
    subject = Membership.objects.select_related("user", "client").get(pk=subject.pk)
    check_may_touch(by, subject.role)
    check_not_raised(by, subject, role)
    if role != subject.role:
        check_may_give(by, role)
        _check_an_owner_stays(subject)
    check_client(role, client)
    client = client if role == Role.CLIENT else None
    before = (subject.role, subject.client)
    if before == (role, client):
        return subject
    subject.role, subject.client = role, client
    subject.save(update_fields=["role", "client"])
    record(
        verb="accounts.role_changed",
        object_type="membership",
        object_id=subject.pk,
        label=str(subject.user),
        by=by.user,
        before=before[0],
        after=role,
        client=client.name if client else "",
    )
    return subject


def remove_member(*, subject: Membership, by: Membership) -> None:
    """The person keeps their account and other organizations; what they did here keeps their name."""
    hold_people_for(by)
    subject = Membership.objects.select_related("user").get(pk=subject.pk)
    check_may_touch(by, subject.role)
    _check_an_owner_stays(subject)
    record(
        verb="accounts.member_removed",
        object_type="membership",
        object_id=subject.pk,
        label=str(subject.user),
        by=by.user,
        role=subject.role,
    )
    subject.delete()


def join(*, user: User, role: Role, client: Client | None) -> Membership:
    """Make the person a member, or leave the membership that exists as it is."""
    membership, _made = Membership.objects.get_or_create(
        organization_id=current_organization_id(), user=user, defaults={"role": role, "client": client}
    )
    return membership


def hold_people() -> None:
    """One change of people at a time in an organization: two owners cannot remove each other at once."""
    Organization.objects.select_for_update(no_key=True).get(pk=current_organization_id())


def hold_people_for(by: Membership) -> None:
    """As `hold_people`, and `by` has the role of now: who lost it while waiting for somebody else's change may no longer."""
    hold_people()
    role = Membership.objects.filter(pk=by.pk).values_list("role", flat=True).first()
    if role is None:
        raise Refused(_("Your role does not allow changing people."))
    by.role = role


def _check_an_owner_stays(subject: Membership) -> None:
    if subject.role != Role.OWNER:
        return
    if not Membership.objects.filter(role=Role.OWNER).exclude(pk=subject.pk).exists():
        raise Refused(_("This is the only owner. Make somebody else an owner first."), "role")
