"""Numbers from one place: found and bought at two providers, set up, pictured and simulated, changed by the thousand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from providers.sandbox.seed import VOICEMEUP_ACCOUNTS, VOIPMS_ACCOUNTS
from tests.browser.conftest import House, until

pytestmark = [pytest.mark.browser]

SignIn = Callable[[str, str], Page]
VOIPMS, VOICEMEUP = VOIPMS_ACCOUNTS[0].api_username, VOICEMEUP_ACCOUNTS[0].client_account_id


@pytest.fixture(autouse=True)
def _mended(house: House) -> Iterator[None]:
    yield
    house.control("DELETE", "/faults")


@pytest.fixture
def owner(sign_in: SignIn, house: House) -> Page:
    """Signed in, everything of the two accounts read once."""
    page = sign_in("owner", "nordphone")
    for name in ("VoIP.ms", "VoiceMeUp"):
        page.goto(f"{house.web}/o/nordphone/connections/")
        page.get_by_role("link", name=f"{name}, main account").first.click()
        results = page.locator("#account a[id^=last-]")

        def read_once(results: Locator = results) -> bool:
            page.reload()
            told = results.all_inner_texts()
            return len(told) >= 5 and all("Succeeded" in each for each in told)

        until(read_once, f"the first syncs of {name}")
    return page


def answer_of(page: Page, provider: str) -> Locator:
    return page.locator("#answers section").filter(has=page.get_by_role("heading", name=re.compile(provider)))


def search(page: Page, house: House, *providers: str, area: str = "514", region: str = "QC") -> None:
    page.goto(f"{house.web}/o/nordphone/ordering/")
    page.get_by_label("Area code or prefix").fill(area)
    page.get_by_label("State or province").fill(region)
    page.get_by_role("button", name="Search every provider").click()
    page.wait_for_url("**/searches/**")
    for provider in providers:
        expect(answer_of(page, provider).locator("input[name=offer]").first).to_be_visible()


def buy(page: Page) -> None:
    page.get_by_label("I accept the charge").check()
    page.get_by_role("button", name="Buy now").click()
    page.wait_for_url("**/purchases/**")


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)[-10:]


def test_numbers_are_found_at_two_providers_bought_and_set_up(owner: Page, house: House) -> None:
    page = owner
    search(page, house, "VoIP.ms", "VoiceMeUp")
    answer_of(page, "VoIP.ms").locator("input[name=offer]").first.check()
    answer_of(page, "VoiceMeUp").locator("input[name=offer]").last.check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Buy 2 numbers")
    page.get_by_role("button", name="Buy now").click()
    expect(page.get_by_text("Nothing is bought before you accept the charge.")).to_be_visible()
    page.get_by_label("Tags").fill("journey")
    buy(page)
    rows = page.locator("#purchase tbody tr")
    expect(rows.locator("a.lead")).to_have_count(2)
    bought = {("VoIP.ms" if "VoIP.ms" in row.inner_text() else "VoiceMeUp"): row for row in rows.all()}
    here, there = (digits_of(bought[name].locator("a.lead").inner_text()) for name in ("VoIP.ms", "VoiceMeUp"))
    assert house.really_has(VOIPMS, here)["did"] == here
    assert any(
        here_or in str(row)
        for here_or in [there]
        for row in house.control("GET", f"/objects/voicemeup/{VOICEMEUP}/dids")
    )

    page.locator("#purchase a.lead").filter(has_text=re.compile(re.escape(here[-4:]))).first.click()
    expect(page.locator("main")).to_contain_text("journey")
    page.get_by_label("Rings for").fill("25")
    page.get_by_role("button", name="Save settings").click()
    until(lambda: house.really_has(VOIPMS, here)["dialtime"] == "25", "the ring time at the provider")


def test_a_lost_answer_to_an_order_is_one_purchase(owner: Page, house: House) -> None:
    page = owner
    search(page, house, "VoIP.ms", area="438")
    offer = answer_of(page, "VoIP.ms").locator("input[name=offer]").first
    since = house.last_exchange()
    house.control(
        "POST", "/faults", json={"kind": "lost_answer", "provider": "voipms", "account": VOIPMS, "method": "orderDID"}
    )
    offer.check()
    page.get_by_role("button", name="Continue").click()
    buy(page)
    expect(page.locator("#purchase")).to_contain_text("It was looked up: bought, once.")
    orders = [each for each in house.control("GET", f"/exchanges?since={since}") if each["method"] == "orderDID"]
    assert len(orders) == 1
    number = digits_of(page.locator("#purchase a.lead").first.inner_text())
    assert house.really_has(VOIPMS, number)["did"] == number
