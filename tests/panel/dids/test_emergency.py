"""A number that somebody has to give a 911 address: until the provider tells of one, or a person says that it needs none."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from panel.audit.models import AuditEntry
from panel.connections.models import Connection
from panel.dids.emergency import e911_not_needed, need_e911
from panel.dids.models import Did, DidState
from panel.dids.sync import apply_one
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values import dids as values
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE
from tests.factories import make_did
from tests.panel.dids.test_number_list import shown

NUMBER = "+15145550142"


def needs(did: Did) -> bool:
    with scope(organization=did.organization_id):
        return Did.objects.get(pk=did.pk).needs_e911


def test_it_is_found_in_the_list_told_on_its_page_and_ended_by_a_person(
    browse: Any, sam: Any, nordphone: Organization, did: Did, account: Connection
) -> None:
    make_did(nordphone, account, "+15145550150")
    make_did(
        nordphone, account, "+15145550151", state=DidState.LOST, gone_at=timezone.now(), needs_e911_since=timezone.now()
    )
    with scope(organization=nordphone):
        need_e911(did)
    browser = browse(sam, nordphone)
    answer = browser.get("/numbers/", {"e911": "needed"})
    assert shown(answer) == [NUMBER]
    assert "Address needed" in answer.content.decode()
    assert "Address needed" in browser.get("/numbers/export.csv", {"e911": "needed"}).getvalue().decode()
    assert "This number needs a 911 address." in browser.get(f"/numbers/{did.pk}/").content.decode()
    said = browser.post(f"/numbers/{did.pk}/e911-not-needed/")
    assert said["Location"] == f"/o/nordphone/numbers/{did.pk}/"
    assert not needs(did)
    page = browser.get(f"/numbers/{did.pk}/").content.decode()
    assert "This number needs a 911 address." not in page
    assert "said that it needs no 911 address" in page
    with scope(organization=nordphone):
        assert not e911_not_needed(did=did, by=None)
        assert AuditEntry.objects.get(verb="dids.e911_not_needed").actor_id == sam.pk


def test_who_only_looks_does_not_decide(browse: Any, victor: Any, nordphone: Organization, did: Did) -> None:
    with scope(organization=nordphone):
        need_e911(did)
    browser = browse(victor, nordphone)
    assert "Not needed" not in browser.get(f"/numbers/{did.pk}/").content.decode()
    assert browser.post(f"/numbers/{did.pk}/e911-not-needed/").status_code == 403
    assert needs(did)


@pytest.mark.parametrize(("told", "still"), [(None, True), (False, True), (True, False)])
def test_a_sync_ends_it_when_the_provider_tells_of_an_address(
    nordphone: Organization, account: Connection, did: Did, told: bool | None, still: bool
) -> None:
    with scope(organization=nordphone):
        need_e911(did)
        apply_one(account, values.Did(number=PhoneNumber(NUMBER), route=NOWHERE, e911=told))
    assert needs(did) is still


def test_a_number_with_an_address_needs_none(nordphone: Organization, account: Connection) -> None:
    did = make_did(nordphone, account, "+15145550150", e911=True)
    with scope(organization=nordphone):
        need_e911(did)
    assert not needs(did)
