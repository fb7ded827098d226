"""One proof for each capability: what a provider declares, it does, against its service in the sandbox.

A proof that changes something looks for the change with another operation where the provider has one. Each leaves what it
found as far as it can: the same world serves all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from providers.capabilities import Capability
from providers.errors import InsufficientFunds, Invalid, NotFound, ProviderError, Refused
from providers.ports import Ordering, Provider
from providers.values.billing import Funding
from providers.values.callbacks import CallbackRequest
from providers.values.calls import Direction, Window
from providers.values.dids import Did, DidChanges
from providers.values.e911 import AddressVerdict, EmergencyState
from providers.values.messaging import Media, MessageKind, MessageState
from providers.values.ordering import AvailableNumber, OrderState, SpecialRequest
from providers.values.phone import PhoneNumber
from providers.values.porting import PortRequest
from providers.values.routing import Failovers, Route, RouteKind
from tests.providers.contract.facts import FACTS, Facts

T = TypeVar("T")
NOBODYS = PhoneNumber("+12015550199")
SOMEBODY = PhoneNumber("+15145550166")
PDF = Media(name="page.pdf", content_type="application/pdf", content=b"%PDF-1.4\n%%EOF\n")
SOUNDS = (b"RIFF", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xe3", b"\xff\xf2", b"OggS")


def facts(provider: Provider) -> Facts:
    return FACTS[provider.info.slug]


def lately(days: int = 30) -> Window:
    """Until the present minute: the sandbox's clock is the machine's, unless somebody stepped it."""
    now = datetime.now(UTC) + timedelta(minutes=2)
    return Window(start=now - timedelta(days=days), end=now)


def first(found: Iterable[T]) -> T:
    return next(iter(found))


def some(found: Iterable[T]) -> list[T]:
    """The first few of a listing that is not empty."""
    rows = list(islice(found, 50))
    assert rows
    return rows


def offers(provider: Provider, capability: Capability) -> bool:
    return provider.info.offers_capability(capability)


# ── Numbers ───────────────────────────────────────────────────────────────────────────


def dids_list(provider: Provider) -> None:
    assert provider.dids
    listed = list(provider.dids.list_owned())
    assert listed
    assert len({did.number for did in listed}) == len(listed)
    assert provider.dids.get(listed[0].number).number == listed[0].number
    with pytest.raises(NotFound):
        provider.dids.get(NOBODYS)


def dids_update(provider: Provider) -> None:
    assert provider.dids
    assert provider.dids.settable
    assert provider.dids.settable <= {each.name for each in fields(DidChanges)}
    assert provider.dids.settable == set(provider.info.did_settings)
    assert provider.dids.settable <= set(provider.info.did_methods)  # what a change calls is told beforehand
    assert not provider.dids.settable & set(provider.info.did_gaps)
    did = first(provider.dids.list_owned())
    if "note" in provider.dids.settable:
        provider.dids.update(did.number, DidChanges(note="By the contract"))
        after = provider.dids.get(did.number)
        assert after.note == "By the contract"
        assert _apart_from(after, "note", "raw") == _apart_from(did, "note", "raw")
        provider.dids.update(did.number, DidChanges(note=did.note))
    if "cnam_lookup" in provider.dids.settable:
        provider.dids.update(did.number, DidChanges(cnam_lookup=not did.cnam_lookup))
        assert provider.dids.get(did.number).cnam_lookup is (not did.cnam_lookup)
        provider.dids.update(did.number, DidChanges(cnam_lookup=bool(did.cnam_lookup)))


def _apart_from(did: Did, *names: str) -> dict[str, Any]:
    return {each.name: getattr(did, each.name) for each in fields(did) if each.name not in names}


# ── Buying ────────────────────────────────────────────────────────────────────────────


def ordering_areas(provider: Provider) -> None:
    assert provider.ordering
    wanted = facts(provider).wanted
    areas = some(provider.ordering.areas(kind=wanted.kind, country=wanted.country, region=wanted.region))
    assert all(area.name for area in areas)


def _offer(provider: Provider) -> AvailableNumber:
    """One thing to buy: by the search, or of the first place that has some."""
    assert provider.ordering
    wanted = facts(provider).wanted
    return some(provider.ordering.search(wanted))[0]


def ordering_search(provider: Provider) -> None:
    assert provider.ordering
    wanted = facts(provider).wanted
    found = list(provider.ordering.search(replace(wanted, limit=5)))
    assert 1 <= len(found) <= 5
    assert all(each.offer_id for each in found)
    assert all(each.number is None or each.number.country_code in {1, 33, 44} for each in found)


def ordering_quote(provider: Provider) -> None:
    assert provider.ordering
    quote = provider.ordering.quote(_offer(provider), quantity=1)
    assert quote.quantity == 1
    told = [money for money in (quote.setup, quote.monthly, quote.due_now) if money is not None]
    assert told
    assert all(money.currency == provider.info.currency for money in told)


def ordering_reserve(provider: Provider) -> None:
    assert provider.ordering
    held = provider.ordering.reserve([_offer(provider)], quantity=1)
    assert len(held.numbers) == 1
    assert held.expires_at is None or held.expires_at.utcoffset() == timedelta(0)
    if offers(provider, Capability.ORDERING_RESERVATION):
        found = provider.ordering.reservation(held.remote_id, held.numbers[0])
        assert found is not None
        assert found.numbers == held.numbers
    if offers(provider, Capability.ORDERING_CANCEL_RESERVATION):
        provider.ordering.cancel_reservation(held.remote_id)
        assert provider.ordering.reservation(held.remote_id, held.numbers[0]) is None


def ordering_order(provider: Provider) -> None:
    """Bought once; then it is in the inventory, and cannot be bought again."""
    assert provider.ordering
    assert provider.dids
    bought = _buy(provider.ordering, provider)
    assert provider.dids.get(bought).number == bought
    if offers(provider, Capability.ORDERING_RELEASE):
        provider.ordering.release(bought)


def _buy(ordering: Ordering, provider: Provider) -> PhoneNumber:
    offer, reservation = _offer(provider), ""
    if offer.number is None:
        held = ordering.reserve([offer], quantity=1)
        reservation = held.remote_id
    result = ordering.order([offer], replace(facts(provider).settings, note="Contract"), reservation=reservation)
    assert [each.state for each in result] == [OrderState.DONE]
    assert result[0].number
    return result[0].number


def ordering_test(provider: Provider) -> None:
    assert provider.ordering
    assert provider.dids
    before = {did.number for did in provider.dids.list_owned()}
    offer = _offer(provider)
    result = provider.ordering.order([offer], replace(facts(provider).settings, test=True))
    assert all(each.state is not OrderState.FAILED for each in result)
    assert {did.number for did in provider.dids.list_owned()} == before


def ordering_backorder(provider: Provider) -> None:
    assert provider.ordering
    wanted = facts(provider).wanted
    asked = provider.ordering.backorder(
        SpecialRequest(
            country=wanted.country,
            region=wanted.region,
            rate_centre=wanted.rate_centre,
            prefix="514555" if wanted.country == "CA" else "512555",
            settings=facts(provider).settings,
        )
    )
    assert asked.state in {OrderState.PENDING, OrderState.DONE}


def ordering_list_backorders(provider: Provider) -> None:
    assert provider.ordering
    ordering_backorder(provider)
    assert some(provider.ordering.list_backorders())


def ordering_cancel_backorder(provider: Provider) -> None:
    assert provider.ordering
    ordering_backorder(provider)
    waiting = some(provider.ordering.list_backorders())[-1]
    provider.ordering.cancel_backorder(waiting.remote_id)
    assert waiting.remote_id not in {each.remote_id for each in provider.ordering.list_backorders()}


def ordering_release(provider: Provider) -> None:
    assert provider.ordering
    assert provider.dids
    number = _buy(provider.ordering, provider)
    provider.ordering.release(number)
    with pytest.raises(NotFound):
        provider.dids.get(number)


# ── Routing ───────────────────────────────────────────────────────────────────────────


def routing_list(provider: Provider) -> None:
    assert provider.routing
    found = {kind: list(provider.routing.list_objects(kind)) for kind in provider.routing.kinds}
    assert any(found.values())
    for kind, objects in found.items():
        assert all(each.kind is kind for each in objects)
        assert len({each.remote_id for each in objects}) == len(objects)


def _other_route(provider: Provider, did: Did, but: Route) -> Route:
    """Some route that the number can have, and does not have."""
    assert provider.routing
    lists = [kind for kind in provider.routing.kinds & provider.info.route_kinds if kind is not RouteKind.RECORDING]
    objects = (each.route for kind in sorted(lists) for each in provider.routing.list_objects(kind))
    return first(route for route in objects if route not in {but, did.route})


def routing_set_route(provider: Provider) -> None:
    assert provider.dids
    assert provider.routing
    did = first(provider.dids.list_owned())
    wanted = _other_route(provider, did, did.route)
    provider.routing.set_route(did.number, wanted, Failovers())
    after = provider.dids.get(did.number)
    assert after.route == wanted
    assert _apart_from(after, "route", "failovers", "voicemail", "raw") == _apart_from(
        did, "route", "failovers", "voicemail", "raw"
    )


def routing_set_failovers(provider: Provider) -> None:
    """Some failover of the number is set, and the others stay."""
    assert provider.dids
    assert provider.routing
    for did in islice(provider.dids.list_owned(), 20):
        named = [each.name for each in fields(Failovers)]
        for name in named:
            with suppress(Refused):
                target = _failover_target(provider, did)
                provider.routing.set_route(did.number, did.route, Failovers(**{name: target}))
                after = provider.dids.get(did.number)
                assert getattr(after.failovers, name) == target
                others = [each for each in named if each != name]
                assert [getattr(after.failovers, each) for each in others] == [
                    getattr(did.failovers, each) for each in others
                ]
                return
    raise AssertionError("No number takes any failover.")
    pytest.fail("no failover could be set")


def _failover_target(provider: Provider, did: Did) -> Route:
    assert provider.routing
    if RouteKind.VOICEMAIL in provider.routing.kinds:
        return first(provider.routing.list_objects(RouteKind.VOICEMAIL)).route
    return Route(kind=RouteKind.FORWARD, target=SOMEBODY.e164)


def routing_save_object(provider: Provider) -> None:
    assert provider.routing
    kind, settings = facts(provider).saved_kind, facts(provider).saved
    assert provider.routing.forms[kind].create
    remote_id = provider.routing.save_object(kind, settings)
    assert remote_id in {each.remote_id for each in provider.routing.list_objects(kind)}
    if provider.routing.forms[kind].update:
        assert provider.routing.save_object(kind, settings, remote_id=remote_id) == remote_id


def routing_delete_object(provider: Provider) -> None:
    assert provider.routing
    kind = facts(provider).saved_kind
    settings = {
        name: f"{value}2" if name in {"name", "description"} else value for name, value in facts(provider).saved.items()
    }
    remote_id = provider.routing.save_object(kind, settings)
    provider.routing.delete_object(kind, remote_id)
    assert remote_id not in {each.remote_id for each in provider.routing.list_objects(kind)}


# ── Devices ───────────────────────────────────────────────────────────────────────────


def devices_list(provider: Provider) -> None:
    assert provider.devices
    devices = some(provider.devices.list_devices())
    assert len({device.remote_id for device in devices}) == len(devices)
    assert all("password" not in " ".join(device.settings).lower() for device in devices)


def devices_registration(provider: Provider) -> None:
    assert provider.devices
    states = {provider.devices.registration(device.login).registered for device in provider.devices.list_devices()}
    assert states <= {True, False, None}
    assert True in states


def devices_pops(provider: Provider) -> None:
    assert provider.devices
    assert all(pop.hostname for pop in some(provider.devices.list_pops()))


def devices_save(provider: Provider) -> None:
    """Created where that can be done; otherwise one that is there is written as it is."""
    assert provider.devices
    if provider.devices.form.create:
        remote_id = provider.devices.save_device(_device(provider))
        assert remote_id in {device.remote_id for device in provider.devices.list_devices()}
    else:
        device = some(provider.devices.list_devices())[0]
        assert provider.devices.save_device(device.settings, remote_id=device.remote_id) == device.remote_id


def _device(provider: Provider) -> dict[str, str]:
    """Settings of a device that is not there yet."""
    settings = facts(provider).device
    return {**settings, "username": f"c{uuid4().hex[:8]}"} if "username" in settings else dict(settings)


def devices_delete(provider: Provider) -> None:
    assert provider.devices
    remote_id = provider.devices.save_device(_device(provider))
    provider.devices.delete_device(remote_id)
    assert remote_id not in {device.remote_id for device in provider.devices.list_devices()}


# ── E911 ──────────────────────────────────────────────────────────────────────────────


def _at_home(provider: Provider, place: int = 1) -> Did:
    """A number of the country of the address, counted from the end of the list: the first ones have other proofs.

    Each proof that provisions has one of its own, as a provider may still be busy with another's.
    """
    assert provider.dids
    country = facts(provider).address.country
    return [did for did in provider.dids.list_owned() if did.country in {country, ""}][-place]


def e911_list(provider: Provider) -> None:
    assert provider.e911
    assert all(each.state is not EmergencyState.NONE for each in some(provider.e911.list_addresses()))


def e911_get(provider: Provider) -> None:
    assert provider.e911
    assert provider.e911.get_address(_at_home(provider).number).state in set(EmergencyState)


def e911_validate(provider: Provider) -> None:
    """A good address is valid; a near-miss is not, or is put right; whoever gives alternates gives a good one."""
    assert provider.e911
    number = _at_home(provider).number
    assert provider.e911.validate(number, facts(provider).address).valid
    nearly = provider.e911.validate(number, facts(provider).nearly)
    assert nearly.verdict is not AddressVerdict.VALID
    for alternate in nearly.alternates[:1]:
        named = replace(alternate, name=facts(provider).address.name)
        assert provider.e911.validate(number, named).valid


def e911_provision(provider: Provider) -> None:
    assert provider.e911
    number, address = _at_home(provider).number, facts(provider).address
    answer = provider.e911.provision(number, address)
    assert answer.state in {EmergencyState.ACTIVE, EmergencyState.PENDING}
    if offers(provider, Capability.E911_GET):
        now = provider.e911.get_address(number)
        assert now.state in {EmergencyState.ACTIVE, EmergencyState.PENDING}
        assert now.address
        assert now.address.street_number == address.street_number
    with pytest.raises(Invalid):
        provider.e911.provision(number, replace(address, street="Nowhere Street", city="Boise", postal_code="99999"))


def e911_remove(provider: Provider) -> None:
    """One that has been in force for long: a fresh one may still be being checked."""
    assert provider.e911
    active = [each for each in provider.e911.list_addresses() if each.state is EmergencyState.ACTIVE]
    provider.e911.remove(active[-1].number)
    if offers(provider, Capability.E911_GET):
        assert provider.e911.get_address(active[-1].number).state is EmergencyState.NONE


def e911_alerts(provider: Provider) -> None:
    assert provider.e911
    number = _at_home(provider, 3).number
    provider.e911.provision(number, facts(provider).address)
    provider.e911.set_alerts(number, ["desk@example.com", "night@example.com"])
    assert set(provider.e911.alerts(number)) == {"desk@example.com", "night@example.com"}
    provider.e911.set_alerts(number, ["desk@example.com"])
    assert provider.e911.alerts(number) == ("desk@example.com",)


# ── Messages ──────────────────────────────────────────────────────────────────────────


def _texter(provider: Provider) -> PhoneNumber:
    assert provider.dids
    owned = provider.dids.list_owned()
    return first(did.number for did in owned if did.sms_enabled is not False and did.number.country_code == 1)


def messaging_send_sms(provider: Provider) -> None:
    assert provider.messaging
    sent = provider.messaging.send_sms(_texter(provider), SOMEBODY, "Contract: are you there?")
    assert sent.remote_id
    assert sent.direction is Direction.OUTBOUND
    assert sent.state in {MessageState.SENT, MessageState.QUEUED, MessageState.DELIVERED}
    if offers(provider, Capability.MESSAGING_GET):
        assert provider.messaging.get_message(sent.remote_id).text == "Contract: are you there?"


def messaging_send_mms(provider: Provider) -> None:
    """With an address of a file, or else with the file: a provider takes one of the two."""
    assert provider.messaging
    picture = Media(name="pixel.gif", content_type="image/gif", content=b"GIF89a\x01\x00\x01\x00\x00\xff\x00,\x00;")
    sender = _texter(provider)
    try:
        sent = provider.messaging.send_mms(sender, SOMEBODY, "Look", ["https://example.com/pixel.gif"])
    except Invalid:
        sent = provider.messaging.send_mms(sender, SOMEBODY, "Look", [picture])
    assert sent.remote_id
    assert sent.kind is MessageKind.MMS


def messaging_list(provider: Provider) -> None:
    assert provider.messaging
    if offers(provider, Capability.MESSAGING_SEND_SMS):
        provider.messaging.send_sms(_texter(provider), SOMEBODY, "Contract: for the list")
    messages = list(provider.messaging.list_messages(lately()))
    assert messages
    assert len({(each.remote_id, each.kind) for each in messages}) == len(messages)
    assert all(each.at is None or each.at.utcoffset() == timedelta(0) for each in messages)


def messaging_get(provider: Provider) -> None:
    assert provider.messaging
    message = provider.messaging.send_sms(_texter(provider), SOMEBODY, "Contract: one")
    assert provider.messaging.get_message(message.remote_id).remote_id == message.remote_id


def messaging_delete(provider: Provider) -> None:
    assert provider.messaging
    message = provider.messaging.send_sms(_texter(provider), SOMEBODY, "Contract: to be deleted")
    provider.messaging.delete_message(message.remote_id)
    left = provider.messaging.list_messages(lately(2))
    assert message.remote_id not in {each.remote_id for each in left if each.kind is MessageKind.SMS}


def messaging_set_callback(provider: Provider) -> None:
    assert provider.messaging
    provider.messaging.set_callback(_texter(provider), "https://panel.example.com/in/abc")


# ── 10DLC ─────────────────────────────────────────────────────────────────────────────


def campaigns_list_brands(provider: Provider) -> None:
    assert provider.campaigns
    assert all(brand.remote_id for brand in some(provider.campaigns.list_brands()))


def campaigns_list(provider: Provider) -> None:
    assert provider.campaigns
    assert all(campaign.remote_id for campaign in some(provider.campaigns.list_campaigns()))


def campaigns_assign(provider: Provider) -> None:
    assert provider.campaigns
    campaign = some(provider.campaigns.list_campaigns())[0].remote_id
    provider.campaigns.assign(campaign, [_texter(provider)])
    provider.campaigns.unassign(campaign, [_texter(provider)])


def campaigns_forms(provider: Provider) -> None:
    """Registering takes dozens of facts about a company: the provider's own tests do it; here its form names real methods."""
    assert provider.campaigns
    for form in (provider.campaigns.brand_form, provider.campaigns.campaign_form):
        named = {name for name in (form.create, form.update, form.delete) if name}
        assert named
        assert named <= set(provider.client.catalog.methods)


