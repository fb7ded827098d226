"""What VoIP Innovations' answers and our refusals say to a person. English msgids; the panel translates."""

from __future__ import annotations

from collections.abc import Callable

_: Callable[[str], str] = str  # marks the texts for the translator's list

NAME_LOGIN = _("API user name")
HELP_LOGIN = _(
    "Of the API user made under Add-Ons, API Users. It is not the name that you sign in to the Back Office with."
)
NAME_SECRET = _("API user password")
HELP_SECRET = _("Stored encrypted, never shown again after saving.")
SETUP_USER = _("In the Back Office, open Add-Ons, API Users, and make a user for Patchbay.")
SETUP_ADDRESS = _("Enter the IP address of this server there: VoIP Innovations answers to no other.")

SIGNED_IN = _("Signed in to VoIP Innovations.")
BALANCE = _("The balance is %(currency)s %(amount)s.")
BALANCE_LOW = _("The balance is %(currency)s %(amount)s. VoIP Innovations stops calls when it is used up.")
INVENTORY = _("Numbers found: %(numbers)s. Endpoint groups found: %(groups)s.")
WITHOUT_911 = _("%(count)s numbers have no 911 address.")

LIMIT_UPDATE = _(
    "The caller name that is stored for a number, whether callers' names are looked up, and the reference."
)
LIMIT_IN_GROUP = _("Only while the number goes to an endpoint group.")
GAP_RING = _("VoIP Innovations hands the call to your equipment, which decides how long it rings.")
GAP_SMS = _(
    "Texting is set up with a destination and a campaign, on the number's messaging settings at VoIP Innovations."
)
GAP_FAX = _("Received faxes are mailed from a number that was made a fax number at VoIP Innovations.")
GAP_MEDIA = _("VoIP Innovations only carries the call: music and recording are a matter of your equipment.")
GAP_BILLING = _("At VoIP Innovations the tier of a number says how it is billed.")
LIMIT_ROUTES = _("A number goes to an endpoint group, or is forwarded to another number by the carrier.")
LIMIT_FAILOVERS = _(
    "One failover to a telephone number, taken when the endpoint group does not answer or rejects the call."
)
LIMIT_OBJECTS = _("Conference lines, and new DID groups; the API cannot delete groups or rename them.")
LIMIT_DEVICES = _(
    "Endpoint groups are static IP addresses; the API lists them and turns them on and off. Nothing registers."
)
LIMIT_RESERVE = _("Numbers are held for 30 minutes. A reservation runs out by itself.")
LIMIT_E911 = _(
    "Addresses in the United States. A refused update removes the live address, so each address is validated first."
)
LIMIT_MESSAGES = _("Messages are sent one by one; VoIP Innovations keeps no history of them.")
LIMIT_PORTING = _("Ports can be followed. They are ordered in the Back Office.")
LIMIT_FAX = _("Received faxes leave by mail only.")

UNREACHABLE = _("VoIP Innovations cannot be reached right now. Patchbay will try again.")
NO_ANSWER = _("VoIP Innovations did not answer in time. Patchbay will try again.")
BUSY = _("VoIP Innovations had a problem of its own. Patchbay will try again.")
ANSWER_LOST = _(
    "The answer of VoIP Innovations was lost, so the change may or may not have been made. "
    "Patchbay looks at VoIP Innovations before anything else."
)
UNREADABLE = _("VoIP Innovations sent an answer that Patchbay cannot read. The answer is kept for support.")
TOO_MUCH = _("The answer of VoIP Innovations is longer than Patchbay accepts.")
UNKNOWN_CODE = _(
    "VoIP Innovations answered with a code that Patchbay does not know: %(code)s. The answer is kept for support."
)
WRONG_CREDENTIALS = _(
    "VoIP Innovations does not accept this user name and password, or not from this server's IP address. "
    "Check both under API Users in the Back Office."
)
REFUSED = _("VoIP Innovations refused this (%(code)s): %(said)s")
EMERGENCY_BUSY = _("The 911 service behind VoIP Innovations is busy (%(code)s). Patchbay will try again.")
EMERGENCY_REFUSED = _("The 911 service behind VoIP Innovations refused this (%(code)s): %(said)s")
ADDRESS_REFUSED = _("VoIP Innovations does not know this 911 address. Check the street, the city and the ZIP code.")
NO_RECORD = _("The number has no 911 record at VoIP Innovations.")
NOT_THERE = _("VoIP Innovations does not have this. It may have been removed there.")
NUMBER_NOT_THERE = _("The VoIP Innovations account does not hold this number.")
NUMBER_UNKNOWN = _("VoIP Innovations does not know this number.")
TAKEN = _("Another customer of VoIP Innovations has or reserves this number. Choose another one.")
NOT_ALLOWED = _("This VoIP Innovations account may not do this (%(code)s). Ask VoIP Innovations to allow it.")
NAME_CHARACTERS = _("A caller name has letters, digits and blanks only, 15 at most.")
NO_CNAM = _("No caller name can be stored for this number.")
ALERTS_FULL = _("A number has ten alert addresses at most, of 150 characters each.")
SEARCH_BY_SOMETHING = _("VoIP Innovations wants a state, a rate centre or an area code to search by.")
ROUTE_REFUSED = _("VoIP Innovations cannot send calls there: %(reason)s.")
NOT_OFFERED = _("VoIP Innovations does not offer this through its API.")
UNKNOWN_METHOD = _("VoIP Innovations has no method %(method)s.")
UNKNOWN_PARAMETER = _("The method %(method)s has no parameter %(field)s.")
MISSING = _("VoIP Innovations needs a value for %(field)s.")
NOT_SENT_INVALID = _("The value of %(field)s cannot be sent: %(reason)s.")
