"""10DLC: customers (brands), their campaigns, and the numbers on them. The registry takes days (fact sheet, 5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.sandbox.voipinnovations.account import Account
from providers.sandbox.voipinnovations.inventory import held, save
from providers.sandbox.voipinnovations.refusal import REFUSED, Refused
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method, load

Answer = dict[str, Any]
Given = Mapping[str, Any]

PENDING, VERIFIED, UNVERIFIED = "PENDING", "VERIFIED", "UNVERIFIED"
APPROVED, REJECTED = "APPROVED", "REJECTED"
SOLE_PROPRIETOR = "SOLE_PROPRIETOR"
ENTITIES = ("PRIVATE_PROFIT", "PUBLIC_PROFIT", "NON_PROFIT", "GOVERNMENT", SOLE_PROPRIETOR)
VERTICALS = (
    "COMMUNICATION", "EDUCATION", "ENERGY", "FINANCIAL", "HEALTHCARE", "HOSPITALITY", "INSURANCE", "PROFESSIONAL",
    "REAL_ESTATE", "RETAIL", "TECHNOLOGY", "TRANSPORTATION",
)  # fmt: skip
USECASES = ("2FA", "ACCOUNT_NOTIFICATION", "CUSTOMER_CARE", "DELIVERY_NOTIFICATION", "MARKETING", "MIXED", "LOW_VOLUME")
REGISTRY_SECONDS, REVIEW_SECONDS, CODE_SECONDS = 2 * 86400, 3 * 86400, 3600
SHORTEST_FLOW = 40  # characters that tell how people opt in
REASONS = {
    "flow": "The message flow does not tell how people opt in",
    "opt_out": "The campaign has no opt-out",
}
FIRST_CUSTOMER, FIRST_CAMPAIGN = 7001, 0x10000
TEXTS = ("helpMessage", "optOutMessage", "messageFlow", "description", "sampleMsg1", "sampleMsg2")


# ── Customers ─────────────────────────────────────────────────────────────────────────


def get_customers(account: Account, method: Method, given: Given) -> Answer:
    return {"Customers": account.rows("customers")}


def get_customers_by_tag(account: Account, method: Method, given: Given) -> Answer:
    return {"Customers": [row for row in account.rows("customers") if row["Tag"] == given["tag"]]}


def create_customer(account: Account, method: Method, given: Given) -> Answer:
    return {"Customers": [new_customer(account, given["customer"])]}


def new_customer(account: Account, asked: Given) -> Document:
    """The registry looks into it; a sole proprietor has to answer a passcode first."""
    _check_customer(asked)
    key = f"B{account.next_id('customers', FIRST_CUSTOMER)}"
    fields = {field.name: asked.get(field.name) or "" for field in load("voipinnovations").types["SMSCustomer"]}
    customer = {**fields, "CustomerId": key, "Status": PENDING}
    account.write("customers", key, customer)
    if customer["EntityType"] != SOLE_PROPRIETOR:
        account.later(REGISTRY_SECONDS, "customer_is_checked", id=key)
    return customer


def update_customer(account: Account, method: Method, given: Given) -> Answer:
    """What is not given stays. It is looked into again."""
    before = _customer(account, given["customer"]["CustomerId"])
    asked = {name: value for name, value in given["customer"].items() if value and name not in {"CustomerId", "Status"}}
    customer = {**before, **asked}
    _check_customer(customer)
    if customer["Status"] == UNVERIFIED:
        customer["Status"] = PENDING
        account.later(REGISTRY_SECONDS, "customer_is_checked", id=customer["CustomerId"])
    account.write("customers", customer["CustomerId"], customer)
    return {"Customers": [customer]}


def delete_customer(account: Account, method: Method, given: Given) -> Answer:
    customer = _customer(account, given["customerId"])
    if any(row["customer"] == customer["CustomerId"] for row in account.rows("campaigns")):
        raise Refused(REFUSED, "The customer has campaigns")
    account.remove("customers", customer["CustomerId"])
    return {}


def check_customer(account: Account, method: Method, given: Given) -> Answer:
    return {"Customers": [_customer(account, given["customerId"])]}


def trigger_otp(account: Account, method: Method, given: Given) -> Answer:
    """The passcode goes to the person's mobile phone; they answer within the hour."""
    customer = _customer(account, given["customerId"])
    if customer["EntityType"] != SOLE_PROPRIETOR or not customer["MobilePhone"]:
        raise Refused(REFUSED, "A passcode is for sole proprietors with a mobile phone")
    account.later(CODE_SECONDS, "customer_is_checked", id=customer["CustomerId"])
    return {}


