"""Moving a number between clients."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from panel.audit.models import AuditEntry
from panel.dids.models import Did
from panel.dids.services import move_to_client
from panel.operations.models import Operation
from panel.tenancy.models import Client, Organization
from panel.tenancy.scope import scope
from tests.factories import make_client


@pytest.fixture
def rosemont(nordphone: Organization) -> Client:
    return make_client(nordphone, "Rosemont")


def client_of(did: Did, organization: Organization) -> Client | None:
    with scope(organization=organization):
        return Did.objects.select_related("client").get(pk=did.pk).client


def test_it_moves_is_recorded_and_stands_in_the_history(
    browse: Any, sam: Any, nordphone: Organization, did: Did, rosemont: Client
) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post(f"/numbers/{did.pk}/client/", {"client": str(rosemont.pk)})
    assert (answer.status_code, answer["Location"]) == (302, f"/o/nordphone/numbers/{did.pk}/")
    assert client_of(did, nordphone) == rosemont
    page = browser.get(f"/numbers/{did.pk}/").content.decode()
    assert "moved the number to another client" in page
    assert "nobody → Rosemont" in page
    with scope(organization=nordphone):
        (entry,) = AuditEntry.objects.filter(verb="dids.moved")
        assert (entry.actor_id, entry.details) == (sam.pk, {"before": "", "after": "Rosemont", "before_id": ""})
        assert not Operation.objects.exists()


def test_back_to_nobody_and_to_the_same_client_again(nordphone: Organization, did: Did, rosemont: Client) -> None:
    with scope(organization=nordphone):
        assert move_to_client(did=did, client=rosemont, by=None)
        assert not move_to_client(did=did, client=rosemont, by=None)
        assert move_to_client(did=did, client=None, by=None)
        assert AuditEntry.objects.filter(verb="dids.moved").count() == 2
    assert client_of(did, nordphone) is None


def test_a_client_of_another_organization_or_none_at_all_is_refused(
    browse: Any, sam: Any, nordphone: Organization, harbourline: Organization, did: Did
) -> None:
    foreign = make_client(harbourline, "Foreign")
    for wanted in (str(foreign.pk), str(uuid4()), "x", "\0"):
        answer = browse(sam, nordphone).post(f"/numbers/{did.pk}/client/", {"client": wanted})
        assert answer.status_code == 422
        assert 'id="owner-client_error"' in answer.content.decode()
    assert client_of(did, nordphone) is None


def test_who_may_only_look_cannot_move_it(
    browse: Any, victor: Any, nordphone: Organization, did: Did, rosemont: Client
) -> None:
    assert browse(victor, nordphone).post(f"/numbers/{did.pk}/client/", {"client": str(rosemont.pk)}).status_code == 403
    assert client_of(did, nordphone) is None


def test_a_number_that_somebody_else_moved_meanwhile_is_not_moved_unseen(
    browse: Any, sam: Any, alice: Any, nordphone: Organization, did: Did, rosemont: Client
) -> None:
    kessler, address = make_client(nordphone, "Kessler"), f"/numbers/{did.pk}/client/"
    sams = browse(sam, nordphone)
    saw = sams.get(f"/numbers/{did.pk}/").context["client_form"]["was"].value()
    browse(alice, nordphone).post(address, {"client": str(rosemont.pk), "was": ""})
    answer = sams.post(address, {"client": str(kessler.pk), "was": saw})
    assert answer.status_code == 422
    assert "it is Rosemont’s now" in answer.content.decode()
    assert client_of(did, nordphone) == rosemont
    form = answer.context["client_form"]
    assert form["client"].value() == str(kessler.pk), "what was chosen stays"
    assert sams.post(address, {"client": str(kessler.pk), "was": form["was"].value()}).status_code == 302
    assert client_of(did, nordphone) == kessler
