"""An account's own numbers and where their calls go."""

from __future__ import annotations

from decimal import Decimal

from providers.sandbox.voicemeup import places
from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.voicemeup.spans import switch
from providers.sandbox.world.store import Document

OPTIONS = ("enable_forwarding", "enable_voicemail", "enable_peer", "enable_recording", "enable_ivr", "enable_fax")
DEPRECATED_FLAGS = OPTIONS[:4]
SETTINGS = (
    "friendly_name", "forward_number", "forward_timeout", "client_mailbox_id", "client_ivr_profile_id",
    "client_fax_profile_id", "peer_timeout", "dnis_rewrite", "comments", "status",
)  # fmt: skip
LISTS = ("client_peer_ids", "client_filter_ids")
MOST_PEERS = 5
# Objects that no request lists: they are made in the client's panel.
PANEL_OBJECTS = {
    "client_ivr_profile_id": "ivr_profiles", "client_fax_profile_id": "fax_profiles", "client_filter_ids": "filters",
}  # fmt: skip
EMPTY: Document = {**dict.fromkeys(SETTINGS, ""), "client_peer_ids": [], "client_filter_ids": [], "options": []}
MONTHLY = {"local": Decimal("1.50"), "toll_free": Decimal("2.95"), "abroad": Decimal("6.00")}
SETUP = {"local": Decimal("1.00"), "toll_free": Decimal("2.00"), "abroad": Decimal("10.00")}
TYPES = {"local": "local", "toll_free": "tollfree", "abroad": "international"}


def get_dids(account: Account, given: dict[str, str]) -> Answer:
    rows = account.rows("dids")
    for name in ("client_did_id", "phone_number"):
        if given.get(name):
            rows = [row for row in rows if row[name] == given[name]]
            if not rows:
                raise Refused(f"{name}_invalid")
    return Answer(records=tuple(_record(account, row) for row in rows), element="did_details", container="dids")


def update_did(account: Account, given: dict[str, str]) -> Answer:
    """What is not sent stays. `options` replaces the whole list; a deprecated flag changes its one."""
    before = chosen(account, given)
    after = _merged(account, before, given)
    wrong = list(dict.fromkeys(_problems(account, after)))
    if wrong:
        raise Refused(*wrong)
    account.write("dids", after["client_did_id"], after)
    follow(account, after)
    _follow_status(account, before, after)
    return Answer(records=({"client_did_id": after["client_did_id"]},), element="did_details")


def chosen(account: Account, given: dict[str, str]) -> Document:
    """By its id, which wins, or by its number."""
    name = "client_did_id" if given.get("client_did_id") else "phone_number"
    row = next((row for row in account.rows("dids") if row[name] == given[name]), None)
    if row is None:
        raise Refused(f"{name}_invalid")
    return row


def follow(account: Account, row: Document) -> None:
    """The features whose traces calls leave behind: from now on, or no longer."""
    number, on = row["phone_number"], row["status"] == "enabled"
    options = row["options"]
    switch(account, "recorded", number, on and "enable_recording" in options)
    mailbox = row["client_mailbox_id"]
    switch(account, "voicemail", number, on and "enable_voicemail" in options and bool(mailbox), mailbox)
    switch(account, "fax", number, on and "enable_fax" in options)


def _follow_status(account: Account, before: Document, after: Document) -> None:
    """No calls over a disabled number, from tomorrow on."""
    if before["status"] != after["status"] and after["kind"] != "abroad":
        if after["status"] == "enabled":
            account.add_line("did", after["phone_number"])
        else:
            account.end_line("did", after["phone_number"])


def _merged(account: Account, before: Document, given: dict[str, str]) -> Document:
    after = {**before, **{name: given[name] for name in SETTINGS if name in given}}
    for name in LISTS:
        if name in given:
            after[name] = [each for each in given[name].split(",") if each]
    options = set(given["options"].split(",") if "options" in given else before["options"])
    for flag in DEPRECATED_FLAGS:
        if given.get(flag) == "1":
            options.add(flag)
        elif given.get(flag) == "0" or (account.settings.resets_omitted_flags and "options" not in given):
            options.discard(flag)
    after["options"] = [option for option in OPTIONS if option in options]
    return after


def _problems(account: Account, row: Document) -> list[str]:
    """References to what is not there, and features without what they need."""
    wrong = []
    options = row["options"]
    if len(row["client_peer_ids"]) > MOST_PEERS:
        wrong.append("peers_to_ring_limit_reached")
    if any(account.row("peers", each) is None for each in row["client_peer_ids"]):
        wrong.append("client_peer_id_invalid")
    if row["client_mailbox_id"] and account.row("mailboxes", row["client_mailbox_id"]) is None:
        wrong.append("client_mailbox_id_invalid")
    for name, collection in PANEL_OBJECTS.items():
        ids = row[name] if isinstance(row[name], list) else [row[name]]
        if any(each and account.row(collection, each) is None for each in ids):
            wrong.append(f"{name.removesuffix('s')}_invalid")
    if "enable_forwarding" in options and not row["forward_number"]:
        wrong.append("forward_number_required")
    if "enable_voicemail" in options and not row["client_mailbox_id"]:
        wrong.append("mailbox_invalid")
    if "enable_peer" in options and not row["client_peer_ids"]:
        wrong.append("peer_required")
    if row["forward_number"] and _forwarded_by_another(account, row):
        wrong.append("forward_number_used_by_did")
    return wrong


def _forwarded_by_another(account: Account, row: Document) -> bool:
    return any(
        other["forward_number"] == row["forward_number"] and other["client_did_id"] != row["client_did_id"]
        for other in account.rows("dids")
    )


def _record(account: Account, row: Document) -> Record:
    place = account.world.stock.place(row["number"])
    local = place is not None and bool(places.ratecenter_id(place))
    state = places.state(place.region, place.country) if place else None
    return {
        "client_did_id": row["client_did_id"],
        "phone_number": row["phone_number"],
        **{name: row[name] for name in ("friendly_name", "status", "forward_number", "forward_timeout")},
        "client_mailbox_id": row["client_mailbox_id"],
        "client_ivr_profile_id": row["client_ivr_profile_id"],
        "client_fax_profile_id": row["client_fax_profile_id"],
        "client_peer_ids": row["client_peer_ids"],
        "peer_timeout": row["peer_timeout"],
        "dnis_rewrite": row["dnis_rewrite"],
        "client_filter_ids": row["client_filter_ids"],
        "options": row["options"],
        **{option: "1" if option in row["options"] else "0" for option in OPTIONS},
        "type": TYPES[row["kind"]],
        "ratecenter_id": places.ratecenter_id(place) if place else "",
        "ratecenter": place.centre if place and local else "",
        "state": state.code if state else "",
        "country": place.country if place and row["kind"] != "toll_free" else "",
        "monthly_fee": account.told(MONTHLY[row["kind"]]),
        "comments": row["comments"],
    }
