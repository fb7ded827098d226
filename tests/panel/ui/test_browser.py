"""The shell and the shared parts in a real browser: accessible, obedient to the policy, and doing what they say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def rows(page: Page) -> list[str]:
    return page.locator("#numbers-table tbody .ph-a").all_inner_texts()


@pytest.mark.parametrize("path", ["", "list/", "list/?region=QC&state=zzz"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_pages_have_no_accessibility_violation(guide: Any, path: str, theme: str, phone: bool) -> None:
    page = guide(path, theme=theme, phone=phone)
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page scrolls sideways"


def test_open_menus_and_dialogs_are_accessible(guide: Any) -> None:
    page = guide()
    page.locator("#user-menu > summary").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#user-menu > summary")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    assert violations(page) == []


def test_typing_in_the_search_replaces_the_table_and_the_address(guide: Any) -> None:
    page = guide("list/")
    page.keyboard.press("/")
    page.keyboard.type("0112")
    expect(page.locator("#numbers-table tbody tr")).to_have_count(1)
    expect(page.locator("#numbers-q")).to_be_focused()
    assert page.url.endswith("/list/?q=0112")
    page.reload()
    assert rows(page) == ["+15145550112"]


def test_ticking_filters_keeps_their_menu_open_and_makes_chips(guide: Any) -> None:
    page = guide("list/")
    page.locator("#numbers-region-menu > summary").click()
    page.get_by_label("Québec").check()
    expect(page.locator(".pb-filter--on")).to_contain_text("Province Québec")
    expect(page.locator("#numbers-region-menu")).to_have_attribute("open", "")
    expect(page.locator("#numbers-table tbody tr")).to_have_count(10)
    page.get_by_role("link", name="Remove the filter Province").click()
    expect(page.locator(".pb-filter--on")).to_have_count(0)
    expect(page.locator("#numbers-table tbody tr")).to_have_count(12)


def test_sorting_and_paging_swap_the_table_and_back_restores(guide: Any) -> None:
    page = guide("list/")
    first = rows(page)
    page.locator("#numbers-next").click()
    expect(page).to_have_url(re.compile("after="))
    expect(page.locator("#numbers-table tbody tr .ph-a").first).not_to_have_text(first[0])
    page.locator("#numbers-by-number").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Number")
    assert rows(page)[0] == "+15145550129"
    assert "after=" not in page.url
    page.go_back()
    expect(page.locator("#numbers-table tbody tr .ph-a").first).to_have_text("+15145550112")


def test_the_list_works_without_script(guide: Any) -> None:
    page = guide("list/")
    href = page.locator("#numbers-next").get_attribute("href")
    answer = page.request.get(page.url.split("/o/")[0] + href)
    assert "+15145550112" in answer.text()
    assert "<html" in answer.text()


def test_a_wrong_form_comes_back_with_its_values_and_the_focus_on_the_first_error(guide: Any) -> None:
    page = guide()
    page.get_by_label("E-mail address").fill("nonsense")
    page.get_by_role("button", name="Save this").click()
    expect(page.locator("#trial-form [data-form-errors]")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value("nonsense")
    described = page.get_by_label("E-mail address").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text() == "Enter a valid email address."
    assert violations(page) == []
    guide.complaints[:] = [
        each for each in guide.complaints if "422" not in each
    ]  # the browser's own log of the status


def test_changed_fields_say_what_they_were(guide: Any) -> None:
    page = guide()
    page.get_by_label("Name of this connection").fill("Other")
    expect(page.locator(".pb-was")).to_have_text("Was VoIP.ms, main")
    page.get_by_label("Name of this connection").fill("VoIP.ms, main")
    expect(page.locator(".pb-was")).to_have_count(0)


def test_errors_stay_until_dismissed(guide: Any) -> None:
    page = guide()
    page.get_by_role("button", name="Say something").click()
    alert = page.get_by_role("alert").filter(has_text="refused the route")
    expect(alert).to_be_visible()
    assert violations(page) == []
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)


def test_what_cannot_be_taken_back_is_typed_first(guide: Any) -> None:
    page = guide()
    page.get_by_role("button", name="Release").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("It cannot be taken back.")
    assert violations(page) == []
    go_on = dialog.get_by_role("button", name="Release")
    expect(go_on).to_be_disabled()
    dialog.get_by_role("button", name="Keep as it is").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Release").click()
    dialog.get_by_role("textbox").fill("0161")
    go_on.click()
    expect(page.get_by_role("heading", name="Released")).to_be_visible()


def test_the_theme_changes_at_once_and_stays(guide: Any) -> None:
    page = guide()
    page.locator("#user-menu > summary").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_drawer_opens_and_closes_on_a_phone(guide: Any) -> None:
    page = guide(phone=True)
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_role("button", name="Open menu").click()
    expect(page.locator("#side")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    expect(page.get_by_role("button", name="Open menu")).to_be_focused()


def test_the_chart_draws_and_says_the_same_as_a_table(guide: Any) -> None:
    page = guide()
    expect(page.locator(".pb-chart canvas")).to_be_visible()
    page.get_by_text("View as table").click()
    expect(page.locator(".pb-astable tbody tr")).to_have_count(21)


def test_the_page_speaks_french(guide: Any) -> None:
    page = guide(language="fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
