"""The shell: theme and language, navigation by role, error pages, and no inline code anywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from panel.tenancy.models import Membership, Organization
from panel.tenancy.roles import Role
from panel.ui.navigation import NAVIGATION, navigation
from panel.ui.theme import theme_of

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGE = '{% extends "layouts/app.html" %}{% block title %}Trial{% endblock %}{% block heading %}Trial{% endblock %}'


def page(path: str = "/", role: Role | None = None, **cookies: str) -> str:
    request: Any = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.user = AnonymousUser()
    if role:
        organization = Organization(name="Nordphone", slug="nordphone")
        request.membership = Membership(organization=organization, role=role)
        request.memberships = [request.membership]
    return str(engines["django"].from_string(PAGE).render({}, request))


@pytest.mark.parametrize("name", ["light", "dark", "system"])
def test_the_theme_is_remembered_and_served(client: Client, name: str) -> None:
    answer = client.post("/theme/", {"theme": name, "next": "/numbers/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/numbers/"
    assert answer.cookies["theme"].value == name
    html = page(theme=name)
    assert f'data-bs-theme="{"dark" if name == "dark" else "light"}"' in html
    assert f'data-theme="{name}"' in html


def test_an_unknown_theme_changes_nothing(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "<script>"})
    assert "theme" not in answer.cookies
    assert theme_of(RequestFactory(headers={"cookie": "theme=<script>"}).get("/")) == "system"


@pytest.mark.parametrize("path", ["/theme/", "/language/"])
def test_switches_never_lead_to_another_site_and_need_a_post(client: Client, path: str) -> None:
    assert client.post(path, {"next": "https://evil.example/"})["Location"] == "/"
    assert client.get(path).status_code == 405


@pytest.mark.django_db
def test_the_language_is_kept_with_the_person(browse: Any, alice: Any) -> None:
    answer = browse(alice).post("/language/", {"language": "fr", "next": "/"})
    alice.refresh_from_db()
    assert alice.language == "fr"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"
    browse(alice).post("/language/", {"language": "tlh"})
    alice.refresh_from_db()
    assert alice.language == "fr"


def links(role: Role | None) -> set[str]:
    request: Any = RequestFactory().get("/")
    if role:
        request.membership = Membership(role=role)
    return {link.icon for group in navigation(request) for link in group.links}


def test_each_role_sees_the_sections_it_may_open() -> None:
    assert links(Role.VIEWER) <= links(Role.OWNER)
    assert "users-round" not in links(Role.VIEWER)
    assert links(Role.CLIENT) == set()
    assert links(None) == set()


def test_shortcut_letters_are_used_once() -> None:
    letters = [entry.key for entry in NAVIGATION if entry.key]
    assert len(letters) == len(set(letters))


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_need_no_request(template: str) -> None:
    html = render_to_string(template)
    assert "<h1" in html
    assert "{#" not in html


def test_templates_have_no_inline_code() -> None:
    """The Content Security Policy forbids it, so it would be dead; htmx's own evaluation is off too."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|hx-(vals|headers)=['\"]js:"
    )
    wrong = {
        f"{path.relative_to(TEMPLATES)}: {found[0]}"
        for path in TEMPLATES.rglob("*.html")
        if path.relative_to(TEMPLATES).parts[0] != "emails" and (found := inline.search(path.read_text()))
    }
    assert wrong == set()


def test_comments_end_on_their_line() -> None:
    """Django would show the others to the reader."""
    wrong = [
        f"{path.relative_to(TEMPLATES)}:{number}"
        for path in TEMPLATES.rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.count("{#") != line.count("#}")
    ]
    assert wrong == []


def test_every_sheet_and_script_that_the_page_names_exists() -> None:
    from django.contrib.staticfiles import finders

    names = re.findall(r'(?:href|src)="/static/([^"]+)"', page())
    assert len(names) > 20
    assert [name for name in names if not finders.find(name)] == []


def test_the_current_section_is_marked_from_its_subpages_too() -> None:
    request: Any = RequestFactory().get("/numbers/0190/route/")
    request.membership = Membership(role=Role.OWNER)
    marked = [link.icon for group in navigation(request) for link in group.links if link.current]
    assert marked == ["hash"]
