"""What happens on an account is told to those who subscribed to it: signed posts, repeated until they are accepted."""

from __future__ import annotations

from typing import Any

from providers.sandbox.callr.account import Account


def tell(account: Account, kind: str, data: Any, *, hook: dict[str, Any] | None = None) -> None:
    """To the account's subscriptions, and to the dynamic hook of the message or recording that it is about."""
