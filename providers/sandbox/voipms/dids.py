"""The numbers of an account: getDIDsInfo and the calls that configure one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.belonging import client_row, numbers_of
from providers.sandbox.voipms.call_recordings import note_switch
from providers.sandbox.voipms.devices import is_pop
from providers.sandbox.voipms.drift import drifted
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

SMS_PAUSE = timedelta(minutes=1)
# What setDIDInfo leaves of a field that was not sent: the record is replaced.
CONFIGURED: Document = {
    "failover_busy": "none:",
    "failover_unreachable": "none:",
    "failover_noanswer": "none:",
    "voicemail": "0",
    "callerid_prefix": "",
    "note": "",
    "port_out_pin": "",
    "record_calls": "0",
    "transcribe": "0",
    "transcription_locale": "",
    "transcription_email": "",
    "transcription_start_delay": "0",
    "transcription_redaction": "no",
    "transcription_summary": "no",
    "transcription_sentiment": "no",
    "voicemail_threshold": "0",
    "inbound_dialing_mode": "0",
    "sms_sipaccount": "",
    "sms_sipaccount_enabled": "0",
}
# Parameter of setSMS → field of the record, and what it becomes when it was not sent.
SMS = {
    "enable": ("sms_enabled", "0"),
    "email_enabled": ("sms_email_enabled", "0"),
    "email_address": ("sms_email", ""),
    "sms_forward_enable": ("sms_forward_enabled", "0"),
    "sms_forward": ("sms_forward", "-1"),
    "url_callback_enable": ("sms_url_callback_enabled", "0"),
    "url_callback": ("sms_url_callback", ""),
    "url_callback_retry": ("sms_url_callback_retry", "0"),
    "sms_sipaccount": ("sms_sipaccount", ""),
    "sms_sipaccount_enabled": ("sms_sipaccount_enabled", "0"),
    "webhook_enable": ("webhook_enabled", "0"),
    "webhook": ("webhook", ""),
    "dialmode": ("dialmode", "1"),
    "smpp_enabled": ("smpp_enabled", "0"),
    "smpp_url": ("smpp_url", ""),
    "smpp_user": ("smpp_user", ""),
    "smpp_pass": ("smpp_pass", ""),
}


def get_dids(account: Account, method: Method, given: Given) -> Answer:
    rows = account.rows("dids")
    if given.get("did"):
        rows = [row for row in rows if row["did"] == ten_digits(given["did"])]
        if not rows:
            raise Status("invalid_did")
    if given.get("client"):
        theirs = numbers_of(account, client_row(account, given["client"])["client"])
        rows = [row for row in rows if row in theirs]
    if not rows:
        raise Status("no_did")
    documented = [{field.name: row[field.name] for field in method.fields} for row in rows]
    return {"dids": drifted(method.name, documented) if account.settings.drift else documented}


def change_did(account: Account, method: Method, given: Given) -> Answer:
    """setDIDInfo replaces the record; the narrow setters change one field."""
    number, old = held(account, given["did"])
    check_fields(account, given)
    if method.name == "setDIDBillingType" and old["billing_type"] == given["billing_type"]:
        raise Status("same_did_billingtype")
    sent = {name: value for name, value in given.items() if name in old and name != "did"}
    sent = {name: value or CONFIGURED.get(name, "") for name, value in sent.items()}
    if sent.get("voicemail") == "none":
        sent["voicemail"] = "0"
    if method.name == "setDIDInfo":
        sent = CONFIGURED | sent
    account.write("dids", number, note_switch(old, {**old, **sent}, account.moment))
    return {}


def check_fields(account: Account, given: Given) -> None:
    """What a number's fields refer to must be there."""
    if given.get("pop") and not is_pop(given["pop"]):
        raise Status("invalid_serverpop")
    if given.get("dialtime") and not 1 <= int(given["dialtime"]) <= 300:
        raise Status("invalid_dialtime")
    mailbox = given.get("voicemail", "")
    if mailbox not in {"", "0", "none"} and account.row("voicemails", mailbox) is None:
        raise Status("invalid_mailbox")


def set_sms(account: Account, method: Method, given: Given) -> Answer:
    """Two changes of a number within a minute are refused."""
    number, old = held(account, given["did"])
    if old["sms_available"] != "1":
        raise Status("invalid_did")
    now = account.world.clock.now()
    if "_sms_changed" in old and now - datetime.fromisoformat(old["_sms_changed"]) < SMS_PAUSE:
        raise Status("sms_wait_message")
    sent = {field: given.get(parameter, default) for parameter, (field, default) in SMS.items()}
    account.write("dids", number, {**old, **sent, "_sms_changed": now.isoformat()})
    return {}


def held(account: Account, number: str) -> tuple[str, Document]:
    """A number of this account and its record, else the status invalid_did."""
    digits = ten_digits(number)
    row = account.row("dids", digits)
    if row is None:
        raise Status("invalid_did")
    return digits, row


def ten_digits(number: str) -> str:
    """Ten digits without +1; eleven with it are taken too."""
    digits = "".join(char for char in number if char.isdigit())
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
