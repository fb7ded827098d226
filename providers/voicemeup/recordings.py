"""Call recordings: get_recordings, delete_recordings. Never by date: a date alone deletes everything before it."""

from __future__ import annotations

from collections.abc import Iterator

from providers.values.calls import Window
from providers.values.media import File, Recording
from providers.voicemeup import faults, files, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets

_KEY = "call_recording_id"
_THERE = ("unverified", "verified")


class VoicemeupRecordings:
    """The `Recordings` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_recordings(self, window: Window) -> Iterator[Recording]:
        """The whole list is read, as it can be asked for by no date; one whose time is not told is not left out."""
        for found in self._client.read("get_recordings", recording_from, status=_THERE):
            if found.started_at is None or window.start <= found.started_at < window.end:
                yield found

    def fetch_recording(self, recording: Recording) -> File:
        return files.fetch(self._client, "get_recordings", _KEY, recording.remote_id)

    def email_recording(self, recording: Recording, address: str) -> None:
        raise faults.unsupported("email_recording")

    def delete_recording(self, recording: Recording) -> None:
        self._client.do("delete_recordings", call_recording_id=recording.remote_id)


def recording_from(row: Row) -> Recording:
    remote_id = scalars.text(row.get(_KEY))
    if not remote_id:
        raise scalars.WrongShape("a recording without its id")
    return Recording(
        remote_id=remote_id,
        started_at=scalars.moment(row.get("date"), row.get("time")),
        seconds=scalars.whole(row.get("duration")),
        call_id=scalars.text(row.get("call_hash")),
        account=scalars.text(row.get("client_peer_id")),
        caller=scalars.text(row.get("source")),
        callee=scalars.text(row.get("destination")),
        raw=without_secrets(row),
    )
