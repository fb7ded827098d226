"""Reads of clients."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from panel.tenancy.models import Client, ClientOwnedModel

UNASSIGNED = "none"
M = TypeVar("M", bound=ClientOwnedModel)


def client_choices() -> list[tuple[str, str]]:
    """“Not assigned” and the clients of the scope by name, as the choices of a filter."""
    named = [(str(pk), name) for pk, name in Client.objects.order_by("name").values_list("pk", "name")]
    return [(UNASSIGNED, _("Not assigned")), *named]


def of_client(rows: QuerySet[M], choice: str) -> QuerySet[M]:
    """The rows of the client that was chosen, or of none."""
    return rows.filter(client=None) if choice == UNASSIGNED else rows.filter(client=choice)
