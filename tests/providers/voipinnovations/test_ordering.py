"""Port Ordering: what is offered, held, bought and given back. Buying costs money: nothing is ever sent twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from providers import errors
from providers.values.ordering import AvailableNumber, NumberKind, NumberSearch, OrderSettings, OrderState
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Route, RouteKind
from providers.voipinnovations.ordering import offer_from
from providers.voipinnovations.provider import VoipinnovationsAccount
from tests.providers.scripted import Reply, Script
from tests.providers.voipinnovations.conftest import answers, called, sent
from tests.providers.voipinnovations.soap_answers import document, fault, items, numbers, outcome, reply

NUMBER = PhoneNumber("+12125550142")
TN, OTHER = "2125550142", "2125550143"
GROUP = OrderSettings(route=Route(kind=RouteKind.ENDPOINT_GROUP, target="7"))
LOCATOR = {
    "tn": TN, "rateCenter": "NWYRCYZN01", "state": "NY", "tier": "0", "lataId": "132", "outboundCNAM": "true", "t38": "true",
    "network": "VI", "sms": "true",
}  # fmt: skip


def offer(tn: str = TN) -> AvailableNumber:
    return AvailableNumber(offer_id=tn, number=PhoneNumber(f"+1{tn}"))


# What a wire or a service can do so that nobody knows whether a number was bought.
LOST: dict[str, Reply] = {
    "hung up": Reply(hang_up=True),
    "cut": Reply(body=document("assignDID")[:200], promised=4000),
    "a fault": fault(),
    "a page": Reply(body=b"<html>", status=502),
    "no code": reply("assignDID", code=None),
    "an unknown code": reply("assignDID", code=777),
    "the answer to something else": reply("queryDID"),
}
METHODS = ("assignDID", "releaseDID", "reserveDID")


def broken(name: str) -> dict[str, Reply]:
    return dict.fromkeys(METHODS, LOST[name])


# ── Looking ───────────────────────────────────────────────────────────────────────────


def test_states_and_the_places_of_one_are_listed(account: VoipinnovationsAccount, script: Script) -> None:
    answers(
        script,
        GetAvailableStates=reply("GetAvailableStates", {"responseData": ("string", ["NY", "TX"])}),
        GetAvailableRateCenters=reply("GetAvailableRateCenters", {"responseData": ("string", ["AUSTIN", "EL PASO"])}),
    )
    assert [area.region for area in account.ordering.areas()] == ["NY", "TX"]
    austin, paso = account.ordering.areas(region="TX")
    assert (austin.remote_id, austin.rate_centre, paso.rate_centre) == ("TX/AUSTIN", "AUSTIN", "EL PASO")
    assert sent(script, "GetAvailableRateCenters") == [{"state": "TX"}]


def test_provinces_are_places_of_canada(account: VoipinnovationsAccount, script: Script) -> None:
    states = reply("GetAvailableStates", {"responseData": ("string", ["NY", "QC"])})
    centres = reply("GetAvailableRateCenters", {"responseData": ("string", ["MONTREAL"])})
    answers(script, GetAvailableStates=states, GetAvailableRateCenters=centres)
    assert [(area.region, area.country) for area in account.ordering.areas()] == [("NY", "US")]
    assert [(area.region, area.country) for area in account.ordering.areas(country="CA")] == [("QC", "CA")]
    (montreal,) = account.ordering.areas(country="CA", region="QC")
    assert (montreal.remote_id, montreal.country) == ("QC/MONTREAL", "CA")


def test_there_are_no_places_of_toll_free_or_foreign_numbers(account: VoipinnovationsAccount, script: Script) -> None:
    assert list(account.ordering.areas(kind=NumberKind.TOLL_FREE)) == []
    assert list(account.ordering.areas(country="FR")) == []
    assert not script.requests


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        (NumberSearch(region="NY"), {"state": "NY"}),
        (NumberSearch(area="TX/EL PASO"), {"state": "TX", "rateCenter": "EL PASO"}),
        (NumberSearch(region="TX", rate_centre="AUSTIN", area_code="512", exchange="555"),
         {"state": "TX", "rateCenter": "AUSTIN", "npa": "512", "nxx": "555"}),
        (NumberSearch(kind=NumberKind.TOLL_FREE), {"state": "TF"}),
        (NumberSearch(kind=NumberKind.TOLL_FREE, area_code="888"), {"state": "TF", "npa": "888"}),
    ],
)  # fmt: skip
def test_a_search_asks_by_the_names_of_the_contract(
    account: VoipinnovationsAccount, script: Script, wanted: NumberSearch, asked: dict[str, str]
) -> None:
    assert list(account.ordering.search(wanted)) == []
    assert sent(script, "getDIDs") == [asked]


def test_numbers_of_other_countries_are_not_looked_for(account: VoipinnovationsAccount, script: Script) -> None:
    for kind in (NumberKind.TOLL_FREE, NumberKind.LOCAL):
        assert list(account.ordering.search(NumberSearch(kind=kind, country="FR", area_code="800"))) == []
    assert not script.requests


def test_a_search_by_nothing_is_refused_unsent(account: VoipinnovationsAccount, script: Script) -> None:
    with pytest.raises(errors.Invalid) as caught:
        list(account.ordering.search(NumberSearch(pattern="42")))
    assert caught.value.field == "region"
    assert not script.requests


def test_a_search_that_the_service_finds_too_wide_is_invalid(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, getDIDs=reply("getDIDs", code=302490, said="no criteria"))
    with pytest.raises(errors.Invalid):
        list(account.ordering.search(NumberSearch(exchange="555")))


def test_what_is_found_is_offered_and_what_does_not_fit_is_not(account: VoipinnovationsAccount, script: Script) -> None:
    rows = [LOCATOR, LOCATOR | {"tn": OTHER, "sms": "false", "t38": ""}, LOCATOR | {"tn": "2125550199"}]
    answers(script, getDIDs=reply("getDIDs", {"DIDLocators": ("DIDLocator", rows)}))
    first, second = account.ordering.search(NumberSearch(region="NY", pattern="55501", limit=2))
    assert (first.offer_id, first.number, first.region, first.rate_centre) == (TN, NUMBER, "NY", "NWYRCYZN01")
    assert (first.sms, first.fax, first.monthly) == (True, True, None)
    assert (second.sms, second.fax) == (False, None)  # not told is not "no"
    for pattern in ("0199", "JJJ-0199", "2*25*5*199"):
        found = account.ordering.search(NumberSearch(region="NY", pattern=pattern))
        assert [each.offer_id for each in found] == ["2125550199"]


def test_numbers_of_the_other_country_leave_room_for_those_asked_for(
    account: VoipinnovationsAccount, script: Script
) -> None:
    rows = [LOCATOR, LOCATOR | {"tn": "5145550142", "state": "QC"}]
    answers(script, getDIDs=reply("getDIDs", {"DIDLocators": ("DIDLocator", rows)}))
    for country, found in (("CA", "5145550142"), ("US", TN)):
        (only,) = account.ordering.search(NumberSearch(country=country, exchange="555", limit=1))
        assert only.offer_id == found


def test_toll_free_numbers_are_told_by_their_state() -> None:
    found = offer_from({"tn": "8885550142", "state": "ALL", "rateCenter": "US+CA", "tier": "", "lataId": "0"})
    assert (found.kind, found.country, found.region) == (NumberKind.TOLL_FREE, "", "")


def test_an_offer_is_of_the_country_of_its_state() -> None:
    assert offer_from(LOCATOR).country == "US"
    montreal = offer_from(LOCATOR | {"tn": "5145550142", "state": "QC", "rateCenter": "MONTREAL"})
    assert (montreal.country, montreal.region) == ("CA", "QC")
    assert offer_from({"tn": TN}).country == "", "nobody said where it is"


# ── Holding ───────────────────────────────────────────────────────────────────────────


def test_numbers_are_held_for_half_an_hour(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, reserveDID=numbers("reserveDID", outcome(TN, "100"), outcome(OTHER, "103220")))
    before = datetime.now(UTC)
    held = account.ordering.reserve([offer(), offer(OTHER)])
    assert held.numbers == (NUMBER, PhoneNumber(f"+1{OTHER}"))
    assert held.expires_at is not None  # the answer says the year 1900
    assert timedelta(minutes=29) < held.expires_at - before < timedelta(minutes=31)
    assert items(script.requests[0].fields["xml"], "DIDParam") == [{"tn": TN, "epg": "0"}, {"tn": OTHER, "epg": "0"}]


@pytest.mark.parametrize(
    ("code", "problem"),
    [("103225", errors.Refused), ("103230", errors.AlreadyTaken), ("103235", errors.AlreadyTaken),
     ("103250", errors.NotAllowed), ("103259", errors.NotAllowed), ("103420", errors.NotFound), ("103221", errors.Refused)],
)  # fmt: skip
def test_one_number_that_cannot_be_held_is_said(
    account: VoipinnovationsAccount, script: Script, code: str, problem: type[errors.ProviderError]
) -> None:
    answers(script, reserveDID=numbers("reserveDID", outcome(TN, "100"), outcome(OTHER, code)))
    with pytest.raises(problem) as caught:
        account.ordering.reserve([offer(), offer(OTHER)])
    assert type(caught.value) is problem
    assert caught.value.code == code


# ── Buying ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("note", "shown"), [("front desk", "front desk"), ("", "order-42")])
def test_a_number_is_bought_into_its_group_under_its_note_or_else_our_reference(
    account: VoipinnovationsAccount, script: Script, note: str, shown: str
) -> None:
    answers(script, assignDID=numbers("assignDID", outcome(TN, "100")))
    settings = OrderSettings(route=GROUP.route, reference="order-42", note=note)
    (bought,) = account.ordering.order([offer()], settings)
    assert (bought.state, bought.number, bought.offer_id) == (OrderState.DONE, NUMBER, TN)
    assert items(script.requests[0].fields["xml"], "DIDParam") == [{"tn": TN, "refId": shown, "epg": "7"}]


def test_of_an_order_each_number_has_its_own_outcome(account: VoipinnovationsAccount, script: Script) -> None:
    rows = {
        "2125550140": ("100", OrderState.DONE), "2125550141": ("104225", OrderState.DONE),
        "2125550142": ("104230", OrderState.FAILED), "2125550143": ("104235", OrderState.FAILED),
        "2125550144": ("104258", OrderState.FAILED), "2125550145": ("104259", OrderState.FAILED),
        "2125550146": ("104420", OrderState.FAILED), "2125550147": ("104251", OrderState.FAILED),
        "2125550148": ("104999", OrderState.PENDING), "2125550149": ("", OrderState.PENDING),
        "2125550150": ("soon", OrderState.PENDING),
    }  # fmt: skip
    answers(script, assignDID=numbers("assignDID", *(outcome(tn, code) for tn, (code, _) in reversed(rows.items()))))
    asked = [*rows, "2125550199"]  # the last has no row in the answer
    found = account.ordering.order([offer(tn) for tn in asked], GROUP)
    assert {each.offer_id: each.state for each in found} == {
        **{tn: state for tn, (_, state) in rows.items()},
        "2125550199": OrderState.PENDING,
    }
    assert all(each.message for each in found if each.state is not OrderState.DONE)
    assert {each.code for each in found if each.state is OrderState.FAILED} == {
        code for code, state in rows.values() if state is OrderState.FAILED
    }
    assert called(script) == ["assignDID"]


@pytest.mark.parametrize("name", LOST)
def test_a_lost_answer_to_an_order_is_unknown_and_the_order_is_never_sent_twice(
    account: VoipinnovationsAccount, script: Script, name: str
) -> None:
    answers(script, **broken(name))
    with pytest.raises(errors.OutcomeUnknown):
        account.ordering.order([offer(), offer(OTHER)], GROUP)
    assert called(script) == ["assignDID"]


@pytest.mark.hangs
def test_a_slow_answer_to_an_order_is_unknown(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, assignDID=Reply(hang=True))
    with pytest.raises(errors.OutcomeUnknown):
        account.ordering.order([offer()], GROUP)
    assert called(script) == ["assignDID"]


def test_an_order_that_is_refused_as_a_whole_is_an_error(account: VoipinnovationsAccount, script: Script) -> None:
    for code, problem in ((902, errors.BadCredentials), (900, errors.Refused), (101, errors.NotFound)):
        answers(script, assignDID=reply("assignDID", code=code, said="no"))
        with pytest.raises(problem):
            account.ordering.order([offer()], GROUP)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (OrderSettings(), errors.Invalid),
        (OrderSettings(route=NOWHERE), errors.Invalid),
        (OrderSettings(route=Route(kind=RouteKind.FORWARD, target="+13125550100")), errors.Invalid),
        (OrderSettings(route=Route(kind=RouteKind.ENDPOINT_GROUP, target="seven")), errors.Invalid),
        (OrderSettings(route=Route(kind=RouteKind.ENDPOINT_GROUP, target="")), errors.Invalid),
        (OrderSettings(route=GROUP.route, test=True), errors.Unsupported),
    ],
)
def test_an_order_that_cannot_be_sent_buys_nothing(
    account: VoipinnovationsAccount, script: Script, settings: OrderSettings, problem: type[errors.ProviderError]
) -> None:
    with pytest.raises(problem):
        account.ordering.order([offer()], settings)
    assert not script.requests


@pytest.mark.parametrize("strange", ["", "212555", "+12125550142", "131:GOLD", "²125550142", "٢١٢٥٥٥٠١٤٢"])
def test_an_offer_of_another_provider_buys_nothing(
    account: VoipinnovationsAccount, script: Script, strange: str
) -> None:
    with pytest.raises(errors.Invalid):
        account.ordering.order([offer(), AvailableNumber(offer_id=strange, number=NUMBER)], GROUP)
    with pytest.raises(errors.Invalid):
        account.ordering.reserve([AvailableNumber(offer_id=strange, number=NUMBER)])
    assert not script.requests


def test_an_order_of_nothing_buys_nothing(account: VoipinnovationsAccount, script: Script) -> None:
    with pytest.raises(errors.Invalid):
        account.ordering.order([], GROUP)
    assert not script.requests


# ── Giving back ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["100", "106231"])
def test_a_number_is_given_back_and_one_that_is_gone_is_as_good(
    account: VoipinnovationsAccount, script: Script, code: str
) -> None:
    answers(script, releaseDID=numbers("releaseDID", outcome(TN, code)))
    account.ordering.release(NUMBER)
    assert called(script) == ["releaseDID"]
    assert items(script.requests[0].fields["xml"], "DIDParam") == [{"tn": TN, "epg": "0"}]


@pytest.mark.parametrize(
    ("code", "problem"),
    [("106225", errors.Refused), ("106220", errors.Refused), ("106235", errors.NotFound), ("106230", errors.NotFound),
     ("106241", errors.NotFound), ("106420", errors.NotFound), ("106777", errors.OutcomeUnknown)],
)  # fmt: skip
def test_a_number_that_is_still_here_is_an_error_under_an_envelope_of_success(
    account: VoipinnovationsAccount, script: Script, code: str, problem: type[errors.ProviderError]
) -> None:
    answers(script, releaseDID=numbers("releaseDID", outcome(TN, code, status="as the service words it")))
    with pytest.raises(problem) as caught:
        account.ordering.release(NUMBER)
    assert type(caught.value) is problem
    assert caught.value.code == code
    assert called(script) == ["releaseDID"]


@pytest.mark.parametrize("name", LOST)
def test_a_lost_answer_to_a_release_is_unknown_and_the_release_is_never_sent_twice(
    account: VoipinnovationsAccount, script: Script, name: str
) -> None:
    answers(script, **broken(name))
    with pytest.raises(errors.OutcomeUnknown):
        account.ordering.release(NUMBER)
    assert called(script) == ["releaseDID"]


def test_a_release_whose_answer_is_about_another_number_is_unknown(
    account: VoipinnovationsAccount, script: Script
) -> None:
    for rows in ((), (outcome(OTHER, "100"),)):
        answers(script, releaseDID=numbers("releaseDID", *rows))
        with pytest.raises(errors.OutcomeUnknown):
            account.ordering.release(NUMBER)


def test_a_number_of_another_country_is_not_given_back(account: VoipinnovationsAccount, script: Script) -> None:
    with pytest.raises(errors.NotFound):
        account.ordering.release(PhoneNumber("+33199004712"))
    assert not script.requests


def test_what_is_not_offered_says_so_and_sends_nothing(account: VoipinnovationsAccount, script: Script) -> None:
    for ask in (
        lambda: account.ordering.quote(offer()),
        lambda: account.ordering.cancel_reservation("1"),
        lambda: account.ordering.list_backorders(),
        lambda: account.ordering.cancel_backorder("1"),
    ):
        with pytest.raises(errors.Unsupported):
            ask()
    assert not script.requests
