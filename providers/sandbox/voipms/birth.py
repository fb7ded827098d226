"""A VoIP.ms account as it is born: numbers over several provinces and states, and routing objects of every kind.

They hang together (a number → opening hours → menu → ring group → voicemail), in English and French, and a few are broken
on purpose, as in real life.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from providers.sandbox.seed import PLACES, VoipmsAccount
from providers.sandbox.world.store import Document, Store

HISTORY = timedelta(days=35)

LOGINS = (
    ("main", "Main office"),
    ("reception", "Réception"),
    ("sales", "Sales desk"),
    ("ventes", "Ventes"),
    ("support", "Support"),
    ("warehouse", "Entrepôt"),
    ("clinic", "Clinic phones"),
    ("garde", "Ligne de garde"),
    ("ata1", "ATA, 2nd floor"),
    ("trunk", "PBX trunk"),
)
POPS = (
    ("1", "Houston, TX", "houston", "USA"),
    ("15", "Atlanta, GA", "atlanta", "USA"),
    ("16", "Miami, FL", "miami", "USA"),
    ("3", "New York, NY", "newyork1", "USA"),
    ("5", "Chicago, IL", "chicago1", "USA"),
    ("9", "Seattle, WA", "seattle1", "USA"),
    ("60", "Montreal, QC", "montreal1", "Canada"),
    ("65", "Toronto, ON", "toronto1", "Canada"),
    ("71", "Vancouver, BC", "vancouver1", "Canada"),
)
OBJECTS: dict[str, list[Document]] = {
    "forwardings": [
        {"forwarding": "16001", "phone_number": "5145550199", "description": "Garde mobile", "pause": "1.5"},
        {"forwarding": "16006", "phone_number": "4505550108", "description": "Mobile, Marc-André"},
        {"forwarding": "16009", "phone_number": "4165550170", "description": "Front desk mobile"},
    ],
    "recordings": [
        {"value": "7560", "description": "Accueil bilingue"},
        {"value": "7561", "description": "Fermé"},
        {"value": "7562", "description": "Main menu"},
        {"value": "7567", "description": "Please hold"},
    ],
    "voicemails": [
        {"mailbox": "200", "name": "Réception", "email": "reception@rosemont.example", "language": "fr"},
        {"mailbox": "310", "name": "Sales", "email": "sales@harbourline.example", "language": "en"},
        {"mailbox": "911", "name": "Garde", "email": "garde@rosemont.example", "language": "fr"},
    ],
    "sipuris": [
        {"sipuri": "6200", "uri": "5551234567@sip.example.com", "description": "Branch PBX"},
        {"sipuri": "6201", "uri": "queue@pbx.example.net:5080", "description": "Call centre"},
    ],
    "ring_groups": [
        {
            "ring_group": "4768",
            "name": "Réception",
            "members": "account:{main}_reception,25,0;fwd:16006,10,1",
            "voicemail": "200",
            "caller_announcement": "7560",
            "music_on_hold": "default",
            "language": "fr",
        },
        {
            "ring_group": "4769",
            "name": "Agents",
            "members": "account:{main}_sales,20,0;account:{main}_support,20,0",
            "voicemail": "310",
            "caller_announcement": "7567",
            "music_on_hold": "jazz",
            "language": "en",
        },
        {
            "ring_group": "4770",
            "name": "Facturation",
            "members": "account:{main}_ventes,20,0",
            "voicemail": "0",
            "caller_announcement": "",
            "music_on_hold": "default",
            "language": "fr",
        },
    ],
    "queues": [
        {
            "queue": "4764",
            "queue_name": "Support",
            "queue_number": "500",
            "queue_language": "en",
            "priority_weight": "5",
            "report_hold_time_agent": "no",
            "join_when_empty": "yes",
            "leave_when_empty": "no",
            "ring_strategy": "rrmemory",
            "ring_inuse": "no",
            "maximum_wait_time": "600",
            "maximum_callers": "20",
            "fail_over_routing_timeout": "vm:310",
            "fail_over_routing_full": "vm:310",
        },
    ],
    "members": [
        {
            "member": "619",
            "queue_number": "4764",
            "name": "Support desk",
            "account": "SIP/{main}_support",
            "priority": "0",
        },
        {"member": "620", "queue_number": "4764", "name": "Sales desk", "account": "SIP/{main}_sales", "priority": "1"},
    ],
    "ivrs": [
        {
            "ivr": "4636",
            "name": "Accueil",
            "recording": "7560",
            "timeout": "8",
            "language": "fr",
            "voicemailsetup": "1",
            "choices": "1=grp:4768;2=grp:4770;0=vm:200",
        },
        {
            "ivr": "4637",
            "name": "Main menu",
            "recording": "7562",
            "timeout": "10",
            "language": "en",
            "voicemailsetup": "1",
            "choices": "1=grp:4769;2=queue:4764;3=ivr:4636",
        },
        {
            "ivr": "4638",
            "name": "Old menu",
            "recording": "7562",
            "timeout": "10",
            "language": "en",
            "voicemailsetup": "1",
            "choices": "1=grp:9999;2=vm:310",
        },  # broken on purpose: ring group 9999 is not there
    ],
    "timeconditions": [
        {
            "timecondition": "1830",
            "name": "Heures d’ouverture",
            "routing_match": "ivr:4636",
            "routing_nomatch": "vm:200",
            "starthour": "8",
            "startminute": "0",
            "endhour": "17",
            "endminute": "30",
            "weekdaystart": "mon",
            "weekdayend": "fri",
        },
        {
            "timecondition": "1831",
            "name": "Office hours",
            "routing_match": "ivr:4637",
            "routing_nomatch": "recording:7561",
            "starthour": "9;10",
            "startminute": "0;0",
            "endhour": "17;14",
            "endminute": "0;0",
            "weekdaystart": "mon;sat",
            "weekdayend": "fri;sat",
        },
    ],
    "callbacks": [
        {
            "callback": "2359",
            "description": "Garde",
            "number": "5145550199",
            "delay_before": "5",
            "response_timeout": "20",
            "digit_timeout": "5",
            "callerid_number": "-1",
        },
    ],
    "disas": [
        {
            "disa": "2114",
            "name": "Remote dialling",
            "pin": "7788",
            "digit_timeout": "5",
            "callerid_override": "",
            "language": "en",
        },
    ],
    "call_huntings": [
        {
            "callhunting": "323",
            "description": "Hunt, warehouse",
            "order": "follow",
            "language": "en",
            "music": "default",
            "recording": "7567",
            "members": "account:{main}_warehouse;account:{main}_ata1;none:;none:;none:;none:;none:;none:",
            "ring_time": "20;20;0;0;0;0;0;0",
            "press": "0;0;0;0;0;0;0;0",
        },
    ],
    "conferences": [
        {
            "conference": "1012",
            "name": "Monday call",
            "description": "Weekly meeting",
            "max_members": "Unlimited",
            "language": "en",
            "members": "",
        },
    ],
    "filters": [
        {
            "filtering": "18915",
            "callerid": "2125550187",
            "did": "all",
            "routing": "sys:busy",
            "failover_unreachable": "none:",
            "failover_busy": "none:",
            "failover_noanswer": "none:",
            "note": "Robocalls",
        },
        {
            "filtering": "18916",
            "callerid": "0",
            "did": "all",
            "routing": "vm:310",
            "failover_unreachable": "none:",
            "failover_busy": "none:",
            "failover_noanswer": "none:",
            "note": "Anonymous to voicemail",
        },
    ],
    "phonebook": [
        {
            "phonebook": "32207",
            "speed_dial": "*7501",
            "name": "Labo Dentaire Nord",
            "number": "4505550133",
            "callerid": '"Labo Dentaire Nord" <4505550133>',
            "note": "",
            "group": "566",
            "group_name": "Fournisseurs",
        },
    ],
    "phonebook_groups": [{"phonebook_group": "566", "name": "Fournisseurs", "members": "32207"}],
    "call_parkings": [
        {
            "callparking": "323",
            "name": "Front desk lot",
            "timeout": "60",
            "musiconhold": "default",
            "failover": "callback",
            "language": "en",
            "destination": "callback",
            "delay": "5",
            "blf_lamps": "3",
        },
    ],
}
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
    "sys:noservice",
    "ivr:4638",
    "account:{main}_trunk",
    "cb:2359",
)
NOTES = ("Ligne principale", "Front desk", "Réception", "Listings", "Livraison", "Urgences", "Intake", "Ventes", "", "")


def bear(store: Store, account: VoipmsAccount, *, seed: int, now: datetime) -> None:
    """Lay down the account's documents. Called once for each account of a fresh world."""
    random = Random(f"{seed}:{account.api_username}")
    login = account.api_username
    store.put(
        login,
        "account",
        "account",
        {
            "provider": "voipms",
            "password": account.api_password,
            "main": account.main,
            "balance": account.balance,
            "charged_until": now.isoformat(),
            "born": now.isoformat(),
            "first_day": (now - HISTORY).date().isoformat(),
            "calls_per_day": account.calls_per_day,
            "api_enabled": True,
            "allow_ips": ["0.0.0.0"],
            "per_minute": 600,
            "drift": True,
            "time_recipe": "fixed",
            "seed": seed,
        },
    )
    for collection, rows in OBJECTS.items():
        id_field = next(iter(rows[0]))
        for row in rows:
            store.put(login, collection, row[id_field], _filled(row, account.main))
    for number, (suffix, description) in enumerate(LOGINS):
        store.put(
            login, "subaccounts", str(99700 + number), _sub_account(account.main, 99700 + number, suffix, description)
        )
    for number, row in enumerate(islice(numbers(account), account.numbers)):
        store.put(login, "dids", row["did"], _did(row, account.main, number, random, now))


