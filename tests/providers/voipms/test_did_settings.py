"""Changing settings of a number changes those and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from providers import errors
from providers.values.dids import DidChanges
from providers.values.phone import PhoneNumber
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Script
from tests.providers.voipms.conftest import answers, sent

NUMBER = PhoneNumber("+15145550142")
ROW = {
    "did": "5145550142",
    "routing": "account:100001",
    "failover_busy": "none:",
    "voicemail": "101",
    "pop": "5",
    "dialtime": "60",
    "cnam": "1",
    "callerid_prefix": "",
    "note": "front desk",
    "billing_type": "1",
    "record_calls": 0,
    "sms_enabled": "1",
    "sms_email": "a@example.com",
    "sms_email_enabled": "1",
    "sms_forward": "-1",
    "sms_forward_enabled": "0",
    "sms_url_callback": "https://example.com/in?key=1",
    "sms_url_callback_enabled": "1",
    "sms_url_callback_retry": "1",
    "webhook_enabled": 0,
    "webhook": None,
}


@pytest.fixture
def change(account: VoipmsAccount, script: Script) -> Callable[[DidChanges], list[Any]]:
    """Make a change; the writes that it took come back."""

    def make(changes: DidChanges) -> list[Any]:
        answers(script, getDIDsInfo={"dids": [ROW]})
        account.dids.update(NUMBER, changes)
        return [(request.method, request.fields) for request in script.requests if request.method != "getDIDsInfo"]

    return make


@pytest.mark.parametrize(
    ("changes", "method", "param", "value"),
    [
        (DidChanges(pop="7"), "setDIDPOP", "pop", "7"),
        (DidChanges(billing="flat"), "setDIDBillingType", "billing_type", "2"),
        (DidChanges(voicemail=""), "setDIDVoicemail", "voicemail", "0"),
    ],
)
def test_one_setting_with_a_setter_of_its_own_goes_through_it(
    change: Callable[[DidChanges], list[Any]], changes: DidChanges, method: str, param: str, value: str
) -> None:
    ((name, fields),) = change(changes)
    assert name == method
    assert fields["did"] == "5145550142"
    assert fields[param] == value


@pytest.mark.parametrize(
    "changes",
    [
        DidChanges(cnam_lookup=False), DidChanges(caller_id_prefix="MTL"), DidChanges(sms_enabled=False),
        DidChanges(sms_email="b@example.com"), DidChanges(sms_forward="+15145550199"), DidChanges(recording=True),
        DidChanges(ring_seconds=25), DidChanges(pop="7"), DidChanges(billing="flat"), DidChanges(voicemail="102"),
        DidChanges(note="back door"),
    ],
)  # fmt: skip
def test_a_setting_is_changed_by_the_method_that_was_told_beforehand(
    account: VoipmsAccount, change: Callable[[DidChanges], list[Any]], changes: DidChanges
) -> None:
    (name,) = (name for name in changes.__dataclass_fields__ if getattr(changes, name) is not None)
    assert tuple(method for method, _fields in change(changes)) == account.info.did_methods[name]


def test_other_settings_go_with_the_whole_record(change: Callable[[DidChanges], list[Any]], script: Script) -> None:
    change(DidChanges(recording=True, note="back door", pop="7"))
    (fields,) = sent(script, "setDIDInfo")
    assert fields == {
        "did": "5145550142",
        "routing": "account:100001",
        "failover_busy": "none:",
        "voicemail": "101",
        "pop": "7",
        "dialtime": "60",
        "cnam": "1",
        "callerid_prefix": "",
        "note": "back door",
        "billing_type": "1",
        "record_calls": "1",
    }


def test_nothing_is_sent_where_nothing_differs(change: Callable[[DidChanges], list[Any]]) -> None:
    assert change(DidChanges(cnam_lookup=True, note="front desk", ring_seconds=60, sms_enabled=True)) == []


def test_sms_is_switched_without_touching_where_messages_go(
    change: Callable[[DidChanges], list[Any]], script: Script
) -> None:
    change(DidChanges(sms_enabled=False))
    (fields,) = sent(script, "setSMS")
    assert fields == {
        "did": "5145550142",
        "enable": "0",
        "email_enabled": "1",
        "email_address": "a@example.com",
        "sms_forward_enable": "0",
        "sms_forward": "",
        "url_callback_enable": "1",
        "url_callback": "https://example.com/in?key=1",
        "url_callback_retry": "1",
        "webhook_enable": "0",
        "webhook": "",
    }


def test_copies_of_messages_move_to_another_telephone(account: VoipmsAccount, script: Script) -> None:
    row = {**ROW, "sms_forward": "5145550199", "sms_forward_enabled": "1"}
    answers(script, getDIDsInfo={"dids": [row]})
    account.dids.update(NUMBER, DidChanges(sms_forward="+15145550199"))
    assert sent(script, "setSMS") == []
    account.dids.update(NUMBER, DidChanges(sms_forward="+15145550198"))
    (fields,) = sent(script, "setSMS")
    assert (fields["sms_forward"], fields["sms_forward_enable"]) == ("5145550198", "1")


def test_what_cannot_be_set_is_refused_before_anything_is_sent(account: VoipmsAccount, script: Script) -> None:
    with pytest.raises(errors.Unsupported):
        account.dids.update(NUMBER, DidChanges(caller_name="ACME"))
    answers(script, getDIDsInfo={"dids": [ROW]})
    with pytest.raises(errors.Invalid):
        account.dids.update(NUMBER, DidChanges(billing="hourly"))
    assert all(request.method == "getDIDsInfo" for request in script.requests)
