"""Operations in templates: `{% load operations %}`.

{{ operation|operation_title }} what it is called
{{ operation|standing }}    `Succeeded in 0.8 s`, `Failed`; for {% status operation.state … %}
{{ operation|advice }}      what happens next or is safe
{{ operation|subject_url }} the page of what was changed
{{ operation|provider_info }} for {% provider … %}
"""

from __future__ import annotations

from django import template

from panel.connections import gateway
from panel.operations import words
from panel.operations.models import Operation
from providers.ports import ProviderInfo

register = template.Library()

register.filter("operation_title", words.title_of)
register.filter("standing", words.standing)
register.filter("advice", words.advice)
register.filter("subject_url", words.subject_url)


@register.filter
def provider_info(operation: Operation) -> ProviderInfo:
    return gateway.info(operation.connection.provider)
