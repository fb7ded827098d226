"""Port Dids: what a record says, what stands beside it, and settings that change without touching the others."""

from __future__ import annotations

import pytest

from providers import errors
from providers.values.dids import DidChanges
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voipinnovations.dids import Beside, did_from
from providers.voipinnovations.provider import VoipinnovationsAccount
from tests.providers.scripted import Reply, Script
from tests.providers.voipinnovations.conftest import answers, called, sent
from tests.providers.voipinnovations.soap_answers import DID, fault, items, numbers, outcome, reply

NUMBER = PhoneNumber("+12125550142")
TN = "2125550142"


def pairs(method: str, plural: str, item: str, name: str, **found: str) -> Reply:
    """A list of one of the audits: numbers by `tn`, each with its other number."""
    return reply(method, {plural: (item, [{"TN": tn.strip("_"), name: other} for tn, other in found.items()])})


def lists(**more: Reply) -> dict[str, Reply]:
    """What auditDIDs does not tell: number 0142 is forwarded, 0143 fails over, 0144 is a conference, 0145 texts."""
    return {
        "AuditDIDForwards": pairs("AuditDIDForwards", "DIDForwards", "DIDForward", "ForwardTN", _2125550142="3125550100"),
        "AuditDIDFailovers": pairs("AuditDIDFailovers", "DIDFailovers", "DIDFailover", "FailoverTN", _2125550143="13125550101"),
        "AuditConferenceLines": reply(
            "AuditConferenceLines",
            {"ConferenceLines": ("ConferenceLine", [{"TN": "2125550144", "Enabled": "true", "PIN": "1"},
                                                    {"TN": "2125550145", "Enabled": "false"}])},
        ),
        "AuditSMS": reply("AuditSMS", {"DIDs": ("SMSDID", [{"TN": "12125550145", "Enabled": "true"}])}),
        **more,
    }  # fmt: skip


def test_a_listing_tells_where_each_number_goes(account: VoipinnovationsAccount, script: Script) -> None:
    rows = [DID | {"tn": f"212555014{n}"} for n in range(2, 7)]
    rows[4] = rows[4] | {"endpointId": "0", "has911": "false", "state": "TF"}
    answers(script, **lists(auditDIDs=numbers("auditDIDs", *rows)))
    forwarded, failing, conference, texting, parked = account.dids.list_owned()
    group = Route(kind=RouteKind.ENDPOINT_GROUP, target="7")
    assert forwarded.route == Route(kind=RouteKind.FORWARD, target="+13125550100")
    assert (failing.route, failing.failovers.unreachable) == (
        group,
        Route(kind=RouteKind.FORWARD, target="+13125550101"),
    )
    assert conference.route == Route(kind=RouteKind.CONFERENCE, target="2125550144")
    assert (texting.route, texting.sms_enabled) == (group, True)
    assert (parked.route.kind, parked.e911, parked.region) == (RouteKind.UNKNOWN, False, "")
    assert forwarded.failovers == Failovers(unreachable=NOWHERE)
    assert forwarded.sms_enabled is None  # not in the list is not "off"
    assert (forwarded.description, forwarded.region, forwarded.note) == ("NWYRCYZN01, NY", "NY", "front desk")
    assert (forwarded.cnam_lookup, forwarded.e911, forwarded.country) == (True, True, "US")


def test_flags_that_are_absent_are_unknown_and_never_no(account: VoipinnovationsAccount) -> None:
    did = did_from({"tn": TN}, Beside())
    assert (did.cnam_lookup, did.e911, did.sms_enabled) == (None, None, None)
    assert (did.route.kind, did.description) == (RouteKind.UNKNOWN, "")
    assert did_from({"tn": TN, "has911": "", "cnam": "perhaps"}, Beside()).e911 is None


@pytest.mark.parametrize(
    ("state", "place"), [("QC", ("CA", "QC")), ("TF", ("", "")), ("", ("", "")), ("PR", ("US", "PR"))]
)
def test_a_number_is_of_the_country_of_its_state(state: str, place: tuple[str, str]) -> None:
    did = did_from(DID | {"state": state}, Beside())
    assert (did.country, did.region) == place


def test_one_number_is_the_same_as_in_the_listing(account: VoipinnovationsAccount, script: Script) -> None:
    answers(
        script,
        **lists(auditDIDs=numbers("auditDIDs", DID)),
        queryDID=numbers("queryDID", DID),
        GetDIDForward=numbers("GetDIDForward", DID | {"forward": "3125550100"}),
        GetDIDFailover=numbers("GetDIDFailover", DID | {"failover": ""}),
        GetConferenceLine=reply("GetConferenceLine", {"ConferenceLine": {"Enabled": "false"}}),
    )
    assert account.dids.get(NUMBER) == next(account.dids.list_owned())


