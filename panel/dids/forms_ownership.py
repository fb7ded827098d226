"""Moving a number to another client, and giving it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.dids.models import Did
from panel.tenancy.models import Client
from panel.ui.forms import Form, field_of
from panel.ui.words import phone

LAST = 4


class ClientForm(Form):
    """`was` carries whose number the person saw, so that a move made meanwhile is noticed."""

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    client: forms.ModelChoiceField[Client] = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=gettext_lazy("Client"),
        empty_label=gettext_lazy("Nobody"),
        help_text=gettext_lazy("Calls from now on are the new client’s; earlier ones stay where they are."),
        error_messages={"invalid_choice": gettext_lazy("There is no such client. Choose one from the list.")},
    )

    def __init__(self, did: Did, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="owner-%s", initial={"client": did.client_id, "was": did.client_id or ""})
        field_of(self, "client", forms.ModelChoiceField).queryset = Client.objects.order_by("name")

    @property
    def seen(self) -> str | None:
        """None when the form was sent without it."""
        return str(self.cleaned_data["was"]) if "was" in self.data else None


class ReleaseForm(Form):
    """The number typed again, or its last four digits, in whatever notation. `token` makes two presses ask once."""

    confirm = forms.CharField(
        max_length=40,
        label=gettext_lazy("Type the number, or its last four digits"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "class": "num"}),
        error_messages={"required": gettext_lazy("Type the number, or its last four digits.")},
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, did: Did, data: Mapping[str, Any] | None = None) -> None:
        self.did = did
        super().__init__(data, auto_id="release-%s", initial={"token": str(uuid4())})

    def clean_confirm(self) -> str:
        typed = "".join(each for each in self.cleaned_data["confirm"] if each.isdecimal() and each.isascii())
        digits = self.did.number.removeprefix("+")
        national = digits.removeprefix("1") if len(digits) == 11 else digits
        if typed not in (digits, national, digits[-LAST:]):
            raise forms.ValidationError(
                _("That is not this number. It is %(number)s.") % {"number": phone(self.did.number)}
            )
        return typed

    @property
    def key(self) -> str:
        """The idempotency key. A damaged token protects from nothing, and harms nothing."""
        try:
            return f"release:{UUID(self.cleaned_data['token'])}"
        except ValueError:
            return f"release:{uuid4()}"
