"""Connections in templates: `{% load connections %}`.

{{ step|spoken }}            a provider's declared text in the reader's language
{{ offer.capability|capability }}   what a provider can do, in words
{% for port, offers in info|by_port %}   what it can do, by subject, in words
{{ plan.interval|every }}    "every 15 min"
"""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from panel.connections.words import CAPABILITIES, PORTS
from providers.capabilities import Capability, Offer
from providers.ports import ProviderInfo

register = template.Library()


@register.filter
def spoken(text: str) -> str:
    return gettext(text) if text else ""


@register.filter
def capability(value: Capability) -> str:
    return str(CAPABILITIES[value])


@register.filter
def by_port(info: ProviderInfo) -> list[tuple[str, list[Offer]]]:
    offers = {port: [offer for offer in info.offers if offer.capability.port == port] for port in PORTS}
    return [(str(PORTS[port]), found) for port, found in offers.items() if found]


@register.filter
def every(seconds: int) -> str:
    minutes = max(1, seconds // 60)
    return ngettext("every minute", "every %(count)s min", minutes) % {"count": minutes}
