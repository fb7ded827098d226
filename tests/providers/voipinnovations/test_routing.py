"""Ports Routing, Devices, Faxing: where calls and faxes go, and the objects that they go to."""

from __future__ import annotations

import pytest

from providers import errors
from providers.values.dids import Did
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voipinnovations.provider import VoipinnovationsAccount
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script
from tests.providers.voipinnovations.conftest import answers, called, sent
from tests.providers.voipinnovations.soap_answers import DID, fault, items, numbers, outcome, reply

NUMBER = PhoneNumber("+12125550142")
TN = "2125550142"
GROUP, OTHER_GROUP = (Route(kind=RouteKind.ENDPOINT_GROUP, target=target) for target in ("7", "8"))
FORWARD = Route(kind=RouteKind.FORWARD, target="+13125550100")
SCRIPT = Route(kind=RouteKind.APP, target="8101")
CONFERENCE = Route(kind=RouteKind.CONFERENCE, target=TN)
AS_IT_IS = Failovers()
WRITES = {"configDID", "SetDIDForward", "RemoveDIDForward", "UpdateDIDFailover", "ProgramDID", "RemoveConferenceLine"}


def number(route: Route = GROUP, failover: str = "", **row: str) -> dict[str, Reply]:
    """The number as the service has it; all that is set succeeds."""
    forwarded = numbers("GetDIDForward", {"tn": TN, "forward": route.target[2:]})
    line = {"Enabled": str(route.kind is RouteKind.CONFERENCE).lower()}
    return {
        "queryDID": numbers("queryDID", DID | row),
        "GetDIDForward": forwarded if route.kind is RouteKind.FORWARD else reply("GetDIDForward", code=101),
        "GetDIDFailover": numbers("GetDIDFailover", {"tn": TN, "failover": failover}),
        "GetConferenceLine": reply("GetConferenceLine", {"ConferenceLine": line}),
        "configDID": numbers("configDID", outcome(TN, "100")),
    }  # fmt: skip


def written(script: Script) -> list[str]:
    return [name for name in called(script) if name in WRITES]


def now(account: VoipinnovationsAccount) -> Did:
    return account.dids.get(NUMBER)


# ── Routes ────────────────────────────────────────────────────────────────────────────


def test_a_number_is_forwarded_to_ten_digits(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, **number())
    account.routing.set_route(NUMBER, FORWARD, AS_IT_IS)
    assert sent(script, "SetDIDForward") == [{"tn": TN, "forward": "3125550100"}]
    assert written(script) == ["SetDIDForward"]


def test_another_group_is_named_with_all_else_as_it_is(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, **number())
    account.routing.set_route(NUMBER, OTHER_GROUP, AS_IT_IS)
    assert items(script.requests[-1].fields["xml"], "DIDParam") == [
        {"tn": TN, "cnam": "1", "refId": "front desk", "epg": "8"}
    ]
    assert written(script) == ["configDID"]


def test_a_number_that_shows_no_route_is_brought_to_its_group(account: VoipinnovationsAccount, script: Script) -> None:
    """It is on a script or parked: no field tells which."""
    answers(script, **number(endpointId="0", status="On script 8101"))
    assert now(account).route == Route(kind=RouteKind.UNKNOWN)
    assert now(account).route.raw == "On script 8101"
    account.routing.set_route(NUMBER, GROUP, AS_IT_IS)
    assert written(script) == ["configDID"]


def test_the_route_that_is_there_is_not_set_again(account: VoipinnovationsAccount, script: Script) -> None:
    for there in (GROUP, FORWARD, CONFERENCE):
        answers(script, **number(there))
        account.routing.set_route(NUMBER, there, AS_IT_IS)
    assert written(script) == []


