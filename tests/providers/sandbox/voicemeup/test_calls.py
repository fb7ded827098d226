"""The call history, its cursor, and calls that the service makes."""

from __future__ import annotations

from decimal import Decimal

from tests.providers.sandbox.voicemeup.calling import HARBOURLINE, Row, Voicemeup
from tests.providers.sandbox.voicemeup.test_every_method import DATES

DISPATCH = {
    "source_type": "number", "source": "5145550120", "destination_type": "peer", "destination": "nordphopbx1",
}  # fmt: skip
HOUR, DAY = 3600, 86_400


def _calls(vmu: Voicemeup, **asked: object) -> list[Row]:
    return vmu.done("get_calls", **asked).rows("call_details")


def _all(vmu: Voicemeup, **asked: object) -> list[Row]:
    """Page by page until one is short."""
    found: list[Row] = []
    while True:
        page = _calls(vmu, **{**DATES, **asked}, result_limit=1000, result_offset=len(found))
        found += page
        if len(page) < 1000:
            return found


def test_the_default_page_is_of_25_without_a_word_of_more(vmu: Voicemeup) -> None:
    assert len(_calls(vmu, **DATES)) == 25
    assert len(_calls(vmu, **DATES, result_limit=1000)) == 1000


def test_pages_join_without_a_gap(vmu: Voicemeup) -> None:
    first, second = (_calls(vmu, **DATES, result_limit=40, result_offset=at) for at in (0, 40))
    assert first + second == _calls(vmu, **DATES, result_limit=80)


def test_the_cursor_leaves_nothing_out_and_ends(vmu: Voicemeup) -> None:
    everything = _all(vmu)
    found = everything[:1]
    while page := _calls(vmu, unique_id=found[-1]["unique_id"], result_limit=1000):
        found += page
    assert found == everything


def test_a_call_is_logged_when_it_has_ended(vmu: Voicemeup) -> None:
    before = _all(vmu)
    vmu.sandbox.step(3 * DAY)
    after = _all(vmu)
    assert after[: len(before)] == before
    assert len(after) > len(before)
    assert _calls(vmu, unique_id=before[-1]["unique_id"], result_limit=1000) == after[len(before) :]


def test_dates_are_whole_days_of_the_account(vmu: Voicemeup) -> None:
    day = _all(vmu)[300]["date"]
    of_the_day = _all(vmu, date_from=day, date_to=day)
    assert of_the_day
    assert {call["date"] for call in of_the_day} == {day}


def test_the_archive_holds_what_is_old(vmu: Voicemeup) -> None:
    oldest = _all(vmu)[0]
    assert _all(vmu, use_archive=1) == []
    assert vmu.refused("get_calls", unique_id=oldest["unique_id"], use_archive=1) == ["unique_id_invalid"]
    vmu.sandbox.step(60 * DAY)
    assert _all(vmu, use_archive=1)[0] == oldest


def test_directions_share_out_all_calls(vmu: Voicemeup) -> None:
    parts = {each: _all(vmu, direction=each) for each in ("inbound", "outbound")}
    assert sum(map(len, parts.values())) == len(_all(vmu))
    assert all(call["direction"] == each for each, calls in parts.items() for call in calls)
    own = {row["phone_number"] for row in vmu.done("get_dids").rows("did_details")}
    assert all(call["destination"][1:] in own for call in parts["inbound"])


def test_calls_stop_over_a_disabled_number_and_come_over_a_new_one(vmu: Voicemeup) -> None:
    vmu.done("update_did", phone_number="5145550120", status="disabled")
    new = vmu.done("get_available_dids", npa="212").rows("did_details")[0]["phone_number"]
    vmu.done("add_did", phone_number=new)
    vmu.sandbox.step(DAY)
    known = _all(vmu)
    vmu.sandbox.step(20 * DAY)
    later = {call["destination"][1:] for call in _all(vmu, direction="inbound") if call not in known}
    assert new in later
    assert "5145550120" not in later


