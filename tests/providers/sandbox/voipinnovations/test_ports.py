"""Ports are followed, not begun: they walk through their states on the world's clock, and the numbers ring at the end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.sandbox.voipinnovations.foreign import Foreign, rows

DAY = 86400


def port(foreign: Foreign, number: int) -> dict[str, Any]:
    return dict(foreign.done("getPortDetails", portId=number)["PortDetails"])


def active(foreign: Foreign) -> dict[int, str]:
    return {row["id"]: row["status"] for row in rows(foreign.done("getActivePorts"), "ActivePorts")}


def test_a_port_goes_from_signature_to_numbers_that_ring(foreign: Foreign) -> None:
    began = port(foreign, 40215)
    tns = [row["tn"] for row in rows(began, "dids")]
    assert (began["status"], began["submittedDate"], began["focDate"]) == ("PENDING SIGNATURE", None, None)
    foreign.sandbox.step(DAY + 60)
    assert (port(foreign, 40215)["status"], port(foreign, 40215)["focDate"]) == ("SUBMITTED", None)
    foreign.sandbox.step(2 * DAY + 60)
    assert port(foreign, 40215)["status"] == active(foreign)[40215] == "FOC RECEIVED"
    assert port(foreign, 40215)["focDate"] is not None
    assert foreign.did(tns[0])["availability"] == "Unavailable"
    foreign.sandbox.step(5 * DAY + 60)
    assert port(foreign, 40215)["status"] == "COMPLETED"
    assert foreign.code("getActivePorts") == 101
    for tn in tns:
        row = foreign.did(tn)
        assert (row["availability"], row["endpointId"]) == ("assigned", began["defaultEndpointGroup"])
    assert foreign.numbers("configDID", tns[0], epg=1203) == ["100"]


def test_a_port_is_rejected(foreign: Foreign) -> None:
    tn = rows(port(foreign, 40214), "dids")[0]["tn"]
    foreign.sandbox.step(2 * DAY + 60)
    assert (port(foreign, 40214)["status"], port(foreign, 40214)["focDate"]) == ("REJECTED", None)
    foreign.sandbox.step(10 * DAY)
    assert foreign.did(tn)["availability"] == "Unavailable"


def test_history_is_found_by_number(foreign: Foreign) -> None:
    (found,) = rows(foreign.done("GetPortHistory", tn="3135550121"), "PortHistory")
    assert found["id"] == 40212
    assert found == port(foreign, 40212)


def test_ports_are_listed_without_their_numbers(foreign: Foreign) -> None:
    assert all(row["dids"] is None for row in rows(foreign.done("getActivePorts"), "ActivePorts"))
    assert set(active(foreign)) == {40212, 40213, 40214, 40215}


@pytest.mark.parametrize(("tn", "portable"), [("3135550142", True), ("3135550199", False), ("3135550110", False)])
def test_portability_comes_with_a_stub(foreign: Foreign, tn: str, portable: bool) -> None:
    answer = foreign.done("isPortable", tn=tn)
    assert answer["IsPortable"] is portable
    assert (answer["PortDetails"]["id"], answer["PortDetails"]["focDate"]) == (0, None)