# ── Calls and what was recorded ───────────────────────────────────────────────────────


def calls_list(provider: Provider) -> None:
    assert provider.calls
    now = datetime.now(UTC)
    span = Window(start=now - timedelta(days=5), end=now)
    windows = list(provider.calls.windows(span))
    assert windows[0].start == span.start
    assert windows[-1].end == span.end
    assert all(before.end == after.start for before, after in pairwise(windows))
    records = [record for window in windows for record in provider.calls.records(window)]
    assert records
    assert len({record.remote_id for record in records}) == len(records)
    assert all(span.start <= record.started_at < span.end for record in records)
    assert all(record.started_at.utcoffset() == timedelta(0) for record in records)


def recordings_list(provider: Provider) -> None:
    assert provider.recordings
    found = some(provider.recordings.list_recordings(lately()))
    assert len({each.remote_id for each in found}) == len(found)


def recordings_fetch(provider: Provider) -> None:
    assert provider.recordings
    file = provider.recordings.fetch_recording(some(provider.recordings.list_recordings(lately()))[0])
    assert file.content.startswith(SOUNDS)
    assert file.content_type.startswith("audio/")


def recordings_email(provider: Provider) -> None:
    assert provider.recordings
    provider.recordings.email_recording(some(provider.recordings.list_recordings(lately()))[0], "desk@example.com")


