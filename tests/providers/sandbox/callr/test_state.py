"""What is done stays done: numbers, apps, messages, medias, recordings, calls, sub accounts."""

from __future__ import annotations

import io
import signal
import wave
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from providers.sandbox.seed import CALLR_ACCOUNTS
from tests.providers.sandbox.callr.calling import Callr
from tests.providers.sandbox.callr.test_every_method import AUTO, SUB, TARGET, wav
from tests.providers.sandbox.running import Running

PERSON = "+33639980121"
EVER = ("2020-01-01 00:00:00", "2099-12-31 23:59:59")


def credit(callr: Callr) -> float:
    return float(callr.call("billing.get_prepaid_credit"))


def area(callr: Callr, country: str = "FR") -> int:
    return int(callr.call("did/areacode.get_list", country, None)[0]["id"])


# ── Numbers ───────────────────────────────────────────────────────────────────────────


def test_an_account_is_born_with_numbers_on_apps(callr: Callr) -> None:
    dids = callr.call("apps.get_dids", False)
    assert len(dids) == CALLR_ACCOUNTS[0].numbers
    assert {did["country_code"] for did in dids} == {"US", "FR"}
    apps = {app["hash"]: app for app in callr.call("apps.get_list", True)}
    assert {app["package"]["name"] for app in apps.values()} == {
        "CALLTRACKING10",
        "CLICKTOCALL10",
        "REALTIME10",
        "ACTIONS10",
    }
    for did in dids:
        assert did["app"] is None or did in apps[did["app"]]["did"]


def test_a_number_is_quoted_reserved_bought_routed_and_given_up(sandbox: Running, callr: Callr) -> None:
    before, code = credit(callr), area(callr)
    quote = callr.call("did/store.get_quote", code, "CLASSIC", 2)
    assert quote["cost"]["amount_prepaid_debit"] == "200.00"
    order = callr.call("did/store.reserve", code, "CLASSIC", 2, "SEQUENTIAL")
    assert callr.call("did/store.view_order", order["token"]) == order
    assert callr.call("did/store.get_quote", code, "CLASSIC", 50)["available"] < 80
    bought = callr.call("did/store.buy_order", order["token"])
    assert bought["errors"] == []
    assert bought["success"] == order["items"]
    assert credit(callr) == pytest.approx(before - 200)
    did = callr.call("did.search", {"hash": bought["success"][0]["hash"]}, None)["hits"][0]
    app = callr.call("apps.get_list", False)[0]["hash"]
    assert callr.call("apps.assign_did", app, did["hash"]) is True
    assert did["hash"] in {each["hash"] for each in callr.call("apps.get", app)["did"]}
    assert callr.call("did/store.cancel_subscription", did["hash"]) is True
    assert callr.call("did.search", {"hash": did["hash"]}, None)["total"] == 0
    assert callr.call("did/store.get_quota_status")["quota_current_count"] == 2


def test_a_reservation_runs_out_after_five_minutes(sandbox: Running, callr: Callr) -> None:
    order = callr.call("did/store.reserve", area(callr), "CLASSIC", 1, "RANDOM")
    sandbox.step(301)
    assert callr.refusal("did/store.buy_order", order["token"]) == "PROPERTY_VALUE_ERROR [token]"


def test_reserved_numbers_are_nobody_elses_until_they_are_dropped(sandbox: Running, callr: Callr) -> None:
    other = Callr.basic(sandbox, CALLR_ACCOUNTS[1].login, CALLR_ACCOUNTS[1].password)
    mine = callr.call("did/store.reserve", area(callr), "GOLD", 2, "SEQUENTIAL")
    theirs = other.call("did/store.reserve", area(callr), "GOLD", 2, "SEQUENTIAL")
    numbers = [{item["intl_number"] for item in order["items"]} for order in (mine, theirs)]
    assert not numbers[0] & numbers[1]
    assert callr.call("did/store.cancel_order", mine["token"]) is True
    again = other.call("did/store.reserve", area(callr), "GOLD", 2, "SEQUENTIAL")
    assert {item["intl_number"] for item in again["items"]} == numbers[0]


def test_an_order_can_fail_in_part(callr: Callr) -> None:
    """Numbers that end in 66 are gone when they are bought."""
    order = callr.call("did/store.reserve", area(callr), "GOLD", 8, "SEQUENTIAL")
    bought = callr.call("did/store.buy_order", order["token"])
    assert len(bought["errors"]) == 1
    assert bought["errors"][0]["DID"]["intl_number"].endswith("66")
    assert bought["cost"]["quantity"] == len(bought["success"]) == 7


