"""The way of a simulated call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from panel.routing.journey import Beginning, Call, Journey, Result, Stop
from panel.routing.known import Known, Part, Registration
from panel.routing.naming import Destination, Spot
from panel.routing.simulate import HANDLERS, MOST_STOPS, simulate
from providers.values.routing import RouteKind

ACCOUNT = uuid4()
ZONE = ZoneInfo("America/Toronto")
CALL = Call("+15145550111", "+15145550142", datetime(2026, 11, 23, 10, 0, tzinfo=ZONE), ZONE)
HOURS = {"timezone": "America/New_York", "windows": [{"days": "mon-fri", "from": "08:00", "to": "17:30"}]}


def spot(text: str) -> Spot:
    kind, _, target = text.partition(":")
    return Spot(ACCOUNT, kind, target)


class Names:
    def __init__(self, broken: frozenset[str] = frozenset()) -> None:
        self._broken = broken

    def of(self, each: Spot) -> Destination:
        text = f"{each.kind}:{each.target}"
        return Destination(each.kind, text, each.target, broken=text in self._broken)


def known(parts: Mapping[str, Part] = {}, *broken: str, **more: Any) -> Known:
    found = {spot(name): part for name, part in parts.items()}
    return Known(provider="VoIP.ms", names=Names(frozenset(broken)), parts=found, **more)


def part(*links: str, **details: Any) -> Part:
    pairs = [link.split(">") for link in links]
    return Part(tuple((label, spot(to)) for label, to in pairs), details)


def begin(route: str, voicemail: str = "", **failovers: str) -> Beginning:
    told = {name: spot(to) for name, to in failovers.items()}
    return Beginning(spot(route), told, spot(voicemail) if voicemail else None)


def way(journey: Journey) -> list[str]:
    return [stop.to.text for stop in journey.stops if stop.to]


OFFICE = {
    "time_condition:1": part("match>ivr:1", "no_match>voicemail:101", **HOURS),
    "ivr:1": part("1>ring_group:7", "2>queue:3", "timeout>voicemail:102", "invalid>system:hangup"),
    "ring_group:7": part("member>account:a", "member>account:b", "no_answer>voicemail:103"),
    "queue:3": part("member>account:c", "timeout>forward:9", maximum_wait_seconds=60),
}


def test_in_office_hours_the_key_leads_to_the_group() -> None:
    journey = simulate(replace(CALL, keys=("1",)), begin("time_condition:1"), known(OFFICE))
    assert way(journey) == ["time_condition:1", "ivr:1", "ring_group:7", "account:a"]
    assert journey.result is Result.TAKEN
    assert journey.passages == [
        (None, spot("time_condition:1")),
        (spot("time_condition:1"), spot("ivr:1")),
        (spot("ivr:1"), spot("ring_group:7")),
        (spot("ring_group:7"), spot("account:a")),
    ]


def test_out_of_hours_the_mailbox_answers() -> None:
    late = replace(CALL, at=datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    assert way(simulate(late, begin("time_condition:1"), known(OFFICE))) == ["time_condition:1", "voicemail:101"]


def test_hours_that_are_not_told_and_a_way_that_is_not_told_end_in_what_is_not_known() -> None:
    unread = simulate(CALL, begin("time_condition:1"), known({"time_condition:1": part("no_match>voicemail:1")}))
    assert (way(unread), unread.result, unread.stops[0].level) == (["time_condition:1"], Result.UNKNOWN, "unk")
    untold = simulate(
        CALL, begin("time_condition:1"), known({"time_condition:1": part("no_match>voicemail:1", **HOURS)})
    )
    assert (untold.result, untold.stops[0].level) == (Result.UNKNOWN, "unk")
    assert untold.stops[0].reason == "Where the call goes from here is not told."


def test_hours_that_know_no_holidays_ask_for_a_playbook_where_it_makes_a_difference() -> None:
    def asks(start: Beginning, at: datetime = CALL.at, **more: Any) -> bool:
        call = replace(CALL, at=at, holidays=(("Christmas Day", "Québec"),))
        hours = {"time_condition:1": part("match>voicemail:1", "no_match>voicemail:2", **HOURS, **more)}
        return any(stop.needs_playbook for stop in simulate(call, start, known(hours)).stops)

    start = begin("time_condition:1")
    assert asks(start)
    assert not asks(start, at=datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    assert not asks(start, holidays=[{"date": "12-25", "name": "Noël"}])
    assert not asks(replace(start, because=Stop("Playbook", None, "It is in force that day.")))


@pytest.mark.parametrize(("keys", "end"), [((), "voicemail:102"), (("9",), "system:hangup"), (("2",), "account:c")])
def test_keys_of_a_menu(keys: tuple[str, ...], end: str) -> None:
    assert way(simulate(replace(CALL, keys=keys), begin("ivr:1"), known(OFFICE)))[-1] == end


def test_a_menu_without_a_time_out_asks_for_a_key() -> None:
    menu = {"ivr:1": part("1>system:echo", "invalid>system:hangup", "2>system:busy")}
    journey = simulate(CALL, begin("ivr:1"), known(menu))
    assert journey.result is Result.UNKNOWN
    assert "The menu offers 1, 2:" in journey.stops[-1].reason


def test_what_a_menu_does_with_a_wrong_key_or_any_key_is_not_guessed() -> None:
    wrong = simulate(replace(CALL, keys=("9",)), begin("ivr:1"), known({"ivr:1": part("1>system:echo")}))
    assert (way(wrong), wrong.result, wrong.stops[0].level) == (["ivr:1"], Result.UNKNOWN, "unk")
    assert wrong.stops[0].reason.endswith("which the menu does not offer. What the menu does then is not told.")
    untold = simulate(replace(CALL, keys=("1",)), begin("ivr:1"), known())
    assert untold.stops[0].reason == "VoIP.ms does not tell where the keys of this menu lead."


def test_each_menu_takes_the_next_key() -> None:
    menus = {"ivr:1": part("1>ivr:2"), "ivr:2": part("1>ivr:3", "3>voicemail:5"), "ivr:3": part("1>system:busy")}
    assert way(simulate(replace(CALL, keys=("1", "3")), begin("ivr:1"), known(menus)))[-1] == "voicemail:5"


def test_nobody_answers_in_the_group_then_its_mailbox() -> None:
    nobody = replace(CALL, ends=Result.NO_ANSWER)
    journey = simulate(nobody, begin("ring_group:7", no_answer="forward:1"), known(OFFICE))
    assert way(journey) == ["ring_group:7", "account:a", "account:b", "voicemail:103"]


@pytest.mark.parametrize(
    ("ends", "end"),
    [(Result.BUSY, "forward:b"), (Result.UNREACHABLE, "forward:u"), (Result.NO_ANSWER, "forward:n")],
)
def test_each_failure_has_its_failover(ends: Result, end: str) -> None:
    start = begin("account:a", busy="forward:b", unreachable="forward:u", no_answer="forward:n")
    journey = simulate(replace(CALL, ends=ends), start, known())
    assert way(journey) == ["account:a", end]
    assert journey.result is ends
    assert "the call is lost" in journey.end


def test_a_failover_to_nowhere_is_none() -> None:
    journey = simulate(
        replace(CALL, ends=Result.BUSY), begin("account:a", busy="none:", no_answer="forward:n"), known()
    )
    assert way(journey) == ["account:a"]


def test_the_only_failover_stands_for_all_failures() -> None:
    journey = simulate(replace(CALL, ends=Result.BUSY), begin("account:a", no_answer="voicemail:1"), known())
    assert way(journey) == ["account:a", "voicemail:1"]
    assert journey.stops[-1].when == "When nobody answers"


def test_where_there_are_several_failovers_none_stands_for_another() -> None:
    start = begin("account:a", unreachable="forward:u", no_answer="forward:n")
    assert way(simulate(replace(CALL, ends=Result.BUSY), start, known())) == ["account:a"]


def test_the_mailbox_behind_the_failover_is_last() -> None:
    journey = simulate(
        replace(CALL, ends=Result.NO_ANSWER), begin("account:a", "voicemail:9", no_answer="forward:1"), known()
    )
    assert way(journey) == ["account:a", "forward:1", "voicemail:9"]
    assert journey.result is Result.TAKEN


def test_a_call_that_is_answered_goes_no_further() -> None:
    journey = simulate(CALL, begin("account:a", "voicemail:9", no_answer="forward:1"), known())
    assert way(journey) == ["account:a"]
    assert [stop.level for stop in journey.stops] == ["ok"]


def test_a_phone_that_was_not_registered_cannot_be_reached() -> None:
    phones = {spot("account:a"): Registration(False, None)}
    journey = simulate(CALL, begin("account:a", unreachable="voicemail:1"), known(phones=phones))
    assert way(journey) == ["account:a", "voicemail:1"]
    assert "was not registered" in journey.stops[0].reason


def test_a_phone_of_which_nothing_is_known_is_not_taken_for_absent() -> None:
    journey = simulate(CALL, begin("account:a", unreachable="voicemail:1"), known())
    assert way(journey) == ["account:a"]
    assert "not known" in journey.stops[0].reason
    phones = {spot("account:a"): Registration(None, None)}
    asked = simulate(CALL, begin("account:a", unreachable="voicemail:1"), known(phones=phones))
    assert way(asked) == ["account:a"]


def test_one_of_several_that_ring_together_answers() -> None:
    phones = {spot("account:a"): Registration(False, None), spot("account:b"): Registration(True, None)}
    assert simulate(CALL, begin("account:a,b"), known(phones=phones)).result is Result.TAKEN
    assert simulate(CALL, begin("account:a,b"), known()).result is Result.TAKEN
    assert simulate(replace(CALL, ends=Result.BUSY), begin("account:a,b"), known()).result is Result.BUSY


def test_the_chosen_phone_answers_and_no_other() -> None:
    only_b = replace(CALL, answers=spot("account:b"))
    journey = simulate(only_b, begin("ring_group:7"), known(OFFICE))
    assert way(journey) == ["ring_group:7", "account:a", "account:b"]
    assert journey.result is Result.TAKEN
    failovers = begin("account:a", busy="forward:1", no_answer="account:b")
    assert way(simulate(only_b, failovers, known())) == ["account:a", "account:b"]
    assert simulate(only_b, begin("account:a,b"), known()).result is Result.TAKEN


def test_a_group_rings_without_a_member_that_is_gone() -> None:
    start = begin("ring_group:7")
    journey = simulate(CALL, start, known(OFFICE, "account:a"))
    assert (way(journey), journey.result) == (["ring_group:7", "account:a", "account:b"], Result.TAKEN)
    assert (journey.stops[1].level, journey.stops[2].level) == ("bad", "ok")
    unanswered = simulate(replace(CALL, ends=Result.NO_ANSWER), start, known(OFFICE, "account:a"))
    assert way(unanswered) == ["ring_group:7", "account:a", "account:b", "voicemail:103"]
    assert spot("account:a") in [to for _from, to in journey.passages]


def test_a_group_of_which_everybody_is_gone_is_not_guessed() -> None:
    journey = simulate(CALL, begin("ring_group:7", no_answer="forward:1"), known(OFFICE, "account:a", "account:b"))
    assert (way(journey), journey.result) == (["ring_group:7", "account:a", "account:b"], Result.UNKNOWN)
    assert "is not known" in journey.stops[-1].reason


def test_what_hunting_does_at_a_member_that_is_gone_is_not_guessed() -> None:
    hunt = {"call_hunting:1": part("member>account:a", "member>account:b")}
    journey = simulate(CALL, begin("call_hunting:1", no_answer="forward:1"), known(hunt, "account:a"))
    assert (way(journey), journey.result) == (["call_hunting:1", "account:a"], Result.UNKNOWN)


def test_hunting_goes_through_its_members_in_order() -> None:
    hunt = {"call_hunting:1": part("member>account:a", "member>forward:2", order="follow")}
    journey = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("call_hunting:1"), known(hunt))
    assert way(journey) == ["call_hunting:1", "account:a", "forward:2"]
    assert journey.stops[0].reason == "It rings its 2 members one by one."
    chance = {"call_hunting:1": part("member>account:a", order="random")}
    assert "in an order of chance" in simulate(CALL, begin("call_hunting:1"), known(chance)).stops[0].reason
    assert "at once" in simulate(CALL, begin("ring_group:7"), known(OFFICE)).stops[0].reason


def test_of_several_failures_one_that_rang_counts_before_one_that_was_busy() -> None:
    parts = {"ring_group:7": part("member>queue:4", "member>account:a")}
    start = begin("ring_group:7", no_answer="forward:n", busy="forward:b")
    assert way(simulate(replace(CALL, ends=Result.BUSY), start, known(parts)))[-1] == "forward:n"


def test_an_extension_tries_its_forward_and_then_its_mailbox() -> None:
    desk = {"extension:1": part("member>account:a", "no_answer>forward:2", "no_answer>voicemail:3")}
    journey = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("extension:1"), known(desk))
    assert way(journey) == ["extension:1", "account:a", "forward:2", "voicemail:3"]


def test_a_queue_that_nobody_serves_leads_on_after_its_time() -> None:
    journey = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("queue:3"), known(OFFICE))
    assert way(journey) == ["queue:3", "account:c", "forward:9"]
    assert "60 s" in journey.stops[0].reason


def test_who_has_logged_in_to_a_queue_is_not_known() -> None:
    queue = {"queue:4": part("timeout>voicemail:1", maximum_wait_seconds=30)}
    assert simulate(CALL, begin("queue:4"), known(queue)).result is Result.UNKNOWN
    for chosen in (replace(CALL, ends=Result.NO_ANSWER), replace(CALL, answers=spot("account:z"))):
        assert way(simulate(chosen, begin("queue:4"), known(queue))) == ["queue:4", "voicemail:1"]


def test_in_a_queue_without_a_longest_wait_the_time_is_never_over() -> None:
    queue = {"queue:4": part("member>account:c", "timeout>voicemail:1")}
    journey = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("queue:4", no_answer="forward:1"), known(queue))
    assert way(journey) == ["queue:4", "account:c", "forward:1"]
    assert "until somebody is free" in journey.stops[0].reason


def test_an_app_that_calls_in_order_is_followed_and_any_other_is_not_guessed() -> None:
    apps = {
        "app:t": part("1>forward:1", "2>forward:2", "no_answer>voicemail:", calls_in_order=True),
        "app:x": part("1>forward:1"),
    }
    lost = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("app:t"), known(apps))
    assert way(lost) == ["app:t", "forward:1", "forward:2", "voicemail:"]
    assert lost.stops[2].when == "Called as number 2"
    assert way(simulate(CALL, begin("app:t"), known(apps))) == ["app:t", "forward:1"]
    guess = simulate(CALL, begin("app:x"), known(apps))
    assert (way(guess), guess.result) == (["app:x"], Result.UNKNOWN)
    assert guess.stops[0].reason == "Patchbay cannot know what this voice app decides."
    nobody = {"app:t": part("no_answer>voicemail:", calls_in_order=True)}
    assert simulate(CALL, begin("app:t"), known(nobody)).result is Result.UNKNOWN


def test_a_broken_link_ends_in_what_is_not_known() -> None:
    journey = simulate(replace(CALL, keys=("2",)), begin("ivr:1"), known(OFFICE, "queue:3"))
    assert journey.stops[-1].level == "bad"
    assert journey.result is Result.UNKNOWN


def test_a_loop_ends() -> None:
    loop = {"ivr:1": part("timeout>ivr:2"), "ivr:2": part("timeout>ivr:1")}
    journey = simulate(CALL, begin("ivr:1"), known(loop))
    assert "without end" in journey.stops[-1].reason
    assert len(journey.stops) < 6


def test_what_is_called_twice_is_no_loop() -> None:
    app = {"app:t": part("1>forward:1", "2>forward:1", "no_answer>voicemail:9", calls_in_order=True)}
    journey = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("app:t"), known(app))
    assert way(journey) == ["app:t", "forward:1", "forward:1", "voicemail:9"]


def test_a_menu_that_is_heard_again_with_keys_left_is_no_loop() -> None:
    menu = {"ivr:1": part("1>voicemail:5", "invalid>ivr:1")}
    assert way(simulate(replace(CALL, keys=("9", "9", "1")), begin("ivr:1"), known(menu)))[-1] == "voicemail:5"


def test_a_large_group_is_followed_to_its_mailbox_and_what_is_too_long_says_so() -> None:
    def group(size: int) -> Known:
        members = [f"member>forward:{at}" for at in range(size)]
        return known({"ring_group:1": part(*members, "no_answer>voicemail:1")})

    nobody = replace(CALL, ends=Result.NO_ANSWER)
    assert way(simulate(nobody, begin("ring_group:1"), group(60)))[-1] == "voicemail:1"
    journey = simulate(nobody, begin("ring_group:1"), group(MOST_STOPS + 10))
    assert len(journey.stops) == MOST_STOPS + 1
    assert journey.result is Result.UNKNOWN
    assert journey.stops[-1].reason == "The way is longer than Patchbay follows it."


def test_a_word_of_the_provider_that_is_new_is_not_guessed() -> None:
    journey = simulate(CALL, begin("system:newest"), known())
    assert journey.result is Result.UNKNOWN
    assert journey.stops[0].reason == "Patchbay cannot know what VoIP.ms does with the call here."


def test_a_number_that_leads_nowhere_loses_the_call() -> None:
    assert simulate(CALL, begin("none:"), known()).result is Result.UNREACHABLE


@pytest.mark.parametrize("kind", RouteKind)
def test_every_kind_has_a_word_and_an_end(kind: RouteKind) -> None:
    journey = simulate(CALL, begin(f"{kind.value}:1"), known())
    assert journey.stops[0].reason
    assert journey.end
    if kind not in HANDLERS:
        assert journey.result is Result.UNKNOWN


def rule(name: str, *links: str, **callers: str) -> tuple[Spot, Part]:
    return spot(f"caller_id_filter:{name}"), part(*links, callers=callers)


def test_a_filter_comes_before_the_route_and_has_failovers_of_its_own() -> None:
    filters = (rule("9", "match>account:vip", "no_answer>forward:boss", which="number", pattern="5145550111"),)
    journey = simulate(
        replace(CALL, ends=Result.NO_ANSWER), begin("voicemail:1", no_answer="forward:x"), known(filters=filters)
    )
    assert way(journey) == ["caller_id_filter:9", "account:vip", "forward:boss"]
    rings, fails = spot("account:vip"), spot("forward:boss")
    assert journey.passages == [(None, filters[0][0]), (filters[0][0], rings), (filters[0][0], fails)]
    assert "It takes +1\u00a0514\u00a0555\u00a00111" in journey.stops[0].reason


def test_a_filter_that_does_not_tell_where_it_leads_ends_in_what_is_not_known() -> None:
    journey = simulate(replace(CALL, caller=""), begin("voicemail:1"), known(filters=(rule("1", which="anonymous"),)))
    assert (way(journey), journey.result) == (["caller_id_filter:1"], Result.UNKNOWN)
    assert (journey.stops[0].reason, journey.stops[0].level) == ("Where it sends the call is not told.", "unk")


def test_the_number_itself_wins_over_the_pattern() -> None:
    filters = (
        rule("1", "match>system:busy", which="number", pattern="514*"),
        rule("2", "match>system:echo", which="number", pattern="5145550111"),
    )
    assert way(simulate(CALL, begin("voicemail:1"), known(filters=filters))) == ["caller_id_filter:2", "system:echo"]


def test_a_filter_that_does_not_match_is_not_on_the_way() -> None:
    filters = (rule("1", "match>system:busy", which="anonymous"),)
    assert way(simulate(CALL, begin("voicemail:1"), known(filters=filters))) == ["voicemail:1"]
    withheld = simulate(replace(CALL, caller=""), begin("voicemail:1"), known(filters=filters))
    assert way(withheld)[-1] == "system:busy"
    assert "It takes a withheld number" in withheld.stops[0].reason


@pytest.mark.parametrize(
    ("which", "why"), [("attestation", "how the number is attested"), ("unknown", "VoIP.ms does not tell whom")]
)
def test_a_filter_that_cannot_be_judged_is_told_and_passed_by(which: str, why: str) -> None:
    journey = simulate(CALL, begin("voicemail:1"), known(filters=(rule("5502", which=which),)))
    assert way(journey) == ["caller_id_filter:5502", "voicemail:1"]
    assert journey.stops[0].level == "unk"
    assert why in journey.stops[0].reason
    assert (None, spot("caller_id_filter:5502")) not in journey.passages
