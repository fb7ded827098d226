"""Numbers: what a record means, and that a change changes nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from providers import errors
from providers.values.dids import DidChanges
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voicemeup.dids import did_from
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.scripted import Script
from tests.providers.voicemeup.conftest import answers, recorded, sent
from tests.providers.voicemeup.xml_answers import failed, reply

NUMBER = PhoneNumber("+15145550142")
ROW: dict[str, Any] = {"client_did_id": "7", "phone_number": "5145550142"}


def test_a_number_with_its_chain(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_dids=recorded("get_dids"))
    first, second = account.dids.list_owned()
    assert first.number == NUMBER
    assert (first.description, first.note, first.country, first.region) == ("Front desk", "Do not move", "CA", "QC")
    assert first.route == Route(kind=RouteKind.ACCOUNT, target="60410,60411")
    assert first.failovers == Failovers(no_answer=Route(kind=RouteKind.FORWARD, target="+14165550100"))
    assert first.voicemail == "45120", "what stands behind route and failover"
    assert (first.ring_seconds, first.recording, first.monthly) == (25, True, Money(Decimal("1.50"), "CAD"))
    assert first.raw["client_did_id"] == "318200"
    assert second.number == PhoneNumber("+18005550142")
    assert second.route == Route(kind=RouteKind.IVR, target="3311")
    assert second.failovers == Failovers(no_answer=NOWHERE), "an IVR takes the call for good"
    assert (second.description, second.recording, second.ring_seconds) == ("TOLL FREE", False, 0), (
        "its time-out is disabled"
    )


@pytest.mark.parametrize(
    ("options", "route"),
    [
        ("enable_fax", Route(kind=RouteKind.FAX, target="5")),
        ("enable_voicemail,enable_recording", Route(kind=RouteKind.VOICEMAIL, target="9")),
        ("enable_forwarding", Route(kind=RouteKind.FORWARD, target="+14165550100")),
        ("enable_recording", NOWHERE),
        ("", NOWHERE),
        ("enable_something_new", NOWHERE),
    ],
)
def test_options_say_where_calls_go(options: str, route: Route) -> None:
    row = {
        **ROW,
        "options": options,
        "client_fax_profile_id": "5",
        "client_mailbox_id": "9",
        "forward_number": "4165550100",
    }
    assert did_from(row).route == route


@pytest.mark.parametrize(("written", "seconds"), [("disabled", 0), ("25", 25), ("", None), ("soon", None)])
def test_a_time_out_that_is_disabled_is_no_unknown_one(written: str, seconds: int | None) -> None:
    found = did_from({**ROW, "peer_timeout": written, "forward_timeout": written})
    assert (found.ring_seconds, found.more.get("forward_seconds")) == (seconds, seconds)


def test_a_time_out_can_be_disabled(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_dids=reply("did_details", [{**ROW, "options": ""}]))
    account.dids.update(NUMBER, DidChanges(ring_seconds=0, forward_seconds=0))
    (request,) = sent(script, "update_did")
    assert (request["peer_timeout"], request["forward_timeout"]) == ("disabled", "disabled")


def test_what_is_not_told_is_unknown() -> None:
    found = did_from(ROW)
    assert (found.recording, found.monthly, found.e911, found.sms_enabled, found.country) == (
        None,
        None,
        None,
        None,
        "",
    )


def test_one_that_cannot_be_read_costs_only_itself(account: VoicemeupAccount, script: Script) -> None:
    rows = [ROW, {"client_did_id": "8", "phone_number": "none"}, {"client_did_id": "9", "phone_number": "5145550143"}]
    answers(script, get_dids=reply("did_details", rows))
    found = account.dids.list_owned()
    assert [next(found).number.e164, next(found).number.e164] == ["+15145550142", "+15145550143"]
    with pytest.raises(errors.UnexpectedAnswer) as caught:
        next(found)
    assert caught.value.skipped == 1


def test_one_number_is_asked_for_by_ten_digits(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_dids=reply("did_details", [ROW]))
    assert account.dids.get(NUMBER).number == NUMBER
    assert sent(script, "get_dids") == [{"phone_number": "5145550142"}]


@pytest.mark.parametrize(
    "answer", [reply(), failed("phone_number_invalid"), reply("did_details", [{**ROW, "phone_number": "5145550199"}])]
)
def test_a_number_that_is_not_there_is_not_found(account: VoicemeupAccount, script: Script, answer: Any) -> None:
    answers(script, get_dids=answer)
    with pytest.raises(errors.NotFound):
        account.dids.get(NUMBER)


def test_a_number_of_another_country_is_found_in_the_list(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_dids=reply("did_details", [ROW, {"client_did_id": "9", "phone_number": "33199004712"}]))
    assert account.dids.get(PhoneNumber("+33199004712")).raw["client_did_id"] == "9"
    assert sent(script, "get_dids") == [{}]


def test_a_change_sends_what_it_changes_and_the_options(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_dids=reply("did_details", [{**ROW, "options": "enable_peer,enable_voicemail"}]))
    account.dids.update(NUMBER, DidChanges(note="Front", ring_seconds=30))
    account.dids.update(NUMBER, DidChanges(recording=True))
    account.dids.update(NUMBER, DidChanges(recording=False))
    assert sent(script, "update_did") == [
        {
            "client_did_id": "7",
            "comments": "Front",
            "peer_timeout": "30",
            "options": "enable_peer,enable_voicemail",
        },
        {"client_did_id": "7", "options": "enable_peer,enable_recording,enable_voicemail"},
    ], "recording was off already: nothing to send"


@pytest.mark.parametrize("told", [{}, {"options": "enable_peer,enable_sms"}])
def test_options_that_cannot_be_sent_back_are_left_alone(
    account: VoicemeupAccount, script: Script, told: dict[str, str]
) -> None:
    answers(script, get_dids=reply("did_details", [{**ROW, **told}]))
    account.dids.update(NUMBER, DidChanges(note="Front"))
    assert sent(script, "update_did") == [{"client_did_id": "7", "comments": "Front"}]


def test_a_mailbox_is_put_behind_a_forward_and_taken_away_again(account: VoicemeupAccount, script: Script) -> None:
    both = {**ROW, "options": "enable_peer,enable_forwarding,enable_recording", "client_mailbox_id": ""}
    answers(script, get_dids=reply("did_details", [both]))
    account.dids.update(NUMBER, DidChanges(voicemail="45120"))
    account.dids.update(NUMBER, DidChanges(voicemail=""))
    options = "enable_forwarding,enable_peer,enable_recording"
    answers(
        script,
        get_dids=reply(
            "did_details", [{**both, "options": f"{options},enable_voicemail", "client_mailbox_id": "45120"}]
        ),
    )
    account.dids.update(NUMBER, DidChanges(voicemail=""))
    assert sent(script, "update_did") == [
        {"client_did_id": "7", "client_mailbox_id": "45120", "options": f"{options},enable_voicemail"},
        {"client_did_id": "7", "options": options},
    ], "there was none to take away the first time"


@pytest.mark.parametrize("options", ["enable_peer", "enable_forwarding", "enable_ivr", ""])
def test_a_mailbox_stands_behind_nothing_else(account: VoicemeupAccount, script: Script, options: str) -> None:
    answers(script, get_dids=reply("did_details", [{**ROW, "options": options, "client_ivr_profile_id": "3311"}]))
    with pytest.raises(errors.Invalid) as caught:
        account.dids.update(NUMBER, DidChanges(voicemail="45120"))
    assert caught.value.field == "client_mailbox_id"
    assert not sent(script, "update_did")


def test_no_change_sends_nothing(account: VoicemeupAccount, script: Script) -> None:
    account.dids.update(NUMBER, DidChanges())
    assert not script.requests


def test_what_cannot_be_set_is_unsupported_and_a_ring_time_between_is_invalid(
    account: VoicemeupAccount, script: Script
) -> None:
    answers(script, get_dids=reply("did_details", [ROW]))
    with pytest.raises(errors.Unsupported):
        account.dids.update(NUMBER, DidChanges(sms_enabled=True))
    with pytest.raises(errors.Invalid) as caught:
        account.dids.update(NUMBER, DidChanges(ring_seconds=33))
    assert caught.value.field == "peer_timeout"
    assert not sent(script, "update_did")
