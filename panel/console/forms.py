"""The form of a catalogue method: one field a parameter, and for a method that writes the confirmation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from panel.connections.parameters import text_field
from panel.console.arguments import NotReadable, value_of
from panel.ui.forms import Form
from providers.wire.catalog import Catalog, Method, Param

PREFIX = "p_"  # a parameter may be called like anything, "confirm" for one
CONFIRM = "confirm"


class MethodForm(Form):
    """Empty fields are not sent. `arguments` are the typed values by parameter name, once the form is valid."""

    def __init__(self, catalog: Catalog, method: Method, provider: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalog = catalog
        self.method = method
        for param in method.params:
            self.fields[f"{PREFIX}{param.name}"] = self._field(param)
        if method.asks_first:
            self.fields[CONFIRM] = forms.BooleanField(
                label=_("Do this at %(provider)s") % {"provider": provider},
                error_messages={"required": _("Confirm it to go on.")},
            )

    def _field(self, param: Param) -> forms.Field:
        return text_field(self.catalog, param, label=param.name, help_text=self._help(param), required=param.required)

    def _help(self, param: Param) -> str:
        default = _("When not sent: %(value)s") % {"value": param.default} if param.default else ""
        guess = _("inferred, not documented") if param.confidence == "inferred" else ""
        return " · ".join(part for part in (param.type, param.note, default, guess) if part)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.arguments: dict[str, Any] = {}
        for param in self.method.params:
            name = f"{PREFIX}{param.name}"
            text = cleaned.get(name, "")
            if not text:
                continue
            try:
                self.arguments[param.name] = value_of(self.catalog, param, text)
            except NotReadable as problem:
                self.add_error(name, str(problem))
        return cleaned

    def blame(self, parameter: str, message: str) -> None:
        """Say beside its field what the provider's client has against a parameter."""
        name = f"{PREFIX}{parameter}"
        self.add_error(name if name in self.fields else None, message)
