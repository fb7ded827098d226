"""Look for numbers at every active account at once. Each is asked by a task of its own, and shows when it has answered."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.accounts.models import User
from panel.audit.services import record
from panel.connections import gateway
from panel.connections.mirror import fit
from panel.connections.models import Connection, ConnectionState
from panel.jobs.queue import enqueue
from panel.ordering.models import KEPT, Offer, PartState, Search, SearchPart
from panel.ordering.prices import setup_in
from panel.tenancy.models import Client
from panel.tenancy.scope import current_organization_id, scope
from providers.capabilities import Capability
from providers.errors import Invalid, ProviderError, Unsupported
from providers.ports import Ordering, Provider, ProviderInfo
from providers.values.ordering import AvailableNumber, NumberKind, NumberSearch

log = logging.getLogger(__name__)

MOST_OFFERS = 60  # of one account
MOST_LOOKED_AT = 1000  # of one account: some of them do not suit
MOST_QUOTES = 6  # a provider that tells prices only when asked for each is asked for the first few

NOT_SOLD = _("%(provider)s does not sell numbers through its API.")
OTHER_KIND = _("%(provider)s does not sell numbers of this kind.")
UNFORESEEN = _("Patchbay met an error of its own. It was logged; nothing was bought.")


def start_search(*, wanted: Mapping[str, Any], client: Client | None, by: User) -> Search:
    """Ask all active accounts, once the caller's transaction commits."""
    Search.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    search = Search.objects.create(
        organization_id=current_organization_id(), asked_by=by, client=client, wanted=dict(wanted)
    )
    for connection in Connection.objects.filter(state=ConnectionState.ACTIVE).exclude(sealed=b"").order_by("name"):
        _begin(search, connection)
    record(
        verb="ordering.searched",
        object_type="search",
        object_id=search.pk,
        label=str(wanted.get("pattern") or wanted.get("area_code") or wanted.get("region") or wanted.get("country")),
        by=by,
        wanted=dict(wanted),
    )
    return search


def _begin(search: Search, connection: Connection) -> None:
    info = gateway.info(connection.provider)
    part = SearchPart(organization_id=search.organization_id, search=search, connection=connection)
    if not info.offers_capability(Capability.ORDERING_SEARCH):
        part.state, part.message, part.message_values = PartState.SKIPPED, NOT_SOLD, {"provider": info.name}
        part.finished_at = timezone.now()
    part.save(force_insert=True)
    if part.state == PartState.WAITING:
        enqueue("ordering.search", organization_id=part.organization_id, part_id=str(part.pk))


def run_part(organization_id: UUID, part_id: UUID) -> None:
    """Ask one account. Delivered twice, the second time finds nothing to do."""
    with scope(organization=organization_id):
        if not SearchPart.objects.filter(pk=part_id, state=PartState.WAITING).update(
            state=PartState.RUNNING, started_at=timezone.now()
        ):
            return
        part = SearchPart.objects.select_related("connection", "search").get(pk=part_id)
    info = gateway.info(part.connection.provider)
    try:
        with gateway.open_provider(part.connection, even_resting=True) as provider:
            found = list(islice(_offers(provider, part.search.wanted), MOST_OFFERS))
    except (Invalid, Unsupported) as problem:  # it was asked for what it cannot look for
        _close(part, PartState.SKIPPED, *_told(problem))
    except ProviderError as problem:
        _close(part, PartState.FAILED, *_told(problem))
    except _OtherKind:
        _close(part, PartState.SKIPPED, OTHER_KIND, {"provider": info.name})
    except Exception:
        log.exception("Part %s of a search met an error of ours", part.pk)
        _close(part, PartState.FAILED, UNFORESEEN, {})
    else:
        _store(part, found)


class _OtherKind(Exception):
    """This provider sells no numbers of the wanted kind."""


def _offers(provider: Provider, wanted: Mapping[str, Any]) -> Iterator[AvailableNumber]:
    if provider.ordering is None:
        raise _OtherKind
    asks = _asked(provider.ordering, wanted)
    may_quote = provider.info.offers_capability(Capability.ORDERING_QUOTE)
    quotes = 0
    for offer in provider.ordering.search(asks):
        offer = _with_what_is_known(offer, provider.info)
        if not _suits(offer, asks, wanted):
            continue
        if may_quote and offer.monthly is None and quotes < MOST_QUOTES:
            quotes += 1
            offer = _priced(provider.ordering, offer)
        yield offer


