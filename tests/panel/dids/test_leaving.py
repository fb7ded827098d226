"""A number that is ported to another provider: a person says so, and no sync takes it for lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from panel.audit.models import AuditEntry
from panel.connections.mirror import Listing
from panel.connections.models import Connection
from panel.dids.models import Did, DidState
from panel.dids.queries import count_at
from panel.dids.sync import DidMirror
from panel.operations.models import Operation
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values import dids
from providers.values.phone import PhoneNumber
from providers.values.routing import Route, RouteKind

VALUE = dids.Did(number=PhoneNumber("+15145550142"), route=Route(kind=RouteKind.NONE))


def state_of(did: Did, organization: Organization) -> str:
    with scope(organization=organization):
        return Did.objects.get(pk=did.pk).state


def listed(account: Connection, *values: dids.Did) -> None:
    with scope(organization=account.organization_id):
        DidMirror(account).store(Listing.read(values))


def test_it_stays_so_while_it_is_listed_and_is_released_when_it_is_gone(
    browse: Any, sam: Any, nordphone: Organization, account: Connection, did: Did
) -> None:
    browser, where = browse(sam, nordphone), f"/numbers/{did.pk}/porting-out/"
    assert "It is being ported out" in browser.get(f"/numbers/{did.pk}/").content.decode()
    assert browser.post(where, {"leaving": "1"}).status_code == 302
    browser.post(where, {"leaving": "1"})
    listed(account, replace(VALUE, description="LAVAL, QC"))
    assert state_of(did, nordphone) == DidState.PORTING_OUT
    page = browser.get(f"/numbers/{did.pk}/").content.decode()
    assert "said that it leaves for another provider" in page
    assert "It stays" in page
    assert did.number in browser.get("/numbers/export.csv?state=porting_out&cols=number").getvalue().decode()
    with scope(organization=nordphone):
        assert count_at(account) == 1
        assert AuditEntry.objects.filter(verb="dids.leaving").count() == 1
        assert not Operation.objects.exists()
    listed(account)
    assert state_of(did, nordphone) == DidState.RELEASED
    assert "This number left VoIP.ms on" in browser.get(f"/numbers/{did.pk}/").content.decode()


def test_it_stays_after_all(browse: Any, sam: Any, nordphone: Organization, account: Connection, did: Did) -> None:
    browser, where = browse(sam, nordphone), f"/numbers/{did.pk}/porting-out/"
    for leaving in ("1", "0"):
        browser.post(where, {"leaving": leaving})
    assert state_of(did, nordphone) == DidState.ACTIVE
    listed(account)
    assert state_of(did, nordphone) == DidState.LOST
    browser.post(where, {"leaving": "1"})
    assert state_of(did, nordphone) == DidState.LOST


@pytest.mark.parametrize("state", [DidState.PENDING, DidState.RESERVED, DidState.RELEASED])
def test_what_is_not_in_the_account_cannot_leave(
    browse: Any, sam: Any, nordphone: Organization, did: Did, state: str
) -> None:
    with scope(organization=nordphone):
        Did.objects.filter(pk=did.pk).update(state=state)
    assert "It is being ported out" not in browse(sam, nordphone).get(f"/numbers/{did.pk}/").content.decode()
    browse(sam, nordphone).post(f"/numbers/{did.pk}/porting-out/", {"leaving": "1"})
    assert state_of(did, nordphone) == state


def test_who_may_only_look_cannot_say_so(browse: Any, victor: Any, nordphone: Organization, did: Did) -> None:
    answer = browse(victor, nordphone).post(f"/numbers/{did.pk}/porting-out/", {"leaving": "1"})
    assert answer.status_code == 403
    assert state_of(did, nordphone) == DidState.ACTIVE
