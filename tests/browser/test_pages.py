"""Every page, as a person with a browser meets it: accessible, quiet in the console, whole on a phone, in two languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, StorageState, ViewportSize, expect

from tests.browser.conftest import House, until

pytestmark = [pytest.mark.browser]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
ORGANIZATION = "nordphone"
NAVIGATION = (
    "Overview", "Numbers", "Buy numbers", "Bulk changes", "Routing", "Holidays", "Calls", "Providers", "Operations", "Jobs",
    "People", "Clients", "Settings",
)  # fmt: skip

Visit = Callable[..., Page]


class Rooms:
    """Where the pages are, and the people who are already signed in."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self._states: dict[str, StorageState] = {}
        self._paths: dict[str, str] = {}

    def state(self, role: str) -> StorageState | None:
        """What the browser of a person keeps; each signs in once."""
        if not role:
            return None
        if role not in self._states:
            with self.window() as page:
                login = self.house.login(role, "" if role == "operator" else ORGANIZATION)
                page.goto(f"{self.house.web}/accounts/login/")
                page.get_by_label("E-mail address").fill(login["email"])
                page.get_by_label("Password", exact=True).fill(login["password"])
                page.get_by_role("button", name="Sign in").click()
                page.wait_for_url(lambda url: "/login/" not in url)
                self._states[role] = page.context.storage_state()
        return self._states[role]

    @contextmanager
    def window(self, role: str = "", *, phone: bool = False, theme: str = "light") -> Iterator[Page]:
        context = self.browser.new_context(
            storage_state=self.state(role), viewport=PHONE if phone else DESK, reduced_motion="reduce"
        )
        context.add_cookies([{"name": "theme", "value": theme, "url": self.house.web}])
        try:
            yield context.new_page()
        finally:
            context.close()

    def url(self, place: str) -> str:
        """`numbers/` lies below the organization, `/profile/` does not, `@number` is the first one that the pages show."""
        if place.startswith("@"):
            return self.house.web + self._found(place)
        if place.startswith("/"):
            return self.house.web + place
        return f"{self.house.web}/o/{ORGANIZATION}/{place}"

    def _found(self, place: str) -> str:
        if not self._paths:
            self._look()
        return self._paths[place]

    def _look(self) -> None:
        """The first of everything; the first sync has to bring the numbers, whose arrival no page announces."""
        with self.window("owner") as page:
            self._paths = {
                "@number": self._first(page, "numbers/", page.locator("#numbers-table a.lead")),
                "@object": self._first(page, "routing/", page.locator("main table a.b5")),
                "@device": self._first(page, "routing/devices/", page.locator("main table a.b5")),
                "@job": self._first(page, "jobs/", page.locator("main a.lead", has_text="numbers")),
                "@account": self._first(page, "connections/", page.locator("main a", has_text="VoIP.ms, main account")),
                "@calendar": self._first(page, "holidays/", page.locator("#calendars-table a.lead")),
            }
            self._paths["@playbook"] = self._playbook(page)
            self._paths["@operation"] = self._operation(page)
            self._paths["@batch"] = self._batch(page)
        account = self._paths["@account"]
        console = account.replace("/connections/", "/connections/console/")
        number = self._paths["@number"]
        self._paths |= {f"@{name}": f"{number}{name}/" for name in ("flow", "simulate", "release")}
        self._paths |= {f"@calendar-{name}": f"{self._paths['@calendar']}{name}/" for name in ("edit", "delete")}
        self._paths |= {
            "@callbacks": account.replace("/connections/", "/callbacks/of/"),
            "@edit": f"{self._paths['@object']}edit/",
            "@prepared": f"{number}settings/?note=Prepared",
            "@prices": f"{account}prices/",
            "@pace": f"{account}pace/",
            "@setup": f"{account}setup/",
            "@console": console,
            "@reading": f"{console}method/getBalance/",
            "@writing": f"{console}method/setDIDRouting/",
            "@traffic": f"{console}traffic/",
        }

    def _playbook(self, page: Page) -> str:
        """One that follows a calendar and leads nowhere yet; the demo has none."""
        page.goto(self.url("@number"))
        number = page.get_by_role("heading", level=1).inner_text()
        page.goto(self.url("bulk/playbooks/new/"))
        page.get_by_label("Name", exact=True).fill("Walked")
        page.get_by_label("In force by itself").select_option(label="Québec")
        page.get_by_label("Numbers", exact=True).fill(number)
        page.get_by_role("button", name="Save and choose the routes").click()
        page.wait_for_url("**/routes/")
        return page.url.removeprefix(self.house.web).removesuffix("routes/")

    def _operation(self, page: Page) -> str:
        """A change of a note; the demo's seed asks for none."""
        page.goto(self.url("@number"))
        page.get_by_label("Note at the provider").fill("Walked")
        page.get_by_role("button", name="Save settings").click()
        card = page.locator(".pb-op").first
        expect(card).to_contain_text("Succeeded")
        return card.get_by_role("link").first.get_attribute("href") or ""

    def _batch(self, page: Page) -> str:
        """A dry run with one row that can be changed and one that cannot."""
        page.goto(self.url("@number"))
        number = page.get_by_role("heading", level=1).inner_text()
        page.goto(self.url("bulk/file/"))
        lines = f"number,note\n{number},Walked twice\nnone,x\n".encode()
        page.locator("#bulk-file input[type=file]").set_input_files(
            {"name": "walk.csv", "mimeType": "text/csv", "buffer": lines}
        )
        page.get_by_role("button", name="Read it").click()
        page.get_by_role("button", name="Make the dry run").click()
        expect(page.get_by_role("button", name=re.compile("^Change "))).to_be_visible()
        return page.url.removeprefix(self.house.web)

    def _first(self, page: Page, place: str, links: Locator) -> str:
        """Where the first of these links leads; the page is asked for again until there is one."""

        def found() -> bool:
            page.goto(self.url(place))
            return links.count() > 0

        until(found, f"a link on {place}")
        return links.first.get_attribute("href") or ""