def get_enumerations(account: Account, method: Method, given: Given) -> Answer:
    told = [f"EntityType:{each}" for each in ENTITIES] + [f"Vertical:{each}" for each in VERTICALS]
    return {"Enumerations": told}


def get_usecases(account: Account, method: Method, given: Given) -> Answer:
    return {"Customers": [_customer(account, given["customerId"])], "UsecaseOptions": USECASES}


def customer_is_checked(account: Account, entry: Document) -> None:
    """Without a tax number only a person passes."""
    customer = account.row("customers", entry["id"])
    if customer is not None and customer["Status"] == PENDING:
        passes = customer["Ein"] or customer["EntityType"] == SOLE_PROPRIETOR
        account.write("customers", entry["id"], {**customer, "Status": VERIFIED if passes else UNVERIFIED})


def _check_customer(asked: Given) -> None:
    if not asked.get("DisplayName") and not asked.get("CompanyName"):
        raise Refused(REFUSED, "The customer has no name")
    if asked.get("EntityType") and asked["EntityType"] not in ENTITIES:
        raise Refused(REFUSED, "The entity type is unknown")
    if asked.get("Vertical") and asked["Vertical"] not in VERTICALS:
        raise Refused(REFUSED, "The vertical is unknown")


def _customer(account: Account, customer_id: str) -> Document:
    customer = account.row("customers", customer_id)
    if customer is None:
        raise Refused(REFUSED, "The customer does not exist")
    return customer


# ── Campaigns ─────────────────────────────────────────────────────────────────────────


def get_campaigns(account: Account, method: Method, given: Given) -> Answer:
    return {"Campaigns": [_shown(account, row) for row in account.rows("campaigns")]}


def create_campaign(account: Account, method: Method, given: Given) -> Answer:
    customer = _customer(account, given["customerId"])
    if customer["Status"] != VERIFIED:
        raise Refused(REFUSED, "The customer is not verified")
    if given["usecaseId"] not in USECASES:
        raise Refused(REFUSED, "The use case is unknown")
    if given["vertical"] not in VERTICALS:
        raise Refused(REFUSED, "The vertical is unknown")
    campaign = new_campaign(account, f"C{account.next_id('campaigns', FIRST_CAMPAIGN):X}", given)
    account.later(REVIEW_SECONDS, "campaign_is_reviewed", id=campaign["id"])
    return {"Campaigns": [_shown(account, campaign)]}


def new_campaign(
    account: Account, key: str, given: Given, *, status: str = PENDING, external: bool = False
) -> Document:
    campaign = {
        "id": key,
        "customer": given.get("customerId", ""),
        "name": given["displayName"],
        "usecase": given.get("usecaseId", ""),
        "vertical": given.get("vertical", ""),
        "opt_out": given.get("subOptOut", True),
        **{name: given.get(name, "") for name in TEXTS},
        "status": status,
        "reason": "",
        "external": external,
    }
    account.write("campaigns", key, campaign)
    return campaign


