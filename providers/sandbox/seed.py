"""The sandbox's accounts as they are born. All data is invented: 555-01xx numbers, example domains, documentation addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VoipmsAccount:
    """A VoIP.ms account. `main` is the main SIP login, `numbers` how many DIDs it starts with, of the lines of each place
    from `first_line` on. `balance` is in US dollars.
    """

    api_username: str
    api_password: str
    main: str
    numbers: int
    first_line: int
    calls_per_day: int
    balance: str


VOIPMS_ACCOUNTS = (
    VoipmsAccount(
        api_username="ops@nordphone.example",
        api_password="Nordet-4417-sandbox",
        main="118204",
        numbers=322,
        first_line=0,
        calls_per_day=220,
        balance="1284.40000",
    ),
    VoipmsAccount(
        api_username="desk@harbourline.example",
        api_password="Harbour-2290-sandbox",
        main="127731",
        numbers=60,
        first_line=50,
        calls_per_day=60,
        balance="212.08000",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemeupAccount:
    """A VoiceMeUp account. `numbers` of Canadian places, of the lines from `first_line` on. `balance` in Canadian dollars."""

    client_account_id: str
    auth_token: str
    company: str
    numbers: int
    first_line: int
    calls_per_day: int
    balance: str


VOICEMEUP_ACCOUNTS = (
    VoicemeupAccount(
        client_account_id="10041873",
        auth_token="c41d7be09f3a4e6cb58a21d07e93f6ab",
        company="Nordphone",
        numbers=84,
        first_line=20,
        calls_per_day=90,
        balance="412.75",
    ),
    VoicemeupAccount(
        client_account_id="10052290",
        auth_token="7fa0c25d18be4b93a6d4e07f52c9138e",
        company="Harbourline",
        numbers=24,
        first_line=60,
        calls_per_day=25,
        balance="98.10",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoipinnovationsAccount:
    """A VoIP Innovations account. `numbers` of American places, of the lines from `first_line` on. `balance` in US dollars."""

    login: str
    secret: str
    company: str
    numbers: int
    first_line: int
    balance: str


VOIPINNOVATIONS_ACCOUNTS = (
    VoipinnovationsAccount(
        login="nordphone-api",
        secret="Granite-7719-sandbox",
        company="Nordphone",
        numbers=112,
        first_line=20,
        balance="865.20",
    ),
    VoipinnovationsAccount(
        login="harbourline-api",
        secret="Breakwater-3305-sandbox",
        company="Harbourline",
        numbers=21,
        first_line=60,
        balance="140.00",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallrAccount:
    """A CALLR account. `numbers` of American and French places, of the lines from `first_line` on. `balance` in euros."""

    login: str
    password: str
    api_key: str
    company: str
    numbers: int
    first_line: int
    calls_per_day: int
    balance: str


CALLR_ACCOUNTS = (
    CallrAccount(
        login="nordphone",
        password="Cassis-5521-sandbox",
        api_key="9d1c4e7ab02f58639d1c4e7ab02f58639d1c4e7ab02f58639d1c4e7ab02f58639d1c4e7ab02f58639d1c4e7ab02f58630a7b",
        company="Nordphone",
        numbers=36,
        first_line=40,
        calls_per_day=70,
        balance="231.50",
    ),
    CallrAccount(
        login="harbourline",
        password="Seawall-8813-sandbox",
        api_key="4b7f20d9c6e1a8354b7f20d9c6e1a8354b7f20d9c6e1a8354b7f20d9c6e1a8354b7f20d9c6e1a8354b7f20d9c6e1a8356c2e",
        company="Harbourline",
        numbers=9,
        first_line=80,
        calls_per_day=12,
        balance="55.00",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One simulated service: where its endpoints are below the sandbox's address, by the names that the adapters give them,
    and what signs in to each of its accounts.
    """

    paths: Mapping[str, str]
    credentials: tuple[Mapping[str, str], ...]

    def endpoints(self, sandbox: str) -> dict[str, str]:
        return {name: f"{sandbox}{path}" for name, path in self.paths.items()}


