"""Settings, route and release of a number at each of the providers: changed there, read back, or refused in words."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from panel.connections.models import Connection
from panel.dids.models import Did, DidState
from panel.dids.services import BadSettings, NotReleasable, change_route, change_settings, release
from panel.dids.settings_operation import LABELS, SWITCHES, settings_now
from panel.dids.sync import apply_one
from panel.operations import lifecycle, services
from panel.operations.models import Operation, OperationState
from panel.operations.tasks import perform, reconcile
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers import registry
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind
from tests.factories import make_did
from tests.panel.dids.at_sandbox import again, later
from tests.providers.contract.facts import CREDENTIALS
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """What one provider's service takes, and how its own record spells it."""

    number: str  # the field of the record that holds it
    settings: Mapping[str, Any] = field(default_factory=dict)
    recorded: Mapping[str, Any] = field(default_factory=dict)
    unfit: Mapping[str, Any] = field(default_factory=dict)  # values that it surely refuses
    route: Route
    routed: tuple[str, str]
    writes: str = ""  # the method that changes settings
    releases: str = ""  # the method that takes a number back
    named: str = ""  # what a record says of numbers that may have a name, where not all may


AT = {
    "voipms": There(
        number="did",
        settings={"note": "Front desk", "ring_seconds": 25, "recording": False, "caller_id_prefix": "SHOP"},
        recorded={"note": "Front desk", "dialtime": "25", "record_calls": "0", "callerid_prefix": "SHOP"},
        unfit={"ring_seconds": 301, "note": "x" * 50},
        route=Route(kind=RouteKind.RING_GROUP, target="4768"),
        routed=("routing", "grp:4768"),
        writes="setDIDInfo",
        releases="cancelDID",
    ),
    "voicemeup": There(
        number="phone_number",
        settings={
            "note": "Front desk",
            "ring_seconds": 25,
            "forward_seconds": 0,
            "recording": False,
            "label": "Main line",
            "enabled": False,
        },
        recorded={
            "comments": "Front desk",
            "peer_timeout": "25",
            "forward_timeout": "disabled",
            "friendly_name": "Main line",
            "status": "disabled",
            "options": ["enable_voicemail", "enable_peer"],
        },
        unfit={"ring_seconds": 26, "label": "R", "note": "x" * 251},
        route=Route(kind=RouteKind.VOICEMAIL, target="45120"),
        routed=("client_mailbox_id", "45120"),
        writes="update_did",
    ),
    "voipinnovations": There(
        number="tn",
        settings={"note": "Front desk", "cnam_lookup": True, "caller_name": "ACME DENTAL"},
        recorded={"ref_id": "Front desk", "dip": True, "caller_name": "ACME DENTAL"},
        unfit={"caller_name": "A name of more than 15", "note": ""},
        route=Route(kind=RouteKind.FORWARD, target="+15125550177"),
        routed=("forward", "5125550177"),
        writes="configDID",
        releases="releaseDID",
        named="cnam_storage",
    ),
    "callr": There(
        number="intl_number",
        route=Route(kind=RouteKind.APP, target="ICHUAH2R"),
        routed=("app", "ICHUAH2R"),
        releases="did/store.cancel_subscription",
    ),
}
SETTING = [slug for slug, there in AT.items() if there.settings]
RELEASING = [slug for slug, there in AT.items() if there.releases]
LOGINS = {slug: next(iter(given.values())) for slug, given in CREDENTIALS.items()}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Run what is on the queue, as the worker would."""
    tasks = {"operations.perform": perform, "operations.reconcile": reconcile}
    messages: deque[tuple[str, dict[str, Any]]] = deque()

    def enqueue(task: str, *, organization_id: Any, **arguments: Any) -> None:
        messages.append((task, {"organization_id": str(organization_id), **arguments}))

    def run() -> None:
        while messages:
            name, arguments = messages.popleft()
            tasks[name](**arguments)

    monkeypatch.setattr(services, "enqueue", enqueue)
    return run


@pytest.fixture
def first_number(
    nordphone: Organization, connect: Callable[[str], Connection], everywhere: Sandbox
) -> Callable[..., Did]:
    """The panel's row of an account's first number that all settings are for, as a sync would have written it."""

    def synced(slug: str, *, all_settings: bool = True, **having: str) -> Did:
        account, there = connect(slug), AT[slug]
        rows = everywhere.held_by(slug, LOGINS[slug], "dids")
        rows = [each for each in rows if having.items() <= each.items()]
        row = next(each for each in rows if not there.named or bool(each[there.named]) is all_settings)
        number = PhoneNumber(f"+1{row[there.number][-10:]}")
        given = settings.PROVIDER_ENDPOINTS[slug]
        with registry.get(slug).open(CREDENTIALS[slug], endpoints=given) as provider:
            assert provider.dids
            value = provider.dids.get(number)
        make_did(nordphone, account, value.number.e164)
        with scope(organization=account.organization_id):
            return apply_one(account, value)

    return synced


def record_of(sandbox: Sandbox, slug: str, did: Did) -> dict[str, Any] | None:
    """The number as the service itself holds it."""
    rows = sandbox.held_by(slug, LOGINS[slug], "dids")
    return next((row for row in rows if row[AT[slug].number][-10:] == did.number[-10:]), None)


def asked(did: Did, **wanted: Any) -> Operation:
    with scope(organization=did.organization_id):
        return change_settings(did=did, wanted=wanted, by=None, idempotency_key=str(uuid4()))


def given_back(did: Did, by: Any) -> Operation:
    with scope(organization=did.organization_id):
        return release(did=did, by=by, idempotency_key=str(uuid4()))


def times_called(sandbox: Sandbox, method: str) -> int:
    return sum(each["method"] == method for each in sandbox.seen())


def notes_of(operation: Operation) -> list[str]:
    with scope(organization=operation.organization_id):
        return [event.text for event in operation.events.order_by("id")]


def operations_of(organization: Organization) -> list[Operation]:
    with scope(organization=organization):
        return list(Operation.objects.all())


@pytest.mark.parametrize("slug", SETTING)
def test_settings_reach_the_provider_together_and_are_read_back(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox, slug: str
) -> None:
    did, there = first_number(slug), AT[slug]
    before = record_of(everywhere, slug, did)
    assert before is not None
    assert all(before[name] != value for name, value in there.recorded.items())
    operation = asked(did, **there.settings)
    work()
    done = again(operation)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False)
    assert done.observed == there.settings
    after = record_of(everywhere, slug, did)
    assert after is not None
    assert {name for name in after if after[name] != before[name]} == set(there.recorded)
    assert {name: after[name] for name in there.recorded} == there.recorded
    now = settings_now(again(did))
    assert {name: now[name] for name in there.settings} == there.settings


@pytest.mark.parametrize(
    ("slug", "wanted", "calls"),
    [
        ("voipms", {"note": "Front desk"}, ["getDIDsInfo", "setDIDInfo", "getDIDsInfo"]),
        ("voicemeup", {"note": "Front desk"}, ["get_dids", "update_did", "get_dids"]),
        (  # configDID takes a forward or conference line away, so it is looked for them first
            "voipinnovations",
            {"note": "Front desk"},
            ["queryDID", "GetDIDForward", "GetConferenceLine", "configDID", "queryDID"],
        ),
        ("voipinnovations", {"caller_name": "ACME DENTAL"}, ["queryDID", "UpdateCNAMDisplay", "queryDID"]),
    ],
)
def test_a_change_takes_no_more_calls_than_it_must(
    first_number: Callable[..., Did],
    work: Work,
    everywhere: Sandbox,
    slug: str,
    wanted: dict[str, Any],
    calls: list[str],
) -> None:
    did = first_number(slug)
    last = everywhere.seen()[-1]["number"]
    operation = asked(did, **wanted)
    work()
    assert again(operation).state == OperationState.SUCCEEDED
    assert [each["method"] for each in everywhere.seen() if each["number"] > last] == calls


def test_what_was_not_read_back_stays_as_it_was(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox
) -> None:
    slug, given = "voipinnovations", settings.PROVIDER_ENDPOINTS["voipinnovations"]
    did = first_number(slug)
    failover = Route(kind=RouteKind.FORWARD, target="+15125550188")
    with registry.get(slug).open(CREDENTIALS[slug], endpoints=given) as provider:
        assert provider.routing
        assert provider.dids
        number = PhoneNumber(did.number)
        provider.routing.set_route(number, AT[slug].route, Failovers(unreachable=failover))
        whole = provider.dids.get(number)
        with scope(organization=did.organization_id):
            before = apply_one(did.connection, whole)
        asked(did, caller_name="ACME DENTAL")
        work()
        after = again(did)
        assert (after.caller_name, after.read_at > before.read_at) == ("ACME DENTAL", True)
        for name in ("route_kind", "route_target", "failovers", "sms_enabled"):
            assert getattr(after, name) == getattr(before, name), name
        with scope(organization=did.organization_id):  # and a reading of all finds nothing to change
            assert apply_one(did.connection, provider.dids.get(number)).changed_at == after.changed_at


@pytest.mark.parametrize("slug", AT)
def test_what_a_provider_has_not_and_values_that_do_not_fit_are_refused_in_words(
    first_number: Callable[..., Did], nordphone: Organization, everywhere: Sandbox, slug: str
) -> None:
    did, taken = first_number(slug), registry.get(slug).info.did_settings
    lacking = {name: True if name in SWITCHES else "25" for name in LABELS if name not in taken}
    calls = len(everywhere.seen())
    with pytest.raises(BadSettings) as refused:
        asked(did, **lacking, **AT[slug].unfit)
    assert set(refused.value.reasons) == {*lacking, *AT[slug].unfit}
    assert all(len(reason.split()) > 3 for reason in refused.value.reasons.values()), refused.value.reasons
    assert operations_of(nordphone) == []
    assert len(everywhere.seen()) == calls


@pytest.mark.parametrize("slug", SETTING)
def test_a_lost_answer_to_settings_is_looked_up_and_sent_once(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox, slug: str
) -> None:
    did, there = first_number(slug), AT[slug]
    everywhere.break_with("lost_answer", provider=slug, method=there.writes, count=1)
    operation = asked(did, note="Front desk")
    work()
    assert again(operation).state == OperationState.UNKNOWN
    done = later(operation, work, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    assert times_called(everywhere, there.writes) == 1
    assert again(did).note == "Front desk"


@pytest.mark.parametrize("slug", AT)
def test_a_route_reaches_the_provider_and_is_read_back(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox, alice: Any, slug: str
) -> None:
    did, there = first_number(slug), AT[slug]
    with scope(organization=did.organization_id):
        operation = change_route(
            did=did, wanted={"route": there.route}, seen={}, by=alice, idempotency_key=str(uuid4())
        )
    work()
    done = again(operation)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), done.error_message
    after = record_of(everywhere, slug, did)
    assert after is not None
    name, value = there.routed
    assert after[name][-10:] == value[-10:]
    now = again(did)
    assert (now.route_kind, now.route_target) == (there.route.kind.value, there.route.target)


@pytest.mark.parametrize("slug", RELEASING)
def test_a_number_is_given_back_and_its_row_says_so(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox, alice: Any, slug: str
) -> None:
    did = first_number(slug)
    operation = given_back(did, alice)
    work()
    done = again(operation)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), done.error_message
    assert record_of(everywhere, slug, did) is None
    row = again(did)
    assert row.state == DidState.RELEASED
    assert row.gone_at is not None


@pytest.mark.parametrize("slug", RELEASING)
def test_a_lost_answer_to_a_release_is_looked_up_and_asked_once(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox, alice: Any, slug: str
) -> None:
    did, there = first_number(slug), AT[slug]
    everywhere.break_with("lost_answer", provider=slug, method=there.releases, count=1)
    operation = given_back(did, alice)
    work()
    assert again(operation).state == OperationState.UNKNOWN
    done = later(operation, work, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    assert again(did).state == DidState.RELEASED
    assert record_of(everywhere, slug, did) is None
    assert times_called(everywhere, there.releases) == 1


def test_a_provider_that_takes_nothing_back_says_where_to_go(
    first_number: Callable[..., Did], alice: Any, nordphone: Organization, everywhere: Sandbox
) -> None:
    did = first_number("voicemeup")
    with pytest.raises(NotReleasable, match="Release it in its portal"):
        given_back(did, alice)
    assert operations_of(nordphone) == []
    assert record_of(everywhere, "voicemeup", did) is not None


def test_a_name_where_none_is_kept_is_refused_before_anything_is_sent(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox
) -> None:
    did = first_number("voipinnovations", all_settings=False)
    before = record_of(everywhere, "voipinnovations", did)
    operation = asked(did, note="Front desk", caller_name="ACME DENTAL")
    work()
    failed = again(operation)
    assert (failed.state, failed.error_kind) == (OperationState.FAILED, "invalid")
    assert "No caller name can be stored" in failed.error_message
    assert record_of(everywhere, "voipinnovations", did) == before


@pytest.mark.parametrize(
    ("slug", "method", "code", "wanted", "made"),
    [
        ("voipms", "setSMS", "invalid_sms_forward", {"note": "Front desk", "sms_email": "desk@example.com"}, "note"),
        ("voipinnovations", "UpdateCNAMDisplay", "933", {"note": "Front desk", "caller_name": "ACME DENTAL"}, "note"),
    ],
)
def test_what_was_made_before_a_refusal_of_the_rest_is_shown(
    first_number: Callable[..., Did],
    work: Work,
    everywhere: Sandbox,
    slug: str,
    method: str,
    code: str,
    wanted: dict[str, Any],
    made: str,
) -> None:
    did = first_number(slug)
    everywhere.break_with("status", provider=slug, method=method, code=code, count=1)
    operation = asked(did, **wanted)
    work()
    done = again(operation)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, True), done.error_message
    assert done.observed
    assert [name for name in wanted if done.observed[name] == wanted[name]] == [made]
    notes = notes_of(done)
    assert any("made a part of it and refused the rest" in text for text in notes), notes


def test_a_change_that_is_cut_short_is_told_and_the_rest_comes_later(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox
) -> None:
    did = first_number("voipms", sms_available="1")
    limit = {"provider": "voipms", "method": "setSMS", "code": "api_limit_exceeded"}
    everywhere.break_with("status", **limit, count=1)
    operation = asked(did, note="Side door", sms_email="desk@example.com")
    work()
    row = again(operation)
    assert (row.state, row.in_part) == (OperationState.QUEUED, True)
    done = later(operation, work, seconds=600)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), done.observed
    assert notes_of(done)[-3] == "VoIP.ms made a part of it, then could not be reached. Trying again."
    assert times_called(everywhere, "setDIDInfo") == 1


def test_a_change_that_never_comes_to_its_end_says_that_a_part_was_made(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox
) -> None:
    did = first_number("voipms", sms_available="1")
    everywhere.break_with("status", provider="voipms", method="setSMS", code="api_limit_exceeded")
    operation = asked(did, note="Side door", sms_email="desk@example.com")
    work()
    everywhere.break_with("status", provider="voipms", method="getDIDsInfo", code="api_limit_exceeded")
    for _ in range(lifecycle.MOST_ATTEMPTS):
        failed = later(operation, work, seconds=600)
    assert (failed.state, failed.error_kind) == (OperationState.FAILED, lifecycle.GAVE_UP)
    assert "made a part of it" in failed.error_text
    assert not [text for text in notes_of(failed) if "Nothing was changed" in text]


def test_a_refusal_behind_which_the_provider_goes_down_is_looked_up_and_never_sent_again(
    first_number: Callable[..., Did], work: Work, everywhere: Sandbox
) -> None:
    slug = "voipinnovations"
    did = first_number(slug)
    everywhere.break_with("status", provider=slug, method="UpdateCNAMDisplay", code="933", count=1)
    everywhere.break_with(
        "down", provider=slug, method="queryDID", after=1, count=3
    )  # the first one is before the change
    operation = asked(did, note="Front desk", caller_name="ACME DENTAL")
    work()
    assert again(operation).state == OperationState.UNKNOWN
    everywhere.mend()
    done = later(operation, work, seconds=5)
    for _ in range(3):
        done = later(operation, work, seconds=600)
    assert (done.state, done.error_kind) == (OperationState.FAILED, lifecycle.CHANGED_ELSEWHERE)
    assert times_called(everywhere, "configDID") == 1
    now = again(did)
    assert (now.note, now.caller_name) == ("Front desk", did.caller_name)