@pytest.mark.parametrize(
    ("there", "wanted", "done"),
    [
        (FORWARD, GROUP, ["RemoveDIDForward"]),
        (FORWARD, OTHER_GROUP, ["RemoveDIDForward", "configDID"]),
        (CONFERENCE, GROUP, ["RemoveConferenceLine", "configDID"]),
        (CONFERENCE, OTHER_GROUP, ["RemoveConferenceLine", "configDID"]),
    ],
)
def test_what_answers_in_place_of_the_group_is_taken_off(
    account: VoipinnovationsAccount, script: Script, there: Route, wanted: Route, done: list[str]
) -> None:
    answers(script, **number(there))
    account.routing.set_route(NUMBER, wanted, AS_IT_IS)
    assert written(script) == done
    assert sent(script, "RemoveDIDForward") in ([], [{"tn": TN, "epgId": wanted.target}])


@pytest.mark.parametrize(
    "route",
    [NOWHERE, Route(kind=RouteKind.VOICEMAIL, target="1"), CONFERENCE, SCRIPT, Route(kind=RouteKind.FORWARD, target="nobody"),
     Route(kind=RouteKind.FORWARD, target="+33199004712"), Route(kind=RouteKind.ENDPOINT_GROUP, target="seven"),
     Route(kind=RouteKind.ENDPOINT_GROUP, target="²"), Route(kind=RouteKind.ENDPOINT_GROUP), Route(kind=RouteKind.UNKNOWN)],
)  # fmt: skip
def test_a_route_that_cannot_be_expressed_is_refused_and_nothing_is_written(
    account: VoipinnovationsAccount, script: Script, route: Route
) -> None:
    answers(script, **number())
    with pytest.raises(errors.Invalid) as caught:
        account.routing.set_route(NUMBER, route, Failovers(unreachable=FORWARD))
    assert caught.value.field == "route"
    assert written(script) == []


@pytest.mark.parametrize(
    ("code", "problem"),
    [("105225", errors.NotFound), ("105258", errors.Invalid), ("105235", errors.NotFound), ("105000", errors.OutcomeUnknown)],
)  # fmt: skip
def test_a_group_that_was_not_set_is_an_error_under_an_envelope_of_success(
    account: VoipinnovationsAccount, script: Script, code: str, problem: type[errors.ProviderError]
) -> None:
    answers(script, **{**number(), "configDID": numbers("configDID", outcome(TN, code))})
    with pytest.raises(problem) as caught:
        account.routing.set_route(NUMBER, OTHER_GROUP, AS_IT_IS)
    assert type(caught.value) is problem


@pytest.mark.parametrize("method", ["SetDIDForward", "RemoveDIDForward", "UpdateDIDFailover"])
@pytest.mark.parametrize(
    ("code", "problem"),
    [("105230", errors.NotFound), ("105420", errors.NotFound), ("999999", errors.OutcomeUnknown)],
)
def test_a_row_with_a_code_of_its_own_is_judged_where_one_comes(
    account: VoipinnovationsAccount, script: Script, method: str, code: str, problem: type[errors.ProviderError]
) -> None:
    there, wanted, failover = {
        "SetDIDForward": (GROUP, FORWARD, None),
        "RemoveDIDForward": (FORWARD, GROUP, None),
        "UpdateDIDFailover": (GROUP, GROUP, FORWARD),
    }[method]
    answers(script, **{**number(there), method: numbers(method, outcome(TN, code))})
    with pytest.raises(problem) as caught:
        account.routing.set_route(NUMBER, wanted, Failovers(unreachable=failover))
    assert type(caught.value) is problem
    for fine in (outcome(TN, "100"), outcome(TN, ""), outcome("2125550199", "100")):
        answers(script, **{**number(there), method: numbers(method, fine)})
        account.routing.set_route(NUMBER, wanted, Failovers(unreachable=failover))


@pytest.mark.parametrize("lost", [Reply(hang_up=True), fault(), Reply(body=b"<html>")])
def test_a_lost_answer_is_unknown_and_nothing_is_written_twice(
    account: VoipinnovationsAccount, script: Script, lost: Reply
) -> None:
    for wanted, method in ((FORWARD, "SetDIDForward"), (OTHER_GROUP, "configDID")):
        script.requests.clear()
        answers(script, **{**number(), method: lost})
        with pytest.raises(errors.OutcomeUnknown):
            account.routing.set_route(NUMBER, wanted, AS_IT_IS)
        assert written(script) == [method]


