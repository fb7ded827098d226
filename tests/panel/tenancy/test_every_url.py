"""Every page of the URLconf, asked for by nobody, by another organization, by another client, and by members.

A page that is added is walked from that day on. The last class shows that the walk complains.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import clear_url_caches, path
from django.utils.html import escape
from pytest_django import Settings

from panel.dids.models import Did
from panel.tenancy.access import Door, requires, signed_in
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.tenancy.scope import scope
from panel.urls import urlpatterns
from tests.panel.tenancy import url_walk
from tests.panel.tenancy.checks import GLOBAL_TABLES, panel_models
from tests.panel.tenancy.url_walk import Page, all_pages
from tests.panel.tenancy.world import OBJECTS, WORDS, World, make_world

PAGES = all_pages()
MEMBERS = [page for page in PAGES if page.for_members]


def pages(of: list[Page]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", of, ids=str)


def behind(door: Door) -> list[Page]:
    return [page for page in PAGES if page.access and page.access.door is door]


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    # Nothing here may reach a provider: whoever tries finds a closed port of this machine.
    settings.PROVIDER_ENDPOINTS = {"voipms": {"rest_url": "http://127.0.0.1:9/", "soap_url": "http://127.0.0.1:9/"}}
    return make_world()


def test_the_world_holds_something_of_every_tenant_table(world: World) -> None:
    """A table that nobody fills would be walked past."""
    with scope(organization=world.nordphone):
        empty = [
            model.__name__
            for model in panel_models()
            if model._meta.db_table not in GLOBAL_TABLES and not model._default_manager.exists()
        ]
    assert empty == []


@pages(PAGES)
def test_every_page_declares_who_may_open_it(entry: Page) -> None:
    assert list(url_walk.declaration_problems(entry)) == []


def test_the_lists_name_only_pages_that_exist() -> None:
    names = {page.name for page in PAGES}
    assert names >= url_walk.PUBLIC | url_walk.SIGNED_IN | url_walk.OPERATOR
    assert {(page.app, argument) for page in PAGES for argument in page.arguments} == (set(OBJECTS) | set(WORDS))


@pages([*MEMBERS, *behind(Door.SIGNED_IN), *behind(Door.OPERATOR)])
def test_nobody_is_sent_to_sign_in(entry: Page, world: World) -> None:
    assert list(url_walk.nobody_problems(entry, world)) == []


@pages(MEMBERS)
def test_another_organization_finds_nothing(entry: Page, world: World) -> None:
    assert list(url_walk.outsider_problems(entry, world)) == []


@pages(MEMBERS)
def test_a_client_finds_the_portal_only(entry: Page, world: World) -> None:
    assert list(url_walk.client_problems(entry, world)) == []


@pages(MEMBERS)
def test_members_get_what_their_role_allows(entry: Page, world: World) -> None:
    assert list(url_walk.member_problems(entry, world)) == []


@pages(behind(Door.SIGNED_IN))
def test_pages_about_oneself_tell_nothing_of_others(entry: Page, world: World) -> None:
    assert list(url_walk.signed_in_problems(entry, world)) == []


@pages(behind(Door.OPERATOR))
def test_the_operators_pages_are_for_the_operator(entry: Page, world: World) -> None:
    assert list(url_walk.operator_problems(entry, world)) == []


class TestTheWalkComplains:
    """The test of the test: pages that somebody might add without thinking."""

    @pytest.fixture
    def careless(self, settings: Settings) -> Iterator[dict[str, Page]]:
        """The house with some careless pages added."""
        urlconf: Any = ModuleType("careless")
        urlconf.urlpatterns = [
            path("forgotten/", forgotten, name="forgotten"),
            path("fax/<uuid:fax_id>/", listed_nowhere, name="fax"),
            path("leak/", leak_everything, name="leak"),
            path("meddle/", meddle, name="meddle"),
            path("broad/", too_broad, name="broad"),
            *urlpatterns,
        ]
        settings.ROOT_URLCONF = urlconf
        clear_url_caches()
        yield {page.name: page for page in all_pages()}
        clear_url_caches()

    def test_of_a_page_that_declares_nothing(self, careless: dict[str, Page]) -> None:
        (problem,) = url_walk.declaration_problems(careless["forgotten"])
        assert problem.startswith("forgotten declares no access.")

    def test_of_a_page_outside_of_organizations_and_of_an_argument_that_it_cannot_fill(
        self, careless: dict[str, Page]
    ) -> None:
        open_to_all, unknown = url_walk.declaration_problems(careless["fax"])
        assert open_to_all.startswith("fax is open to “signed in” and not listed in url_walk.SIGNED_IN.")
        assert "Add ('', 'fax_id') to OBJECTS in tests/panel/tenancy/world.py" in unknown

    def test_of_a_page_that_leaves_the_scope(self, careless: dict[str, Page], world: World) -> None:
        problems = list(url_walk.outsider_problems(careless["leak"], world))
        assert (
            "GET /o/harbourline/leak/ in the outsider's own organization: the answer holds “zebrafish”" in problems[0]
        )

    def test_of_a_page_that_changes_what_is_not_its_own(self, careless: dict[str, Page], world: World) -> None:
        assert list(url_walk.outsider_problems(careless["meddle"], world)) == [
            "meddle: what a member of another organization sent changed Nordphone's rows."
        ]

    def test_of_a_page_that_opens_the_staffs_rows_to_clients(self, careless: dict[str, Page], world: World) -> None:
        problems = list(url_walk.client_problems(careless["broad"], world))
        assert any("by Karl Kessler: the answer holds “zebrafish”" in problem for problem in problems)


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing declared")


@signed_in
def listed_nowhere(request: HttpRequest, fax_id: object) -> HttpResponse:
    return HttpResponse("a fax")


def nordphones_scope() -> Any:
    """How such a bug would look: an organization taken from somewhere else than the request."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT patchbay_organization_ids()")
        return scope(organization=cursor.fetchall()[0][0])


@requires(Permission.VIEW)
def leak_everything(request: HttpRequest) -> HttpResponse:
    with nordphones_scope():
        return HttpResponse(escape(get_object_or_404(Did.objects).note))


@requires(Permission.VIEW)
def meddle(request: HttpRequest) -> HttpResponse:
    with nordphones_scope():
        Did.objects.update(note="changed")
    return HttpResponse("done")


@requires(Permission.PORTAL)
def too_broad(request: TenantRequest) -> HttpResponse:
    with scope(organization=request.membership.organization_id):
        return HttpResponse(escape(get_object_or_404(Did.objects).note))
