"""The state that a CALLR account is born with: numbers on apps of every package, sub accounts, an API key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from providers.sandbox.callr.account import PROVIDER, Account
from providers.sandbox.callr.apps import new_app
from providers.sandbox.callr.dids import new_did
from providers.sandbox.callr.packages import configured
from providers.sandbox.callr.signing_in import new_key
from providers.sandbox.callr.store import is_gold
from providers.sandbox.seed import PLACES
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

HISTORY = timedelta(days=35)


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """`numbers` DIDs of the lines from `first_line` on. `credit` is in cents. `subs`: company, first and last name."""

    login: str
    password: str
    company: str
    numbers: int
    first_line: int
    calls_per_day: int
    credit: str
    subs: tuple[tuple[str, str, str], ...] = ()


CALLR_ACCOUNTS = (
    Born(
        login="ops@lumentel.example",
        password="Lumen-3381-sandbox",
        company="Lumentel",
        numbers=46,
        first_line=80,
        calls_per_day=90,
        credit="184250.00",
        subs=(("Clinique du Parc", "Maude", "Gagnon"), ("Harper Realty", "Joan", "Harper")),
    ),
    Born(
        login="desk@quaycall.example",
        password="Quay-7719-sandbox",
        company="Quaycall",
        numbers=12,
        first_line=90,
        calls_per_day=25,
        credit="42010.00",
        subs=(("Pine Street Dental", "Owen", "Price"),),
    ),
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
    for born in CALLR_ACCOUNTS:
        account = Account(world, born.login)
        if not account.exists:
            _bear(account, born)


def _bear(account: Account, born: Born) -> None:
    now = account.world.clock.now()
    settings = {"company": born.company, "firstname": "Camille", "lastname": "Roy", "password": born.password}
    lay_down(account, settings, credit=born.credit, calls_per_day=born.calls_per_day, since=(now - HISTORY).date())
    new_key(account, "Patchbay")
    _lay_apps(account, (now - HISTORY).date())
    _lay_numbers(account, born, now)
    for company, first, last in born.subs:
        sub = Account(account.world, f"{company.lower().replace(' ', '.')}@{account.login.partition('@')[2]}")
        names = {"company": company, "firstname": first, "lastname": last, "password": f"{first}-sub-sandbox"}
        lay_down(sub, {**names, "master": account.login}, credit="2500.00", calls_per_day=0, since=now.date())


def lay_down(account: Account, settings: Document, *, credit: str, calls_per_day: int, since: date) -> None:
    """An account with nothing in it, from the day `since` on."""
    world = account.world
    world.add_account(PROVIDER, account.login)
    birth = {"seed": world.seed, "volume": [[since.isoformat(), calls_per_day]]}
    account.write("account", "birth", birth)
    account.write("account", "charged", {"until": world.clock.now().isoformat()})
    contact = {"addresses": [], "emails": [account.login], "phones": [], "tech_emails": []}
    defaults = {"contact": contact, "billing": {"addresses": [], "emails": []}, "hash": account.new_hash("account")}
    account.write(
        "account",
        "settings",
        {
            "master": "",
            "locale": "fr_CA",
            "timezone": "America/Toronto",
            "currency": "USD",
            "billing_mode": "PREPAID",
            "warning_limit": "1000.00",
            "shutdown_limit": "0.00",
            "disabled": False,
            "archived": False,
            "calls_per_day": calls_per_day,
            "credit": credit,
            **defaults,
            **settings,
        },
    )


def _lay_apps(account: Account, first_day: date) -> None:
    for name, package, params in APPS:
        app = new_app(account, package, name, configured(account, package, params))
        account.add_line("app", app["hash"], first_day)


def _lay_numbers(account: Account, born: Born, now: datetime) -> None:
    random = Random(f"{account.world.seed}:{account.login}")
    apps = [app["hash"] for app in account.rows("apps") if app["package"]["has_did"]]
    lines = ((place.numbers([line])[0], place) for line in range(born.first_line, 100) for place in PLACES)
    for position, (number, place) in enumerate(islice(lines, born.numbers)):
        did = new_did(account, number, country=place.country, gold=is_gold(number))
        app = None if position % 7 == 6 else random.choice(apps)
        routes = [[(now - HISTORY - timedelta(days=1)).isoformat(), app]]
        account.write("dids", did["hash"], {**did, "app": app, "_routes": routes})
        account.add_line("did", did["intl_number"], (now - HISTORY).date())
