"""Tags and filters of our pages: `{% load ui %}`.

icon "house" "ico--l"               the icon as SVG
status level_or_state "Words"       icon and word; `pill=True` for the filled form
provider info                       the badge and the name; `bare=True` hides the name from eyes only
{{ number|phone }}                  +1 514 555 0142
{% money amount "USD" %}            USD 0.85, in French 0,85 USD; `decimals=4` for rates
{{ at|ago }}                        2 min ago, with the exact time as its title
{{ seconds|duration }}              3:42
{{ state|level }}                   the look of a state: ok, warn, bad, unk, run, wait, off
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, TextInput
from django.forms.boundfield import BoundWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString

from panel.ui import icons, words
from panel.ui.status import ICONS, level_of

register = template.Library()

register.simple_tag(icons.icon, name="icon")


@register.filter
def phone(value: Any) -> str:
    return words.phone(str(value)) if value else ""


@register.simple_tag
def money(amount: Any, currency: str = "", decimals: int = 2) -> str:
    """Takes an amount and its currency, or a Money value alone; a dash for none."""
    if amount is None or amount == "":
        return "—"
    if hasattr(amount, "currency"):
        amount, currency = amount.amount, amount.currency
    return words.money(Decimal(amount), currency, decimals)


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    return words.number(value, decimals) if value is not None and value != "" else "—"


@register.filter
def ago(value: datetime | None) -> str:
    if not value:
        return "—"
    return format_html(
        '<time class="num" datetime="{}" title="{}">{}</time>', value.isoformat(), words.moment(value), words.ago(value)
    )


@register.filter
def moment(value: datetime | None) -> str:
    if not value:
        return "—"
    return format_html('<time class="num" datetime="{}">{}</time>', value.isoformat(), words.moment(value))


@register.filter
def duration(value: timedelta | int | float | None) -> str:
    return words.duration(value) if value is not None else "—"


@register.filter
def initials(value: Any) -> str:
    return words.initials(str(value))


@register.filter
def level(state: Any) -> str:
    return level_of(str(state))


@register.filter
def level_icon(state: Any) -> str:
    """The icon's name for a state or level."""
    return ICONS[level_of(str(state))]


@register.inclusion_tag("ui/_status.html")
def status(state: Any, text: Any = "", pill: bool = False) -> dict[str, Any]:
    """`state` is a level or a stored state; an unknown outcome is always a dashed pill."""
    look = level_of(str(state))
    return {"level": look, "text": text or state, "pill": pill or look == "unk"}


@register.inclusion_tag("ui/_provider.html")
def provider(info: Any, bare: bool = False) -> dict[str, Any]:
    """`info` has name, monogram and slot: providers.ports.ProviderInfo."""
    return {"info": info, "bare": bare}


@register.filter
def words_of(text: str) -> list[str]:
    return text.split()


register.filter("words", words_of)


@register.filter
def css_path(name: str) -> str:
    return f"css/{name}.css"


@register.filter
def js_path(name: str) -> str:
    return f"js/{name}.js"


@register.simple_tag
def control(field: BoundField, **extra: Any) -> SafeString:
    """A form field's widget in our dress. Works on any Django form, the libraries' own included."""
    attrs: dict[str, Any] = {"class": _control_class(field)}
    if field.errors:
        attrs["aria-invalid"] = "true"
    attrs.update({key.replace("_", "-"): value for key, value in extra.items()})
    return field.as_widget(attrs=attrs)


@register.simple_tag
def choice(option: BoundWidget) -> SafeString:
    """One radio button or checkbox of a field that has several."""
    option.data["attrs"]["class"] = "form-check-input"
    return SafeString(option.tag())


def _control_class(field: BoundField) -> str:
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        base = "form-check-input"
    elif isinstance(widget, Select):
        base = "form-select"
    else:
        base = "form-control"
    return " ".join(filter(None, [base, own, "is-invalid" if field.errors else ""]))


@register.filter
def widget_kind(field: BoundField) -> str:
    """How `ui/_field.html` lays the field out: hidden, check, choices, password, file or plain."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, FileInput):
        return "file"
    if isinstance(widget, TextInput) and widget.input_type == "password":
        return "password"
    return "plain"


@register.filter
def span(field: BoundField) -> str:
    """How many of a row's six parts the field takes, as its form declares: "s2" to "s6"."""
    spans: dict[str, str] = getattr(field.form, "spans", {})
    return spans.get(field.name, "s6")
