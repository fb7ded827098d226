from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from providers import errors
from providers.values.dids import Did
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voipms.dids import did_from
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Script


@pytest.fixture
def numbers(recorded: Callable[[str], Any]) -> list[Did]:
    return [did_from(row) for row in recorded("getDIDsInfo")["dids"]]


def test_a_number_with_everything(numbers: list[Did]) -> None:
    assert numbers[0] == Did(
        number=PhoneNumber("+15145550142"),
        description="MONTREAL, QC",
        country="CA",
        region="QC",
        route=Route(kind=RouteKind.RING_GROUP, target="4768"),
        failovers=Failovers(
            busy=NOWHERE,
            unreachable=Route(kind=RouteKind.FORWARD, target="16006"),
            no_answer=Route(kind=RouteKind.VOICEMAIL, target="101"),
        ),
        voicemail="101",
        pop="60",
        ring_seconds=60,
        cnam_lookup=True,
        e911=False,
        sms_available=True,
        sms_enabled=True,
        mms_available=True,
        recording=False,
        caller_id_prefix="MTL",
        note="front desk",
        billing="flat",
        next_billing=date(2026, 12, 30),
        ordered_at=datetime(2026, 7, 30, 19, 9, 4, tzinfo=UTC),
        remote_client="100001_Clinic",
        more={"sms_email": "desk@example.com", "sms_forward": ""},
    )


def test_what_is_not_told_is_none_and_not_no(numbers: list[Did]) -> None:
    bare = numbers[1]
    assert (bare.country, bare.region) == ("", "")
    assert bare.failovers == Failovers()
    assert bare.route == NOWHERE
    assert (bare.sms_available, bare.sms_enabled, bare.mms_available, bare.recording) == (False, None, None, None)
    assert (bare.next_billing, bare.ordered_at, bare.voicemail, bare.remote_client) == (None, None, "", "")


def test_an_unknown_routing_is_kept(numbers: list[Did]) -> None:
    assert numbers[2].route.kind is RouteKind.UNKNOWN
    assert numbers[2].route.raw == "fax:12"


def test_keys_of_callbacks_are_not_kept(numbers: list[Did]) -> None:
    assert "s3cr3t" not in repr(numbers[0])


def test_a_number_that_cannot_be_read_ends_the_listing_with_an_error(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "success", "dids": [{"did": ""}, {"did": "5145550142"}]})
    listing = account.dids.list_owned()
    assert next(listing).number == PhoneNumber("+15145550142")
    with pytest.raises(errors.UnexpectedAnswer):
        next(listing)


def test_a_broken_date_is_an_unexpected_answer(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "success", "dids": [{"did": "5145550142", "next_billing": "soon"}]})
    with pytest.raises(errors.UnexpectedAnswer):
        list(account.dids.list_owned())


def test_no_numbers_is_an_empty_listing(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "no_did"})
    assert list(account.dids.list_owned()) == []


@pytest.mark.parametrize(
    "answer", [{"status": "no_did"}, {"status": "invalid_did"}, {"status": "success", "dids": [{"did": "2125550187"}]}]
)
def test_a_number_of_somebody_else_is_not_found(account: VoipmsAccount, script: Script, answer: Any) -> None:
    script.say_json(answer)
    with pytest.raises(errors.NotFound):
        account.dids.get(PhoneNumber("+15145550142"))


def test_a_broken_row_of_one_number_is_an_unexpected_answer(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "success", "dids": [{"did": "5145550142", "next_billing": "soon"}]})
    with pytest.raises(errors.UnexpectedAnswer):
        account.dids.get(PhoneNumber("+15145550142"))
