"""What surrounds a member's view: the prefix, the scope, the transaction, the time zone."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, path, reverse
from django.utils import timezone
from pytest_django import Settings

from panel.accounts.models import User
from panel.tenancy.access import requires
from panel.tenancy.models import Client, Organization
from panel.tenancy.roles import Permission
from panel.tenancy.scope import current_organization_id, scope
from panel.urls import urlpatterns
from tests.factories import Browser, make_organization


@requires(Permission.VIEW)
def tell(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{current_organization_id()} {timezone.get_current_timezone_name()} {reverse('tell')}")


@requires(Permission.VIEW)
def fail_halfway(request: HttpRequest) -> HttpResponse:
    Client.objects.create(organization_id=current_organization_id(), name="Half a deed")
    raise RuntimeError("in the middle")


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open by accident")


@pytest.fixture(autouse=True)
def _pages(settings: Settings) -> Iterator[None]:
    urlconf: Any = ModuleType("pages")
    urlconf.urlpatterns = [
        path("tell/", tell, name="tell"),
        path("fail/", fail_halfway, name="fail"),
        path("undeclared/", undeclared, name="undeclared"),
        *urlpatterns,
    ]
    settings.ROOT_URLCONF = urlconf
    clear_url_caches()
    yield
    clear_url_caches()


def test_links_stay_inside_of_the_organization(browse: Any, victor: User, nordphone: Organization) -> None:
    organization_id, _zone, link = browse(victor, nordphone).get("/tell/").content.decode().split()
    assert organization_id == str(nordphone.pk)
    assert link == "/o/nordphone/tell/"


def test_the_prefix_ends_with_the_request(browse: Any, victor: User, nordphone: Organization) -> None:
    browse(victor, nordphone).get("/tell/")
    assert reverse("tell") == "/tell/"


def test_times_are_shown_in_the_persons_zone_or_else_the_organizations(
    browse: Any, victor: User, nordphone: Organization
) -> None:
    browser = browse(victor, nordphone)
    assert "America/Toronto" in browser.get("/tell/").content.decode()
    victor.time_zone = "Europe/Paris"
    victor.save()
    assert "Europe/Paris" in browser.get("/tell/").content.decode()


def test_a_failed_view_leaves_nothing_behind(victor: User, nordphone: Organization) -> None:
    browser = Browser(prefix="/o/nordphone", raise_request_exception=False)
    browser.force_login(victor)
    assert browser.get("/fail/").status_code == 500
    with scope(organization=nordphone):
        assert not Client.objects.exists()


def test_a_page_that_declares_nothing_is_not_served(browse: Any, alice: User, nordphone: Organization) -> None:
    assert Browser().get("/undeclared/").status_code == 404
    assert browse(alice, nordphone).get("/undeclared/").status_code == 404


def test_no_such_organization_and_not_a_member_read_the_same(browse: Any, victor: User) -> None:
    make_organization("Acme", "acme")
    answers = [browse(victor).get(f"/o/{slug}/tell/") for slug in ("acme", "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Acme" not in answers[0].content.decode()
    assert len(answers[0].content) == len(answers[1].content)


def test_without_a_prefix_a_member_is_led_to_the_first_organization(browse: Any, victor: User) -> None:
    assert browse(victor).get("/tell/?page=2")["Location"] == "/o/nordphone/tell/?page=2"
    assert browse(victor).post("/tell/").status_code == 404
