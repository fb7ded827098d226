"""The provider of a row, for its badge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from panel.connections.gateway import all_infos
from panel.connections.models import Connection


def put_providers_beside(rows: Iterable[Any]) -> None:
    """Give each account, or row with a `connection`, its provider's declaration as `info`; None for one no longer known."""
    infos = {info.slug: info for info in all_infos()}
    for row in rows:
        connection = row if isinstance(row, Connection) else row.connection
        row.info = infos.get(connection.provider)
