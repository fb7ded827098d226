"""Ports advance on the world's clock, with notes and files, until the numbers are here."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.providers.sandbox.running import NORDPHONE, Running

DAY = 86_400
NUMBER = "6135550177"
PDF = base64.b64encode(b"%PDF-1.4 invoice").decode()
SIGNED = {"api_username": NORDPHONE.api_username, "api_password": NORDPHONE.api_password}
PORT = {
    "portType": "2",
    "numbers": NUMBER,
    "statementName": "Nordphone",
    "firstName": "Élise",
    "lastName": "Gagnon",
    "address1": "120 Rue Saint-Viateur Ouest",
    "city": "Montréal",
    "state": "QC",
    "zip": "H2T 2L1",
    "country": "CA",
    "providerName": "Laurentide Télécom",
    "providerAccount": "884-201",
    "notes": "After noon, please",
}


def _add(sandbox: Running, **changed: str) -> str:
    answer = sandbox.call("addLNPPort", **{**PORT, **changed})
    assert answer["status"] == "success", answer
    return str(answer["port"])


def _file(sandbox: Running, port: str, content: str = PDF) -> dict[str, Any]:
    return sandbox.post_multipart(**SIGNED, method="addLNPFile", portid=port, file=content)


def _state(sandbox: Running, port: str) -> str:
    return str(sandbox.call("getLNPStatus", portid=port)["post_status"])


def test_a_port_with_a_file_is_done_six_days_later(sandbox: Running) -> None:
    port = _add(sandbox)
    assert _file(sandbox, port)["status"] == "success"
    assert _state(sandbox, port) == "pending_approval"
    assert sandbox.call("getLNPList", portid=port)["list"][0]["foc_date"] is False
    sandbox.step(DAY + 1)
    assert _state(sandbox, port) == "processing"
    row = sandbox.call("getLNPList", portid=port)["list"][0]
    assert row["foc_date"] == sandbox.call("getLNPDetails", portid=port)["focDate"]
    assert sandbox.status("getDIDsInfo", did=NUMBER) == "invalid_did"
    sandbox.step(5 * DAY)
    assert _state(sandbox, port) == "completed"
    number = sandbox.call("getDIDsInfo", did=NUMBER)["dids"][0]
    assert (number["routing"], number["sms_enabled"]) == (f"account:{NORDPHONE.main}", "0")
    assert [note["note"] for note in sandbox.call("getLNPNotes", portid=port)["list"]][-1].startswith(
        "The numbers are active"
    )


def test_without_a_file_it_waits_for_one(sandbox: Running) -> None:
    port = _add(sandbox)
    assert sandbox.status("getLNPAttachList", portid=port) == "no_attachments"
    sandbox.step(DAY + 1)
    assert _state(sandbox, port) == "awaiting_documentation"
    attachment = str(_file(sandbox, port)["attachment"])
    assert _state(sandbox, port) == "pending_approval"
    (row,) = sandbox.call("getLNPAttachList", portid=port)["list"]
    assert (row["attachid"], row["type"], row["size"]) == (attachment, "pdf", "16")
    assert sandbox.call("getLNPAttach", portid=port, attachid=attachment)["base64"] == PDF
    assert sandbox.status("getLNPAttach", portid=port, attachid="1") == "invalid_attachid"
    sandbox.step(DAY + 1)
    assert _state(sandbox, port) == "processing"


def test_what_the_other_carrier_does_not_know_is_rejected(sandbox: Running) -> None:
    port = _add(sandbox, providerAccount="0000")
    sandbox.step(DAY + 1)
    assert _state(sandbox, port) == "rejected"
    assert _add(sandbox)  # and may be asked for again


def test_details_tell_what_was_sent(sandbox: Running) -> None:
    details = sandbox.call("getLNPDetails", portid=_add(sandbox))
    assert details["numbers"] == [{"did": NUMBER, "rateCenter": "OTTAWA", "state": "ON"}]
    assert (details["city"], details["customer_notes"]) == ("Montréal", "After noon, please")


def test_ports_are_listed_by_state_and_day(sandbox: Running) -> None:
    states = sandbox.call("getLNPListStatus")["list_status"]
    assert "" in states
    rows = sandbox.call("getLNPList", portid="0")["list"]
    assert {row["status"] for row in rows} == {"completed", "processing", "rejected"} <= set(states)
    done = sandbox.call("getLNPList", portid="0", portStatus="completed")["list"]
    assert [row["status"] for row in done] == ["completed"]
    day = done[0]["foc_date"]
    assert sandbox.call("getLNPList", portid="0", startDate=day, endDate=day)["list"] == done
    assert sandbox.status("getLNPList", portid="0", portStatus="lost") == "invalid_port_status"
    assert sandbox.status("getLNPList", portid="1") == "invalid_portingid"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"numbers": "613555"}, "missing_numbers"),
        ({"numbers": f"{NUMBER},8005550177"}, "invalid_mixed_numbers"),
        ({"numbers": "8005550177"}, "invalid_number_porttype"),
        ({"portType": "3"}, "invalid_tfnumber_porttype"),
        ({"portType": "1"}, "invalid_number_us"),
        ({"numbers": "2125550177"}, "invalid_number_canadian"),
        ({"numbers": "5145550100"}, "invalid_number_exist"),
        ({"portType": "9"}, "invalid_porttype"),
    ],
)
def test_numbers_must_fit_the_kind_of_port(sandbox: Running, changed: dict[str, str], status: str) -> None:
    assert sandbox.status("addLNPPort", **{**PORT, **changed}) == status


@pytest.mark.parametrize(
    ("content", "status"),
    [("***", "no_base64file"), (base64.b64encode(b"plain text").decode(), "invalid_attach_file")],
)
def test_a_file_must_be_a_document(sandbox: Running, content: str, status: str) -> None:
    assert _file(sandbox, _add(sandbox), content)["status"] == status


def test_whether_a_number_can_come(sandbox: Running) -> None:
    answer = sandbox.call("getPortability", did=NUMBER)
    assert (answer["portable"], answer["sms"]) == ("yes", "yes")
    assert answer["plans"][0]["title"] == "Per Minute Plan"
    assert sandbox.call("getPortability", did="9995550177")["portable"] == "no"