@pytest.fixture(scope="module")
def rooms(house: House, browser: Browser) -> Rooms:
    return Rooms(house, browser)


@pytest.fixture
def visit(rooms: Rooms) -> Iterator[Visit]:
    """`visit("numbers/", "viewer", phone=True)`: the open page. What the browser complains about fails the test."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} at {message.location.get('url')}")

    with ExitStack() as windows:

        def open_page(
            place: str, role: str = "owner", *, phone: bool = False, theme: str = "light", answer: int = 200
        ) -> Page:
            url = rooms.url(place)
            page = windows.enter_context(rooms.window(role, phone=phone, theme=theme))
            page.on("pageerror", lambda problem: complaints.append(str(problem)))
            if answer == 200:  # the browser itself reports any other
                page.on("console", hear)
            response = page.goto(url)
            assert response is not None
            assert response.status == answer, url
            page.wait_for_load_state("networkidle")
            return page

        yield open_page
    assert complaints == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def too_wide(page: Page) -> int:
    """The pixels by which the page can be pushed sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


PAGES = (
    "overview/", "numbers/", "@number", "routing/", "routing/devices/", "calls/", "connections/", "@account",
    "connections/connect/", "connections/connect/voipms/", "connections/connect/voicemeup/",
    "connections/connect/voipinnovations/", "connections/connect/callr/", "@setup", "@console", "@reading", "@writing",
    "@traffic", "@callbacks", "@flow", "@simulate", "@release", "ordering/", "ordering/requests/", "ordering/requests/new/",
    "ordering/templates/", "ordering/templates/new/", "ordering/prices/", "ordering/purchases/", "ordering/holds/", "bulk/",
    "bulk/file/", "bulk/playbooks/", "bulk/playbooks/new/", "@playbook", "holidays/", "holidays/new/?country=CA", "@calendar",
    "@calendar-edit", "@calendar-delete", "routing/new/", "@object", "@edit", "@device", "@prepared", "@prices", "@pace",
    "@batch", "@operation",
    "operations/", "jobs/", "@job", "people/", "clients/", "organization/", "/profile/",
)  # fmt: skip
OF_OTHERS = (("", "/accounts/login/"), ("", "/accounts/password/reset/"), ("operator", "/operator/organizations/"),
    ("client", "portal/"), ("viewer", "@number"))  # fmt: skip
EVERY_PAGE = [("owner", place) for place in PAGES] + list(OF_OTHERS)
MAIN_PAGES = [("owner", place) for place in ("overview/", "numbers/", "@number", "@account", "@writing")] + [
    ("", "/accounts/login/")
]


@pytest.mark.parametrize(("role", "place"), EVERY_PAGE)
def test_every_page_is_accessible(visit: Visit, role: str, place: str) -> None:
    assert violations(visit(place, role)) == []


@pytest.mark.parametrize(("role", "place"), EVERY_PAGE)
def test_no_page_scrolls_sideways_on_a_phone(visit: Visit, role: str, place: str) -> None:
    assert too_wide(visit(place, role, phone=True)) <= 0


