"""What the service says, and what it fails to say, becomes a value or an error that names who must act."""

from __future__ import annotations

import base64
import re
import socket
from typing import Any

import httpx
import pytest

from providers import errors
from providers.callr import messages
from providers.callr.access import ApiKey, Basic, Session, login_as
from providers.callr.client import CONTENT_TYPE, Client
from providers.callr.provider import PROVIDER, access_of
from providers.wire.redact import Secret
from tests.providers.callr.conftest import LOGIN, PASSWORD
from tests.providers.callr.service import Pages, Service, page
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, each, json_reply

TOKEN = "0123456789abcdef" * 2 + "01234567"
UNREADABLE = {
    "cut JSON": Reply(body=b'{"jsonrpc":"2.0","id":1,"result":[{"ha'),
    "an HTML page": Reply(body=b"<html><h1>One moment</h1></html>", content_type="text/html"),
    "a bare list": Reply(body=b"[]"),
    "a bare word": Reply(body=b'"ok"'),
    "neither result nor error": Reply(body=b'{"jsonrpc":"2.0","id":1}'),
    "another id": Reply(body=b'{"jsonrpc":"2.0","id":99,"result":true}'),
    "no id": Reply(body=b'{"jsonrpc":"2.0","result":true}'),
    "no text at all": Reply(body=b"\xff\xfe\x00"),
    "deep nesting": Reply(body=b"[" * 200_000),
    "nothing": Reply(body=b""),
    "a body over the limit": Reply(body=b'{"jsonrpc":"2.0","id":1,"result":"' + b"x" * 1_100_000 + b'"}'),
}
LOST = {
    "no answer in time": Reply(hang=True),
    "a connection closed without a word": Reply(hang_up=True),
    "a connection closed in the middle": Reply(body=b'{"jsonrpc":"2.', promised=5000),
    "a fault of the edge": Reply(body=b"<html>502</html>", status=502, content_type="text/html"),
    "an edge that speaks JSON": json_reply({"jsonrpc": "2.0", "id": 1, "result": True}, status=503),
}


def read(client: Client) -> Any:
    return client.call("apps.get", app="ABCD1234")


def write(client: Client) -> Any:
    return client.call("sms.send", **{"from": "", "to": "+33199004712", "body": "Hello"})


def test_a_call_is_json_rpc_with_positional_parameters(client: Client, wire: Service) -> None:
    wire.results["sms.send"] = "8242D945"
    assert write(client) == "8242D945"
    call = wire.calls[0]
    assert call.document == {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "sms.send",
        "params": ["", "+33199004712", "Hello", None],
    }
    assert call.headers["content-type"] == CONTENT_TYPE
    assert call.path == "/json-rpc/v1.1/"


def test_each_call_has_an_id_of_its_own(client: Client, wire: Service) -> None:
    for _ in range(3):
        read(client)
    assert [call.document["id"] for call in wire.calls] == [1, 2, 3]


def test_basic_credentials_ride_on_each_call(client: Client, wire: Service) -> None:
    read(client)
    scheme, given = wire.calls[0].headers["authorization"].split(" ")
    assert (scheme, base64.b64decode(given).decode()) == ("Basic", f"{LOGIN}:{PASSWORD}")
    assert "callr-login-as" not in wire.calls[0].headers


@pytest.mark.parametrize(
    ("access", "header"),
    [(ApiKey(Secret("a" * 100)), f"Api-Key {'a' * 100}"), (Session(Secret(TOKEN)), f"Session {TOKEN}")],
)
def test_keys_and_sessions_have_schemes_of_their_own(wire: Service, access: ApiKey | Session, header: str) -> None:
    client = Client(access, url=wire.url)
    read(client)
    client.close()
    assert wire.calls[0].headers["authorization"] == header


def test_a_session_is_opened_with_other_credentials_and_then_used(client: Client, wire: Service) -> None:
    wire.results["session.create"] = {"token": TOKEN, "refresh_token": "f" * 40, "valid_until": "2026-11-21 12:00:00"}
    session = client.in_session()
    read(session)
    session.close()
    assert wire.calls[0].headers["authorization"].startswith("Basic ")
    assert wire.calls[1].headers["authorization"] == f"Session {TOKEN}"


