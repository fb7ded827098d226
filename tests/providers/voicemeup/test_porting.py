"""Whether a number can be brought."""

from __future__ import annotations

import pytest

from providers import errors
from providers.values.phone import PhoneNumber
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.scripted import Script
from tests.providers.voicemeup.conftest import answers, sent
from tests.providers.voicemeup.xml_answers import reply

NUMBER = PhoneNumber("+15145550142")


@pytest.mark.parametrize(("said", "meant"), [("1", True), ("0", False), (None, None)])
def test_the_exchange_of_a_number_decides(
    account: VoicemeupAccount, script: Script, said: str | None, meant: bool | None
) -> None:
    row = {"npa": "514", "nxx": "555", "ratecenter": "MONTREAL", "portability": said}
    answers(script, get_ratecenter_exchanges=reply("ratecenter_exchange_details", [row]))
    found = account.porting.check_portability(NUMBER)
    assert (found.portable, found.messages) == (meant, ("MONTREAL",))
    assert sent(script, "get_ratecenter_exchanges") == [{"npa": "514", "nxx": "555"}]


def test_an_unknown_exchange_cannot_be_told(account: VoicemeupAccount, script: Script) -> None:
    assert account.porting.check_portability(NUMBER).portable is None
    other = reply("ratecenter_exchange_details", [{"npa": "514", "nxx": "556", "portability": "1"}])
    answers(script, get_ratecenter_exchanges=other)
    assert account.porting.check_portability(NUMBER).portable is None


def test_numbers_of_other_countries_are_not_asked_for(account: VoicemeupAccount, script: Script) -> None:
    assert account.porting.check_portability(PhoneNumber("+33199004712")).portable is None
    assert not script.requests


def test_ports_are_ordered_by_hand(account: VoicemeupAccount) -> None:
    for call in (
        account.porting.list_ports,
        lambda: account.porting.get_port("1"),
        lambda: account.porting.fetch_attachment("1", "2"),
    ):
        with pytest.raises(errors.Unsupported):
            call()