@pytest.mark.parametrize(
    ("only", "calls", "unread"),
    [
        ({"note", "cnam_lookup"}, [], {"route", "failovers", "sms_enabled"}),
        ({"route"}, ["GetDIDForward", "GetConferenceLine"], {"failovers", "sms_enabled"}),
        ({"failovers"}, ["GetDIDFailover"], {"route", "sms_enabled"}),
        ({"sms_enabled"}, ["AuditSMS"], {"route", "failovers"}),
    ],
)
def test_what_is_not_asked_for_costs_no_call_and_says_nothing(
    account: VoipinnovationsAccount, script: Script, only: set[str], calls: list[str], unread: set[str]
) -> None:
    answers(
        script,
        queryDID=numbers("queryDID", DID),
        GetDIDForward=numbers("GetDIDForward", DID | {"forward": "3125550100"}),
        GetDIDFailover=numbers("GetDIDFailover", DID | {"failover": "3125550101"}),
        GetConferenceLine=reply("GetConferenceLine", code=101),
        AuditSMS=reply("AuditSMS", code=101),
    )
    did = account.dids.get(NUMBER, only=only)
    assert called(script) == ["queryDID", *calls]
    assert did.unread == unread
    assert did.note == "front desk"
    assert did.route.kind is (RouteKind.NONE if "route" in unread else RouteKind.FORWARD)
    assert (did.failovers == Failovers()) is ("failovers" in unread)


def test_nothing_beside_a_number_is_said_with_101(account: VoipinnovationsAccount, script: Script) -> None:
    nothing = {
        name: reply(name, code=101) for name in ("GetDIDForward", "GetDIDFailover", "GetConferenceLine", "AuditSMS")
    }
    answers(script, queryDID=numbers("queryDID", DID), **nothing)
    did = account.dids.get(NUMBER)
    assert did.route == Route(kind=RouteKind.ENDPOINT_GROUP, target="7")
    assert did.failovers == Failovers(unreachable=NOWHERE)


@pytest.mark.parametrize(
    "row",
    [
        {"statusCode": "102420", "availability": ""},
        {"statusCode": "102230", "availability": "reserved"},
        {"statusCode": "102235", "availability": "assigned"},
        {"availability": "available"},
        {"availability": "reserved"},
        {"availability": "Unavailable", "statusCode": "101200"},
        {"availability": "something new"},
        {"tn": "2125550199"},
    ],
)
def test_a_number_that_is_not_ours_is_not_found(
    account: VoipinnovationsAccount, script: Script, row: dict[str, str]
) -> None:
    answers(script, queryDID=numbers("queryDID", DID | row))
    with pytest.raises(errors.NotFound):
        account.dids.get(NUMBER)
    assert called(script) == ["queryDID"]


def test_no_answer_about_a_number_is_not_found_only_when_it_says_so(
    account: VoipinnovationsAccount, script: Script
) -> None:
    for said, problem in (
        (reply("queryDID", code=101), errors.NotFound),
        (numbers("queryDID"), errors.NotFound),
        (fault(), errors.Unavailable),
        (reply("queryDID", code=902), errors.BadCredentials),
        (Reply(hang_up=True), errors.Unavailable),
    ):
        answers(script, queryDID=said)
        with pytest.raises(problem):
            account.dids.get(NUMBER)


def test_a_number_of_another_country_is_not_asked_for(account: VoipinnovationsAccount, script: Script) -> None:
    with pytest.raises(errors.NotFound):
        account.dids.get(PhoneNumber("+33199004712"))
    assert not script.requests


@pytest.mark.parametrize("asked", [True, False])
def test_the_look_up_of_names_is_set_with_all_else_as_it_is(
    account: VoipinnovationsAccount, script: Script, asked: bool
) -> None:
    answers(script, queryDID=numbers("queryDID", DID), configDID=numbers("configDID", outcome(TN, "100")))
    account.dids.update(NUMBER, DidChanges(cnam_lookup=asked))
    (param,) = items(script.requests[-1].fields["xml"], "DIDParam")
    assert param == {"tn": TN, "cnam": str(int(asked)), "refId": "front desk", "epg": "7"}
    assert called(script).count("configDID") == 1


def test_the_look_up_of_names_is_refused_where_setting_it_would_end_a_forward(
    account: VoipinnovationsAccount, script: Script
) -> None:
    forwarded = numbers("GetDIDForward", {"tn": TN, "forward": "3125550100"})
    conference = reply("GetConferenceLine", {"ConferenceLine": {"Enabled": "true"}})
    for said in (
        {"queryDID": numbers("queryDID", DID), "GetDIDForward": forwarded},
        {"queryDID": numbers("queryDID", DID), "GetConferenceLine": conference},
        {"queryDID": numbers("queryDID", DID | {"endpointId": "0"})},
    ):
        answers(script, **said)
        with pytest.raises(errors.Invalid) as caught:
            account.dids.update(NUMBER, DidChanges(cnam_lookup=False))
        assert caught.value.field == "cnam_lookup"
    assert "configDID" not in called(script)