def test_a_number_that_is_not_ours_is_not_routed(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, **number(statusCode="102420", availability=""))
    with pytest.raises(errors.NotFound):
        account.routing.set_route(NUMBER, FORWARD, AS_IT_IS)
    assert written(script) == []


# ── Failovers ─────────────────────────────────────────────────────────────────────────


def test_a_failover_is_a_number_set_before_the_route(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, **number())
    account.routing.set_route(NUMBER, OTHER_GROUP, Failovers(unreachable=FORWARD))
    assert written(script) == ["UpdateDIDFailover", "configDID"]
    assert sent(script, "UpdateDIDFailover") == [{"tn": TN, "failover": "3125550100"}]


def test_no_failover_is_said_by_saying_none(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, **number(FORWARD, failover="3125550101"))
    assert now(account).failovers.unreachable == Route(kind=RouteKind.FORWARD, target="+13125550101")
    account.routing.set_route(NUMBER, FORWARD, Failovers(unreachable=NOWHERE))
    assert sent(script, "UpdateDIDFailover") == [{"tn": TN, "failover": ""}], "blank, and not left out"


def test_a_failover_that_is_so_or_is_not_named_stays(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, **number(FORWARD, failover="3125550100"))
    for failovers in (AS_IT_IS, Failovers(unreachable=FORWARD)):
        account.routing.set_route(NUMBER, FORWARD, failovers)
    assert written(script) == []


@pytest.mark.parametrize(
    "failovers",
    [Failovers(busy=FORWARD), Failovers(no_answer=NOWHERE), Failovers(unreachable=GROUP),
     Failovers(unreachable=Route(kind=RouteKind.FORWARD, target="+33199004712"))],
)  # fmt: skip
def test_a_failover_that_does_not_exist_is_refused_and_nothing_is_written(
    account: VoipinnovationsAccount, script: Script, failovers: Failovers
) -> None:
    answers(script, **number())
    with pytest.raises(errors.Invalid):
        account.routing.set_route(NUMBER, FORWARD, failovers)
    assert written(script) == []


# ── Objects ───────────────────────────────────────────────────────────────────────────

EAST = {
    "ID": "7", "Name": "PBX east", "Client": "Nordphone", "Port": "5060", "StripPlus": "true", "Active": "true",
    "MTDUsage": "12.50", "Endpoints": ("string", ["192.0.2.7", "192.0.2.8"]),
}  # fmt: skip


def test_endpoint_groups_are_trunks_and_targets(account: VoipinnovationsAccount, script: Script) -> None:
    groups = reply("AuditEndpointGroups", {"EndpointGroups": ("EndpointGroup", [EAST, {"ID": "8", "Active": "false"}])})
    answers(script, AuditEndpointGroups=groups)
    east, old = account.routing.list_objects(RouteKind.ENDPOINT_GROUP)
    assert (east.route, east.name, east.details["addresses"]) == (GROUP, "PBX east", ["192.0.2.7", "192.0.2.8"])
    assert (old.name, old.details["active"]) == ("8", False)
    first, second = account.devices.list_devices()
    assert (first.remote_id, first.login, first.description) == ("7", "PBX east", "192.0.2.7, 192.0.2.8")
    assert (second.details["active"], second.description) == (False, "")


def test_conference_lines_scripts_and_groups_of_numbers_are_listed(
    account: VoipinnovationsAccount, script: Script
) -> None:
    lines = [{"TN": TN, "Enabled": "true", "PIN": "482913"}]
    answers(
        script,
        AuditConferenceLines=reply("AuditConferenceLines", {"ConferenceLines": ("ConferenceLine", lines)}),
        GetScripts=reply(
            "GetScripts",
            {"ProgrammableTelcoScripts": ("ProgrammableTelcoScript", [{"ID": "8101", "Name": "Main menu"}])},
        ),
        GetDIDGroups=reply("GetDIDGroups", {"DIDGroups": ("DIDGroup", [{"Name": "Front desks", "ID": "5001"}])}),
    )
    (line,) = account.routing.list_objects(RouteKind.CONFERENCE)
    assert (line.route, line.name) == (CONFERENCE, "+12125550142")
    assert "482913" not in repr(line)
    (menu,) = account.routing.list_objects(RouteKind.APP)
    assert (menu.route, menu.name) == (SCRIPT, "Main menu")
    (desks,) = account.routing.list_objects(RouteKind.DID_GROUP)
    assert (desks.remote_id, desks.name) == ("5001", "Front desks")