def numbers(account: VoipmsAccount) -> Iterator[Document]:
    """555-01xx numbers of each place in turn; the second account takes the other half of each hundred."""
    half = 0 if account.main == "118204" else 50
    for line in range(50):
        for npa, centre, region, country in PLACES:
            yield {"did": f"{npa}55501{half + line:02d}", "description": f"{centre}, {region}", "country": country}


def _filled(row: Document, main: str) -> Document:
    return {key: value.replace("{main}", main) if isinstance(value, str) else value for key, value in row.items()}


def _sub_account(main: str, number: int, suffix: str, description: str) -> Document:
    return {
        "id": str(number),
        "account": f"{main}_{suffix}",
        "username": suffix,
        "description": description,
        "protocol": "1",
        "auth_type": "1",
        "password": "Abcdef12",
        "ip": "",
        "device_type": "2",
        "callerid_number": "-1",
        "canada_routing": "1",
        "lock_international": "1",
        "international_route": "1",
        "music_on_hold": "default",
        "language": "en",
        "allowed_codecs": "ulaw;g729",
        "dtmf_mode": "auto",
        "nat": "yes",
        "max_expiry": "3600",
        "internal_extension": str(10 + number % 100),
        "record_calls": "0",
        "_registered": suffix not in {"ata1", "warehouse"},
    }


