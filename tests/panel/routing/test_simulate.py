"""The way of a simulated call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from panel.routing.journey import Beginning, Call, Journey, Result
from panel.routing.known import Known, Part, Registration
from panel.routing.naming import Destination, Spot
from panel.routing.simulate import HANDLERS, simulate
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


@pytest.mark.parametrize(("keys", "end"), [((), "voicemail:102"), (("9",), "system:hangup"), (("2",), "account:c")])
def test_keys_of_a_menu(keys: tuple[str, ...], end: str) -> None:
    assert way(simulate(replace(CALL, keys=keys), begin("ivr:1"), known(OFFICE)))[-1] == end


def test_a_menu_without_a_time_out_asks_for_a_key() -> None:
    journey = simulate(CALL, begin("ivr:1"), known({"ivr:1": part("1>system:echo", "2>system:busy")}))
    assert journey.result is Result.UNKNOWN
    assert "The menu offers 1, 2" in journey.stops[-1].reason


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


def test_the_mailbox_behind_the_failover_is_last() -> None:
    journey = simulate(
        replace(CALL, ends=Result.NO_ANSWER), begin("account:a", "voicemail:9", no_answer="forward:1"), known()
    )
    assert way(journey) == ["account:a", "forward:1", "voicemail:9"]
    assert journey.result is Result.TAKEN


def test_a_phone_that_was_not_registered_cannot_be_reached() -> None:
    phones = {spot("account:a"): Registration(False, None)}
    journey = simulate(CALL, begin("account:a", unreachable="voicemail:1"), known(phones=phones))
    assert way(journey) == ["account:a", "voicemail:1"]
    assert "was not registered" in journey.stops[0].reason


def test_a_phone_of_which_nothing_is_known_is_not_taken_for_absent() -> None:
    journey = simulate(CALL, begin("account:a", unreachable="voicemail:1"), known())
    assert way(journey) == ["account:a"]
    assert "not known" in journey.stops[0].reason


def test_one_of_several_that_ring_together_answers() -> None:
    phones = {spot("account:a"): Registration(False, None), spot("account:b"): Registration(True, None)}
    assert simulate(CALL, begin("account:a,b"), known(phones=phones)).result is Result.TAKEN
    assert simulate(CALL, begin("account:a,b"), known()).result is Result.TAKEN
    assert simulate(replace(CALL, ends=Result.BUSY), begin("account:a,b"), known()).result is Result.BUSY


def test_the_chosen_phone_answers_and_no_other() -> None:
    journey = simulate(replace(CALL, answers=spot("account:b")), begin("ring_group:7"), known(OFFICE))
    assert way(journey) == ["ring_group:7", "account:a", "account:b"]
    assert journey.result is Result.TAKEN


def test_hunting_goes_through_its_members_in_order() -> None:
    hunt = {"call_hunting:1": part("member>account:a", "member>forward:2", order="follow")}
    journey = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("call_hunting:1"), known(hunt))
    assert way(journey) == ["call_hunting:1", "account:a", "forward:2"]
    assert "one by one" in journey.stops[0].reason


def test_an_extension_tries_its_forward_and_then_its_mailbox() -> None:
    desk = {"extension:1": part("member>account:a", "no_answer>forward:2", "no_answer>voicemail:3")}
    journey = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("extension:1"), known(desk))
    assert way(journey) == ["extension:1", "account:a", "forward:2", "voicemail:3"]


def test_a_queue_that_nobody_serves_leads_on_after_its_time() -> None:
    journey = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("queue:3"), known(OFFICE))
    assert way(journey) == ["queue:3", "account:c", "forward:9"]
    assert "60 s" in journey.stops[0].reason


def test_who_has_logged_in_to_a_queue_is_not_known() -> None:
    journey = simulate(CALL, begin("queue:4"), known({"queue:4": part("timeout>voicemail:1")}))
    assert journey.result is Result.UNKNOWN


def test_an_app_that_calls_in_order_is_followed_and_any_other_is_not_guessed() -> None:
    apps = {
        "app:t": part("1>forward:1", "2>forward:2", "no_answer>voicemail:", calls_in_order=True),
        "app:x": part("1>forward:1"),
    }
    lost = simulate(replace(CALL, ends=Result.NO_ANSWER), begin("app:t"), known(apps))
    assert way(lost) == ["app:t", "forward:1", "forward:2", "voicemail:"]
    guess = simulate(CALL, begin("app:x"), known(apps))
    assert (way(guess), guess.result) == (["app:x"], Result.UNKNOWN)
    assert guess.stops[0].reason == "Patchbay cannot know what this voice app decides."


def test_a_broken_link_ends_in_what_is_not_known() -> None:
    journey = simulate(replace(CALL, keys=("2",)), begin("ivr:1"), known(OFFICE, "queue:3"))
    assert journey.stops[-1].level == "bad"
    assert journey.result is Result.UNKNOWN


def test_a_loop_ends() -> None:
    loop = {"ivr:1": part("timeout>ivr:2"), "ivr:2": part("timeout>ivr:1")}
    journey = simulate(CALL, begin("ivr:1"), known(loop))
    assert "without end" in journey.stops[-1].reason
    assert len(journey.stops) < 6


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
    assert journey.passages[0] == (None, filters[0][0])


def test_the_number_itself_wins_over_the_pattern() -> None:
    filters = (
        rule("1", "match>system:busy", which="number", pattern="514*"),
        rule("2", "match>system:echo", which="number", pattern="5145550111"),
    )
    assert way(simulate(CALL, begin("voicemail:1"), known(filters=filters))) == ["caller_id_filter:2", "system:echo"]


def test_a_filter_that_does_not_match_is_not_on_the_way() -> None:
    filters = (rule("1", "match>system:busy", which="anonymous"),)
    assert way(simulate(CALL, begin("voicemail:1"), known(filters=filters))) == ["voicemail:1"]
    assert way(simulate(replace(CALL, caller=""), begin("voicemail:1"), known(filters=filters)))[-1] == "system:busy"


@pytest.mark.parametrize("which", ["attestation", "unknown"])
def test_a_filter_that_cannot_be_judged_is_told_and_passed_by(which: str) -> None:
    journey = simulate(CALL, begin("voicemail:1"), known(filters=(rule("5502", which=which),)))
    assert way(journey) == ["caller_id_filter:5502", "voicemail:1"]
    assert journey.stops[0].level == "unk"
    assert (None, spot("caller_id_filter:5502")) not in journey.passages
