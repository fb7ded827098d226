"""The form of an account's price list: a row for each item that its provider has, with the amounts that the item can have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from panel.connections.models import Connection
from panel.dids.models import Item
from panel.dids.price_words import UNITS, amount_text
from panel.dids.setting_prices import AMOUNTS, AT_ONCE, MONTHLY, PriceList, items_of
from panel.ui.forms import Form
from providers.ports import ProviderInfo

THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d*)?")


class AmountField(forms.DecimalField):
    """An amount that may be left empty, with a point or a comma before its decimals."""

    default_error_messages = {
        "invalid": gettext_lazy("Write an amount, like 0.85. Leave it empty when you do not know it."),
        "thousands": gettext_lazy("Write it without a comma between the thousands."),
        "min_value": gettext_lazy("A price is not below zero."),
        "max_decimal_places": gettext_lazy("Five decimals at most."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"})
        super().__init__(required=False, min_value=0, max_digits=12, decimal_places=5, widget=widget, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = re.sub(r"\s", "", str(value or ""))
        if get_language() != "fr" and THOUSANDS.fullmatch(text):
            raise forms.ValidationError(self.error_messages["thousands"], code="thousands")
        with_point = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
        amount: Decimal | None = super().clean(with_point)
        return amount


@dataclass(frozen=True, slots=True)
class Row:
    """An item with its fields."""

    label: str
    fields: list[BoundField]


class PricesForm(Form):
    """Empty is not told, 0 is free."""

    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        help_text=gettext_lazy("In which the provider charges this account."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, connection: Connection, info: ProviderInfo, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items_of(info)
        stored = PriceList.of(connection.pk)
        self.fields["currency"].initial = stored.currency or connection.balance_currency or info.currency
        for item in self.items:
            for name in AMOUNTS[item]:
                self.fields[_field_name(item, name)] = AmountField(
                    label=_label(item, name), initial=amount_text(stored.amount(item, name))
                )

    @property
    def rows(self) -> Iterator[Row]:
        for item in self.items:
            yield Row(str(item.label), [self[_field_name(item, name)] for name in AMOUNTS[item]])

    @property
    def prices(self) -> dict[str, dict[str, Decimal | None]]:
        return {
            item.value: {name: self.cleaned_data[_field_name(item, name)] for name in AMOUNTS[item]}
            for item in self.items
        }

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if currency not in list_currencies():
            raise forms.ValidationError(_("Write the three letters of a currency, like CAD, EUR or USD."))
        return currency


def _field_name(item: Item, amount: str) -> str:
    return f"{item.value}-{amount}"


def _label(item: Item, amount: str) -> str:
    if amount == AT_ONCE:
        return _("Once")
    return _("Each month") if amount == MONTHLY else str(UNITS[item])
