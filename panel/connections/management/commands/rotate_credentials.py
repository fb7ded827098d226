"""manage.py rotate_credentials: seal every account's credentials under the first key, while everything runs.

Put the new key first in PATCHBAY_CREDENTIAL_KEYS, keep the old ones behind it, restart, run this, then drop the old ones. It may
be stopped and run again at any time.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from panel.connections.models import Connection
from panel.connections.vault import CannotOpen, seal, sealing_key_id, unseal
from panel.tenancy.crossing import organization_ids
from panel.tenancy.scope import scope


class Command(BaseCommand):
    help = "Seals every account's credentials under the first key of PATCHBAY_CREDENTIAL_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        rotated = failed = 0
        for organization_id in organization_ids():
            for connection_id in waiting(organization_id):
                if rotate(organization_id, connection_id):
                    rotated += 1
                else:
                    failed += 1
                    self.stderr.write(
                        f"Account {connection_id} cannot be opened with any of the keys; it is left as it is."
                    )
        self.stdout.write(f"{rotated} sealed anew under “{sealing_key_id()}”, {failed} could not be opened.")
        if failed:
            raise CommandError("Keep the old keys: some accounts still need them, or a key is missing.")


def waiting(organization_id: UUID) -> list[UUID]:
    """Accounts whose credentials are sealed under another key than the first."""
    with scope(organization=organization_id):
        rows = Connection.objects.exclude(key_id=sealing_key_id()).exclude(sealed=b"")
        return list(rows.values_list("pk", flat=True))


def rotate(organization_id: UUID, connection_id: UUID) -> bool:
    """One account in one transaction; its row is locked, so that credentials typed at the same moment are not lost."""
    with scope(organization=organization_id):
        connection = Connection.objects.select_for_update().filter(pk=connection_id).first()
        if connection is None:  # removed meanwhile
            return True
        try:
            seal(connection, unseal(connection))
        except CannotOpen:
            return False
        connection.save(update_fields=["sealed", "key_id"])
        return True