def recordings_delete(provider: Provider) -> None:
    assert provider.recordings
    last = list(provider.recordings.list_recordings(lately()))[-1]
    provider.recordings.delete_recording(last)
    assert last.remote_id not in {each.remote_id for each in provider.recordings.list_recordings(lately())}


def voicemail_list_boxes(provider: Provider) -> None:
    assert provider.voicemail
    assert all(box.remote_id for box in some(provider.voicemail.list_boxes()))


def voicemail_list(provider: Provider) -> None:
    assert provider.voicemail
    found = some(provider.voicemail.list_voicemails())
    assert len({each.remote_id for each in found}) == len(found)


def voicemail_fetch(provider: Provider) -> None:
    assert provider.voicemail
    file = provider.voicemail.fetch_voicemail(some(provider.voicemail.list_voicemails())[0])
    assert file.content.startswith(SOUNDS)


def voicemail_mark(provider: Provider) -> None:
    assert provider.voicemail
    message = some(provider.voicemail.list_voicemails())[0]
    provider.voicemail.mark_voicemail(message, listened=True)
    again = {each.remote_id: each for each in provider.voicemail.list_voicemails()}
    assert again[message.remote_id].listened is not False


def voicemail_move(provider: Provider) -> None:
    assert provider.voicemail
    message = some(provider.voicemail.list_voicemails())[0]
    provider.voicemail.move_voicemail(message, "Work")


