"""The editors of a number in templates: `{% load dids %}`.

{{ form|is_edited:"busy" }}  whether saving would change this setting
{{ form|present:"busy" }}    what it is now, in words
"""

from __future__ import annotations

from django import template

from panel.dids.forms import RouteForm
from panel.dids.forms_settings import SettingsForm

register = template.Library()


@register.filter
def is_edited(form: RouteForm | SettingsForm, name: str) -> bool:
    return form.is_edited(name)


@register.filter
def present(form: RouteForm | SettingsForm, name: str) -> str:
    return form.words_of(name)