def test_what_cannot_be_paid_is_not_bought(sandbox: Running, callr: Callr) -> None:
    sub = callr.call("account/sub.search", None, None)["hits"][0]
    callr.call("account/sub.transfer_credit", sub["hash"], None, "2350.00", None)
    callr.login_as = f"account.hash {sub['hash']}"
    order = callr.call("did/store.reserve", area(callr), "CLASSIC", 3, "SEQUENTIAL")
    bought = callr.call("did/store.buy_order", order["token"])
    assert [len(bought["success"]), len(bought["errors"])] == [1, 2]
    assert credit(callr) == 50


def test_a_number_moves_from_app_to_app_and_is_freed_with_it(callr: Callr) -> None:
    first, second = (callr.call("apps.create", "CALLTRACKING10", name, None)["hash"] for name in ("one", "two"))
    did = callr.call("apps.get_dids", False)[0]["hash"]
    callr.call("apps.assign_did", first, did)
    callr.call("apps.assign_did", second, did)
    assert callr.call("apps.get", first)["did"] == []
    assert callr.call("apps.delete", second) is True
    assert callr.call("did.search", {"hash": did}, None)["hits"][0]["app"] is None
    callr.call("apps.assign_did", first, did)
    assert callr.call("apps.remove_did", did) is True
    assert did in {each["hash"] for each in callr.call("apps.get_dids", True)}


def test_editing_an_app_changes_what_is_given(callr: Callr) -> None:
    app = callr.call("apps.create", "CALLTRACKING10", "one", {"targets": [TARGET], "medias": {"welcome": 1}})
    edited = callr.call("apps.edit", app["hash"], None, {"options": {"record_calls": True}})
    assert edited["name"] == "one"
    assert edited["p"]["targets"] == [TARGET]
    assert edited["p"]["options"] == {**app["p"]["options"], "record_calls": True}


def test_a_page_tells_whether_there_is_more(callr: Callr) -> None:
    first = callr.call("did.search", None, {"offset": 0, "quantity": 20, "order": "intl_number"})
    rest = callr.call("did.search", None, {"offset": 20, "quantity": 20, "order": "intl_number"})
    assert (first["has_more"], rest["has_more"], first["total"], rest["offset"]) == (True, False, 36, 20)
    numbers = [row["intl_number"] for row in first["hits"] + rest["hits"]]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 36


# ── Messages ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ending", "status"), [("21", "RECEIVED"), ("99", "EXPIRED"), ("98", "FAILED"), ("97", "ERROR")]
)
def test_what_becomes_of_a_message(sandbox: Running, callr: Callr, ending: str, status: str) -> None:
    before = credit(callr)
    name = callr.call("sms.send", "", f"+336399801{ending}", "hello", None)
    created = callr.call("sms.get", name)
    assert (created["status"], created["b_customer_debit"], created["from"]) == ("CREATED", "5.90", "36180")
    assert credit(callr) == pytest.approx(before - 5.9)
    sandbox.step(3 * 86400)
    ended = callr.call("sms.get", name)
    assert ended["status"] == status
    assert (ended["date_received"] is not None) == (status == "RECEIVED")
    assert (ended["status_error"] is not None) == (status == "ERROR")


@pytest.mark.parametrize(
    ("text", "forced", "encoding", "parts"),
    [
        ("a" * 160, None, "GSM", 1),
        ("a" * 161, None, "GSM", 2),
        ("a" * 159 + "€", None, "GSM", 2),
        ("ê" + "a" * 69, None, "UNICODE", 1),
        ("ê" + "a" * 70, None, "UNICODE", 2),
        ("ê" + "a" * 70, "GSM", "GSM", 1),
        ("a" * 71, "UNICODE", "UNICODE", 2),
    ],
)
def test_a_text_is_counted_by_its_alphabet(
    callr: Callr, text: str, forced: str | None, encoding: str, parts: int
) -> None:
    quote = callr.call("sms.get_quote", "SMS", PERSON, text, {"force_encoding": forced})
    assert (quote["encoding"], quote["count"]) == (encoding, parts)


def test_forcing_gsm_rewrites_the_text(callr: Callr) -> None:
    name = callr.call("sms.send", "SMS", PERSON, "« été » 5 €", {"force_encoding": "GSM"})
    assert callr.call("sms.get", name)["text"] == '" été " 5 e'


