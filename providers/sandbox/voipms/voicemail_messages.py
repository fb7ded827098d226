"""Messages in mailboxes, with audio that plays. A message has a number in its folder, from 0, which shifts after moves and
deletions. The counts in the mailbox's record follow.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.call_recordings import PHRASES
from providers.sandbox.voipms.days import asked_range, eastern_day, written
from providers.sandbox.voipms.drift import BARE_OBJECT
from providers.sandbox.voipms.status import Status
from providers.sandbox.voipms.words import WORDS
from providers.sandbox.world import audio
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]
COLLECTION = "voicemail_messages"
FIRST_NUMBER = 0  # as one client asks; the page's sample shows a 1
FIRST_ID = 9000
ARRIVAL_SECONDS = 6 * 3600
OPEN = (date(1970, 1, 1), date(9000, 1, 1))
CALLERS = ("LABO DENTAIRE NORD", "HARPER JOAN", "CABINET VASSEUR", "TRANSPORT LEDUC", "GAGNON ÉLISE")


# ── How they come ─────────────────────────────────────────────────────────────────────


def bear(account: Account) -> None:
    """As many new and urgent ones as each mailbox's record says, and a few old ones."""
    random = Random(f"{account.world.seed}:{account.owner}:voicemail")
    for mailbox in account.rows("voicemails"):
        wanted = (
            ("INBOX",) * int(mailbox["new"]) + ("Urgent",) * int(mailbox["urgent"]) + ("Old",) * random.randrange(4)
        )
        ages = sorted((random.randrange(600, 20 * 86400) for _ in wanted), reverse=True)
        for folder, age in zip(wanted, ages, strict=True):
            _leave(account, mailbox["mailbox"], folder, account.moment - timedelta(seconds=age), random)
    account.later(ARRIVAL_SECONDS, "voicemail_arrives", number=1)


def voicemail_arrives(account: Account, entry: Document) -> None:
    """Somebody leaves a message; the next one follows hours later."""
    account.later(ARRIVAL_SECONDS, "voicemail_arrives", number=entry["number"] + 1)
    mailboxes = account.rows("voicemails")
    if mailboxes:
        random = Random(f"{account.world.seed}:{account.owner}:voicemail:{entry['number']}")
        mailbox = random.choice(mailboxes)
        _leave(account, mailbox["mailbox"], "INBOX", account.moment, random)
        if mailbox.get("email"):
            account.mail(mailbox["email"], "New voicemail", mailbox["mailbox"])
        _recount(account, mailbox["mailbox"])


def _leave(account: Account, mailbox: str, folder: str, at: datetime, random: Random) -> None:
    key = account.next_id(COLLECTION, FIRST_ID)
    message = {
        "id": key,
        "mailbox": mailbox,
        "folder": folder,
        "at": at.isoformat(),
        "callerid": f"{random.choice(CALLERS)} <514555{random.randrange(100, 200):04d}>",
        "seconds": random.randrange(4, 90),
        "urgent": "yes" if folder == "Urgent" else "no",
        "listened": "yes" if folder == "Old" else "no",
    }
    account.write(COLLECTION, key, message)


# ── Reading ───────────────────────────────────────────────────────────────────────────


def get_messages(account: Account, method: Method, given: Given) -> Answer:
    """Of one folder or of all, as each is numbered."""
    found = _between(account, given)
    if not found:
        raise Status("no_messages")
    return {method.list_key: [_row(account, number, message) for number, message in found]}


def get_transcripts(account: Account, method: Method, given: Given) -> Answer:
    mailbox = _mailbox(account, given)
    found = _between(account, given) if mailbox.get("transcription") == "yes" else []
    if not found:
        raise Status("no_messages")
    rows = [
        {**_row(account, number, each), "result": PHRASES[int(each["id"]) % len(PHRASES)]} for number, each in found
    ]
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in rows]}


def get_file(account: Account, method: Method, given: Given) -> Answer:
    """MP3, or WAV for all the other formats."""
    message = _found(account, given)
    make = audio.mp3 if given.get("format", "mp3") in {"mp3", ""} else audio.wav
    file = {
        **{name: given[name] for name in ("mailbox", "folder", "message_num")},
        "data": base64.b64encode(make(message["id"], message["seconds"])).decode(),
    }
    return {method.list_key: file if method.name in BARE_OBJECT and account.settings.drift else [file]}


