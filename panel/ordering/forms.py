"""The forms of searching and buying numbers."""

from __future__ import annotations

import re
from typing import Any, cast

import phonenumbers
from babel import Locale
from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panel.ordering.models import Kind, NumberTemplate
from panel.ordering.services.buying import MOST_AT_ONCE
from panel.ordering.setup_fields import SetupForm
from panel.tenancy.models import Client
from panel.ui.forms import Form, field_of

NEAR = ("US", "CA", "FR", "GB")
NANP = ("US", "CA")
LONGEST_PREFIX = 6


def country_choices() -> list[tuple[str, str]]:
    """Countries that have telephone numbers, in the reader's words; the usual ones first."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    known = sorted(((code, names.get(code, code)) for code in phonenumbers.SUPPORTED_REGIONS), key=lambda each: each[1])
    return [(code, names.get(code, code)) for code in NEAR] + [each for each in known if each[0] not in NEAR]


def clients() -> Any:
    return Client.objects.order_by("name")


class SearchForm(Form):
    """What is looked for. `wanted` is what a search stores."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.LOCAL)
    country = forms.ChoiceField(label=_("Country"), initial="CA")
    area = forms.CharField(
        label=_("Area code or prefix"),
        required=False,
        max_length=20,
        help_text=_("514, or 514-555 for an exchange; 800 and the like for toll-free."),
    )
    region = forms.CharField(label=_("State or province"), required=False, max_length=3, help_text=_("Such as QC."))
    rate_centre = forms.CharField(label=_("Rate centre or city"), required=False, max_length=60)
    pattern = forms.CharField(
        label=_("Digits or a word in it"),
        required=False,
        max_length=20,
        help_text=_("0142, or FLOWERS for a vanity number."),
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_AT_ONCE, initial=1)
    client: forms.ModelChoiceField[Client] = forms.ModelChoiceField(
        label=_("Prices for"), queryset=None, required=False, empty_label=_("No client yet")
    )
    sms = forms.BooleanField(label=_("Can send texts"), required=False)
    fax = forms.BooleanField(label=_("Can take faxes (T.38)"), required=False)
    e911 = forms.BooleanField(label=_("Can have a 911 address"), required=False)

    spans = {
        "kind": "s2", "country": "s2", "area": "s2", "region": "s2", "rate_centre": "s2", "pattern": "s2",
        "quantity": "s2", "client": "s4", "sms": "s2", "fax": "s2", "e911": "s2",
    }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "country", forms.ChoiceField).choices = country_choices()
        field_of(self, "client", forms.ModelChoiceField).queryset = clients()

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"].strip().upper()
        if region and not re.fullmatch("[A-Z]{2,3}", region):
            raise forms.ValidationError(_("Two or three letters, such as QC or NY."))
        return region

    def clean_rate_centre(self) -> str:
        return str(self.cleaned_data["rate_centre"]).strip().upper()

    def clean_pattern(self) -> str:
        pattern = re.sub(r"[\s().-]", "", self.cleaned_data["pattern"]).upper()
        if not re.fullmatch(r"[0-9A-Z*]*", pattern):
            raise forms.ValidationError(_("Digits and letters without accents, and * for any digit."))
        return pattern

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        digits = re.sub(r"\D", "", data.get("area", ""))
        at_home = data.get("country") in NANP
        if at_home and len(digits) in (4, 7) and digits.startswith("1"):
            digits = digits[1:]
        if data.get("area", "").strip() and (not digits or (at_home and len(digits) not in (3, 6))):
            self.add_error("area", _("Three digits for an area code, six with the exchange."))
        data["area_code"], data["exchange"] = (digits[:3], digits[3:]) if at_home else (digits[:6], "")
        if data.get("kind") == Kind.VANITY and "pattern" in data and not data["pattern"]:
            self.add_error("pattern", _("Write the word or the digits that the number should spell."))
        return data

    @property
    def wanted(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "client"}