def test_a_session_without_a_token_is_no_session(client: Client, wire: Service) -> None:
    wire.results["session.create"] = {"valid_until": "2026-11-21 12:00:00"}
    with pytest.raises(errors.OutcomeUnknown):
        client.in_session()


@pytest.mark.parametrize(
    ("wanted", "header"),
    [
        ("clinique", "user.login clinique"),
        ("account.hash GRN3TMV1", "account.hash GRN3TMV1"),
        ("User.login clinique", "user.login clinique"),
    ],
)
def test_acting_as_another_account_is_a_header(wire: Service, wanted: str, header: str) -> None:
    opened = PROVIDER.open({"login": LOGIN, "password": PASSWORD, "login_as": wanted}, endpoints={"url": wire.url})
    with opened as account:
        account.client.call("apps.get", app="ABCD1234")
    assert wire.calls[0].headers["callr-login-as"] == header


@pytest.mark.parametrize("wanted", ["two words here", "a\r\nX-Other: 1", "café"])
def test_what_no_header_can_carry_is_refused_before_anything_is_sent(wire: Service, wanted: str) -> None:
    with pytest.raises(ValueError, match="it must be a login"):
        login_as(wanted)
    client = Client(Basic(LOGIN, Secret(PASSWORD)), act_as=wanted, url=wire.url)
    with pytest.raises(errors.Invalid) as problem:
        read(client)
    client.close()
    assert (problem.value.field, wire.calls) == ("login_as", [])


def test_an_api_key_is_taken_before_login_and_password() -> None:
    assert access_of({"login": "a", "password": "b", "api_key": "k"}).header() == "Api-Key k"
    assert access_of({"login": "a", "password": "b", "api_key": ""}).header().startswith("Basic ")


@pytest.mark.parametrize("credentials", [{}, {"login": "a"}, {"password": "b"}, {"api_key": "line\nbreak"}])
def test_half_a_sign_in_is_never_sent(wire: Service, credentials: dict[str, str]) -> None:
    with PROVIDER.open(credentials, endpoints={"url": wire.url}) as account, pytest.raises(errors.BadCredentials):
        account.client.call("apps.get", app="ABCD1234")
    assert wire.calls == []


@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_answer_to_a_read_is_unexpected_and_kept(client: Client, wire: Service, reply: Reply) -> None:
    wire.broken = reply
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        read(client)
    assert problem.value.operation == "apps.get"
    assert len(problem.value.raw) < 2200


@pytest.mark.parametrize("reply", each(UNREADABLE | LOST))
def test_a_write_without_a_readable_answer_leaves_its_outcome_unknown(
    client: Client, wire: Service, reply: Reply
) -> None:
    wire.broken = reply
    with pytest.raises(errors.OutcomeUnknown):
        write(client)
    assert len(wire.calls) == 1, "a write is never repeated"


@pytest.mark.parametrize("reply", each(LOST))
def test_a_read_without_an_answer_can_be_tried_again(client: Client, wire: Service, reply: Reply) -> None:
    wire.broken = reply
    with pytest.raises(errors.Unavailable):
        read(client)


@pytest.mark.parametrize("call", [read, write])
def test_a_request_that_never_left_can_be_tried_again(call: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        client = Client(Basic(LOGIN, Secret(PASSWORD)), url=f"http://127.0.0.1:{port}/", timeout=httpx.Timeout(0.5))
        with pytest.raises(errors.Unavailable):
            call(client)
        client.close()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.BadCredentials),
        (403, errors.NotAllowed),
        (429, errors.RateLimited),
        (302, errors.UnexpectedAnswer),
        (405, errors.UnexpectedAnswer),
    ],
)
def test_the_status_is_a_failure_of_credentials_or_transport(
    client: Client, wire: Service, status: int, kind: type[errors.ProviderError]
) -> None:
    wire.broken = json_reply({"jsonrpc": "2.0", "id": 1, "result": True}, status=status)
    for call in (read, write):
        with pytest.raises(kind):
            call(client)


