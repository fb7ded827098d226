"""What the proofs need to know of each provider's service in the sandbox, beyond what its adapter declares."""

from __future__ import annotations

from dataclasses import dataclass, field

from providers.sandbox.seed import CALLR_ACCOUNTS, VOICEMEUP_ACCOUNTS, VOIPINNOVATIONS_ACCOUNTS, VOIPMS_ACCOUNTS
from providers.values.e911 import CivicAddress
from providers.values.ordering import NumberKind, NumberSearch
from providers.values.routing import RouteKind

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
    """`credentials` open the first account; `paths` are its endpoints below the sandbox's address."""

    credentials: dict[str, str]
    paths: dict[str, str]
    wanted: NumberSearch = NumberSearch()
    address: CivicAddress = AUSTIN
    nearly: CivicAddress = AUSTIN_NEARLY
    region: str = ""  # where numbers are that may have this address
    saved_kind: RouteKind = RouteKind.UNKNOWN  # an object that can be created,
    saved: dict[str, str] = field(default_factory=dict)  # with these settings
    device: dict[str, str] = field(default_factory=dict)
    destination: str = "1514"


FACTS = {
    "voipms": Facts(
        credentials={
            "api_username": VOIPMS_ACCOUNTS[0].api_username,
            "api_password": VOIPMS_ACCOUNTS[0].api_password,
        },
        paths={
            "rest_url": "/voipms/api/v1/rest.php",
            "soap_url": "/voipms/api/v1/server.php",
            "wsdl_url": "/voipms/api/v1/server.wsdl",
        },
        wanted=NumberSearch(kind=NumberKind.LOCAL, country="CA", region="QC", rate_centre="MONTREAL"),
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
        credentials={
            "client_account_id": VOICEMEUP_ACCOUNTS[0].client_account_id,
            "auth_token": VOICEMEUP_ACCOUNTS[0].auth_token,
        },
        paths={"url": "/voicemeup/xml_engine/xml_engine.php", "v11_url": "/voicemeup/api/v1.1/"},
        wanted=NumberSearch(kind=NumberKind.LOCAL, country="CA", area_code="514"),
        address=MONTREAL,
        nearly=MONTREAL_NEARLY,
        saved_kind=RouteKind.VOICEMAIL,
        saved={"friendly_name": "Contract", "passcode": "4411"},
    ),
    "voipinnovations": Facts(
        credentials={
            "login": VOIPINNOVATIONS_ACCOUNTS[0].login,
            "secret": VOIPINNOVATIONS_ACCOUNTS[0].secret,
        },
        paths={
            "url": "/voipinnovations/Services/APIService.asmx",
            "wsdl_url": "/voipinnovations/Services/APIService.asmx?WSDL",
        },
        wanted=NumberSearch(kind=NumberKind.LOCAL, country="US", region="TX", rate_centre="AUSTIN"),
        saved_kind=RouteKind.DID_GROUP,
        saved={"name": "Contract"},
    ),
    "callr": Facts(
        credentials={"login": CALLR_ACCOUNTS[0].login, "password": CALLR_ACCOUNTS[0].password},
        paths={"url": "/callr/json-rpc/v1.1/"},
        wanted=NumberSearch(kind=NumberKind.LOCAL, country="US"),
    ),
}
CREDENTIALS = {slug: facts.credentials for slug, facts in FACTS.items()}


def endpoints(slug: str, url: str) -> dict[str, str]:
    """By name, at the sandbox that answers at `url`."""
    return {name: f"{url}{path}" for name, path in FACTS[slug].paths.items()}