def test_a_mobile_number_sends_texts_and_is_answered(sandbox: Running, callr: Callr) -> None:
    mobile, other = (
        callr.call("did.search", {"type": kind}, None)["hits"][0]["intl_number"] for kind in ("MOBILE", "GEOGRAPHIC")
    )
    assert mobile in {row["cli"] for row in callr.call("apps.get_authorized_clis", "SMS")}
    callr.call("sms.send", mobile, PERSON, "Ça va ?", None)
    assert callr.refusal("sms.send", other, PERSON, "Ça va ?", None) == "PROPERTY_VALUE_ERROR [from]"
    sandbox.step(60)
    assert callr.call("sms.search", {"type": "IN", "from": PERSON, "to": mobile}, None)["total"] == 1


def test_messages_are_listed_and_searched(callr: Callr) -> None:
    name = callr.call("sms.send", "NORDPHONE", PERSON, "needle", {"user_data": "abc"})
    assert name in {row["hash"] for row in callr.call("sms.get_list", "OUT", *EVER)}
    assert {row["type"] for row in callr.call("sms.get_list", "IN", *EVER)} == {"IN"}
    found = callr.call("sms.search", {"text": "needle", "user_data": "abc", "status": "", "hash": None}, None)
    assert [row["hash"] for row in found["hits"]] == [name]


# ── Media and recordings ──────────────────────────────────────────────────────────────


def fetch(url: str) -> tuple[str, bytes]:
    with urlopen(url, timeout=60) as answer:
        return str(answer.headers["content-type"]), bytes(answer.read())


def is_mp3(content: bytes) -> bool:
    return content[0] == 0xFF and content[1] & 0xE0 == 0xE0


def test_a_spoken_media_becomes_ready_and_plays(sandbox: Running, callr: Callr) -> None:
    media = callr.call("media/library.create", "Accueil")
    assert callr.call("media/library.get", media)["status"] == "PENDING_CONTENT"
    callr.call("media/tts.set_content", media, "Bonjour et bienvenue", "TTS_FR-FR_AUDREY", None)
    assert callr.call("media/library.get", media)["status"] == "PENDING_CONVERSION"
    sandbox.step(5)
    ready = callr.call("media/library.get", media)
    assert (ready["status"], ready["voice"]) == ("READY", "TTS_FR-FR_AUDREY")
    kind, content = fetch(ready["url"])
    assert kind == "audio/mpeg"
    assert is_mp3(content)


def test_an_upload_is_imported_by_a_job(sandbox: Running, callr: Callr) -> None:
    job = callr.call("media.import_file_from_base64_async", wav(), None)
    assert callr.call("jobs.get", job)["status"] == "PENDING"
    sandbox.step(5)
    done = callr.call("jobs.get", job)
    assert (done["status"], done["percent"], done["error"]) == ("DONE", "100.00", None)
    media = callr.call("media/library.create", "upload")
    callr.call("media/library.set_content_from_file", media, done["result"]["filename"])
    sandbox.step(5)
    ready = callr.call("media/library.get", media)
    assert ready["duration"] == 2
    assert is_mp3(fetch(ready["url"])[1])


def test_a_failed_job_is_done_with_an_error(sandbox: Running, callr: Callr) -> None:
    job = callr.call("media.import_file_from_base64_async", "bm8gc291bmQ=", None)
    sandbox.step(5)
    done = callr.call("jobs.get", job)
    assert (done["status"], done["error"]["message"], done["result"]) == ("DONE", "PROPERTY_VALUE_ERROR [data]", None)


def test_a_cancelled_job_does_nothing(sandbox: Running, callr: Callr) -> None:
    job = callr.call("cdr.export_async", "IN", *EVER, None)
    assert callr.call("jobs.cancel", job) is True
    sandbox.step(5)
    assert callr.call("jobs.get", job)["status"] == "CANCELED"