def _between(account: Account, given: Given) -> list[tuple[int, Document]]:
    mailbox = _mailbox(account, given)["mailbox"]
    folders = [_folder(given["folder"])] if given.get("folder") else list(WORDS["getVoicemailFolders"])
    first, last = asked_range(given) if given.get("date_from") and given.get("date_to") else OPEN
    start, end = eastern_day(first)[0].isoformat(), eastern_day(last)[1].isoformat()
    return [
        (number, message)
        for folder in folders
        for number, message in _numbered(account, mailbox, folder)
        if start <= message["at"] < end
    ]


def _numbered(account: Account, mailbox: str, folder: str) -> list[tuple[int, Document]]:
    inside = [each for each in account.rows(COLLECTION) if (each["mailbox"], each["folder"]) == (mailbox, folder)]
    return list(enumerate(sorted(inside, key=lambda each: str(each["at"])), FIRST_NUMBER))


def _mailbox(account: Account, given: Given) -> Document:
    mailbox = account.row("voicemails", given["mailbox"])
    if mailbox is None:
        raise Status("invalid_mailbox")
    return mailbox


def _folder(name: str, code: str = "invalid_folder") -> str:
    if name not in WORDS["getVoicemailFolders"]:
        raise Status(code)
    return name


def _found(account: Account, given: Given) -> Document:
    mailbox, folder = _mailbox(account, given)["mailbox"], _folder(given["folder"])
    message = dict(_numbered(account, mailbox, folder)).get(int(given["message_num"]))
    if message is None:
        raise Status("message_not_found")
    return message


def _row(account: Account, number: int, message: Document) -> Document:
    return {
        "mailbox": message["mailbox"],
        "folder": message["folder"],
        "message_num": str(number),
        "date": written(account, datetime.fromisoformat(message["at"]), None),
        "callerid": message["callerid"],
        "duration": str(timedelta(seconds=message["seconds"])).zfill(8),
        "urgent": message["urgent"],
        "listened": message["listened"],
    }


# ── Changing ──────────────────────────────────────────────────────────────────────────


def mark_listened(account: Account, method: Method, given: Given) -> Answer:
    """Yes moves it to Old, no back to INBOX."""
    listened = given["listened"]
    return _change(account, _found(account, given), listened=listened, folder="Old" if listened == "yes" else "INBOX")


def mark_urgent(account: Account, method: Method, given: Given) -> Answer:
    """Yes moves it to Urgent, no back to INBOX."""
    urgent = given["urgent"]
    return _change(account, _found(account, given), urgent=urgent, folder="Urgent" if urgent == "yes" else "INBOX")


def move(account: Account, method: Method, given: Given) -> Answer:
    message = _found(account, given)
    return _change(account, message, folder=_folder(given["new_folder"], "invalid_destination_folder"))


def mail(account: Account, method: Method, given: Given) -> Answer:
    account.mail(given["email_address"], "Voicemail", _found(account, given)["id"])
    return {}


def delete(account: Account, method: Method, given: Given) -> Answer:
    """One message, a folder's, or without both all of the mailbox."""
    mailbox = _mailbox(account, given)["mailbox"]
    if given.get("message_num") and not given.get("folder"):
        raise Status("invalid_folder")
    if given.get("message_num"):
        gone = [_found(account, given)]
    else:
        gone = [message for _, message in _between(account, {"mailbox": mailbox, "folder": given.get("folder", "")})]
    for message in gone:
        account.remove(COLLECTION, message["id"])
    _recount(account, mailbox)
    return {}


def forget_mailbox(account: Account, mailbox: str) -> None:
    for message in account.rows(COLLECTION):
        if message["mailbox"] == mailbox:
            account.remove(COLLECTION, message["id"])


def _change(account: Account, message: Document, **changes: str) -> Answer:
    account.write(COLLECTION, message["id"], {**message, **changes})
    _recount(account, message["mailbox"])
    return {}


def _recount(account: Account, mailbox: str) -> None:
    row = account.row("voicemails", mailbox)
    if row is not None:
        counts = {
            "new": str(sum(each["listened"] == "no" for _, each in _numbered(account, mailbox, "INBOX"))),
            "urgent": str(len(_numbered(account, mailbox, "Urgent"))),
        }
        account.write("voicemails", mailbox, {**row, **counts})
