"""The envelope, signing in, and how values travel."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.providers.sandbox.voicemeup.calling import HARBOURLINE, NORDPHONE, Told, Voicemeup, read
from tests.providers.sandbox.voicemeup.test_every_method import ADDRESS, CARD, DATES, OWN


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_account_id": None}, "client_account_id_required"),
        ({"client_account_id": "1004187"}, "client_account_id_invalid"),
        ({"client_account_id": "abcdefgh"}, "client_account_id_invalid"),
        ({"client_account_id": "99999999"}, "authentication_failed"),
        ({"client_account_id": HARBOURLINE.client_account_id}, "authentication_failed"),
        ({"auth_token": None}, "authentication_token_required"),
        ({"auth_token": "0" * 32}, "authentication_failed"),
        ({"auth_token": "not hexadecimal"}, "authentication_failed"),
        ({"request_type": None}, "request_type_required"),
        ({"request_type": "get_did"}, "request_type_invalid"),
        ({"request_type": "GET_DIDS"}, "request_type_invalid"),
        ({"language": "de"}, "language_invalid"),
        ({"currency": "GBP"}, "currency_invalid"),
    ],
)
def test_sign_in_and_common_parameters(vmu: Voicemeup, changes: dict[str, str | None], code: str) -> None:
    assert vmu.refused("get_dids", **changes) == [code]


def test_sign_in_comes_before_the_request_type_and_its_parameters(vmu: Voicemeup) -> None:
    assert vmu.refused("nothing", auth_token="0" * 32, language="de") == ["authentication_failed"]
    assert vmu.refused("nothing", language="de") == ["request_type_invalid"]


def test_only_get_is_understood(vmu: Voicemeup) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(vmu.query("get_dids"), data=b"x"))
    assert refused.value.code == 405


def test_the_envelope_of_a_success(vmu: Voicemeup) -> None:
    body = vmu.body("get_states", country_id="14").decode()
    assert body == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <response_details>\n'
        "    <response_status>success</response_status>\n    <response_messages/>\n  </response_details>\n"
        "  <states/>\n</response>\n"
    )


def test_the_envelope_of_a_failure(vmu: Voicemeup) -> None:
    body = vmu.body("get_available_dids", npa="x").decode()
    assert "<response_status>failed</response_status>" in body
    assert '<message code="npa_invalid">NPA is invalid.</message>' in body


def test_texts_follow_the_language_and_types_do_not(vmu: Voicemeup) -> None:
    texts = {language: vmu.body("get_available_dids", npa="x", language=language).decode() for language in ("en", "fr")}
    assert texts["en"] != texts["fr"]
    assert all('code="npa_invalid"' in text for text in texts.values())


def test_amounts_follow_the_currency(vmu: Voicemeup) -> None:
    cad, usd = (vmu.done("get_funding_details", currency=each).row("funding_details") for each in ("CAD", "USD"))
    assert (cad["currency"], usd["currency"]) == ("CAD", "USD")
    assert cad["account_balance"].endswith("CR")
    assert cad["account_balance"] != usd["account_balance"]


def test_the_variants_of_the_envelope_are_switches(vmu: Voicemeup) -> None:
    vmu.change(failed="error", message="type", ids="attribute", containers=False)
    failure = vmu.body("get_available_dids", npa="x").decode()
    assert "<response_status>error<" in failure
    assert '<message type="npa_invalid">' in failure
    told = vmu.done("get_peers")
    assert told.root.find("peers") is None
    record = told.root.find("peer_details")
    assert record is not None
    assert record.get("client_peer_id")
    assert record.find("client_peer_id") is None
    vmu.change(ids="both")
    both = vmu.done("get_peers").root.find("peer_details")
    assert both is not None
    assert both.get("client_peer_id") == both.findtext("client_peer_id")


def test_a_list_comes_joined_or_repeated(vmu: Voicemeup) -> None:
    """All three encodings of an array (fact sheet, section 4)."""
    for given in (
        {"client_peer_ids": "60410,60411"},
        {"client_peer_ids[]": ["60410", "60411"]},
        {"client_peer_ids": ["60410", "60411"]},
    ):
        vmu.done("update_did", phone_number="5145550120", client_peer_ids="60412")
        vmu.done("update_did", phone_number="5145550120", **given)
        assert vmu.done("get_dids", phone_number="5145550120").row("did_details")["client_peer_ids"] == "60410,60411"


def test_a_plus_arrives_as_a_plus_only_when_it_is_escaped(vmu: Voicemeup) -> None:
    query = vmu.query("request_dids", prefix="514555", quantity="2")
    assert "response_status>success" in urlopen(f"{query}&capacity=25%2B").read().decode()
    assert "capacity_invalid" in urlopen(f"{query}&capacity=25+").read().decode()


def test_the_engine_answers_json_when_asked(vmu: Voicemeup) -> None:
    """The later edition's output_format."""
    with urlopen(vmu.query("get_dids", output_format="json", phone_number="5145550120")) as answer:
        assert answer.headers["content-type"].startswith("application/json")
        assert json.load(answer)["dids"]["did_details"]["client_did_id"] == "318200"


