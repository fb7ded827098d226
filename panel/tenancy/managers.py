"""Managers that refuse to answer outside of a scope (wall one)."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet

M = TypeVar("M", bound=models.Model)


class TenantManager(models.Manager[M]):
    """For tables that belong to an organization and that reseller clients never see."""

    dimensions: tuple[str, ...] = ("organization",)

    def get_queryset(self) -> models.QuerySet[M]:
        active = get_scope()
        missing = [dimension for dimension in ("organization", "client") if dimension not in active]
        if missing:
            refused: models.QuerySet[M] = DisabledQuerySet(self.model, using=self._db, missing_scopes=missing)
            return refused
        rows = super().get_queryset()
        if active["client"] is not None and "client" not in self.dimensions:
            return rows.none()
        for dimension in self.dimensions:
            if active[dimension] is not None:
                rows = rows.filter(**{f"{dimension}_id": active[dimension]})
        return rows


class ClientManager(TenantManager[M]):
    """For tables with a `client` column: a client's scope sees its own rows only."""

    dimensions = ("organization", "client")
