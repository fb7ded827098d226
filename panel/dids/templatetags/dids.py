"""The editors of a number in templates: `{% load dids %}`.

{{ form|is_edited:"busy" }}  whether saving would change this setting
{{ form|present:"busy" }}    what it is now, in words
{{ form|typed:"busy" }}      the field for a telephone number beside it, where there is one
"""

from __future__ import annotations

from django import template
from django.forms import BoundField

from panel.dids.forms import RouteForm
from panel.dids.forms_settings import SettingsForm

register = template.Library()


@register.filter
def is_edited(form: RouteForm | SettingsForm, name: str) -> bool:
    return form.is_edited(name)


@register.filter
def typed(form: RouteForm, name: str) -> BoundField | None:
    return form.typed_of(name)


@register.filter
def present(form: RouteForm | SettingsForm, name: str) -> str:
    return form.words_of(name)
