"""Peers: the SIP logins of an account. They are made in the client's panel; requests list and change them."""

from __future__ import annotations

from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Message, Record
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.voicemeup.spans import switch
from providers.sandbox.voicemeup.texts import message
from providers.sandbox.world.store import Document

FLAGS = (
    "force_ring_signal", "enable_nat", "enable_reinvite", "enable_recording", "enable_dnis", "enable_notification",
    "enable_auth", "enable_qualify",
)  # fmt: skip
SETTINGS = (
    "friendly_name", "host_type", "host", "password", "callerid_name", "callerid_number", "callerid_mode", "dtmf_mode",
    *FLAGS, "client_mailbox_id", "auth_username", "qualify", "default_ip", "status", "comments",
)  # fmt: skip
LISTS = ("codecs", "client_filter_ids")
SHOWN = (
    "client_peer_id", "username", "friendly_name", "type", "status", "host_type", "host", "callerid_name",
    "callerid_number", "callerid_mode", "codecs", "dtmf_mode", *FLAGS, "client_mailbox_id", "auth_username", "qualify",
    "default_ip", "client_filter_ids", "registration_status", "comments",
)  # fmt: skip
TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")


def get_peers(account: Account, given: dict[str, str]) -> Answer:
    rows = account.rows("peers")
    if given.get("client_peer_id"):
        rows = [_chosen(account, given)]
    return Answer(records=tuple(_record(row) for row in rows), element="peer_details", container="peers")


def update_peer(account: Account, given: dict[str, str]) -> Answer:
    """What is not sent stays."""
    before = _chosen(account, given)
    reset = dict.fromkeys(FLAGS, "0") if account.settings.resets_omitted_flags else {}
    after = {**before, **reset, **{name: given[name] for name in SETTINGS if name in given}}
    for name in LISTS:
        if name in given:
            after[name] = [each for each in given[name].split(",") if each]
    wrong = _problems(account, after)
    if wrong:
        raise Refused(*wrong)
    account.write("peers", after["client_peer_id"], after)
    recorded = after["enable_recording"] == "1" and after["status"] == "enabled"
    switch(account, "recorded", after["username"], recorded)
    _follow_status(account, before, after)
    record = {"client_peer_id": after["client_peer_id"]}
    return Answer(records=(record,), element="peer_details", messages=_notices(account, after, given))


def _follow_status(account: Account, before: Document, after: Document) -> None:
    if before["status"] != after["status"]:
        if after["status"] == "enabled":
            account.add_line("login", after["username"])
        else:
            account.end_line("login", after["username"])


def _chosen(account: Account, given: dict[str, str]) -> Document:
    row = account.row("peers", given["client_peer_id"])
    if row is None:
        raise Refused("client_peer_id_invalid")
    return row


def _problems(account: Account, row: Document) -> list[str]:
    wrong = []
    if row["client_mailbox_id"] and account.row("mailboxes", row["client_mailbox_id"]) is None:
        wrong.append("client_mailbox_id_invalid")
    if any(account.row("filters", each) is None for each in row["client_filter_ids"]):
        wrong.append("client_filter_id_invalid")
    if row["host_type"] == "static" and not row["host"]:
        wrong.append("host_invalid")
    if row["callerid_mode"] == "custom":
        wrong += [f"{name}_required" for name in ("callerid_name", "callerid_number") if not row[name]]
    if row["callerid_mode"] == "global" and not account.settings.callerid_number:
        wrong.append("global_callerid_infos_undefined")
    if row["enable_auth"] == "1" and not row["auth_username"]:
        wrong.append("auth_username_required")
    if row["enable_qualify"] == "1" and not row["qualify"]:
        wrong.append("qualify_required")
    if row["status"] == "disabled" and _used(account, row["client_peer_id"]):
        wrong.append("peer_did_dependency")
    return wrong


def _used(account: Account, peer_id: str) -> bool:
    return any(peer_id in did["client_peer_ids"] for did in account.rows("dids"))


def _notices(account: Account, row: Document, given: dict[str, str]) -> tuple[Message, ...]:
    codes = []
    if given.get("callerid_number", "").startswith(TOLL_FREE):
        codes.append("callerid_rejection_notice")
    if row["_excluded_from_sync"]:
        codes.append("peer_excluded_from_sync")
    return tuple(message(code, account.language) for code in codes)


def _record(row: Document) -> Record:
    """Without the password, which no answer holds."""
    return {name: row[name] for name in SHOWN}
