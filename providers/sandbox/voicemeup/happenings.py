"""What the world's agenda has for VoiceMeUp, by kind."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from providers.sandbox.voicemeup import sms
from providers.sandbox.voicemeup.account import PROVIDER, Account
from providers.sandbox.voicemeup.dids import MONTHLY
from providers.sandbox.world.calls import AREA_CODES
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import Handler, World

MONTH = timedelta(days=30)
MESSAGE_EVERY = timedelta(hours=5)
MESSAGES = (
    "Bonjour, êtes-vous ouverts samedi?", "Hi, is my order ready?", "Je serai 10 minutes en retard.",
    "Please call me back about the invoice.", "Merci!", "What are your hours?",
)  # fmt: skip


def _account(world: World, what: Document) -> Account:
    """At the moment when it was due. Its callers' own URL of the sandbox is remembered: attachments are fetched there."""
    base = world.store.get(f"{PROVIDER}:{what['login']}", "account", "base")
    at = datetime.fromisoformat(what["at"])
    return Account(world, what["login"], base=str(base["url"]) if base else "", at=at)


def call_ended(world: World, what: Document) -> None:
    _account(world, what).log_call(what["call"])


def e911_provisioned(world: World, what: Document) -> None:
    """Unless it was changed or deleted since."""
    account = _account(world, what)
    row = account.row("endpoints", what["client_endpoint_id"])
    if row and row["_since"] == what["since"]:
        account.write("endpoints", row["client_endpoint_id"], {**row, "status": "provisioned"})


def did_request_answered(world: World, what: Document) -> None:
    account = _account(world, what)
    row = account.row("did_requests", what["request"])
    if row:
        account.write("did_requests", what["request"], {**row, "status": "answered"})


def sms_sent(world: World, what: Document) -> None:
    sms.deliver(_account(world, what), what["id"])


def sms_answered(world: World, what: Document) -> None:
    sms.answer(_account(world, what), what["id"])


def sms_comes(world: World, what: Document) -> None:
    """Somebody writes to one of the numbers, every few hours."""
    account = _account(world, what)
    random = Random(f"{world.seed}:{account.owner}:sms:{what['number']}")
    dids = [row["number"] for row in account.rows("dids") if row["kind"] == "local"]
    if dids:
        source = f"1{random.choice(AREA_CODES)}55501{random.randrange(100):02d}"
        sms.receive(account, source, random.choice(dids), random.choice(MESSAGES))
    account.later("sms_comes", MESSAGE_EVERY * random.uniform(0.5, 1.5), number=what["number"] + 1)


def month_ends(world: World, what: Document) -> None:
    """The fees of all numbers in one invoice."""
    account = _account(world, what)
    fees = sum((MONTHLY[row["kind"]] for row in account.rows("dids")), Decimal(0))
    if fees:
        account.book("invoice", -fees, "Monthly fees")
    account.later("month_ends", MONTH)


HANDLERS: dict[str, Handler] = {
    "voicemeup.call_ended": call_ended,
    "voicemeup.e911_provisioned": e911_provisioned,
    "voicemeup.did_request_answered": did_request_answered,
    "voicemeup.sms_sent": sms_sent,
    "voicemeup.sms_answered": sms_answered,
    "voicemeup.sms_comes": sms_comes,
    "voicemeup.month_ends": month_ends,
}
