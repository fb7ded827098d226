"""Recorded calls: getCallRecordings and its kin. They are kept by login, and so asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from providers.values.calls import Window
from providers.values.media import File, Recording
from providers.voipms import days, scalars
from providers.voipms.client import Client
from providers.voipms.files import file_from
from providers.wire.redact import without_secrets

PAGE = 100  # rows of one request; this listing is the only one with pages


class VoipmsRecordings:
    """The `Recordings` port. Recording is switched on by number or by login (`record_calls`)."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_recordings(self, window: Window) -> Iterator[Recording]:
        for account in self._client.read("getCallAccounts", lambda row: scalars.text(row.get("value"))):
            if account and account != "all":
                for first, last in days.spans(window):
                    given = {"account": account, "date_from": first, "date_to": last, "call_type": "all"}
                    yield from (found for found in self._pages(account, given) if days.within(window, found.started_at))

    def fetch_recording(self, recording: Recording) -> File:
        """An MP3, says the page."""
        name = re.sub(r"[^\w-]", "", recording.remote_id)[:60] or "recording"
        return self._client.one(
            "getCallRecording", lambda answer: file_from(answer.get("base64file"), name), **_the(recording)
        )

    def email_recording(self, recording: Recording, address: str) -> None:
        self._client.call("sendCallRecordingEmail", email=address, **_the(recording))

    def delete_recording(self, recording: Recording) -> None:
        self._client.call("delCallRecording", **_the(recording))

    def _pages(self, account: str, given: Mapping[str, Any]) -> Iterator[Recording]:
        """Until a page is not full, or brings nothing that was not seen: a service without pages would never end."""
        seen: set[str] = set()
        start = 0
        while True:
            items = self._client.items("getCallRecordings", start=start, length=PAGE, **given)
            found = self._client.values("getCallRecordings", items, partial(recording_from, account))
            fresh = [each for each in found if each.remote_id not in seen]
            yield from fresh
            seen |= {each.remote_id for each in fresh}
            start += len(items)
            if len(items) < PAGE or not fresh:
                return


def recording_from(account: str, item: object) -> Recording:
    """A row of getCallRecordings. `callee` is what the service calls the destination; it tells no caller."""
    row = scalars.row(item)
    remote_id = scalars.text(row.get("callrecording"))
    if not remote_id:
        raise scalars.WrongShape("a recording without its id")
    destination = scalars.phone(row.get("destination"))
    return Recording(
        remote_id=remote_id,
        started_at=scalars.moment(row.get("datetime")),
        seconds=scalars.seconds(row.get("duration")),
        account=scalars.text(row.get("subaccount")) or account,
        callee=destination.e164 if destination else scalars.text(row.get("destination")),
        raw=without_secrets(row),
    )


def _the(recording: Recording) -> dict[str, str]:
    return {"callrecording": recording.remote_id, "account": recording.account}