SERVICES = {
    "voipms": Service(
        paths={
            "rest_url": "/voipms/api/v1/rest.php",
            "soap_url": "/voipms/api/v1/server.php",
            "wsdl_url": "/voipms/api/v1/server.wsdl",
        },
        credentials=tuple(
            {"api_username": each.api_username, "api_password": each.api_password} for each in VOIPMS_ACCOUNTS
        ),
    ),
    "voicemeup": Service(
        paths={"url": "/voicemeup/xml_engine/xml_engine.php", "v11_url": "/voicemeup/api/v1.1/json/"},
        credentials=tuple(
            {
                "client_account_id": each.client_account_id,
                "auth_token": each.auth_token,
                "username": each.company.lower(),
            }
            for each in VOICEMEUP_ACCOUNTS
        ),
    ),
    "voipinnovations": Service(
        paths={
            "url": "/voipinnovations/Services/APIService.asmx",
            "wsdl_url": "/voipinnovations/Services/APIService.asmx?WSDL",
        },
        credentials=tuple({"login": each.login, "secret": each.secret} for each in VOIPINNOVATIONS_ACCOUNTS),
    ),
    "callr": Service(
        paths={"url": "/callr/json-rpc/v1.1/"},
        credentials=tuple({"login": each.login, "password": each.password} for each in CALLR_ACCOUNTS),
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A rate centre under one area code. Real geography; the lines are all 555-0100 to 555-0199."""

    area_code: str
    centre: str
    region: str
    country: str

    def numbers(self, lines: Iterable[int]) -> list[str]:
        """National digits."""
        return [self._line(line) for line in lines]

    def digits(self, lines: Iterable[int]) -> list[str]:
        """E.164 digits without the plus."""
        return [f"{COUNTRY_CODES[self.country]}{self._line(line)}" for line in lines]

    def _line(self, line: int) -> str:
        if self.country in {"US", "CA"}:
            return f"{self.area_code}55501{line:02d}"
        return f"{self.area_code}{line:02d}"  # abroad the "area code" is all but the last two digits


PLACES = (
    Place("514", "MONTREAL", "QC", "CA"),
    Place("438", "MONTREAL", "QC", "CA"),
    Place("450", "LAVAL", "QC", "CA"),
    Place("418", "QUEBEC", "QC", "CA"),
    Place("581", "LEVIS", "QC", "CA"),
    Place("819", "GATINEAU", "QC", "CA"),
    Place("873", "SHERBROOKE", "QC", "CA"),
    Place("416", "TORONTO", "ON", "CA"),
    Place("647", "TORONTO", "ON", "CA"),
    Place("613", "OTTAWA", "ON", "CA"),
    Place("905", "MISSISSAUGA", "ON", "CA"),
    Place("604", "VANCOUVER", "BC", "CA"),
    Place("250", "VICTORIA", "BC", "CA"),
    Place("403", "CALGARY", "AB", "CA"),
    Place("780", "EDMONTON", "AB", "CA"),
    Place("902", "HALIFAX", "NS", "CA"),
    Place("212", "NEW YORK", "NY", "US"),
    Place("718", "BROOKLYN", "NY", "US"),
    Place("305", "MIAMI", "FL", "US"),
    Place("415", "SAN FRANCISCO", "CA", "US"),
    Place("512", "AUSTIN", "TX", "US"),
    Place("312", "CHICAGO", "IL", "US"),
    Place("206", "SEATTLE", "WA", "US"),
)
TOLL_FREE = tuple(Place(code, "TOLL FREE", "", "US") for code in ("800", "833", "844", "855", "866", "877", "888"))
# Ranges that the countries keep for fiction: Arcep 01 99 00 and 06 39 98, Ofcom 020 7946 0xxx.
ABROAD = (
    Place("1990047", "PARIS", "IDF", "FR"),
    Place("1990048", "PARIS", "IDF", "FR"),
    Place("2619147", "LYON", "ARA", "FR"),
    Place("5363747", "MARSEILLE", "PAC", "FR"),
    Place("6399801", "MOBILE", "", "FR"),
    Place("20794601", "LONDON", "LND", "GB"),
    Place("20794602", "LONDON", "LND", "GB"),
)
COUNTRY_CODES = {"US": "1", "CA": "1", "FR": "33", "GB": "44"}
COUNTRY_OF = {place.area_code: place.country for place in PLACES}
REGIONS = {
    ("QC", "CA"): "QUEBEC",
    ("ON", "CA"): "ONTARIO",
    ("BC", "CA"): "BRITISH COLUMBIA",
    ("AB", "CA"): "ALBERTA",
    ("NS", "CA"): "NOVA SCOTIA",
    ("NY", "US"): "NEW YORK",
    ("FL", "US"): "FLORIDA",
    ("CA", "US"): "CALIFORNIA",
    ("TX", "US"): "TEXAS",
    ("IL", "US"): "ILLINOIS",
    ("WA", "US"): "WASHINGTON",
}
