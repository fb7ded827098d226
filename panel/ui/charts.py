"""Charts as values: what charts.js draws and what the table below says are the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the stack: a provider's name, its badge slot, and a value for each day."""

    name: str
    slot: str
    values: list[int]

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class StackedBars:
    """Bars over days, one on top of the other. `label` is the sentence that a screen reader hears instead."""

    id: str
    label: str
    days: list[date]
    series: list[Series]

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"

    @property
    def data(self) -> dict[str, Any]:
        """For charts.js: noon UTC of each day in seconds, its words, and the series from the bottom up."""
        return {
            "language": get_language(),
            "days": [int(datetime.combine(day, time(12), UTC).timestamp()) for day in self.days],
            "words": [date_format(day, "DAY_AND_MONTH_FORMAT") for day in self.days],
            "series": [{"name": each.name, "slot": each.slot, "values": each.values} for each in self.series],
        }

    @property
    def rows(self) -> list[tuple[date, list[int]]]:
        return [(day, [each.values[index] for each in self.series]) for index, day in enumerate(self.days)]
