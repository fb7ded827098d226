"""Write the audit trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from panel.accounts.models import User
from panel.audit.models import AuditEntry
from panel.tenancy.scope import current_organization_id


def record(
    *,
    verb: str,
    object_type: str,
    object_id: UUID | None = None,
    label: str = "",
    by: User | None = None,
    **details: Any,
) -> AuditEntry:
    """Call inside the scope and transaction of the deed. `by` None: the system did it. `details` must hold no secrets."""
    return AuditEntry.objects.create(
        organization_id=current_organization_id(),
        actor=by,
        verb=verb,
        object_type=object_type,
        object_id=object_id,
        object_label=label[:200],
        details=details,
    )
