"""Opening accounts at the real protocol: health, exchanges, rest. The other side is the sandbox, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from redis import Redis

from panel.connections import gateway, pacing
from panel.connections.models import Connection, Exchange, Lamp
from panel.connections.pacing import FAILURES_TO_OPEN, AccountPacer, Circuit
from panel.tenancy.ids import uuid7
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.errors import AddressNotAllowed, ApiDisabled, BadCredentials, ProviderError, RateLimited, Unavailable
from tests.providers.scripted import Reply, scripted_server
from tests.sandbox import ACCOUNT, Sandbox
from tests.synced import connected

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(nordphone: Organization, sandbox: Sandbox) -> Iterator[Connection]:
    yield connected(nordphone)
    sandbox.mend()


def now(connection: Connection) -> Connection:
    with scope(organization=connection.organization_id):
        return Connection.objects.get(pk=connection.pk)


def ask(connection: Connection) -> None:
    with gateway.open_provider(connection) as provider:
        assert provider.billing
        provider.billing.balance()


def refused(connection: Connection, problem: type[ProviderError]) -> Connection:
    with pytest.raises(problem):
        ask(connection)
    return now(connection)


def test_a_good_call_lights_the_lamp(account: Connection) -> None:
    ask(account)
    after = now(account)
    assert (after.lamp, after.failures, after.last_error_text) == (Lamp.OK, 0, "")
    assert after.last_ok_at is not None


def test_wrong_credentials_turn_the_account_red_and_say_what_to_do(account: Connection, sandbox: Sandbox) -> None:
    sandbox.change_account(password="another-one")
    after = refused(account, BadCredentials)
    assert after.lamp == Lamp.BAD
    assert "API password" in after.last_error_text


def test_an_api_that_is_switched_off_is_named(account: Connection, sandbox: Sandbox) -> None:
    sandbox.change_account(api_enabled=False)
    after = refused(account, ApiDisabled)
    assert after.lamp == Lamp.BAD
    assert "Turn it on" in after.last_error_text


def test_the_address_to_allow_is_told(account: Connection, sandbox: Sandbox) -> None:
    sandbox.change_account(allow_ips=["203.0.113.7"])
    with pytest.raises(AddressNotAllowed), gateway.open_provider(account) as provider:
        list(provider.check())
    after = now(account)
    assert after.lamp == Lamp.BAD
    assert "127.0.0.1" in after.last_error_text


def test_an_answer_with_nul_is_kept_and_told_as_what_it_is(
    nordphone: Organization, account: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy's error page need not be text. What could not be stored hid the trouble and lost the run's exchanges."""
    with scripted_server() as script:
        monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, "voipms", {"rest_url": script.url})
        script.say(Reply(b"\0\0\xff<html>", status=503, content_type="text/html"))
        assert refused(account, Unavailable).failures == 1
    with scope(organization=nordphone):
        assert Exchange.objects.get().outcome == "unavailable"


def test_trouble_warns_after_a_while_and_a_good_call_ends_it(account: Connection, sandbox: Sandbox) -> None:
    sandbox.break_with("http", code="503")
    assert refused(account, Unavailable).lamp == Lamp.OK
    refused(account, Unavailable)
    assert refused(account, Unavailable).lamp == Lamp.WARNING
    sandbox.mend()
    ask(account)
    assert now(account).lamp == Lamp.OK


def test_an_account_that_keeps_failing_is_left_alone_for_a_while(account: Connection, sandbox: Sandbox) -> None:
    sandbox.break_with("http", code="503")
    for _ in range(FAILURES_TO_OPEN):
        refused(account, Unavailable)
    before = len(sandbox.seen())
    with pytest.raises(Unavailable) as caught:
        ask(account)
    assert caught.value.code == "resting"
    assert len(sandbox.seen()) == before, "nothing is sent while it rests"
    sandbox.mend()
    with gateway.open_provider(account, even_resting=True) as provider:
        assert list(provider.check())
    ask(account)  # the good check ended the rest


def test_exchanges_are_kept_without_the_password(account: Connection) -> None:
    ask(account)
    with scope(organization=account.organization_id):
        exchange = Exchange.objects.get()
    assert (exchange.operation, exchange.outcome) == ("getBalance", "ok")
    assert ACCOUNT.api_password not in exchange.request + exchange.response
    assert "current_balance" in exchange.response


def test_no_provider_is_opened_inside_a_transaction(account: Connection) -> None:
    with scope(organization=account.organization_id), pytest.raises(gateway.InsideScope):
        ask(account)


def test_a_disconnected_account_says_so(account: Connection) -> None:
    account.sealed = b""
    with pytest.raises(ProviderError, match="disconnected"):
        ask(account)


def now_at(redis: Redis) -> int:
    """Its clock, in milliseconds."""
    seconds, microseconds = redis.time()
    return int(seconds) * 1000 + int(microseconds) // 1000


class TestPacing:
    def test_calls_of_one_account_keep_their_distance(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two pacers are what two workers have."""
        slept: list[float] = []
        monkeypatch.setattr("panel.connections.pacing.time.sleep", slept.append)
        key = uuid7()
        one, other = AccountPacer(key, "voipms", 4), AccountPacer(key, "voipms", 4)
        for pacer in (one, other, one):
            pacer.wait()
        assert slept[0] == 0
        assert slept[1] == pytest.approx(0.25, abs=0.1)
        assert slept[2] == pytest.approx(0.5, abs=0.1)

    @pytest.mark.parametrize(
        ("slug", "distance"), [("voipms", 250), ("voicemeup", 100), ("voipinnovations", 100), ("callr", 100)]
    )
    def test_each_provider_has_its_own_distance(self, slug: str, distance: int) -> None:
        redis, key = pacing.client(), uuid7()
        before = now_at(redis)
        AccountPacer(key, slug, gateway.calls_per_second(Connection(provider=slug))).wait()
        following = int(redis.get(f"patchbay:pace:{key}") or 0)
        assert before + distance <= following <= now_at(redis) + distance

    def test_an_account_has_the_pace_that_was_set_for_it(self) -> None:
        assert gateway.calls_per_second(Connection(provider="voipms", calls_per_second=1)) == 1

    def test_accounts_do_not_wait_for_each_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        slept: list[float] = []
        monkeypatch.setattr("panel.connections.pacing.time.sleep", slept.append)
        for _ in range(3):
            AccountPacer(uuid7(), "voipms", 4).wait()
        assert slept == [0, 0, 0]

    def test_too_long_a_queue_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("panel.connections.pacing.time.sleep", lambda _: None)
        pacer = AccountPacer(uuid7(), "voipms", 1 / 15)
        pacer.wait()
        pacer.wait()
        with pytest.raises(RateLimited) as caught:
            pacer.wait()
        assert caught.value.retry_after == pytest.approx(30, abs=1)

    def test_failures_far_apart_do_not_open_the_circuit(self) -> None:
        circuit = Circuit(uuid7(), "voipms")
        for _ in range(FAILURES_TO_OPEN - 1):
            circuit.failed()
        circuit.succeeded()
        circuit.failed()
        circuit.check()
        cache.clear()
