"""Reads about people, invitations, clients and organizations."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from panel.accounts.models import Invitation, User, token_digest
from panel.dids.models import Did
from panel.tenancy.crossing import invitation_by_token
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.scope import as_user, scope


def members() -> QuerySet[Membership]:
    """Everybody in the organization, by name."""
    return Membership.objects.select_related("user", "client").order_by("user__name", "user__email")


def open_invitations() -> QuerySet[Invitation]:
    """Neither used nor revoked, newest first; some may have expired."""
    invitations = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    return invitations.select_related("client", "invited_by").order_by("-created_at")


def clients() -> QuerySet[Client]:
    return Client.objects.order_by("name")


def clients_with_counts() -> list[Client]:
    """Each client with `numbers` and `people`: how many of both it has."""
    listed = list(clients())
    numbers = _counts(Did.objects.filter(gone_at=None))
    people = _counts(Membership.objects.all())
    for client in listed:
        client.numbers, client.people = numbers.get(client.pk, 0), people.get(client.pk, 0)  # type: ignore[attr-defined]
    return listed


def _counts(rows: QuerySet[Did] | QuerySet[Membership]) -> dict[UUID, int]:
    return dict(rows.filter(~Q(client=None)).order_by().values_list("client_id").annotate(Count("pk")))


def invitation_of(token: str) -> Invitation | None:
    """The invitation whose link this is, with its organization, client and inviter; from outside of any scope."""
    found = invitation_by_token(token_digest(token))
    if found is None:
        return None
    organization_id, invitation_id = found
    with scope(organization=organization_id):
        related = Invitation.objects.select_related("organization", "client", "invited_by")
        return related.filter(pk=invitation_id).first()


def person_by_email(email: str) -> User | None:
    return User.objects.filter(email=email).first()


def all_organizations(operator: User) -> list[Organization]:
    """For the operator's list: names and addresses, none of their data."""
    with as_user(operator.pk, operator=True):
        return list(Organization.objects.order_by("name"))