def test_recordings_play_and_are_marked(callr: Callr) -> None:
    found = callr.call("media/recording.search", {"read": False}, {"quantity": 2})
    first, second = found["hits"]
    assert first["url_mp3"] == f"{first['url']}.mp3"
    assert is_mp3(fetch(first["url_mp3"])[1])
    with wave.open(io.BytesIO(fetch(f"{first['url']}.wav")[1])) as sound:
        assert sound.getnframes() / sound.getframerate() == min(first["duration"], 120)
    done = callr.call("media/recording.set_read", [first["hash"], "ZZZZZZZZ"], True)
    assert (done["success"], [error["hash"] for error in done["errors"]]) == (1, ["ZZZZZZZZ"])
    assert callr.call("media/recording.get", first["hash"])["date_read"] is not None
    assert callr.call("media/recording.search", {"read": False}, None)["total"] == found["total"] - 1
    callr.call("media/recording.delete", [second["hash"]])
    assert callr.refusal("media/recording.get", second["hash"]) == "PROPERTY_VALUE_ERROR [hash]"


def test_nobody_guesses_the_address_of_a_recording(callr: Callr) -> None:
    url = callr.call("media/recording.search", None, {"quantity": 1})["hits"][0]["url"]
    with pytest.raises(HTTPError) as refused:
        fetch(f"{url[:-1]}{'0' if url[-1] != '0' else '1'}.mp3")
    assert refused.value.code == 404


def test_recordings_are_counted_alike_everywhere(callr: Callr) -> None:
    total = callr.call("media/recording.search", None, None)["total"]
    overview, status = callr.call("media/recording.overview"), callr.call("media/recording.get_read_status")
    assert sum(each["ready"]["count"] for each in overview.values()) == total
    assert sum(each["count"] for each in status.values()) == total
    assert callr.call("media/recording.get_list", None, None)["total_items"] == total
    assert callr.call("media.get_quota_status")["count"]["recording"] == total
    assert {kind for kind, each in status.items() if each["count"]} == {"CALL", "VOICEMAIL"}


# ── Calls ─────────────────────────────────────────────────────────────────────────────


def test_records_are_paged_and_agree_with_the_plain_array(callr: Callr) -> None:
    listed = callr.call("cdr.get", "IN", *EVER, None, None)
    found: list[dict[str, Any]] = []
    while len(found) < len(listed):
        page = callr.call("cdr.search", {"type": "IN"}, {"offset": len(found), "quantity": 100})
        assert page["total"] == len(listed)
        found += page["hits"]
    assert sorted(row["callid"] for row in found) == sorted(row["callid"] for row in listed)
    assert len({row["callid"] for row in listed}) == len(listed)
    assert all(row["callid"] > 2**53 for row in listed)


def test_a_forwarded_call_has_a_second_leg(callr: Callr) -> None:
    incoming = {row["callid"]: row for row in callr.call("cdr.get", "IN", *EVER, None, None)}
    legs = [row for row in callr.call("cdr.get", "OUT", *EVER, None, None) if row["callid_in"]]
    assert legs
    assert all(incoming[row["callid_in"]]["start"] == row["start"] for row in legs)


def test_records_are_filtered_by_app_and_number(callr: Callr) -> None:
    row = callr.call("cdr.get", "IN", *EVER, None, None)[-1]
    by_number = callr.call("cdr.get", "IN", *EVER, None, row["did_hash"])
    assert row in by_number
    assert {each["did_hash"] for each in by_number} == {row["did_hash"]}
    at_once = callr.call("cdr.get", "IN", row["start"], row["start"], None, None)
    assert row in at_once


def test_calls_are_charged(sandbox: Running, callr: Callr) -> None:
    before, now = credit(callr), callr.call("cdr.search", {"type": "IN"}, {"quantity": 1})["total"]
    sandbox.step(86400)
    assert callr.call("cdr.search", {"type": "IN"}, {"quantity": 1})["total"] > now
    assert credit(callr) < before


def test_click_to_call_calls_a_then_b(sandbox: Running, callr: Callr) -> None:
    app = callr.call("apps.create", "CLICKTOCALL10", "click", {"options": {"record_calls": True}})["hash"]
    a, b = [{"number": "+33639980199", "timeout": 5}, TARGET], [{"number": "+33639980150", "timeout": 5}]
    call = callr.call("clicktocall/calls.start_2", app, a, b, {"cdr_field": "order7"})
    seen = []
    for _ in range(6):
        sandbox.step(2)
        status = callr.call("clicktocall/calls.get_status", call)
        seen.append((status["a_status"]["status"], status["a_status"]["try"], (status["b_status"] or {}).get("status")))
    assert seen[0] == ("DIALING", 1, None)
    assert ("DIALING", 2, None) in seen
    assert ("ANSWER", 2, "DIALING") in seen
    sandbox.step(600)
    ended = callr.call("clicktocall/calls.get_status", call)
    assert (ended["a_status"]["status"], ended["b_status"]["status"]) == ("HANGUP", "HANGUP")
    records = {row["number"]: row for row in callr.call("cdr.get", "OUT", *EVER, app, None)}
    assert {number: row["dialstatus"] for number, row in records.items()} == {
        "+33639980199": "NOANSWER",
        TARGET["number"]: "ANSWER",
        "+33639980150": "ANSWER",
    }
    assert records["+33639980150"]["callid"] == ended["b_status"]["callid"]
    assert {row["customer_field"] for row in records.values()} == {"order7"}
    recorded = callr.call("media/recording.search", {"callid": ended["b_status"]["callid"]}, None)
    assert recorded["total"] == 1