def voicemail_delete(provider: Provider) -> None:
    assert provider.voicemail
    last = list(provider.voicemail.list_voicemails())[-1]
    provider.voicemail.delete_voicemail(last)
    assert last.remote_id not in {each.remote_id for each in provider.voicemail.list_voicemails()}


def faxing_list_numbers(provider: Provider) -> None:
    assert provider.faxing
    assert some(provider.faxing.list_fax_numbers())


def faxing_list(provider: Provider) -> None:
    assert provider.faxing
    found = some(provider.faxing.list_faxes(lately(90)))
    assert len({each.remote_id for each in found}) == len(found)


def faxing_fetch(provider: Provider) -> None:
    assert provider.faxing
    file = provider.faxing.fetch_fax(some(provider.faxing.list_faxes(lately(90)))[0])
    assert file.content[:4] in {b"%PDF", b"II*\x00", b"MM\x00*"}


def faxing_send(provider: Provider) -> None:
    assert provider.faxing
    sender = some(provider.faxing.list_fax_numbers())[0].number
    assert provider.faxing.send_fax(sender, SOMEBODY, PDF).direction is Direction.OUTBOUND


def faxing_delete(provider: Provider) -> None:
    assert provider.faxing
    last = list(provider.faxing.list_faxes(lately(90)))[-1]
    provider.faxing.delete_fax(last)
    assert last.remote_id not in {each.remote_id for each in provider.faxing.list_faxes(lately(90))}