def test_a_caller_name_is_stored_and_taken_away(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, queryDID=numbers("queryDID", DID))
    account.dids.update(NUMBER, DidChanges(caller_name="NORDPHONE 24"))
    account.dids.update(NUMBER, DidChanges(caller_name=""))
    assert sent(script, "UpdateCNAMDisplay") == [{"tn": TN, "name": "NORDPHONE 24"}]
    assert sent(script, "RemoveCNAM") == [{"tn": TN}]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"cnamName": "NORDPHONE", "cnamStorageActive": "true"}, "NORDPHONE"),
        ({"cnamName": "", "cnamStorageActive": "false"}, ""),
        ({"cnamStorageActive": "false"}, ""),
        ({"cnamName": "", "cnamStorageActive": "true"}, None),
        ({"cnamStorageActive": "true"}, None),
        ({}, None),
    ],
)
def test_a_caller_name_that_is_not_told_is_unknown_and_never_none(row: dict[str, str], name: str | None) -> None:
    assert did_from({"tn": TN, **row}, Beside()).caller_name == name


def test_a_caller_name_that_is_stored_and_not_told_is_asked_for(
    account: VoipinnovationsAccount, script: Script
) -> None:
    untold = {name: value for name, value in DID.items() if name != "cnamName"} | {"cnamStorageActive": "true"}
    for stored, name in (
        (reply("GetCNAMDisplay", {"DisplayName": "NORDPHONE"}), "NORDPHONE"),
        (reply("GetCNAMDisplay", code=101), ""),
        (reply("GetCNAMDisplay", code=933), None),
    ):
        answers(script, queryDID=numbers("queryDID", untold), GetCNAMDisplay=stored)
        assert account.dids.get(NUMBER, only={"caller_name"}).caller_name == name
    script.requests.clear()
    unread = account.dids.get(NUMBER, only={"note"}).unread
    assert "caller_name" in unread, "what is known of it stays"
    assert called(script) == ["queryDID"]


@pytest.mark.parametrize("name", ["Réal", "A" * 16, "A&B", "A\nB", "²", "A-B"])
def test_a_caller_name_that_no_switch_takes_is_refused_unsent(
    account: VoipinnovationsAccount, script: Script, name: str
) -> None:
    answers(script, queryDID=numbers("queryDID", DID))
    with pytest.raises(errors.Invalid) as caught:
        account.dids.update(NUMBER, DidChanges(cnam_lookup=False, caller_name=name))
    assert caught.value.field == "caller_name"
    assert not {"UpdateCNAMDisplay", "configDID"} & set(called(script))


def test_what_cannot_be_set_changes_nothing(account: VoipinnovationsAccount, script: Script) -> None:
    for changes in (DidChanges(pop="x"), DidChanges(sms_enabled=True, cnam_lookup=True), DidChanges(recording=False)):
        with pytest.raises(errors.Unsupported):
            account.dids.update(NUMBER, changes)
    assert not script.requests


def test_a_number_without_storage_for_names_says_so(account: VoipinnovationsAccount, script: Script) -> None:
    for code, field in ((933, "tn"), (934, "name")):
        answers(script, queryDID=numbers("queryDID", DID), UpdateCNAMDisplay=reply("UpdateCNAMDisplay", code=code))
        with pytest.raises(errors.Invalid) as caught:
            account.dids.update(NUMBER, DidChanges(caller_name="NORDPHONE"))
        assert caught.value.field == field


@pytest.mark.parametrize(
    ("code", "problem"),
    [("105225", errors.NotFound), ("105221", errors.NotFound), ("105235", errors.NotFound), ("105420", errors.NotFound),
     ("105258", errors.Invalid), ("105999", errors.OutcomeUnknown), ("", errors.OutcomeUnknown)],
)  # fmt: skip
def test_a_setting_that_a_number_refused_is_an_error_under_an_envelope_of_success(
    account: VoipinnovationsAccount, script: Script, code: str, problem: type[errors.ProviderError]
) -> None:
    answers(script, queryDID=numbers("queryDID", DID), configDID=numbers("configDID", outcome(TN, code)))
    with pytest.raises(problem) as caught:
        account.dids.update(NUMBER, DidChanges(cnam_lookup=False))
    assert type(caught.value) is problem
    assert called(script).count("configDID") == 1


def test_a_lost_answer_is_an_unknown_outcome_and_is_not_asked_again(
    account: VoipinnovationsAccount, script: Script
) -> None:
    for lost in (
        Reply(hang_up=True),
        fault(),
        numbers("configDID"),
        numbers("configDID", outcome("2125550199", "100")),
    ):
        script.requests.clear()
        answers(script, queryDID=numbers("queryDID", DID), configDID=lost)
        with pytest.raises(errors.OutcomeUnknown):
            account.dids.update(NUMBER, DidChanges(cnam_lookup=False))
        assert called(script).count("configDID") == 1
