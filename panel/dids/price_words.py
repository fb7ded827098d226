"""What a change costs, in words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from panel.dids.models import Item
from panel.dids.route_operation import LABELS as ROUTE_LABELS
from panel.dids.setting_prices import AT_ONCE, EVERY, FAILOVER, MONTHLY, PER_USE, Cost, Sum, sums_of
from panel.dids.settings_operation import LABELS as SETTING_LABELS
from panel.ui.words import money

UNITS = {
    Item.CNAM_LOOKUP: gettext_lazy("Each call"),
    Item.SMS_ENABLED: gettext_lazy("Each message"),
    Item.SMS_FORWARD: gettext_lazy("Each copy"),
    Item.RECORDING: gettext_lazy("Each minute"),
    Item.FAX_EMAIL: gettext_lazy("Each page"),
    Item.BILLING_PER_MINUTE: gettext_lazy("Each minute"),
    Item.FORWARD: gettext_lazy("Each minute"),
}
"""What an item's use is, above the field of its price."""

USES: dict[str, Any] = {
    Item.CNAM_LOOKUP: gettext_lazy("%(amount)s for each call looked up"),
    Item.SMS_ENABLED: gettext_lazy("%(amount)s for each message"),
    Item.SMS_FORWARD: gettext_lazy("%(amount)s for each copy of a message"),
    Item.RECORDING: gettext_lazy("%(amount)s for each minute recorded"),
    Item.FAX_EMAIL: gettext_lazy("%(amount)s for each page of a fax"),
    Item.BILLING_PER_MINUTE: gettext_lazy("%(amount)s for each minute of a call"),
    Item.FORWARD: gettext_lazy("%(amount)s for each minute forwarded"),
    FAILOVER: gettext_lazy("%(amount)s for each minute that a failover forwards, when a call gets so far"),
}


PARTS = {AT_ONCE: gettext_lazy("once"), MONTHLY: gettext_lazy("each month"), PER_USE: gettext_lazy("each use")}


def phrases_of(found: Sum) -> list[str]:
    """What is charged, as parts of a sentence; without what is free and what is not told."""
    told = []
    if found.at_once:
        told.append(_("%(amount)s at once") % {"amount": exact(found.at_once, found.currency)})
    if found.monthly:
        words = _("%(amount)s more each month") if found.monthly > 0 else _("%(amount)s less each month")
        told.append(words % {"amount": exact(abs(found.monthly), found.currency)})
    return [*told, *(USES[what] % {"amount": exact(each, found.currency)} for what, each in found.uses if each)]


def not_told_words(found: Sum) -> str:
    """The items of which something is not told, each with what that is; empty when all is told."""
    return ", ".join(_missing(what, names) for what, names in found.not_told)


def _missing(what: str, names: tuple[str, ...]) -> str:
    if names == EVERY:
        return _label(what)
    return f"{_label(what)} ({', '.join(str(PARTS[name]) for name in names)})"


def in_sentences(costs: Iterable[Cost]) -> list[str]:
    """What one change of one number costs, each sentence by itself; empty when nothing of it can cost."""
    found = []
    for each in sums_of((cost, 1) for cost in costs):
        if phrases := phrases_of(each):
            found.append(f"{', '.join(phrases)}.")
        if each.not_told:
            found.append(_("Not told: %(items)s.") % {"items": not_told_words(each)})
        if each.is_nothing:
            found.append(_("Free, by the price list."))
    return found


def exact(amount: Decimal, currency: str) -> str:
    """Money with as many decimals as it has, and never fewer than two."""
    return money(amount, currency, max(2, _decimals(amount)))


def amount_text(amount: Decimal | None) -> str:
    """An amount as a person would type it; empty for none."""
    if amount is None:
        return ""
    text = f"{amount:.{max(2, _decimals(amount)) if _decimals(amount) else 0}f}"
    return text.replace(".", ",") if get_language() == "fr" else text


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _label(what: str) -> str:
    if what == FAILOVER:
        return str(Item.FORWARD.label)
    return str(Item(what).label if what in Item else {**SETTING_LABELS, **ROUTE_LABELS}[what])
