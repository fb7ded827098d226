"""Parameters that are missing, of no use, or of the wrong type: each has its code, or a fault, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
import zeep.exceptions

from providers.wire.catalog import Method, load
from tests.providers.sandbox.voipinnovations.foreign import Foreign, envelope, rows, signed

CATALOG = load("voipinnovations")
Given = dict[str, Any]

LOCATIONS = ("909", "910")  # of every call about 911 (fact sheet, section 2)
# A name, an id of the customer's own, a tag, a type of which "anything else behaves like ALL", and nothing that is required.
TAKES_ANYTHING = {
    "CreateDIDGroup", "RegisterExternalSMSCampaign", "GetSMSCustomersByTag", "GetInventoryTNs", "GetUnconfiguredTNs", "AuditSMS",
}  # fmt: skip
LEAST = {"xs:int": 0, "xs:boolean": False}  # what the schema wants though nobody means it


def required_texts() -> list[tuple[str, str]]:
    return [
        (method.name, param.name)
        for method in CATALOG.methods.values()
        for param in method.params
        if param.required and param.type not in LEAST and param.type != "SMSCustomer"
    ]


@pytest.mark.parametrize(("name", "missing"), required_texts())
def test_a_required_parameter_is_missed_by_its_name(asked: Foreign, name: str, missing: str) -> None:
    answer = asked.call(name, **{**worthless(CATALOG.methods[name]), missing: None})
    assert answer["responseCode"] == 900
    assert missing in answer["responseMessage"]


def worthless(method: Method) -> Given:
    """Something in each parameter, which is nothing to the service."""
    return {param.name: _worthless(param.type) for param in method.params if param.required}


def _worthless(kind: str) -> object:
    match kind:
        case "xs:int":
            return 1
        case "xs:boolean":
            return True
        case "ArrayOfString":
            return {"string": ["0"]}
        case "ArrayOfDIDParam":
            return {"DIDParam": [{"tn": "0", "epg": 0}]}
        case "SMSCustomer":
            return {"DisplayName": ""}
    return "0"


@pytest.mark.parametrize(
    "name", sorted({method.name for method in CATALOG.methods.values() if method.params} - TAKES_ANYTHING)
)
def test_values_of_no_use_are_refused_with_a_documented_code(asked: Foreign, name: str) -> None:
    """Of the method's own, or the refusals of every method; of numbers in a row each has one."""
    method = CATALOG.methods[name]
    answer = asked.call(name, **worthless(method))
    codes = {str(answer["responseCode"])} | {row["statusCode"] for row in told(answer)}
    own = {*method.codes, *(LOCATIONS if "ocation" in name else ())}
    assert codes <= {*own, "100", "101", "900"}
    assert codes & {*own, "101", "900"}


def told(answer: Given) -> list[Any]:
    """Rows with a code of their own."""
    return [
        row for name in ("DIDs", "VILocations") if answer.get(name) for row in rows(answer, name) if "statusCode" in row
    ]


def typed(kind: str) -> list[tuple[str, str]]:
    return [
        (method.name, param.name)
        for method in CATALOG.methods.values()
        for param in method.params
        if param.type == kind
    ]


@pytest.mark.parametrize(("name", "param"), typed("xs:int"))
@pytest.mark.parametrize("written", ["abc", "1.5", "99999999999"])
def test_a_number_that_is_none_is_a_fault(asked: Foreign, name: str, param: str, written: str) -> None:
    status, _, content = asked.post(envelope(name, f"{signed()}<{param}>{written}</{param}>"))
    assert status == 500
    assert b"<faultcode>soap:Client</faultcode>" in content


@pytest.mark.parametrize(("name", "param"), typed("xs:boolean"))
def test_a_flag_that_is_none_is_a_fault(asked: Foreign, name: str, param: str) -> None:
    status, _, content = asked.post(envelope(name, f"{signed()}<{param}>maybe</{param}>"))
    assert status == 500
    assert b"'maybe' is no xs:boolean" in content


def test_the_schema_demands_numbers_and_flags_and_nothing_else(asked: Foreign) -> None:
    with pytest.raises(zeep.exceptions.ValidationError, match="epg"):
        asked.call("releaseDID", didParams={"DIDParam": [{"tn": "2125550120"}]})
    with pytest.raises(zeep.exceptions.ValidationError, match="portId"):
        asked.call("getPortDetails")
    assert asked.code("queryDID") == 900
