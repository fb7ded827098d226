"""Faxes: numbers for them, sending, receiving, folders, the callback, and e-mail to fax."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.providers.sandbox.running import NORDPHONE, Running
from tests.providers.sandbox.voipms.listening import Listener, listening

SIGNED = {"api_username": NORDPHONE.api_username, "api_password": NORDPHONE.api_password}
PDF = base64.b64encode(b"%PDF-1.4 /Type /Page ...").decode()
FAX = {"to_number": "4165550142", "from_name": "Nordphone", "from_number": "5145550100", "file": PDF}
HALF_DAY = 43_200


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def _faxes(sandbox: Running, days: int = 0, **asked: str) -> list[dict[str, Any]]:
    today = date.fromisoformat(sandbox.control("clock")["now"][:10])
    span = {"from": str(today - timedelta(days=days + 1)), "to": str(today)}
    rows: list[dict[str, Any]] = sandbox.call("getFaxMessages", **{**span, **asked}).get("faxes", [])
    return rows


def _send(sandbox: Running, **changed: str) -> str:
    return str(sandbox.post_multipart(**SIGNED, method="sendFaxMessage", **{**FAX, **changed})["status"])


def _number(sandbox: Running) -> dict[str, Any]:
    row: dict[str, Any] = sandbox.call("getFaxNumbersInfo")["numbers"][0]
    return row


def test_a_fax_is_sent_and_goes_through(sandbox: Running) -> None:
    assert _send(sandbox) == "success"
    (fax,) = _faxes(sandbox, folder="SENT")
    assert (fax["status"], fax["destination"]) == ("SENDING", "4165550142")
    sandbox.step(61)
    (fax,) = _faxes(sandbox, folder="SENT")
    assert (fax["status"], fax["pages"], fax["total"]) == ("SUCCESS", "1", "0.050")
    assert sandbox.call("getFaxMessagePDF", id=fax["id"])["message_base64"] == PDF


def test_a_fax_that_nobody_takes_has_failed(sandbox: Running) -> None:
    assert _send(sandbox, to_number="4165550198") == "success"
    sandbox.step(61)
    assert [(fax["status"], fax["total"]) for fax in _faxes(sandbox, folder="SENT")] == [("FAILED", "0.000")]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"to_number": "911"}, "invalid_to_number"),
        ({"from_number": "5145550142"}, "invalid_from_number"),
        ({"file": "***"}, "no_base64file"),
        ({"file": base64.b64encode(b"text").decode()}, "invalid_file"),
        ({"to_number": "4165550197"}, "sent_fail"),
        ({"test": "1"}, "success"),
    ],
)
def test_what_is_not_sent_leaves_nothing(sandbox: Running, changed: dict[str, str], status: str) -> None:
    assert _send(sandbox, **changed) == status
    assert _faxes(sandbox, folder="SENT") == []


def test_faxes_arrive_and_are_posted_to_the_number(sandbox: Running, listener: Listener) -> None:
    for did in (row["did"].replace(".", "") for row in sandbox.call("getFaxNumbersInfo")["numbers"]):
        asked = {"url_callback": listener.url, "url_callback_enable": "1", "url_callback_retry": "1"}
        assert sandbox.status("setFaxNumberEmail", did=did, email_attach_file="1") == "success"
        assert sandbox.status("setFaxNumberURLCallback", did=did, **asked) == "success"
    before = {fax["id"] for fax in _faxes(sandbox, 30)}
    sandbox.step(HALF_DAY + 1)
    (fax,) = [fax for fax in _faxes(sandbox, 30) if fax["id"] not in before]
    (came,) = listener.wait_for(1)
    assert came.verb == "POST"
    assert came.content_type.startswith("multipart/form-data; boundary=")
    for part in (
        b'name="from"',
        fax["stationid"].encode(),
        b'name="to"',
        fax["destination"].encode(),
        b'name="pdf"',
        b"%PDF-",
    ):
        assert part in came.body


def test_a_received_fax_opens(sandbox: Running) -> None:
    fax = _faxes(sandbox, 30, folder="INBOX")[0]
    content = base64.b64decode(sandbox.call("getFaxMessagePDF", id=fax["id"])["message_base64"])
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert sandbox.call("mailFaxMessagePDF", id=fax["id"], email="a@example.com")["message_status"] == "message_sent"


def test_folders_are_made_renamed_and_deleted_with_what_is_in_them(sandbox: Running) -> None:
    assert sandbox.status("setFaxFolder", name="Archive") == "success"
    folders = {row["name"]: row["id"] for row in sandbox.call("getFaxFolders")["folders"]}
    fax = _faxes(sandbox, 30)[0]["id"]
    assert sandbox.status("moveFaxMessage", fax_id=fax, folder_id=folders["Archive"]) == "success"
    assert sandbox.status("setFaxFolder", id=folders["Archive"], name="Old") == "success"
    assert [row["id"] for row in _faxes(sandbox, 30, folder="Old")] == [fax]
    assert sandbox.status("delFaxFolder", id=folders["Archive"]) == "success"
    assert _faxes(sandbox, 30, id=fax)[0]["folder"] == "INBOX"
    assert sandbox.status("delFaxFolder", id="1") == "invalid_id"
    assert sandbox.status("moveFaxMessage", fax_id=fax, folder_id="99") == "invalid_folder_id"
    assert sandbox.status("deleteFaxMessage", id=fax) == "success"
    assert sandbox.status("getFaxMessagePDF", id=fax) == "invalid_id"


def test_a_number_is_ordered_set_up_and_cancelled_by_its_id(sandbox: Running) -> None:
    row = next(row for row in sandbox.call("getFaxRateCentersCAN", province="NS")["ratecenters"])
    asked = {"location": row["location"], "email": "a@example.com", "email_enable": "1"}
    assert sandbox.status("orderFaxNumber", **asked, quantity="1", test="1") == "success"
    (did,) = sandbox.call("orderFaxNumber", **asked, quantity="1")["dids"]
    assert sandbox.status("searchDIDsCAN", type="starts", query=did) == "no_did"
    (number,) = sandbox.call("getFaxNumbersInfo", did=did)["numbers"]
    assert (number["did"].replace(".", ""), number["city"], number["email_enabled"]) == (did, "HALIFAX", "1")
    assert sandbox.status("setFaxNumberInfo", did=did, note="Desk") == "success"
    (number,) = sandbox.call("getFaxNumbersInfo", did=did)["numbers"]
    assert (number["note"], number["email"], number["email_enabled"]) == ("Desk", "", "0")
    assert sandbox.call("cancelFaxNumber", id=number["id"])["deleted_did"] == did
    assert sandbox.status("getFaxNumbersInfo", did=did) == "invalid_did"
    assert sandbox.status("searchDIDsCAN", type="starts", query=did) == "success"
    assert sandbox.status("orderFaxNumber", **asked, quantity="100") == "unsifficient_stock"


def test_places_are_searched_and_none_is_success_without_a_list(sandbox: Running) -> None:
    assert sandbox.call("searchFaxAreaCodeCAN", area_code="514")["ratecenters"][0]["ratecenter"] == "MONTREAL"
    assert sandbox.call("searchFaxAreaCodeCAN", area_code="999") == {"status": "success"}
    assert sandbox.call("getFaxProvinces", province="QC")["provinces"][0]["province_name"] == "Quebec"
    assert sandbox.call("getFaxNumbersPortability", did="5145550142")["getFaxNumbersPortability"] == "yes"


def test_who_may_mail_faxes_is_kept(sandbox: Running) -> None:
    (there,) = sandbox.call("getEmailToFax")["emailToFax"]
    assert sandbox.status("delEmailToFax", id=there["id"]) == "success"
    assert sandbox.status("getEmailToFax") == "no_emailtofax"
    asked = {"auth_email": "a@example.com", "from_number_id": _number(sandbox)["id"], "security_code": "4417"}
    assert sandbox.status("setEmailToFax", **asked, enabled="1") == "success"
    (row,) = sandbox.call("getEmailToFax")["emailToFax"]
    assert (row["email"], row["enabled"], row["from"]) == (
        "a@example.com",
        "1",
        _number(sandbox)["did"].replace(".", ""),
    )
    assert sandbox.status("delEmailToFax", id=row["id"]) == "success"
    assert sandbox.status("delEmailToFax", id=row["id"]) == "invalid_id"
