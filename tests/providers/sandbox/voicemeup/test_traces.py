"""Recordings, voicemails and faxes: they come from calls, they play, they go."""

from __future__ import annotations

import io
import wave
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.providers.sandbox.voicemeup.calling import Row, Voicemeup

DAY = 86_400


def _recordings(vmu: Voicemeup, **asked: object) -> list[Row]:
    return vmu.done("get_recordings", **asked).rows("recording_details")


def _voicemails(vmu: Voicemeup, **asked: object) -> list[Row]:
    return vmu.done("get_voicemails", **{"result_limit": 1000, **asked}).rows("voicemail_details")


def _faxes(vmu: Voicemeup, **asked: object) -> list[Row]:
    return vmu.done("get_faxes", **asked).rows("fax_details")


def _file(url: str) -> tuple[str, bytes]:
    with urlopen(url) as answer:
        return answer.headers["content-type"], answer.read()


# ── Recordings ────────────────────────────────────────────────────────────────────────


def test_a_recording_plays_as_long_as_its_call(vmu: Voicemeup) -> None:
    recording = next(row for row in _recordings(vmu) if int(row["duration"]) < 100)
    kind, content = _file(recording["url"])
    assert (kind, len(content)) == ("audio/wav", int(recording["size"]))
    with wave.open(io.BytesIO(content)) as sound:
        assert sound.getnframes() / sound.getframerate() == int(recording["duration"])


def test_a_recording_is_found_by_each_of_its_names(vmu: Voicemeup) -> None:
    recording = _recordings(vmu)[5]
    for name in ("call_recording_id", "recording_hash", "call_hash"):
        assert _recordings(vmu, **{name: recording[name]}) == [recording]


def test_a_recording_is_verified_after_a_while(vmu: Voicemeup) -> None:
    known = {row["call_hash"] for row in _recordings(vmu)}
    for _ in range(4):
        vmu.done("call_dispatch", source_type="number", source="5145550120", destination_type="number",
                 destination="5145550130", enable_recording="1")  # fmt: skip
    vmu.sandbox.step(900)
    fresh = {row["call_hash"] for row in _recordings(vmu, status="unverified")} - known
    assert fresh
    vmu.sandbox.step(1800)
    assert fresh <= {row["call_hash"] for row in _recordings(vmu, status="verified")}


def test_a_deleted_recording_is_told_by_its_status_and_does_not_play(vmu: Voicemeup) -> None:
    recording = _recordings(vmu)[0]
    vmu.done("delete_recordings", call_recording_id=recording["call_recording_id"], comments="not needed")
    (gone,) = _recordings(vmu, status="deleted")
    assert (gone["call_recording_id"], gone["url"], gone["comments"]) == (
        recording["call_recording_id"], "", "not needed",
    )  # fmt: skip
    with pytest.raises(HTTPError) as nothing:
        _file(recording["url"])
    assert nothing.value.code == 404
    assert vmu.refused("delete_recordings", call_hash=recording["call_hash"]) == ["call_hash_invalid"]


def test_a_date_alone_deletes_all_recordings_before_it(vmu: Voicemeup) -> None:
    day = _recordings(vmu)[40]["date"]
    vmu.done("delete_recordings", date=day)
    left = _recordings(vmu, status="verified,unverified")
    assert min(row["date"] for row in left) == day
    assert all(row["date"] < day for row in _recordings(vmu, status="deleted"))


def test_a_date_beside_an_id_deletes_one(vmu: Voicemeup) -> None:
    recordings = _recordings(vmu)
    vmu.done("delete_recordings", call_recording_id=recordings[-1]["call_recording_id"], date=vmu.now())
    assert len(_recordings(vmu, status="deleted")) == 1


