"""One account's pace, shared by all workers through Redis: calls keep a distance, and an account that keeps failing rests."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

import redis
from django.conf import settings
from django.utils.translation import gettext_noop as _

from providers.errors import RateLimited, Unavailable

LONGEST_WAIT_SECONDS = 20.0
FAILURES_TO_OPEN = 5
FAILURES_REMEMBERED_SECONDS = 120
REST_SECONDS = 60
PROBE_SECONDS = 30  # how long one run may try whether the account answers again, before another may
LONGEST_HOLD_SECONDS = 300.0

# Take the next free moment at least one spacing after the last one taken. Times are milliseconds of the Redis server.
TAKE_TURN = """
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local turn = math.max(ms, free)
if turn - ms > tonumber(ARGV[2]) then return turn - ms end
redis.call('SET', KEYS[1], turn + tonumber(ARGV[1]), 'PX', 60000)
return turn - ms
"""

# Nobody's turn comes before the given milliseconds are over.
HOLD = """
local now = redis.call('TIME')
local free = now[1] * 1000 + math.floor(now[2] / 1000) + tonumber(ARGV[1])
if free > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], free, 'PX', tonumber(ARGV[1]) + 60000)
end
"""


@cache
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url)


def client() -> redis.Redis:
    return _redis(settings.REDIS_URL)


class AccountPacer:
    """`providers.ports.Pacer` over Redis. Raises `RateLimited` rather than wait longer than a page or task should."""

    def __init__(self, connection_id: UUID, provider: str, calls_per_second: float) -> None:
        self._key = f"patchbay:pace:{connection_id}"
        self._provider = provider
        self._spacing = round(1000 / calls_per_second)  # milliseconds

    def wait(self) -> None:
        asked = [str(self._spacing), str(int(LONGEST_WAIT_SECONDS * 1000))]
        ahead = float(client().eval(TAKE_TURN, 1, self._key, *asked)) / 1000
        if ahead > LONGEST_WAIT_SECONDS:
            raise RateLimited(
                _("Too much is waiting for this account. Patchbay tries again by itself."),
                provider=self._provider,
                retry_after=ahead,
            )
        time.sleep(ahead)

    def hold(self, seconds: float | None) -> None:
        """The provider wants a pause: all workers keep it. None: it did not say how long."""
        pause = min(seconds or 0, LONGEST_HOLD_SECONDS)
        if pause:
            client().eval(HOLD, 1, self._key, str(int(pause * 1000)))


class Circuit:
    """Opens when an account was unavailable several times in a row; while open, nothing is sent. After the rest one run tries."""

    def __init__(self, connection_id: UUID, provider: str) -> None:
        self._failures = f"patchbay:failures:{connection_id}"
        self._resting = f"patchbay:resting:{connection_id}"
        self._probing = f"patchbay:probing:{connection_id}"
        self._provider = provider

    def check(self) -> None:
        """`Unavailable` while the account rests, and while another run tries whether it answers again."""
        since, failures = client().get(self._resting), int(client().get(self._failures) or 0)
        if since is not None:
            moment = datetime.fromtimestamp(float(since), UTC)
            raise self._resting_still(f"resting since {moment:%H:%M:%S} UTC")
        if failures >= FAILURES_TO_OPEN and not client().set(self._probing, 1, nx=True, ex=PROBE_SECONDS):
            raise self._resting_still("another run tries it")

    def failed(self) -> None:
        failures = int(client().incr(self._failures))
        client().expire(self._failures, FAILURES_REMEMBERED_SECONDS)
        if failures >= FAILURES_TO_OPEN:
            client().set(self._resting, time.time(), ex=REST_SECONDS)
        client().delete(self._probing)

    def succeeded(self) -> None:
        client().delete(self._failures, self._resting, self._probing)

    def _resting_still(self, why: str) -> Unavailable:
        return Unavailable(
            _("The provider has not been answering. Patchbay lets it rest for a minute and then tries again."),
            provider=self._provider,
            code="resting",
            raw=why,
        )
