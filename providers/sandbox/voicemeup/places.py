"""Countries, states and rate centres with the ids that requests use.

Observed: country 38 is Canada, state 2 British Columbia. All other ids are invented here: whoever asks looks them up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from providers.sandbox.seed import PLACES, Place
from providers.sandbox.world.stock import KINDS

COUNTRIES = {
    "14": ("AU", "Australia"), "22": ("BE", "Belgium"), "31": ("BR", "Brazil"), "38": ("CA", "Canada"),
    "59": ("DK", "Denmark"), "73": ("FR", "France"), "81": ("DE", "Germany"), "104": ("IE", "Ireland"),
    "107": ("IT", "Italy"), "110": ("JP", "Japan"), "142": ("MX", "Mexico"), "156": ("NL", "Netherlands"),
    "165": ("NO", "Norway"), "176": ("PT", "Portugal"), "205": ("ES", "Spain"), "211": ("SE", "Sweden"),
    "212": ("CH", "Switzerland"), "232": ("GB", "United Kingdom"), "233": ("US", "United States"),
}  # fmt: skip
CANADIAN = (
    ("AB", "Alberta"), ("BC", "British Columbia"), ("MB", "Manitoba"), ("NB", "New Brunswick"),
    ("NL", "Newfoundland and Labrador"), ("NT", "Northwest Territories"), ("NS", "Nova Scotia"), ("NU", "Nunavut"),
    ("ON", "Ontario"), ("PE", "Prince Edward Island"), ("QC", "Quebec"), ("SK", "Saskatchewan"), ("YT", "Yukon"),
)  # fmt: skip
AMERICAN = (
    ("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"), ("AR", "Arkansas"), ("CA", "California"), ("CO", "Colorado"),
    ("CT", "Connecticut"), ("DE", "Delaware"), ("DC", "District of Columbia"), ("FL", "Florida"), ("GA", "Georgia"),
    ("HI", "Hawaii"), ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa"), ("KS", "Kansas"),
    ("KY", "Kentucky"), ("LA", "Louisiana"), ("ME", "Maine"), ("MD", "Maryland"), ("MA", "Massachusetts"),
    ("MI", "Michigan"), ("MN", "Minnesota"), ("MS", "Mississippi"), ("MO", "Missouri"), ("MT", "Montana"),
    ("NE", "Nebraska"), ("NV", "Nevada"), ("NH", "New Hampshire"), ("NJ", "New Jersey"), ("NM", "New Mexico"),
    ("NY", "New York"), ("NC", "North Carolina"), ("ND", "North Dakota"), ("OH", "Ohio"), ("OK", "Oklahoma"),
    ("OR", "Oregon"), ("PA", "Pennsylvania"), ("RI", "Rhode Island"), ("SC", "South Carolina"), ("SD", "South Dakota"),
    ("TN", "Tennessee"), ("TX", "Texas"), ("UT", "Utah"), ("VT", "Vermont"), ("VA", "Virginia"), ("WA", "Washington"),
    ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming"),
)  # fmt: skip
ABROAD = (
    ("IDF", "Île-de-France"),
    ("ARA", "Auvergne-Rhône-Alpes"),
    ("PAC", "Provence-Alpes-Côte d'Azur"),
    ("LND", "London"),
)
FIRST_INVENTORY_ID = 612_000


@dataclass(frozen=True, slots=True)
class State:
    id: str
    code: str
    name: str
    country: str  # two letters


STATES = (
    *(State(str(1 + at), code, name, "CA") for at, (code, name) in enumerate(CANADIAN)),
    *(State(str(21 + at), code, name, "US") for at, (code, name) in enumerate(AMERICAN)),
    *(State(str(101 + at), code, name, "GB" if code == "LND" else "FR") for at, (code, name) in enumerate(ABROAD)),
)
_STATE_BY_CODE = {(state.code, state.country): state for state in STATES}
_STATE_BY_ID = {state.id: state for state in STATES}
_COUNTRY_ID = {code: identity for identity, (code, _) in COUNTRIES.items()}


def state(code: str, country: str) -> State | None:
    return _STATE_BY_CODE.get((code.upper(), country.upper()))


def state_by_id(identity: str) -> State | None:
    return _STATE_BY_ID.get(identity)


def country_id(code: str) -> str:
    """Empty for a country that is not in the list."""
    return _COUNTRY_ID.get(code.upper(), "")


def country_code(identity: str) -> str:
    return COUNTRIES[identity][0] if identity in COUNTRIES else ""


def country_name(code: str) -> str:
    return COUNTRIES[country_id(code)][1] if country_id(code) else ""


# ── Rate centres ──────────────────────────────────────────────────────────────────────


@cache
def _centres() -> dict[tuple[str, str], str]:
    """Six digits, some with a leading zero. One centre may span several area codes."""
    centres = dict.fromkeys((place.centre, place.region) for place in PLACES)
    return {centre: f"{97_104 + 613 * position:06d}" for position, centre in enumerate(centres)}


def ratecenter_id(place: Place) -> str:
    """Empty where numbers are of no place: toll-free and abroad."""
    return _centres().get((place.centre, place.region), "")


def places(*, npa: str = "", ratecenter: str = "", country: str = "", region: str = "") -> list[Place]:
    """The rate centres under their area codes; empty words do not matter."""
    return [
        place
        for place in PLACES
        if npa in {"", place.area_code}
        and ratecenter in {"", ratecenter_id(place)}
        and country in {"", place.country}
        and region in {"", place.region}
    ]


def place_of(national: str) -> Place | None:
    """Where ten digits are, None for a number of nowhere."""
    return next((place for place in PLACES if national.startswith(place.area_code)), None)


# ── The inventory ─────────────────────────────────────────────────────────────────────


@cache
def _inventory() -> dict[str, str]:
    numbers = (number for kind in KINDS.values() for place in kind for number in place.digits(range(100)))
    return {number: str(FIRST_INVENTORY_ID + position) for position, number in enumerate(numbers)}


@cache
def _by_inventory_id() -> dict[str, str]:
    return {identity: number for number, identity in _inventory().items()}


def inventory_id(number: str) -> str:
    """The `did_id` of E.164 digits."""
    return _inventory()[number]


def by_inventory_id(identity: str) -> str:
    """E.164 digits; empty for an id of nothing."""
    return _by_inventory_id().get(identity, "")


def wire_number(number: str) -> str:
    """E.164 digits as the service writes them: ten digits at home, all of them abroad."""
    return number[1:] if len(number) == 11 and number.startswith("1") else number


def e164(number: str) -> str:
    """The other way; digits as a caller writes them."""
    return f"1{number}" if len(number) == 10 else number