def test_each_six_seconds_begun_are_billed(vmu: Voicemeup) -> None:
    for call in _all(vmu)[:200]:
        sixes = -(-int(call["duration"]) // 6)
        exact = Decimal(call["current_rate"]) * sixes * 6 / 60
        assert abs(Decimal(call["billed_amount"]) - exact) <= Decimal("0.00005")


def test_accounts_do_not_see_each_other(vmu: Voicemeup) -> None:
    other = Voicemeup(vmu.sandbox, HARBOURLINE)
    mine = _all(vmu)
    assert other.refused("get_calls", unique_id=mine[0]["unique_id"]) == ["unique_id_invalid"]
    assert not {call["unique_id"] for call in mine} & {call["unique_id"] for call in _all(other)}


def test_clock_skew_shows_in_times(vmu: Voicemeup) -> None:
    right = _calls(vmu, **DATES)[0]
    vmu.sandbox.fault("clock_skew", seconds=-HOUR)
    wrong = _calls(vmu, **DATES)[0]
    assert wrong["unique_id"] == right["unique_id"]
    assert (wrong["date"], wrong["time"]) < (right["date"], right["time"])


# ── Dispatch ──────────────────────────────────────────────────────────────────────────


def test_a_dispatched_call_lands_in_the_history_with_its_meta_data(vmu: Voicemeup) -> None:
    known = len(_all(vmu))
    told = vmu.done("call_dispatch", **DISPATCH, meta_data="ticket 20418").row("dispatch_details")
    assert told["unique_id"] == told["call_hash"]
    vmu.sandbox.step(1200)
    legs = _all(vmu, metadata="only")
    assert legs[0]["unique_id"] == told["unique_id"] or legs[-1]["unique_id"] == told["unique_id"]
    assert {leg["meta_data"] for leg in legs} == {"ticket 20418"}
    assert len(_all(vmu)) >= known + len(legs)


def test_the_four_words_of_metadata(vmu: Voicemeup) -> None:
    vmu.done("call_dispatch", **DISPATCH, meta_data="m")
    vmu.sandbox.step(1200)
    told = {word: _all(vmu, metadata=word) for word in ("no", "yes", "all")}
    assert not any("meta_data" in call for call in told["no"])
    assert {call["meta_data"] for call in told["yes"] if "meta_data" in call} == {"m"}
    assert {call["meta_data"] for call in told["all"]} == {"", "m"}


def test_a_dispatched_call_is_recorded_when_it_was_asked_for(vmu: Voicemeup) -> None:
    """Answered ones: no answer leaves no sound."""
    hashes = [
        vmu.done("call_dispatch", **DISPATCH, enable_recording="1").row("dispatch_details")["call_hash"]
        for _ in range(4)
    ]
    vmu.sandbox.step(1200)
    answered = {call["unique_id"] for call in _all(vmu) if call["status"] == "answered"} & set(hashes)
    recorded = {row["call_hash"] for row in vmu.done("get_recordings").rows("recording_details")} & set(hashes)
    assert answered
    assert recorded == answered


def test_a_dispatch_without_a_global_name_wants_one(vmu: Voicemeup) -> None:
    vmu.change(callerid_name="")
    assert vmu.refused("call_dispatch", **DISPATCH) == ["global_callerid_name_undefined"]
    vmu.done("call_dispatch", **DISPATCH, callerid_name="Nordphone")


def test_a_doubtful_caller_id_is_noticed_and_dialled(vmu: Voicemeup) -> None:
    assert vmu.done("call_dispatch", **DISPATCH, callerid_number="8445550100").codes == ["callerid_rejection_notice"]


def test_an_issue_of_a_call_is_taken(vmu: Voicemeup) -> None:
    call = _calls(vmu, **DATES)[0]
    vmu.done("report_call_issue", unique_id=call["unique_id"], call_issue_id="4", comments="both sides")
    (issue,) = vmu.held("issues")
    assert (issue["unique_id"], issue["call_issue_id"]) == (call["unique_id"], "4")
