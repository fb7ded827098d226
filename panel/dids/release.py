"""What giving a number back brings with it, for the page that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panel.connections import gateway
from panel.dids.models import Did, DidState
from panel.dids.route_operation import settings_of
from panel.routing.destinations import spot_of
from panel.routing.models import Device
from panel.routing.naming import names_of
from providers.values.routing import RouteKind

MOST_DEVICES = 5


@dataclass(frozen=True, slots=True)
class Consequence:
    """`level`: bad for what puts people at risk or is lost for good, warn for the rest, unk where we cannot tell."""

    level: str
    fact: str
    text: str = ""


def consequences_of(did: Did) -> list[Consequence]:
    """In the order of what it does to people."""
    return [
        *_emergency(did),
        *_porting(did),
        *_calls(did),
        *_messages(did),
        *_outgoing(did),
        *_money(did),
        _for_good(did),
    ]


def _emergency(did: Did) -> Iterator[Consequence]:
    if did.e911:
        yield Consequence(
            "bad",
            _("Its E911 address is removed."),
            _("Emergency calls with this number as caller ID no longer lead help to the address."),
        )
    elif did.e911 is None:
        yield Consequence(
            "unk", _("Whether it has an E911 address is not known."), _("If it has one, the address is removed.")
        )


def _porting(did: Did) -> Iterator[Consequence]:
    if did.state == DidState.PORTING_OUT:
        yield Consequence(
            "bad",
            _("It is being ported out."),
            _("A number that is given back before its port is complete can be lost to both providers."),
        )


def _calls(did: Did) -> Iterator[Consequence]:
    route = settings_of(did)["route"]
    if route.kind is RouteKind.NONE:
        yield Consequence("warn", _("Calls to it are no longer in your account."))
        return
    target = names_of([spot_of(did.connection_id, route)]).of(spot_of(did.connection_id, route)).text
    yield Consequence(
        "warn",
        _("Calls to it stop."),
        _("They go to %(target)s now. Its route and failovers end; what they point at stays.") % {"target": target},
    )


def _messages(did: Did) -> Iterator[Consequence]:
    if did.sms_enabled:
        yield Consequence("warn", _("Messages stop."), _("Nothing can be sent from it or received on it any more."))
    elif did.sms_enabled is None and did.sms_available is not False:
        yield Consequence("unk", _("Whether it has messages is not known."), _("If it has, they stop."))


def _outgoing(did: Did) -> Iterator[Consequence]:
    """SIP accounts that call out with this number."""
    national = did.number[2:] if did.number.startswith("+1") else did.number[1:]
    found = Device.objects.filter(connection=did.connection_id, gone_at=None, caller_id__contains=national)
    logins = list(found.order_by("login").values_list("login", flat=True)[: MOST_DEVICES + 1])
    if logins:
        names = ", ".join(logins[:MOST_DEVICES]) + (" …" if len(logins) > MOST_DEVICES else "")
        yield Consequence(
            "warn",
            _("SIP accounts call out with it: %(logins)s.") % {"logins": names},
            _("Give them another caller ID; calls with a number that is not yours may be refused."),
        )


def _money(did: Did) -> Iterator[Consequence]:
    provider = gateway.info(did.connection.provider).name
    if did.next_billing:
        until = date_format(did.next_billing, "SHORT_DATE_FORMAT")
        fact = _("The account is billed for it until %(date)s.") % {"date": until}
    else:
        fact = _("%(provider)s does not tell until when it is billed.") % {"provider": provider}
    client = _("Bill %(client)s until then.") % {"client": did.client} if did.client else ""
    yield Consequence("warn" if did.next_billing else "unk", fact, client)


def _for_good(did: Did) -> Consequence:
    provider = gateway.info(did.connection.provider).name
    return Consequence(
        "bad",
        _("It cannot be taken back."),
        _("%(provider)s may give the number to somebody else. Its calls and history stay here.")
        % {"provider": provider},
    )
