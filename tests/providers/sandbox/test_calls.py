"""Call detail records: the rules of getCDR, the generator, and what calls cost."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from providers.sandbox.seed import VoipmsAccount
from providers.sandbox.world.calls import Line, Plan
from tests.providers.sandbox.running import HARBOURLINE, NORDPHONE, Running

EASTERN = ZoneInfo("America/New_York")
EVERY = {"answered": "1", "noanswer": "1", "busy": "1", "failed": "1"}


def _now(sandbox: Running) -> datetime:
    return datetime.fromisoformat(sandbox.control("clock")["now"])


def _cdr(
    sandbox: Running, first: date, last: date, account: VoipmsAccount = NORDPHONE, /, **asked: str
) -> list[dict[str, Any]]:
    answer = sandbox.call("getCDR", account, date_from=first, date_to=last, **{"timezone": "-5", **EVERY, **asked})
    return list(answer.get("cdr", []))


def _real(sandbox: Running, account: VoipmsAccount = NORDPHONE) -> dict[str, dict[str, Any]]:
    calls = sandbox.control(f"calls/voipms/{account.api_username}")
    return {call["uniqueid"]: call for call in calls}


def _working_day(sandbox: Running) -> date:
    day = _now(sandbox).astimezone(EASTERN).date() - timedelta(days=3)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


def test_five_weeks_of_calls_are_there_at_birth(sandbox: Running) -> None:
    today = _now(sandbox).date()
    days = Counter(row["date"][:10] for row in _cdr(sandbox, today - timedelta(days=36), today))
    assert len(days) >= 34
    working = [count for day, count in days.items() if date.fromisoformat(day).weekday() < 5]
    assert 150 <= sorted(working)[len(working) // 2] <= 260


def test_a_record_has_all_its_fields(sandbox: Running) -> None:
    day = _working_day(sandbox)
    for row in _cdr(sandbox, day, day):
        hours, minutes, seconds = map(int, row["duration"].split(":"))
        assert hours * 3600 + minutes * 60 + seconds == int(row["seconds"])
        assert row["disposition"] in {"ANSWERED", "NO ANSWER", "BUSY", "FAILED"}
        assert (Decimal(row["total"]) > 0) == (row["disposition"] == "ANSWERED")
        assert row["destination_type"] in {"IN:CAN", "IN:USA", "OUT:CAN", "OUT:USA"}


def test_records_come_newest_first(sandbox: Running) -> None:
    day = _working_day(sandbox)
    dates = [row["date"] for row in _cdr(sandbox, day, day)]
    assert dates == sorted(dates, reverse=True)


def test_ninety_two_days_are_the_most(sandbox: Running) -> None:
    last = _now(sandbox).date()
    asked = {"date_to": last, "timezone": "-5", "answered": "1"}
    assert sandbox.status("getCDR", date_from=last - timedelta(days=92), **asked) == "success"
    assert sandbox.status("getCDR", date_from=last - timedelta(days=93), **asked) == "invalid_daterange"
    assert sandbox.status("getCDR", date_from=last + timedelta(days=1), **asked) == "invalid_daterange"


def test_one_disposition_must_be_asked_for(sandbox: Running) -> None:
    day = _working_day(sandbox)
    assert sandbox.status("getCDR", date_from=day, date_to=day, timezone="-5") == "no_callstatus"
    assert sandbox.status("getCDR", date_from=day, date_to=day, timezone="-5", answered="0") == "no_callstatus"
    only = sandbox.call("getCDR", date_from=day, date_to=day, timezone="-5", busy="1")["cdr"]
    assert {row["disposition"] for row in only} == {"BUSY"}


def test_no_calls_is_a_status(sandbox: Running) -> None:
    assert (
        sandbox.status("getCDR", date_from="2020-01-01", date_to="2020-01-02", timezone="0", answered="1") == "no_cdr"
    )


@pytest.mark.parametrize("hours", ["-12", "-5", "0", "5.5", "13"])
def test_the_days_are_eastern_whatever_the_time_zone(sandbox: Running, hours: str) -> None:
    day = _working_day(sandbox)
    asked = {row["uniqueid"] for row in _cdr(sandbox, day, day, timezone=hours)}
    starts = {key: datetime.fromisoformat(call["started_at"]) for key, call in _real(sandbox).items()}
    assert asked == {key for key, start in starts.items() if start.astimezone(EASTERN).date() == day}


def test_the_time_zone_has_bounds(sandbox: Running) -> None:
    day = _working_day(sandbox)
    assert sandbox.status("getCDR", date_from=day, date_to=day, timezone="14", answered="1") == "invalid_timezone"
    assert sandbox.status("getCDR", date_from=day, date_to=day, timezone="EST", answered="1") == "invalid_timezone"


@pytest.mark.parametrize("recipe", ["dst", "fixed"])
def test_both_recipes_of_the_time_zone(sandbox: Running, recipe: str) -> None:
    """Summer time is where they disagree: both are checked on its next working day, up to which the clock is stepped."""
    noon = _now(sandbox).astimezone(EASTERN).replace(hour=12)
    ahead = (noon + timedelta(days=days) for days in range(1, 200))
    worked = next(at for at in ahead if at.dst() and at.weekday() < 5)
    sandbox.step((worked + timedelta(days=1) - _now(sandbox)).total_seconds())
    sandbox.change(HARBOURLINE, time_recipe=recipe)
    day = worked.date()
    rows, real = _cdr(sandbox, day, day, HARBOURLINE), _real(sandbox, HARBOURLINE)
    zone = EASTERN if recipe == "dst" else ZoneInfo("Etc/GMT+5")
    assert rows
    for row in rows:
        start = datetime.fromisoformat(real[row["uniqueid"]]["started_at"])
        assert row["date"] == f"{start.astimezone(zone):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"calltype": "incoming"}, lambda row: row["destination_type"].startswith("IN:")),
        ({"calltype": "outgoing"}, lambda row: row["destination_type"].startswith("OUT:")),
        ({"callbilling": "billed"}, lambda row: Decimal(row["total"]) > 0),
        ({"callbilling": "free"}, lambda row: Decimal(row["total"]) == 0),
        ({"account": "118204_sales"}, lambda row: row["account"] == "118204_sales"),
    ],
)
def test_filters_split_the_records(sandbox: Running, asked: dict[str, str], holds: Any) -> None:
    day = _working_day(sandbox)
    every = _cdr(sandbox, day, day, calltype="all", callbilling="all", account="all")
    assert _cdr(sandbox, day, day, **asked) == [row for row in every if holds(row)]


def test_time_brings_new_calls_and_leaves_the_old(sandbox: Running) -> None:
    before = _real(sandbox)
    sandbox.step(3 * 86400)
    after = _real(sandbox)
    assert len(after) > len(before)
    assert before.items() <= after.items()


def test_a_call_is_on_record_once_it_has_ended(sandbox: Running) -> None:
    now = _now(sandbox)
    for call in _real(sandbox).values():
        assert datetime.fromisoformat(call["started_at"]) + timedelta(seconds=call["seconds"]) <= now


def test_buying_and_cancelling_leaves_the_past_alone(sandbox: Running) -> None:
    before = _real(sandbox)
    order = {"routing": "none:", "pop": "60", "dialtime": "60", "cnam": "0", "billing_type": "1"}
    assert sandbox.status("orderDID", did="5145550199", **order) == "success"
    assert sandbox.status("cancelDID", did="5145550100") == "success"
    assert before.items() <= _real(sandbox).items()
    tomorrow = (_now(sandbox).date() + timedelta(days=1)).isoformat()
    sandbox.step(20 * 86400)
    new = {call["did"] for call in _real(sandbox).values() if call["started_at"][:10] >= tomorrow}
    assert "5145550199" in new
    assert "5145550100" not in new


def _fees(sandbox: Running) -> Decimal:
    """What the ledger has beside the calls, of all the days that may be asked for."""
    today = _now(sandbox).astimezone(EASTERN).date()
    span = {"date_from": str(today - timedelta(days=90)), "date_to": str(today)}
    rows = sandbox.call("getTransactionHistory", **span)["transactions"]
    return -sum((Decimal(row["ammount"]) for row in rows if row["type"] != "Calls"), Decimal(0))


def test_every_call_is_charged_once(sandbox: Running) -> None:
    """Beside what the days cost: numbers whose month begins."""
    fees = _fees(sandbox)
    before = Decimal(sandbox.call("getBalance")["balance"]["current_balance"])
    known = _real(sandbox)
    for hours in (1, 7, 13, 50):
        sandbox.step(hours * 3600)
        sandbox.call("getBalance")
    made = sandbox.control("calls", {"count": 5, "account": NORDPHONE.api_username})
    assert len(made) == 5
    after = Decimal(sandbox.call("getBalance")["balance"]["current_balance"])
    real = _real(sandbox)
    new = sum(Decimal(call["total"]) for key, call in real.items() if key not in known)
    fees = _fees(sandbox) - fees
    assert fees > 0
    assert abs((before - after) - new - fees) <= Decimal("0.000001")
    assert {call["uniqueid"] for call in made} <= real.keys()


def test_calls_made_twice_in_a_second_are_different_calls(sandbox: Running) -> None:
    made = [sandbox.control("calls", {"count": 3}) for _ in range(2)]
    assert len({call["uniqueid"] for calls in made for call in calls}) == 6


def test_the_statistics_of_today_are_those_of_eastern_today(sandbox: Running) -> None:
    told = sandbox.call("getBalance", advanced="1")["balance"]
    assert int(told["calls_total"]) == len(_real(sandbox))
    today = _now(sandbox).astimezone(EASTERN).date()
    rows = _cdr(sandbox, today, today)
    assert int(told["calls_today"]) == len(rows)


def test_the_accounts_to_ask_for_are_listed(sandbox: Running) -> None:
    values = [row["value"] for row in sandbox.call("getCallAccounts", HARBOURLINE)["accounts"]]
    assert values[:2] == ["all", "127731"]
    assert "127731_sales" in values


# ── The generator by itself ───────────────────────────────────────────────────────────


def _plan(seed: int = 1) -> Plan:
    start = date(2026, 3, 1)
    return Plan(
        seed=seed,
        owner="voipms:a@example.com",
        volume=((start, 200),),
        dids=(Line(name="5145550100", since=start), Line(name="5145550101", since=date(2026, 3, 5))),
        logins=(Line(name="100001", since=start),),
    )


def test_the_same_seed_gives_the_same_calls() -> None:
    day = date(2026, 3, 10)
    assert _plan().calls_of(day) == _plan().calls_of(day)
    assert _plan().calls_of(day) != _plan(seed=2).calls_of(day)


def test_calls_follow_the_hours_of_an_office() -> None:
    hours = Counter(
        call.started_at.astimezone(ZoneInfo("Etc/GMT+5")).hour
        for offset in range(14)
        for call in _plan().calls_of(date(2026, 3, 2) + timedelta(days=offset))
    )
    assert sum(hours[hour] for hour in range(8, 18)) > 0.75 * hours.total()


def test_a_line_has_calls_on_its_days_alone() -> None:
    assert {call.did for call in _plan().calls_of(date(2026, 3, 4))} == {"5145550100"}
    assert {call.did for call in _plan().calls_of(date(2026, 3, 5))} == {"5145550100", "5145550101"}
    assert _plan().calls_of(date(2026, 2, 28)) == ()
