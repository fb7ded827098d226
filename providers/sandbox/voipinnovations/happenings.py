"""What the agenda does on VoIP Innovations accounts, by the names that `Account.later` gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from providers.sandbox.voipinnovations import campaigns, e911, ports, texting
from providers.sandbox.voipinnovations.account import PROVIDER, Account
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import Handler, World

HAPPENS: dict[str, Callable[[Account, Document], None]] = {
    "location_settles": e911.location_settles,
    "port_advances": ports.port_advances,
    "message_ends": texting.message_ends,
    "message_is_answered": texting.message_is_answered,
    "message_arrives": texting.message_arrives,
    "customer_is_checked": campaigns.customer_is_checked,
    "campaign_is_reviewed": campaigns.campaign_is_reviewed,
}


def happen(world: World, entry: Document) -> None:
    account = Account(world, entry["login"], at=datetime.fromisoformat(entry["due"]))
    if account.exists:
        HAPPENS[entry["what"]](account, entry)


HANDLERS: dict[str, Handler] = {PROVIDER: happen}
