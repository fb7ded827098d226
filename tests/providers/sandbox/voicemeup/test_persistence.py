"""The world outlives its process, and the same seed makes the same world."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voicemeup.calling import Voicemeup
from tests.providers.sandbox.voicemeup.test_every_method import ADDRESS, DATES, OWN

READS = ("get_dids", "get_peers", "get_mailboxes", "get_extensions", "get_e911", "get_transactions", "get_voicemails")


def _state(vmu: Voicemeup) -> list[Any]:
    told = [vmu.body(read) for read in READS]
    return [*told, vmu.body("get_calls", **DATES, result_limit=1000), vmu.body("get_funding_details")]


def test_what_was_done_outlives_a_kill(tmp_path: Path) -> None:
    running = Running(tmp_path).start()
    try:
        running.stand_still()
        vmu = Voicemeup(running)
        vmu.done("update_did", phone_number="5145550120", friendly_name="Lobby")
        vmu.done(
            "add_did", phone_number=vmu.done("get_available_dids", npa="604").rows("did_details")[0]["phone_number"]
        )
        vmu.done("update_e911", **ADDRESS, phone_number=OWN, first_name="Élise", last_name="Gagnon")
        vmu.done("delete_voicemails", date=vmu.now())
        before = _state(vmu)
        running.stop(signal.SIGKILL)
        running.start()
        assert _state(vmu) == before
        running.step(900)
        assert vmu.done("get_e911", phone_number=OWN).row("endpoint_details")["status"] == "provisioned"
    finally:
        running.stop()


def test_the_same_seed_bears_the_same_accounts(tmp_path: Path) -> None:
    def born(folder: str) -> list[bytes]:
        running = Running(tmp_path / folder).start()
        try:
            running.stand_still()
            vmu = Voicemeup(running)
            return [vmu.body(read) for read in ("get_dids", "get_peers", "get_e911", "get_extensions")]
        finally:
            running.stop()

    assert born("a") == born("b")


def test_a_reset_brings_birth_back(vmu: Voicemeup) -> None:
    before = [vmu.body(read) for read in ("get_dids", "get_peers", "get_e911")]
    vmu.done("update_did", phone_number="5145550120", friendly_name="Lobby")
    vmu.sandbox.control("reset", {})
    assert [vmu.body(read) for read in ("get_dids", "get_peers", "get_e911")] == before
