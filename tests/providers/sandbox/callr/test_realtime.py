"""Real-Time: the service posts what happens in a call, the app's server commands, the service obeys."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from tests.providers.sandbox.callr.calling import Callr
from tests.providers.sandbox.callr.listening import Posted, listening
from tests.providers.sandbox.running import Running

PERSON = "+33639980121"
SPAN = ("2020-01-01 00:00:00", "2099-12-31 23:59:59")


def commanding(*commands: tuple[str, dict[str, object]]) -> Callable[[Posted], tuple[int, bytes]]:
    """A server that gives one command after the other, and nothing once the call is over."""
    waiting = list(commands)

    def answer(posted: Posted) -> tuple[int, bytes]:
        if posted.json["call_status"] == "HANGUP" or not waiting:
            return 200, b""
        command, params = waiting.pop(0)
        label = f"{command}-label"
        reply = {"command": command, "command_id": label, "params": params, "variables": {"seen": command}}
        return 200, json.dumps(reply).encode()

    return answer


def realtime_app(callr: Callr, url: str, **more: str) -> str:
    return str(callr.call("apps.create", "REALTIME10", "robot", {"url": url, "data_format": "JSON", **more})["hash"])


def over(posted: list[Posted]) -> bool:
    return bool(posted) and posted[-1].json["call_status"] == "HANGUP"


def test_a_call_is_led_to_its_end(sandbox: Running, callr: Callr) -> None:
    server = commanding(
        ("play", {"media_id": "TTS|TTS_FR-FR_AUDREY|Bonjour"}),
        ("read", {"media_id": 1, "max_digits": 4, "attempts": 2, "timeout_ms": 5000}),
        ("record", {"max_duration": 30, "silence": 3}),
        ("hangup", {}),
    )
    with listening(server) as listener:
        app = realtime_app(callr, listener.url, login="robot", password="Secret-1")
        request = callr.call("calls.realtime", app, {"number": PERSON, "timeout": 20}, {"cdr_field": "abc"})
        sandbox.step(5)
        posted = [each.json for each in listener.wait_until(over)]
        basic = listener.posted[0].headers["authorization"]
    assert basic == "Basic " + base64.b64encode(b"robot:Secret-1").decode()
    first, last = posted[0], posted[-1]
    assert (first["command"], first["command_id"], first["command_result"], first["command_error"]) == ("", 0, "", "")
    assert (first["call_status"], first["request_hash"], first["number"]) == ("UP", request, PERSON)
    assert (first["variables"], first["cdr_field"]) == ({}, "abc")
    assert [each["command"] for each in posted[1:]] == ["play", "read", "record", "hangup"]
    assert all(each["command_id"] == f"{each['command']}-label" for each in posted[1:])
    assert all(each["variables"] == {"seen": each["command"]} for each in posted[1:])
    assert len(posted[2]["command_result"]) == 4
    assert posted[3]["command_result"].startswith("tmp-")
    assert (last["call_status"], last["command"]) == ("HANGUP", "hangup")
    media = callr.call("media/library.create", "from the call")
    assert callr.call("media/library.set_content_from_recording", media, posted[3]["command_result"]) is True
    record = next(row for row in callr.call("cdr.get", "OUT", *SPAN, app, None))
    assert (record["callid"], record["dialstatus"], record["customer_field"]) == (first["callid"], "ANSWER", "abc")


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("+33639980199", "NOANSWER"),
        ("+33639980198", "BUSY"),
        ("+33639980197", "CONGESTION"),
        ("+33639980196", "REJECTED"),
    ],
)
def test_a_call_that_never_came_up_says_why(sandbox: Running, callr: Callr, number: str, status: str) -> None:
    with listening() as listener:
        app = realtime_app(callr, listener.url)
        callr.call("calls.realtime", app, {"number": number, "timeout": 20}, None)
        sandbox.step(5)
        assert listener.wait_for(1)[0].json["call_status"] == status


def test_a_bad_command_is_told_and_the_call_goes_on(sandbox: Running, callr: Callr) -> None:
    server = commanding(("dance", {}), ("read", {"media_id": 1, "max_digits": 99}), ("hangup", {}))
    with listening(server) as listener:
        callr.call("calls.realtime", realtime_app(callr, listener.url), {"number": PERSON}, None)
        sandbox.step(5)
        posted = [each.json for each in listener.wait_until(over)]
    assert [each["command_error"] for each in posted] == [
        "",
        "UNKNOWN_COMMAND [dance]",
        "INVALID_PARAM [max_digits]",
        "",
    ]


def test_a_server_that_fails_ends_the_call(sandbox: Running, callr: Callr) -> None:
    with listening(lambda posted: (500, b'{"error": {"code": 1, "message": "no"}}')) as listener:
        app = realtime_app(callr, listener.url)
        callr.call("calls.realtime", app, {"number": PERSON}, None)
        sandbox.step(5)
        assert [each.json["call_status"] for each in listener.wait_until(over)] == ["UP", "HANGUP"]


def test_dialling_out_leaves_a_record_of_its_own(sandbox: Running, callr: Callr) -> None:
    targets = [{"number": "+33639980199", "timeout": 5}, {"number": "+33639980150", "timeout": 5}]
    with listening(commanding(("dialout", {"targets": targets}))) as listener:
        app = realtime_app(callr, listener.url)
        callr.call("calls.realtime", app, {"number": PERSON}, None)
        sandbox.step(5)
        last = listener.wait_until(over)[-1].json
    assert last["command_result"] == "ANSWER"
    dialled = {row["number"]: row["dialstatus"] for row in callr.call("cdr.get", "OUT", *SPAN, app, None)}
    assert dialled == {"+33639980199": "NOANSWER", "+33639980150": "ANSWER", PERSON: "ANSWER"}


def test_a_call_to_a_number_of_the_app_comes_in(sandbox: Running, callr: Callr) -> None:
    with listening() as listener:
        app = realtime_app(callr, listener.url)
        for did in callr.call("apps.get_dids", False):
            callr.call("apps.assign_did", app, did["hash"])
        sandbox.step(86400 * 2)
        posted = listener.wait_for(1)[0].json
    assert (posted["call_status"], posted["request_hash"]) == ("INCOMING_CALL", None)
    assert posted["number"] in {did["intl_number"] for did in callr.call("apps.get_dids", False)}


def test_a_live_call_is_hung_up_from_outside(sandbox: Running, callr: Callr) -> None:
    hung: list[object] = []

    def server(posted: Posted) -> tuple[int, bytes]:
        if posted.json["call_status"] == "HANGUP":
            return 200, b""
        hung.append(callr.call("calls.hangup", posted.json["callid"], {}))
        return 200, json.dumps({"command": "wait", "command_id": 1, "params": {"seconds": 5}}).encode()

    with listening(server) as listener:
        callr.call("calls.realtime", realtime_app(callr, listener.url), {"number": PERSON}, None)
        sandbox.step(5)
        posted = listener.wait_until(over)
    assert hung == [True]
    assert callr.call("calls.hangup", posted[0].json["callid"], {}) is False


def test_a_command_is_broken_off(sandbox: Running, callr: Callr) -> None:
    def server(posted: Posted) -> tuple[int, bytes]:
        if posted.json["command"]:
            return 200, json.dumps({"command": "hangup", "command_id": 2}).encode()
        assert callr.call("calls.realtime_break", posted.json["callid"]) is True
        return 200, json.dumps(
            {"command": "read", "command_id": 1, "params": {"media_id": 1, "max_digits": 3}}
        ).encode()

    with listening(server) as listener:
        callr.call("calls.realtime", realtime_app(callr, listener.url), {"number": PERSON}, None)
        sandbox.step(5)
        posted = listener.wait_until(over)
    assert posted[1].json["command_result"] == ""


def test_a_recorded_call_leaves_a_recording(sandbox: Running, callr: Callr) -> None:
    with listening(
        commanding(("start_call_recording", {"announce": 0}), ("wait", {"seconds": 20}), ("hangup", {}))
    ) as listener:
        app = realtime_app(callr, listener.url)
        callr.call("calls.realtime", app, {"number": PERSON}, None)
        sandbox.step(5)
        callid = listener.wait_until(over)[-1].json["callid"]
    found = callr.call("media/recording.search", {"callid": callid}, None)["hits"]
    assert [(each["status"], each["type"], each["app_hash"]) for each in found] == [("PROCESSING", "CALL", app)]
    sandbox.step(10)
    assert callr.call("media/recording.get", found[0]["hash"])["status"] == "READY"


@pytest.mark.parametrize(
    "answer", [b"no json", b"[]", b'{"command": 7}', b'{"command": "play", "params": [], "variables": 3}']
)
def test_nonsense_of_a_server_does_no_harm(sandbox: Running, callr: Callr, answer: bytes) -> None:
    with listening(lambda posted: (200, answer if not posted.json["command"] else b"")) as listener:
        callr.call("calls.realtime", realtime_app(callr, listener.url), {"number": PERSON}, None)
        sandbox.step(5)
        posted = listener.wait_until(over)
    assert posted[-1].json["variables"] == {}
