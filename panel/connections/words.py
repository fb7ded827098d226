"""Capabilities in words. A test keeps the table complete."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.capabilities import Capability

CAPABILITIES: dict[Capability, str | Promise] = {
    Capability.DIDS_LIST: _("Numbers"),
    Capability.ROUTING_LIST: _("Routing objects: IVRs, ring groups, queues and more"),
    Capability.ROUTING_SET_ROUTE: _("Change where calls go"),
    Capability.ROUTING_SET_FAILOVERS: _("Failovers: busy, no answer, unreachable"),
    Capability.DEVICES_LIST: _("SIP accounts"),
    Capability.DEVICES_REGISTRATION: _("Registration of devices"),
    Capability.DEVICES_POPS: _("Servers"),
    Capability.BILLING_BALANCE: _("Balance"),
    Capability.CALLS_LIST: _("Call records"),
}