@pytest.mark.parametrize(
    ("error", "kind", "field"),
    [
        ({"code": 151, "message": "PROPERTY_VALUE_ERROR [from]"}, errors.Invalid, "from"),
        ({"code": 151, "message": "PROPERTY_VALUE_ERROR [options.cli]"}, errors.Invalid, "options.cli"),
        ({"code": -32602, "message": "INVALID_PARAM_FORMAT [body]"}, errors.Invalid, "body"),
        ({"code": 151, "message": "PROPERTY_TYPE_ERROR [to]"}, errors.Invalid, "to"),
        ({"code": 0, "message": "PROPERTY_VALUE_ERROR [rate]"}, errors.Invalid, "rate"),
        ({"code": 151, "message": "TO_BEFORE_FROM"}, errors.Invalid, "to"),
        ({"code": 150, "message": "PROPERTY_MISSING [target.number]"}, errors.Invalid, "target.number"),
        ({"code": 151, "message": "PROPERTY_VALUE_ERROR [app]"}, errors.NotFound, None),
        ({"code": 151, "message": "PROPERTY_VALUE_ERROR [media_id]"}, errors.NotFound, None),
        ({"code": 110, "message": "Nothing"}, errors.NotFound, None),
        ({"code": 115, "message": "No file"}, errors.NotFound, None),
        ({"code": 100, "message": "FORBIDDEN"}, errors.NotAllowed, None),
        ({"code": 100, "message": "Feature not allowed"}, errors.NotAllowed, None),
        ({"code": 205, "message": "No DID for this app"}, errors.Refused, None),
        ({"code": 0, "message": "BAD_APP_TYPE"}, errors.Refused, None),
        ({"code": 1000, "message": "SMS routing error"}, errors.Refused, None),
        ({"code": -32601, "message": "Method not found"}, errors.UnexpectedAnswer, None),
        ({"code": 4711, "message": "Something new"}, errors.UnexpectedAnswer, None),
        ({"code": "x"}, errors.UnexpectedAnswer, None),
        ("just words", errors.UnexpectedAnswer, None),
    ],
)
def test_errors_go_by_the_word_first_and_the_number_second(
    client: Client, wire: Service, error: Any, kind: type[errors.ProviderError], field: str | None
) -> None:
    wire.errors["apps.get"] = error
    with pytest.raises(errors.ProviderError) as problem:
        read(client)
    assert type(problem.value) is kind
    if isinstance(error, dict) and kind is not errors.UnexpectedAnswer:
        assert problem.value.said == error["message"]
    if field is not None:
        assert getattr(problem.value, "field", "") == field
    assert problem.value.public_message == problem.value.message_id % dict(problem.value.message_values)


def test_a_fault_inside_the_service_leaves_the_outcome_of_a_write_unknown(client: Client, wire: Service) -> None:
    oops = {"code": -32603, "message": "Oops, Internal Error. ¯\\_(ツ)_/¯"}
    wire.errors |= {"sms.send": oops, "apps.get": oops}
    with pytest.raises(errors.OutcomeUnknown):
        write(client)
    with pytest.raises(errors.Unavailable):
        read(client)


def test_an_error_that_is_null_is_none(client: Client, wire: Service) -> None:
    wire.broken = json_reply({"jsonrpc": "2.0", "id": 1, "result": {"hash": "ABCD1234"}, "error": None})
    assert read(client) == {"hash": "ABCD1234"}


@pytest.mark.parametrize("result", [None, False, 0, "", [], {}])
def test_an_empty_result_is_a_result(client: Client, wire: Service, result: Any) -> None:
    wire.results["apps.get"] = result
    assert read(client) == result


def test_a_method_that_is_not_documented_is_refused_here(client: Client, wire: Service) -> None:
    with pytest.raises(errors.Invalid) as problem:
        client.call("did/store.search")
    assert (problem.value.field, wire.calls) == ("method", [])


@pytest.mark.parametrize("form", [[{"hash": "A"}], {"7": {"hash": "A"}}], ids=["a list", "a dictionary keyed by id"])
def test_items_in_either_form_of_a_list(client: Client, wire: Service, form: Any) -> None:
    wire.results["media/library.get_list"] = form
    assert client.items("media/library.get_list") == [{"hash": "A"}]


@pytest.mark.parametrize("form", [[], {}, None])
def test_an_empty_list_has_three_forms_too(client: Client, wire: Service, form: Any) -> None:
    wire.results["media/library.get_list"] = form
    assert client.items("media/library.get_list") == []


