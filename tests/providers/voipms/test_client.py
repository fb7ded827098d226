"""What the service says, and what it fails to say, becomes a value or an error that names who must act."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from providers import errors
from providers.voipms import faults, messages
from providers.voipms.client import Client
from providers.wire.catalog import load
from providers.wire.redact import Secret
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script, each, json_reply

CATALOG = load("voipms")
CODES = (Path(__file__).parent / "documented_codes.txt").read_text(encoding="utf-8").split()
NUMBER = "5145550142"

SOAP_FAULT = Reply(
    body=b'<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
    b"<faultcode>SOAP-ENV:Server</faultcode></s:Fault></s:Body></s:Envelope>",
    status=500,
    content_type="text/xml",
)
UNREADABLE = {
    "cut JSON": Reply(body=b'{"status":"success","dids":[{"did":"51455'),
    "an HTML page": Reply(body=b"<html><h1>One moment</h1></html>", content_type="text/html"),
    "a SOAP fault": SOAP_FAULT,
    "a bare list": Reply(body=b"[]"),
    "a bare word": Reply(body=b'"success"'),
    "no status": Reply(body=b'{"dids":[]}'),
    "a status that is a number": Reply(body=b'{"status":1}'),
    "no text at all": Reply(body=b"\xff\xfe\x00"),
    "deep nesting": Reply(body=b"[" * 200_000),
    "nothing": Reply(body=b""),
    "a body over the limit": Reply(body=b'{"status":"success","x":"' + b"x" * 1_100_000 + b'"}'),
}
LOST = {
    "no answer in time": Reply(hang=True),
    "a connection closed without a word": Reply(hang_up=True),
    "a connection closed in the middle": Reply(body=b'{"status":"succ', promised=5000),
    "a fault of the edge": Reply(body=b"<html>522</html>", status=522, content_type="text/html"),
    "an edge that speaks JSON": Reply(body=b'{"status":"success"}', status=503),
}


def read(client: Client) -> Any:
    return client.rows("getDIDsInfo")


def write(client: Client) -> Any:
    return client.call("setDIDRouting", did=NUMBER, routing="vm:101")


def test_a_good_answer_comes_back_as_it_was_sent(client: Client, script: Script) -> None:
    script.say_json({"status": "success", "dids": [{"did": NUMBER, "cnam": 1}]})
    assert client.call("getDIDsInfo") == {"status": "success", "dids": [{"did": NUMBER, "cnam": 1}]}


@pytest.mark.parametrize("form", [[{"did": NUMBER}], {"did": NUMBER}, {"0": {"did": NUMBER}}])
def test_rows_in_any_form_of_a_list(client: Client, script: Script, form: Any) -> None:
    script.say_json({"status": "success", "dids": form})
    assert client.rows("getDIDsInfo") == [{"did": NUMBER}]


@pytest.mark.parametrize("key", ["phonebooks", "phonebook_groups"])
def test_rows_under_the_other_name_of_a_list(client: Client, script: Script, key: str) -> None:
    script.say_json({"status": "success", key: [{"phonebook_group": "1"}]})
    assert client.rows("getPhonebookGroups") == [{"phonebook_group": "1"}]


def test_success_without_the_list_is_an_empty_listing(client: Client, script: Script) -> None:
    script.say_json({"status": "success"})
    assert client.rows("searchFaxAreaCodeCAN", area_code=514) == []


@pytest.mark.parametrize("code", [code.code for code in CATALOG.codes.values() if code.kind == "empty"])
def test_an_empty_status_is_an_empty_listing(client: Client, script: Script, code: str) -> None:
    script.say_json({"status": code})
    assert client.rows("getDIDsInfo") == []


def test_an_empty_status_where_nothing_is_listed_means_not_there(client: Client, script: Script) -> None:
    script.say_json({"status": "no_did"})
    with pytest.raises(errors.NotFound):
        write(client)


def test_an_empty_body_is_a_good_answer_to_a_write_that_tells_nothing(client: Client, script: Script) -> None:
    script.say(Reply(body=b""))
    assert client.call("delConference", conference=7) == {"status": "success"}


def test_an_empty_body_is_no_answer_to_a_write_that_should_tell_an_id(client: Client, script: Script) -> None:
    script.say(Reply(body=b""))
    with pytest.raises(errors.OutcomeUnknown):
        client.call("setForwarding", phone_number=NUMBER)


@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_answer_to_a_read_is_unexpected_and_kept(client: Client, script: Script, reply: Reply) -> None:
    script.say(reply)
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        read(client)
    assert problem.value.operation == "getDIDsInfo"
    assert len(problem.value.raw) < 2200


@pytest.mark.parametrize("name", sorted(set(UNREADABLE) - {"nothing"}))
def test_an_unreadable_answer_to_a_write_leaves_its_outcome_unknown(client: Client, script: Script, name: str) -> None:
    script.say(UNREADABLE[name])
    with pytest.raises(errors.OutcomeUnknown):
        write(client)


@pytest.mark.parametrize("reply", each(LOST))
def test_a_lost_answer_to_a_read_may_be_tried_again(client: Client, script: Script, reply: Reply) -> None:
    script.say(reply)
    with pytest.raises(errors.Unavailable):
        read(client)


@pytest.mark.parametrize("reply", each(LOST))
def test_a_lost_answer_to_a_write_leaves_its_outcome_unknown_and_is_not_repeated(
    client: Client, script: Script, reply: Reply
) -> None:
    script.say(reply)
    with pytest.raises(errors.OutcomeUnknown):
        write(client)
    assert len(script.requests) == 1


def test_a_write_that_never_left_may_be_tried_again() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        client = Client("api@example.com", Secret("x"), url=f"http://127.0.0.1:{nobody.getsockname()[1]}/")
        with pytest.raises(errors.Unavailable):
            write(client)
        client.close()


def test_a_host_without_a_name_is_unavailable() -> None:
    client = Client("api@example.com", Secret("x"), url="http://nowhere.invalid/", timeout=httpx.Timeout(2))
    with pytest.raises(errors.Unavailable):
        write(client)
    client.close()


def test_a_redirect_is_not_followed(client: Client, script: Script) -> None:
    script.say(Reply(status=301, headers={"Location": script.url + "?elsewhere"}))
    with pytest.raises(errors.UnexpectedAnswer):
        read(client)
    assert len(script.requests) == 1


@pytest.mark.parametrize("wrong", ["text", 7, ["5145550142"], [[1]]])
def test_a_list_of_the_wrong_type_is_unexpected(client: Client, script: Script, wrong: Any) -> None:
    script.say_json({"status": "success", "dids": wrong})
    with pytest.raises(errors.UnexpectedAnswer):
        read(client)


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_table_becomes_an_error_of_the_tree(client: Client, script: Script, code: str) -> None:
    script.say_json({"status": code, "message": "In their words"})
    with pytest.raises(errors.ProviderError) as raised:
        client.call("setDIDPOP", did=NUMBER, pop=1)
    problem = raised.value
    assert problem.code == code
    assert problem.operation == "setDIDPOP"
    assert type(problem) not in (errors.ProviderError, errors.Temporary, errors.AccountProblem, errors.OutcomeUnknown)
    assert (type(problem) is errors.UnexpectedAnswer) == (code in ("invalid_method", "missing_method"))
    assert "%(" not in problem.public_message
    assert problem.public_message == problem.message_id % problem.message_values
    assert "In their words" in problem.raw


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalid_credentials", errors.BadCredentials),
        ("missing_credentials", errors.BadCredentials),
        ("api_not_enabled", errors.ApiDisabled),
        ("ip_not_enabled", errors.AddressNotAllowed),
        ("non_sufficient_funds", errors.InsufficientFunds),
        ("method_maintenance", errors.Unavailable),
        ("used_name", errors.AlreadyTaken),
        ("invalid_serverpop", errors.Invalid),
        ("invalid_did", errors.NotFound),
        ("order_failed", errors.Refused),
    ],
)
def test_the_codes_that_matter_most(
    client: Client, script: Script, code: str, kind: type[errors.ProviderError]
) -> None:
    script.say_json({"status": code})
    with pytest.raises(kind) as problem:
        client.call("setDIDPOP", did=NUMBER, pop=1)
    assert type(problem.value) is kind


def test_the_limit_of_a_minute_says_when_to_come_back(client: Client, script: Script) -> None:
    for reply in (json_reply({"status": "api_limit_exceeded"}), Reply(status=429, body=b"slow down")):
        script.say(reply)
        with pytest.raises(errors.RateLimited) as problem:
            write(client)
        assert problem.value.retry_after == 60


def test_a_refused_value_names_our_parameter(client: Client, script: Script) -> None:
    script.say_json({"status": "invalid_serverpop"})
    with pytest.raises(errors.Invalid) as problem:
        client.call("setDIDPOP", did=NUMBER, pop=1)
    assert problem.value.field == "pop"


def test_an_id_that_is_gone_is_not_there_but_a_bad_value_is_invalid(client: Client, script: Script) -> None:
    script.say_json({"status": "invalid_forwarding"})
    with pytest.raises(errors.NotFound):
        client.call("delForwarding", forwarding=7)
    with pytest.raises(errors.NotFound):
        client.call("setForwarding", forwarding=7, phone_number=NUMBER)
    with pytest.raises(errors.Invalid):
        client.call("setForwarding", phone_number=NUMBER)


def test_an_unlisted_code_is_unexpected_and_kept(client: Client, script: Script) -> None:
    script.say_json({"status": "brand_new_status"})
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        read(client)
    assert problem.value.code == "brand_new_status"


def test_rows_that_cannot_be_read_are_named_after_all_that_can(client: Client, script: Script) -> None:
    script.say_json({"status": "success", "dids": [{"did": "?"}, "text", None, {"did": NUMBER}]})
    reading = client.read("getDIDsInfo", lambda row: int(row["did"]))
    assert next(reading) == 5145550142
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        next(reading)
    assert '{"did":"?"}' in problem.value.raw
    assert problem.value.skipped == 3


class TooBusy:
    def wait(self) -> None:
        raise errors.RateLimited("wait", provider="voipms", retry_after=5)


def test_the_pacer_is_asked_before_anything_leaves(script: Script) -> None:
    client = Client("api@example.com", Secret("x"), url=script.url, pacer=TooBusy())
    with pytest.raises(errors.RateLimited):
        read(client)
    assert script.requests == []
    client.close()


def test_each_exchange_is_told(client: Client, script: Script, kept: Kept) -> None:
    script.say(json_reply({"status": "success"}), json_reply({"status": "invalid_did"}), Reply(hang_up=True))
    write(client)
    for _ in range(2):
        with pytest.raises(errors.ProviderError):
            write(client)
    assert [exchange["outcome"] for exchange in kept.told] == ["ok", "not_found", "outcome_unknown"]
    assert kept.told[0]["operation"] == "setDIDRouting"
    assert kept.told[0]["request"] == "did=5145550142&routing=vm:101"
    assert "invalid_did" in kept.told[1]["response"]


FILLINGS = {
    "code", "field", "method", "reason", "address", "account", "currency", "amount", "numbers", "devices", "count", "operation",
}  # fmt: skip


def test_every_message_is_a_sentence_that_can_be_filled() -> None:
    texts = [value for name, value in vars(messages).items() if name.isupper()]
    assert len(texts) > 40
    for text in texts:
        assert set(re.findall(r"%\((\w+)\)s", text)) <= FILLINGS
        assert text.endswith(".") or text.startswith("API ")
        assert "!" not in text


def test_every_kind_of_code_has_a_meaning() -> None:
    for code in CATALOG.codes.values():
        assert issubclass(faults.meaning_of(code).error, errors.ProviderError)
