"""Where calls go, in words for somebody who never heard of SIP. No names of a provider's objects, those are the staff's."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.values.routing import RouteKind

DESTINATIONS: dict[str, Promise] = {
    RouteKind.ACCOUNT: _("Rings your phone"),
    RouteKind.FORWARD: _("Forwarded to another number"),
    RouteKind.VOICEMAIL: _("Goes to voicemail"),
    RouteKind.SIP_URI: _("Rings your phone system"),
    RouteKind.RING_GROUP: _("Rings several phones at once"),
    RouteKind.CALL_HUNTING: _("Rings several phones, one after another"),
    RouteKind.IVR: _("Plays a menu of choices"),
    RouteKind.QUEUE: _("Waits in a queue for the next free person"),
    RouteKind.CALLBACK: _("Calls the caller back"),
    RouteKind.TIME_CONDITION: _("Depends on the time of day"),
    RouteKind.DISA: _("Lets authorized callers place calls"),
    RouteKind.RECORDING: _("Plays a recorded message"),
    RouteKind.EXTENSION: _("Rings an extension"),
    RouteKind.ENDPOINT_GROUP: _("Rings your phone system"),
    RouteKind.CONFERENCE: _("Opens a conference room"),
    RouteKind.APP: _("Follows a call plan"),
    RouteKind.FAX: _("Is taken as a fax"),
    RouteKind.SYSTEM: _("Plays a service message"),
    RouteKind.NONE: _("Calls are not taken yet"),
}


def destination(kind: str) -> str:
    return str(DESTINATIONS.get(kind, _("Ask your provider where calls go")))
