"""Conferences, vPRIs, locations and invoices; and that no method is without state."""

from __future__ import annotations

import base64
from urllib.request import urlopen

import pytest

from providers.sandbox.voipms.kinds import BY_METHOD
from providers.sandbox.voipms.methods import OWN
from providers.sandbox.voipms.words import WORDS
from providers.wire.catalog import load
from tests.providers.sandbox.running import Running


def test_every_method_of_the_catalogue_is_carried_out() -> None:
    assert set(load("voipms").methods) == set(OWN) | set(BY_METHOD) | set(WORDS)


def _members(sandbox: Running) -> str:
    return str(sandbox.call("getConference", conference="1012")["conference"][0]["members"])


def test_members_enter_and_leave_a_conference(sandbox: Running) -> None:
    member = str(sandbox.call("setConferenceMember", name="Third", pin="1212")["member"])
    asked = {"member": member, "conference": "1012"}
    assert sandbox.status("delMemberFromConference", **asked) == "conference_member_relation_not_found"
    assert sandbox.call("addMemberToConference", **asked)["member"] == member
    assert sandbox.status("addMemberToConference", **asked) == "member_already_included"
    assert _members(sandbox) == f"4231;4232;{member}"
    assert sandbox.status("delMemberFromConference", member=member) == "success"
    assert _members(sandbox) == "4231;4232"
    assert sandbox.status("addMemberToConference", member="1", conference="1012") == "invalid_member"


def test_recordings_of_a_conference_play(sandbox: Running) -> None:
    rows = sandbox.call("getConferenceRecordings", conference="1012")["recordings"]
    asked = {"conference": "1012", "recording": rows[0]["recording"]}
    bare = sandbox.call("getConferenceRecordingFile", **asked)["recording"]
    assert base64.b64decode(bare["data"]).startswith(b"RIFF")
    day = rows[0]["date"][:10]
    found = sandbox.call("getConferenceRecordings", conference="1012", date_from=day, date_to=day)["recordings"]
    assert found == [rows[0]]
    assert sandbox.status("getConferenceRecordingFile", conference="1012", recording="1") == "invalid_recording"


def test_numbers_are_put_on_a_vpri(sandbox: Running) -> None:
    vpri = sandbox.call("getVPRIs")["vpri"][0]["vpri"]
    assert sandbox.call("assignDIDvPRI", vpri=vpri, did="5145550101")["DIDAdded"] == "5145550101"
    assert sandbox.status("assignDIDvPRI", vpri=vpri, did="5145550101") == "did_in_use"
    assert "5145550101" in sandbox.call("getDIDvPRI", vpri=vpri)["dids"]
    assert sandbox.call("removeDIDvPRI", did="5145550101")["DIDRemoved"] == "5145550101"
    assert "5145550101" not in sandbox.call("getDIDvPRI", vpri=vpri)["dids"]


def test_locations_are_names(sandbox: Running) -> None:
    assert sandbox.status("setLocation", name="Montréal") == "success"
    assert sandbox.status("setLocation", name="Montréal") == "location_already_exists"
    assert sandbox.call("getLocations")["locations"] == ["Reachable by everyone", "Montréal"]
    assert sandbox.status("delLocation", id="1", name="Toronto") == "location_not_found"
    assert sandbox.status("delLocation", id="1", name="Montréal") == "success"
    assert sandbox.call("getLocations")["locations"] == ["Reachable by everyone"]


@pytest.mark.parametrize("asked", [{}, {"range": "1"}, {"range": "6"}, {"from": "2026-01-01", "to": "2026-01-31"}])
def test_an_invoice_is_a_link_to_a_pdf(sandbox: Running, asked: dict[str, str]) -> None:
    with urlopen(sandbox.call("getInvoice", type="1", **asked)["url"], timeout=60) as file:
        assert file.headers["content-type"] == "application/pdf"
        assert file.read().startswith(b"%PDF-")
    assert sandbox.status("getInvoice", **{"from": "2026-02-01", "to": "2026-01-01"}) == "invalid_daterange"