def faxing_set_emails(provider: Provider) -> None:
    assert provider.faxing
    assert provider.dids
    number = first(provider.dids.list_owned()).number
    if offers(provider, Capability.FAXING_LIST_NUMBERS):
        listed = next(
            iter(provider.faxing.list_fax_numbers()), None
        )  # where any number can, there may be none that does
        number = listed.number if listed else number
    provider.faxing.set_fax_emails(number, ["fax@example.com"])
    if offers(provider, Capability.FAXING_LIST_NUMBERS):
        mine = {each.number: each.emails for each in provider.faxing.list_fax_numbers()}
        assert mine[number] == ("fax@example.com",)


# ── Porting ───────────────────────────────────────────────────────────────────────────


def porting_check(provider: Provider) -> None:
    assert provider.porting
    assert provider.porting.check_portability(SOMEBODY).number == SOMEBODY


def porting_list(provider: Provider) -> None:
    assert provider.porting
    assert all(port.remote_id for port in some(provider.porting.list_ports()))


def porting_get(provider: Provider) -> None:
    assert provider.porting
    port = some(provider.porting.list_ports())[0]
    assert provider.porting.get_port(port.remote_id).remote_id == port.remote_id


def porting_submit(provider: Provider) -> None:
    assert provider.porting
    address = facts(provider).address
    asked = provider.porting.submit_port(
        PortRequest(
            numbers=(SOMEBODY,), name="Nordphone", address=address, losing_carrier="Bell", account_number="88127", pin="4411"
        )
    )  # fmt: skip
    assert asked.remote_id
    assert asked.remote_id in {port.remote_id for port in provider.porting.list_ports()}


