"""Voicemail boxes and their messages: fact sheet, section 12 (Voicemail).

The service knows a message by its place in a folder, and places shift whenever one is moved or deleted. So a message is known
by what it is (box, time, caller, length), and its place is looked up right before it is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from providers import errors
from providers.values.media import File, Mailbox, VoicemailMessage
from providers.voipms import faults, messages, scalars
from providers.voipms.client import Client
from providers.voipms.files import file_from
from providers.wire.redact import without_secrets

FORMAT = "mp3"

Row = Mapping[str, Any]


class VoipmsVoicemail:
    """The `Voicemail` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_boxes(self) -> Iterator[Mailbox]:
        return self._client.read("getVoicemails", mailbox_from)

    def list_voicemails(self, mailbox: str = "") -> Iterator[VoicemailMessage]:
        """All folders of a box in one call; one call for each box."""
        for box in [mailbox] if mailbox else [box.remote_id for box in self.list_boxes()]:
            items = self._client.items("getVoicemailMessages", mailbox=box)
            counted: Counter[str] = Counter()
            yield from self._client.values("getVoicemailMessages", items, partial(message_from, box, counted))

    def fetch_voicemail(self, message: VoicemailMessage) -> File:
        place = self._place(message)
        name = re.sub(r"[^\w-]+", "-", message.remote_id).strip("-")
        return self._client.one(
            "getVoicemailMessageFile", lambda answer: file_from(_data(answer), name), format=FORMAT, **place
        )

    def mark_voicemail(
        self, message: VoicemailMessage, *, listened: bool | None = None, urgent: bool | None = None
    ) -> None:
        """Each mark moves the message: to Old, to Urgent, or back to INBOX."""
        if listened is not None:
            self._client.call("markListenedVoicemailMessage", listened=listened, **self._place(message))
        if urgent is not None:
            self._client.call("markUrgentVoicemailMessage", urgent=urgent, **self._place(message))

    def move_voicemail(self, message: VoicemailMessage, folder: str) -> None:
        self._client.call("moveFolderVoicemailMessage", new_folder=folder, **self._place(message))

    def delete_voicemail(self, message: VoicemailMessage) -> None:
        self._client.call("delMessages", **self._place(message))

    def _place(self, message: VoicemailMessage) -> dict[str, str]:
        """Where the message is now. `NotFound` when it is nowhere."""
        for found in self.list_voicemails(message.mailbox):
            if found.remote_id == message.remote_id:
                return {
                    "mailbox": message.mailbox,
                    "folder": found.folder,
                    "message_num": scalars.text(found.raw.get("message_num")),
                }
        raise faults.error(
            errors.NotFound, messages.NOT_THERE, operation="getVoicemailMessages", code="message_not_found"
        )


def mailbox_from(row: Row) -> Mailbox:
    """A row of getVoicemails. Its password comes in clear and is masked."""
    remote_id = scalars.text(row.get("mailbox"))
    if not remote_id:
        raise scalars.WrongShape("a box without its number")
    return Mailbox(
        remote_id=remote_id,
        name=scalars.text(row.get("name")),
        email=scalars.text(row.get("email")),
        new=scalars.whole(row.get("new")),
        raw=without_secrets(row),
    )


def message_from(mailbox: str, counted: Counter[str], item: object) -> VoicemailMessage:
    """A row of getVoicemailMessages. Those that say the same are told apart by a number, in the order in which they come."""
    row = scalars.row(item)
    name, caller = scalars.caller_id(row.get("callerid"))
    number = scalars.phone(caller)
    written = [scalars.text(row.get(field)) for field in ("date", "duration")]
    if not written[0]:
        raise scalars.WrongShape("a message without its time")
    said = "/".join([mailbox, *written, caller])
    counted[said] += 1
    return VoicemailMessage(
        remote_id=said if counted[said] == 1 else f"{said}/{counted[said]}",
        mailbox=mailbox,
        at=scalars.moment(row.get("date")),
        caller=number.e164 if number else caller,
        caller_name=name,
        seconds=scalars.seconds(row.get("duration")),
        folder=scalars.text(row.get("folder")),
        listened=scalars.flag(row.get("listened")),
        urgent=scalars.flag(row.get("urgent")),
        raw=without_secrets(row),
    )


def _data(answer: Row) -> object:
    """The file stands in one bare object, or in a list of it."""
    found = scalars.rows(answer.get("message"))
    if not found:
        raise scalars.WrongShape("no message in it")
    return found[0].get("data")
