"""The route editor: what it offers, what it refuses, and that nothing typed is lost."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from panel.connections.models import Connection
from panel.dids.models import NOT_YET, Did
from panel.operations import services as operations
from panel.operations.models import Operation
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.dids.conftest import make_object

pytestmark = pytest.mark.usefixtures("objects")


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "enqueue", lambda *_, **__: None)


WAS = {"route": "voicemail:101", "busy": "none:", "unreachable": "none:", "no_answer": "ring_group:4768"}


def posted(**fields: str) -> dict[str, str]:
    return {**WAS, "was": json.dumps(WAS), "token": str(uuid4()), **fields}


def all_operations(organization: Organization) -> list[Operation]:
    with scope(organization=organization):
        return list(Operation.objects.order_by("created_at"))


def test_it_offers_what_the_account_has_by_kind(browse: Any, sam: Any, nordphone: Any, did: Did) -> None:
    page = browse(sam, nordphone).get(f"/numbers/{did.pk}/").content.decode()
    assert '<optgroup label="Ring group">' in page
    assert '<option value="ring_group:4769">Ring group Agents</option>' in page
    assert '<option value="account:118204_front">SIP account 118204_front · Front desk</option>' in page
    assert '<option value="system:hangup">Hang up</option>' in page


def test_a_present_target_that_is_not_there_any_more_stays_a_choice(
    browse: Any, sam: Any, nordphone: Any, did: Did
) -> None:
    page = browse(sam, nordphone).get(f"/numbers/{did.pk}/").content.decode()
    assert '<option value="voicemail:101" selected>Voicemail 101 (not found)</option>' in page


def test_objects_of_another_account_are_not_offered(
    browse: Any, sam: Any, nordphone: Any, harbourline: Organization, did: Did
) -> None:
    from tests.factories import make_connection

    make_object(make_connection(nordphone, "Second account"), "ring_group", "9001", "Elsewhere")
    make_object(make_connection(harbourline), "ring_group", "9002", "Foreign")
    page = browse(sam, nordphone).get(f"/numbers/{did.pk}/").content.decode()
    assert "Elsewhere" not in page
    assert "Foreign" not in page
    answer = browse(sam, nordphone).post(f"/numbers/{did.pk}/route/", posted(route="ring_group:9001"))
    assert answer.status_code == 422


def test_saving_asks_for_one_operation_and_goes_back_to_the_number(
    browse: Any, sam: Any, nordphone: Any, did: Did
) -> None:
    answer = browse(sam, nordphone).post(
        f"/numbers/{did.pk}/route/", posted(route="ring_group:4769", busy="system:busy")
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/o/nordphone/numbers/{did.pk}/")
    (operation,) = all_operations(nordphone)
    assert operation.asked_by_id == sam.pk
    assert operation.wanted == {
        "route": {"kind": "ring_group", "target": "4769"},
        "failovers": {"busy": {"kind": "system", "target": "busy"}},
    }
    assert operation.before == {
        "route": {"kind": "voicemail", "target": "101"},
        "failovers": {"busy": {"kind": "none", "target": ""}},
    }


def test_with_htmx_the_answer_is_the_card_of_the_operation(browse: Any, sam: Any, nordphone: Any, did: Did) -> None:
    answer = browse(sam, nordphone).post(
        f"/numbers/{did.pk}/route/", posted(route="ring_group:4769"), headers={"HX-Request": "true"}
    )
    (operation,) = all_operations(nordphone)
    assert answer.status_code == 202
    assert f'id="operation-{operation.pk}"' in answer.content.decode()
    assert "toast" in answer["HX-Trigger"]


def test_pressed_twice_it_asks_once(browse: Any, sam: Any, nordphone: Any, did: Did) -> None:
    browser, form = browse(sam, nordphone), posted(route="ring_group:4769")
    for _ in range(2):
        assert browser.post(f"/numbers/{did.pk}/route/", form).status_code == 302
    assert len(all_operations(nordphone)) == 1


def test_a_second_change_while_one_is_open_leads_to_the_open_one(
    browse: Any, sam: Any, nordphone: Any, did: Did
) -> None:
    browser = browse(sam, nordphone)
    browser.post(f"/numbers/{did.pk}/route/", posted(route="ring_group:4769"))
    answer = browser.post(f"/numbers/{did.pk}/route/", posted(route="system:hangup"))
    assert answer.status_code == 302
    assert len(all_operations(nordphone)) == 1


@pytest.mark.parametrize(
    "forged",
    [
        "ring_group:99999",
        "nonsense",
        "",
        ":",
        "system:rm -rf",
        "voicemail:<script>alert(1)</script>",
        "none:",
        "x" * 5000,
    ],
)
def test_a_forged_destination_is_refused_beside_its_field_and_the_rest_is_kept(
    browse: Any, sam: Any, nordphone: Any, did: Did, forged: str
) -> None:
    answer = browse(sam, nordphone).post(
        f"/numbers/{did.pk}/route/", posted(route=forged, busy="ring_group:4769"), headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="route-route_error"' in page
    assert '<option value="ring_group:4769" selected>' in page
    assert "<script>alert" not in page
    assert all_operations(nordphone) == []


@pytest.mark.parametrize("was", ["", "[]", "{", '{"route": 7}', '{"route": "nonsense"}', "null", "x" * 4000])
def test_a_damaged_memory_of_what_was_seen_never_changes_anything(
    browse: Any, sam: Any, nordphone: Any, did: Did, was: str
) -> None:
    answer = browse(sam, nordphone).post(f"/numbers/{did.pk}/route/", posted(route="ring_group:4769", was=was))
    assert answer.status_code == 422
    assert all_operations(nordphone) == []


def test_a_damaged_token_does_no_harm(browse: Any, sam: Any, nordphone: Any, did: Did) -> None:
    answer = browse(sam, nordphone).post(f"/numbers/{did.pk}/route/", posted(route="ring_group:4769", token="x"))
    assert answer.status_code == 302
    assert len(all_operations(nordphone)) == 1


def test_nothing_changed_is_said_and_nothing_is_sent(browse: Any, sam: Any, nordphone: Any, did: Did) -> None:
    answer = browse(sam, nordphone).post(f"/numbers/{did.pk}/route/", posted())
    assert answer.status_code == 422
    assert "Nothing to change" in answer.content.decode()
    assert all_operations(nordphone) == []


def test_a_route_that_moved_meanwhile_is_shown_and_nothing_is_sent_until_asked_again(
    browse: Any, sam: Any, nordphone: Any, did: Did
) -> None:
    with scope(organization=nordphone):
        Did.objects.filter(pk=did.pk).update(route_kind="system", route_target="hangup", route_raw="sys:hangup")
    browser = browse(sam, nordphone)
    answer = browser.post(f"/numbers/{did.pk}/route/", posted(route="ring_group:4769"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "was changed since you opened this page" in page
    assert "Was Hang up" in page
    assert '<option value="ring_group:4769" selected>' in page
    assert all_operations(nordphone) == []
    now = {**WAS, "route": "system:hangup"}
    again = browser.post(f"/numbers/{did.pk}/route/", posted(route="ring_group:4769", was=json.dumps(now)))
    assert again.status_code == 302
    assert len(all_operations(nordphone)) == 1


def test_choosing_shows_what_saving_would_change(browse: Any, sam: Any, nordphone: Any, did: Did) -> None:
    answer = browse(sam, nordphone).fragment(f"/numbers/{did.pk}/route/", data=posted(route="ring_group:4769"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Was Voicemail 101 (not found)" in page
    assert "Saving changes 1 setting at VoIP.ms." in page
    assert "is-changed" in page
    assert all_operations(nordphone) == []


def test_a_viewer_sees_it_disabled_and_who_may(browse: Any, victor: Any, nordphone: Any, did: Did) -> None:
    browser = browse(victor, nordphone)
    page = browser.get(f"/numbers/{did.pk}/").content.decode()
    assert "Who may: Owner, Admin, Staff." in page
    assert "disabled" in page
    assert "Save route" not in page
    assert browser.post(f"/numbers/{did.pk}/route/", posted(route="ring_group:4769")).status_code == 403
    assert all_operations(nordphone) == []


def test_others_find_no_such_number(
    browse: Any, charlie: Any, clara: Any, nordphone: Any, harbourline: Any, did: Did
) -> None:
    for path in (f"/numbers/{did.pk}/", f"/numbers/{did.pk}/route/"):
        assert browse(charlie, harbourline).get(path).status_code == 404
        assert browse(charlie, nordphone).get(path).status_code == 404
        assert browse(clara, nordphone).get(path).status_code == 404
    assert (
        browse(charlie, harbourline).post(f"/numbers/{did.pk}/route/", posted(route="system:hangup")).status_code == 404
    )


@pytest.mark.parametrize("state", NOT_YET)
def test_a_number_that_is_not_in_the_account_yet_is_locked(
    browse: Any, sam: Any, nordphone: Organization, did: Did, state: str
) -> None:
    with scope(organization=nordphone):
        Did.objects.filter(pk=did.pk).update(state=state)
    browser = browse(sam, nordphone)
    page = browser.get(f"/numbers/{did.pk}/").content.decode()
    assert "This number is not in the account yet." in page
    assert "Save route" not in page
    assert "Save settings" not in page
    for noun, typed in (("route", posted(route="system:hangup")), ("settings", {"note": "Front door"})):
        answer = browser.post(f"/numbers/{did.pk}/{noun}/", typed)
        assert answer.status_code == 422
        assert "This number is not in the account yet." in answer.content.decode()
    assert not all_operations(nordphone)


@pytest.mark.parametrize(("field", "value"), [("state", "paused"), ("state", "draft")])
def test_an_account_that_is_not_in_use_locks_the_form(
    browse: Any, sam: Any, nordphone: Any, did: Did, account: Connection, field: str, value: str
) -> None:
    with scope(organization=nordphone):
        Connection.objects.filter(pk=account.pk).update(**{field: value})
    browser = browse(sam, nordphone)
    assert "Save route" not in browser.get(f"/numbers/{did.pk}/").content.decode()
    assert browser.post(f"/numbers/{did.pk}/route/", posted(route="ring_group:4769")).status_code == 422
    assert all_operations(nordphone) == []
