"""Calls that the service makes between two ends. Both legs land in the history of the account once they have ended."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.voicemeup.texts import message
from providers.sandbox.world.calls import LONGEST_SECONDS, OUTBOUND_RATE, Call

OUTCOMES = {"ANSWERED": 84, "NO ANSWER": 10, "BUSY": 6}
SECOND_LEG_AFTER = timedelta(seconds=4)
DOUBTFUL = ("833", "844")  # toll-free caller ids that may be given, though some carriers refuse them


def call_dispatch(account: Account, given: dict[str, str]) -> Answer:
    wrong = [f"{end}_invalid" for end in ("source", "destination") if not _reachable(account, given, end)]
    name = given.get("callerid_name") or account.settings.callerid_name
    number = given.get("callerid_number") or account.settings.callerid_number
    if not name:
        wrong.append("global_callerid_name_undefined")
    if not number:
        wrong.append("global_callerid_infos_undefined")
    if wrong:
        raise Refused(*wrong)
    legs = _legs(account, given, name, number)
    for leg in legs:
        account.write(
            "dispatched", leg.uniqueid,
            {"meta_data": given.get("meta_data", ""), "recorded": given.get("enable_recording") == "1"},
        )  # fmt: skip
        account.later("call_ended", leg.ended_at - account.now, call=leg.as_document())
    notices = (message("callerid_rejection_notice", account.language),) if number.startswith(DOUBTFUL) else ()
    call_hash = account.hash_of(legs[0])
    return Answer(
        records=({"unique_id": call_hash, "call_hash": call_hash},), element="dispatch_details", messages=notices
    )


def _reachable(account: Account, given: dict[str, str], end: str) -> bool:
    """A number of ten digits or more, or the user name of an enabled peer."""
    if given[f"{end}_type"] == "number":
        return re.fullmatch(r"[0-9]{10,15}", given[end]) is not None
    return any(peer["username"] == given[end] and peer["status"] == "enabled" for peer in account.rows("peers"))


def _legs(account: Account, given: dict[str, str], name: str, number: str) -> list[Call]:
    """The second end is called once the first has answered."""
    dispatch = account.next_id("dispatches", 1)
    random = Random(f"{account.world.seed}:{account.owner}:dispatch:{dispatch}")
    talk = max(5, min(LONGEST_SECONDS, int(random.lognormvariate(4.2, 0.7))))
    first = _leg(account, given, "source", f"dispatch{dispatch}a", name, number, random, talk)
    if first.disposition != "ANSWERED":
        return [first]
    return [first, _leg(account, given, "destination", f"dispatch{dispatch}b", name, number, random, talk)]


def _leg(
    account: Account, given: dict[str, str], end: str, uniqueid: str, name: str, number: str, random: Random, talk: int
) -> Call:
    to_peer = given[f"{end}_type"] == "peer"
    outcome = random.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    digits = given[end]
    return Call(
        uniqueid=uniqueid,
        started_at=account.now + (SECOND_LEG_AFTER if end == "destination" else timedelta(0)),
        inbound=False,
        did=number,
        other=digits.removeprefix("1") if len(digits) == 11 else digits,
        name=name,
        login=digits if to_peer else "",
        disposition=outcome,
        seconds=talk if outcome == "ANSWERED" else 0,
        rate=f"{0 if to_peer else OUTBOUND_RATE:.8f}",
        total="0",
    )
