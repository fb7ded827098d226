"""Invitations: an offer to join, sent to one address, good for seven days, used once.

The token is 32 random bytes and only in the e-mail. What is stored is its SHA-256, so that nobody who reads the database
can use an open invitation.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from panel.accounts import mail
from panel.accounts.links import absolute_link
from panel.accounts.models import Invitation, User, token_digest
from panel.accounts.rules import Refused, check_client, check_may_give, check_may_touch
from panel.accounts.services.people import hold_people_for, join
from panel.audit.services import record
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import current_organization_id

LIFETIME = timedelta(days=7)
TOKEN_BYTES = 32


def invite(*, email: str, role: Role, client: Client | None, by: Membership) -> Invitation:
    hold_people_for(by)
    check_may_give(by, role)
    check_client(role, client)
    email = email.strip().lower()
    if Membership.objects.filter(user__email=email).exists():
        raise Refused(_("This person is a member already."), "email")
    if Invitation.objects.filter(email=email, accepted_at=None, revoked_at=None).exists():
        raise Refused(_("This address has an open invitation. Send that one again, or revoke it first."), "email")
    invitation, _link = make_invitation(
        email=email, role=role, client=client if role == Role.CLIENT else None, by=by.user, language=by.user.language
    )
    return invitation


def make_invitation(
    *, email: str, role: Role, client: Client | None, by: User | None, language: str
) -> tuple[Invitation, str]:
    """The row, its audit entry and its e-mail, with the link for whoever has to pass it on. Checks no rule."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        organization_id=current_organization_id(),
        email=email,
        role=role,
        client=client,
        token_hash=token_digest(token),
        invited_by=by,
        expires_at=timezone.now() + LIFETIME,
    )
    _record("accounts.invited", invitation, by, role=role, client=client.name if client else "")
    return invitation, _send(invitation, token, language)


def resend(*, invitation: Invitation, by: Membership) -> Invitation:
    """A new token and seven more days; the link sent before ends."""
    invitation = _open_invitation(invitation, by)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_hash = token_digest(token)
    invitation.expires_at = timezone.now() + LIFETIME
    invitation.invited_by = by.user
    invitation.save(update_fields=["token_hash", "expires_at", "invited_by"])
    _record("accounts.invitation_sent_again", invitation, by.user)
    _send(invitation, token, by.user.language)
    return invitation


def revoke(*, invitation: Invitation, by: Membership) -> Invitation:
    invitation = _open_invitation(invitation, by)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    _record("accounts.invitation_revoked", invitation, by.user)
    return invitation


def accept(*, invitation: Invitation, user: User) -> Membership:
    """Join with what the invitation offers; the address must be the person's own."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("client").get(pk=invitation.pk)
    if not invitation.is_open:
        raise Refused(_("This invitation can no longer be used."))
    if user.email != invitation.email:
        raise Refused(_("This invitation was sent to another address."))
    membership = join(user=user, role=Role(invitation.role), client=invitation.client)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    _record("accounts.invitation_accepted", invitation, user, role=invitation.role)
    return membership


def accept_as_new_person(*, invitation: Invitation, name: str, password: str, language: str) -> User:
    """Make the person that was invited, then join. The address is proven by the link."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name, language=language)
    except IntegrityError:
        raise Refused(_("There is an account with this address now. Sign in to accept the invitation.")) from None
    accept(invitation=invitation, user=user)
    return user


def _open_invitation(invitation: Invitation, by: Membership) -> Invitation:
    """Locked, not yet used or revoked (it may have expired), and of a role that `by` may handle."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("client").get(pk=invitation.pk)
    check_may_touch(by, found.role)
    if found.accepted_at or found.revoked_at:
        raise Refused(_("This invitation was used or revoked in the meantime."))
    return found


def _send(invitation: Invitation, token: str, language: str) -> str:
    link = absolute_link("accounts:invitation", token=token)
    organization = Organization.objects.get(pk=invitation.organization_id)
    context = {"invitation": invitation, "organization": organization, "by": invitation.invited_by, "link": link}
    mail.write("invitation", to=invitation.email, language=language, context=context)
    return link


def _record(verb: str, invitation: Invitation, by: User | None, **details: str) -> None:
    record(verb=verb, object_type="invitation", object_id=invitation.pk, label=invitation.email, by=by, **details)
