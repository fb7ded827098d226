"""A provider posts to the panel, signed, and the account's page shows what came."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from providers.callr.provider import PROVIDER
from providers.sandbox.seed import SERVICES
from tests.browser.conftest import House, until

pytestmark = [pytest.mark.browser]


def test_a_signed_webhook_reaches_the_account_that_gave_the_address(
    sign_in: Callable[[str, str], Page], house: House
) -> None:
    page = sign_in("owner", "nordphone")
    page.goto(f"{house.web}/o/nordphone/connections/")
    page.get_by_role("link", name="CALLR, main account").first.click()
    page.get_by_role("link", name="Callbacks").click()
    page.get_by_role("button", name="Make an address").click()
    url, secret = (page.locator(f"#callback-{part}").inner_text() for part in ("url", "secret"))
    with PROVIDER.open(SERVICES["callr"].credentials[0], endpoints=house.facts["providers"]["callr"]) as callr:
        assert callr.callbacks
        callr.callbacks.subscribe("sms.mt.status_update", url, secret=secret)
        callr.client.call("sms.send", **{"from": "SMS", "to": "+33639980121", "body": "Bonjour", "options": None})

    def came() -> bool:
        page.reload()
        return page.get_by_text("State of a message").count() > 0

    until(came, "the webhook")
    expect(page.get_by_text("Signed", exact=True).first).to_be_visible()
