"""Accounts at the sandbox's four services, and the queue's messages run as soon as they are sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone

from panel.celery import app
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.operations.models import Operation
from panel.operations.tasks import sweep
from panel.ordering.models import NumberOrder, Offer
from panel.routing.models import PointOfPresence, RoutingObject
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers import registry
from providers.sandbox.seed import SERVICES
from providers.values.ordering import AvailableNumber, OrderState
from providers.values.phone import PhoneNumber
from providers.values.routing import RouteKind
from tests.providers.contract.facts import FACTS, endpoints
from tests.sandbox import Sandbox


@pytest.fixture
def connect(connect: Callable[[str], Connection]) -> Callable[[str], Connection]:
    """An active account of Nordphone's at a provider of the sandbox, with the server that VoIP.ms' orders want."""

    def connected(slug: str) -> Connection:
        row = connect(slug)
        if slug == "voipms":  # as a sync of devices would have stored it
            with scope(organization=row.organization_id):
                mirrored(row, PointOfPresence, remote_id="60", name="Montreal, QC")
        return row

    return connected


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run what is on the queue, as the worker would."""
    app.loader.import_default_modules()
    messages: deque[tuple[str, dict[str, Any]]] = deque()
    monkeypatch.setattr(app, "send_task", lambda name, kwargs, **_: messages.append((name, kwargs)))

    def run() -> None:
        while messages:
            name, arguments = messages.popleft()
            app.tasks[name](**arguments)

    return run


def mirrored(account: Connection, model: Any, **fields: str) -> None:
    now = timezone.now()
    model.objects.create(
        organization_id=account.organization_id,
        connection=account,
        fingerprint="f",
        first_seen_at=now,
        changed_at=now,
        **fields,
    )


class Nord:
    """Alice of Nordphone at work: she searches and buys, and the worker does what she asked for."""

    def __init__(
        self, organization: Organization, browser: Any, connect: Callable[[str], Connection], work: Callable[[], None], url: str
    ) -> None:  # fmt: skip
        self.organization, self.browser, self.connect, self.work, self.url = organization, browser, connect, work, url

    def search(self, wanted: dict[str, str]) -> str:
        answer = self.browser.post("/ordering/", wanted)
        assert answer.status_code == 302
        self.work()
        return str(answer["Location"])

    def offers(self, slug: str) -> list[Offer]:
        with scope(organization=self.organization):
            rows = Offer.objects.select_related("part__search").filter(part__connection__provider=slug)
            return list(rows.order_by("-part__search__created_at", "position"))

    def post(self, chosen: list[Offer], **fields: str) -> Any:
        query = "&".join(f"offer={offer.pk}" for offer in chosen)
        page = self.browser.get(f"/ordering/checkout/?{query}")
        shown = {"accept": "on", "charge": page.context["form"]["charge"].value(), "token": str(uuid4())}
        pops = {
            field.html_name: field.field.choices[0][0]
            for field in page.context["form"].setup_fields
            if field.html_name.startswith("pop_")
        }
        seen = self.browser.get(f"/ordering/checkout/chosen/?{query}&client={fields.get('client', '')}")
        prices = {"prices": seen.context["prices"]}
        return self.browser.post(f"/ordering/checkout/?{query}", {**shown, **prices, **pops, **fields})

    def buy(self, chosen: list[Offer], **fields: str) -> list[NumberOrder]:
        answer = self.post(chosen, **fields)
        assert answer.status_code == 302, answer.content.decode()
        self.work()
        with scope(organization=self.organization):
            return list(NumberOrder.objects.select_related("operation").order_by("-purchase__created_at", "position"))

    def order(self, order: NumberOrder) -> NumberOrder:
        with scope(organization=self.organization):
            return NumberOrder.objects.select_related("operation").get(pk=order.pk)

    def operation(self, order: NumberOrder) -> Operation:
        operation: Operation | None = self.order(order).operation
        assert operation is not None
        return operation

    def did(self, number: str) -> Did:
        with scope(organization=self.organization):
            return Did.objects.get(number=number)

    def later(self, order: NumberOrder, *, seconds: int) -> None:
        self.passes(self.operation(order), seconds=seconds)

    def passes(self, operation: Operation | None, *, seconds: int) -> Operation:
        """As if that time had passed: what is due is swept and carried out."""
        assert operation is not None
        earlier = timedelta(seconds=seconds)
        with scope(organization=self.organization):
            Operation.objects.filter(pk=operation.pk).update(
                next_at=F("next_at") - earlier, lease_until=F("lease_until") - earlier, sent_at=F("sent_at") - earlier
            )
        sweep()
        self.work()
        with scope(organization=self.organization):
            return Operation.objects.get(pk=operation.pk)

    def somebody_else_buys(self, slug: str, offer: Offer) -> None:
        self._buys(slug, offer, account=1)

    def it_was_bought_after_all(self, slug: str, offer: Offer) -> None:
        """An order that arrived at the provider long after we gave it up."""
        self._buys(slug, offer, account=0)

    def _buys(self, slug: str, offer: Offer, *, account: int) -> None:
        credentials = SERVICES[slug].credentials[account]
        with registry.get(slug).open(credentials, endpoints=endpoints(slug, self.url)) as other:
            assert other.ordering
            start = FACTS[slug].settings
            if slug == "voipinnovations":
                assert other.routing
                group = next(iter(other.routing.list_objects(RouteKind.ENDPOINT_GROUP)))
                start = replace(start, route=group.route)
            offered = AvailableNumber(offer_id=offer.offer_id, number=PhoneNumber(offer.number))
            assert other.ordering.order([offered], start)[0].state is OrderState.DONE

    def know_endpoint_group(self, account: Connection) -> None:
        """As a sync of routing would have stored it."""
        with scope(organization=self.organization):
            mirrored(account, RoutingObject, kind="endpoint_group", remote_id="1201", name="Main group")


@pytest.fixture
def nord(
    nordphone: Organization, alice: Any, browse: Any, connect: Any, work: Callable[[], None], everywhere: Sandbox
) -> Nord:
    return Nord(nordphone, browse(alice, nordphone), connect, work, everywhere.url)
