"""Voice mailboxes."""

from __future__ import annotations

from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.world.store import Document

SETTINGS = (
    "friendly_name", "passcode", "email", "enable_mail_notification", "contact_name", "status", "comments",
)  # fmt: skip
NEW: Document = {**dict.fromkeys(SETTINGS, ""), "enable_mail_notification": "0", "status": "enabled"}
FIRST_ID, FIRST_MAILBOX = 45_120, 1001
MOST = 40


def get_mailboxes(account: Account, given: dict[str, str]) -> Answer:
    rows = [_chosen(account, given)] if given.get("client_mailbox_id") else account.rows("mailboxes")
    return Answer(
        records=tuple(_record(account, row) for row in rows), element="mailbox_details", container="mailboxes"
    )


def update_mailbox(account: Account, given: dict[str, str]) -> Answer:
    """Creates one when `mode` says so; otherwise what is not sent stays."""
    creating = given.get("mode") == "create"
    before = NEW if creating else _chosen(account, given)
    after = {**before, **{name: given[name] for name in SETTINGS if name in given}}
    wrong = _problems(account, after, creating=creating)
    if wrong:
        raise Refused(*wrong)
    if creating:
        after |= make_identity(account)
    account.write("mailboxes", after["client_mailbox_id"], after)
    return Answer(records=({"client_mailbox_id": after["client_mailbox_id"]},), element="mailbox_details")


def make_identity(account: Account) -> Document:
    return {
        "client_mailbox_id": account.next_id("mailboxes", FIRST_ID),
        "mailbox": account.next_id("mailbox-numbers", FIRST_MAILBOX),
    }


def _chosen(account: Account, given: dict[str, str]) -> Document:
    row = account.row("mailboxes", given["client_mailbox_id"])
    if row is None:
        raise Refused("client_mailbox_id_invalid")
    return row


def _problems(account: Account, row: Document, *, creating: bool) -> list[str]:
    wrong = []
    if row["enable_mail_notification"] == "1":
        wrong += [] if row["contact_name"] else ["required_parameter_not_found"]
        wrong += [] if row["email"] else ["email_required"]
    if creating:
        return wrong + (["voice_mailboxes_limit_reached"] if len(account.rows("mailboxes")) >= MOST else [])
    if row["status"] == "disabled":
        identity = row["client_mailbox_id"]
        if identity == account.settings.default_mailbox_id:
            wrong.append("default_mailbox_dependency")
        if any(did["client_mailbox_id"] == identity for did in account.rows("dids")):
            wrong.append("mailbox_did_dependency")
    return wrong


def _record(account: Account, row: Document) -> Record:
    identity = row["client_mailbox_id"]
    return {
        "client_mailbox_id": identity,
        "mailbox": row["mailbox"],
        **{name: row[name] for name in SETTINGS},
        "is_default": "1" if identity == account.settings.default_mailbox_id else "0",
    }
