"""Numbers from one place: found and bought at two providers, set up, pictured and simulated, changed by the thousand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from providers.sandbox.seed import VOICEMEUP_ACCOUNTS, VOIPINNOVATIONS_ACCOUNTS, VOIPMS_ACCOUNTS
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
    answer_of(page, "VoiceMeUp").locator("input[name=offer]").nth(3).check()
    expect(page.locator("[data-count-of=offer]")).to_have_text("Chosen 2")
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
    page.get_by_label("Rings for").fill("a while")
    page.get_by_role("button", name="Save settings").press("Enter")
    expect(page.get_by_text("VoIP.ms takes 1 to 300 seconds.")).to_be_visible()
    expect(page.get_by_label("Rings for")).to_be_focused()
    expect(page.locator("#route-route")).to_be_visible()  # the rest of the page stays
    page.get_by_label("Rings for").fill("25")
    page.get_by_role("button", name="Save settings").press("Enter")
    expect(page.locator("#settings-editor")).to_be_focused()
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


def test_a_menu_is_built_pointed_at_pictured_and_simulated_on_a_holiday(owner: Page, house: House) -> None:
    page = owner
    page.goto(f"{house.web}/o/nordphone/routing/new/")
    page.get_by_role("link", name=re.compile("VoIP.ms, main account")).click()
    page.get_by_role("link", name="IVR", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Journey menu")
    page.get_by_label("Announcement").select_option(index=1)
    page.get_by_role("button", name="More rows").press("Enter")
    fourth = page.get_by_role("group", name="Choice 4", exact=True)
    expect(fourth.get_by_label("Key to press")).to_be_focused()
    first = page.get_by_role("group", name="Choice 1", exact=True)
    first.get_by_label("Key to press").select_option("1")
    first.get_by_label("Leads to").select_option(label="Voicemail 200 · Réception")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Journey menu")

    page.goto(f"{house.web}/o/nordphone/numbers/?q=5145550102")
    page.locator("#numbers-table a.lead").first.click()
    page.locator("#route-route").select_option(label="IVR Journey menu")
    expect(page.locator("#route-preview")).to_contain_text("Journey menu")
    page.get_by_role("button", name="Save route").click()
    until(lambda: house.really_has(VOIPMS, "5145550102")["routing"].startswith("ivr:"), "the menu at the provider")
    drawing = page.locator("svg").filter(has_text="Journey menu")
    expect(drawing).to_contain_text("200 · Réception")

    christmas = f"{datetime.now(UTC).year}-12-25"  # of this year's public holidays
    follow_holidays(page, house, "514 555 0102", "Voicemail 200 · Réception")
    way = simulated(page, house, "5145550102", christmas)
    expect(way).to_contain_text("It is Christmas Day in the calendar Québec")
    expect(way).to_contain_text("Journey holidays")
    expect(way).to_contain_text("200 · Réception")
    expect(way).not_to_contain_text("Journey menu")
    page.reload()
    expect(way).to_contain_text("Journey holidays")
    way = simulated(page, house, "5145550102", christmas.replace("-25", "-23"))
    expect(way).to_contain_text("Journey menu")
    expect(way).not_to_contain_text("Journey holidays")


def follow_holidays(page: Page, house: House, number: str, destination: str) -> None:
    """A playbook for the calendar that the demo has."""
    page.goto(f"{house.web}/o/nordphone/bulk/playbooks/new/")
    page.get_by_label("Name", exact=True).fill("Journey holidays")
    page.get_by_label("In force by itself").select_option(label="Québec")
    page.get_by_label("Numbers", exact=True).fill(number)
    page.get_by_role("button", name="Save and choose the routes").click()
    page.get_by_label("Calls go to").select_option(label=destination)
    page.get_by_role("button", name="Save the routes").click()
    expect(page.get_by_role("region", name="By itself on holidays")).to_contain_text("Next:")


def simulated(page: Page, house: House, number: str, day: str) -> Locator:
    """The way of a call at ten o'clock, with key 1 pressed."""
    page.goto(f"{house.web}/o/nordphone/numbers/?q={number}")
    page.locator("#numbers-table a.lead").first.click()
    page.get_by_role("link", name="Simulate a call").click()
    page.get_by_label("Who calls").fill("514 555 0199")
    page.get_by_label("Day").fill(day)
    page.get_by_label("Time", exact=True).fill("10:00")
    page.get_by_label("Keys pressed").fill("1")
    page.get_by_role("button", name="Simulate").click()
    return page.get_by_role("region", name="The way of the call")


def test_two_thousand_numbers_are_changed_at_their_provider_and_three_fail(owner: Page, house: House) -> None:
    page, login = owner, VOIPINNOVATIONS_ACCOUNTS[0].login
    kept = {row["tn"] for row in house.control("GET", f"/objects/voipinnovations/{login}/dids")}  # some take no name
    house.control("PATCH", f"/accounts/voipinnovations/{login}", json={"bulk": 2000})
    page.goto(f"{house.web}/o/nordphone/connections/")
    page.get_by_role("link", name="VoIP Innovations, main account").first.click()
    account = page.url.rstrip("/").rpartition("/")[2]
    page.get_by_role("link", name="Change the pace").click()
    page.get_by_label("Calls a second").fill("100")  # as an account that was granted more
    page.get_by_role("button", name="Save").click()
    page.locator("tr").filter(has_text="Numbers").get_by_role("button", name="Sync").click()
    page.wait_for_url("**/jobs/**")
    export = f"{house.web}/o/nordphone/numbers/export.csv?cols=number&account={account}"

    def listed() -> list[str]:
        return [digits_of(line) for line in page.request.get(export).text().splitlines()[1:]]

    def named() -> set[str]:
        rows = house.control("GET", f"/objects/voipinnovations/{login}/dids")
        return {row["tn"] for row in rows if row["caller_name"] == "ACME DENTAL"}

    until(lambda: len({*listed()} - kept) == 2000, "two thousand numbers")
    numbers = [number for number in listed() if number not in kept]
    wrong = ["2125559999,ACME DENTAL,wave", "front desk,ACME DENTAL,wave", "=1+1,ACME DENTAL,wave"]
    lines = ["number,caller_name,tags", *(f"{number},ACME DENTAL,wave" for number in numbers), *wrong]
    refusal = {"kind": "status", "provider": "voipinnovations", "method": "UpdateCNAMDisplay", "count": 3, "after": 40}
    house.control("POST", "/faults", json={**refusal, "code": "this name is not allowed"})
    page.goto(f"{house.web}/o/nordphone/bulk/file/")
    file = {"name": "numbers.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.locator("#bulk-file input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Make the dry run").click()
    page.get_by_role("button", name="Change 2,000 numbers").click()
    standing = page.locator("#batch-standing")
    expect(standing).to_contain_text("2,000 of 2,000", timeout=600_000)
    refused = [number for number in numbers if number not in named()]
    assert len(refused) == 3
    failed = page.request.get(f"{page.url.split('?')[0]}failed.csv").text()
    assert all(number in failed for number in refused)
    assert all(line.split(",")[0].lstrip("=") in failed for line in wrong)
    assert failed.count("this name is not allowed") == 3

    page.get_by_role("button", name="Try the failed rows again").click()
    page.get_by_role("button", name="Change 3 numbers").click()
    expect(standing).to_contain_text("2,000 of 2,000", timeout=60_000)
    assert named() >= {*numbers}
    page.goto(f"{house.web}/o/nordphone/numbers/?q=wave")
    expect(page.locator("#numbers-table a.lead").first).to_be_visible()
