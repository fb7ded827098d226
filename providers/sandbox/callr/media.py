"""The media library: prompts and tones, spoken, uploaded or recorded: `media.*`, `media/library.*`, `media/tts.*`."""

from __future__ import annotations

import base64
from typing import Any

from providers.sandbox.callr import documents, jobs, searching
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.documents import fits_format
from providers.sandbox.callr.events import tell
from providers.sandbox.callr.later import later
from providers.sandbox.callr.packages import EMAIL_TEMPLATE
from providers.sandbox.callr.refusal import Refusal, wrong_format, wrong_value
from providers.sandbox.callr.signing_in import public
from providers.sandbox.callr.sound import NotSound, seconds_of
from providers.sandbox.world.store import Document

Given = dict[str, Any]

CATEGORIES = ("FAILURE", "IVR", "MISC", "RINGTONE", "VOICEMAIL", "WELCOME", "WHISPER")
SECONDS_PER_CHARACTER = 0.07
FIRST_OWN_ID = 1000  # the system's medias have low ids
PHONE_IDS = {"FR": "+33199004800", "US": "+12125550101", "CA": "+15145550101", "GB": "+442079460100"}


# ── Making ────────────────────────────────────────────────────────────────────────────


def create(account: Account, given: Given) -> int:
    if not fits_format("media_library_name", given["name"]):
        raise wrong_format("name")
    return int(new_media(account, FIRST_OWN_ID + account.count("media-id"), given["name"])["id"])


def new_media(account: Account, number: int, name: str, **filled: Any) -> Document:
    """Without content, unless `filled` brings it."""
    media = {
        "id": number,
        "hash": account.new_hash("library"),
        "name": name,
        "status": "PENDING_CONTENT",
        "content": "",
        "duration": 0,
        "voice": None,
        "url": "",
        "category": [],
        "language": [],
        "tags": {},
        "is_editable": True,
        "_created": account.stamp(),
        "_file": "",
        **filled,
    }
    account.write("library", str(number), media)
    return media


def delete(account: Account, given: Given) -> bool:
    return account.remove("library", str(given["media_id"]))


def set_name(account: Account, given: Given) -> bool:
    if not fits_format("media_library_name", given["name"]):
        raise wrong_format("name")
    return _change(account, given, name=given["name"])


def set_tags(account: Account, given: Given) -> bool:
    """All tags are replaced. CATEGORY and LANGUAGE have vocabularies."""
    tags = given["tags"]
    for name, values in tags.items():
        words = isinstance(values, list) and all(isinstance(value, str) for value in values)
        if not words or (name == "CATEGORY" and not set(values) <= set(CATEGORIES)):
            raise wrong_format("tags")
        if name == "LANGUAGE" and not all(fits_format("locale", value) for value in values):
            raise wrong_format("tags")
    return _change(account, given, tags=tags, category=tags.get("CATEGORY", []), language=tags.get("LANGUAGE", []))


def _change(account: Account, given: Given, **changes: Any) -> bool:
    media = account.held("library", str(given["media_id"]))
    account.write("library", str(media["id"]), {**media, **changes})
    return True


# ── Content ───────────────────────────────────────────────────────────────────────────


def voices() -> tuple[str, ...]:
    return documents.properties("Media.Library")["voice"].values


def list_voices(account: Account, given: Given) -> list[Document]:
    """By language; of the objects only the `voices` array is evidenced."""
    languages = dict.fromkeys(voice.split("_")[1] for voice in voices())
    return [
        {"language": language.lower(), "voices": [voice for voice in voices() if voice.split("_")[1] == language]}
        for language in languages
    ]


def set_speech(account: Account, given: Given) -> bool:
    if not given["text"].strip():
        raise wrong_format("text")
    if given["voice"] not in voices():
        raise wrong_value("voice")
    seconds = max(1, round(len(given["text"]) * SECONDS_PER_CHARACTER))
    return _fill(account, given, content=given["text"], voice=given["voice"], duration=seconds, _file="")


def set_content(account: Account, given: Given) -> bool:
    data = decoded(given["audio_data"], "audio_data")
    try:
        seconds = seconds_of(data)
    except NotSound as problem:
        raise wrong_value("audio_data") from problem
    name = keep_file(account, given["audio_data"])
    return _fill(account, given, content=given["text"], voice=None, duration=seconds, _file=name)


def set_content_from_file(account: Account, given: Given) -> bool:
    return _fill_from(account, given, given["filename"], Refusal("FILE_NOT_FOUND"))


def set_content_from_recording(account: Account, given: Given) -> bool:
    return _fill_from(account, given, given["media_file"], wrong_value("media_file"))


def _fill_from(account: Account, given: Given, name: str, missing: Refusal) -> bool:
    file = account.row("files", name)
    if file is None:
        raise missing
    return _fill(account, given, voice=None, duration=file["seconds"], _file=name)


def _fill(account: Account, given: Given, **content: Any) -> bool:
    """The platform converts it afterwards."""
    media = account.held("library", str(given["media_id"]))
    _move(account, {**media, **content}, "PENDING_CONVERSION")
    later(account, 1, "media_moves", media=media["id"], status="PROCESSING")
    later(account, 3, "media_moves", media=media["id"], status="READY")
    return True


