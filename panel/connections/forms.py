"""The connection form, drawn from a provider's declaration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.connections.models import Connection
from panel.ui.forms import Form
from providers.capabilities import CredentialField
from providers.ports import ProviderInfo

MOST_CALLS_PER_SECOND = 100


class CredentialsForm(Form):
    """`connection` None: a new account, all fields required. Otherwise an empty secret keeps the stored one."""

    def __init__(self, info: ProviderInfo, *args: Any, connection: Connection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.info = info
        self.connection = connection
        self.fields["name"] = forms.CharField(
            label=_("Name of this connection"),
            help_text=_("Shown to your team when you have several accounts."),
            max_length=80,
            initial=connection.name if connection else _("%(provider)s, main account") % {"provider": info.name},
        )
        for declared in info.credential_fields:
            self.fields[f"credential_{declared.name}"] = self._field(declared)

    def _field(self, declared: CredentialField) -> forms.Field:
        kept = declared.secret and self.connection is not None and bool(self.connection.sealed)
        help_text = _(declared.help) if declared.help else ""
        if kept:
            help_text = _("Stored encrypted. Leave it empty to keep the one that is stored.")
        common: dict[str, Any] = {
            "label": _(declared.label),
            "help_text": help_text,
            "max_length": declared.max_length,
            "required": declared.required and not kept,
            "widget": self._widget(declared),
        }
        field: forms.Field
        if declared.kind == "choice":
            del common["max_length"], common["widget"]
            field = forms.ChoiceField(**common, choices=[(value, _(label)) for value, label in declared.choices])
        elif declared.kind == "email":
            field = forms.EmailField(**common)
        else:
            field = forms.CharField(**common, strip=not declared.secret)
        if self.connection is not None and not declared.secret:
            field.initial = self.connection.public_credentials.get(declared.name, "")
        return field

    def _widget(self, declared: CredentialField) -> forms.Widget:
        attrs = {"autocomplete": "off", "spellcheck": "false", "placeholder": declared.placeholder}
        if declared.secret:
            # Typed secrets are never written back into a page, not even after an error.
            return forms.PasswordInput(attrs={**attrs, "autocomplete": "new-password"}, render_value=False)
        return forms.EmailInput(attrs=attrs) if declared.kind == "email" else forms.TextInput(attrs=attrs)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        others = Connection.objects.filter(name=name)
        if self.connection is not None:
            others = others.exclude(pk=self.connection.pk)
        if others.exists():
            raise forms.ValidationError(_("Another connection has this name."))
        return name

    @property
    def credentials(self) -> dict[str, str]:
        """What was typed, by the provider's field names."""
        return {
            declared.name: self.cleaned_data[f"credential_{declared.name}"] for declared in self.info.credential_fields
        }


class PaceForm(Form):
    spans = {"calls_per_second": "s2"}
    calls_per_second = forms.IntegerField(
        label=gettext_lazy("Calls a second"), min_value=1, max_value=MOST_CALLS_PER_SECOND, required=False
    )
