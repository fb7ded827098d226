"""The catalogue holds all that the method list and the WSDL name, spelled as they do; what writes and may be repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from providers.voipinnovations import faults, messages
from providers.wire.catalog import Method, Param, load

HERE = Path(__file__).parent
CATALOG = load("voipinnovations")
METHODS = CATALOG.methods
BESIDE_THE_LIST = {
    "addLocation", "getLocations", "provisionLocation", "removeLocation", "SendSMSWithDLR", "UpdateSMSDLR", "GlobalDIDSearch",
}  # fmt: skip
READS = {
    "auditDIDs", "queryDID", "getDIDs", "getDIDsExtended", "getDIDCount", "getProvisioningHistory", "audit911", "query911",
    "validate911", "getLocations", "isPortable", "getPortDetails", "getActivePorts", "CheckSMSCustomerStatus",
}  # fmt: skip
SCALARS = {"xs:string", "xs:int", "xs:boolean", "xs:decimal", "xs:dateTime", "xs:base64Binary"}


def listed(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def names(method: str) -> list[str]:
    return [param.name for param in METHODS[method].params]


def reads(method: Method) -> bool:
    return method.name in READS or method.name.startswith(("Get", "Audit", "Query"))


def test_all_ninety_four_methods_of_the_list_are_there_by_their_sections() -> None:
    documented = [line.split() for line in listed("documented_methods.txt")]
    assert len(documented) == 94
    assert [[method.section, method.name] for method in METHODS.values() if method.section] == documented


def test_beside_the_list_there_are_those_of_the_wsdl_and_of_clients_and_no_other() -> None:
    assert {method.name for method in METHODS.values() if not method.section} == BESIDE_THE_LIST
    assert len(METHODS) == 101
    seen = {method.name for method in METHODS.values() if method.confidence == "client-observed"}
    assert seen == {"SendSMSWithDLR", "UpdateSMSDLR", "GlobalDIDSearch"}


def test_every_parameter_is_there_in_its_order_and_no_other() -> None:
    documented = dict(line.split(":") for line in listed("documented_parameters.txt"))
    assert set(documented) == set(METHODS)
    for name, parameters in documented.items():
        assert names(name) == parameters.split(), name


def test_credentials_are_no_parameters() -> None:
    assert not any({"login", "secret"} & set(names(name)) for name in METHODS)


def test_every_code_is_there_and_no_other() -> None:
    documented = listed("documented_codes.txt")
    assert len(documented) == 65
    assert set(CATALOG.codes) == set(documented)


@pytest.mark.parametrize("name", ["queryDID", "getProvisioningHistory", "query911", "remove911", "insert911", "update911",
                                  "ProgramDID", "UnprogramDID", "addLocation", "getLocations", "provisionLocation"])  # fmt: skip
def test_these_call_the_number_did(name: str) -> None:
    assert "did" in names(name)
    assert "tn" not in names(name)


@pytest.mark.parametrize("name", ["Add911Alert", "Remove911Alert", "Query911Alert", "isPortable", "SetDIDForward", "AuditSMS",
                                  "UpdateCNAMDisplay", "SetFaxToEmail", "ConfigSMSDestination", "GetPortHistory"])  # fmt: skip
def test_these_call_the_number_tn(name: str) -> None:
    assert "tn" in names(name)
    assert "did" not in names(name)


@pytest.mark.parametrize(
    ("method", "name", "kind"),
    [
        ("SetDIDGroup", "groupId", "xs:int"),
        ("AuditDIDGroup", "groupId", "xs:int"),
        ("AuditEndpointGroup", "groupId", "xs:int"),
        ("ActivateEndpointGroup", "groupid", "xs:string"),
        ("DeactivateEndpointGroup", "groupid", "xs:string"),
        ("RemoveDIDForward", "epgId", "xs:string"),
        ("AssignIntlDID", "epgID", "xs:int"),
        ("UnprogramDID", "endpointGroupId", "xs:string"),
        ("getDIDs", "rateCenter", "xs:string"),
        ("GetAvailableNPAs", "ratecenter", "xs:string"),
        ("getDIDs", "network", "xs:string"),
        ("getDIDCount", "orderby", "xs:string"),
        ("getPortDetails", "portId", "xs:int"),
        ("SetFaxToEmail", "email", "xs:string"),
        ("Add911Alert", "email", "xs:string"),
        ("Remove911Alert", "email", "xs:string"),
        ("ConfigFaxToEmailNotifications", "enabled", "xs:boolean"),
        ("AssignToSMSCampaign", "tns", "ArrayOfString"),
    ],
)
def test_names_that_no_rule_would_give(method: str, name: str, kind: str) -> None:
    param = METHODS[method].param(name)
    assert param is not None
    assert param.type == kind


@pytest.mark.parametrize(
    "name", ["assignDID", "configDID", "releaseDID", "reserveDID", "InventoryDIDs", "assignDIDExtended"]
)
def test_a_list_of_numbers_is_wrapped(name: str) -> None:
    assert names(name) == ["didParams"]
    assert METHODS[name].params[0].type == "ArrayOfDIDParam"
    assert [(each.name, each.many) for each in CATALOG.types["ArrayOfDIDParam"]] == [("DIDParam", True)]


def test_the_order_by_stands_before_the_flag_for_messages() -> None:
    assert names("getDIDCount")[-3:] == ["orderby", "sms", "network"]


def properties(name: str) -> list[str]:
    return [each.name for each in CATALOG.types[name]]


def test_fields_that_no_rule_would_give() -> None:
    assert "Network" in properties("DID")
    assert "network" in properties("DIDLocator")
    assert properties("DIDGroup") == ["Name", "ID"]
    assert {"refId", "didGroupId", "endpointId"} <= set(properties("DID"))
    assert properties("DIDParam") == ["tn", "cnam", "refId", "epg"]
    assert properties("ConferenceLine") == ["TN", "Enabled", "PIN"]
    assert "zipCode" in properties("DID911")
    assert "plusFour" not in properties("DID911")
    assert "plusFour" in properties("VILocation")


def test_a_ports_details_are_one_object_and_its_numbers_a_list() -> None:
    kinds = {each.name: each.type for each in (*CATALOG.types["PortResponse"], *CATALOG.types["PortDetail"])}
    assert (kinds["PortDetails"], kinds["dids"]) == ("PortDetail", "ArrayOfPortDID")


def test_texts_that_look_like_numbers_are_texts() -> None:
    kinds = {each.name: each.type for each in CATALOG.types["DID"]}
    assert (kinds["tier"], kinds["statusCode"], kinds["endpointId"]) == ("xs:string", "xs:string", "xs:int")
    assert {each.name: each.type for each in CATALOG.types["DIDCount"]}["didCount"] == "xs:string"


def test_every_answer_begins_with_its_code_and_message() -> None:
    for method in METHODS.values():
        code, message = CATALOG.types[method.returns][:2]
        assert (code.name, code.type, code.required) == ("responseCode", "xs:int", True), method.name
        assert message.name == "responseMessage", method.name


def test_types_are_scalars_or_of_the_catalogue() -> None:
    def check(owner: str, params: tuple[Param, ...]) -> None:
        for param in params:
            assert param.type in SCALARS or param.type in CATALOG.types, (owner, param.name)

    for method in METHODS.values():
        check(method.name, method.params)
    for name, params in CATALOG.types.items():
        check(name, params)


def test_methods_write_unless_they_read_by_their_name() -> None:
    for method in METHODS.values():
        if method.name != "GlobalDIDSearch":  # nobody knows what it does
            assert method.writes is not reads(method), method.name


def test_reads_are_always_repeatable_and_writes_never() -> None:
    """An update of a number costs nothing twice, but a 911 address, a purchase, a release or a message does."""
    for method in METHODS.values():
        assert method.safe_to_repeat(()) is not method.writes, method.name


@pytest.mark.parametrize("name", ["configDID", "InventoryDIDs", "UpdateDIDFailover", "ProgramDID", "RemoveCNAM", "ConfigSMS",
                                  "TriggerSMSOTP", "ResubmitExternalSMSCampaign", "removeLocation"])  # fmt: skip
def test_what_does_not_say_so_writes_too(name: str) -> None:
    assert METHODS[name].writes


@pytest.mark.parametrize("name", ["assignDID", "assignDIDExtended", "AssignIntlDID", "SendSMS", "SendMMS", "SendSMSWithDLR",
                                  "insert911", "update911", "CreateSMSCampaign", "CreateSMSCustomer"])  # fmt: skip
def test_what_may_be_charged_says_so(name: str) -> None:
    assert METHODS[name].costs
    assert METHODS[name].writes


def test_what_is_inferred_says_so() -> None:
    documented = [method for method in METHODS.values() if method.returns == "SMS10DLCResponse"]
    assert len(documented) == 18
    assert not any(method.shape_confidence == "documented" for method in documented)
    destination = METHODS["ConfigSMSDestination"].param("destination")
    assert destination is not None
    assert destination.confidence == "client-observed"


def test_each_failure_of_the_table_becomes_an_error_whose_message_can_be_filled() -> None:
    for code, entry in CATALOG.codes.items():
        if not code.isdigit() or entry.kind in ("success", "911-status") or code in faults.ALREADY:
            continue
        found = faults.fault(int(code), operation="queryDID", writes=False, said="what it says")
        assert found.code == code
        assert found.message_id != messages.UNKNOWN_CODE, code
        assert found.message_id % dict(found.message_values) == found.public_message
        assert "%(" not in found.public_message


def test_the_codes_that_mean_already_so_are_those_of_the_table() -> None:
    assert {code for code, entry in CATALOG.codes.items() if entry.kind == "idempotent"} == faults.ALREADY
