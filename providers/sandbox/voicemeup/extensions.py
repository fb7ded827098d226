"""Extensions: short numbers that ring peers, forward, or take a message."""

from __future__ import annotations

from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer
from providers.sandbox.voicemeup.dids import MOST_PEERS
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.world.store import Document

FLAGS = ("enable_peer", "enable_forwarding", "enable_voicemail")
SETTINGS = (
    "extension", "friendly_name", "peer_timeout", *FLAGS, "forward_number", "forward_timeout", "client_mailbox_id",
    "status", "comments",
)  # fmt: skip
NEW: Document = {
    **dict.fromkeys(SETTINGS, ""), **dict.fromkeys(FLAGS, "0"), "client_peer_ids": [], "peer_timeout": "20",
    "forward_timeout": "disabled", "status": "enabled",
}  # fmt: skip
SHOWN = (
    "client_extension_id", "extension", "friendly_name", "client_peer_ids", "peer_timeout", "enable_peer",
    "forward_number", "forward_timeout", "enable_forwarding", "client_mailbox_id", "enable_voicemail", "status",
    "comments",
)  # fmt: skip
FIRST_ID = 27_310


def get_extensions(account: Account, given: dict[str, str]) -> Answer:
    rows = [_chosen(account, given)] if given.get("client_extension_id") else account.rows("extensions")
    records = [{name: row[name] for name in SHOWN} for row in rows]
    return Answer(records=tuple(records), element="extension_details", container="extensions")


def update_extension(account: Account, given: dict[str, str]) -> Answer:
    """Creates one when `mode` says so; otherwise what is not sent stays."""
    creating = given.get("mode") == "create"
    before = NEW if creating else _chosen(account, given)
    after = {**before, **{name: given[name] for name in SETTINGS if name in given}}
    if "client_peer_ids" in given:
        after["client_peer_ids"] = [each for each in given["client_peer_ids"].split(",") if each]
    wrong = _problems(account, after)
    if wrong:
        raise Refused(*wrong)
    if creating:
        after["client_extension_id"] = account.next_id("extensions", FIRST_ID)
    account.write("extensions", after["client_extension_id"], after)
    return Answer(records=({"client_extension_id": after["client_extension_id"]},), element="extension_details")


def _chosen(account: Account, given: dict[str, str]) -> Document:
    row = account.row("extensions", given["client_extension_id"])
    if row is None:
        raise Refused("client_extension_id_invalid")
    return row


def _problems(account: Account, row: Document) -> list[str]:
    wrong = []
    identity = row.get("client_extension_id")
    if any(
        other["extension"] == row["extension"] and other["client_extension_id"] != identity
        for other in account.rows("extensions")
    ):
        wrong.append("extension_already_in_use")
    if len(row["client_peer_ids"]) > MOST_PEERS:
        wrong.append("peers_to_ring_limit_reached")
    if any(account.row("peers", each) is None for each in row["client_peer_ids"]):
        wrong.append("client_peer_id_invalid")
    if row["client_mailbox_id"] and account.row("mailboxes", row["client_mailbox_id"]) is None:
        wrong.append("client_mailbox_id_invalid")
    if row["enable_peer"] == "1" and not row["client_peer_ids"]:
        wrong.append("peer_required")
    if row["enable_forwarding"] == "1" and not row["forward_number"]:
        wrong.append("forward_number_required")
    if row["enable_voicemail"] == "1" and not row["client_mailbox_id"]:
        wrong.append("mailbox_invalid")
    return wrong