def porting_attach(provider: Provider) -> None:
    assert provider.porting
    provider.porting.attach(some(provider.porting.list_ports())[0].remote_id, PDF)


def porting_fetch(provider: Provider) -> None:
    assert provider.porting
    port = some(provider.porting.list_ports())[0]
    provider.porting.attach(port.remote_id, PDF)
    attached = provider.porting.get_port(port.remote_id).attachments
    assert provider.porting.fetch_attachment(port.remote_id, attached[-1]).content.startswith(b"%PDF")


# ── Money and accounts below ──────────────────────────────────────────────────────────


def billing_balance(provider: Provider) -> None:
    assert provider.billing
    assert provider.billing.balance().available.currency == provider.info.currency


def billing_transactions(provider: Provider) -> None:
    assert provider.billing
    lines = some(provider.billing.transactions(lately(90)))
    assert len({line.remote_id for line in lines}) == len(lines)


def billing_rates(provider: Provider) -> None:
    assert provider.billing
    rates = some(provider.billing.rates(facts(provider).destination))
    assert all(rate.per_minute.amount >= 0 for rate in rates)


def billing_invoices(provider: Provider) -> None:
    assert provider.billing
    assert some(provider.billing.invoices(lately(90)))


def billing_add_funds(provider: Provider) -> None:
    """A card that no bank knows is refused with a reason; nothing is added."""
    assert provider.billing
    before = provider.billing.balance().available
    with pytest.raises((Refused, InsufficientFunds)):
        provider.billing.add_funds(Funding(amount=Decimal(25), currency=provider.info.currency, method="credit_card"))
    assert before.amount - 5 <= provider.billing.balance().available.amount < before.amount + 25


