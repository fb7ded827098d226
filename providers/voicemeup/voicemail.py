"""Voicemail: get_mailboxes, get_voicemails, delete_voicemails. Never by date: a date alone deletes everything before it."""

from __future__ import annotations

from collections.abc import Iterator

from providers.values.media import File, Mailbox, VoicemailMessage
from providers.voicemeup import faults, files, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets

_KEY = "call_voicemail_id"


class VoicemeupVoicemail:
    """The `Voicemail` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_boxes(self) -> Iterator[Mailbox]:
        return self._client.read("get_mailboxes", box_from)

    def list_voicemails(self, mailbox: str = "") -> Iterator[VoicemailMessage]:
        """All pages; the service cannot be asked for one box."""
        for found in self._client.values("get_voicemails", self._client.pages("get_voicemails"), voicemail_from):
            if not mailbox or found.mailbox == mailbox:
                yield found

    def fetch_voicemail(self, message: VoicemailMessage) -> File:
        return files.fetch(self._client, "get_voicemails", _KEY, message.remote_id)

    def mark_voicemail(
        self, message: VoicemailMessage, *, listened: bool | None = None, urgent: bool | None = None
    ) -> None:
        raise faults.unsupported("mark_voicemail")

    def move_voicemail(self, message: VoicemailMessage, folder: str) -> None:
        raise faults.unsupported("move_voicemail")

    def delete_voicemail(self, message: VoicemailMessage) -> None:
        self._client.do("delete_voicemails", call_voicemail_id=message.remote_id)


def box_from(row: Row) -> Mailbox:
    remote_id = scalars.text(row.get("client_mailbox_id"))
    if not remote_id:
        raise scalars.WrongShape("a mailbox without its id")
    return Mailbox(
        remote_id=remote_id,
        name=scalars.first(row, "friendly_name", "mailbox"),
        email=scalars.text(row.get("email")),
        raw=without_secrets(row),
    )


def voicemail_from(row: Row) -> VoicemailMessage:
    remote_id = scalars.text(row.get(_KEY))
    if not remote_id:
        raise scalars.WrongShape("a voicemail without its id")
    return VoicemailMessage(
        remote_id=remote_id,
        mailbox=scalars.text(row.get("client_mailbox_id")),
        at=scalars.moment(row.get("date"), row.get("time")),
        caller=scalars.text(row.get("callerid_number")),
        caller_name=scalars.text(row.get("callerid_name")),
        seconds=scalars.whole(row.get("duration")),
        raw=without_secrets(row),
    )
