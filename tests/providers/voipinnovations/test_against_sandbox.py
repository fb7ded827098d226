"""The adapter and the service of the sandbox, which were written apart from each other, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from providers import errors
from providers.sandbox.seed import VOIPINNOVATIONS_ACCOUNTS
from providers.values.callbacks import CallbackRequest, EventKind
from providers.values.dids import Did, DidChanges
from providers.values.e911 import AddressVerdict, CivicAddress, EmergencyState
from providers.values.messaging import MessageKind, MessageState, RegistrationState
from providers.values.ordering import NumberKind, NumberSearch, OrderSettings, OrderState
from providers.values.phone import PhoneNumber
from providers.values.porting import PortState
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voipinnovations.provider import PROVIDER, VoipinnovationsAccount, VoipinnovationsOpener
from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voipinnovations.listening import Came, listening

ACCOUNT = VOIPINNOVATIONS_ACCOUNTS[0]
PATH = "/voipinnovations/Services/APIService.asmx"
DAY = 24 * 60 * 60
PERSON = PhoneNumber("+13125550199")
ANSWERING = PhoneNumber("+13125550177")
FORWARD = Route(kind=RouteKind.FORWARD, target="+13125550177")
AUSTIN = NumberSearch(region="TX", rate_centre="AUSTIN")
BROOKLYN = CivicAddress(
    name="NORDPHONE", street_number="40", street="WILLOW STREET", city="BROOKLYN", region="NY", postal_code="11201-2210",
    country="US",
)  # fmt: skip


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("sandbox")).start()
    yield running
    running.stop()


@pytest.fixture
def sandbox(process: Running) -> Running:
    process.control("reset", {})
    process.control("faults", verb="DELETE")
    process.stand_still()
    return process


def opened(sandbox: Running, **credentials: str) -> VoipinnovationsAccount:
    assert isinstance(PROVIDER, VoipinnovationsOpener)
    given = {"login": ACCOUNT.login, "secret": ACCOUNT.secret, **credentials}
    return PROVIDER.open(given, endpoints={"url": sandbox.base + PATH})


@pytest.fixture
def real(sandbox: Running) -> Iterator[VoipinnovationsAccount]:
    with opened(sandbox) as account:
        yield account


def groups(account: VoipinnovationsAccount) -> list[Route]:
    """Where a number can go: endpoint groups that are on."""
    listed = account.routing.list_objects(RouteKind.ENDPOINT_GROUP)
    return [group.route for group in listed if group.details["active"]]


def in_a_group(account: VoipinnovationsAccount) -> Did:
    return next(did for did in account.dids.list_owned() if did.route.kind is RouteKind.ENDPOINT_GROUP)


def bought(account: VoipinnovationsAccount) -> PhoneNumber:
    (offer,) = account.ordering.search(replace(AUSTIN, limit=1))
    (ordered,) = account.ordering.order([offer], OrderSettings(route=groups(account)[0], reference="test"))
    assert ordered.number is not None
    return ordered.number


def without_raw(did: Did) -> Did:
    return replace(did, raw={}, route=replace(did.route, raw=""))


# ── The account ───────────────────────────────────────────────────────────────────────


def test_the_check_finds_the_account_as_it_is(real: VoipinnovationsAccount) -> None:
    steps = {step.name: step for step in real.check()}
    assert steps["balance"].values == {"currency": "USD", "amount": ACCOUNT.balance}
    assert steps["inventory"].values["numbers"] == str(sum(1 for _ in real.dids.list_owned()))


def test_wrong_credentials_are_named_by_small_and_large_answers(sandbox: Running) -> None:
    for wrong in ({"secret": "x"}, {"login": "nobody"}):
        with opened(sandbox, **wrong) as account:
            with pytest.raises(errors.BadCredentials):
                account.billing.balance()
            with pytest.raises(errors.BadCredentials):
                list(account.dids.list_owned())


def test_each_number_is_the_same_alone_as_in_the_listing(real: VoipinnovationsAccount) -> None:
    listed = list(real.dids.list_owned())
    assert len({did.number for did in listed}) == len(listed) >= ACCOUNT.numbers
    kinds = {did.route.kind for did in listed}
    assert {RouteKind.ENDPOINT_GROUP, RouteKind.FORWARD, RouteKind.CONFERENCE} <= kinds
    for kind in sorted(kinds):
        did = next(did for did in listed if did.route.kind is kind)
        assert without_raw(real.dids.get(did.number)) == without_raw(did), kind


def test_a_large_inventory_is_all_there(sandbox: Running, real: VoipinnovationsAccount) -> None:
    sandbox.control(f"accounts/voipinnovations/{ACCOUNT.login}", {"bulk": 3000}, verb="PATCH")
    numbers = [did.number for did in real.dids.list_owned()]
    assert len(numbers) == len(set(numbers)) >= 3000


def test_a_strangers_number_and_none_at_all_are_not_found(sandbox: Running, real: VoipinnovationsAccount) -> None:
    with opened(sandbox, login=VOIPINNOVATIONS_ACCOUNTS[1].login, secret=VOIPINNOVATIONS_ACCOUNTS[1].secret) as other:
        theirs = next(other.dids.list_owned()).number
    free = next(real.ordering.search(AUSTIN)).number
    assert free is not None
    for number in (theirs, free, PhoneNumber("+19995550142")):
        with pytest.raises(errors.NotFound):
            real.dids.get(number)


# ── The life of a number ──────────────────────────────────────────────────────────────


def test_a_number_is_found_held_bought_used_and_given_back(real: VoipinnovationsAccount) -> None:
    assert "TX" in {area.region for area in real.ordering.areas()}
    assert "AUSTIN" in {area.rate_centre for area in real.ordering.areas(region="TX")}
    first, second = real.ordering.search(replace(AUSTIN, limit=2))
    held = real.ordering.reserve([first])
    assert held.numbers == (first.number,)
    assert first.offer_id not in {offer.offer_id for offer in real.ordering.search(replace(AUSTIN, limit=500))}
    group, other = groups(real)[:2]
    ordered = real.ordering.order([first, second], OrderSettings(route=group, reference="order-42"))
    assert [each.state for each in ordered] == [OrderState.DONE] * 2
    assert first.number is not None
    did = real.dids.get(first.number)
    assert (did.route, did.note, did.region) == (group, "order-42", "TX")
    for route in (other, FORWARD, group):
        real.routing.set_route(did.number, route, Failovers(unreachable=FORWARD))
        now = real.dids.get(did.number)
        assert (now.route, now.failovers.unreachable, now.note) == (route, FORWARD, "order-42")
    real.routing.set_route(did.number, group, Failovers(unreachable=NOWHERE))
    assert real.dids.get(did.number).failovers.unreachable == NOWHERE
    real.ordering.release(did.number)
    real.ordering.release(did.number)  # gone already is as good
    with pytest.raises(errors.NotFound):
        real.dids.get(did.number)
    with pytest.raises(errors.NotFound):
        real.routing.set_route(did.number, group, Failovers())


def test_canadian_numbers_are_canadian(real: VoipinnovationsAccount) -> None:
    assert {area.region for area in real.ordering.areas(country="CA")} >= {"QC", "ON"}
    (offer,) = real.ordering.search(NumberSearch(country="CA", area_code="514", limit=1))
    assert (offer.country, offer.region) == ("CA", "QC")
    real.ordering.order([offer], OrderSettings(route=groups(real)[0]))
    assert offer.number is not None
    assert real.dids.get(offer.number).country == "CA"


def test_of_an_order_one_number_can_fail(sandbox: Running, real: VoipinnovationsAccount) -> None:
    first, second = real.ordering.search(replace(AUSTIN, limit=2))
    with opened(sandbox, login=VOIPINNOVATIONS_ACCOUNTS[1].login, secret=VOIPINNOVATIONS_ACCOUNTS[1].secret) as other:
        other.ordering.reserve([second])
    mine, theirs = real.ordering.order([first, second], OrderSettings(route=groups(real)[0]))
    assert (mine.state, theirs.state, theirs.code) == (OrderState.DONE, OrderState.FAILED, "104230")
    with pytest.raises(errors.AlreadyTaken):
        real.ordering.reserve([second])


@pytest.mark.parametrize("kind", ["lost_answer", "cut", "empty", "malformed"])
def test_what_was_bought_or_released_with_a_lost_answer_is_found_by_looking(
    sandbox: Running, real: VoipinnovationsAccount, kind: str
) -> None:
    (offer,) = real.ordering.search(replace(AUSTIN, limit=1))
    assert offer.number is not None
    group = groups(real)[0]
    sandbox.fault(kind, provider="voipinnovations", method="assignDID", count=1)
    with pytest.raises(errors.OutcomeUnknown):
        real.ordering.order([offer], OrderSettings(route=group))
    assert real.dids.get(offer.number).route == group
    assert len(sandbox.seen("assignDID")) == 1
    sandbox.fault(kind, provider="voipinnovations", method="releaseDID", count=1)
    with pytest.raises(errors.OutcomeUnknown):
        real.ordering.release(offer.number)
    with pytest.raises(errors.NotFound):
        real.dids.get(offer.number)
    assert len(sandbox.seen("releaseDID")) == 1


@pytest.mark.parametrize("kind", ["cut", "malformed", "http", "html", "lost_answer", "empty", "unknown_code"])
def test_a_listing_that_breaks_never_ends_as_if_it_were_whole(
    sandbox: Running, real: VoipinnovationsAccount, kind: str
) -> None:
    for method in ("auditDIDs", "AuditDIDForwards", "AuditConferenceLines", "AuditSMS"):
        sandbox.fault(kind, provider="voipinnovations", method=method, count=1)
        with pytest.raises(errors.ProviderError):
            list(real.dids.list_owned())
    assert list(real.dids.list_owned())


def test_settings_of_a_number_change_alone(real: VoipinnovationsAccount) -> None:
    before = in_a_group(real)
    real.dids.update(before.number, DidChanges(cnam_lookup=not before.cnam_lookup))
    after = real.dids.get(before.number)
    assert without_raw(after) == without_raw(replace(before, cnam_lookup=not before.cnam_lookup))
    real.routing.set_route(before.number, FORWARD, Failovers())
    with pytest.raises(errors.Invalid):
        real.dids.update(before.number, DidChanges(cnam_lookup=before.cnam_lookup))
    assert real.dids.get(before.number).route == FORWARD


def test_a_conference_line_and_a_group_of_numbers_are_made(real: VoipinnovationsAccount) -> None:
    did = in_a_group(real)
    tn = real.routing.save_object(RouteKind.CONFERENCE, {"tn": did.number.e164[2:], "pin": "482913"})
    assert real.dids.get(did.number).route == Route(kind=RouteKind.CONFERENCE, target=tn)
    assert tn in {line.remote_id for line in real.routing.list_objects(RouteKind.CONFERENCE)}
    assert real.routing.save_object(RouteKind.CONFERENCE, {"pin": "482914"}, remote_id=tn) == tn
    real.routing.set_route(did.number, did.route, Failovers())
    assert real.dids.get(did.number).route == did.route
    with pytest.raises(errors.NotFound):  # it was removed meanwhile: a change does not make it again
        real.routing.save_object(RouteKind.CONFERENCE, {"pin": "482915"}, remote_id=tn)
    assert real.dids.get(did.number).route == did.route
    made = real.routing.save_object(RouteKind.DID_GROUP, {"name": "Made here"})
    assert {each.remote_id: each.name for each in real.routing.list_objects(RouteKind.DID_GROUP)}[made] == "Made here"


def test_faxes_are_mailed_somewhere_else_and_nowhere(real: VoipinnovationsAccount) -> None:
    number = in_a_group(real).number
    real.faxing.set_fax_emails(number, ["a@example.com"])
    found = {each.number: each.emails for each in real.faxing.list_fax_numbers()}
    assert found[number] == ("a@example.com",)
    real.faxing.set_fax_emails(number, [])
    assert number not in {each.number for each in real.faxing.list_fax_numbers()}


# ── Emergency calls ───────────────────────────────────────────────────────────────────


def test_an_address_is_taken_and_in_force_later_and_gone(sandbox: Running, real: VoipinnovationsAccount) -> None:
    number = bought(real)
    assert real.e911.get_address(number).state is EmergencyState.NONE
    assert real.e911.provision(number, BROOKLYN).state is EmergencyState.PENDING
    sandbox.step(120)
    found = real.e911.get_address(number)
    assert (found.state, found.address) == (EmergencyState.ACTIVE, BROOKLYN)
    assert real.dids.get(number).e911 is True
    listed = {each.number: each for each in real.e911.list_addresses()}
    assert listed[number].address == BROOKLYN
    at, carriers = found.updated_at, listed[number].updated_at
    assert at is not None
    assert carriers is not None
    assert abs((at - carriers).total_seconds()) < 3600  # the carrier's has no zone
    real.e911.set_alerts(number, ["a@example.com", "b@example.com"])
    real.e911.set_alerts(number, ["b@example.com", "c@example.com"])
    assert set(real.e911.alerts(number)) == {"b@example.com", "c@example.com"}
    real.e911.remove(number)
    real.e911.remove(number)
    assert real.e911.get_address(number).state is EmergencyState.NONE


def test_a_misspelt_street_leaves_the_live_address_in_force(sandbox: Running, real: VoipinnovationsAccount) -> None:
    number = bought(real)
    real.e911.provision(number, BROOKLYN)
    sandbox.step(120)
    misspelt = replace(BROOKLYN, street="WILOW STREET")
    assert real.e911.validate(number, misspelt).verdict is not AddressVerdict.VALID
    with pytest.raises(errors.Invalid):
        real.e911.provision(number, misspelt)
    assert real.e911.get_address(number).state is EmergencyState.ACTIVE


# ── Messages ──────────────────────────────────────────────────────────────────────────


def texting(account: VoipinnovationsAccount) -> PhoneNumber:
    """A number that can text, as a campaign that is in force has it."""
    campaigns = [each for each in account.campaigns.list_campaigns() if each.state is RegistrationState.ACTIVE]
    owned = {did.number for did in account.dids.list_owned() if did.sms_enabled}
    return next(number for campaign in campaigns for number in campaign.numbers if number in owned)


def as_request(came: Came) -> CallbackRequest:
    return CallbackRequest(method=came.verb, query=came.query, headers=came.headers, body=came.body)


@pytest.mark.parametrize("shape", ["webhook", "gateway"])
def test_a_question_is_answered_to_our_address(sandbox: Running, real: VoipinnovationsAccount, shape: str) -> None:
    sandbox.control(f"accounts/voipinnovations/{ACCOUNT.login}", {"inbound": shape}, verb="PATCH")
    number = texting(real)
    with listening() as listener:
        real.messaging.set_callback(number, listener.url + "?key=ours")
        asked = real.messaging.send_sms(number, ANSWERING, "Êtes-vous là?")
        sandbox.step(60)
        (came,) = listener.wait_for(1)
    assert (asked.state, bool(asked.remote_id)) == (MessageState.SENT, True)
    (event,) = real.callbacks.parse(as_request(came))
    assert event.kind is EventKind.MESSAGE
    assert event.message is not None
    assert (event.message.sender, event.message.recipient) == (ANSWERING.e164, number.e164)
    assert (event.message.kind, bool(event.message.text), event.verified) == (MessageKind.SMS, True, False)
    assert real.callbacks.parse(as_request(came)) == (event,)


def test_a_number_belongs_to_a_campaign_and_leaves_it(real: VoipinnovationsAccount) -> None:
    campaign = next(
        each for each in real.campaigns.list_campaigns() if each.state is RegistrationState.ACTIVE and each.numbers
    )
    number = campaign.numbers[0]

    def has() -> bool:
        return number in next(c.numbers for c in real.campaigns.list_campaigns() if c.remote_id == campaign.remote_id)

    real.campaigns.unassign(campaign.remote_id, [number])
    assert not has()
    real.campaigns.assign(campaign.remote_id, [number])
    assert has()


def test_a_brand_is_verified_by_and_by(sandbox: Running, real: VoipinnovationsAccount) -> None:
    made = real.campaigns.save_brand(
        {"DisplayName": "Made here", "CompanyName": "Made Here Inc", "EntityType": "PRIVATE_PROFIT", "Vertical": "HEALTHCARE",
         "Ein": "12-3456789", "EinCountry": "US", "Street": "1 Main St", "City": "Austin", "State": "TX", "PostalCode": "78701",
         "Country": "US", "Email": "a@example.com", "Phone": "5125550142"}
    )  # fmt: skip

    def state() -> RegistrationState:
        return next(each.state for each in real.campaigns.list_brands() if each.remote_id == made)

    assert state() is RegistrationState.PENDING
    sandbox.step(3 * DAY)
    assert state() is RegistrationState.ACTIVE


# ── Ports ─────────────────────────────────────────────────────────────────────────────


def test_a_port_is_followed_to_its_end(sandbox: Running, real: VoipinnovationsAccount) -> None:
    waiting = next(port for port in real.porting.list_ports() if port.state is PortState.NEEDS_ATTENTION)
    seen = [real.porting.get_port(waiting.remote_id)]
    for _ in range(10):
        sandbox.step(DAY)
        seen.append(real.porting.get_port(waiting.remote_id))
    states = list(dict.fromkeys(port.state for port in seen))
    assert states in (
        [PortState.NEEDS_ATTENTION, PortState.SUBMITTED, PortState.FOC, PortState.COMPLETED],
        [PortState.NEEDS_ATTENTION, PortState.SUBMITTED, PortState.NEEDS_ATTENTION],
    )
    assert seen[0].numbers


def test_toll_free_numbers_are_searched_by_their_own_state(real: VoipinnovationsAccount) -> None:
    for offer in real.ordering.search(NumberSearch(kind=NumberKind.TOLL_FREE, limit=5)):
        assert offer.kind is NumberKind.TOLL_FREE
