"""What a client pays for a number, beside what it costs us. A simple markup; rating of traffic is not here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import Q

from panel.ordering.models import PriceRule
from providers.values.money import Money
from providers.values.ordering import Quote

CENT = Decimal("0.01")


def setup_in(quote: Quote) -> Money | None:
    """What is paid once: as told, or what is due now beyond the first month."""
    if quote.setup is not None or quote.due_now is None or quote.monthly is None:
        return quote.setup
    if quote.due_now.currency != quote.monthly.currency:
        return None
    return replace(quote.due_now, amount=max(quote.due_now.amount - quote.monthly.amount, Decimal(0)))


@dataclass(frozen=True, slots=True)
class Markup:
    """A price rule, or the absence of one: then there is no price to show."""

    percent: Decimal
    fixed: Decimal

    def price(self, cost: Decimal) -> Decimal:
        """What the client pays each month, in the currency of the cost."""
        return (cost * (100 + self.percent) / 100 + self.fixed).quantize(CENT, rounding=ROUND_HALF_UP)

    def margin(self, cost: Decimal) -> Decimal:
        return self.price(cost) - cost


def markup_for(client_id: UUID | None) -> Markup | None:
    """The client's own rule, else the organization's; None where nobody made one."""
    wanted = Q(client=None) | Q(client_id=client_id) if client_id else Q(client=None)
    rules = {rule.client_id: rule for rule in PriceRule.objects.filter(wanted)}
    rule = rules.get(client_id) or rules.get(None)
    return Markup(rule.percent, rule.fixed) if rule else None
