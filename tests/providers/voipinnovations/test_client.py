"""The client over a real wire: what it sends, which error a code becomes, what it makes of a wire that breaks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from providers import errors
from providers.errors import Invalid, OutcomeUnknown, ProviderError, UnexpectedAnswer
from providers.voipinnovations.client import Client
from providers.wire.redact import Secret
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script, json_reply, names_of
from tests.providers.voipinnovations.conftest import LOGIN, SECRET, always, answers, called
from tests.providers.voipinnovations.soap_answers import DID, document, fault, numbers, outcome, reply

WRITES: dict[str, dict[str, Any]] = {
    "assignDID": {"didParams": [{"tn": "2125550142", "epg": 7}]},
    "releaseDID": {"didParams": [{"tn": "2125550142"}]},
    "configDID": {"didParams": [{"tn": "2125550142", "epg": 7, "cnam": "1"}]},
    "insert911": {"did": "2125550142", "address1": "1 Main St", "city": "New York", "state": "NY", "zip": "10001",
                  "callerName": "NORDPHONE"},
    "SendSMS": {"sender": "12125550142", "recipient": "13125550100", "message": "hi"},
    "SetFaxToEmail": {"tn": "2125550142", "email": "fax@example.com"},
}  # fmt: skip


def test_an_envelope_carries_the_method_and_the_credentials(client: Client, script: Script) -> None:
    client.call("queryDID", did="2125550142")
    (request,) = script.requests
    assert (request.verb, request.content_type) == ("POST", "text/xml; charset=utf-8")
    root = etree.fromstring(request.fields["xml"].encode())
    (body,) = root
    (asked,) = body
    assert asked.tag == "{http://tempuri.org/}queryDID"
    assert [(each.tag, each.text) for each in asked] == [
        ("{http://tempuri.org/}login", LOGIN),
        ("{http://tempuri.org/}secret", SECRET),
        ("{http://tempuri.org/}did", "2125550142"),
    ]


def test_an_ampersand_an_accent_and_a_line_arrive_as_they_are(client: Client, script: Script) -> None:
    text = "Réal & Fils <5 %>\n日本 🙂"
    client.call("SendSMS", sender="12125550142", recipient="13125550100", message=text)
    assert script.requests[0].fields["message"] == text


def test_what_is_empty_and_optional_is_left_out(client: Client, script: Script) -> None:
    client.call("getDIDs", state="NY", npa=None)
    assert "npa" not in script.requests[0].fields


def test_a_search_with_a_name_of_another_method_is_refused_unsent(client: Client, script: Script) -> None:
    for name, params, field in (
        ("queryDID", {"tn": "2125550142"}, "tn"),
        ("getDIDCount", {"orderBy": "state"}, "orderBy"),
        ("queryDID", {}, "did"),
        ("getPortDetails", {"portId": "many"}, "portId"),
        ("getPortDetails", {"portId": "²"}, "portId"),
        ("getPortDetails", {"portId": "--1"}, "portId"),
        ("getPortDetails", {"portId": "9" * 5000}, "portId"),
        ("assignDID", {"didParams": []}, "didParams"),
        ("assignDID", {"didParams": [{"did": "2125550142"}]}, "didParams[0].did"),
        ("ConfigSMS", {"tn": "2125550142", "enable": "perhaps"}, "enable"),
        ("noSuchMethod", {}, "method"),
    ):
        with pytest.raises(Invalid) as caught:
            client.call(name, **params)
        assert caught.value.field == field, name
    assert not script.requests


@pytest.mark.parametrize("text", ["\x00", "a\x0bb", "\ud800", "\ufffe"])
def test_what_xml_cannot_hold_is_refused_unsent(client: Client, script: Script, text: str) -> None:
    with pytest.raises(Invalid):
        client.call("SendSMS", sender="12125550142", recipient="13125550100", message=text)
    assert not script.requests


@pytest.mark.parametrize(
    ("name", "code", "error"),
    [
        ("GetPrepaidBalance", 902, errors.BadCredentials),
        ("SendSMS", 902, errors.BadCredentials),
        ("SendSMS", 900, errors.Refused),
        ("SetFaxToEmail", 101, errors.NotFound),
        ("query911", 903, errors.Unavailable),
        ("query911", 905, errors.Unavailable),
        ("query911", 907, errors.Unavailable),
        ("insert911", 903, OutcomeUnknown),
        ("insert911", 907, OutcomeUnknown),
        ("insert911", 904, errors.Refused),
        ("query911", 906, errors.NotFound),
        ("query911", 908, UnexpectedAnswer),
        ("query911", 909, errors.NotFound),
        ("insert911", 911, errors.AlreadyTaken),
        ("getDIDs", 302490, Invalid),
        ("GetPrepaidBalance", 777, UnexpectedAnswer),
        ("SendSMS", 777, OutcomeUnknown),
        ("GetPrepaidBalance", "many", UnexpectedAnswer),
        ("SendSMS", "many", OutcomeUnknown),
        ("GetPrepaidBalance", None, UnexpectedAnswer),
        ("SendSMS", None, OutcomeUnknown),
    ],
)
def test_codes_name_who_must_act(
    client: Client, script: Script, name: str, code: object, error: type[ProviderError]
) -> None:
    params = WRITES.get(name, {"did": "2125550142"} if name == "query911" else {})
    answers(script, **{name: reply(name, code=code, said="no")})
    with pytest.raises(error) as caught:
        client.call(name, **params)
    assert type(caught.value) is error
    assert len(script.requests) == 1
    if isinstance(code, int):
        assert caught.value.code == str(code)


def test_a_refusal_says_what_the_service_says(client: Client, script: Script) -> None:
    always(script, reply("SendSMS", code=900, said="The sender is not valid"))
    with pytest.raises(errors.Refused) as caught:
        client.call("SendSMS", **WRITES["SendSMS"])
    assert "The sender is not valid" in caught.value.public_message


def test_nothing_found_is_a_result_of_a_read(client: Client, script: Script) -> None:
    always(script, reply("getDIDs", code=101, said="No records found"))
    assert client.call("getDIDs", state="NY")["responseCode"] == 101
    assert list(client.rows("getDIDs", "DIDLocator", state="NY")) == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("106230", errors.NotFound),
        ("106420", errors.NotFound),
        ("106225", errors.Refused),
        ("106999", OutcomeUnknown),
        ("", OutcomeUnknown),
        ("soon", OutcomeUnknown),
    ],
)
def test_a_number_that_was_not_done_is_an_error_whatever_the_envelope_says(
    client: Client, script: Script, code: str, error: type[ProviderError]
) -> None:
    always(script, numbers("releaseDID", outcome("2125550142", code)))
    with pytest.raises(error):
        client.act("releaseDID", "2125550142", didParams=[{"tn": "2125550142"}])
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("name", "code"), [("releaseDID", "106231"), ("reserveDID", "103220"), ("assignDID", "104225")]
)
def test_already_so_is_as_good_as_done(client: Client, script: Script, name: str, code: str) -> None:
    always(script, numbers(name, outcome("2125550142", code)))
    assert client.act(name, "2125550142", didParams=[{"tn": "2125550142", "epg": 7}])["statusCode"] == code


def test_a_write_that_answers_without_the_number_is_unknown(client: Client, script: Script) -> None:
    always(script, numbers("releaseDID", outcome("2125550143", "100")))
    with pytest.raises(OutcomeUnknown):
        client.act("releaseDID", "2125550142", didParams=[{"tn": "2125550142"}])


PAGE = b"<!DOCTYPE html><html><body><h1>Sorry</h1></body></html>"
BROKEN = {
    "hung up": Reply(hang_up=True),
    "no answer": Reply(hang=True),
    "cut": Reply(body=document("any")[:200], promised=4000),
    "half": Reply(body=document("any")[:200]),
    "empty": Reply(body=b""),
    "a page": Reply(body=PAGE, content_type="text/html"),
    "a page of an overload": Reply(body=PAGE, status=503, content_type="text/html"),
    "json": json_reply({"responseCode": 100}),
    "too long": Reply(body=b"<r>" + b" " * 2_000_000 + b"</r>"),
    "a fault": fault(),
    "a fault that says 200": fault(status=200),
    "the answer to something else": Reply(body=document("GetCountries")),
    "an envelope of nothing": Reply(body=document("x").replace(b"xResponse", b"x")),
}


@pytest.mark.parametrize("wire", names_of(BROKEN))
@pytest.mark.parametrize("name", WRITES)
def test_a_write_without_a_readable_answer_is_unknown_and_sent_once(
    client: Client, script: Script, name: str, wire: str
) -> None:
    always(script, BROKEN[wire])
    with pytest.raises(OutcomeUnknown):
        client.call(name, **WRITES[name])
    assert len(script.requests) == 1


@pytest.mark.parametrize("wire", names_of(BROKEN))
def test_a_read_without_a_readable_answer_is_an_error_and_never_an_empty_listing(
    client: Client, script: Script, wire: str
) -> None:
    always(script, BROKEN[wire])
    gone = wire in {"hung up", "no answer", "cut", "a page of an overload", "a fault", "a fault that says 200"}
    expected = errors.Unavailable if gone else UnexpectedAnswer
    with pytest.raises(expected):
        client.call("auditDIDs")
    with pytest.raises(expected):  # two megabytes of blanks are not too long for a stream, and no answer either
        list(client.rows("auditDIDs", "DID"))
    assert called(script) == ["auditDIDs"] * 2


def test_what_was_never_sent_is_unavailable_even_for_a_write() -> None:
    client = Client(LOGIN, Secret(SECRET), url="http://127.0.0.1:1/APIService.asmx")
    with pytest.raises(errors.Unavailable):
        client.call("assignDID", **WRITES["assignDID"])
    with pytest.raises(errors.Unavailable):
        list(client.rows("auditDIDs", "DID"))
    client.close()


def test_a_proxy_that_turns_us_away_has_carried_nothing_out(client: Client, script: Script) -> None:
    always(script, Reply(status=403, body=b"forbidden"))
    with pytest.raises(UnexpectedAnswer):
        client.call("assignDID", **WRITES["assignDID"])


def test_the_pacer_is_asked_before_each_request(script: Script) -> None:
    class Full:
        def wait(self) -> None:
            raise errors.RateLimited("wait", provider="voipinnovations")

    client = Client(LOGIN, Secret(SECRET), url=script.url, pacer=Full())
    for call in (lambda: client.call("auditDIDs"), lambda: list(client.rows("auditDIDs", "DID"))):
        with pytest.raises(errors.RateLimited):
            call()
    assert not script.requests
    client.close()


def chain(problem: BaseException) -> str:
    """All that could be shown of an error: its own words, its fields, what it came from."""
    shown, each = "", problem
    while True:
        shown += f"{each} {each!r} {vars(each)!r}"
        assert not isinstance(each, httpx.HTTPError)
        following = each.__cause__ or each.__context__
        if following is None:
            return shown
        each = following


ECHO = f"user {LOGIN} with {SECRET} is not known"


@pytest.mark.parametrize("wire", ["code", "fault", "page", "number", "unreadable"])
def test_what_is_echoed_is_cut_out_of_errors_and_exchanges(
    client: Client, script: Script, kept: Kept, wire: str
) -> None:
    said = {
        "code": reply("releaseDID", code=900, said=ECHO),
        "fault": fault(ECHO),
        "page": Reply(body=f"<p>{ECHO}".encode()),
        "number": numbers("releaseDID", outcome("2125550142", "106225", status=ECHO)),
        "unreadable": reply("releaseDID", {"DIDs": ("DID", [DID | {"statusCode": ECHO}])}),
    }[wire]
    always(script, said)
    with pytest.raises(ProviderError) as caught:
        client.act("releaseDID", "2125550142", didParams=[{"tn": "2125550142", "refId": SECRET}])
    shown = chain(caught.value) + repr(kept.told) + repr(client) + repr(vars(client))
    assert SECRET not in shown
    assert repr(SECRET)[1:-1] not in shown
    assert ECHO not in shown
    assert f"user {LOGIN}" not in shown


@pytest.mark.parametrize("code", [900, 902, 777])
def test_what_is_echoed_is_cut_out_of_streams_too(client: Client, script: Script, kept: Kept, code: int) -> None:
    always(script, reply("auditDIDs", code=code, said=ECHO))
    with pytest.raises(ProviderError) as caught:
        list(client.rows("auditDIDs", "DID"))
    shown = chain(caught.value) + repr(kept.told)
    assert SECRET not in shown
    assert f"user {LOGIN}" not in shown


def test_exchanges_are_told_of_each_request(client: Client, script: Script, kept: Kept) -> None:
    client.call("SetConferenceLine", tn="2125550142", pin="482913")
    answers(
        script, GetConferenceLine=reply("GetConferenceLine", {"ConferenceLine": {"Enabled": "true", "PIN": "482913"}})
    )
    client.call("GetConferenceLine", tn="2125550142")
    list(client.rows("auditDIDs", "DID"))
    always(script, reply("GetPrepaidBalance", code=902))
    with pytest.raises(errors.BadCredentials):
        client.call("GetPrepaidBalance")
    assert [(each["operation"], each["outcome"]) for each in kept.told] == [
        ("SetConferenceLine", "ok"), ("GetConferenceLine", "ok"), ("auditDIDs", "ok"), ("GetPrepaidBalance", "bad_credentials"),
    ]  # fmt: skip
    assert "482913" not in repr(kept.told)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)), status=st.sampled_from([200, 500])
)
def test_any_bytes_end_in_an_error_of_the_tree(client: Client, script: Script, body: bytes, status: int) -> None:
    always(script, Reply(body=body, status=status))
    for call in (
        lambda: client.call("auditDIDs"),
        lambda: client.call("releaseDID", **WRITES["releaseDID"]),
        lambda: list(client.rows("auditDIDs", "DID")),
    ):
        with pytest.raises(ProviderError):
            call()
