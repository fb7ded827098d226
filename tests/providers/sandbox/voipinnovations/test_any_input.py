"""Whatever is written into a parameter, every operation answers in its shape, with a code that is in the tables."""

from __future__ import annotations

import pytest

from providers.wire.catalog import Method, load
from tests.providers.sandbox.voipinnovations.foreign import Foreign

CATALOG = load("voipinnovations")
ENVELOPE = {100, 101, 900, 302490, 903, 904, 905, 906, 907, 908, 909, 910, 911, 933, 934, 940, 941, 942, 943}
ODD = (
    "é電話\u2028\U0001f4de",
    "<![CDATA[&amp;]]>",
    "٣" * 10,
    "9" * 400,
    "-1",
    "%s{0}\\",
    "../../account",
    "nan",
    "12125550142",
)
MINE = "2125550120"  # the account's when the world is born
NUMBERS = {"tn", "did", "sender"}


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_answered(foreign: Foreign, text: str) -> None:
    """With the account's own numbers where a number is due, so that what comes after is looked at."""
    for method in CATALOG.methods.values():
        answer = foreign.call(method.name, **filled(method, text))
        assert answer["responseCode"] in ENVELOPE, (method.name, answer)


@pytest.mark.parametrize("text", ODD)
def test_any_text_for_a_number_is_answered(foreign: Foreign, text: str) -> None:
    for method in CATALOG.methods.values():
        if NUMBERS & {param.name for param in method.params}:
            given = filled(method, text) | {param.name: text for param in method.params if param.name in NUMBERS}
            assert foreign.call(method.name, **given)["responseCode"] in ENVELOPE, method.name


@pytest.mark.parametrize("number", [-(2**31), -1, 0, 2**31 - 1])
def test_any_number_is_answered(foreign: Foreign, number: int) -> None:
    for method in CATALOG.methods.values():
        if any(param.type in {"xs:int", "ArrayOfDIDParam"} for param in method.params):
            answer = foreign.call(method.name, **filled(method, "2125550142", number))
            assert answer["responseCode"] in ENVELOPE, (method.name, answer)


def filled(method: Method, text: str, number: int = 7) -> dict[str, object]:
    return {param.name: value(param.name, param.type, text, number) for param in method.params}


def value(name: str, kind: str, text: str, number: int) -> object:
    match kind:
        case "xs:int":
            return number
        case "xs:boolean":
            return True
        case "ArrayOfString":
            return {"string": [text, None]}
        case "ArrayOfDIDParam":
            return {"DIDParam": [{"tn": text, "cnam": text, "refId": text, "epg": number}, None]}
        case "ArrayOfMMSFile":
            return {"MMSFile": [{"FileName": text, "FileContent": text.encode()}]}
        case "SMSCustomer":
            return {field.name: text for field in CATALOG.types[kind]}
    return MINE if name in NUMBERS else text
