"""The state that a VoIP.ms account is born with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from providers.sandbox.seed import PLACES, VOIPMS_ACCOUNTS, Place, VoipmsAccount
from providers.sandbox.voipms import (
    billing,
    clients,
    conferences,
    e911,
    faxes,
    messages,
    porting,
    voicemail_messages,
    vpri,
)
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.furniture import RECORDS, SILENCE
from providers.sandbox.voipms.kinds import KINDS
from providers.sandbox.voipms.numbers import new_did
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

HISTORY = timedelta(days=35)
FIRST_SUB_ACCOUNT = 99700
# User name, description, language.
SUB_ACCOUNTS = (
    ("main", "Main office", "en"),
    ("reception", "Réception", "fr"),
    ("sales", "Sales desk", "en"),
    ("ventes", "Ventes", "fr"),
    ("support", "Support", "en"),
    ("entrepot", "Entrepôt", "fr"),
    ("clinic", "Clinic phones", "en"),
    ("garde", "Ligne de garde", "fr"),
    ("ata1", "ATA, 2nd floor", "en"),
    ("trunk", "PBX trunk", "en"),
)
# The routes of the numbers, in turn.
ROUTES = (
    "tc:1830",
    "grp:4768",
    "account:{main}_main",
    "tc:1831",
    "ivr:4637",
    "account:{main}_reception",
    "queue:4764",
    "grp:4769",
    "fwd:16001",
    "vm:310",
    "account:{main}_sales",
    "sip:6200",
    "account:{main}_clinic",
    "tc:1832",
    "grp:4772",
    "queue:4765",
    "sys:noservice",
    "ivr:4638",
    "account:{main}_trunk",
    "cb:2359",
    "fwd:16099",  # broken on purpose: this forwarding is gone
    "grp:4773",
    "disa:2114",
    "recording:7561",
)
NOTES = ("Ligne principale", "Front desk", "Réception", "Listings", "Livraison", "Urgences", "Intake", "Ventes", "", "")


def _hold_numbers(account: Account) -> None:
    for row in account.rows("dids"):
        account.world.stock.take(f"1{row['did']}", account.owner)


# What an account has beside its records, each laid down once: a world of an earlier version gets what it lacks.
BEARERS = {
    "stock": _hold_numbers,
    "messages": messages.bear,
    "voicemail": voicemail_messages.bear,
    "e911": e911.bear,
    "faxes": faxes.bear,
    "porting": porting.bear,
    "billing": billing.bear,
    "clients": clients.bear,
    "conferences": conferences.bear,
    "vpri": vpri.bear,
}


def bear_accounts(world: World) -> None:
    for born in VOIPMS_ACCOUNTS:
        account = Account(world, born.api_username)
        if not account.exists:
            _bear(account, born)
        for name, bear in BEARERS.items():
            if account.row("born", name) is None:
                account.write("born", name, {})
                bear(account)


def _bear(account: Account, born: VoipmsAccount) -> None:
    now = account.world.clock.now()
    account.world.add_account(PROVIDER, account.login)
    first_day = (now - HISTORY).date()
    birth = {"main": born.main, "seed": account.world.seed, "volume": [[first_day.isoformat(), born.calls_per_day]]}
    account.write("account", "birth", birth)
    account.write("account", "charged", {"until": now.isoformat()})
    settings = {
        "password": born.api_password,
        "api_enabled": True,
        "allow_ips": ["0.0.0.0"],
        "per_minute": 600,
        "balance": born.balance,
        "drift": True,
        "time_recipe": "dst",
        "calls_per_day": born.calls_per_day,
    }
    account.write("account", "settings", settings)
    for row in _sub_accounts(born.main):
        account.write("subaccounts", row["id"], row)
        account.add_line("login", row["account"], first_day)
    for kind in KINDS:
        for row in RECORDS.get(kind.collection, []):
            filled = {name: value.replace("{main}", born.main) for name, value in row.items()}
            account.write(kind.collection, row[kind.id], {**kind.default, **filled})
    for key, recording in list(account.world.store.all(account.owner, "recordings")):
        account.write("recordings", key, {**recording, "_file": SILENCE})
    random = Random(f"{account.world.seed}:{account.login}")
    for position, (number, place) in enumerate(islice(_numbers(born.first_line), born.numbers)):
        account.write("dids", number, _did(number, place, born.main, position, random, now))
        account.add_line("did", number, first_day)


def _numbers(first_line: int) -> Iterator[tuple[str, Place]]:
    """Each place's first line, then each place's second…"""
    for line in range(first_line, 100):
        for place in PLACES:
            yield place.numbers([line])[0], place


def _sub_accounts(main: str) -> Iterator[Document]:
    default = next(kind.default for kind in KINDS if kind.collection == "subaccounts")
    for position, (username, description, language) in enumerate(SUB_ACCOUNTS):
        yield {
            **default,
            "id": str(FIRST_SUB_ACCOUNT + position),
            "account": f"{main}_{username}",
            "username": username,
            "description": description,
            "protocol": "1",
            "auth_type": "1",
            "password": f"Sip-{main}-{position:02d}-Kept",
            "ip": "",
            "device_type": "1" if username == "trunk" else "2",
            "lock_international": "1",
            "international_route": "1",
            "music_on_hold": "default",
            "language": language,
            "allowed_codecs": "ulaw;g729",
            "dtmf_mode": "auto",
            "nat": "yes",
            "internal_extension": str(11 + position),
            "internal_voicemail": "200" if language == "fr" else "310",
            "_registered": username not in {"ata1", "entrepot"},
        }


def _did(number: str, place: Place, main: str, position: int, random: Random, now: datetime) -> Document:
    ordered = now - timedelta(days=random.randrange(60, 2400), seconds=random.randrange(86400))
    sms = position % 9 != 0
    return {
        **new_did(number, place, ordered),
        "routing": ROUTES[position % len(ROUTES)].replace("{main}", main),
        "failover_busy": "none:" if position % 3 else "vm:310",
        "failover_unreachable": "fwd:16006" if position % 4 == 0 else "none:",
        "failover_noanswer": "vm:200" if position % 5 == 0 else "none:",
        "voicemail": "200" if position % 5 == 0 else "0",
        "cnam": str(position % 2),
        "e911": "1" if position % 7 else "0",
        "note": NOTES[position % len(NOTES)],
        "billing_type": "2" if position % 13 == 5 else "1",
        "next_billing": (now + timedelta(days=1 + position % 28)).date().isoformat(),
        "record_calls": "1" if position % 11 == 0 else "0",
        "_recorded": [[ordered.isoformat(), ""]] if position % 11 == 0 else [],
        "sms_available": "1" if sms else "0",
        "sms_enabled": "1" if sms and position % 3 == 0 else "0",
        "mms_available": "1" if sms and position % 2 else "0",
    }
