"""The first page of a reseller client: its numbers in plain words, and nothing of anybody else."""

from __future__ import annotations

from typing import Any

import pytest

from panel.accounts.models import User
from panel.dids.models import NOT_YET, Did, DidState
from panel.portal.words import DESTINATIONS
from panel.tenancy.models import Client, Organization
from panel.tenancy.scope import scope
from providers.values.routing import RouteKind
from tests.factories import make_client, make_connection, make_did


@pytest.fixture
def _numbers(nordphone: Organization, clara: User) -> None:
    with scope(organization=nordphone):
        rosemont = Client.objects.get(name="Clinique Dentaire Rosemont")
    account = make_connection(nordphone, "VoIP.ms, main account")
    make_did(nordphone, account, "+15145550142", client=rosemont, description="Front desk", route_kind="ring_group")
    make_did(nordphone, account, "+15145550150", client=make_client(nordphone, "Kessler"), description="Not theirs")
    make_did(nordphone, account, "+15145550161", description="Nobody’s")


@pytest.mark.usefixtures("_numbers")
def test_it_shows_the_clients_own_numbers_in_plain_words(browse: Any, clara: User, nordphone: Organization) -> None:
    page = browse(clara, nordphone).get("/portal/").content.decode()
    assert "Clinique Dentaire Rosemont" in page
    assert "+1 514 555 0142".replace(" ", "\N{NO-BREAK SPACE}") in page
    assert "Rings several phones at once" in page


@pytest.mark.usefixtures("_numbers")
@pytest.mark.parametrize(
    "secret", ["Not theirs", "Nobody’s", "Kessler", "VoIP.ms", "SIP", "118204_main", "Patchbay</span>"]
)
def test_it_shows_nothing_of_others_nor_of_the_provider(
    browse: Any, clara: User, nordphone: Organization, secret: str
) -> None:
    assert secret not in browse(clara, nordphone).get("/portal/").content.decode()


@pytest.mark.usefixtures("_numbers")
@pytest.mark.parametrize("state", NOT_YET)
def test_what_is_only_held_or_ordered_is_not_in_service(
    browse: Any, clara: User, nordphone: Organization, state: DidState
) -> None:
    """A number that the client had once, and that is held again for somebody else, is still its client's in our rows."""
    with scope(organization=nordphone):
        Did.objects.filter(description="Front desk").update(state=state)
    assert "Front desk" not in browse(clara, nordphone).get("/portal/").content.decode()


def test_without_numbers_it_says_so(browse: Any, clara: User, nordphone: Organization) -> None:
    page = browse(clara, nordphone).get("/portal/").content.decode()
    assert "Nordphone has not assigned a number to you yet." in page


def test_it_is_not_for_staff(browse: Any, alice: User, nordphone: Organization) -> None:
    assert browse(alice, nordphone).get("/portal/").status_code == 403


def test_it_rejects_post(browse: Any, clara: User, nordphone: Organization) -> None:
    assert browse(clara, nordphone).post("/portal/").status_code == 405


def test_every_kind_of_route_that_a_number_can_have_has_words() -> None:
    """The rest are things that no number is sent to directly."""
    beside = {
        RouteKind.UNKNOWN,
        RouteKind.CALL_PARKING,
        RouteKind.CALLER_ID_FILTER,
        RouteKind.PHONEBOOK_ENTRY,
        RouteKind.PHONEBOOK_GROUP,
        RouteKind.MUSIC_ON_HOLD,
        RouteKind.DID_GROUP,
    }
    assert set(RouteKind) - beside == set(DESTINATIONS)
