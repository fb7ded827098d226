"""The state that a VoiceMeUp account is born with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import msgspec

from providers.sandbox.seed import PLACES, VOICEMEUP_ACCOUNTS, VoicemeupAccount
from providers.sandbox.voicemeup import places
from providers.sandbox.voicemeup.account import PROVIDER, Account, Settings
from providers.sandbox.voicemeup.dids import MONTHLY, OPTIONS, follow
from providers.sandbox.voicemeup.e911 import provision
from providers.sandbox.voicemeup.extensions import FIRST_ID as FIRST_EXTENSION_ID
from providers.sandbox.voicemeup.extensions import NEW as NEW_EXTENSION
from providers.sandbox.voicemeup.inventory import own
from providers.sandbox.voicemeup.mailboxes import NEW as NEW_MAILBOX
from providers.sandbox.voicemeup.mailboxes import make_identity
from providers.sandbox.voicemeup.spans import switch
from providers.sandbox.world.addresses import STREETS, Address, Street
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

HISTORY = timedelta(days=35)
INVOICES = 12
FIRST_PEER_ID = 60_410
# User name behind the account's own, friendly name, status word of its registration.
PEERS = (
    ("pbx1", "Main PBX", "registered"),
    ("recep", "Réception", "registered"),
    ("ventes", "Ventes", "registered"),
    ("garde", "Ligne de garde", "unregistered"),
    ("ata01", "ATA 2nd floor", "registered"),
    ("trunk", "Server trunk", "static"),
)
# Friendly name, who is told of messages.
MAILBOXES = (
    ("General", "Camille Tremblay"), ("Réception", "Joan Harper"), ("Ventes", ""), ("Support", "Luc Vasseur"),
    ("After hours", ""), ("Direction", "Élise Gagnon"),
)  # fmt: skip
EXTENSIONS = ("Accueil", "Ventes", "Support", "Comptabilité", "Warehouse", "Direction")
PANEL_OBJECTS = {
    "ivr_profiles": {"1204": "Menu principal", "1205": "After hours menu"},
    "fax_profiles": {"3311": "Fax to e-mail"},
    "filters": {"5502": "Anonymous callers", "5503": "Telemarketers"},
}
NAMES = ("Ligne principale", "Front desk", "Réception", "Support", "Livraison", "Urgences", "Ventes", "Comptabilité")


def bear_accounts(world: World) -> None:
    for born in VOICEMEUP_ACCOUNTS:
        account = Account(world, born.client_account_id)
        if not account.exists:
            _bear(account, born)


def _bear(account: Account, born: VoicemeupAccount) -> None:
    world, now = account.world, account.world.clock.now()
    world.add_account(PROVIDER, account.login)
    first_day = (now - HISTORY).date()
    birth = {"seed": world.seed, "volume": [[first_day.isoformat(), born.calls_per_day]]}
    account.write("account", "birth", birth)
    account.write("account", "charged", {"until": now.isoformat()})
    account.write("account", "settings", msgspec.to_builtins(_settings(born)))
    for collection, objects in PANEL_OBJECTS.items():
        for identity, name in objects.items():
            account.write(collection, identity, {"id": identity, "name": name})
    peers = _bear_peers(account, born, now)
    mailboxes = _bear_mailboxes(account, born)
    account.change({"default_mailbox_id": mailboxes[0]})
    _bear_dids(account, born, peers, mailboxes, now)
    _bear_extensions(account, peers, mailboxes)
    _bear_endpoints(account, peers)
    _bear_transactions(account, born, now)
    account.later("month_ends", timedelta(days=9))
    account.later("sms_comes", timedelta(hours=2), number=1)


def _settings(born: VoicemeupAccount) -> Settings:
    return Settings(
        auth_token=born.auth_token,
        username=born.company.lower(),
        client_user_id=born.client_account_id[2:],
        company=born.company,
        balance=Decimal(born.balance),
        calls_per_day=born.calls_per_day,
        callerid_name=born.company,
        callerid_number=_numbers(born)[0].removeprefix("1"),
    )


def _numbers(born: VoicemeupAccount) -> list[str]:
    """Of Canadian places: each one's first line, then each one's second…"""
    canadian = [place for place in PLACES if place.country == "CA"]
    numbers = [place.digits([line])[0] for line in range(born.first_line, 100) for place in canadian]
    return numbers[: born.numbers]


def _bear_peers(account: Account, born: VoicemeupAccount, now: datetime) -> list[str]:
    for position, (suffix, name, registration) in enumerate(PEERS):
        static = registration == "static"
        username = f"{born.company[:7].lower()}{suffix}"
        row: Document = {
            "client_peer_id": account.next_id("peers", FIRST_PEER_ID), "username": username, "friendly_name": name,
            "type": "sip", "status": "enabled", "host_type": "static" if static else "dynamic",
            "host": "192.0.2.41" if static else "", "password": f"Peer{born.client_account_id}x{position}",
            "callerid_name": "", "callerid_number": "", "callerid_mode": "device" if static else "global",
            "codecs": ["ulaw", "g729"], "dtmf_mode": "rfc2833", "force_ring_signal": "0", "enable_nat": "1",
            "enable_reinvite": "0", "enable_recording": "1" if suffix == "garde" else "0", "enable_dnis": "0",
            "enable_notification": "0", "client_mailbox_id": "", "enable_auth": "0", "auth_username": "",
            "enable_qualify": "1", "qualify": "2000", "default_ip": "", "client_filter_ids": [],
            "registration_status": "" if static else registration, "comments": "", "_excluded_from_sync": static,
        }  # fmt: skip
        account.write("peers", row["client_peer_id"], row)
        account.add_line("login", username, (now - HISTORY).date())
        switch(account, "recorded", username, suffix == "garde", since=now - HISTORY)
    return [row["client_peer_id"] for row in account.rows("peers")]


def _bear_mailboxes(account: Account, born: VoicemeupAccount) -> list[str]:
    for position, (name, contact) in enumerate(MAILBOXES):
        row = {
            **NEW_MAILBOX, **make_identity(account), "friendly_name": name, "passcode": f"{4417 + 311 * position}",
            "email": f"messages{position + 1}@{born.company.lower()}.example" if contact else "",
            "enable_mail_notification": "1" if contact else "0", "contact_name": contact,
        }  # fmt: skip
        account.write("mailboxes", row["client_mailbox_id"], row)
    return [row["client_mailbox_id"] for row in account.rows("mailboxes")]


def _bear_dids(account: Account, born: VoicemeupAccount, peers: list[str], mailboxes: list[str], now: datetime) -> None:
    for position, number in enumerate(_numbers(born)):
        if not account.world.stock.take(number, account.owner):
            continue
        row = {**own(account, number, "local"), **_setup(number, position, peers, mailboxes)}
        account.write("dids", row["client_did_id"], row)
        account.add_line("did", row["phone_number"], (now - HISTORY).date())
        follow(account, row)
    for kind in ("recorded", "voicemail", "fax"):  # as it was all the time before
        for key, span in account.world.store.all(account.owner, f"{kind}-spans"):
            account.write(f"{kind}-spans", key, {**span, "since": (now - HISTORY).isoformat()})


def _setup(number: str, position: int, peers: list[str], mailboxes: list[str]) -> Document:
    """By turns to peers, forwarded, to a menu, a fax; every third with voicemail, every seventh recorded."""
    setup: Document = {"friendly_name": f"{NAMES[position % len(NAMES)]} {position + 1}"}
    options = []
    match position % 12:
        case 3 | 9:
            options.append("enable_forwarding")
            setup |= {"forward_number": f"{number[1:9]}{(int(number[9:]) + 40) % 100:02d}"}
        case 5:
            options.append("enable_ivr")
            setup |= {"client_ivr_profile_id": "1204" if position % 2 else "1205"}
        case 11:
            options.append("enable_fax")
            setup |= {"client_fax_profile_id": "3311"}
        case _:
            options.append("enable_peer")
            first = position % len(peers)
            setup |= {"client_peer_ids": sorted({peers[first], peers[(first + position % 3) % len(peers)]})}
    if position % 3 == 0:
        options.append("enable_voicemail")
        setup |= {"client_mailbox_id": mailboxes[position // 3 % len(mailboxes)]}
    if position % 7 == 0:
        options.append("enable_recording")
    if position % 10 == 4:
        setup |= {"client_filter_ids": ["5502"], "comments": "Filtré — see ticket"}
    return {**setup, "options": sorted(options, key=OPTIONS.index)}


def _bear_extensions(account: Account, peers: list[str], mailboxes: list[str]) -> None:
    for position, name in enumerate(EXTENSIONS):
        row = {
            **NEW_EXTENSION, "client_extension_id": account.next_id("extensions", FIRST_EXTENSION_ID),
            "extension": str(2001 + position), "friendly_name": name, "client_peer_ids": [peers[position % len(peers)]],
            "enable_peer": "1", "enable_voicemail": "1", "client_mailbox_id": mailboxes[position % len(mailboxes)],
        }  # fmt: skip
        account.write("extensions", row["client_extension_id"], row)


def _bear_endpoints(account: Account, peers: list[str]) -> None:
    """Of numbers in cities that have streets in the address database."""
    for street, row in _located(account):
        address = Address(
            number=str(street.low + 20), street=street.street, city=street.city, region=street.region,
            postal_code=street.postal_code, country=street.country,
        )  # fmt: skip
        given = {"phone_number": row["phone_number"], "first_name": "Camille", "last_name": "Tremblay"}
        if street.region == "QC":
            given["language"] = "fr"
        endpoint = provision(account, given, address, None)
        linked = [peers[0]] if endpoint["is_default"] == "1" else []
        account.write(
            "endpoints",
            endpoint["client_endpoint_id"],
            {**endpoint, "status": "provisioned", "client_peer_ids": linked},
        )


def _located(account: Account) -> Iterator[tuple[Street, Document]]:
    """Streets where no unit is asked for, each with a number of its city that has no location yet."""
    free = {row["phone_number"]: row for row in account.rows("dids")}
    for street in STREETS:
        for number in free:
            place = places.place_of(number)
            if not street.units and place and (place.centre, place.country) == (street.city, street.country):
                yield street, free.pop(number)
                break


def _bear_transactions(account: Account, born: VoicemeupAccount, now: datetime) -> None:
    """A year of invoices and payments that end at today's balance, with a credit and a refund among them."""
    random = Random(f"{account.world.seed}:{account.login}:transactions")
    fees = MONTHLY["local"] * born.numbers
    entries: list[tuple[datetime, str, Decimal, str]] = []
    for month in range(INVOICES, 0, -1):
        at = now - timedelta(days=30 * month - 9)
        usage = Decimal(random.randrange(2000, 9000)) / 100
        entries.append((at, "invoice", -(fees + usage), f"Invoice {at:%Y%m}-{account.login[-4:]}"))
        paid = (fees + usage).quantize(Decimal(10)) + 10
        entries.append((at + timedelta(days=3), "payment", paid, "Payment by credit card"))
    entries.insert(5, (entries[4][0] + timedelta(days=1), "credit", Decimal("15.00"), "Credit: ticket 20418"))
    entries.insert(12, (entries[11][0] + timedelta(days=2), "refund", Decimal("-25.00"), "Refund of a payment"))
    entries = sorted((entry for entry in entries if entry[0] <= now), key=lambda entry: entry[0])
    balance = Decimal(born.balance) - sum((amount for _, _, amount, _ in entries), Decimal(0))
    for at, kind, amount, description in entries:
        balance += amount
        account.note_transaction(kind, amount, description, balance, at)
