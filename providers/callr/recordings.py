"""Recorded calls and their files. The method names are inferred from the documented objects (NOTES.md, "Guesses")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from providers import errors
from providers.callr import faults, messages, scalars
from providers.callr.client import Client
from providers.values.calls import Window
from providers.values.media import File, Recording

VOICEMAIL = "VOICEMAIL"
_CONTENT_TYPES: Mapping[str, str] = {"mp3": "audio/mpeg", "wav": "audio/wav"}


class CallrRecordings:
    """The `Recordings` port: those of calls, and those that a Real-Time app made. Voicemail has a port of its own."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_recordings(self, window: Window) -> Iterator[Recording]:
        span = {"date_from": window.start, "date_to": window.end}
        hits = (
            hit
            for hit in self._client.hits("media/recording.search", span)
            if not (isinstance(hit, dict) and hit.get("type") == VOICEMAIL)
        )
        for recording in self._client.values("media/recording.search", hits, recording_from):
            if recording.started_at is not None and window.start <= recording.started_at < window.end:
                yield recording

    def fetch_recording(self, recording: Recording) -> File:
        return fetched(self._client, recording.remote_id)

    def email_recording(self, recording: Recording, address: str) -> None:
        raise faults.unsupported("recordings.email")

    def delete_recording(self, recording: Recording) -> None:
        acted(self._client, "media/recording.delete", hashes=[recording.remote_id])


def recording_from(item: object) -> Recording:
    row = scalars.row(item)
    remote_id = scalars.text(row.get("hash"))
    if not remote_id:
        raise scalars.WrongShape("a recording without its hash")
    return Recording(
        remote_id=remote_id,
        started_at=scalars.moment(row.get("date")),
        seconds=scalars.whole(row.get("duration")),
        call_id=scalars.text(row.get("callid")),
        account=scalars.text(row.get("did_intl_number")),
        caller=scalars.text(row.get("cli_number")),
        callee=scalars.text(row.get("did_intl_number")),
        raw=scalars.kept(row),
    )


def fetched(client: Client, remote_id: str) -> File:
    """The file of a recording or voicemail. Its address is asked for anew: it may have changed since the listing."""
    row = client.one("media/recording.get", scalars.row, hash=remote_id)
    url, extension = _address(row)
    if not url:
        raise faults.error(errors.NotFound, messages.NO_FILE, operation="media/recording.get")
    answer = client.download("media/recording.get", url)
    content_type = answer.content_type.partition(";")[0].strip()
    if not content_type.startswith("audio/"):
        content_type = _CONTENT_TYPES.get(extension, "application/octet-stream")
    return File(name=f"{remote_id}.{extension}", content_type=content_type, content=answer.body)


def _address(row: Mapping[str, Any]) -> tuple[str, str]:
    """`url` has no extension: one of `url_exts` follows, mp3 first; `url_mp3` is whole (fact sheet, section 13)."""
    whole, stem = row.get("url_mp3"), row.get("url")
    if isinstance(whole, str) and whole:
        return whole, "mp3"
    found = row.get("url_exts")
    extensions = [each for each in found if isinstance(each, str) and each.isalnum()] if isinstance(found, list) else []
    if not isinstance(stem, str) or not stem or not extensions:
        return "", ""
    extension = "mp3" if "mp3" in extensions else extensions[0]
    return f"{stem}.{extension}", extension


def acted(client: Client, name: str, /, **params: Any) -> None:
    """A bulk action on one recording: what failed stands inside a successful answer."""
    answer = client.one(name, _action_from, **params)
    if answer is None:
        return
    code, said = answer
    kind = errors.NotFound if code in (faults.NOTHING_FOUND, "115") else errors.Refused
    message = messages.NOT_THERE if kind is errors.NotFound else messages.REFUSED
    problem = faults.error(kind, message, operation=name, code=code or said[:40])
    problem.said = said
    raise problem


def _action_from(answer: object) -> tuple[str, str] | None:
    """Code and message of the first error of a Media.Recording.ActionResult, None when all went well."""
    if isinstance(answer, bool):
        return None if answer else ("false", "")
    failed = [scalars.row(error) for error in scalars.rows(scalars.row(answer).get("errors"))]
    return (scalars.text(failed[0].get("code")), scalars.text(failed[0].get("message"))) if failed else None
