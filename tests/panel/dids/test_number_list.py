"""The list of numbers: any notation finds, filters are in the address, and no row costs a query of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from panel.connections.models import Connection
from panel.dids.models import DidState
from panel.tenancy.models import Organization
from tests.factories import make_client, make_connection, make_did

Browse = Callable[..., Any]


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone)


def shown(answer: Any) -> list[str]:
    return [row.object.number for row in answer.context["table"].rows]


@pytest.mark.parametrize(
    "typed",
    [
        "5145550142",
        "514-555-0142",
        "(514) 555-0142",
        "+1 514 555 0142",
        "1 514 555",
        "514555",
        "+15145550142",
        "0142",
        "50142",
        "514-555-0142 x12",
        "514 555 0142 ext. 4",
        "+1 (514) 555-0142 poste 12",
        "tel:+1-514-555-0142;ext=12",
        "011 1 514 555 0142",
        "514-555-0142#7",
        "514-JKL-0142",
    ],
)
def test_any_notation_finds_the_number(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection, typed: str
) -> None:
    make_did(nordphone, account, "+15145550142")
    make_did(nordphone, account, "+14165550117")
    assert shown(browse(victor, nordphone).get("/numbers/", {"q": typed})) == ["+15145550142"]


def test_a_french_number_is_found_by_its_country_code_and_its_end(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    make_did(nordphone, account, "+33199004712")
    page = browse(victor, nordphone)
    assert shown(page.get("/numbers/", {"q": "+33 1 99"})) == ["+33199004712"]
    assert shown(page.get("/numbers/", {"q": "00 47 12"})) == ["+33199004712"]


@pytest.mark.parametrize(
    "typed",
    ["+44 (0)20 7946 0018", "00 44 20 7946 0018", "011442079460018", "020 7946 0018", "0044 20 79", "44 20 7946"],
)
def test_a_number_abroad_is_found_as_it_is_dialled(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection, typed: str
) -> None:
    make_did(nordphone, account, "+442079460018")
    make_did(nordphone, account, "+15145550142")
    assert shown(browse(victor, nordphone).get("/numbers/", {"q": typed})) == ["+442079460018"]


@pytest.mark.parametrize("typed", ["1-800-FLOWERS", "(800) flowers", "+1 800 FLO-WERS", "800 FLOWERSNOW"])
def test_letters_are_dialled(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection, typed: str
) -> None:
    make_did(nordphone, account, "+18003569377")
    assert shown(browse(victor, nordphone).get("/numbers/", {"q": typed})) == ["+18003569377"]


def test_a_house_number_and_a_street_are_words(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    make_did(nordphone, account, "+15145272553")
    make_did(nordphone, account, "+15145550142", note="At 514 Lasalle")
    assert shown(browse(victor, nordphone).get("/numbers/", {"q": "514 Lasalle"})) == ["+15145550142"]


def test_words_find_place_note_and_client(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    rosemont = make_client(nordphone, "Clinique Rosemont")
    make_did(nordphone, account, "+15145550142", client=rosemont, description="LAVAL, QC")
    make_did(nordphone, account, "+14165550117", note="Front desk", description="TORONTO, ON")
    page = browse(victor, nordphone)
    assert shown(page.get("/numbers/", {"q": "rosemont"})) == ["+15145550142"]
    assert shown(page.get("/numbers/", {"q": "front"})) == ["+14165550117"]
    assert shown(page.get("/numbers/", {"q": "toronto"})) == ["+14165550117"]


def test_filters_narrow_and_unknown_is_not_no(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    make_did(nordphone, account, "+15145550101", e911=True, sms_enabled=False)
    make_did(nordphone, account, "+15145550102", e911=False)
    make_did(nordphone, account, "+15145550103", e911=None, state=DidState.LOST)
    page = browse(victor, nordphone)
    assert shown(page.get("/numbers/", {"e911": "0"})) == ["+15145550102"]
    assert shown(page.get("/numbers/", {"state": "lost"})) == ["+15145550103"]
    assert "Unknown" in page.get("/numbers/", {"state": "lost"}).content.decode()


def test_a_filter_of_another_organizations_account_finds_nothing_and_says_so(
    browse: Browse, victor: Any, nordphone: Organization, harbourline: Organization, account: Connection
) -> None:
    make_did(nordphone, account, "+15145550101")
    theirs = make_connection(harbourline)
    answer = browse(victor, nordphone).get("/numbers/", {"account": str(theirs.pk)})
    assert answer.status_code == 200
    assert "is not one of the choices" in answer.content.decode()


def test_pages_follow_each_other_and_go_back(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    numbers = [f"+1514555{line:04d}" for line in range(120)]
    for number in numbers:
        make_did(nordphone, account, number)
    page, seen, query = browse(victor, nordphone), [], ""
    while True:
        answer = page.get(f"/numbers/{query}")
        seen += shown(answer)
        query = answer.context["table"].page.next
        if not query:
            break
    assert seen == numbers
    back = page.get(f"/numbers/{answer.context['table'].page.previous}")
    assert shown(back) == numbers[50:100]


def test_ten_rows_more_cost_no_query_more(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    page = browse(victor, nordphone)

    def queries() -> int:
        with CaptureQueriesContext(database) as captured:
            page.fragment("/numbers/")
        return len(captured)

    make_did(nordphone, account, "+15145550100", route_kind="ring_group", route_target="1")
    few = queries()
    for line in range(1, 11):
        make_did(nordphone, account, f"+15145550{100 + line}", route_kind="ring_group", route_target=str(line))
    assert queries() == few