def update_campaign(account: Account, method: Method, given: Given) -> Answer:
    """Texts that are empty stay. A rejected one is reviewed again."""
    before = _campaign(account, given["campaignId"])
    campaign = {**before, **{name: given[name] for name in TEXTS if given[name]}}
    if before["status"] == REJECTED:
        campaign |= {"status": PENDING, "reason": ""}
        account.later(REVIEW_SECONDS, "campaign_is_reviewed", id=campaign["id"])
    account.write("campaigns", campaign["id"], campaign)
    return {"Campaigns": [_shown(account, campaign)]}


def delete_campaign(account: Account, method: Method, given: Given) -> Answer:
    """Its numbers are on none then."""
    campaign = _campaign(account, given["campaignId"])
    for row in account.rows("dids"):
        if row["campaign"] == campaign["id"]:
            save(account, row, campaign="")
    account.remove("campaigns", campaign["id"])
    return {}


def get_rejection(account: Account, method: Method, given: Given) -> Answer:
    """Empty when it was not rejected."""
    return {"RejectionReason": _campaign(account, given["campaignId"])["reason"]}


def register_external(account: Account, method: Method, given: Given) -> Answer:
    """A campaign that the customer has registered on its own; it has only to be accepted."""
    if account.row("campaigns", given["campaignId"]) is not None:
        raise Refused(REFUSED, "The campaign is registered already")
    campaign = new_campaign(account, given["campaignId"], given, external=True)
    account.later(REVIEW_SECONDS, "campaign_is_reviewed", id=campaign["id"])
    return {"Campaigns": [_shown(account, campaign)]}


def resubmit_external(account: Account, method: Method, given: Given) -> Answer:
    campaign = _campaign(account, given["campaignId"])
    if not campaign["external"]:
        raise Refused(REFUSED, "The campaign is not external")
    account.write("campaigns", campaign["id"], {**campaign, "status": PENDING, "reason": ""})
    account.later(REVIEW_SECONDS, "campaign_is_reviewed", id=campaign["id"])
    return {}


def campaign_is_reviewed(account: Account, entry: Document) -> None:
    campaign = account.row("campaigns", entry["id"])
    if campaign is None or campaign["status"] != PENDING:
        return
    reason = ""
    if not campaign["external"] and len(campaign["messageFlow"]) < SHORTEST_FLOW:
        reason = REASONS["flow"]
    elif not campaign["opt_out"]:
        reason = REASONS["opt_out"]
    account.write(
        "campaigns", campaign["id"], {**campaign, "status": REJECTED if reason else APPROVED, "reason": reason}
    )


# ── Numbers of a campaign ─────────────────────────────────────────────────────────────


def assign_numbers(account: Account, method: Method, given: Given) -> Answer:
    """All of them, or none."""
    campaign = _campaign(account, given["campaignId"])
    if campaign["status"] != APPROVED:
        raise Refused(REFUSED, "The campaign is not approved")
    rows = [held(account, method, tn) for tn in given["tns"]]
    if not all(row["sms_capable"] for row in rows):
        raise Refused(REFUSED, "A number does not support SMS")
    for row in rows:
        save(account, row, campaign=campaign["id"])
    return {}


def remove_numbers(account: Account, method: Method, given: Given) -> Answer:
    for row in [held(account, method, tn) for tn in given["tns"]]:
        save(account, row, campaign="")
    return {}


def _campaign(account: Account, campaign_id: str) -> Document:
    campaign = account.row("campaigns", campaign_id)
    if campaign is None:
        raise Refused(REFUSED, "The campaign does not exist")
    return campaign


def _shown(account: Account, campaign: Document) -> Document:
    return {
        "CampaignId": campaign["id"],
        "CustomerId": campaign["customer"],
        "DisplayName": campaign["name"],
        "Description": campaign["description"],
        "UsecaseId": campaign["usecase"],
        "Vertical": campaign["vertical"],
        "Status": campaign["status"],
        "TNs": [row["tn"] for row in account.rows("dids") if row["campaign"] == campaign["id"]],
    }
