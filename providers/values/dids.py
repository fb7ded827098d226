"""Numbers that an account owns (DIDs)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from providers.values.money import Money
from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route

_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """A number in an account's inventory. None always means "the provider did not tell", never "no"."""

    number: PhoneNumber
    description: str = ""  # usually the rate centre: "MONTREAL, QC"
    country: str = ""  # ISO 3166 alpha-2
    region: str = ""  # state or province, two letters
    route: Route = NOWHERE
    failovers: Failovers = Failovers()
    voicemail: str = ""  # mailbox for the provider's own voicemail on no answer
    pop: str = ""
    ring_seconds: int | None = None  # 0: without a limit
    cnam_lookup: bool | None = None  # caller names are looked up for incoming calls
    e911: bool | None = None
    caller_name: str | None = (
        None  # the outgoing caller ID name (CNAM), where it was asked for; a listing seldom has it
    )
    sms_available: bool | None = None
    sms_enabled: bool | None = None
    mms_available: bool | None = None
    fax: bool | None = None  # takes faxes
    t38: bool | None = None
    recording: bool | None = None
    caller_id_prefix: str = ""
    note: str = ""
    billing: str = ""  # "per_minute", "flat" or empty
    monthly: Money | None = None
    next_billing: date | None = None
    ordered_at: datetime | None = None
    remote_client: str = ""  # the provider's own reseller client or sub account that holds it
    more: Mapping[str, bool | int | str] = field(default_factory=dict)
    """Further settings, by the fields of `DidChanges` that have no field here. What is absent, the provider did not tell."""
    unread: frozenset[str] = frozenset()
    """The fields that were not asked for, so that they say nothing here. In a listing there are none."""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DidChanges:
    """What to change of a number apart from its route. None leaves a setting as it is. `Dids.settable` names the possible."""

    cnam_lookup: bool | None = None
    caller_name: str | None = None  # the outgoing caller ID name (CNAM), at most 15 characters
    caller_id_prefix: str | None = None
    sms_enabled: bool | None = None
    recording: bool | None = None
    ring_seconds: int | None = None
    pop: str | None = None
    billing: str | None = None  # "per_minute" or "flat"
    voicemail: str | None = None
    note: str | None = None
    label: str | None = None  # the provider's own name for the number
    enabled: bool | None = None  # in service; off, it answers nobody
    forward_seconds: int | None = None  # how long a forward rings
    sms_email: str | None = None  # a mail address that gets a copy of received messages
    sms_forward: str | None = None  # a telephone number, E.164, that gets one
    fax_email: str | None = None  # a mail address that gets received faxes


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRule:
    """What a provider takes for one field of `DidChanges`, so that a form can refuse before anything is sent."""

    kind: str = "text"  # "text", "email" or "phone" (E.164)
    longest: int = 0  # characters of a text; 0: nobody says
    plain: bool = False  # ASCII letters, digits and spaces only
    choices: tuple[str, ...] = ()  # the values there are; for seconds, 0 is among them where there may be no limit
    least: int = 0  # of a number; without `most` characters of a text
    most: int = 0  # of a number; 0: nobody says
    clears: bool = True  # whether an empty text takes the setting away
    limit: str = ""  # English msgid: when it can be set and when not
    behind: bool = False  # it stands behind the number's failover: a change of the route may take it away

    def takes(self, text: str) -> bool:
        """Whether the text, or the number as text, fits this rule."""
        if self.choices:
            return text in self.choices
        if not text:
            return self.clears
        if self.kind == "phone" and not _is_phone(text):
            return False
        if self.kind == "email" and not _EMAIL.fullmatch(text):
            return False
        if self.most:
            return text.isascii() and text.isdigit() and len(text) <= 9 and self.least <= int(text) <= self.most
        if self.plain and not all(each.isascii() and (each.isalnum() or each == " ") for each in text):
            return False
        return text.isprintable() and len(text) >= self.least and (not self.longest or len(text) <= self.longest)


def _is_phone(text: str) -> bool:
    try:
        PhoneNumber(text)
    except NotAPhoneNumber:
        return False
    return True
