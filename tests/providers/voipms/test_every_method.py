"""Any method of the catalogue can be called by its name, and says the same by either protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from providers import errors
from providers.voipms.client import Client
from providers.wire.catalog import Method, Param, load
from tests.providers.voipms.sandboxed import opened
from tests.sandbox import Sandbox, running

CATALOG = load("voipms")
# What a parameter is given where the catalogue's example names nothing of this account
KNOWN = {
    "did": "5145550100",
    "from": "2026-01-01",
    "to": "2026-01-20",
    "date_from": "2026-01-01",
    "date_to": "2026-01-20",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
# Where the documents have no example for a required parameter
UNTOLD = {"getDIDCountries": "GEOGRAPHIC", "setStaticMember": "1"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("methods")) as found:
        yield found


def given(method: Method) -> dict[str, str]:
    """The required parameters, with the examples of the documents."""
    return {param.name: _value(param) or UNTOLD[method.name] for param in method.params if param.required}


def _value(param: Param) -> str:
    if param.name in KNOWN:
        return KNOWN[param.name]
    return param.example if param.example in param.values or not param.values else param.values[0]


def told(client: Client, method: Method) -> Any:
    """The answer, or the error by its kind and code."""
    try:
        return client.call(method.name, **given(method))
    except errors.ProviderError as problem:
        return problem.kind, problem.code


@pytest.fixture(scope="module")
def everything(service: Sandbox) -> dict[str, dict[str, Any]]:
    """What each method says, by protocol; each protocol begins with the same world, whose clock stands still."""
    found: dict[str, dict[str, Any]] = {}
    for transport in ("rest", "soap"):
        service.reset()
        httpx.post(f"{service.url}/control/api/clock", json={"speed": 0}).raise_for_status()
        with opened(service, transport) as account:
            found[transport] = {name: told(account.client, method) for name, method in CATALOG.methods.items()}
    return found


@pytest.mark.parametrize("name", CATALOG.methods)
def test_a_method_answers_or_refuses_in_the_documented_words(everything: dict[str, dict[str, Any]], name: str) -> None:
    for transport, answers in everything.items():
        if isinstance(answers[name], tuple):
            kind, code = answers[name]
            assert kind not in ("unexpected_answer", "outcome_unknown", "unavailable"), (transport, answers[name])
            assert code in CATALOG.codes
        else:
            assert answers[name]["status"] == "success" or CATALOG.codes[answers[name]["status"]].kind == "empty"


@pytest.mark.parametrize("name", CATALOG.methods)
def test_both_protocols_say_the_same(everything: dict[str, dict[str, Any]], name: str) -> None:
    rest, soap = everything["rest"][name], everything["soap"][name]
    if CATALOG.methods[name].writes:
        assert isinstance(rest, dict) == isinstance(soap, dict)
        assert rest == soap if isinstance(rest, tuple) else rest.keys() == soap.keys()
    else:
        assert timeless(rest) == timeless(soap)


def timeless(value: Any) -> Any:
    """Without the times of day: the two worlds were born some seconds apart."""
    if isinstance(value, dict):
        return {name: timeless(each) for name, each in value.items()}
    if isinstance(value, list):
        return [timeless(each) for each in value]
    return MOMENT.sub("…", value) if isinstance(value, str) else value
