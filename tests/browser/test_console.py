"""The provider console and four providers, as an owner meets them in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, until

pytestmark = [pytest.mark.browser]

SignIn = Callable[[str, str], Page]
PROVIDERS = {
    "VoIP.ms": "getBalance",
    "VoiceMeUp": "get_account_details",
    "VoIP Innovations": "GetPrepaidBalance",
    "CALLR": "billing.get_prepaid_credit",
}


def to_account(page: Page, house: House, provider: str) -> None:
    page.goto(f"{house.web}/o/nordphone/connections/")
    page.get_by_role("link", name=f"{provider}, main account").first.click()


@pytest.mark.parametrize("provider", list(PROVIDERS))
def test_the_demo_has_an_account_at_each_provider_with_data_in_it(sign_in: SignIn, house: House, provider: str) -> None:
    page = sign_in("owner", "nordphone")

    def in_step() -> bool:
        to_account(page, house, provider)
        return page.locator("#numbers").inner_text().strip() not in {"", "0"}

    until(in_step, f"the numbers of {provider}")
    expect(page.locator(".pb-head__sub")).to_contain_text("Operational")
    page.locator("#numbers").click()
    expect(page.locator("#numbers-table a.lead").first).to_be_visible()


@pytest.mark.parametrize(("provider", "method"), list(PROVIDERS.items()))
def test_a_read_of_any_provider_is_one_form_away(sign_in: SignIn, house: House, provider: str, method: str) -> None:
    page = sign_in("owner", "nordphone")
    to_account(page, house, provider)
    page.get_by_role("link", name="Console").click()
    page.get_by_label("Search methods").fill(method)
    page.locator("#methods").get_by_role("link", name=method, exact=True).click()
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**/console/calls/**")
    expect(page.locator("#console-call").get_by_text("Succeeded", exact=True)).to_be_visible()
    expect(page.locator("#console-call pre").first).to_contain_text(re.compile(r"\d"))
    page.get_by_role("link", name="Back to the form").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(method)


def test_a_write_asks_first_and_runs_as_an_operation(sign_in: SignIn, house: House) -> None:
    page = sign_in("owner", "nordphone")
    to_account(page, house, "VoIP.ms")
    page.get_by_role("link", name="Console").click()
    page.get_by_label("Search methods").fill("setDIDRouting")
    page.locator("#methods").get_by_role("link", name="setDIDRouting", exact=True).click()
    form = page.locator("#method-form")
    form.get_by_label("did", exact=True).fill("5145550101")
    form.get_by_label("routing", exact=True).fill("sys:busy")
    page.get_by_role("button", name="Change it at VoIP.ms").click()
    expect(page.get_by_text("Confirm it to go on.").first).to_be_visible()
    page.get_by_label("Do this at VoIP.ms").check()
    page.get_by_role("button", name="Change it at VoIP.ms").click()
    page.wait_for_url("**/console/calls/**")
    expect(page.locator("#console-call")).to_contain_text("Succeeded")
    page.goto(f"{house.web}/o/nordphone/operations/")
    expect(page.locator("main")).to_contain_text("setDIDRouting")


def test_the_raw_traffic_opens_without_secrets(sign_in: SignIn, house: House) -> None:
    page = sign_in("owner", "nordphone")
    to_account(page, house, "VoIP.ms")
    page.get_by_role("link", name="Raw traffic").click()
    page.locator("details.pb-raw summary").first.click()
    expect(page.locator("details.pb-raw[open] pre").first).to_be_visible()
    assert "Nordet-4417" not in page.content()
