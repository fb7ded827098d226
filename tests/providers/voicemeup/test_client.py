"""The client over a real wire: what it sends, how it reads, what it makes of a wire that breaks."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers import errors
from providers.errors import BadCredentials, Invalid, NotFound, OutcomeUnknown, ProviderError, UnexpectedAnswer
from providers.voicemeup.client import PAGE, Client
from providers.wire.redact import Secret
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script, json_reply, names_of
from tests.providers.voicemeup.conftest import ACCOUNT, TOKEN, answers, sent
from tests.providers.voicemeup.xml_answers import Shape, document, failed, reply

WRITES: dict[str, dict[str, Any]] = {
    "add_did": {"phone_number": "5145550142"},
    "request_dids": {"prefix": "514555", "quantity": 1},
    "call_dispatch": {
        "source_type": "number",
        "source": "5145550142",
        "destination_type": "number",
        "destination": "4165550100",
    },
    "add_funds": {"amount": "25.00", "currency": "CAD", "payment_method": "bank"},
    "queue_sms": {"source_number": "15145550142", "destination_number": "14165550100", "message": "hi"},
    "update_did": {"client_did_id": "7", "comments": "x"},
}


def test_everything_is_a_get_with_the_credentials_and_the_request_type(client: Client, script: Script) -> None:
    client.call("get_dids", phone_number="+15145550142")
    (request,) = script.requests
    assert request.verb == "GET"
    assert request.fields == {
        "client_account_id": ACCOUNT,
        "auth_token": TOKEN,
        "request_type": "get_dids",
        "phone_number": "5145550142",
    }


def test_a_plus_an_accent_and_an_ampersand_arrive_as_they_are(client: Client, script: Script) -> None:
    client.call("request_dids", prefix="514555", quantity=5, capacity="25+", comments="Réal & Fils, 5 % +1")
    assert script.requests[0].fields["capacity"] == "25+"
    assert script.requests[0].fields["comments"] == "Réal & Fils, 5 % +1"


def test_no_common_language_is_sent(client: Client, script: Script) -> None:
    """update_e911 means something else by it."""
    client.call("get_e911")
    assert "language" not in script.requests[0].fields


def test_network_status_pages_by_its_own_names(client: Client, script: Script) -> None:
    client.call("get_network_status", limit=10, offset=5)
    assert sent(script, "get_network_status") == [{"limit": "10", "offset": "5"}]
    with pytest.raises(Invalid) as caught:
        client.call("get_network_status", result_limit=10)
    assert caught.value.field == "result_limit"


def test_the_answer_has_status_messages_and_records(client: Client, script: Script) -> None:
    script.say(
        reply("did_details", [{"client_did_id": "7", "comments": None}], said=[("callerid_rejection_notice", "x")])
    )
    assert client.call("get_dids") == {
        "status": "success",
        "messages": [{"code": "callerid_rejection_notice", "text": "x"}],
        "records": [{"client_did_id": "7", "comments": None}],
    }


def test_no_record_is_an_empty_listing(client: Client, script: Script) -> None:
    script.say(reply())
    assert client.call("get_dids")["records"] == []
    assert list(client.rows("get_dids")) == []


def test_a_notice_never_raises(client: Client, script: Script) -> None:
    script.say(reply(said=[("peer_excluded_from_sync", "x")]))
    assert client.call("update_peer", client_peer_id=4)["messages"][0]["code"] == "peer_excluded_from_sync"


def test_a_failure_of_nothing_but_notices_is_a_failure(client: Client, script: Script) -> None:
    script.say(failed("callerid_rejection_notice"))
    with pytest.raises(errors.Refused):
        client.call("update_peer", client_peer_id=4)
    script.say(failed())
    with pytest.raises(errors.Refused):
        client.call("get_dids")


def test_a_read_that_fails_with_alternates_is_an_answer_and_a_write_is_an_error(client: Client, script: Script) -> None:
    row = {"civic_number": "100", "street": "Rue Notre-Dame"}
    said = [("alternate_address_provided", "choose")]
    address = {"civic_number": 100, "street": "Notre Dame", "city": "Montreal", "state_code": "QC", "country_code": "CA",
               "postal_code": "H2Y 1C6", "phone_number": "5145550142"}  # fmt: skip
    script.say(reply("alternate_address", [row], failed=True, said=said))
    found = client.call("validate_e911", **address)
    assert (found["status"], found["records"]) == ("failed", [row])
    with pytest.raises(Invalid) as caught:
        client.call("update_e911", first_name="A", last_name="B", **address)
    assert caught.value.code == "alternate_address_provided"


@pytest.mark.parametrize(
    ("name", "params", "codes", "error", "field"),
    [
        ("get_dids", {}, ["authentication_failed"], errors.BadCredentials, None),
        ("get_dids", {}, ["client_account_id_invalid"], errors.BadCredentials, None),
        ("get_dids", {"phone_number": "5145550142"}, ["phone_number_invalid"], errors.NotFound, None),
        ("update_peer", {"client_peer_id": 4}, ["client_peer_id_invalid"], errors.NotFound, None),
        ("update_did", {"client_did_id": 7, "client_mailbox_id": 9}, ["client_mailbox_id_invalid"], errors.Invalid,
         "client_mailbox_id"),
        ("add_did", {"phone_number": "5145550142"}, ["phone_number_invalid"], errors.Invalid, "phone_number"),
        ("get_available_dids", {}, ["callerid_rejection_notice", "npa_invalid", "nxx_invalid"], errors.Invalid, "npa"),
        ("get_rates", {"code": "1514"}, ["search_parameters_required"], errors.Invalid, ""),
        ("update_peer", {"client_peer_id": 4}, ["dtmf_invalid"], errors.Invalid, "dtmf_mode"),
        ("update_peer", {"client_peer_id": 4}, ["peer_did_dependency"], errors.AlreadyTaken, None),
        ("update_mailbox", {"client_mailbox_id": 4}, ["voice_mailboxes_limit_reached"], errors.NotAllowed, None),
        ("update_did", {"client_did_id": 7}, ["peers_to_ring_limit_reached"], errors.Invalid, "client_peer_ids"),
        ("update_did", {"client_did_id": 7}, ["forward_number_used_by_did"], errors.AlreadyTaken, None),
        ("delete_e911", {"phone_number": "5145550142"}, ["no_e911_endpoint_found"], errors.NotFound, None),
        ("delete_e911", {"client_endpoint_id": 1}, ["entry_is_default_endpoint"], errors.AlreadyTaken, None),
        ("add_funds", WRITES["add_funds"], ["payment_denied"], errors.Refused, None),
        ("add_funds", WRITES["add_funds"], ["minimum_amount_required"], errors.Invalid, "amount"),
        ("get_dids", {}, ["internal_error-database_error"], errors.Unavailable, None),
        ("add_did", {"phone_number": "5145550142"}, ["internal_error-database_error"], errors.OutcomeUnknown, None),
        ("get_calls", {"unique_id": "0" * 32}, ["use_archive_invalid"], errors.Invalid, "use_archive"),
        ("get_dids", {}, ["something_of_next_year"], errors.UnexpectedAnswer, None),
    ],
)  # fmt: skip
def test_codes_name_who_must_act(
    client: Client,
    script: Script,
    name: str,
    params: dict[str, Any],
    codes: list[str],
    error: type[ProviderError],
    field: str | None,
) -> None:
    script.say(failed(*codes))
    with pytest.raises(error) as caught:
        client.call(name, **params)
    assert type(caught.value) is error
    assert caught.value.said.startswith("text of ")
    if field is not None:
        assert isinstance(caught.value, Invalid)
        assert caught.value.field == field


def test_a_refused_request_type_is_named(client: Client, script: Script) -> None:
    script.say(failed("request_type_invalid"))
    with pytest.raises(UnexpectedAnswer) as caught:
        client.call("get_ratecenters", npa="514")
    assert "get_ratecenters" in caught.value.public_message


def test_a_name_that_proves_wrong_is_corrected_in_the_options(client: Client, script: Script) -> None:
    options = {**client.catalog.options, "request_type.get_dids": "get_client_dids"}
    client.catalog = replace(client.catalog, options=MappingProxyType(options))
    client.call("get_dids")
    assert script.requests[0].fields["request_type"] == "get_client_dids"


def test_the_pacer_is_asked_before_each_request(script: Script) -> None:
    class Full:
        def wait(self) -> None:
            raise errors.RateLimited("wait", provider="voicemeup")

    client = Client(ACCOUNT, Secret(TOKEN), url=script.url, pacer=Full())
    for call in (lambda: client.call("get_dids"), lambda: list(client.rows("get_dids"))):
        with pytest.raises(errors.RateLimited):
            call()
    assert not script.requests
    client.close()


def test_bad_parameters_are_refused_before_anything_is_sent(client: Client, script: Script) -> None:
    for name, params, field in (
        ("get_dids", {"phone_number": "12"}, "phone_number"),
        ("get_dids", {"nonsense": 1}, "nonsense"),
        ("get_calls", {}, "unique_id"),
        ("no_such_type", {}, "method"),
    ):
        with pytest.raises(Invalid) as caught:
            client.call(name, **params)
        assert caught.value.field == field
    assert not script.requests


BROKEN = {
    "hung up": Reply(hang_up=True),
    "no answer": Reply(hang=True),
    "cut": Reply(body=document()[:60], promised=4000),
    "half": Reply(body=document()[:60]),
    "empty": Reply(body=b""),
    "a page": Reply(body=b"<html><body><h1>Sorry</h1></body></html>", content_type="text/html"),
    "json": json_reply({"status": "success"}),
    "too long": Reply(body=b"<r>" + b" " * 2_000_000 + b"</r>"),
    "503": Reply(status=503, body=b"busy"),
    "502 with an envelope": Reply(status=502, body=document()),
    "201": Reply(status=201, body=document()),
}


@pytest.mark.parametrize("wire", names_of(BROKEN))
@pytest.mark.parametrize("name", WRITES)
def test_a_write_without_a_readable_answer_is_unknown_and_sent_once(
    client: Client, script: Script, name: str, wire: str
) -> None:
    script.say(BROKEN[wire])
    if (name, wire) == ("queue_sms", "json"):
        script.say(json_reply({"anything": "else"}))
    with pytest.raises(OutcomeUnknown):
        client.call(name, **WRITES[name])
    assert len(script.requests) == 1


@pytest.mark.parametrize("wire", names_of(BROKEN))
def test_a_read_without_a_readable_answer_is_an_error_and_never_an_empty_listing(
    client: Client, script: Script, wire: str
) -> None:
    script.say(BROKEN[wire])
    with pytest.raises((errors.Unavailable, UnexpectedAnswer)):
        client.call("get_dids")
    with pytest.raises((errors.Unavailable, UnexpectedAnswer)):
        list(client.rows("get_dids"))


def test_what_was_never_sent_is_unavailable_even_for_a_write() -> None:
    client = Client(ACCOUNT, Secret(TOKEN), url="http://127.0.0.1:1/xml_engine.php")
    with pytest.raises(errors.Unavailable):
        client.call("add_did", **WRITES["add_did"])
    with pytest.raises(errors.Unavailable):
        list(client.rows("get_dids"))
    client.close()


def test_too_many_requests_and_turned_away(client: Client, script: Script) -> None:
    script.say(Reply(status=429))
    with pytest.raises(errors.RateLimited):
        client.call("add_did", **WRITES["add_did"])
    script.say(Reply(status=403, body=b"forbidden"))
    with pytest.raises(UnexpectedAnswer):
        client.call("add_did", **WRITES["add_did"])


def test_a_stream_that_is_cut_gives_what_came_and_then_the_error(client: Client, script: Script) -> None:
    body = document("did_details", [{"client_did_id": str(each)} for each in range(5)])
    script.say(Reply(body=body[:-60], promised=len(body)))
    rows = client.rows("get_dids")
    assert next(rows)["client_did_id"] == "0"
    with pytest.raises(errors.Unavailable):
        list(rows)


def test_a_stream_that_fails_raises_what_the_failure_says(client: Client, script: Script) -> None:
    for shape in (Shape(), Shape(status_place="child"), Shape(message_form="errors")):
        script.say(reply(failed=True, said=[("authentication_failed", "no")], shape=shape))
        with pytest.raises(BadCredentials):
            list(client.rows("get_dids"))
    script.say(failed("phone_number_invalid"))
    with pytest.raises(NotFound):
        list(client.rows("get_dids", phone_number="5145550142"))


def test_pages_follow_until_one_is_short(client: Client, script: Script) -> None:
    def page(start: int, count: int) -> Reply:
        return reply("voicemail_details", [{"call_voicemail_id": str(start + each)} for each in range(count)])

    answers(script, get_voicemails=[page(0, PAGE), page(PAGE, PAGE), page(2 * PAGE, 3)])
    assert len(list(client.pages("get_voicemails"))) == 2 * PAGE + 3
    assert [each.get("result_offset") for each in sent(script, "get_voicemails")] == [None, "1000", "2000"]
    assert {each["result_limit"] for each in sent(script, "get_voicemails")} == {"1000"}


def test_a_page_that_is_just_full_is_followed_by_an_empty_one(client: Client, script: Script) -> None:
    full = reply("voicemail_details", [{"call_voicemail_id": str(each)} for each in range(PAGE)])
    answers(script, get_voicemails=[full, reply()])
    assert len(list(client.pages("get_voicemails"))) == PAGE


def test_text_messages_go_by_post_to_the_sibling_api(client: Client, script: Script) -> None:
    script.say(json_reply({"response_details": {"response_status": "success", "response_messages": {
        "message": {"code": "queued_sms_hash", "_content": "8c7d0c0e-0000-4000-8000-000000000000"}}}}))  # fmt: skip
    found = client.call("queue_sms", **WRITES["queue_sms"])
    (request,) = script.requests
    assert (request.verb, request.path) == ("POST", "/api/v1/rest.php/v1.1/json/queue_sms")
    assert request.fields == {"username": "sms@example.com", "auth_token": TOKEN, **WRITES["queue_sms"]}
    assert found["messages"][0]["code"] == "queued_sms_hash"


def test_text_messages_fail_by_their_codes(client: Client, script: Script) -> None:
    for code, error in (("duplicate_entry", errors.AlreadyTaken), ("permission_refused", errors.NotAllowed)):
        script.say(json_reply({"response_details": {"response_status": "error", "response_messages": {
            "message": [{"code": code, "_content": "text"}]}}}))  # fmt: skip
        with pytest.raises(error):
            client.call("queue_sms", **WRITES["queue_sms"])


def test_text_messages_want_a_user_name(script: Script) -> None:
    client = Client(ACCOUNT, Secret(TOKEN), url=script.url, v11_url=script.url)
    with pytest.raises(BadCredentials):
        client.call("queue_sms", **WRITES["queue_sms"])
    assert not script.requests
    client.close()


def test_exchanges_are_told_without_secrets(client: Client, script: Script, kept: Kept) -> None:
    card = {"credit_card_number": "4111111111111111", "credit_card_cvd": "123", "bank_account_number": "00998877"}
    client.call("add_funds", amount="25.00", currency="CAD", payment_method="credit_card", **card)
    client.call("update_mailbox", client_mailbox_id=4, passcode="482913")
    client.call("update_peer", client_peer_id=4, password="Xk29dkq1")
    script.say(reply("mailbox_details", [{"client_mailbox_id": "4", "passcode": "482913", "note": TOKEN}]))
    client.call("get_mailboxes")
    list(client.rows("get_mailboxes"))
    told = repr(kept.told)
    for secret in (*card.values(), "482913", "Xk29dkq1", TOKEN):
        assert secret not in told
    assert [each["outcome"] for each in kept.told] == ["ok"] * 5


def test_errors_carry_no_secret(client: Client, script: Script, kept: Kept) -> None:
    script.say(reply(failed=True, said=[("npa_invalid", f"you sent auth_token={TOKEN}")]))
    for call in (lambda: client.call("get_area_codes"), lambda: list(client.rows("get_area_codes"))):
        with pytest.raises(ProviderError) as caught:
            call()
        assert TOKEN not in repr((str(caught.value), caught.value.raw, caught.value.said, caught.value.args))
    assert TOKEN not in repr(kept.told)
    assert {each["outcome"] for each in kept.told} == {"invalid"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)), status=st.sampled_from([200, 500])
)
def test_any_bytes_end_in_an_answer_or_an_error_of_the_tree(
    client: Client, script: Script, body: bytes, status: int
) -> None:
    script.say(Reply(body=body, status=status))
    for call in (
        lambda: client.call("get_dids"),
        lambda: client.call("update_did", client_did_id=7),
        lambda: list(client.rows("get_dids")),
        lambda: client.call("queue_sms", **WRITES["queue_sms"]),
    ):
        with pytest.raises(ProviderError):
            call()


def test_httpx_is_not_needed_to_know_what_happened(client: Client, script: Script) -> None:
    """No exception of the transport leaks, and none is chained: its text would hold the address with the token."""
    script.say(Reply(hang_up=True))
    with pytest.raises(ProviderError) as caught:
        client.call("get_dids")
    chain: BaseException | None = caught.value
    while chain is not None:
        assert not isinstance(chain, httpx.HTTPError)
        chain = chain.__cause__ or chain.__context__
