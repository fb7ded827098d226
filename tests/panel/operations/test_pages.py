"""The list, the page and the card of operations, for each role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel.operations import services
from panel.operations.models import Operation, OperationState
from tests.panel.operations.conftest import AGENTS, again, change, past

Ask = Callable[..., Operation]


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "enqueue", lambda *_, **__: None)


def test_the_list_names_each_operation_and_its_state(browse: Any, victor: Any, nordphone: Any, ask: Ask) -> None:
    operation = change(ask(), state="succeeded", finished_at=past(0), observed={})
    page = browse(victor, nordphone).get("/operations/").content.decode()
    assert "Change the route" in page
    assert operation.short_id in page
    assert "Succeeded in" in page


def test_the_list_of_a_new_organization_says_what_to_do(browse: Any, victor: Any, nordphone: Any) -> None:
    assert "Nothing was changed yet" in browse(victor, nordphone).get("/operations/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=failed", True),
        ("state=succeeded", False),
        ("kind=dids.set_route", True),
        ("q=555 0142", True),
        ("q=555 0199", False),
        ("state=nonsense", True),
        ("connection=not-a-uuid", True),
        ("after=garbage", True),
        ("sort=nonsense", True),
    ],
)
def test_filters_narrow_and_nonsense_is_named_not_crashed_on(
    browse: Any, victor: Any, nordphone: Any, ask: Ask, query: str, found: bool
) -> None:
    operation = change(ask(subject_label="+1\u00a0514\u00a0555\u00a00142"), state="failed")
    answer = browse(victor, nordphone).get(f"/operations/?{query}")
    assert answer.status_code == 200
    assert (operation.short_id in answer.content.decode()) is found


def test_an_open_card_asks_for_itself_and_an_ended_one_stops(
    browse: Any, victor: Any, nordphone: Any, ask: Ask
) -> None:
    operation = ask()
    browser = browse(victor, nordphone)
    answer = browser.fragment(f"/operations/{operation.pk}/card/")
    assert answer.status_code == 200
    assert "hx-trigger" in answer.content.decode()
    change(operation, state="succeeded", observed={"route": AGENTS, "failovers": {}}, finished_at=past(0))
    answer = browser.fragment(f"/operations/{operation.pk}/card/")
    assert answer.status_code == 286
    assert "hx-trigger" not in answer.content.decode()
    assert "operation-ended" in answer["HX-Trigger-After-Settle"]
    assert "done" in answer["HX-Trigger"]


def test_an_unknown_outcome_is_dashed_says_the_next_check_and_never_offers_a_retry(
    browse: Any, alice: Any, nordphone: Any, ask: Ask
) -> None:
    operation = change(ask(), state="unknown", next_at=past(-40))
    page = browse(alice, nordphone).get(f"/operations/{operation.pk}/").content.decode()
    assert "pb-pill--unk" in page
    assert "Next check" in page
    assert "/retry/" not in page
    assert "Check now" in page


def test_a_failed_one_offers_a_retry_to_who_may(browse: Any, sam: Any, victor: Any, nordphone: Any, ask: Ask) -> None:
    operation = change(ask(), state="failed", error_message="Down.")
    assert "/retry/" in browse(sam, nordphone).get(f"/operations/{operation.pk}/").content.decode()
    assert "/retry/" not in browse(victor, nordphone).get(f"/operations/{operation.pk}/").content.decode()
    assert browse(victor, nordphone).post(f"/operations/{operation.pk}/retry/").status_code == 403


def test_a_retry_by_hand_leads_to_the_new_one_and_is_offered_once(
    browse: Any, sam: Any, nordphone: Any, ask: Ask
) -> None:
    operation = change(ask(), state="failed", error_message="Down.")
    browser = browse(sam, nordphone)
    answer = browser.post(f"/operations/{operation.pk}/retry/")
    assert answer.status_code == 302
    assert str(operation.pk) not in answer["Location"]
    assert "It was tried again" in browser.get(f"/operations/{operation.pk}/").content.decode()
    assert "/retry/" not in browser.get(f"/operations/{operation.pk}/").content.decode()


def test_giving_up_asks_first(browse: Any, sam: Any, nordphone: Any, ask: Ask) -> None:
    operation = change(ask(), state="failed")
    browser = browse(sam, nordphone)
    assert "Keep it" in browser.get(f"/operations/{operation.pk}/give-up/").content.decode()
    assert again(operation).state == OperationState.FAILED
    assert browser.post(f"/operations/{operation.pk}/give-up/").status_code == 302
    assert again(operation).state == OperationState.ABANDONED


def test_what_the_provider_sent_is_shown_escaped_to_those_who_may_see_raw_traffic(
    browse: Any, alice: Any, victor: Any, nordphone: Any, ask: Ask
) -> None:
    operation = change(ask(), state="failed", error_code="invalid_routing", error_raw="<script>0.85</script>")
    page = browse(alice, nordphone).get(f"/operations/{operation.pk}/").content.decode()
    assert "invalid_routing" in page
    assert "&lt;script&gt;0.85" in page
    assert "<script>0.85" not in page
    page = browse(victor, nordphone).get(f"/operations/{operation.pk}/").content.decode()
    assert "invalid_routing" in page
    assert "0.85" not in page


@pytest.mark.parametrize("path", ["", "card/", "retry/", "check/", "give-up/"])
def test_others_find_no_such_operation(
    browse: Any, charlie: Any, clara: Any, nordphone: Any, harbourline: Any, ask: Ask, path: str
) -> None:
    operation = change(ask(), state="failed")
    for person, organization in ((charlie, harbourline), (charlie, nordphone), (clara, nordphone)):
        browser = browse(person, organization)
        assert browser.get(f"/operations/{operation.pk}/{path}").status_code in (404, 405)
        assert browser.post(f"/operations/{operation.pk}/{path}").status_code in (404, 405)
    assert again(operation).state == OperationState.FAILED


@pytest.mark.parametrize("action", ["retry", "check"])
def test_actions_reject_get(browse: Any, sam: Any, nordphone: Any, ask: Ask, action: str) -> None:
    assert browse(sam, nordphone).get(f"/operations/{ask().pk}/{action}/").status_code == 405
