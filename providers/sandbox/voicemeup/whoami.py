"""The account itself: who it is, and what it prefers."""

from __future__ import annotations

from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer
from providers.sandbox.voicemeup.tariff import PLANS


def get_account_details(account: Account, given: dict[str, str]) -> Answer:
    settings = account.settings
    record = {
        "client_account_id": account.login, "company_name": settings.company, "first_name": "Camille",
        "last_name": "Tremblay", "email": f"billing@{settings.username}.example", "phone_number": "5145550100",
        "address": "3120 AVENUE DES ÉRABLES", "city": "Montréal", "state": "QC", "country": "CA",
        "postal_code": "H2H 2E4", "language": settings.language, "currency": "CAD", "plan": PLANS[0].name,
        "status": "enabled",
    }  # fmt: skip
    return Answer(records=(record,), element="account_details")


def get_account_preferences(account: Account, given: dict[str, str]) -> Answer:
    settings = account.settings
    record = {
        "callerid_name": settings.callerid_name, "callerid_number": settings.callerid_number,
        "language": settings.language, "timezone": settings.timezone,
        "default_mailbox_id": settings.default_mailbox_id, "enable_recording": "0", "email_notifications": "1",
    }  # fmt: skip
    return Answer(records=(record,), element="account_preferences")
