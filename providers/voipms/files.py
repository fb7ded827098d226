"""Files that come as base64 inside an answer. What they are is told by how they begin, not by what the page says."""

from __future__ import annotations

from providers.values.media import File
from providers.voipms import scalars

# First bytes, content type, ending of the name
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "application/pdf", "pdf"),
    (b"ID3", "audio/mpeg", "mp3"),
    (b"RIFF", "audio/wav", "wav"),
    (b"II*\x00", "image/tiff", "tif"),
    (b"MM\x00*", "image/tiff", "tif"),
    (b"\x89PNG", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
    (b"BM", "image/bmp", "bmp"),
)


def file_from(value: object, name: str) -> File:
    """`name` without its ending."""
    content = scalars.content(value)
    for beginning, content_type, ending in _KINDS:
        if content.startswith(beginning):
            return File(name=f"{name}.{ending}", content_type=content_type, content=content)
    if (
        content[0] == 0xFF and content[1:] and content[1] & 0xE0 == 0xE0
    ):  # the sync of an MPEG frame, whatever its version
        return File(name=f"{name}.mp3", content_type="audio/mpeg", content=content)
    return File(name=name, content_type="application/octet-stream", content=content)
