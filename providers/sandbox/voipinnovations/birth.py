"""The state that a VoIP Innovations account is born with: numbers on several endpoint groups, with what is set on them,
emergency locations, ports in flight, brands and campaigns.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from random import Random

from providers.sandbox.seed import ABROAD, PLACES, VOIPINNOVATIONS_ACCOUNTS, VoipinnovationsAccount
from providers.sandbox.voipinnovations import campaigns, intl, ports
from providers.sandbox.voipinnovations.account import PROVIDER, Account
from providers.sandbox.voipinnovations.dids import FIRST_GROUP
from providers.sandbox.voipinnovations.e911 import GEOCODED, INVALID, PROVISIONED, new_location
from providers.sandbox.voipinnovations.inventory import new_number
from providers.sandbox.voipinnovations.lines import line, stocked
from providers.sandbox.voipinnovations.texting import ARRIVAL_SECONDS
from providers.sandbox.world.store import Document
from providers.sandbox.world.world import World

CLIENTS = (("301", "Main office"), ("302", "Pine Street Dental"), ("303", "Harper Realty"))
# Id, name, client, Strip Plus, Strip CC, dollars a day, addresses.
GROUPS: tuple[tuple[str, str, str, bool, bool, str, list[str]], ...] = (
    ("1201", "PBX east", "301", False, False, "2.84", ["192.0.2.10", "192.0.2.11"]),
    ("1202", "PBX west", "301", True, False, "1.96", ["198.51.100.20"]),
    ("1203", "Dental", "302", True, True, "0.77", ["203.0.113.5"]),
    ("1204", "Realty", "303", False, False, "0.41", ["203.0.113.40", "203.0.113.41"]),
    ("1209", "Old gateway", "301", False, False, "0.00", ["192.0.2.99"]),
)
RETIRED = "1209"
DID_GROUPS = ("Front desks", "Campaign lines", "Fax lines")
SCRIPTS = (("8101", "Main menu"), ("8102", "After hours"), ("8103", "Survey"))
# House and street, unit, city, state, ZIP, extension, caller name. The third wants a unit; the last is nowhere.
ADDRESSES = (
    ("40 WILLOW STREET", "", "BROOKLYN", "NY", "11201", "2210", "NORDPHONE"),
    ("210 OCEAN DRIVE", "STE 4", "MIAMI", "FL", "33139", "", "OCEAN DESK"),
    ("18 PINE STREET", "", "NEW YORK", "NY", "10005", "", "PINE ST DENTAL"),
    ("455 LAKE STREET WEST", "", "CHICAGO", "IL", "60607", "1104", "LAKE OFFICE"),
    ("1200 CONGRESS AVENUE", "", "AUSTIN", "TX", "78701", "", "HARPER REALTY"),
    ("9 NOWHERE PLACE", "", "AUSTIN", "TX", "78701", "", "HARPER REALTY"),
)
# End user, losing carrier, state, rate center, LATA, area code, first line, how many, status, days ago, fails.
PORTS: tuple[tuple[str, str, str, str, int, str, int, int, str, int, bool], ...] = (
    ("Lakeside Clinic", "Old Telco", "MI", "DETROIT", 340, "313", 110, 2, ports.COMPLETED, 40, False),
    ("Pine Street Dental", "Old Telco", "MI", "DETROIT", 340, "313", 120, 3, ports.CONFIRMED, 4, False),
    ("Harper Realty", "Cable One", "MA", "BOSTON", 128, "617", 130, 1, ports.SUBMITTED, 1, False),
    ("Granite Supply", "Cable One", "MA", "BOSTON", 128, "617", 140, 2, ports.SUBMITTED, 1, True),
    ("Nordphone", "Regional", "GA", "ATLANTA", 438, "404", 150, 4, ports.SIGNATURE, 0, False),
)
FIRST_PORT = 40211
BRAND = {
    "DisplayName": "Nordphone", "CompanyName": "Nordphone Inc", "EntityType": "PRIVATE_PROFIT", "Vertical": "COMMUNICATION",
    "Ein": "12-3456789", "EinCountry": "US", "Street": "40 Willow Street", "City": "Brooklyn", "State": "NY",
    "PostalCode": "11201", "Country": "US", "Email": "ops@nordphone.example", "Phone": "+12125550100", "Tag": "own",
}  # fmt: skip
CAMPAIGN = {
    "customerId": "", "displayName": "Appointment reminders", "description": "Reminders and answers about appointments",
    "vertical": "COMMUNICATION", "usecaseId": "CUSTOMER_CARE", "subOptOut": True,
    "messageFlow": "People opt in at the front desk, on paper, and are told how to stop.",
    "sampleMsg1": "Your appointment is tomorrow at 10. Reply STOP to end.",
    "sampleMsg2": "Your order is ready. Reply STOP to end.",
}  # fmt: skip


def bear_accounts(world: World) -> None:
    for born in VOIPINNOVATIONS_ACCOUNTS:
        account = Account(world, born.login)
        if not account.exists:
            _bear(account, born, first=born is VOIPINNOVATIONS_ACCOUNTS[0])


def _bear(account: Account, born: VoipinnovationsAccount, *, first: bool) -> None:
    """The first account may buy everything; the others no toll-free numbers and no tier 4."""
    account.world.add_account(PROVIDER, account.login)
    limits = {} if first else {"toll_free": False, "tiers": ["0", "1", "2"]}
    settings = {"secret": born.secret, "balance": born.balance, "allow_ips": ["*"], **limits}
    account.write("account", "settings", settings)
    account.change({})
    _lay_groups(account)
    campaign = _lay_campaigns(account, born.company)
    numbers = _lay_numbers(account, born, campaign)
    _lay_911(account, numbers)
    _lay_ports(account, PORTS if first else PORTS[1:2])
    if first:
        intl.keep(account, ABROAD[0].digits([born.first_line])[0], ABROAD[0], int(GROUPS[0][0]))
    account.later(ARRIVAL_SECONDS, "message_arrives", number=1)


def _lay_groups(account: Account) -> None:
    for key, name in CLIENTS:
        customers = [] if key == "301" else [name]
        client = {"id": key, "name": name, "e911_groups": [f"{name} 911"], "customers": customers}
        account.write("clients", key, client)
    for key, name, of, plus, country, a_day, addresses in GROUPS:
        group = {
            "id": key, "name": name, "client": of, "port": 5060, "prepend": "", "rate_deck": "Standard", "strip_plus": plus,
            "strip_cc": country, "international": key == "1201", "active": key != RETIRED, "a_day": a_day,
            "addresses": addresses,
        }  # fmt: skip
        account.write("epgs", key, group)
    for name in DID_GROUPS:
        number = account.next_id("groups", FIRST_GROUP)
        account.write("groups", str(number), {"ID": number, "Name": name})
    for key, name in SCRIPTS:
        account.write("scripts", key, {"ID": key, "Name": name})


def _lay_campaigns(account: Account, company: str) -> str:
    """A verified brand with an approved campaign, whose id comes back, and one of a brand that is still looked into."""
    brand = campaigns.new_customer(account, {**BRAND, "DisplayName": company, "CompanyName": f"{company} Inc"})
    brand = {**brand, "Status": campaigns.VERIFIED}
    account.write("customers", brand["CustomerId"], brand)
    campaigns.new_customer(
        account, {**BRAND, "DisplayName": "Harper Realty", "CompanyName": "Harper Realty LLC", "Tag": "client"}
    )
    key = f"C{account.next_id('campaigns', campaigns.FIRST_CAMPAIGN):X}"
    asked = {**CAMPAIGN, "customerId": brand["CustomerId"]}
    return str(campaigns.new_campaign(account, key, asked, status=campaigns.APPROVED)["id"])


def _lay_numbers(account: Account, born: VoipinnovationsAccount, campaign: str) -> list[str]:
    """Of American places, in turn: each place's first line, then each place's second… The numbers come back."""
    random = Random(f"{account.world.seed}:{account.owner}")
    places = [place for place in PLACES if place.country == "US"]
    offered = ((place.numbers([each])[0], place) for each in range(born.first_line, 100) for place in places)
    free = ((tn, place) for tn, place in offered if account.world.stock.take(stocked(tn), account.owner))
    numbers = []
    for position, (tn, place) in enumerate(islice(free, born.numbers)):
        group = int(random.choice(GROUPS[:4])[0])
        row = new_number(line(tn, place), group, ref_id=f"ORD-{1000 + position}", dip=position % 3 == 0)
        account.write("dids", tn, {**row, **_set(row, position, campaign)})
        numbers.append(tn)
    return numbers


def _set(row: Document, position: int, campaign: str) -> Mapping[str, object]:
    """What is set on the number at this place: most only have a route."""
    changes: dict[str, object] = {"group": FIRST_GROUP + position % 3 if position % 4 == 0 else 0}
    if row["cnam_storage"] and position % 2:
        changes["caller_name"] = "NORDPHONE"
    if row["sms_capable"] and position % 5 < 2:
        changes |= {"campaign": campaign, "sms": {**row["sms"], "enabled": True, "type": "SIP"}}
    match position % 17:
        case 3:
            changes["failover"] = f"{row['tn'][:3]}5550199"
        case 6:
            changes |= {"forward": f"{row['tn'][:3]}5550198", "epg": 0}
        case 9:
            changes["fax_email"] = "fax@nordphone.example"
            changes["fax_senders"] = ["desk@nordphone.example"]
        case 11:
            changes["pin"] = f"{4400 + position}"
        case 13:
            changes |= {"inventory": True, "epg": 0}
        case 15:
            changes["epg"] = 0
        case 16:
            changes |= {"script": SCRIPTS[0][0], "epg": 0}
    return changes


def _lay_911(account: Account, numbers: list[str]) -> None:
    """Half of the numbers of each group of twelve are known to the emergency provider."""
    then = Account(account.world, account.login, at=account.moment - timedelta(days=90))
    for position, did in enumerate(numbers[:: max(1, len(numbers) // 12)]):
        address = ADDRESSES[position % len(ADDRESSES)]
        names = ("address1", "address2", "city", "state", "zip", "plusFour", "callerName")
        location = new_location(then, did, dict(zip(names, address, strict=True)))
        settled = PROVISIONED if location["status"] == GEOCODED and location["exact"] else INVALID
        changes = {"status": settled, "activated": location["added"] if settled == PROVISIONED else ""}
        account.write("locations", location["id"], {**location, **changes})
        account.write("e911", did, {"did": did, "location": location["id"], "status": settled})
        if position % 3 == 0 and (row := account.row("dids", did)) is not None:
            account.write("dids", did, {**row, "alerts": ["safety@nordphone.example", "12125550111@vtext.com"]})


def _lay_ports(
    account: Account, laid: tuple[tuple[str, str, str, str, int, str, int, int, str, int, bool], ...]
) -> None:
    for end_user, carrier, state, centre, lata, area_code, first, count, status, days, fails in laid:
        submitted = account.moment - timedelta(days=days)
        foc = submitted + timedelta(days=7)
        port = {
            "id": account.next_id("ports", FIRST_PORT), "status": status, "end_user": end_user, "carrier": carrier,
            "state": state, "rate_center": centre, "lata": lata, "epg": int(GROUPS[1][0]), "fails": fails,
            "numbers": [f"{area_code}555{first + each:04d}" for each in range(count)],
            "submitted": "" if status == ports.SIGNATURE else submitted.isoformat(),
            "foc": foc.isoformat() if status in {ports.CONFIRMED, ports.COMPLETED} else "",
            "wanted": foc.isoformat(),
            "turned": submitted.isoformat(),
        }  # fmt: skip
        ports.lay(account, port)
        if status == ports.COMPLETED:
            ports.take_over(account, port)