def media_moves(account: Account, entry: Document) -> None:
    media = account.row("library", str(entry["media"]))
    if media is not None:
        _move(account, media, entry["status"])


def _move(account: Account, media: Document, status: str) -> None:
    media = {**media, "status": status}
    account.write("library", str(media["id"]), media)
    tell(account, "media.library.status_update", show(account, media))


def import_file(account: Account, given: Given) -> str:
    decoded(given["data"], "data")
    hook = asked_hook(given)
    return jobs.start(account, "import_file", hook=hook, name=keep_file(account, given["data"]))


def asked_hook(given: Given) -> Document | None:
    """`webhook` is an object with an endpoint, or (one readme) the bare address."""
    hook = given["webhook"]
    if hook is None:
        return None
    hook = {"endpoint": hook} if isinstance(hook, str) else hook
    if not isinstance(hook, dict) or not fits_format("url", str(hook.get("endpoint", ""))):
        raise wrong_format("webhook")
    return {"endpoint": hook["endpoint"], "options": hook.get("options")}


def import_work(account: Account, details: Document) -> Document:
    """Only now is the file looked at."""
    file = account.held("files", details["name"])
    try:
        seconds = seconds_of(base64.b64decode(file["data"]))
    except NotSound as problem:
        raise wrong_value("data") from problem
    account.write("files", details["name"], {**file, "seconds": seconds})
    return {"filename": details["name"]}


def keep_file(account: Account, data: str, *, seconds: int = 0) -> str:
    """The temporary name of a file; `data` is base64, or "" of one that is made up when it is fetched."""
    name = f"tmp-{account.letters('file', 16).lower()}"
    account.write("files", name, {"data": data, "seconds": seconds})
    return name


def decoded(data: str, name: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True) or b"-"
    except ValueError as problem:
        raise wrong_format(name) from problem


# ── Looking ───────────────────────────────────────────────────────────────────────────


def show(account: Account, media: Document) -> Document:
    ready = media["status"] == "READY"
    return {**public(media), "url": f"{file_url(account, 'media', media['hash'])}.mp3" if ready else ""}


def file_url(account: Account, kind: str, name: str) -> str:
    """Without extension. Nobody asks for credentials there: the address is a secret itself."""
    return f"{account.base}/callr/{kind}/{account.main}/{name}-{account.secret(name)}"


def get(account: Account, given: Given) -> Document:
    return show(account, account.held("library", str(given["id"])))


def get_list(account: Account, given: Given) -> dict[str, Document]:
    """A dictionary by id."""
    wanted = given["categories"] or []
    if not set(map(str, wanted)) <= set(CATEGORIES):
        raise wrong_format("categories")
    rows = [row for row in account.rows("library") if not wanted or set(wanted) & set(row["category"])]
    return {str(row["id"]): show(account, row) for row in rows}


def search(account: Account, given: Given) -> Document:
    keeps = {
        "category": lambda row, value: value in row["category"],
        "language": lambda row, value: bool(set(value) & set(row["language"])),
        "name": searching.holds("name"),
        "created_at_from": searching.since("_created"),
        "created_at_to": searching.until("_created"),
        "tags_type": lambda row, value: value in row["tags"],
        "tags_value": lambda row, value: any(value in values for values in row["tags"].values()),
    }
    found = searching.page(searching.matching(account.rows("library"), given["filters"], keeps), given["options"])
    return {**found, "hits": [show(account, row) for row in found["hits"]]}


def search_by_tags(account: Account, given: Given) -> Document:
    """The old name: every tag given must be there with one of its values."""
    wanted = {name: values if isinstance(values, list) else [values] for name, values in given["tags"].items()}
    if not all(isinstance(value, str) for values in wanted.values() for value in values):
        raise wrong_format("tags")
    rows = [
        row
        for row in account.rows("library")
        if all(set(values) & set(row["tags"].get(name, [])) for name, values in wanted.items())
    ]
    found = searching.page(rows, None)
    return {**found, "hits": [show(account, row) for row in found["hits"]]}


def overview(account: Account, given: Given) -> Document:
    rows = account.rows("library")
    ready = [row for row in rows if row["status"] == "READY"]
    working = [row for row in rows if row["status"] in {"PROCESSING", "PENDING_CONVERSION"}]
    failed = [row for row in rows if row["status"] == "ERROR"]
    return {
        "count": {"ERROR": len(failed), "PROCESSING": len(working), "READY": len(ready)},
        "ready": {"count": len(ready), "size": sum(row["duration"] * 2000 for row in ready)},
    }


def get_phone_id(account: Account, given: Given) -> dict[str, str]:
    number = PHONE_IDS.get(given["country_code"])
    if number is None:
        raise wrong_value("country_code")
    return {"number": number, "code": f"{int(given['media_id']):06d}#"}


def email_templates(account: Account, given: Given) -> dict[str, Document]:
    """A dictionary by the template's hash."""
    kind = given["type"]
    names = {EMAIL_TEMPLATE: "Standard", account.derived_hash(f"template:{kind}"): f"{account.settings.company} {kind}"}
    return {key: {"hash": key, "name": name, "type": kind} for key, name in names.items()}