def _asked(ordering: Ordering, wanted: Mapping[str, Any]) -> NumberSearch:
    """The search in the provider's kinds: a word is looked for among toll-free numbers where no vanity numbers are sold."""
    kind = NumberKind(wanted["kind"])
    if kind is NumberKind.VANITY and kind not in ordering.kinds:
        kind = NumberKind.TOLL_FREE
    if kind not in ordering.kinds:
        raise _OtherKind
    return NumberSearch(
        kind=kind,
        country=wanted["country"],
        region=wanted["region"],
        rate_centre=wanted["rate_centre"],
        area_code=wanted["area_code"],
        exchange=wanted["exchange"],
        pattern=wanted["pattern"],
        limit=MOST_LOOKED_AT,
    )


def _with_what_is_known(offer: AvailableNumber, info: ProviderInfo) -> AvailableNumber:
    """A provider without 911 or messages at all is known not to have them for this number."""
    has_911 = info.offers_capability(Capability.E911_PROVISION)
    has_sms = info.offers_capability(Capability.MESSAGING_SEND_SMS)
    return replace(offer, e911=offer.e911 if has_911 else False, sms=offer.sms if has_sms else False)


def _suits(offer: AvailableNumber, asks: NumberSearch, wanted: Mapping[str, Any]) -> bool:
    """Not known is not no: what the provider does not tell speaks against nothing."""
    if wanted.get("sms") and offer.sms is False:
        return False
    if wanted.get("fax") and offer.fax is False:
        return False
    if wanted.get("e911") and offer.e911 is False:
        return False
    return asks.kind is not NumberKind.LOCAL or offer.country in ("", asks.country)


def _priced(ordering: Ordering, offer: AvailableNumber) -> AvailableNumber:
    """With the price that a quote tells; as it was when none is told."""
    try:
        quote = ordering.quote(offer)
    except ProviderError:
        return offer
    return replace(offer, setup=setup_in(quote), monthly=quote.monthly)


def _store(part: SearchPart, found: list[AvailableNumber]) -> None:
    """An offer with an amount that makes no sense is left out; the others show."""
    rows = []
    for position, offer in enumerate(found):
        try:
            columns = fit(Offer, _columns(offer))
        except ValidationError as problem:
            log.warning("Part %s of a search: an offer does not fit: %s", part.pk, problem.messages)
            continue
        rows.append(Offer(organization_id=part.organization_id, part=part, position=position, **columns))
    with scope(organization=part.organization_id):
        Offer.objects.bulk_create(rows)
    _close(part, PartState.DONE, "", {})


def _columns(offer: AvailableNumber) -> dict[str, Any]:
    prices = [money for money in (offer.monthly, offer.setup, offer.per_minute) if money is not None]
    return {
        "offer_id": offer.offer_id,
        "number": offer.number.e164 if offer.number else "",
        "kind": offer.kind.value,
        "country": offer.country,
        "region": offer.region,
        "place": offer.rate_centre,
        "setup": offer.setup.amount if offer.setup else None,
        "monthly": offer.monthly.amount if offer.monthly else None,
        "per_minute": offer.per_minute.amount if offer.per_minute else None,
        "currency": prices[0].currency if prices else "",
        "sms": offer.sms,
        "fax": offer.fax,
        "e911": offer.e911,
        "available": offer.available,
    }


def _close(part: SearchPart, state: PartState, message: str, values: Mapping[str, Any]) -> None:
    with scope(organization=part.organization_id):
        SearchPart.objects.filter(pk=part.pk, state=PartState.RUNNING).update(
            state=state, message=message, message_values=dict(values), finished_at=timezone.now()
        )


def _told(problem: ProviderError) -> tuple[str, Mapping[str, Any]]:
    if problem.message_id:
        return problem.message_id, problem.message_values
    return problem.public_message, {}
