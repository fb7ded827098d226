"""The page of one number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from panel.dids.models import Did
from panel.operations import services as operations
from panel.operations.models import Operation
from panel.tenancy.scope import scope

pytestmark = pytest.mark.usefixtures("objects")


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "enqueue", lambda *_, **__: None)


@pytest.fixture
def changed(did: Did, nordphone: Any, alice: Any) -> Operation:
    from panel.dids.route_operation import settings_of
    from panel.dids.services import change_route
    from providers.values.routing import Route, RouteKind

    with scope(organization=nordphone):
        seen = settings_of(did)
        wanted = {**seen, "route": Route(kind=RouteKind.RING_GROUP, target="4769")}
        return change_route(did=did, wanted=wanted, seen=seen, by=alice, idempotency_key="k")


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def test_it_tells_where_calls_go_and_what_is_unknown(browse: Any, victor: Any, nordphone: Any, did: Did) -> None:
    page = text_of(browse(victor, nordphone).get(f"/numbers/{did.pk}/"))
    assert "+1 514 555 0142" in page
    assert "Voicemail 101 (not found)" in page
    assert "When nobody answers" in page
    assert "Ring group Réception" in page
    assert '<dt>E911</dt><dd><span class="t3">unknown</span>' in page
    assert "<dt>SMS</dt><dd>Off" in page


def test_htmx_gets_what_is_below_the_head(browse: Any, victor: Any, nordphone: Any, did: Did) -> None:
    answer = browse(victor, nordphone).fragment(f"/numbers/{did.pk}/")
    assert answer.content.decode().lstrip().startswith('<div id="number-body"')
    assert "<html" not in answer.content.decode()


def test_an_open_change_stands_in_the_place_of_the_form(
    browse: Any, alice: Any, nordphone: Any, did: Did, changed: Operation
) -> None:
    page = text_of(browse(alice, nordphone).get(f"/numbers/{did.pk}/"))
    assert f'id="operation-{changed.pk}"' in page
    assert f'hx-get="/o/nordphone/operations/{changed.pk}/card/"' in page
    assert "Save route" not in page
    assert "Alice Tremblay is changing the route" in page
    assert "Calls go to: Voicemail 101 (not found) → Ring group Agents" in page


def test_a_lost_number_says_since_when(browse: Any, alice: Any, nordphone: Any, did: Did) -> None:
    with scope(organization=nordphone):
        Did.objects.filter(pk=did.pk).update(state="lost", gone_at=datetime(2026, 11, 3, 12, tzinfo=UTC))
    page = text_of(browse(alice, nordphone).get(f"/numbers/{did.pk}/"))
    assert "VoIP.ms no longer lists this number since 3 Nov 2026." in page
    assert "Save route" not in page


def test_the_number_of_queries_does_not_grow_with_the_history(
    browse: Any, alice: Any, nordphone: Any, did: Did, changed: Operation, django_assert_max_num_queries: Any
) -> None:
    browser = browse(alice, nordphone)
    browser.get(f"/numbers/{did.pk}/")
    with scope(organization=nordphone):
        for count in range(8):
            changed.pk, changed.id, changed._state.adding = None, None, True
            Operation.objects.create(
                **{
                    name: getattr(changed, name)
                    for name in ("organization_id", "connection_id", "kind", "subject_type", "subject_id", "parameters")
                },
                before=changed.before,
                wanted=changed.wanted,
                subject_label="x",
                idempotency_key=f"n{count}",
                state="succeeded",
            )
    with django_assert_max_num_queries(55):
        assert browser.get(f"/numbers/{did.pk}/").status_code == 200