def sub_accounts_list(provider: Provider) -> None:
    assert provider.sub_accounts
    assert all(each.remote_id for each in some(provider.sub_accounts.list_sub_accounts()))


def sub_accounts_get(provider: Provider) -> None:
    assert provider.sub_accounts
    one = some(provider.sub_accounts.list_sub_accounts())[0]
    assert provider.sub_accounts.get_sub_account(one.remote_id).remote_id == one.remote_id


def sub_accounts_form(provider: Provider) -> None:
    """Opening an account takes a dozen facts about a person: the provider's own tests do it; here its form names a method."""
    assert provider.sub_accounts
    assert provider.sub_accounts.form.create in provider.client.catalog.methods


def sub_accounts_set_enabled(provider: Provider) -> None:
    assert provider.sub_accounts
    one = some(provider.sub_accounts.list_sub_accounts())[0]
    provider.sub_accounts.set_sub_account_enabled(one.remote_id, False)
    assert provider.sub_accounts.get_sub_account(one.remote_id).enabled is False
    provider.sub_accounts.set_sub_account_enabled(one.remote_id, True)


def sub_accounts_transfer(provider: Provider) -> None:
    assert provider.sub_accounts
    one = some(provider.sub_accounts.list_sub_accounts())[0]
    provider.sub_accounts.transfer_credit(one.remote_id, "1.50")


# ── Callbacks ─────────────────────────────────────────────────────────────────────────


def callbacks_parse(provider: Provider) -> None:
    """What nobody honest posts comes out as an error of the tree, or as no event that counts as verified."""
    assert provider.callbacks
    bodies = (b"", b"not json", b"[]", b"{}", b"\xff\xfe", b"<html></html>", b"[" * 100_000)
    for body in bodies:
        request = CallbackRequest(method="POST", query={}, headers={"content-type": "application/json"}, body=body)
        with suppress(ProviderError):
            assert not any(event.verified for event in provider.callbacks.parse(request, secret="s"))


def callbacks_list(provider: Provider) -> None:
    assert provider.callbacks
    assert list(provider.callbacks.list_subscriptions()) is not None


def callbacks_subscribe(provider: Provider) -> None:
    assert provider.callbacks
    made = provider.callbacks.subscribe("sms.mo", "https://panel.example.com/in/contract", secret="s3cret-of-8-or-more")
    assert made.remote_id in {each.remote_id for each in provider.callbacks.list_subscriptions()}
    provider.callbacks.unsubscribe(made.remote_id)
    assert made.remote_id not in {each.remote_id for each in provider.callbacks.list_subscriptions()}


