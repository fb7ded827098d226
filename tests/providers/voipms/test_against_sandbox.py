"""The adapter against the simulated service over real HTTP: nothing lost, nothing else touched, broken answers survived."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from providers import errors
from providers.values.calls import Window
from providers.values.dids import Did
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, RouteKind
from providers.voipms.provider import VoipmsAccount
from tests.providers.voipms.sandboxed import opened
from tests.sandbox import Sandbox, running

NUMBER = PhoneNumber("+15145550100")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("voipms")) as found:
        yield found


@pytest.fixture
def sandbox(service: Sandbox) -> Sandbox:
    service.reset()
    return service


@pytest.fixture
def real(sandbox: Sandbox, transport: str) -> Iterator[VoipmsAccount]:
    with opened(sandbox, transport) as account:
        yield account


def test_every_call_of_the_service_is_read_once_and_at_its_time(real: VoipmsAccount, sandbox: Sandbox) -> None:
    """Over the change of the clocks too, when the span holds one."""
    end = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    span = Window(start=end - timedelta(days=60), end=end)
    windows = list(real.calls.windows(span))
    read = [call for window in windows[:2] + windows[-3:] for call in real.calls.records(window)]
    truth = [
        call for window in windows[:2] + windows[-3:] for call in sandbox.calls(since=window.start, until=window.end)
    ]
    assert len(read) > 100
    assert sorted(call.started_at for call in read) == sorted(
        datetime.fromisoformat(call["started_at"]) for call in truth
    )
    assert len({call.remote_id for call in read}) == len(read)


def test_setting_routes_changes_nothing_else_of_the_record(real: VoipmsAccount, sandbox: Sandbox) -> None:
    before = sandbox.has("dids", NUMBER.national)
    group = next(iter(real.routing.list_objects(RouteKind.RING_GROUP))).route
    real.routing.set_route(NUMBER, group, Failovers(busy=NOWHERE))
    after = sandbox.has("dids", NUMBER.national)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"routing", "failover_busy"}
    assert (after["routing"], after["failover_busy"]) == (f"grp:{group.target}", "none:")
    assert [each["method"] for each in sandbox.writes()] == ["setDIDInfo"]


def test_a_write_whose_answer_is_lost_is_made_once_and_unknown(real: VoipmsAccount, sandbox: Sandbox) -> None:
    group = next(iter(real.routing.list_objects(RouteKind.RING_GROUP))).route
    sandbox.break_with("lost_answer", method="setDID*", count=1)
    with pytest.raises(errors.OutcomeUnknown):
        real.routing.set_route(NUMBER, group, Failovers())
    assert len(sandbox.writes()) == 1
    assert real.dids.get(NUMBER).route == group


@pytest.mark.parametrize(
    ("kind", "more", "read", "write"),
    [
        ("http", {"code": "503"}, errors.Unavailable, errors.OutcomeUnknown),
        ("http", {"code": "429"}, errors.RateLimited, errors.RateLimited),
        ("html", {}, errors.UnexpectedAnswer, errors.OutcomeUnknown),
        ("cut", {}, errors.UnexpectedAnswer, errors.OutcomeUnknown),
        ("malformed", {}, errors.UnexpectedAnswer, errors.OutcomeUnknown),
        ("types", {}, errors.UnexpectedAnswer, errors.OutcomeUnknown),
        ("unknown_code", {}, errors.UnexpectedAnswer, errors.UnexpectedAnswer),
        ("down", {}, errors.Unavailable, errors.OutcomeUnknown),
        ("expired_credentials", {}, errors.BadCredentials, errors.BadCredentials),
        ("status", {"code": "api_limit_exceeded"}, errors.RateLimited, errors.RateLimited),
        ("status", {"code": "method_maintenance"}, errors.Unavailable, errors.Unavailable),
    ],
)
def test_every_fault_of_the_service_has_its_name(
    real: VoipmsAccount,
    sandbox: Sandbox,
    kind: str,
    more: dict[str, str],
    read: type[errors.ProviderError],
    write: type[errors.ProviderError],
) -> None:
    sandbox.break_with(kind, **more)
    with pytest.raises(read):
        real.billing.balance()
    with pytest.raises(write):
        real.client.call("setDIDRouting", did=NUMBER, routing="sys:busy")


def test_spoilt_rows_are_left_out_and_counted(real: VoipmsAccount, sandbox: Sandbox) -> None:
    whole = len(list(real.dids.list_owned()))
    sandbox.break_with("bad_rows", method="getDIDsInfo")
    read: deque[Did] = deque()
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        read.extend(real.dids.list_owned())
    assert len(read) + problem.value.skipped == whole
    assert problem.value.skipped in range(whole // 3, whole // 3 + 2)


def test_the_service_names_the_address_to_allow(real: VoipmsAccount, sandbox: Sandbox) -> None:
    sandbox.change_account(allow_ips=["203.0.113.24"])
    with pytest.raises(errors.AddressNotAllowed) as problem:
        list(real.check())
    assert problem.value.message_values == {"address": "127.0.0.1"}


def test_an_api_that_is_switched_off_is_named(real: VoipmsAccount, sandbox: Sandbox) -> None:
    sandbox.change_account(api_enabled=False)
    with pytest.raises(errors.ApiDisabled):
        list(real.check())
