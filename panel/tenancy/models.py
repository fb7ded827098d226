"""Organizations (the tenants), their reseller clients, and who belongs to them."""

from __future__ import annotations

import zoneinfo
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from panel.tenancy.ids import uuid7
from panel.tenancy.managers import ClientManager, TenantManager
from panel.tenancy.roles import Role


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Choose one such as America/Toronto."), params={"name": name}
        )


class Organization(models.Model):
    """A tenant: a reseller or MSP. Its own row is guarded too: members see it, operators see the list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="America/Toronto", validators=[validate_time_zone]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row that belongs to one organization. `organization` comes first in its indexes and unique constraints."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True


class ClientOwnedModel(TenantModel):
    """A tenant row that may also belong to one reseller client, who then sees it in the portal."""

    client = models.ForeignKey(
        "tenancy.Client", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects: ClassVar[ClientManager[Self]] = ClientManager()

    class Meta:
        abstract = True


class Client(TenantModel):
    """A reseller client: the customer of an organization."""

    name = models.CharField(_("name"), max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="client_name_once")]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A person in an organization, with one role. The client role is confined to one client."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    own: ClassVar[models.Manager[Self]] = models.Manager()
    """Unscoped on purpose: inside `as_user` the database shows a person their own memberships and nothing else."""

    class Meta:
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role=Role.CLIENT, client__isnull=False)
                | (~models.Q(role=Role.CLIENT) & models.Q(client__isnull=True)),
                name="membership_client_role_has_client",
            ),
        ]