def test_nothing_there_is_an_empty_listing(account: VoipinnovationsAccount, script: Script) -> None:
    for nothing in ((), (101,)):
        answers(script, **{name: reply(name, code=nothing[0]) for name in ("AuditEndpointGroups", "GetScripts",
                "GetDIDGroups", "AuditConferenceLines") if nothing})  # fmt: skip
        for kind in account.routing.kinds:
            assert list(account.routing.list_objects(kind)) == []
    with pytest.raises(errors.Unsupported):
        account.routing.list_objects(RouteKind.IVR)


def test_an_object_without_its_id_is_told_after_all_others(account: VoipinnovationsAccount, script: Script) -> None:
    groups = reply("AuditEndpointGroups", {"EndpointGroups": ("EndpointGroup", [{"Name": "x"}, EAST])})
    answers(script, AuditEndpointGroups=groups)
    listing = account.routing.list_objects(RouteKind.ENDPOINT_GROUP)
    assert next(listing).remote_id == "7"
    with pytest.raises(errors.UnexpectedAnswer):
        next(listing)


def test_a_group_of_numbers_is_created_and_found(account: VoipinnovationsAccount, script: Script) -> None:
    before, after = [{"Name": "A", "ID": "1"}], [{"Name": "A", "ID": "1"}, {"Name": "A", "ID": "2"}]
    listings = [reply("GetDIDGroups", {"DIDGroups": ("DIDGroup", rows)}) for rows in (before, after)]
    answers(script, GetDIDGroups=listings)
    assert account.routing.save_object(RouteKind.DID_GROUP, {"name": "A"}) == "2"
    told = reply("CreateDIDGroup", {"DIDGroups": ("DIDGroup", [{"Name": "A", "ID": "3"}])})
    answers(script, CreateDIDGroup=told)
    assert account.routing.save_object(RouteKind.DID_GROUP, {"name": "A"}) == "3"


@pytest.mark.parametrize("after", [reply("GetDIDGroups"), Reply(hang_up=True), Reply(body=b"<html>")])
def test_a_group_that_was_made_and_not_found_is_an_unknown_outcome(
    account: VoipinnovationsAccount, script: Script, after: Reply
) -> None:
    answers(script, GetDIDGroups=[reply("GetDIDGroups"), after])
    with pytest.raises(errors.OutcomeUnknown):
        account.routing.save_object(RouteKind.DID_GROUP, {"name": "A"})
    assert called(script).count("CreateDIDGroup") == 1


def test_a_conference_line_is_opened_changed_and_closed(
    account: VoipinnovationsAccount, script: Script, kept: Kept
) -> None:
    assert account.routing.save_object(RouteKind.CONFERENCE, {"tn": TN, "pin": "482913"}) == TN
    lines = {"ConferenceLines": ("ConferenceLine", [{"TN": TN, "PIN": "482913"}])}
    answers(script, AuditConferenceLines=reply("AuditConferenceLines", lines))
    assert account.routing.save_object(RouteKind.CONFERENCE, {"pin": "482914"}, remote_id=TN) == TN
    account.routing.delete_object(RouteKind.CONFERENCE, TN)
    assert sent(script, "SetConferenceLine") == [{"tn": TN, "pin": "482913"}, {"tn": TN, "pin": "482914"}]
    assert sent(script, "RemoveConferenceLine") == [{"tn": TN}]
    assert "48291" not in repr(kept.told)


@pytest.mark.parametrize("written", ["(212) 555-0142", "+12125550142", "1 212 555 0142"])
def test_a_conference_line_is_named_by_ten_digits_however_they_are_written(
    account: VoipinnovationsAccount, script: Script, written: str
) -> None:
    assert account.routing.save_object(RouteKind.CONFERENCE, {"tn": written, "pin": "482913"}) == TN
    assert sent(script, "SetConferenceLine") == [{"tn": TN, "pin": "482913"}]


