"""A real browser on the style guide: every shared part, drawn by its own template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from panel.tenancy.roles import Role
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did, make_member, make_organization

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
Open = Callable[..., Page]


@pytest.fixture
def guide(browser: Browser, live_server: Any, client: Any, settings: Any) -> Iterator[Open]:
    """`guide(phone=True, theme="dark", path="list/")`: the page of the style guide, open and signed in.

    What the browser complains about (a script error, something that the Content Security Policy refused) fails the test.
    """
    settings.ROOT_URLCONF = "tests.panel.ui.styleguide"
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]
    anais = _house()
    client.force_login(anais)
    session = client.cookies["sessionid"].value
    complaints: list[str] = []
    contexts = []

    def open_page(path: str = "", *, phone: bool = False, theme: str = "light", language: str = "en") -> Page:
        type(anais).objects.filter(pk=anais.pk).update(language=language)
        context = browser.new_context(viewport=PHONE if phone else DESK, reduced_motion="reduce")  # type: ignore[arg-type]
        contexts.append(context)
        cookies = {"sessionid": session, "theme": theme}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.goto(f"{live_server.url}/o/nordphone/guide/{path}")
        page.wait_for_load_state("networkidle")
        return page

    open_page.complaints = complaints  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _house() -> Any:
    nordphone = make_organization("Nordphone", "nordphone")
    harbourline = make_organization("Harbourline", "harbourline")
    anais = make_member(nordphone, "anais@nordphone.example", Role.ADMIN, name="Anaïs Ouellet")
    with scope(organization=harbourline):
        from panel.tenancy.models import Membership

        Membership.objects.create(organization=harbourline, user=anais, role=Role.VIEWER)
    connection = make_connection(nordphone)
    places = [("MONTREAL, QC", "QC"), ("TORONTO, ON", "ON"), ("VANCOUVER, BC", "BC")]
    for number in range(30):
        place, region = places[number % 3]
        make_did(
            nordphone,
            connection,
            f"+1514555{100 + number:04}",
            description=place,
            region=region,
            sms_enabled=bool(number % 2),
        )
    return anais
