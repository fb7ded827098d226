"""What other parts may ask of the calls."""

from __future__ import annotations

from panel.calls import ingest
from panel.connections.models import Connection


def claim_calls(connection: Connection) -> int:
    """After numbers were added: calls that came before their number was known now belong to it. Inside a scope."""
    return ingest.claim_calls(connection.pk)
