"""The adapter against the simulated service over real HTTP: nothing lost, nothing else touched, broken answers survived."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from providers import errors
from providers.sandbox.seed import VOICEMEUP_ACCOUNTS
from providers.values.callbacks import CallbackRequest, EventKind
from providers.values.calls import CallRecord, Window
from providers.values.dids import Did, DidChanges
from providers.values.e911 import AddressVerdict, EmergencyState
from providers.values.ordering import NumberKind, NumberSearch, OrderSettings, OrderState, SpecialRequest
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voicemeup.client import Client
from providers.voicemeup.provider import VoicemeupAccount
from providers.wire.redact import Secret
from tests.providers.scripted import Script
from tests.sandbox import Sandbox, running

ACCOUNT = VOICEMEUP_ACCOUNTS[0]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("voicemeup")) as found:
        yield found


@pytest.fixture
def sandbox(service: Sandbox) -> Sandbox:
    service.reset()
    return service


@pytest.fixture
def real(sandbox: Sandbox) -> Iterator[VoicemeupAccount]:
    client = Client(
        ACCOUNT.client_account_id,
        Secret(ACCOUNT.auth_token),
        username=ACCOUNT.company.lower(),
        url=f"{sandbox.url}/voicemeup/xml_engine/xml_engine.php",
        v11_url=f"{sandbox.url}/voicemeup/api/v1.1/json/",
        timeout=httpx.Timeout(40),
    )
    with VoicemeupAccount(client) as account:
        yield account


@pytest.fixture
def did(real: VoicemeupAccount) -> Did:
    return next(each for each in real.dids.list_owned() if each.route.kind is RouteKind.ACCOUNT)


def change(sandbox: Sandbox, **settings: object) -> None:
    """Settings of the simulated account: the inferred parts of the envelope among them."""
    address = f"{sandbox.url}/control/api/accounts/voicemeup/{ACCOUNT.client_account_id}"
    httpx.patch(address, json=settings).raise_for_status()


def span(days: int) -> Window:
    end = datetime.now(UTC)
    return Window(start=end - timedelta(days=days), end=end)


def calls(real: VoicemeupAccount, wanted: Window) -> list[CallRecord]:
    return [call for window in real.calls.windows(wanted) for call in real.calls.records(window)]


def changed(before: Did, after: Did) -> set[str]:
    names = set(before.raw) | set(after.raw)
    return {name for name in names if before.raw.get(name) != after.raw.get(name)}


def test_setting_a_route_changes_nothing_else_of_the_record(real: VoicemeupAccount, did: Did) -> None:
    box = list(real.routing.list_objects(RouteKind.VOICEMAIL))[1].route
    real.routing.set_route(did.number, box, Failovers(no_answer=NOWHERE))
    after = real.dids.get(did.number)
    assert (after.route, after.failovers.no_answer) == (box, NOWHERE)
    assert (after.recording, after.note) == (did.recording, did.note)
    assert changed(did, after) <= {
        "options",
        "client_mailbox_id",
        "enable_peer",
        "enable_voicemail",
        "enable_forwarding",
    }


@pytest.mark.parametrize(
    "route",
    [
        NOWHERE,
        Route(kind=RouteKind.FORWARD, target="+14165550123"),
        Route(kind=RouteKind.VOICEMAIL, target=""),
    ],
)
def test_routes_come_back_as_they_were_set(real: VoicemeupAccount, did: Did, route: Route) -> None:
    if route.kind is RouteKind.VOICEMAIL:
        route = next(iter(real.routing.list_objects(RouteKind.VOICEMAIL))).route
    real.routing.set_route(did.number, route, Failovers(no_answer=NOWHERE))
    assert real.dids.get(did.number).route == route
    real.routing.set_route(did.number, did.route, did.failovers)
    assert real.dids.get(did.number) == did


def test_settings_are_changed_one_by_one(real: VoicemeupAccount, did: Did) -> None:
    real.dids.update(did.number, DidChanges(note="Réception & accueil, 50 % + 1"))
    real.dids.update(did.number, DidChanges(ring_seconds=0))
    assert real.dids.get(did.number).ring_seconds == 0
    real.dids.update(did.number, DidChanges(ring_seconds=45))
    real.dids.update(did.number, DidChanges(recording=not did.recording))
    after = real.dids.get(did.number)
    assert (after.note, after.ring_seconds, after.recording) == ("Réception & accueil, 50 % + 1", 45, not did.recording)
    assert (after.route, after.failovers) == (did.route, did.failovers)


def test_every_call_comes_once_whatever_the_windows(real: VoicemeupAccount) -> None:
    whole = span(20)
    found = calls(real, whole)
    assert len(found) > 1000
    assert len({call.remote_id for call in found}) == len(found)
    middle = whole.start + timedelta(days=9, hours=7)
    cut = [*calls(real, Window(start=whole.start, end=middle)), *calls(real, Window(start=middle, end=whole.end))]
    assert {call.remote_id for call in found} <= {call.remote_id for call in cut}


def test_the_cursor_gives_what_was_logged_after_it(real: VoicemeupAccount) -> None:
    found = sorted(calls(real, span(10)), key=lambda call: call.started_at)
    later = {call.remote_id for call in real.calls.since(found[0].remote_id)}
    assert found[0].remote_id not in later
    assert {call.remote_id for call in found[20:]} <= later


def test_emergency_addresses_from_validation_to_removal(real: VoicemeupAccount, did: Did) -> None:
    known = next(iter(real.e911.list_addresses())).address
    assert known
    with_e911 = {each.number for each in real.e911.list_addresses()}
    number = next(each.number for each in real.dids.list_owned() if each.number not in with_e911)
    nearly = replace(known, street=known.street.removeprefix("RUE ").replace("SAINT", "ST"))
    found = real.e911.validate(number, nearly)
    assert found.verdict is AddressVerdict.ALTERNATES
    chosen = found.alternates[0]
    assert real.e911.validate(number, chosen).valid
    assert real.e911.provision(number, chosen).state is EmergencyState.PENDING
    after = real.e911.get_address(number)
    assert after.address
    assert (after.address.street, after.address.name) == (chosen.street, chosen.name)
    assert after.state in (EmergencyState.PENDING, EmergencyState.ACTIVE)
    real.e911.remove(number)
    assert real.e911.get_address(number).state is EmergencyState.NONE
    nowhere = replace(known, street="RUE DE NULLE PART", postal_code="H0H 0H0")
    assert real.e911.validate(number, nowhere).verdict is AddressVerdict.INVALID


def test_a_number_is_bought_charged_and_set_up(real: VoicemeupAccount) -> None:
    before = real.billing.balance().available.amount
    (offer,) = real.ordering.search(NumberSearch(country="CA", area_code="514", limit=1))
    peer = next(iter(real.routing.list_objects(RouteKind.ACCOUNT))).route
    (bought,) = real.ordering.order([offer], OrderSettings(route=peer, note="New"))
    assert (bought.state, bought.message) == (OrderState.DONE, "")
    assert offer.number
    owned = real.dids.get(offer.number)
    assert (owned.route, owned.note) == (peer, "New")
    assert real.billing.balance().available.amount < before
    with pytest.raises(errors.Refused):
        real.ordering.order([offer], OrderSettings())


def test_international_and_toll_free_numbers_are_sold(real: VoicemeupAccount) -> None:
    for kind, country in ((NumberKind.TOLL_FREE, "US"), (NumberKind.OTHER, "FR")):
        offers = list(real.ordering.search(NumberSearch(kind=kind, country=country, limit=3)))
        assert offers
        assert all(offer.kind is kind and offer.number for offer in offers)
        (bought,) = real.ordering.order(offers[:1], OrderSettings(note="New"))
        assert bought.number
        assert not bought.message
        assert real.dids.get(bought.number).note == "New"


def test_recordings_voicemail_and_faxes_can_be_loaded_and_deleted(real: VoicemeupAccount) -> None:
    recording = next(iter(real.recordings.list_recordings(span(10))))
    assert real.recordings.fetch_recording(recording).content.startswith(b"RIFF")
    real.recordings.delete_recording(recording)
    assert recording.remote_id not in {each.remote_id for each in real.recordings.list_recordings(span(10))}
    message = next(iter(real.voicemail.list_voicemails()))
    assert real.voicemail.fetch_voicemail(message).content_type == "audio/wav"
    real.voicemail.delete_voicemail(message)
    assert message.remote_id not in {each.remote_id for each in real.voicemail.list_voicemails(message.mailbox)}
    fax = next(iter(real.faxing.list_faxes(span(60))))
    assert real.faxing.fetch_fax(fax).content.startswith(b"%PDF")
    real.faxing.delete_fax(fax)
    assert fax.remote_id not in {each.remote_id for each in real.faxing.list_faxes(span(60))}


def test_a_text_message_is_queued(real: VoicemeupAccount, did: Did) -> None:
    assert real.messaging.send_sms(did.number, PhoneNumber("+15145550199"), "Bonjour & à bientôt").remote_id


@pytest.mark.parametrize(
    ("kind", "more", "read", "write"),
    [
        ("http", {"code": "503"}, errors.Unavailable, errors.OutcomeUnknown),
        ("http", {"code": "429"}, errors.RateLimited, errors.RateLimited),
        ("html", {}, errors.UnexpectedAnswer, errors.OutcomeUnknown),
        ("empty", {}, errors.UnexpectedAnswer, errors.OutcomeUnknown),
        ("cut", {}, errors.UnexpectedAnswer, errors.OutcomeUnknown),
        ("malformed", {}, errors.UnexpectedAnswer, errors.OutcomeUnknown),
        ("unknown_code", {}, errors.UnexpectedAnswer, errors.UnexpectedAnswer),
        ("down", {}, errors.Unavailable, errors.OutcomeUnknown),
        ("lost_answer", {}, errors.Unavailable, errors.OutcomeUnknown),
        ("expired_credentials", {}, errors.BadCredentials, errors.BadCredentials),
        ("status", {"code": "internal_error-database_error"}, errors.Unavailable, errors.OutcomeUnknown),
    ],
)
def test_every_fault_of_the_service_has_its_name(
    real: VoicemeupAccount,
    sandbox: Sandbox,
    kind: str,
    more: dict[str, str],
    read: type[errors.ProviderError],
    write: type[errors.ProviderError],
) -> None:
    sandbox.break_with(kind, **more)
    with pytest.raises(read):
        real.billing.balance()
    with pytest.raises(read):
        list(real.dids.list_owned())
    with pytest.raises(write):
        real.client.call("update_did", phone_number="5145550120", comments="x")


def test_an_answer_of_wrong_types_is_never_a_success_that_means_nothing(
    real: VoicemeupAccount, sandbox: Sandbox
) -> None:
    sandbox.break_with("types")
    with pytest.raises(errors.UnexpectedAnswer):
        real.billing.balance()


def test_spoilt_rows_are_left_out_and_counted(real: VoicemeupAccount, sandbox: Sandbox) -> None:
    whole = len(list(real.dids.list_owned()))
    sandbox.break_with("bad_rows", method="get_dids")
    read: deque[Did] = deque()
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        read.extend(real.dids.list_owned())
    assert len(read) + problem.value.skipped == whole
    assert problem.value.skipped in range(whole // 3, whole // 3 + 2)


def test_a_number_whose_order_was_lost_is_bought_once_and_found_by_looking(
    real: VoicemeupAccount, sandbox: Sandbox
) -> None:
    (offer,) = real.ordering.search(NumberSearch(country="CA", area_code="514", limit=1))
    sandbox.break_with("lost_answer", method="add_did", count=1)
    with pytest.raises(errors.OutcomeUnknown):
        real.ordering.order([offer], OrderSettings())
    assert [each["method"] for each in sandbox.seen()].count("add_did") == 1
    assert offer.number
    assert real.dids.get(offer.number).number == offer.number


def test_every_request_type_answers_its_client(real: VoicemeupAccount) -> None:
    """Each read of the catalogue, with what it cannot do without."""
    needed = {
        "get_calls": {"date_from": "2024-01-01", "date_to": "2024-01-02"},
        "get_ratecenter_exchanges": {"npa": "514"},
        "get_ratecenters": {"npa": "514"},
        "get_states": {"country_id": "38"},
        "get_rates": {"country_id": "38"},
    }
    for method in real.client.catalog.methods.values():
        if method.name.startswith("get_"):
            found = real.client.call(method.name, **needed.get(method.name, {}))
            assert found["status"] == "success", method.name
            assert found["records"] or method.name == "get_calls", method.name


@pytest.mark.parametrize(
    ("failed", "message", "ids", "containers"),
    [
        ("failed", "code", "child", True),
        ("error", "type", "attribute", False),
        ("failed", "type", "both", False),
        ("error", "code", "attribute", True),
    ],
)
def test_any_envelope_of_the_service_reads_alike(
    real: VoicemeupAccount, sandbox: Sandbox, failed: str, message: str, ids: str, containers: bool
) -> None:
    before = list(real.dids.list_owned()), real.billing.balance(), list(real.e911.list_addresses())
    change(sandbox, failed=failed, message=message, ids=ids, containers=containers)
    assert (list(real.dids.list_owned()), real.billing.balance(), list(real.e911.list_addresses())) == before
    with pytest.raises(errors.NotFound):
        real.dids.get(PhoneNumber("+12015550199"))
    known = before[2][0].address
    assert known
    nearly = replace(known, street=known.street.removeprefix("RUE ").replace("SAINT", "ST"))
    assert real.e911.validate(before[2][0].number, nearly).verdict is AddressVerdict.ALTERNATES


def test_flags_survive_a_service_that_resets_what_is_left_out(real: VoicemeupAccount, sandbox: Sandbox) -> None:
    change(sandbox, resets_omitted_flags=True)
    (device, *_) = real.devices.list_devices()
    real.devices.save_device({"friendly_name": "Renamed"}, remote_id=device.remote_id)
    (after, *_) = real.devices.list_devices()
    assert after.settings == {**device.settings, "friendly_name": "Renamed"}
    (box, *_) = real.routing.list_objects(RouteKind.VOICEMAIL)
    real.routing.save_object(RouteKind.VOICEMAIL, {"friendly_name": "Renamed"}, remote_id=box.remote_id)
    (changed_box, *_) = real.routing.list_objects(RouteKind.VOICEMAIL)
    assert changed_box.settings == {**box.settings, "friendly_name": "Renamed"}
    did = next(did for did in real.dids.list_owned() if did.route != NOWHERE)
    real.dids.update(did.number, DidChanges(note="Renamed"))
    assert real.dids.get(did.number) == replace(did, note="Renamed"), "its calls go where they went"


@pytest.mark.parametrize("place", [{"region": "QC"}, {"prefix": "514"}, {"prefix": "514555", "region": "QC"}])
def test_numbers_of_a_rate_centre_are_asked_for_by_its_name(
    real: VoicemeupAccount, sandbox: Sandbox, place: dict[str, Any]
) -> None:
    (centre, *_) = real.ordering.areas(country="CA", area_code="514")
    asked = SpecialRequest(country="CA", rate_centre="Montreal", **place)
    real.ordering.backorder(asked)
    sent = sandbox.held_by("voicemeup", ACCOUNT.client_account_id, "did_requests")[-1]
    assert sent["ratecenter_id"] == centre.remote_id
    assert sent.get("prefix", "") == ("514555" if place.get("prefix") == "514555" else "")
    for wrong in (replace(asked, rate_centre="ATLANTIS"), SpecialRequest(country="CA", rate_centre="MONTREAL")):
        with pytest.raises(errors.Invalid) as caught:
            real.ordering.backorder(wrong)
        assert caught.value.field == "ratecenter_id"


def test_what_the_service_posts_is_read(real: VoicemeupAccount, sandbox: Sandbox, did: Did, script: Script) -> None:
    """A picture is answered with two requests: the text with its wrapper, then the medium."""
    bodies: list[bytes] = []
    both = threading.Event()

    def keep(content_type: str, body: bytes) -> dict[str, str]:
        bodies.append(body)
        if len(bodies) == 2:
            both.set()
        return {}

    script.read = keep
    change(sandbox, sms_url=script.url)
    other = PhoneNumber("+15145550198")
    real.messaging.send_mms(did.number, other, "Regardez", ["https://example.com/cat.png"])
    httpx.post(f"{sandbox.url}/control/api/clock", json={"step_seconds": 3600}).raise_for_status()
    assert both.wait(60)
    text, medium = (
        event
        for body in bodies[:2]
        for event in real.callbacks.parse(CallbackRequest(method="POST", query={}, headers={}, body=body))
    )
    assert text.message
    assert medium.message
    assert (text.kind, text.message.sender, text.message.recipient) == (EventKind.MESSAGE, other.e164, did.number.e164)
    assert text.message.text
    assert (text.message.media, medium.message.text) == ((), "")
    assert len(medium.message.media) == 1
    assert text.remote_id != medium.remote_id
    assert text.raw["datetime_transmission"] == medium.raw["datetime_transmission"]