PROOFS: dict[Capability, Callable[[Provider], None]] = {
    Capability.DIDS_LIST: dids_list,
    Capability.DIDS_UPDATE: dids_update,
    Capability.ORDERING_AREAS: ordering_areas,
    Capability.ORDERING_SEARCH: ordering_search,
    Capability.ORDERING_QUOTE: ordering_quote,
    Capability.ORDERING_RESERVE: ordering_reserve,
    Capability.ORDERING_RESERVATION: ordering_reserve,
    Capability.ORDERING_CANCEL_RESERVATION: ordering_reserve,
    Capability.ORDERING_ORDER: ordering_order,
    Capability.ORDERING_TEST: ordering_test,
    Capability.ORDERING_BACKORDER: ordering_backorder,
    Capability.ORDERING_LIST_BACKORDERS: ordering_list_backorders,
    Capability.ORDERING_CANCEL_BACKORDER: ordering_cancel_backorder,
    Capability.ORDERING_RELEASE: ordering_release,
    Capability.ROUTING_LIST: routing_list,
    Capability.ROUTING_SET_ROUTE: routing_set_route,
    Capability.ROUTING_SET_FAILOVERS: routing_set_failovers,
    Capability.ROUTING_SAVE_OBJECT: routing_save_object,
    Capability.ROUTING_DELETE_OBJECT: routing_delete_object,
    Capability.DEVICES_LIST: devices_list,
    Capability.DEVICES_REGISTRATION: devices_registration,
    Capability.DEVICES_POPS: devices_pops,
    Capability.DEVICES_SAVE: devices_save,
    Capability.DEVICES_DELETE: devices_delete,
    Capability.E911_LIST: e911_list,
    Capability.E911_GET: e911_get,
    Capability.E911_VALIDATE: e911_validate,
    Capability.E911_PROVISION: e911_provision,
    Capability.E911_REMOVE: e911_remove,
    Capability.E911_ALERTS: e911_alerts,
    Capability.E911_SET_ALERTS: e911_alerts,
    Capability.MESSAGING_LIST: messaging_list,
    Capability.MESSAGING_GET: messaging_get,
    Capability.MESSAGING_SEND_SMS: messaging_send_sms,
    Capability.MESSAGING_SEND_MMS: messaging_send_mms,
    Capability.MESSAGING_DELETE: messaging_delete,
    Capability.MESSAGING_SET_CALLBACK: messaging_set_callback,
    Capability.CAMPAIGNS_LIST_BRANDS: campaigns_list_brands,
    Capability.CAMPAIGNS_LIST: campaigns_list,
    Capability.CAMPAIGNS_ASSIGN: campaigns_assign,
    Capability.CAMPAIGNS_UNASSIGN: campaigns_assign,
    Capability.CAMPAIGNS_SAVE_BRAND: campaigns_forms,
    Capability.CAMPAIGNS_DELETE_BRAND: campaigns_forms,
    Capability.CAMPAIGNS_SAVE: campaigns_forms,
    Capability.CAMPAIGNS_DELETE: campaigns_forms,
    Capability.CALLS_LIST: calls_list,
    Capability.RECORDINGS_LIST: recordings_list,
    Capability.RECORDINGS_FETCH: recordings_fetch,
    Capability.RECORDINGS_EMAIL: recordings_email,
    Capability.RECORDINGS_DELETE: recordings_delete,
    Capability.VOICEMAIL_LIST_BOXES: voicemail_list_boxes,
    Capability.VOICEMAIL_LIST: voicemail_list,
    Capability.VOICEMAIL_FETCH: voicemail_fetch,
    Capability.VOICEMAIL_MARK: voicemail_mark,
    Capability.VOICEMAIL_MOVE: voicemail_move,
    Capability.VOICEMAIL_DELETE: voicemail_delete,
    Capability.FAXING_LIST_NUMBERS: faxing_list_numbers,
    Capability.FAXING_LIST: faxing_list,
    Capability.FAXING_FETCH: faxing_fetch,
    Capability.FAXING_SEND: faxing_send,
    Capability.FAXING_DELETE: faxing_delete,
    Capability.FAXING_SET_EMAILS: faxing_set_emails,
    Capability.PORTING_CHECK: porting_check,
    Capability.PORTING_LIST: porting_list,
    Capability.PORTING_GET: porting_get,
    Capability.PORTING_SUBMIT: porting_submit,
    Capability.PORTING_ATTACH: porting_attach,
    Capability.PORTING_FETCH: porting_fetch,
    Capability.BILLING_BALANCE: billing_balance,
    Capability.BILLING_TRANSACTIONS: billing_transactions,
    Capability.BILLING_RATES: billing_rates,
    Capability.BILLING_INVOICES: billing_invoices,
    Capability.BILLING_ADD_FUNDS: billing_add_funds,
    Capability.SUB_ACCOUNTS_LIST: sub_accounts_list,
    Capability.SUB_ACCOUNTS_GET: sub_accounts_get,
    Capability.SUB_ACCOUNTS_CREATE: sub_accounts_form,
    Capability.SUB_ACCOUNTS_UPDATE: sub_accounts_get,
    Capability.SUB_ACCOUNTS_SET_ENABLED: sub_accounts_set_enabled,
    Capability.SUB_ACCOUNTS_TRANSFER: sub_accounts_transfer,
    Capability.CALLBACKS_PARSE: callbacks_parse,
    Capability.CALLBACKS_LIST: callbacks_list,
    Capability.CALLBACKS_SUBSCRIBE: callbacks_subscribe,
    Capability.CALLBACKS_UNSUBSCRIBE: callbacks_subscribe,
}
