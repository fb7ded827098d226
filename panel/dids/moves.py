"""Whose a number was when: each move from one client to another stands in the audit trail."""

from __future__ import annotations

from panel.accounts.models import User
from panel.audit.services import record
from panel.dids.models import Did
from panel.tenancy.models import Client
from panel.ui.words import phone


def moved(row: Did, client: Client | None, *, by: User | None) -> None:
    """It is this client's, or nobody's, from now on, in the object and in the audit trail; saving it is the caller's.

    `panel.calls.ingest` reads `before_id`: a call that began earlier is the earlier client's, whenever its record comes.
    """
    record(
        verb="dids.moved",
        object_type="did",
        object_id=row.pk,
        label=phone(row.number),
        by=by,
        before=str(row.client) if row.client else "",
        after=str(client) if client else "",
        before_id=str(row.client_id or ""),
    )
    row.client = client
