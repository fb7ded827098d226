"""What happens later on an account: laid down in the world's agenda, done by happenings.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from providers.sandbox.callr.account import PROVIDER, Account


def later(account: Account, seconds: float, what: str, **details: Any) -> None:
    """`what` names a function of happenings.py; `details` are JSON."""
    later_at(account, account.now + timedelta(seconds=seconds), what, **details)


def later_at(account: Account, due: datetime, what: str, **details: Any) -> None:
    entry = {"login": account.login, "what": what, "due": due.isoformat(), **details}
    account.world.agenda.add(PROVIDER, due, entry)