def test_accents_and_markup_travel_whole(vmu: Voicemeup) -> None:
    name = "Réception & <Ventes>"
    vmu.done("update_did", phone_number="5145550120", comments=name)
    assert vmu.done("get_dids", phone_number="5145550120").row("did_details")["comments"] == name


@pytest.mark.parametrize(
    "query",
    [
        "",
        "%",
        "%ff%fe=%00",
        "&&&=&",
        "client_account_id[]=10041873&client_account_id[]=1",
        "request_type=%E2%28%A1",
        "a" * 9000,
    ],
)
def test_any_query_is_answered_with_an_envelope(vmu: Voicemeup, query: str) -> None:
    with urlopen(f"{vmu.url}?{query}") as answer:
        assert read(answer.read()).status == "failed"


def test_what_xml_cannot_hold_is_left_out(vmu: Voicemeup) -> None:
    vmu.done("update_did", phone_number="5145550120", comments="a\x00b\x1fc\ufffe")
    assert vmu.done("get_dids", phone_number="5145550120").row("did_details")["comments"] == "abc"


def test_digits_are_plain_digits(vmu: Voicemeup) -> None:
    assert vmu.refused("get_available_dids", npa="٥١٤") == ["npa_invalid"]


def test_no_secret_is_logged(vmu: Voicemeup) -> None:
    vmu.call("add_funds", **CARD)
    vmu.call("update_peer", client_peer_id="60410", password="Quiet4Secret")
    vmu.call("update_mailbox", client_mailbox_id="45120", passcode="8812")
    told = str(vmu.sandbox.seen())
    for secret in (NORDPHONE.auth_token, CARD["credit_card_number"], "Quiet4Secret", "8812"):
        assert secret not in told
    assert "60410" in told


def test_the_language_of_a_location_is_not_that_of_the_answer(vmu: Voicemeup) -> None:
    given = {**ADDRESS, "phone_number": OWN, "first_name": "Élise", "last_name": "Gagnon"}
    vmu.done("update_e911", **given, language="fr")
    assert vmu.done("get_e911", phone_number=OWN).row("endpoint_details")["language"] == "fr"
    vmu.done("update_e911", **given)
    assert vmu.done("get_e911", phone_number=OWN).row("endpoint_details")["language"] == "en"  # the account's


# ── v1.1 ──────────────────────────────────────────────────────────────────────────────


def test_the_sibling_answers_the_same_requests(vmu: Voicemeup) -> None:
    told = vmu.sibling("get_dids", phone_number="5145550120")
    assert told["response_details"]["response_status"] == "success"
    assert told["dids"]["did_details"]["client_did_id"] == "318200"  # one record is no list


def test_a_list_of_the_sibling_is_a_list_when_there_are_several(vmu: Voicemeup) -> None:
    calls = vmu.sibling("get_calls", **DATES, result_limit="2")["calls"]["call_details"]
    assert [len(call["unique_id"]) for call in calls] == [32, 32]


def test_the_sibling_speaks_xml_too(vmu: Voicemeup) -> None:
    told = vmu.sibling("get_countries", "xml")
    assert isinstance(told, Told)
    assert {"country_id": "38", "country_code": "CA", "country": "Canada"} in told.rows("country_details")


def test_the_sibling_takes_credentials_from_the_query(vmu: Voicemeup) -> None:
    who = urlencode({"client_user_id": NORDPHONE.client_account_id[2:], "auth_token": NORDPHONE.auth_token})
    url = f"{vmu.sandbox.base}/voicemeup/api/v1.1/json/get_plans?{who}"
    with urlopen(Request(url, data=b"")) as answer:
        assert b'"success"' in answer.read()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"username": None}, "username_required"),
        ({"username": "nobody"}, "authentication_failed"),
        ({"auth_token": None}, "authentication_token_required"),
        ({"auth_token": "0" * 32}, "authentication_failed"),
    ],
)
def test_sign_in_at_the_sibling(vmu: Voicemeup, changes: dict[str, str | None], code: str) -> None:
    details = vmu.sibling("get_plans", **changes)["response_details"]
    assert details["response_status"] == "error"
    assert details["response_messages"]["message"]["code"] == code
