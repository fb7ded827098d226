"""Whatever comes in, the service answers with a result or a refusal, never with a fault of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.sandbox.app import open_world
from providers.sandbox.callr import documents
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.documents import Expected
from providers.sandbox.callr.methods import METHODS, answer
from providers.sandbox.callr.refusal import Refusal
from providers.sandbox.callr.rpc import read
from providers.sandbox.seed import CALLR_ACCOUNTS
from providers.sandbox.world.world import World

PARAMETERISED = sorted(name for name in METHODS if documents.params(name))
WORDS = (
    *("", "IN", "OUT", "2026-01-01 00:00:00", "+33639980121", "ABCDEFGH", "GSM", "100.00", "JSON"),
    *("https://example.com/", "TTS|x|y", "\ud7ff"),
)
KEPT = ("apps", "dids", "library", "sip-subscribers", "sms")
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64),
    st.floats(allow_nan=False),
    st.sampled_from(WORDS),
    st.text(max_size=20),
)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)


JSON = st.recursive(SCALARS, _nested, max_leaves=8)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = open_world(tmp_path_factory.mktemp("world"))
    yield world
    world.close()


def plausible(expected: Expected, account: Account) -> st.SearchStrategy[Any]:
    """Values that mostly pass the first checks, so that the later ones are reached."""
    if expected.many:
        return st.lists(plausible(expected.item(), account), max_size=3)
    if documents.is_object(expected.kind):
        fields = {name: plausible(each, account) for name, each in documents.properties(expected.kind).items()}
        return st.fixed_dictionaries({}, optional=fields)
    if expected.values:
        return st.sampled_from(expected.values) | SCALARS
    known = [
        key
        for name in ("apps", "dids", "library", "sip-subscribers", "sms")
        for key, _ in account.world.store.all(account.owner, name)[:2]
    ]
    match expected.kind:
        case "string":
            return st.sampled_from([*WORDS, *known]) | st.text(max_size=200)
        case "int":
            return st.integers(-1, 1005) | st.integers()
        case "bool":
            return st.booleans()
        case "array":
            return st.lists(JSON, max_size=3)
    return JSON


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_parameters_are_answered(world: World, data: st.DataObject) -> None:
    account = Account(world, CALLR_ACCOUNTS[0].login, base="http://127.0.0.1:1")
    method = data.draw(st.sampled_from(PARAMETERISED))
    params = [data.draw(plausible(param, account) | JSON) for param in documents.params(method)]
    try:
        with world.store.together():
            result = answer(account, method, params)
            json.dumps(result)
            raise RollBack
    except (Refusal, RollBack):
        pass


class RollBack(Exception):
    """The next example finds the world as it was."""


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_isread(body: bytes) -> None:
    asked = read(body)
    assert isinstance(asked.params, list)


def test_deep_nesting_is_a_parse_error() -> None:
    assert read(b"[" * 200_000).problem == "Parse error"
