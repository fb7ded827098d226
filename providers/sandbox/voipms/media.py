"""The files of MMS: sent as data URIs or public URLs, kept, and served to whoever has the link."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
import zlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.world import World

LARGEST = 1_300_000  # bytes of one file
OWNER = "voipms-media"
ENDINGS = {
    "image/jpeg": "jpeg",
    "image/gif": "gif",
    "image/png": "png",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/midi": "midi",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
}
DATA_URI = re.compile(r"data:([\w.+-]+/[\w.+-]+)(?:;[\w=-]+)*;base64,(.*)", re.DOTALL)
PATH = "/voipms/media"


def asked_files(given: Mapping[str, str]) -> list[str]:
    """The media of a call, checked. Raises `Status` for what is neither a data URI of a known type nor a URL."""
    files = [given[name] for name in ("media1", "media2", "media3") if given.get(name)]
    for file in files:
        if not _is_link(file) and len(_decoded(file)[1]) > LARGEST:
            raise Status("exceeds_file_size")
    return files


def keep(account: Account, files: list[str]) -> list[str]:
    """Where each can be fetched: a URL, or a path of this service."""
    return [file if _is_link(file) else _kept(account, file) for file in files]


def url(account: Account, file: str) -> str:
    """The full link of what `keep` gave."""
    return file if _is_link(file) else account.base + file


def picture() -> str:
    """A small grey square, as a data URI."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress((b"\x00" + b"\x99" * 16) * 16))
    png = b"\x89PNG\r\n\x1a\n" + head + body + _chunk(b"IEND", b"")
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


async def serve_media(request: Request) -> Response:
    world: World = request.app.state.world
    found = world.store.get("", OWNER, request.path_params["token"])
    if found is None:
        return Response("Not found", status_code=404, media_type="text/plain")
    return Response(base64.b64decode(found["data"]), media_type=found["type"])


def _is_link(file: str) -> bool:
    return file.startswith(("http://", "https://"))


def _kept(account: Account, file: str) -> str:
    media_type, content = _decoded(file)
    token = hashlib.sha256(account.owner.encode() + content).hexdigest()[:24]
    document = {"type": media_type, "data": base64.b64encode(content).decode()}
    account.world.store.put("", OWNER, token, document)
    return f"{PATH}/{token}/media.{ENDINGS[media_type]}"


def _decoded(file: str) -> tuple[str, bytes]:
    matched = DATA_URI.fullmatch(file)
    if matched is None or matched[1] not in ENDINGS:
        raise Status("no_base64file")
    try:
        return matched[1], base64.b64decode("".join(matched[2].split()), validate=True)
    except binascii.Error:
        raise Status("no_base64file") from None


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
