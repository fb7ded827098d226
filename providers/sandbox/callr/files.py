"""Where medias and recordings are downloaded: MP3 and WAV that play."""

from __future__ import annotations

import base64
import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from providers.sandbox.callr.account import PROVIDER, Account
from providers.sandbox.callr.recordings import find_recording
from providers.sandbox.callr.sound import as_mp3
from providers.sandbox.world import audio
from providers.sandbox.world.world import World

TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}


async def media_file(request: Request) -> Response:
    account, name, extension = _asked(request)
    media = next((row for row in account.rows("library") if row["hash"] == name), None) if account else None
    if account is None or media is None or media["status"] != "READY":
        return PlainTextResponse("Not Found", status_code=404)
    file = account.row("files", media["_file"]) if media["_file"] else None
    if file and file["data"]:
        brought = base64.b64decode(file["data"])
        if extension == "mp3":
            return _sound(as_mp3(brought), extension)
        return _sound(brought, extension) if brought[:4] == b"RIFF" else PlainTextResponse("Not Found", status_code=404)
    return _made(f"{account.owner}:{name}:{media['content']}", media["duration"], extension)


async def recording_file(request: Request) -> Response:
    account, name, extension = _asked(request)
    recording = find_recording(account, name) if account else None
    if account is None or recording is None or recording["status"] != "READY":
        return PlainTextResponse("Not Found", status_code=404)
    return _made(f"{account.owner}:{name}", recording["duration"], extension)


def _asked(request: Request) -> tuple[Account | None, str, str]:
    """The account, the hash and the extension, when the address is a true one."""
    world: World = request.app.state.world
    path: dict[str, Any] = request.path_params
    stem, _, extension = path["file"].rpartition(".")
    name, _, secret = stem.partition("-")
    for login in world.logins(PROVIDER):
        account = Account(world, login)
        if account.main == path["account"] and extension in TYPES:
            return (account if hmac.compare_digest(account.secret(name), secret) else None), name, extension
    return None, name, extension


def _made(seed: str, seconds: int, extension: str) -> Response:
    return _sound(audio.wav(seed, seconds) if extension == "wav" else audio.mp3(seed, seconds), extension)


def _sound(content: bytes, extension: str) -> Response:
    return Response(content, media_type=TYPES[extension])
