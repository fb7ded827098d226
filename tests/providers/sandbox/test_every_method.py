"""Every method of the catalogue answers: in its documented shape, or with a documented status."""

from __future__ import annotations

import pytest

from providers.wire.catalog import Method, Param, load
from tests.providers.sandbox.running import Running

CATALOG = load("voipms")
KNOWN = {"success", *CATALOG.codes}
UNNAMED = {"integer": "1", "string": "geographic"}  # for the few required parameters without an example
# No match is success with the list key absent.
NONE_IS_SUCCESS = {"searchFaxAreaCodeCAN", "searchFaxAreaCodeUSA", "getCallTranscriptions"}


@pytest.fixture(scope="module")
def shared(process: Running) -> Running:
    process.control("reset", {})
    return process


def _value(param: Param) -> str:
    return param.example or next(iter(param.values), UNNAMED[param.type if param.type in UNNAMED else "string"])


@pytest.mark.parametrize("method", CATALOG.methods.values(), ids=lambda method: method.name)
def test_it_answers_with_a_known_status(shared: Running, method: Method) -> None:
    required = {param.name: _value(param) for param in method.params if param.required}
    answer = shared.call(method.name, **required)
    assert answer["status"] in KNOWN, answer
    if answer["status"] == "success" and method.list_key and method.name not in NONE_IS_SUCCESS:
        assert method.list_key in answer


@pytest.mark.parametrize(
    "method",
    [each for each in CATALOG.methods.values() if any(param.required for param in each.params)],
    ids=lambda m: m.name,
)
def test_it_wants_its_required_parameters(shared: Running, method: Method) -> None:
    status = shared.status(method.name)
    assert status.startswith(("missing_", "Invalid_threshold")), status
    assert status in KNOWN


@pytest.mark.parametrize(
    "method",
    [each for each in CATALOG.methods.values() if each.list_key and not any(param.required for param in each.params)],
    ids=lambda method: method.name,
)
def test_its_rows_have_the_documented_fields(sandbox: Running, method: Method) -> None:
    answer = sandbox.call(method.name)
    assert answer["status"] == "success"
    rows = answer[method.list_key]
    assert isinstance(rows, list)
    documented = {field.name for field in method.fields if field.where == f"{method.list_key}[]"}
    for row in rows:
        assert not documented or documented == set(row)


@pytest.mark.parametrize(
    "value", ["", "0", "-1", "x", "9" * 30, "é\x00", "none:", ":::", ";;", "0001-01-01", "9999-12-31"]
)
def test_nonsense_is_answered_with_a_status(sandbox: Running, value: str) -> None:
    sandbox.change(per_minute=10_000)
    for method in CATALOG.methods.values():
        required = {param.name: _value(param) for param in method.params if param.required}
        assert sandbox.status(method.name, **{param.name: value for param in method.params})
        assert sandbox.status(method.name, **{**{param.name: value for param in method.params}, **required})
