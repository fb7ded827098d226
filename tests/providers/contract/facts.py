"""What the proofs need to know of each provider's service in the sandbox, beyond what its adapter declares."""

from __future__ import annotations

from dataclasses import dataclass, field

from providers.sandbox.seed import SERVICES
from providers.values.e911 import CivicAddress
from providers.values.ordering import NumberKind, NumberSearch, OrderSettings
from providers.values.routing import Route, RouteKind

MONTREAL = CivicAddress(
    name="Nordphone",
    street_number="120",
    street="Rue Saint-Viateur Ouest",
    city="Montreal",
    region="QC",
    postal_code="H2T 2L1",
    country="CA",
    language="fr",
)
MONTREAL_NEARLY = CivicAddress(
    name="Nordphone",
    street_number="120",
    street="rue St-Viateur O",
    city="Montreal",
    region="QC",
    postal_code="H2T 2L1",
    country="CA",
    language="fr",
)
AUSTIN = CivicAddress(
    name="Nordphone",
    street_number="400",
    street="Congress Avenue",
    city="Austin",
    region="TX",
    postal_code="78701",
    country="US",
)
AUSTIN_NEARLY = CivicAddress(
    name="Nordphone",
    street_number="400",
    street="Congres Av",
    city="Austin",
    region="TX",
    postal_code="78701",
    country="US",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Values that this provider's service takes."""

    wanted: NumberSearch = NumberSearch()
    settings: OrderSettings = OrderSettings()
    address: CivicAddress = AUSTIN
    nearly: CivicAddress = AUSTIN_NEARLY
    region: str = ""  # where numbers are that may have this address
    saved_kind: RouteKind = RouteKind.UNKNOWN  # an object that can be created,
    saved: dict[str, str] = field(default_factory=dict)  # with these settings
    device: dict[str, str] = field(default_factory=dict)
    destination: str = "1514"


FACTS = {
    "voipms": Facts(
        wanted=NumberSearch(kind=NumberKind.LOCAL, country="CA", region="QC", rate_centre="MONTREAL"),
        settings=OrderSettings(route=Route(kind=RouteKind.SYSTEM, target="busy"), pop="60"),
        address=MONTREAL,
        nearly=MONTREAL_NEARLY,
        saved_kind=RouteKind.FORWARD,
        saved={"phone_number": "5145550177", "description": "Contract"},
        device={
            "username": "contract",
            "protocol": "1",
            "auth_type": "1",
            "password": "Sesame-9981",
            "device_type": "2",
            "lock_international": "1",
            "international_route": "1",
            "music_on_hold": "default",
            "allowed_codecs": "ulaw;g729",
            "dtmf_mode": "auto",
            "nat": "yes",
        },
    ),
    "voicemeup": Facts(
        wanted=NumberSearch(kind=NumberKind.LOCAL, country="CA", area_code="514"),
        address=MONTREAL,
        nearly=MONTREAL_NEARLY,
        saved_kind=RouteKind.VOICEMAIL,
        saved={"friendly_name": "Contract", "passcode": "4411"},
    ),
    "voipinnovations": Facts(
        wanted=NumberSearch(kind=NumberKind.LOCAL, country="US", region="TX", rate_centre="AUSTIN"),
        settings=OrderSettings(route=Route(kind=RouteKind.ENDPOINT_GROUP, target="1201")),
        saved_kind=RouteKind.CONFERENCE,
        saved={"tn": "2125550120", "pin": "4411"},
    ),
    "callr": Facts(
        wanted=NumberSearch(kind=NumberKind.LOCAL, country="US"),
        saved_kind=RouteKind.APP,
        saved={"package": "CALLTRACKING10", "name": "Contract"},
    ),
}
CREDENTIALS = {slug: SERVICES[slug].credentials[0] for slug in FACTS}


def endpoints(slug: str, url: str) -> dict[str, str]:
    """By name, at the sandbox that answers at `url`."""
    return SERVICES[slug].endpoints(url)
