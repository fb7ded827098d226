"""The state that a CALLR account is born with: numbers on apps of every package, sub accounts, an API key."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.apps import new_app
from providers.sandbox.callr.dids import new_did
from providers.sandbox.callr.later import later
from providers.sandbox.callr.media import FIRST_OWN_ID, new_media
from providers.sandbox.callr.packages import configured
from providers.sandbox.callr.signing_in import new_key
from providers.sandbox.callr.sip import new_subscriber
from providers.sandbox.callr.sms import lay_sent, receive
from providers.sandbox.callr.subaccounts import lay_down
from providers.sandbox.seed import ABROAD, CALLR_ACCOUNTS, PLACES, CallrAccount
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

HISTORY = timedelta(days=35)


# Company, first and last name of the sub accounts of each account, in the order of the seed.
SUB_ACCOUNTS = (
    (("Clinique du Parc", "Maude", "Gagnon"), ("Harper Realty", "Joan", "Harper")),
    (("Pine Street Dental", "Owen", "Price"),),
)
# Name, package and settings of the apps; the numbers go to those that take some, in turn.
APPS: tuple[tuple[str, str, Document], ...] = (
    (
        "Ligne principale",
        "CALLTRACKING10",
        {
            "targets": [{"number": "+15145550170", "timeout": 20}, {"number": "+15145550171", "timeout": 30}],
            "options": {"record_calls": True},
            "vms": {"active": True, "emails": ["reception@example.com"]},
        },
    ),
    ("Front desk", "CALLTRACKING10", {"targets": [{"number": "+14165550172", "timeout": 25}]}),
    (
        "Ventes",
        "CALLTRACKING10",
        {"targets": [{"number": "+14185550173", "timeout": 15}], "options": {"record_calls": True}},
    ),
    ("Rappel du site", "CLICKTOCALL10", {"options": {"record_calls": True}}),
    ("Accueil interactif", "REALTIME10", {"url": ""}),
    ("Scénario nuit", "ACTIONS10", {"format": "YAML", "script": "answer:\n  - play: TTS|TTS_FR-FR_AUDREY|Bonjour\n"}),
)


def bear_accounts(world: World) -> None:
    for born, subs in zip(CALLR_ACCOUNTS, SUB_ACCOUNTS, strict=True):
        account = Account(world, born.login)
        if not account.exists:
            _bear(account, born, subs)
        for live in account.rows("live"):
            if "realtime" in live:  # a conversation does not outlive a restart; other calls do
                account.remove("live", str(live["callid"]))


def _bear(account: Account, born: CallrAccount, subs: tuple[tuple[str, str, str], ...]) -> None:
    first_day = (account.now - HISTORY).date()
    names = {"company": born.company, "firstname": "Camille", "lastname": "Roy", "password": born.password}
    credit = str(Decimal(born.balance) * 100)
    lay_down(account, names, credit=credit, calls_per_day=born.calls_per_day, since=first_day)
    new_key(account, "Patchbay", born.api_key)
    _lay_apps(account, first_day)
    _lay_numbers(account, born)
    for company, first, last in subs:
        sub = Account(account.world, f"{born.login}-{company.split()[0].lower()}")
        names = {"company": company, "firstname": first, "lastname": last, "password": f"{first}-sub-sandbox"}
        lay_down(sub, {**names, "master": born.login}, credit="2500.00", calls_per_day=0, since=account.now.date())
    _lay_furniture(account)
    later(account, 0, "sweep", since=account.now.isoformat())
    later(account, 4 * 3600, "somebody_writes")


def _lay_apps(account: Account, first_day: date) -> None:
    for name, package, params in APPS:
        app = new_app(account, package, name, configured(account, package, params))
        account.add_line("app", app["hash"], first_day)


def _lay_numbers(account: Account, born: CallrAccount) -> None:
    """Of American and French places, in turn: each place's first line, then each place's second…"""
    random = Random(f"{account.world.seed}:{account.login}")
    apps = [app["hash"] for app in account.rows("apps") if app["package"]["has_did"]]
    places = [place for place in PLACES if place.country == "US"] + [place for place in ABROAD if place.country == "FR"]
    lines = ((place.digits([line])[0], place) for line in range(born.first_line, 100) for place in places)
    free = ((number, place) for number, place in lines if account.world.stock.take(number, account.owner))
    before = account.now - HISTORY - timedelta(days=1)
    for position, (number, place) in enumerate(islice(free, born.numbers)):
        app = None if position % 7 == 6 else random.choice(apps)
        did = {**new_did(account, number, place), "app": app, "_routes": [[before.isoformat(), app]]}
        account.write("dids", did["hash"], did)
        account.add_line("did", did["intl_number"], (account.now - HISTORY).date())


# ── Furniture ─────────────────────────────────────────────────────────────────────────

# Name, category, language, voice, text. The system's come first, under low ids; nobody may change them.
SYSTEM_MEDIAS = (
    ("Ringback", "RINGTONE", "fr_FR", None, ""),
    ("Hold music", "MISC", "en_GB", None, ""),
    ("Busy line", "FAILURE", "en_GB", "TTS_EN-GB_SERENA", "All our lines are busy."),
)
OWN_MEDIAS = (
    ("Accueil", "WELCOME", "fr_FR", "TTS_FR-FR_AUDREY", "Bonjour et bienvenue, un instant s'il vous plaît."),
    ("Welcome", "WELCOME", "en_GB", "TTS_EN-GB_SERENA", "Thank you for calling, please hold the line."),
    ("Chuchotement ventes", "WHISPER", "fr_FR", "TTS_FR-FR_THOMAS", "Appel pour les ventes."),
    ("Boite vocale", "VOICEMAIL", "fr_FR", "TTS_FR-FR_AUDREY", "Laissez votre message après le signal."),
)
# User name, audio codecs.
SUBSCRIBERS: tuple[tuple[str, list[str]], ...] = (
    ("reception", ["OPUS", "PCMA"]),
    ("ventes", ["PCMA"]),
    ("entrepot", ["PCMU", "G729"]),
    ("support", []),
)
CLIS = (
    ("CALL", "+33199004790", "Siège", "validated by call"),
    ("SMS", "NORDPHONE", "Brand", "validated on contract"),
    ("SMS", "38100", "Dedicated short code", "FR"),
)
TEXTS = (
    ("OUT", "Votre rendez-vous est demain à 10 h. À demain !"),
    ("IN", "Merci, je serai là."),
    ("OUT", "Your parcel is ready at the counter."),
    ("OUT", "Code 482913"),
    ("IN", "STOP"),
    ("OUT", "Pouvez-vous confirmer votre adresse ?"),
    ("IN", "Oui, 12 rue des Lilas."),
)
PAST_TEXTS = 42


def _lay_furniture(account: Account) -> None:
    for number, media in enumerate(SYSTEM_MEDIAS, 1):
        _lay_media(account, number, *media, editable=False)
    for media in OWN_MEDIAS:
        _lay_media(account, FIRST_OWN_ID + account.count("media-id"), *media, editable=True)
    for username, codecs in SUBSCRIBERS:
        new_subscriber(account, {"username": f"{account.login}-{username}", "codecs": codecs}, None)
    for use, cli, label, comment in CLIS:
        account.write("clis", f"{use}:{cli}", {"use": use, "cli": cli, "label": label, "comment": comment})
    for did in account.rows("dids"):
        if did["type"] == "MOBILE":  # its number may send texts
            sender = {"use": "SMS", "cli": did["intl_number"], "label": did["local_number_f"], "comment": "mobile DID"}
            account.write("clis", f"SMS:{did['intl_number']}", sender)
    _lay_texts(account)


def _lay_media(
    account: Account,
    number: int,
    name: str,
    category: str,
    language: str,
    voice: str | None,
    text: str,
    *,
    editable: bool,
) -> None:
    tags = {"CATEGORY": [category], "LANGUAGE": [language]}
    new_media(
        account,
        number,
        name,
        status="READY",
        content=text,
        duration=max(4, len(text) // 12),
        voice=voice,
        category=[category],
        language=[language],
        tags=tags,
        is_editable=editable,
    )


def _lay_texts(account: Account) -> None:
    """Messages of the past month, the oldest first."""
    random = Random(f"{account.world.seed}:{account.login}:texts")
    for position in range(PAST_TEXTS, 0, -1):
        at = account.now - timedelta(hours=position * 17, seconds=random.randrange(3600))
        then = Account(account.world, account.login, at=at)
        kind, text = TEXTS[position % len(TEXTS)]
        person = f"+3363998{random.randrange(100, 200):04d}"
        if kind == "IN":
            receive(then, person, "38100", text)
        else:
            lay_sent(then, "38100", person, text)