def test_a_call_is_cancelled_only_before_it_starts(sandbox: Running, callr: Callr) -> None:
    app = callr.call("apps.create", "CLICKTOCALL10", "click", None)["hash"]
    later = callr.call("clicktocall/calls.start_2", app, [TARGET], [TARGET], {"schedule": "2099-01-01 00:00:00"})
    assert callr.call("clicktocall/calls.cancel", later) is True
    past = callr.call("clicktocall/calls.start_2", app, [TARGET], [TARGET], {"schedule": "2020-01-01 00:00:00"})
    sandbox.step(2)
    assert callr.refusal("clicktocall/calls.cancel", past) == "PROPERTY_VALUE_ERROR [call]"


def test_a_live_call_is_hung_up(sandbox: Running, callr: Callr) -> None:
    app = callr.call("apps.create", "CLICKTOCALL10", "click", None)["hash"]
    call = callr.call("clicktocall/calls.start_2", app, [TARGET], [TARGET], None)
    sandbox.step(12)
    callid = callr.call("clicktocall/calls.get_status", call)["a_status"]["callid"]
    assert callr.call("calls.hangup", callid, {}) is True
    assert callr.call("clicktocall/calls.get_status", call)["b_status"]["status"] == "HANGUP"
    assert callr.call("calls.hangup", callid, {}) is False


@pytest.mark.parametrize(("ending", "status"), [("21", "ANSWER"), ("98", "BUSY"), ("99", "NOANSWER")])
def test_a_broadcast_ends_as_its_number_says(sandbox: Running, callr: Callr, ending: str, status: str) -> None:
    target = {"number": f"+336399801{ending}", "timeout": 20}
    request = callr.call("calls.broadcast_1", target, ["TTS|TTS_FR-FR_AUDREY|Bonjour"], {"cdr_field": "news"})
    sandbox.step(2)
    assert callr.call("calls.get_status_1", request) == "DIALING"
    sandbox.step(120)
    assert callr.call("calls.get_status_1", request) == status
    record = callr.call("cdr.get", "OUT", *EVER, None, target["number"])[-1]
    assert (record["dialstatus"], record["customer_field"]) == (status, "news")


def test_nobody_calls_out_on_an_empty_account(callr: Callr) -> None:
    sub = callr.call("account/sub.search", None, None)["hits"][0]
    callr.call("account/sub.transfer_credit", sub["hash"], None, "2500.00", None)
    callr.login_as = f"account.hash {sub['hash']}"
    speech = ["TTS|TTS_FR-FR_AUDREY|Bonjour"]
    assert callr.refusal("calls.broadcast_1", TARGET, speech, None) == "FEATURE_NOT_ALLOWED"
    assert callr.refusal("sms.send", "SMS", PERSON, "hello", None) == "FEATURE_NOT_ALLOWED"


def test_sums_agree_with_the_records(callr: Callr) -> None:
    rows = callr.call("cdr.get", "IN", *EVER, None, None)
    summary = callr.call("analytics/calls.summary", *EVER)["IN"]
    assert summary["count"] == len(rows)
    assert summary["duration"] == sum(row["duration_answered"] for row in rows)
    assert float(summary["debit"]) == pytest.approx(sum(float(row["billing_customer_debit_eur"]) for row in rows))
    history = callr.call("analytics/calls.history", *EVER)["IN"]
    assert sum(each["count"] for each in history) == len(rows)
    assert all(each["date"].endswith("-01 00:00:00") for each in history)


# ── Sub accounts ──────────────────────────────────────────────────────────────────────


