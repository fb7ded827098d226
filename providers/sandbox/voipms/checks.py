"""What a record must fulfil beyond its parameters' types: its references, its lists, and what still needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.kinds import Kind
from providers.sandbox.voipms.routes import check_route
from providers.sandbox.voipms.status import Status
from providers.sandbox.voipms.words import WORDS
from providers.sandbox.world.store import Document

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MEMBERS = 8  # of a ring group and of call hunting


def check_write(account: Account, kind: Kind, row: Document) -> None:
    """Raises the `Status` of the first thing that does not hold."""
    _check_music(account, row)
    check = WRITES.get(kind.collection)
    if check is not None:
        check(account, row)


def check_delete(account: Account, kind: Kind, key: str, row: Document) -> None:
    check = DELETES.get(kind.collection)
    if check is not None:
        check(account, key, row)


def _check_music(account: Account, row: Document) -> None:
    for field in ("music_on_hold", "music", "musiconhold"):
        if row.get(field) and account.row("music", row[field]) is None:
            raise Status("invalid_musiconhold")
    if row.get("language") and row["language"] not in WORDS["getLanguages"]:
        raise Status("invalid_language")


def _check_there(account: Account, collection: str, key: str, code: str, *, none: Iterable[str] = ("", "0")) -> None:
    if key not in none and account.row(collection, key) is None:
        raise Status(code)


def _pieces(value: str) -> list[str]:
    return [piece.strip() for piece in value.split(";") if piece.strip()]


def _ring_group(account: Account, row: Document) -> None:
    members = _pieces(row["members"])
    if len(members) > MEMBERS:
        raise Status("max_phonebook")
    for member in members:
        route = member.partition(",")[0]
        if route.partition(":")[0] not in {"account", "fwd", "sip"}:
            raise Status("invalid_mailbox")  # what a bad member is answered with, seen live
        try:
            check_route(account, route)
        except Status:
            raise Status("invalid_mailbox") from None
    _check_there(account, "voicemails", row["voicemail"], "invalid_mailbox", none=("0",))
    _check_there(account, "recordings", row.get("caller_announcement", ""), "invalid_recording")


def _call_hunting(account: Account, row: Document) -> None:
    """Read back padded to eight slots."""
    lists = {name: _pieces(row[name]) for name in ("members", "ring_time", "press")}
    lengths = {len(values) for values in lists.values()}
    if len(lengths) != 1 or not 1 <= lengths.pop() <= MEMBERS:
        raise Status("invalid_numbermembers")
    for member in lists["members"]:
        check_route(account, member)
    _check_there(account, "recordings", row["recording"], "invalid_recording", none=("0", "default", "none"))
    for name, padding in (("members", "none:"), ("ring_time", "0"), ("press", "0")):
        row[name] = ";".join(lists[name] + [padding] * (MEMBERS - len(lists[name])))


def _ivr(account: Account, row: Document) -> None:
    _check_there(account, "recordings", row["recording"], "invalid_recording", none=())
    for choice in _pieces(row["choices"]):
        key, _, route = choice.partition("=")
        if key.strip() not in {*"0123456789*#ti"}:
            raise Status("missing_choices")
        check_route(account, route.strip())


def _queue(account: Account, row: Document) -> None:
    for name, code in (
        ("join_announcement", "invalid_join_announcement"),
        ("agent_announcement", "invalid_recording"),
        ("voice_announcement", "invalid_voice_announcement"),
    ):
        _check_there(account, "recordings", row[name], code, none=("", "0", "none"))


def _recording(account: Account, row: Document) -> None:
    if not row.get("_file"):
        raise Status("no_base64file")
    if not row.get("description"):
        raise Status("invalid_name")


def _static_member(account: Account, row: Document) -> None:
    """Written as a login, read back as SIP/LOGIN."""
    _check_there(account, "queues", row["queue_number"], "invalid_queue", none=())
    login = row.get("account", "").removeprefix("SIP/").removeprefix("account:")
    if login:
        try:
            check_route(account, f"account:{login}")
        except Status:
            raise Status("invalid_account") from None
        row["account"] = f"SIP/{login}"


def _time_condition(account: Account, row: Document) -> None:
    names = ("starthour", "startminute", "endhour", "endminute", "weekdaystart", "weekdayend")
    lists = {name: _pieces(row[name]) for name in names}
    if len({len(values) for values in lists.values()}) != 1:
        raise Status("invalid_numbermembers")
    for name, values in lists.items():
        allowed = {str(number) for number in range(24 if "hour" in name else 60)}
        if "weekday" in name:
            allowed = set(WEEKDAYS)
        if any(value not in allowed for value in values):
            raise Status(f"invalid_{name}")
    for name in ("routing_match", "routing_nomatch"):
        if row[name].startswith("none:"):
            raise Status("invalid_routing_header")


def _callback(account: Account, row: Document) -> None:
    if row["delay_before"] == "0":
        raise Status("missing_delay_before")  # a 0 counts as absent
    if account.row("dids", row["number"]) is not None:
        raise Status("existing_did")


def _filter(account: Account, row: Document) -> None:
    if row["did"] != "all" and account.row("dids", row["did"]) is None:
        raise Status("invalid_did")
    same = [
        each
        for each in account.rows("filters")
        if (each["callerid"], each["did"]) == (row["callerid"], row["did"]) and each["filtering"] != row["filtering"]
    ]
    if same:
        raise Status("used_filter")


def _phonebook(account: Account, row: Document) -> None:
    header, _, record = row["number"].rpartition(":")
    if header == "sip":
        _check_there(account, "sipuris", record, "invalid_number")
    _check_there(account, "phonebook_groups", row.get("group", ""), "invalid_phonebook")


def _phonebook_group(account: Account, row: Document) -> None:
    for member in _pieces(row.get("members", "")):
        _check_there(account, "phonebook", member, "invalid_phonebook")


def _conference(account: Account, row: Document) -> None:
    for member in _pieces(row.get("members", "")):
        _check_there(account, "conference_members", member, "invalid_member")
    for name, value in row.items():
        if name.startswith("sound_"):
            _check_there(account, "recordings", value, f"invalid_recording_{name}")


def _music(account: Account, row: Document) -> None:
    recordings = [each.strip() for each in row["recordings"].split(",") if each.strip()]
    for recording in recordings:
        _check_there(account, "recordings", recording, "invalid_recording")
    row["total"] = str(len(recordings))


def _sub_account(account: Account, row: Document) -> None:
    if not row["username"].isalnum() or len(row["username"]) > 12:
        raise Status("invalid_username")
    if row["auth_type"] == "2" and not row.get("ip"):
        raise Status("missing_ip")
    if row["auth_type"] == "1" and not row.get("password"):
        raise Status("missing_password")
    password = row.get("password", "")
    if password and len(password) < 8:
        raise Status("invalid_password_lessthan_8characters_long")
    strong = any(map(str.isupper, password)) and any(map(str.islower, password)) and any(map(str.isdigit, password))
    if password and not strong:
        raise Status("weak_password")
    if any(codec not in {*WORDS["getAllowedCodecs"], "all"} for codec in _pieces(row["allowed_codecs"])):
        raise Status("invalid_allowedcodecs")
    _check_there(account, "clients", row.get("reseller_client", ""), "invalid_resellerclient")
    _check_there(account, "packages", row.get("reseller_package", ""), "invalid_resellerpackage")
    if int(row["rtp_timeout"]) > int(row["rtp_hold_timeout"]):
        raise Status("rtp_timeout_greater_than_rtp_hold_timeout")


def _mailbox(account: Account, row: Document) -> None:
    if not (row["password"].isdigit() and len(row["password"]) == 4):
        raise Status("invalid_password")
    if not (row["mailbox"].isdigit() and len(row["mailbox"]) <= 10):
        raise Status("invalid_digits")


WRITES: dict[str, Callable[[Account, Document], None]] = {
    "ring_groups": _ring_group,
    "call_huntings": _call_hunting,
    "ivrs": _ivr,
    "queues": _queue,
    "members": _static_member,
    "recordings": _recording,
    "timeconditions": _time_condition,
    "callbacks": _callback,
    "filters": _filter,
    "phonebook": _phonebook,
    "phonebook_groups": _phonebook_group,
    "conferences": _conference,
    "music": _music,
    "subaccounts": _sub_account,
    "voicemails": _mailbox,
}


def _delete_recording(account: Account, key: str, row: Document) -> None:
    if any(did["routing"] == f"recording:{key}" for did in account.rows("dids")):
        raise Status("recording_in_use_did")
    if any(ivr["recording"] == key for ivr in account.rows("ivrs")):
        raise Status("recording_in_use_ivr")
    if any(key in (queue["join_announcement"], queue["voice_announcement"]) for queue in account.rows("queues")):
        raise Status("recording_in_use_queue")
    if any(
        f"recording:{key}" in (each["routing_match"], each["routing_nomatch"])
        for each in account.rows("timeconditions")
    ):
        raise Status("recording_in_use_caller_timecondition")
    if any(each["routing"] == f"recording:{key}" for each in account.rows("filters")):
        raise Status("recording_in_use_caller_id_filtering")


def _delete_sip_uri(account: Account, key: str, row: Document) -> None:
    if any(entry["number"] == f"sip:{key}" for entry in account.rows("phonebook")):
        raise Status("sipuri_in_phonebook")


def _delete_sub_account(account: Account, key: str, row: Document) -> None:
    if any(did["routing"] == f"account:{row['account']}" for did in account.rows("dids")):
        raise Status("account_with_dids")


def _delete_music(account: Account, key: str, row: Document) -> None:
    if row["custom"] != "1":
        raise Status("invalid_musiconhold")


DELETES: dict[str, Callable[[Account, str, Document], None]] = {
    "recordings": _delete_recording,
    "sipuris": _delete_sip_uri,
    "subaccounts": _delete_sub_account,
    "music": _delete_music,
}