class CheckoutForm(SetupForm):
    """How the chosen numbers begin, and the acceptance of the charge that was shown. A repeated `token` buys once."""

    test = forms.BooleanField(
        label=_("Test only"), required=False, help_text=_("The provider checks the order and buys nothing.")
    )
    accept = forms.BooleanField(
        label=_("I accept the charge"),
        error_messages={"required": _("Nothing is bought before you accept the charge.")},
    )
    charge = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "", "invalid": ""})

    def __init__(self, *args: Any, charge: str, may_test: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = charge
        if not may_test:
            del self.fields["test"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("charge") != self.now:
            if data.get("accept"):
                self.add_error("accept", _("The charge is not the one that you saw. Look at it and accept it again."))
            self._show_the_charge_of_now()
        return data

    def _show_the_charge_of_now(self) -> None:
        """The form that comes back shows it, so it is what is accepted next, by a new tick."""
        shown = cast(QueryDict, self.data).copy()
        shown["charge"] = self.now
        shown.pop("accept", None)
        self.data = shown


class TemplateForm(SetupForm):
    """A `NumberTemplate`. Routes of accounts that are not active stay as they are."""

    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ("name", "client", "tags", "note", "e911")

    def __init__(self, *args: Any, template: NumberTemplate | None, **kwargs: Any) -> None:
        self.template = template
        super().__init__(*args, complete=False, **kwargs)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        same = NumberTemplate.objects.filter(name=name)
        if self.template is not None:
            same = same.exclude(pk=self.template.pk)
        if same.exists():
            raise forms.ValidationError(_("There is a template of this name already."))
        return name


class PriceForm(Form):
    """A markup: a percentage of the cost and a fixed amount each month, in the currency of the cost."""

    client: forms.ModelChoiceField[Client] = forms.ModelChoiceField(
        label=_("Client"), queryset=None, required=False, empty_label=_("Everybody else")
    )
    percent = forms.DecimalField(
        label=_("Markup in percent"), min_value=0, max_value=10000, max_digits=7, decimal_places=2, initial=0
    )
    fixed = forms.DecimalField(
        label=_("Added to each month"), min_value=0, max_value=10000, max_digits=8, decimal_places=2, initial=0
    )
    spans = {"percent": "s3", "fixed": "s3"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "client", forms.ModelChoiceField).queryset = clients()


class RequestForm(SetupForm):
    """Numbers that one account's provider is asked to find."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(Kind.LOCAL, Kind.LOCAL.label), (Kind.OTHER, _("International"))]
    )
    country = forms.ChoiceField(label=_("Country"), initial="CA")
    region = forms.CharField(label=_("State or province"), required=False, max_length=3)
    rate_centre = forms.CharField(label=_("Rate centre or city"), required=False, max_length=80)
    area = forms.CharField(
        label=_("Area code and exchange"),
        required=False,
        max_length=20,
        help_text=_("514-555; some want all six digits. Abroad, what follows the country code."),
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_AT_ONCE, initial=1)
    words = forms.CharField(
        label=_("What to tell the provider"), required=False, max_length=250, widget=forms.Textarea(attrs={"rows": 3})
    )
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "", "invalid": ""})
    field_order = ("kind", "country", "region", "rate_centre", "area", "quantity", "words", "client")
    spans = {"kind": "s3", "country": "s3", "region": "s2", "rate_centre": "s4", "area": "s4", "quantity": "s2"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "country", forms.ChoiceField).choices = country_choices()
        for name in ("tags", "note", "e911"):
            del self.fields[name]

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).strip().upper()

    def clean_area(self) -> str:
        code = str(phonenumbers.country_code_for_region(self.cleaned_data.get("country", "")))
        written = self.cleaned_data["area"].strip()
        digits = re.sub(r"\D", "", written)
        if written.startswith("+"):
            digits = digits.removeprefix(code)
        if code == "1" and len(digits) not in (0, 3, 6):
            raise forms.ValidationError(_("Three digits for an area code, six with the exchange."))
        if len(digits) > LONGEST_PREFIX or (written and not digits):
            raise forms.ValidationError(_("At most six digits, those that follow the country code."))
        return digits

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("region", "rate_centre", "area", "words")):
            self.add_error("rate_centre", _("Say where the numbers should be."))
        return data

    @property
    def wanted(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "country": given["country"],
            "region": given["region"],
            "rate_centre": given["rate_centre"].strip().upper(),
            "prefix": given["area"],
            "quantity": given["quantity"],
            "note": given["words"],
        }
