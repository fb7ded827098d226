"""The password is in no exception, repr, log, traceback or kept exchange; nor are the secrets that answers carry."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from urllib.parse import quote, quote_plus

import pytest

from providers import errors
from providers.voipms.client import Client
from providers.voipms.devices import device_from
from providers.wire.redact import MASK, Redactor, Secret, is_secret_name, without_secrets
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script, each, json_reply
from tests.providers.voipms.conftest import PASSWORD

SPELLINGS = (PASSWORD, quote(PASSWORD), quote(PASSWORD, safe=""), quote_plus(PASSWORD), json.dumps(PASSWORD)[1:-1])

ECHOES = {
    "in words": Reply(body=f"<html>Bad request: {PASSWORD}</html>".encode(), content_type="text/html"),
    "in an address": Reply(body=f"GET /?api_password={quote_plus(PASSWORD)}&method=x".encode(), status=500),
    "in an address of another kind": Reply(body=f"GET /?api_password={quote(PASSWORD)}".encode(), status=404),
    "in JSON": json_reply({"status": "invalid_credentials", "message": f"not {PASSWORD}"}),
    "in an unknown code": json_reply({"status": f"wrong {PASSWORD}"}),
    "nowhere": Reply(hang_up=True),
    "in time": Reply(hang=True),
}


@pytest.mark.parametrize("reply", each(ECHOES))
@pytest.mark.parametrize("method", ["getBalance", "setRecording"])
def test_the_password_is_nowhere_to_be_seen(
    client: Client, script: Script, kept: Kept, caplog: pytest.LogCaptureFixture, reply: Reply, method: str
) -> None:
    script.say(reply)
    params = {"file": b"RIFF", "name": "Hello"} if method == "setRecording" else {}
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.ProviderError) as raised:
        client.call(method, **params)
    problem = raised.value
    assert problem.__traceback__ is not None
    problem.__traceback__ = problem.__traceback__.tb_next  # this test's own frame knows the password
    shown = [
        str(problem),
        repr(problem),
        repr(vars(problem)),
        "".join(traceback.TracebackException.from_exception(problem, capture_locals=True).format()),
        repr(kept.told),
        caplog.text,
        "".join(str(record.args) for record in caplog.records),
        repr(client),
    ]
    for spelling in SPELLINGS:
        assert not any(spelling in text for text in shown)


@pytest.mark.parametrize("transport", ["rest"])
def test_the_http_library_logs_no_query(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="httpx"):
        client.call("getIP")
    assert "HTTP Request: GET http://127.0.0.1" in caplog.text
    assert "api_password" not in caplog.text


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("hunter22")
    assert "hunter22" not in f"{secret} {secret!r} {[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_secrets_in_answers_are_masked_in_samples(client: Client, script: Script, kept: Kept) -> None:
    script.say_json(
        {
            "status": "success",
            "accounts": [{"account": "100001_desk", "password": "Abcdef12", "note": 'say "hi"'}],
            "disa": [{"pin": 1234}],
            "dids": [
                {"smpp_url": "ssmpp://me:word@smpp.example.com:3550", "sms_url_callback": "https://example.com/?k=zz"}
            ],
        }
    )
    client.call("getSubAccounts")
    told = kept.told[0]["response"]
    for secret in ("Abcdef12", "1234", "me:word", "k=zz"):
        assert secret not in told
    assert "100001_desk" in told


def test_secrets_in_parameters_are_masked(client: Client, kept: Kept) -> None:
    client.call("setDISA", name="Door", pin=4711, digit_timeout=10)
    assert kept.told[0]["request"] == f"name=Door&pin={MASK}&digit_timeout=10"


def test_long_parameters_are_told_by_their_length(client: Client, kept: Kept) -> None:
    client.call("setRecording", file=b"x" * 3000, name="Hello")
    assert "(4000 characters)" in kept.told[0]["request"]
    assert len(kept.told[0]["request"]) < 200


def test_samples_are_short() -> None:
    assert len(Redactor().text("x" * 10_000)) < 2100


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "api_password",
        "smpp_pass",
        "pin",
        "port_out_pin",
        "queue_password",
        "url_callback",
        "webhook",
        "auth_token",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["skip_password", "url_callback_enable", "webhook_enabled", "note", "shipping", "passenger"]
)
def test_names_of_no_secrets(name: str) -> None:
    assert not is_secret_name(name)


def test_passwords_of_sub_accounts_are_not_read_into_values() -> None:
    device = device_from({"id": "7", "account": "100001_desk", "password": "Abcdef12", "protocol": "1"})
    assert "Abcdef12" not in repr(device)
    assert without_secrets({"password": ""}) == {"password": ""}
