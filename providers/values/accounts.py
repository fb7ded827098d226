"""Accounts below an account: reseller clients and sub accounts with a balance of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from providers.values.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SubAccount:
    """A reseller client or sub account. `enabled` None: the provider does not tell."""

    remote_id: str
    name: str
    email: str = ""
    company: str = ""
    balance: Money | None = None
    enabled: bool | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
