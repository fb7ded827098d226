"""The declaration of the provider, the connection check, and what it says of what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from providers import errors
from providers.capabilities import Capability
from providers.voicemeup.provider import INFO, PROVIDER, VoicemeupAccount
from tests.providers.scripted import Script
from tests.providers.voicemeup.conftest import ACCOUNT, TOKEN, answers, sent
from tests.providers.voicemeup.xml_answers import failed, reply

FUNDS = reply("funding_details", [{"account_balance": "412.75CR"}])


@pytest.fixture
def without_user(script: Script) -> Iterator[VoicemeupAccount]:
    credentials = {"client_account_id": f" {ACCOUNT} ", "auth_token": TOKEN}
    with PROVIDER.open(credentials, endpoints={"url": script.url, "v11_url": script.url}) as account:
        assert isinstance(account, VoicemeupAccount)
        yield account


def test_the_check_tells_what_it_found(account: VoicemeupAccount, script: Script) -> None:
    dids = [
        {"client_did_id": "1", "phone_number": "5145550142", "options": "enable_peer", "client_peer_ids": "4"},
        {"client_did_id": "2", "phone_number": "5145550143", "options": "enable_peer", "client_peer_ids": "4"},
        {"client_did_id": "3", "phone_number": "5145550144", "options": "enable_fax"},
    ]
    answers(
        script,
        get_funding_details=FUNDS,
        get_dids=reply("did_details", dids),
        get_peers=reply("peer_details", [{"client_peer_id": "4"}]),
        get_e911=reply("endpoint_details", [{"client_endpoint_id": "9", "phone_number": "5145550142"}]),
    )
    steps = list(account.check())
    assert [(step.name, step.state) for step in steps] == [
        ("sign_in", "ok"),
        ("balance", "ok"),
        ("inventory", "ok"),
        ("e911", "warn"),
    ]
    assert [step.text % dict(step.values) for step in steps] == [
        "Signed in as account 10000000.",
        "The balance is CAD 412.75.",
        "Numbers found: 3. Peers found: 1.",
        "Numbers that lead to a peer and have no 911 address: 1.",
    ]


def test_money_that_is_owed_is_a_warning(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_funding_details=reply("funding_details", [{"account_balance": "12.50"}]))
    balance = list(account.check())[1]
    assert (balance.state, balance.values["amount"]) == ("warn", "-12.50")


def test_a_missing_user_name_is_a_warning(without_user: VoicemeupAccount, script: Script) -> None:
    answers(script, get_funding_details=FUNDS)
    assert [step.name for step in without_user.check()][-1] == "sms"
    assert script.requests[0].fields["client_account_id"] == ACCOUNT


def test_wrong_credentials_end_the_check(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_funding_details=failed("authentication_failed"))
    with pytest.raises(errors.BadCredentials):
        list(account.check())
    assert len(script.requests) == 1
    assert sent(script, "get_funding_details") == [{}]


def test_the_check_only_reads(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_funding_details=FUNDS)
    list(account.check())
    assert all(not account.client.catalog.methods[each.fields["request_type"]].writes for each in script.requests)


def test_the_form_asks_for_what_the_client_needs() -> None:
    assert [(each.name, each.secret, each.required) for each in INFO.credential_fields] == [
        ("client_account_id", False, True),
        ("auth_token", True, True),
        ("username", False, False),
    ]


def test_each_capability_is_offered_once() -> None:
    offered = [offer.capability for offer in INFO.offers]
    assert len(offered) == len(set(offered))
    assert not INFO.offers_capability(Capability.ORDERING_RELEASE)


def test_ports_that_are_wholly_absent_are_none(account: VoicemeupAccount) -> None:
    offered = {offer.capability.port for offer in INFO.offers}
    ports = {capability.port for capability in Capability}
    assert {port for port in ports if getattr(account, port) is not None} == offered
    assert ports - offered == {"campaigns", "sub_accounts"}


def test_an_opened_account_shows_no_token(without_user: VoicemeupAccount) -> None:
    assert TOKEN not in repr(vars(without_user.client))
