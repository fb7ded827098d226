"""Which database role does what."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """Migrations run as the owner of the tables; the application's role owns nothing and may not."""

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return db == "owner"
