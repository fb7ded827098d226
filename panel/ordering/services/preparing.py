"""Templates of how numbers begin, and what clients pay."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from panel.accounts.models import User
from panel.audit.services import record
from panel.ordering.models import NumberTemplate, PriceRule
from panel.tenancy.models import Client
from panel.tenancy.scope import current_organization_id


def save_template(
    *,
    template: NumberTemplate | None,
    fields: Mapping[str, Any],
    routes: Mapping[str, str],
    pops: Mapping[str, str],
    by: User,
) -> NumberTemplate:
    """`routes` and `pops` are by account; an empty one is taken away, and accounts that are not named stay as they are."""
    row = template or NumberTemplate(organization_id=current_organization_id())
    for name, value in fields.items():
        setattr(row, name, value)
    row.routes = {account: route for account, route in {**row.routes, **routes}.items() if route}
    row.pops = {account: pop for account, pop in {**row.pops, **pops}.items() if pop}
    row.save()
    record(verb="ordering.template_saved", object_type="template", object_id=row.pk, label=row.name, by=by)
    return row


def delete_template(*, template: NumberTemplate, by: User) -> None:
    record(verb="ordering.template_deleted", object_type="template", object_id=template.pk, label=template.name, by=by)
    template.delete()


def set_price(*, client: Client | None, percent: Decimal, fixed: Decimal, by: User) -> PriceRule:
    """One rule for each client, and one for everybody else."""
    rule, _made = PriceRule.objects.update_or_create(
        organization_id=current_organization_id(), client=client, defaults={"percent": percent, "fixed": fixed}
    )
    record(
        verb="ordering.price_set",
        object_type="price_rule",
        object_id=rule.pk,
        label=client.name if client else "",
        by=by,
        percent=str(percent),
        fixed=str(fixed),
    )
    return rule


def delete_price(*, rule: PriceRule, by: User) -> None:
    label = rule.client.name if rule.client else ""
    record(verb="ordering.price_deleted", object_type="price_rule", object_id=rule.pk, label=label, by=by)
    rule.delete()
