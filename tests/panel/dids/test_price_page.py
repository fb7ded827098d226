"""The page of an account's prices: typed in, kept, refused beside the field; and told where a number is changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from panel.audit.models import AuditEntry
from panel.connections.models import Connection
from panel.dids.models import SettingPrice
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did
from tests.panel.dids.test_settings import posted


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone, sealed=b"x", balance_currency="CAD")


def stored(organization: Organization) -> dict[str, tuple[Any, ...]]:
    with scope(organization=organization):
        rows = SettingPrice.objects.all()
        return {row.item: (row.currency, row.at_once, row.monthly, row.per_use) for row in rows}


def test_prices_are_kept_shown_again_and_audited_once(
    browse: Any, alice: Any, nordphone: Organization, account: Connection
) -> None:
    browser, url = browse(alice, nordphone), f"/connections/{account.pk}/prices/"
    assert url in browser.get(f"/connections/{account.pk}/").content.decode()
    assert 'value="CAD"' in browser.get(url).content.decode()
    typed = {"currency": "usd", "sms_enabled-at_once": "0", "sms_enabled-per_use": "0,008", "forward-per_use": ".0125"}
    for _twice in range(2):
        assert browser.post(url, typed).status_code == 302
    assert stored(nordphone) == {
        "sms_enabled": ("USD", Decimal(0), None, Decimal("0.008")),
        "forward": ("USD", None, None, Decimal("0.0125")),
    }
    page = browser.get(url).content.decode()
    assert 'value="0.008"' in page
    assert 'value="USD"' in page
    with scope(organization=nordphone):
        entry = AuditEntry.objects.get(verb="dids.prices_set")
    assert entry.object_id == account.pk
    assert entry.details["after"]["sms_enabled"] == {"currency": "USD", "at_once": "0", "per_use": "0.008"}
    assert browser.post(url, {"currency": "USD"}).status_code == 302
    assert stored(nordphone) == {}


def test_bad_amounts_are_refused_beside_their_fields_and_kept(
    browse: Any, alice: Any, nordphone: Organization, account: Connection
) -> None:
    browser, url = browse(alice, nordphone), f"/connections/{account.pk}/prices/"
    bad = {
        "currency": "dollars",
        "sms_enabled-at_once": "much",
        "sms_enabled-monthly": "-1",
        "recording-at_once": "0.000001",
        "recording-monthly": "1,000",
        "recording-per_use": "NaN",
        "voicemail-monthly": "99999999999",
    }
    answer = browser.post(url, bad)
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in bad:
        assert f'id="id_{name}_error"' in page, name
    for words in (
        "Write an amount, like 0.85.",
        "A price is not below zero.",
        "Five decimals at most.",
        "without a comma between the thousands",
        'value="much"',
    ):
        assert words in page
    assert stored(nordphone) == {}
    assert "three letters of a currency" in browser.post(url, {"currency": "XQZ"}).content.decode()


def test_in_french_a_comma_is_written_and_taken(
    browse: Any, alice: Any, nordphone: Organization, account: Connection
) -> None:
    alice.language = "fr"
    alice.save(update_fields=["language"])
    browser, url = browse(alice, nordphone), f"/connections/{account.pk}/prices/"
    assert browser.post(url, {"currency": "EUR", "recording-monthly": "1,250"}).status_code == 302
    assert stored(nordphone)["recording"][2] == Decimal("1.25")
    assert 'value="1,25"' in browser.get(url).content.decode()


def test_who_may_not_manage_accounts_has_no_page_and_no_link(
    browse: Any, sam: Any, nordphone: Organization, account: Connection
) -> None:
    browser, url = browse(sam, nordphone), f"/connections/{account.pk}/prices/"
    assert url not in browser.get(f"/connections/{account.pk}/").content.decode()
    assert browser.get(url).status_code == 403
    assert browser.post(url, {"currency": "USD", "recording-monthly": "1"}).status_code == 403
    assert stored(nordphone) == {}


def test_an_account_where_nothing_can_cost_says_so(browse: Any, alice: Any, nordphone: Organization) -> None:
    callr = make_connection(nordphone, "CALLR", provider="callr")
    page = browse(alice, nordphone).get(f"/connections/{callr.pk}/prices/").content.decode()
    assert "Nothing that can be changed here costs anything" in page


def test_a_change_of_one_number_tells_its_price_before_it_is_saved(
    browse: Any, alice: Any, sam: Any, nordphone: Organization, account: Connection
) -> None:
    did = make_did(nordphone, account, "+15145550142", sms_enabled=False, sms_available=True, note="")
    browser = browse(alice, nordphone)

    def preview(person: Any, **fields: str) -> str:
        page = browse(person, nordphone).get(f"/numbers/{did.pk}/settings/", posted(did, **fields)).content.decode()
        return str(page.replace("\N{NO-BREAK SPACE}", " "))

    assert "Not told: SMS." in preview(alice, sms_enabled="on")
    browser.post(f"/connections/{account.pk}/prices/", {"currency": "USD", "sms_enabled-monthly": "0.5"})
    page = preview(alice, sms_enabled="on")
    assert "USD 0.50 more each month." in page
    assert "Not told: SMS (once, each use)." in page
    assert "ot told" not in preview(alice, note="Front desk")
    page = preview(sam, sms_enabled="on")
    assert "This may be charged." in page
    assert "USD" not in page


def test_a_route_to_a_telephone_number_tells_its_price_before_it_is_saved(
    browse: Any, alice: Any, nordphone: Organization
) -> None:
    account = make_connection(nordphone, "VI", provider="voipinnovations", sealed=b"x")
    none = {"kind": "none", "target": "", "raw": ""}
    did = make_did(
        nordphone,
        account,
        "+15145550143",
        route_kind="endpoint_group",
        route_target="1",
        failovers={"unreachable": none},
    )
    browser = browse(alice, nordphone)
    browser.post(f"/connections/{account.pk}/prices/", {"currency": "USD", "forward-per_use": "0.0125"})
    asked = {"route": "endpoint_group:1", "unreachable": "none:", "was": "{}"}

    def preview(**typed: str) -> str:
        page = browser.get(f"/numbers/{did.pk}/route/", asked | typed).content.decode()
        return str(page.replace("\N{NO-BREAK SPACE}", " "))

    assert "USD 0.0125 for each minute forwarded." in preview(**{"typed-route": "+15145550150"})
    assert "when a call gets so far." in preview(**{"typed-unreachable": "+15145550150"})
    assert "USD" not in preview()