def test_a_sub_account_lives_and_is_archived(sandbox: Running, callr: Callr) -> None:
    sub = callr.call("account/sub.create", SUB, AUTO)
    login, password = sub["credentials"]["login"], sub["credentials"]["password"]
    inside = Callr.basic(sandbox, login, password)
    assert inside.call("billing.get_prepaid_credit") == "0.00"
    shown = callr.call("account/sub.get", sub["hash"])
    assert shown["credentials"] == {"login": login, "password": None}
    assert callr.refusal("account/sub.archive", sub["hash"], None) == "PROPERTY_VALUE_ERROR [id]"
    callr.call("account/sub.disable", sub["hash"])
    with pytest.raises(HTTPError):
        inside.call("system.get_timestamp")
    job = callr.call("account/sub.archive", sub["hash"], None)
    sandbox.step(5)
    assert callr.call("jobs.get", job)["status"] == "DONE"
    listed = {
        archived: [row["hash"] for row in callr.call("account/sub.search", {"archived": archived}, None)["hits"]]
        for archived in (False, True, None)
    }
    assert sub["hash"] not in listed[False]
    assert listed[True] == [sub["hash"]]
    assert set(listed[None]) == {*listed[False], *listed[True]}
    callr.call("account/sub.unarchive", sub["hash"])
    assert callr.call("account/sub.get", sub["hash"])["state"]["disabled"] is True
    callr.call("account/sub.enable", sub["hash"])
    assert inside.call("billing.get_prepaid_credit") == "0.00"


def test_credit_and_numbers_are_handed_over(sandbox: Running, callr: Callr) -> None:
    sub, before = callr.call("account/sub.search", None, None)["hits"][0], credit(callr)
    did = callr.call("apps.get_dids", False)[0]
    assert callr.call("account/sub.transfer_credit", None, sub["hash"], "500.00", None) is True
    assert callr.call("account/sub.transfer_dids", None, sub["hash"], [did["hash"]], None) is True
    assert credit(callr) == pytest.approx(before - 500)
    assert callr.call("account/sub.get", sub["hash"])["state"]["credit"] == "3000.00"
    callr.login_as = f"Account.hash {sub['hash']}"
    assert callr.call("apps.get_dids", True) == [{**did, "app": None}]
    callr.login_as = ""
    assert (
        callr.refusal("account/sub.transfer_credit", sub["hash"], None, "9999999.00", None)
        == "PROPERTY_VALUE_ERROR [amount]"
    )
    assert (
        callr.refusal("account/sub.transfer_dids", None, sub["hash"], [did["hash"]], None)
        == "PROPERTY_VALUE_ERROR [dids]"
    )


# ── Keeping ───────────────────────────────────────────────────────────────────────────


def test_state_outlives_a_kill(sandbox: Running, callr: Callr) -> None:
    app = callr.call("apps.create", "CALLTRACKING10", "kept", {"targets": [TARGET]})
    name = callr.call("sms.send", "SMS", PERSON, "kept", None)
    records = callr.call("cdr.get", "IN", *EVER, None, None)
    sandbox.stop(signal.SIGKILL)
    sandbox.start()
    assert callr.call("apps.get", app["hash"]) == app
    assert callr.call("cdr.get", "IN", *EVER, None, None) == records
    sandbox.step(60)
    assert callr.call("sms.get", name)["status"] == "RECEIVED"


def test_a_call_goes_on_after_a_restart(sandbox: Running, callr: Callr) -> None:
    app = callr.call("apps.create", "CLICKTOCALL10", "click", None)["hash"]
    call = callr.call("clicktocall/calls.start_2", app, [TARGET], [{"number": "+33639980150"}], None)
    sandbox.step(12)
    assert callr.call("clicktocall/calls.get_status", call)["b_status"]["status"] == "ANSWER"
    sandbox.stop(signal.SIGKILL)
    sandbox.start()
    sandbox.step(600)
    assert len(callr.call("cdr.get", "OUT", *EVER, app, None)) == 2


def test_the_same_seed_gives_the_same_world(sandbox: Running, callr: Callr) -> None:
    def world() -> tuple[Any, ...]:
        apps, subs = callr.call("apps.get_list", False), callr.call("account/sub.search", None, None)["hits"]
        dids = callr.call("apps.get_dids", False)
        return [app["hash"] for app in apps], [sub["hash"] for sub in subs], dids

    before = world()
    sandbox.control("reset", {})
    assert world() == before
