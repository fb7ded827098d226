"""A parameter of a provider's catalogue as a field of a form: shared by the console and by the forms of routing objects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from providers.wire.catalog import Catalog, Param
from providers.wire.redact import is_secret_name

LONGEST_TEXT = 200_000


def is_structured(catalog: Catalog, param: Param) -> bool:
    """Whether the parameter is an object or array, which is typed as JSON."""
    words = param.type.replace("|", " ").split()
    return (
        param.many
        or any(word in catalog.types for word in words)
        or param.type.startswith("ArrayOf")
        or any(word in {"object", "array", "mixed"} for word in words)
    )


def text_field(
    catalog: Catalog, param: Param, *, label: str | Promise, help_text: str | Promise, required: bool
) -> forms.Field:
    """A choice where the values are closed, else text; what a name calls secret is never shown again."""
    common: dict[str, Any] = {"label": label, "help_text": help_text, "required": required}
    if param.values:
        choices = [("", _("not sent")), *((value, meaning(catalog, param, value)) for value in param.values)]
        return forms.ChoiceField(**common, choices=choices)
    widget: forms.Widget = forms.TextInput()
    if is_secret_name(param.name):
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False)
    elif is_structured(catalog, param) or param.type in {"file", "base64"}:
        widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "mono"})
    else:
        widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "placeholder": param.example}
    return forms.CharField(**common, widget=widget, max_length=LONGEST_TEXT, strip=False)


def meaning(catalog: Catalog, param: Param, value: str) -> str:
    """A value of a closed vocabulary with what the provider says it means."""
    words = catalog.enums.get(param.type, {}).get(value, "")
    return f"{value} · {words}" if words else value
