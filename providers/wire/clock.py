"""The clock on a service's wall: local times as aware UTC, fast enough for a hundred thousand call records."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from providers.wire.remembered import Remembered

_HOUR = re.compile(r"\d{4}-\d\d-\d\d \d\d", re.ASCII)
PAST_THE_HOUR = {
    f":{minute:02}:{second:02}": timedelta(minutes=minute, seconds=second)
    for minute in range(60)
    for second in range(60)
}


class WallClock:
    """Reads the times of one zone. Hours are remembered: records of one hour share it, and converting each time is slow.
    `hours[written[:13]] + PAST_THE_HOUR[written[13:]]` is what `moment` does, for a loop that cannot afford the call.

    In the hour that autumn repeats, the first of the two is taken; in the hour that spring skips, standard time.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        def in_utc(hour: str | None) -> datetime:
            if not hour or not _HOUR.fullmatch(hour):
                raise ValueError("not an hour")
            local = datetime.fromisoformat(hour).replace(tzinfo=zone)
            return datetime.fromisoformat(f"{hour}:00:00+00:00") - (local.utcoffset() or timedelta())

        self.hours = Remembered(in_utc, 1024)

    def moment(self, written: str) -> datetime:
        """`YYYY-MM-DD HH:MM:SS`; `ValueError` for anything else. A zone changes on full hours only."""
        try:
            return self.hours[written[:13]] + PAST_THE_HOUR[written[13:]]
        except (KeyError, ValueError, OverflowError):
            raise ValueError(f"not a time: {written[:40]!r}") from None
