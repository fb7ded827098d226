"""Organizations: making one (the operator's page and command share this), and its settings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.accounts.rules import Refused
from panel.accounts.services.invitations import make_invitation
from panel.accounts.services.people import join
from panel.audit.services import record
from panel.tenancy.models import Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import scope

# Words that an address must not be: they would read as a page of ours, or as somebody official.
# fmt: off
RESERVED_SLUGS = frozenset({
    "accounts", "admin", "administrator", "api", "app", "auth", "billing", "bulk", "callbacks", "calls", "client", "clients",
    "connections", "demo", "faxes", "help", "holidays", "i18n", "invitations", "jobs", "login", "logout", "mail", "messages",
    "new", "none", "null", "numbers", "o", "operations", "operator", "ordering", "organization", "organizations", "overview",
    "patchbay", "people", "portal", "profile", "public", "root", "routing", "settings", "sign-in", "signup", "staff",
    "static", "status", "support", "system", "undefined", "user", "users", "voicemail", "webhooks", "www",
})
# fmt: on
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """What was made. `invitation_link` is empty when the owner had an account and is a member at once."""

    organization: Organization
    owner_email: str
    invitation_link: str


def create_organization(
    *, name: str, slug: str, time_zone: str, owner_email: str, by: User | None, language: str
) -> NewOrganization:
    """Runs outside of any scope. The owner becomes a member, or is invited in `language` if nobody has the address."""
    organization = Organization(name=" ".join(name.split()), slug=slug, time_zone=time_zone)
    _check(organization)
    owner_email = owner_email.strip().lower()
    owner = User.objects.filter(email=owner_email, is_active=True).first()
    with scope(organization=organization):
        _insert(organization)
        record(
            verb="accounts.organization_created",
            object_type="organization",
            object_id=organization.pk,
            label=organization.name,
            by=by,
            owner=owner_email,
        )
        if owner:
            join(user=owner, role=Role.OWNER, client=None)
            return NewOrganization(organization, owner_email, "")
        _invitation, link = make_invitation(email=owner_email, role=Role.OWNER, client=None, by=by, language=language)
    return NewOrganization(organization, owner_email, link)


def change_settings(*, organization: Organization, name: str, time_zone: str, by: User) -> Organization:
    before = {"name": organization.name, "time_zone": organization.time_zone}
    organization.name, organization.time_zone = " ".join(name.split()), time_zone
    after = {"name": organization.name, "time_zone": organization.time_zone}
    if after != before:
        organization.save(update_fields=["name", "time_zone"])
        record(
            verb="accounts.organization_changed",
            object_type="organization",
            object_id=organization.pk,
            label=organization.name,
            by=by,
            before=before,
            after=after,
        )
    return organization


def _check(organization: Organization) -> None:
    if not SLUG.fullmatch(organization.slug):
        raise Refused(_("Use small letters, digits and single hyphens, for instance “north-phone”."), "slug")
    if organization.slug in RESERVED_SLUGS:
        raise Refused(_("“%(slug)s” is a word that Patchbay keeps for itself.") % {"slug": organization.slug}, "slug")
    try:
        organization.clean_fields()
    except ValidationError as problem:
        field, texts = next(iter(problem.message_dict.items()))
        raise Refused(texts[0], field) from None


def _insert(organization: Organization) -> None:
    """The database refuses a taken address; nobody here could look it up, other organizations are out of sight."""
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Another organization has this address already."), "slug") from None
