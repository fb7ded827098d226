"""Where numbers are: countries, states, area codes, rate centres and their exchanges."""

from __future__ import annotations

from providers.sandbox.seed import Place
from providers.sandbox.voicemeup import places
from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.calls import page
from providers.sandbox.voicemeup.refusal import Refused

# The exchanges of each rate centre: portable?, available? Numbers for sale are all 555.
EXCHANGES = {
    "200": ("1", "0"),
    "288": ("1", "0"),
    "310": ("0", "0"),
    "555": ("1", "1"),
    "845": ("1", "0"),
    "906": ("0", "0"),
}
UPDATED = {
    "200": "2023-02-14",
    "288": "2023-09-01",
    "310": "2024-01-30",
    "555": "2024-05-06",
    "845": "2024-11-19",
    "906": "2025-03-03",
}


def get_countries(account: Account, given: dict[str, str]) -> Answer:
    records = [
        {"country_id": identity, "country_code": code, "country": name}
        for identity, (code, name) in places.COUNTRIES.items()
    ]
    return Answer(records=tuple(records), element="country_details", container="countries")


def get_states(account: Account, given: dict[str, str]) -> Answer:
    """Of Canada and the United States, and what is known of two others; other countries have none."""
    code = _country(given)
    records = [
        {"state_id": state.id, "state_code": state.code, "state": state.name, "country_id": given["country_id"]}
        for state in places.STATES
        if state.country == code
    ]
    return Answer(records=tuple(records), element="state_details", container="states")


def get_area_codes(account: Account, given: dict[str, str]) -> Answer:
    state = places.state_by_id(given.get("state_id", ""))
    if given.get("state_id") and state is None:
        raise Refused("state_id_invalid")
    found = places.places(
        npa=given.get("npa", ""),
        ratecenter=given.get("ratecenter_id", ""),
        country=_country(given),
        region=state.code if state else "",
    )
    records = [_area_code(place) for place in found if state is None or place.country == state.country]
    return Answer(records=tuple(records), element="area_code_details", container="area_codes")


def _area_code(place: Place) -> Record:
    state = places.state(place.region, place.country)
    return {
        "npa": place.area_code,
        "country_id": places.country_id(place.country),
        "country": places.country_name(place.country),
        "state_id": state.id if state else "",
        "state": state.name if state else "",
        "description": place.centre.title(),
    }


def get_ratecenter_exchanges(account: Account, given: dict[str, str]) -> Answer:
    """Which exchanges exist, whether numbers of them may be ported in, and whether there are any for sale."""
    records = [
        {
            "npa": place.area_code, "nxx": nxx, "ratecenter_id": places.ratecenter_id(place),
            "ratecenter": place.centre, **_ids(place), "portability": EXCHANGES[nxx][0],
            "availability": EXCHANGES[nxx][1], "updated": UPDATED[nxx],
        }
        for place, nxx in _exchanges(given)
        if given.get("portability", "") in {"", EXCHANGES[nxx][0]}
        and given.get("availability", "") in {"", EXCHANGES[nxx][1]}
    ]  # fmt: skip
    return Answer(
        records=tuple(page(records, given)), element="ratecenter_exchange_details", container="ratecenter_exchanges"
    )


def get_ratecenters(account: Account, given: dict[str, str]) -> Answer:
    records = [
        {
            "npa": place.area_code, "nxx": nxx, "ratecenter_id": places.ratecenter_id(place),
            "ratecenter": place.centre, **_ids(place), "lata": _lata(place),
            "ocn": f"{int(nxx) * 7 % 9000 + 1000}", "latitude": "", "longitude": "", "updated": UPDATED[nxx],
        }
        for place, nxx in _exchanges(given)
    ]  # fmt: skip
    return Answer(records=tuple(page(records, given)), element="ratecenter_details", container="ratecenters")


def _lata(place: Place) -> str:
    """An American district; Canada has none."""
    return "" if place.country == "CA" else f"{100 + int(place.area_code) % 900}"


def _exchanges(given: dict[str, str]) -> list[tuple[Place, str]]:
    return [
        (place, nxx)
        for place in places.places(npa=given.get("npa", ""), ratecenter=given.get("ratecenter_id", ""))
        for nxx in EXCHANGES
        if given.get("nxx", "") in {"", nxx} and UPDATED[nxx] >= given.get("updated_since", "")
    ]


def _ids(place: Place) -> Record:
    state = places.state(place.region, place.country)
    return {"state_id": state.id if state else "", "country_id": places.country_id(place.country)}


def _country(given: dict[str, str]) -> str:
    """Two letters; empty when no country was named."""
    identity = given.get("country_id", "")
    if identity and identity not in places.COUNTRIES:
        raise Refused("country_id_invalid")
    return places.country_code(identity)