def _did(row: Document, main: str, number: int, random: Random, now: datetime) -> Document:
    ordered = now - timedelta(days=random.randrange(60, 2400), seconds=random.randrange(86400))
    canadian = row["country"] == "CA"
    route = ROUTES[number % len(ROUTES)].format(main=main)
    return {
        "did": row["did"],
        "description": row["description"],
        "routing": route,
        "failover_busy": "none:" if number % 3 else "vm:310",
        "failover_unreachable": "fwd:16006" if number % 4 == 0 else "none:",
        "failover_noanswer": "vm:200" if number % 5 == 0 else "none:",
        "voicemail": "200" if number % 5 == 0 else "0",
        "pop": "60" if canadian else "3",
        "dialtime": "60",
        "cnam": "1" if number % 2 else "0",
        "e911": "1" if number % 7 else "0",
        "callerid_prefix": "",
        "note": NOTES[number % len(NOTES)],
        "port_out_pin": "",
        "billing_type": "1",
        "next_billing": (now + timedelta(days=number % 28)).date().isoformat(),
        "order_date": f"{ordered:%Y-%m-%d %H:%M:%S}",
        "reseller_account": "",
        "reseller_next_billing": "0000-00-00",
        "reseller_monthly": "0.00000000",
        "reseller_minute": "0.00000000",
        "reseller_setup": "0.00000000",
        "sms_available": "1" if number % 9 else "0",
        "sms_enabled": "1" if number % 3 == 0 and number % 9 else "0",
        "mms_available": "1" if number % 2 else "0",
        "sms_email": "",
        "sms_email_enabled": "0",
        "sms_forward": "-1",
        "sms_forward_enabled": "0",
        "record_calls": "1" if number % 11 == 0 else "0",
        "voicemail_threshold": "0",
    }
