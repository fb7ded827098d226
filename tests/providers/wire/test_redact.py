"""Secrets are cut out of texts by their names, in each of the notations that the providers write."""

from __future__ import annotations

import pytest

from providers.wire.redact import MASK, Redactor, Secret

NAMES = [
    "pass", "password", "api_password", "passwd", "passphrase", "passcode", "secret", "token", "auth_token", "apikey", "api_key",
    "Authorization", "pin", "PIN_NUMBER", "security_code", "imei", "credit_card_number", "bank_account", "url_callback",
    "webhook", "smpp_url",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "notation", ['{{"{name}": "sesame"}}', "<m:{name} a='1'>sesame</m:{name}>", "a=1&{name}=sesame"]
)
def test_what_a_name_calls_secret_is_masked(name: str, notation: str) -> None:
    shown = Redactor().text(notation.format(name=name))
    assert "sesame" not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    "text", ["<key>status</key><value>success</value>", "skip_password=1", '{"note": "ask for it"}']
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor().text(text) == text


def test_a_known_secret_goes_wherever_it_stands() -> None:
    assert "a b/c" not in Redactor([Secret("a b/c")]).text("said a b/c") + Redactor([Secret("a b/c")]).text("a+b%2Fc")


def test_no_nul_is_left_as_no_database_holds_one() -> None:
    assert Redactor().text("a\0b\0") == "ab"