def test_nothing_found_is_an_empty_listing(client: Client, wire: Service) -> None:
    wire.errors["sms.get_list"] = {"code": 110, "message": "Nothing found"}
    span = {"from": "2026-11-01 00:00:00", "to": "2026-11-02 00:00:00"}
    assert client.items("sms.get_list", type="IN", **span) == []


def test_a_search_reads_page_after_page(client: Client, wire: Service) -> None:
    wire.results["did.search"] = Pages([page(1, 2, more=True, total=3), page(3, offset=2, total=3)])
    assert list(client.hits("did.search")) == [1, 2, 3]
    assert [params[1] for params in wire.sent("did.search")] == [
        {"offset": 0, "quantity": 100},
        {"offset": 2, "quantity": 100},
    ]


def test_a_search_without_has_more_goes_by_the_total(client: Client, wire: Service) -> None:
    wire.results["did.search"] = Pages([{"hits": [1], "total": 2}, {"hits": [2], "total": 2}])
    assert list(client.hits("did.search")) == [1, 2]


def test_a_search_that_promises_more_and_gives_nothing_is_not_complete(client: Client, wire: Service) -> None:
    wire.results["did.search"] = page(more=True, total=5)
    with pytest.raises(errors.UnexpectedAnswer):
        list(client.hits("did.search"))


@pytest.mark.parametrize("answer", [None, "x", 7, {"hits": 7}, [1]])
def test_a_search_of_another_shape_is_unexpected(client: Client, wire: Service, answer: Any) -> None:
    wire.results["did.search"] = answer
    with pytest.raises(errors.UnexpectedAnswer):
        list(client.hits("did.search"))


def test_a_false_where_true_or_an_error_is_documented_means_not_done(client: Client, wire: Service) -> None:
    wire.results["apps.delete"] = False
    with pytest.raises(errors.Refused):
        client.confirmed("apps.delete", app="ABCD1234")


def test_exchanges_are_told_without_secrets(client: Client, wire: Service, kept: Kept) -> None:
    wire.results["webhooks.subscribe"] = {"hash": "A", "options": {"hmac_secret": "hunter2-and-more"}}
    client.call(
        "webhooks.subscribe",
        type="sms.mo",
        endpoint="https://example.com/",
        options={"hmac_secret": "hunter2-and-more"},
    )
    wire.results["session.create"] = {"token": TOKEN, "refresh_token": "f" * 40, "note": PASSWORD}
    client.in_session().close()
    told = str(kept.told)
    assert [each["outcome"] for each in kept.told] == ["ok", "ok"]
    basic = base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
    for secret in ("hunter2", TOKEN, "f" * 40, PASSWORD, basic):
        assert secret not in told


def test_errors_carry_no_secret(client: Client, wire: Service) -> None:
    wire.errors["apps.get"] = {"code": 1, "message": f"password {PASSWORD} is odd", "data": {"password": PASSWORD}}
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        read(client)
    assert PASSWORD not in repr(vars(problem.value)) + str(problem.value)


def test_secrets_do_not_show_in_what_holds_them() -> None:
    for access in (Basic(LOGIN, Secret(PASSWORD)), ApiKey(Secret(TOKEN)), Session(Secret(TOKEN))):
        assert not re.search(f"{re.escape(PASSWORD)}|{TOKEN}", repr(access))


def test_the_account_of_the_check_is_named(wire: Service) -> None:
    wire.results |= {
        "system.get_timestamp": 1_000_000_000,
        "billing.get_prepaid_credit": "0.00",
        "did.search": page({"hash": "ABCD1234", "intl_number": "+33199004712", "app": None}),
        "apps.get_list": [],
    }
    credentials = {"login": LOGIN, "password": PASSWORD, "login_as": "clinique", "currency": "USD"}
    with PROVIDER.open(credentials, endpoints={"url": wire.url}) as account:
        steps = {step.name: step for step in account.check()}
    assert steps["sign_in"].values == {"account": "clinique"}
    assert (steps["balance"].state, steps["balance"].values["currency"]) == ("warn", "USD")
    assert steps["routes"].values == {"count": "1"}
    assert steps["clock"].state == "warn"
    assert all(step.text % dict(step.values) for step in steps.values())


def test_every_message_is_a_whole_sentence_or_a_label() -> None:
    for name, text in vars(messages).items():
        if name.isupper() and not name.startswith("NAME_"):
            assert text.endswith("."), name
