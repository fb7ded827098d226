"""The main job, end to end: connect, sync, find a number, change its route, and prove it at the provider.

The faults of the real world come after it, on the same account: an answer lost after the write, a provider that is down,
a password that was changed, a worker killed while it sends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from providers.sandbox.seed import VOIPMS_ACCOUNTS
from tests.browser.conftest import House, until

pytestmark = [pytest.mark.browser]

ACCOUNT = VOIPMS_ACCOUNTS[1]
NAME = "VoIP.ms, desk"
SignIn = Callable[[str, str], Page]


@pytest.fixture(autouse=True)
def _mended(house: House) -> Iterator[None]:
    """Each journey leaves the provider whole."""
    yield
    house.control("DELETE", "/faults")
    house.control(
        "PATCH",
        f"/accounts/voipms/{ACCOUNT.api_username}",
        json={"password": ACCOUNT.api_password, "api_enabled": True},
    )


def go_to(page: Page, place: str) -> None:
    page.locator("nav.pb-nav").get_by_role("link", name=place, exact=True).click()


def connect(page: Page, password: str) -> None:
    go_to(page, "Providers")
    page.get_by_role("link", name="Connect a provider").first.click()
    page.get_by_role("link", name="Connect VoIP.ms").click()
    page.get_by_label("Name of this connection").fill(NAME)
    page.get_by_label("API username").fill(ACCOUNT.api_username)
    page.get_by_label("API password").fill(password)
    page.get_by_role("button", name="Save and test").click()


def open_number(page: Page, digits: str) -> None:
    go_to(page, "Numbers")
    page.get_by_label("Search numbers").fill(digits)
    link = page.locator("#numbers-table a.lead").first
    expect(link).to_have_text(re.compile(re.escape(digits[-4:])))
    expect(page.locator("#numbers-table a.lead")).to_have_count(1)
    link.click()
    expect(page.get_by_role("heading", name="Change the route")).to_be_visible()


def send_to(page: Page, destination: str, *, no_answer: str = "") -> None:
    editor = page.locator("#route-editor")
    choose(editor.locator("select[name=route]"), destination)
    if no_answer:
        choose(editor.get_by_label("When nobody answers"), no_answer)
    editor.get_by_role("button", name="Save route").click()


def choose(select: Locator, words: str) -> None:
    """Choose, and wait for the editor that marks the change: the server draws it again."""
    with select.page.expect_response(lambda answer: "/route/" in answer.url):
        select.select_option(label=words)
    expect(select.locator("option:checked")).to_have_text(words)


def numbers_of(house: House, start: str) -> list[str]:
    rows = house.control("GET", f"/objects/voipms/{ACCOUNT.api_username}/dids")
    return [row["did"] for row in rows if row["did"].startswith(start)]


def test_connect_sync_change_a_route_and_prove_it(house: House, sign_in: SignIn) -> None:
    page = sign_in("owner", "harbourline")

    connect(page, "not-the-password")
    expect(page.get_by_text("The account could not be connected.")).to_be_visible()
    expect(page.get_by_label("API username")).to_have_value(ACCOUNT.api_username)

    page.get_by_label("API password").fill(ACCOUNT.api_password)
    page.get_by_role("button", name="Save and test again").click()
    expect(page.get_by_text("Signed in")).to_be_visible()
    expect(page.get_by_role("heading", name="First sync")).to_be_visible()
    page.get_by_role("link", name="See the numbers").click()
    expect(page.locator("#numbers-table a.lead").first).to_be_visible()

    number = numbers_of(house, "514")[0]
    before = house.really_has(ACCOUNT.api_username, number)
    open_number(page, number)
    send_to(page, "Ring group Agents", no_answer="Voicemail 310 · Sales")
    expect(page.locator(".pb-op").first).to_contain_text("Succeeded")

    after = house.really_has(ACCOUNT.api_username, number)
    assert (after["routing"], after["failover_noanswer"]) == ("grp:4769", "vm:310")
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"routing", "failover_noanswer"}, "Nothing else of the number may change."

    page.reload()
    expect(page.locator("main")).to_contain_text("Ring group Agents")


def test_an_answer_lost_after_the_write_ends_reconciled_with_one_write(house: House, sign_in: SignIn) -> None:
    page = sign_in("owner", "harbourline")
    number = numbers_of(house, "416")[0]
    open_number(page, number)
    since = house.last_exchange()
    house.control("POST", "/faults", json={"kind": "lost_answer", "method": "setDID*", "count": 1})
    send_to(page, "Ring group Réception")
    expect(page.locator(".pb-op").first).to_contain_text("Succeeded")
    assert house.really_has(ACCOUNT.api_username, number)["routing"] == "grp:4768"
    assert len(house.writes(ACCOUNT.api_username, number, since=since)) == 1
    go_to(page, "Operations")
    page.locator("table a.lead").first.click()
    expect(page.locator("main")).to_contain_text("Unknown")  # its timeline tells that the answer was lost


def test_a_changed_password_turns_the_account_red_and_says_what_to_do(house: House, sign_in: SignIn) -> None:
    page = sign_in("owner", "harbourline")
    number = numbers_of(house, "604")[0]
    open_number(page, number)
    house.control("PATCH", f"/accounts/voipms/{ACCOUNT.api_username}", json={"password": "another-one"})
    send_to(page, "Ring group Agents")
    expect(page.locator(".pb-op").first).to_contain_text("Failed")
    go_to(page, "Providers")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("Needs attention").first).to_be_visible()
    expect(page.get_by_role("link", name="Change the credentials")).to_be_visible()
    account = page.url

    house.control("PATCH", f"/accounts/voipms/{ACCOUNT.api_username}", json={"password": ACCOUNT.api_password})
    page.get_by_role("link", name="Change the credentials").click()
    page.get_by_label("API password").fill(ACCOUNT.api_password)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Save and test again").click()
    expect(page.get_by_role("heading", name="First sync")).to_be_visible()
    page.goto(account)
    expect(page.get_by_text("Operational").first).to_be_visible()


def test_a_worker_killed_while_sending_loses_and_repeats_nothing(house: House, sign_in: SignIn) -> None:
    page = sign_in("owner", "harbourline")
    number = numbers_of(house, "212")[0]
    open_number(page, number)
    since = house.last_exchange()
    house.control("POST", "/faults", json={"kind": "latency", "seconds": 6, "method": "setDID*", "count": 1})
    send_to(page, "Ring group Agents")
    expect(page.locator(".pb-op").first).to_contain_text("Sending")
    house.kill("worker")
    expect(page.locator(".pb-op").first).to_contain_text("Succeeded", timeout=150_000)
    until(lambda: house.really_has(ACCOUNT.api_username, number)["routing"] == "grp:4769", "the route at the provider")
    assert len(house.writes(ACCOUNT.api_username, number, since=since)) == 1


def test_a_provider_that_is_down_is_tried_again_and_then_said_plainly(house: House, sign_in: SignIn) -> None:
    page = sign_in("owner", "harbourline")
    number = numbers_of(house, "613")[0]
    routed = house.really_has(ACCOUNT.api_username, number)["routing"]
    open_number(page, number)
    house.control("POST", "/faults", json={"kind": "http", "code": "503", "account": ACCOUNT.api_username})
    send_to(page, "Ring group Agents")
    card = page.locator(".pb-op").first
    expect(card).to_contain_text("Failed", timeout=120_000)
    expect(card).to_contain_text(re.compile("nothing was changed", re.IGNORECASE))
    assert house.really_has(ACCOUNT.api_username, number)["routing"] == routed