@pytest.mark.parametrize("written", ["", "nobody", "+33199004712"])
def test_what_is_no_number_of_north_america_is_no_conference_line(
    account: VoipinnovationsAccount, script: Script, written: str
) -> None:
    with pytest.raises(errors.Invalid) as caught:
        account.routing.save_object(RouteKind.CONFERENCE, {"tn": written, "pin": "482913"})
    assert caught.value.field == "tn"
    assert not script.requests


def test_a_conference_line_that_its_own_row_refuses_is_an_error(
    account: VoipinnovationsAccount, script: Script
) -> None:
    answers(
        script,
        SetConferenceLine=numbers("SetConferenceLine", outcome(TN, "105221")),
        RemoveConferenceLine=numbers("RemoveConferenceLine", outcome(TN, "105221")),
    )
    with pytest.raises(errors.NotFound):
        account.routing.save_object(RouteKind.CONFERENCE, {"tn": TN, "pin": "482913"})
    with pytest.raises(errors.NotFound):
        account.routing.delete_object(RouteKind.CONFERENCE, TN)


def test_nothing_else_is_made_changed_or_deleted(account: VoipinnovationsAccount, script: Script) -> None:
    for ask in (
        lambda: account.routing.save_object(RouteKind.DID_GROUP, {"name": "A"}, remote_id="1"),
        lambda: account.routing.save_object(RouteKind.ENDPOINT_GROUP, {}),
        lambda: account.routing.delete_object(RouteKind.DID_GROUP, "1"),
        lambda: account.routing.delete_object(RouteKind.ENDPOINT_GROUP, "1"),
        lambda: account.devices.save_device({}),
        lambda: account.devices.registration("x"),
    ):
        with pytest.raises(errors.Unsupported):
            ask()
    assert not script.requests


# ── Faxes ─────────────────────────────────────────────────────────────────────────────


def test_faxes_are_mailed_to_the_addresses_that_are_listed(account: VoipinnovationsAccount, script: Script) -> None:
    rows = [
        {"TN": TN, "Email": "a@example.com;b@example.com"},
        {"TN": "2125550143", "Email": " c@example.com, "},
        {"TN": "2125550144"},
    ]
    answers(script, AuditFaxToEmails=reply("AuditFaxToEmails", {"FaxToEmails": ("FaxToEmail", rows)}))
    found = list(account.faxing.list_fax_numbers())
    assert [each.emails for each in found] == [("a@example.com", "b@example.com"), ("c@example.com",), ()]
    assert found[0].number == NUMBER


def test_one_fax_address_is_set_and_taken_away(account: VoipinnovationsAccount, script: Script) -> None:
    account.faxing.set_fax_emails(NUMBER, ["a@example.com", "a@example.com"])
    account.faxing.set_fax_emails(NUMBER, [])
    assert sent(script, "SetFaxToEmail") == [{"tn": TN, "email": "a@example.com"}]
    assert sent(script, "RemoveFaxToEmail") == [{"tn": TN}]


def test_more_than_one_fax_address_is_refused_unsent(account: VoipinnovationsAccount, script: Script) -> None:
    with pytest.raises(errors.Invalid) as caught:
        account.faxing.set_fax_emails(NUMBER, ["a@example.com", "b@example.com"])
    assert caught.value.field == "emails"
    assert not script.requests


def test_faxes_of_a_number_that_takes_none_say_so(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, SetFaxToEmail=reply("SetFaxToEmail", code=101), RemoveFaxToEmail=Reply(hang_up=True))
    with pytest.raises(errors.NotFound):
        account.faxing.set_fax_emails(NUMBER, ["a@example.com"])
    with pytest.raises(errors.OutcomeUnknown):
        account.faxing.set_fax_emails(NUMBER, [])
    with pytest.raises(errors.NotFound):
        account.faxing.set_fax_emails(PhoneNumber("+33199004712"), [])
