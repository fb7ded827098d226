"""From and to: inclusive on both ends, `YYYY-MM-DD HH:MM:SS` in UTC, which sorts as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from providers.sandbox.callr.refusal import wrong_format

Given = dict[str, Any]
MOMENT = timedelta(seconds=1)


def asked_moments(given: Given) -> tuple[datetime, datetime]:
    """The start and, as an end that is not part of it, a moment after the end. rules.py has checked both."""
    return moment(given["from"], "from"), moment(given["to"], "to") + MOMENT


def moment(text: str, name: str) -> datetime:
    """Aware UTC."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as problem:
        raise wrong_format(name) from problem
