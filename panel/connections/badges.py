"""The provider of a row, for its badge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from panel.connections.gateway import all_infos


def put_providers_beside(rows: Iterable[Any]) -> None:
    """Give each row with a `connection` its provider's declaration as `info`; None for a provider no longer known."""
    infos = {info.slug: info for info in all_infos()}
    for row in rows:
        row.info = infos.get(row.connection.provider)
