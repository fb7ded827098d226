"""What the agenda does on VoIP.ms accounts, by the names that `Account.later` gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from providers.sandbox.voipms import back_orders, billing, e911, faxes, messages, porting, voicemail_messages
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import Handler, World

HAPPENS: dict[str, Callable[[Account, Document], None]] = {
    "message_ends": messages.message_ends,
    "message_is_answered": messages.message_is_answered,
    "message_arrives": messages.message_arrives,
    "back_order_is_looked_at": back_orders.look,
    "day_is_billed": billing.day_is_billed,
    "e911_request_ends": e911.request_ends,
    "fax_arrives": faxes.fax_arrives,
    "fax_ends": faxes.fax_ends,
    "port_moves": porting.port_moves,
    "voicemail_arrives": voicemail_messages.voicemail_arrives,
}


def happen(world: World, entry: Document) -> None:
    account = Account(world, entry["login"], at=datetime.fromisoformat(entry["due"]))
    if account.exists:
        HAPPENS[entry["what"]](account, entry)


HANDLERS: dict[str, Handler] = {PROVIDER: happen}