def test_recording_is_switched_on_and_off_without_changing_the_past(vmu: Voicemeup) -> None:
    vmu.sandbox.step(DAY)
    before = {row["call_hash"] for row in _recordings(vmu)}
    for did in vmu.done("get_dids").rows("did_details"):
        vmu.done("update_did", client_did_id=did["client_did_id"], enable_recording="0")
    for peer in vmu.done("get_peers").rows("peer_details"):
        vmu.done("update_peer", client_peer_id=peer["client_peer_id"], enable_recording="0")
    vmu.sandbox.step(5 * DAY)
    late = {row["call_hash"] for row in _recordings(vmu)} - before
    assert before <= {row["call_hash"] for row in _recordings(vmu)}
    assert not late
    vmu.done("update_did", phone_number="5145550120", enable_recording="1")
    vmu.sandbox.step(8 * DAY)
    assert {row["call_hash"] for row in _recordings(vmu)} > before


# ── Voicemails ────────────────────────────────────────────────────────────────────────


def test_voicemails_are_in_mailboxes_and_play(vmu: Voicemeup) -> None:
    mailboxes = {row["client_mailbox_id"] for row in vmu.done("get_mailboxes").rows("mailbox_details")}
    found = _voicemails(vmu)
    assert found
    assert {row["client_mailbox_id"] for row in found} <= mailboxes
    with wave.open(io.BytesIO(_file(found[0]["url"])[1])) as sound:
        assert sound.getnframes() / sound.getframerate() == int(found[0]["duration"])


def test_new_voicemails_come_with_time(vmu: Voicemeup) -> None:
    before = _voicemails(vmu)
    vmu.sandbox.step(6 * DAY)
    after = _voicemails(vmu)
    assert after[: len(before)] == before
    assert len(after) > len(before)


def test_voicemails_are_chosen_by_date(vmu: Voicemeup) -> None:
    day = _voicemails(vmu)[10]["date"]
    assert {row["date"] for row in _voicemails(vmu, date_from=day, date_to=day)} == {day}


@pytest.mark.parametrize("name", ["call_voicemail_id", "voicemail_hash"])
def test_a_deleted_voicemail_is_gone(vmu: Voicemeup, name: str) -> None:
    voicemail = _voicemails(vmu)[3]
    vmu.done("delete_voicemails", **{name: voicemail[name]})
    assert voicemail not in _voicemails(vmu)
    assert vmu.refused("delete_voicemails", **{name: voicemail[name]}) == [f"{name}_invalid"]


def test_a_date_alone_deletes_all_voicemails_before_it(vmu: Voicemeup) -> None:
    day = _voicemails(vmu)[10]["date"]
    vmu.done("delete_voicemails", date=day)
    assert min(row["date"] for row in _voicemails(vmu)) == day


# ── Faxes ─────────────────────────────────────────────────────────────────────────────


def test_a_fax_opens(vmu: Voicemeup) -> None:
    fax = _faxes(vmu, transmission_status="completed")[0]
    kind, content = _file(fax["url"])
    assert kind == "application/pdf"
    assert content.startswith(b"%PDF-1.4")
    assert fax["source"].encode() in content


def test_faxes_are_chosen_by_what_became_of_them(vmu: Voicemeup) -> None:
    failed = _faxes(vmu, transmission_status="failed,cancelled")
    assert failed
    assert {(row["transmission_status"], row["pages"], row["url"]) for row in failed} == {("failed", "0", "")}


def test_a_date_alone_deletes_the_faxes_of_that_day(vmu: Voicemeup) -> None:
    day = _faxes(vmu)[20]["date"]
    older = [row for row in _faxes(vmu) if row["date"] < day]
    vmu.done("delete_faxes", date=day)
    assert {row["date"] for row in _faxes(vmu, status="deleted")} == {day}
    assert [row for row in _faxes(vmu, status="enabled") if row["date"] < day] == older


def test_a_deleted_fax_is_purged_after_a_month(vmu: Voicemeup) -> None:
    fax = _faxes(vmu)[0]
    vmu.done("delete_faxes", call_fax_id=fax["call_fax_id"])
    vmu.sandbox.step(31 * DAY)
    assert [row["call_fax_id"] for row in _faxes(vmu, status="purged")] == [fax["call_fax_id"]]
