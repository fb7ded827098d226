"""What the services post to their customers: callbacks and webhooks, sent over real HTTP, tried again, and logged.

A service lays a letter down while it does its work; the letter is sent by the running application. An answer of 2xx ends
it; otherwise it is tried again as its service documents, on the world's clock.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from providers.sandbox.world.clock import Clock
from providers.sandbox.world.store import Document, Store

TIMEOUT_SECONDS = 10.0
KEPT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One request to make. `retries`: seconds to wait after each failed try; () for one try only. `wants`: a text that the
    answer's body must hold, else the try has failed whatever its status.
    """

    provider: str
    account: str
    kind: str  # "sms", "webhook"… for who looks at the log
    url: str
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    retries: tuple[int, ...] = ()
    wants: str = ""


class Postbox:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def put(self, letter: Letter) -> str:
        """To be sent at once; the id to look it up by comes back."""
        number = 1 + int((self._store.get("", "counters", "post") or {"last": 0})["last"])
        self._store.put("", "counters", "post", {"last": number})
        key = f"{number:09d}"
        document = {
            "provider": letter.provider, "account": letter.account, "kind": letter.kind, "url": letter.url,
            "method": letter.method, "headers": letter.headers, "body": base64.b64encode(letter.body).decode(),
            "retries": list(letter.retries), "wants": letter.wants,
            "due": self._clock.now().isoformat(), "tries": [], "state": "waiting",
        }  # fmt: skip
        self._store.put("", "post", key, document)
        return key

    def find(self, letter_id: str) -> Document | None:
        """One letter with its tries, None once it is forgotten."""
        return self._store.get("", "post", letter_id)

    def log(self) -> list[Document]:
        """Every letter with its tries, oldest first. Bodies are base64."""
        return [{"id": key, **letter} for key, letter in self._store.all("", "post")]

    async def send_due(self, client: httpx.AsyncClient) -> None:
        now = self._clock.now()
        for key, letter in self._store.all("", "post"):
            if letter["state"] == "waiting" and datetime.fromisoformat(letter["due"]) <= now:
                sent_at = self._clock.now()
                outcome = await _send(client, letter)
                self._book(key, letter, sent_at, outcome)
        self._forget_old()

    def _book(self, key: str, letter: Document, sent_at: datetime, outcome: str) -> None:
        """The next try counts from when this one was sent: a clock stepped meanwhile must not put it off."""
        tries = [*letter["tries"], {"at": sent_at.isoformat(), "outcome": outcome}]
        waits = letter["retries"]
        if outcome.startswith("2"):
            changes = {"state": "delivered"}
        elif len(tries) > len(waits):
            changes = {"state": "given up"}
        else:
            changes = {"due": (sent_at + timedelta(seconds=waits[len(tries) - 1])).isoformat()}
        self._store.put("", "post", key, {**letter, "tries": tries, **changes})

    def _forget_old(self) -> None:
        ended = [key for key, letter in self._store.all("", "post") if letter["state"] != "waiting"]
        for key in ended[:-KEPT]:
            self._store.delete("", "post", key)


async def _send(client: httpx.AsyncClient, letter: Document) -> str:
    """The status of the answer, or the name of what went wrong."""
    try:
        answer = await client.request(
            letter["method"],
            letter["url"],
            headers=letter["headers"],
            content=base64.b64decode(letter["body"]),
            timeout=TIMEOUT_SECONDS,
        )
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        return type(problem).__name__
    wants = letter.get("wants", "")
    return (
        str(answer.status_code)
        if wants in answer.text
        else f"no {wants!r} in the answer of status {answer.status_code}"
    )
