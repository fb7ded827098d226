"""Reseller clients: the customers of an organization."""

from __future__ import annotations

from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.accounts.rules import Refused
from panel.accounts.services.people import hold_people
from panel.audit.services import record
from panel.tenancy.models import Client
from panel.tenancy.scope import current_organization_id


def add_client(*, name: str, by: User | None) -> Client:
    name = _free_name(name)
    client = Client.objects.create(organization_id=current_organization_id(), name=name)
    record(verb="accounts.client_added", object_type="client", object_id=client.pk, label=name, by=by)
    return client


def rename_client(*, client: Client, name: str, by: User) -> Client:
    before, client.name = client.name, _free_name(name, besides=client)
    if client.name != before:
        client.save(update_fields=["name"])
        record(
            verb="accounts.client_renamed",
            object_type="client",
            object_id=client.pk,
            label=client.name,
            by=by,
            before=before,
        )
    return client


def _free_name(name: str, besides: Client | None = None) -> str:
    hold_people()  # so that two people adding the same name do not meet at the constraint
    name = " ".join(name.split())
    same = Client.objects.filter(name__iexact=name)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise Refused(_("There is a client with this name already."), "name")
    return name
