"""Voicemail: messages are recordings of type VOICEMAIL, a box is a voice app whose voicemail is on."""

from __future__ import annotations

from collections.abc import Iterator

from providers.callr import faults, scalars
from providers.callr.client import Client
from providers.callr.recordings import VOICEMAIL, acted, fetched
from providers.values.media import File, Mailbox, VoicemailMessage


class CallrVoicemail:
    """The `Voicemail` port. `Mailbox.remote_id` is the hash of the app. There are no folders and no urgency."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_boxes(self) -> Iterator[Mailbox]:
        apps = self._client.items("apps.get_list", with_numbers=False)
        boxes = self._client.values("apps.get_list", apps, box_from)
        return (box for box in boxes if box is not None)

    def list_voicemails(self, mailbox: str = "") -> Iterator[VoicemailMessage]:
        found = self._client.hits("media/recording.search", {"type": VOICEMAIL})
        hits = (hit for hit in found if not isinstance(hit, dict) or hit.get("type", VOICEMAIL) == VOICEMAIL)
        for message in self._client.values("media/recording.search", hits, voicemail_from):
            if not mailbox or message.mailbox == mailbox:
                yield message

    def fetch_voicemail(self, message: VoicemailMessage) -> File:
        return fetched(self._client, message.remote_id)

    def mark_voicemail(
        self, message: VoicemailMessage, *, listened: bool | None = None, urgent: bool | None = None
    ) -> None:
        if urgent is not None:
            raise faults.unsupported("voicemail.mark")
        if listened is not None:
            acted(self._client, "media/recording.set_read", hashes=[message.remote_id], read=listened)

    def move_voicemail(self, message: VoicemailMessage, folder: str) -> None:
        raise faults.unsupported("voicemail.move")

    def delete_voicemail(self, message: VoicemailMessage) -> None:
        acted(self._client, "media/recording.delete", hashes=[message.remote_id])


def box_from(item: object) -> Mailbox | None:
    """An app as a box, None when it has no voicemail."""
    row = scalars.row(item)
    vms = scalars.row(row.get("p") or {}).get("vms")
    if not isinstance(vms, dict) or vms.get("active") is not True:
        return None
    emails = [scalars.text(email) for email in scalars.rows(vms.get("emails"))]
    return Mailbox(
        remote_id=scalars.text(row.get("hash")),
        name=scalars.text(row.get("name")),
        email=", ".join(emails),
        raw=scalars.kept(row),
    )


def voicemail_from(item: object) -> VoicemailMessage:
    row = scalars.row(item)
    remote_id = scalars.text(row.get("hash"))
    if not remote_id:
        raise scalars.WrongShape("a voicemail without its hash")
    return VoicemailMessage(
        remote_id=remote_id,
        mailbox=scalars.text(row.get("app_hash")),
        at=scalars.moment(row.get("date")),
        caller=scalars.text(row.get("cli_number")),
        caller_name=scalars.text(row.get("cli_name")),
        seconds=scalars.whole(row.get("duration")),
        listened=scalars.flag(row.get("read")),
        raw=scalars.kept(row),
    )