@pytest.mark.parametrize(("role", "place"), MAIN_PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_main_pages_are_accessible_on_a_phone_and_in_the_dark(
    visit: Visit, role: str, place: str, theme: str
) -> None:
    assert violations(visit(place, role, theme=theme, phone=True)) == []
    assert violations(visit(place, role, theme="dark")) == []


def test_a_page_that_is_not_there_is_a_whole_page(visit: Visit) -> None:
    page = visit("nothing/", answer=404)
    assert violations(page) == []
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_navigation_leads_to_every_place(visit: Visit) -> None:
    page = visit("overview/")
    for place in NAVIGATION:
        page.locator("nav.pb-nav").get_by_role("link", name=place, exact=True).click()
        expect(page.locator("nav.pb-nav a[aria-current=page]")).to_contain_text(place)
        expect(page).to_have_title(re.compile(" · Patchbay$"))


def open_menu(page: Page) -> None:
    page.locator("#user-menu > summary").click()


def test_french_and_back(visit: Visit) -> None:
    page = visit("numbers/")
    try:
        open_menu(page)
        page.get_by_role("button", name="Français").click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        links = page.locator("nav.pb-nav a")
        expect(links.filter(has_text=re.compile(r"^\s*Numéros"))).to_have_count(1)
        expect(links.filter(has_text="Aperçu")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_text("Numéros")
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
    finally:
        open_menu(page)
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Numbers")


def test_the_chosen_theme_outlives_a_reload(visit: Visit) -> None:
    page = visit("overview/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    open_menu(page)
    with page.expect_response(lambda answer: "/theme/" in answer.url):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_skip_link_is_first_and_leads_to_the_page(visit: Visit) -> None:
    page = visit("numbers/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_keys_go_to_places_and_to_the_search(visit: Visit) -> None:
    page = visit("overview/")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/numbers/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    expect(page.get_by_label("Search numbers")).to_be_focused()
    expect(page.get_by_label("Search numbers")).to_have_value("")


def test_a_search_is_in_the_address_and_comes_back(visit: Visit) -> None:
    page = visit("numbers/")
    numbers = page.locator("#numbers-table a.lead")
    before = numbers.all_inner_texts()
    wanted = before[-1]
    digits = re.sub(r"\D", "", wanted)[-10:]
    page.get_by_label("Search numbers").fill(digits)
    expect(page).to_have_url(re.compile(rf"\?q={digits}$"))
    expect(numbers).to_have_text([wanted])
    page.reload()
    expect(page.get_by_label("Search numbers")).to_have_value(digits)
    expect(numbers).to_have_text([wanted])
    numbers.first.click()
    expect(page.get_by_role("heading", name="Change the route")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Search numbers")).to_have_value(digits)
    expect(numbers).to_have_text([wanted])


@pytest.mark.parametrize("place", ["numbers/", "routing/", "routing/devices/", "calls/", "operations/", "jobs/"])
def test_an_address_that_makes_no_sense_is_answered_with_a_message(visit: Visit, place: str) -> None:
    page = visit(f"{place}?state=nonsense&sort=evil&after=garbage&kind=no&account=none&from=never&page=-1")
    expect(page.locator("main .pb-note").first).to_be_visible()
    assert violations(page) == []


def test_a_list_that_is_open_stays_while_an_earlier_choice_is_looked_up(visit: Visit) -> None:
    page = visit("@number")
    editor, preview = page.locator("#route-editor"), page.locator("#route-preview")
    unsaved = editor.get_by_text("Unsaved change")
    expect(unsaved).to_be_hidden()
    first, second = (editor.locator("select").nth(at) for at in (0, 1))
    opened = second.element_handle()
    assert opened
    for amount, select in enumerate((first, second), start=1):
        other = "e => [...e.options].filter(o => !o.defaultSelected).at(-1).value"
        select.select_option(value=str(select.evaluate(other)))
        expect(preview).to_contain_text(f"Saving changes {amount} setting")
        expect(unsaved).to_be_visible()
    assert opened.evaluate("e => e.isConnected")
    expect(editor.locator(".pb-was")).to_have_count(2)
    assert violations(page) == []


def test_leaving_a_number_with_unsaved_changes_asks_and_discarding_does_not(visit: Visit) -> None:
    page = visit("@number")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    place, select = page.url, page.locator("#route-editor select").first
    was = select.input_value()
    select.select_option(index=1 if select.evaluate("e => e.selectedIndex") != 1 else 2)
    expect(page.locator("#route-preview")).to_contain_text("Saving changes 1 setting")
    page.locator("nav.pb-nav").get_by_role("link", name="Calls", exact=True).click(no_wait_after=True)
    expect(page.locator("#route-editor .pb-was")).to_be_visible()
    assert (asked, page.url) == (["beforeunload"], place)
    page.locator("#route-editor").get_by_role("link", name="Discard").click()
    expect(page.locator("#route-editor .pb-was")).to_have_count(0)
    assert (asked, select.input_value()) == (["beforeunload"], was)


def test_who_may_only_look_sees_no_way_to_change(visit: Visit) -> None:
    page = visit("@number", "viewer")
    expect(page.get_by_role("heading", name="Change the route")).to_be_visible()
    expect(page.locator("#route-editor button[type=submit]:enabled")).to_have_count(0)
    expect(page.locator("#route-editor select:enabled")).to_have_count(0)
    page = visit("connections/", "viewer")
    expect(page.get_by_role("link", name="Connect a provider")).to_have_count(0)
    page = visit("@account", "viewer")
    for change in ("Sync now", "Turn off", "Credentials", "Pause", "Disconnect"):
        expect(page.locator("main").get_by_text(change, exact=True)).to_have_count(0)
    for place in ("people/", "clients/", "organization/"):
        visit(place, "viewer", answer=403)


def test_a_client_sees_the_portal_and_nothing_of_the_rest(visit: Visit) -> None:
    for place in ("numbers/", "@number", "overview/", "connections/", "calls/", "jobs/"):
        visit(place, "client", answer=404)
    page = visit("portal/", "client")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("nav.pb-nav")).to_have_count(0)
