"""The file behind a record of a recording, voicemail or fax. That its address is in `url` is inferred; see NOTES.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from providers import errors
from providers.values.media import File
from providers.voicemeup import faults, messages, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.envelope import Row

_MARKS: Mapping[bytes, str] = {
    b"RIFF": "audio/wav",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"OggS": "audio/ogg",
    b"%PDF": "application/pdf",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}


def fetch(client: Client, listing: str, key: str, remote_id: str) -> File:
    """Read the record again, as addresses may be short-lived, and load what it points at."""
    row = next(iter(client.ask(listing, **{key: remote_id}).records), None)
    if row is None:
        raise faults.error(errors.NotFound, messages.NOT_THERE, operation=listing, field=key)
    url = _url(row)
    if not url:
        raise faults.error(errors.NotFound, messages.NO_FILE, operation=listing)
    answer = client.download(url, listing)
    said = answer.content_type.partition(";")[0].strip().lower()
    kind = next((kind for mark, kind in _MARKS.items() if answer.body.startswith(mark)), said)
    if kind.startswith("text/") or kind in ("", "application/xml", "application/json"):  # a page that explains, no file
        raise faults.error(errors.UnexpectedAnswer, messages.NOT_A_FILE, operation=listing)
    name = scalars.text(row.get("filename")) or PurePosixPath(urlsplit(url).path).name or remote_id
    return File(name=PurePosixPath(name).name, content_type=kind, content=answer.body)


def _url(row: Row) -> str:
    return scalars.text(row.get("url"))
