"""Searching all accounts at once: what each offers, with cost, price and what is not known."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from panel.connections.models import Connection, ConnectionState
from panel.ordering.models import Offer, PartState, PriceRule, Search, SearchPart
from panel.ordering.services import searching
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values.money import Money
from providers.values.ordering import AvailableNumber
from providers.values.phone import PhoneNumber
from tests.factories import make_connection
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

Connect = Callable[[str], Connection]
Work = Callable[[], None]
MONTREAL = {"kind": "local", "country": "CA", "area": "514", "region": "QC", "quantity": "1"}


def parts(organization: Organization) -> dict[str, SearchPart]:
    with scope(organization=organization):
        return {part.connection.provider: part for part in SearchPart.objects.select_related("connection")}


def offers(organization: Organization, provider: str) -> list[Offer]:
    with scope(organization=organization):
        return list(Offer.objects.filter(part__connection__provider=provider).order_by("position"))


def test_two_providers_are_asked_and_show_as_they_answer(
    browse: Any, alice: Any, nordphone: Organization, connect: Connect, work: Work
) -> None:
    connect("voipms")
    connect("voicemeup")
    browser = browse(alice, nordphone)
    answer = browser.post("/ordering/", MONTREAL)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "0 of 2 accounts have answered." in page
    assert "hx-get" in page
    work()
    assert {slug: part.state for slug, part in parts(nordphone).items()} == {
        "voipms": PartState.DONE,
        "voicemeup": PartState.DONE,
    }
    page = browser.get(answer["Location"]).content.decode()
    assert "2 of 2 accounts have answered." in page
    assert "every 700ms" not in page
    (first, *_rest) = offers(nordphone, "voipms")
    assert first.number.startswith("+1514")
    assert first.monthly is not None
    assert first.currency == "USD"


def test_a_poll_brings_only_what_the_page_does_not_have(
    browse: Any, alice: Any, nordphone: Organization, connect: Connect, work: Work
) -> None:
    connect("voipms")
    browser = browse(alice, nordphone)
    place = browser.post("/ordering/", MONTREAL)["Location"]
    waiting = browser.fragment(place + "more/?shown=")
    assert waiting.status_code == 200
    assert "beforeend:#answers" not in waiting.content.decode()
    work()
    last = browser.fragment(place + "more/?shown=")
    assert last.status_code == 286
    assert "beforeend:#answers" in last.content.decode()
    shown = str(parts(nordphone)["voipms"].pk)
    assert "beforeend:#answers" not in browser.fragment(place + f"more/?shown={shown}").content.decode()


def test_all_four_answer_in_their_own_way_and_the_unknown_is_shown_as_unknown(
    browse: Any, alice: Any, nordphone: Organization, connect: Connect, work: Work
) -> None:
    for slug in ("voipms", "voicemeup", "voipinnovations", "callr"):
        connect(slug)
    browser = browse(alice, nordphone)
    place = browser.post("/ordering/", {"kind": "local", "country": "US", "region": "TX", "quantity": "1"})["Location"]
    work()
    found = parts(nordphone)
    assert found["voipinnovations"].state == PartState.DONE
    assert all(offer.monthly is None for offer in offers(nordphone, "voipinnovations"))
    page = browser.get(place).content.decode()
    assert "Unknown" in page
    assert "4 of 4 accounts have answered." in page


def test_a_quote_tells_the_price_where_the_search_does_not(
    browse: Any, alice: Any, nordphone: Organization, connect: Connect, work: Work
) -> None:
    connect("callr")
    browse(alice, nordphone).post("/ordering/", {"kind": "local", "country": "US", "quantity": "1"})
    work()
    first = offers(nordphone, "callr")[0]
    assert first.number == ""
    assert first.monthly is not None
    assert first.currency == "EUR"


def test_who_wants_a_911_address_is_offered_nothing_by_a_provider_that_has_none(
    browse: Any, alice: Any, nordphone: Organization, connect: Connect, work: Work
) -> None:
    connect("callr")
    wanted = {"kind": "local", "country": "US", "quantity": "1"}
    browse(alice, nordphone).post("/ordering/", wanted)
    work()
    assert {offer.e911 for offer in offers(nordphone, "callr")} == {False}
    with scope(organization=nordphone):
        Offer.objects.all().delete()
    browse(alice, nordphone).post("/ordering/", {**wanted, "e911": "on"})
    work()
    assert offers(nordphone, "callr") == []


def test_the_clients_price_and_the_margin_stand_beside_the_cost(
    browse: Any, alice: Any, nordphone: Organization, connect: Connect, work: Work
) -> None:
    connect("voipms")
    with scope(organization=nordphone):
        PriceRule.objects.create(organization=nordphone, percent=Decimal(100), fixed=Decimal(1))
    browser = browse(alice, nordphone)
    place = browser.post("/ordering/", MONTREAL)["Location"]
    work()
    cost = offers(nordphone, "voipms")[0].monthly
    assert cost is not None
    price = (cost * 2 + 1).quantize(Decimal("0.01"))
    assert f"USD\N{NO-BREAK SPACE}{price}" in browser.get(place).content.decode()


def test_a_provider_that_is_down_says_so_and_the_others_show(
    browse: Any, alice: Any, nordphone: Organization, connect: Connect, work: Work, everywhere: Sandbox
) -> None:
    connect("voipms")
    connect("voicemeup")
    everywhere.break_with("down", provider="voipms")
    place = browse(alice, nordphone).post("/ordering/", MONTREAL)["Location"]
    work()
    states = {slug: part.state for slug, part in parts(nordphone).items()}
    assert states == {"voipms": PartState.FAILED, "voicemeup": PartState.DONE}
    assert parts(nordphone)["voipms"].text in browse(alice, nordphone).get(place).content.decode()


@pytest.mark.parametrize(
    ("wanted", "begins"),
    [
        ({"kind": "toll_free", "country": "US", "area": "833"}, "+1833"),
        ({"kind": "vanity", "country": "US", "pattern": "0142"}, "+18"),
        ({"kind": "local", "country": "CA", "region": "QC", "pattern": "014"}, "+1"),
    ],
)
def test_toll_free_vanity_and_patterns_are_searched_for(
    browse: Any,
    alice: Any,
    nordphone: Organization,
    connect: Connect,
    work: Work,
    wanted: dict[str, str],
    begins: str,
) -> None:
    connect("voipms")
    browse(alice, nordphone).post("/ordering/", {**wanted, "quantity": "1"})
    work()
    assert parts(nordphone)["voipms"].state == PartState.DONE, parts(nordphone)["voipms"].text
    found = offers(nordphone, "voipms")
    assert found
    assert all(offer.number.startswith(begins) and wanted.get("pattern", "") in offer.number for offer in found)


def test_an_account_that_is_paused_is_not_asked(
    browse: Any, alice: Any, nordphone: Organization, connect: Connect, work: Work
) -> None:
    account = connect("voipms")
    with scope(organization=nordphone):
        Connection.objects.filter(pk=account.pk).update(state=ConnectionState.PAUSED)
    place = browse(alice, nordphone).post("/ordering/", MONTREAL)["Location"]
    assert parts(nordphone) == {}
    assert "No account is active" in browse(alice, nordphone).get(place).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("area", "51"),
        ("area", "abc"),
        ("region", "Québec"),
        ("pattern", "é"),
        ("quantity", "0"),
        ("quantity", "1000"),
        ("country", "XX"),
        ("kind", "nonsense"),
        ("client", "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_what_makes_no_sense_is_told_beside_the_field_and_asks_nobody(
    browse: Any, alice: Any, nordphone: Organization, field: str, value: str
) -> None:
    answer = browse(alice, nordphone).post("/ordering/", {**MONTREAL, field: value}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    with scope(organization=nordphone):
        assert not Search.objects.exists()


def test_an_offer_at_a_price_beyond_all_sense_does_not_keep_the_search_waiting(nordphone: Organization) -> None:
    account = make_connection(nordphone)
    with scope(organization=nordphone):
        search = Search.objects.create(organization=nordphone)
        part = SearchPart.objects.create(
            organization=nordphone, search=search, connection=account, state=PartState.RUNNING
        )
    found = [
        AvailableNumber(offer_id="1", number=PhoneNumber("+15145550101"), monthly=Money(Decimal("1e15"), "USD")),
        AvailableNumber(offer_id="2", number=PhoneNumber("+15145550102"), monthly=Money(Decimal("0.85"), "USD")),
    ]
    searching._store(part, found)
    assert parts(nordphone)["voipms"].state == PartState.DONE
    assert [offer.number for offer in offers(nordphone, "voipms")] == ["+15145550102"]


def test_others_may_not_search(browse: Any, sam: Any, charlie: Any, nordphone: Organization) -> None:
    assert browse(sam, nordphone).get("/ordering/").status_code == 403
    assert browse(charlie, nordphone).get("/ordering/").status_code == 404
