"""Every text that this adapter shows to a person: English msgids. `_` only marks them for extraction; the panel translates.

`%(name)s` is filled from the error's `message_values` or the check step's `values`.
"""

from __future__ import annotations


def _(text: str) -> str:
    return text


# The connection form
NAME_USERNAME = _("API username")
HELP_USERNAME = _("The e-mail address you sign in with at VoIP.ms.")
NAME_PASSWORD = _("API password")
HELP_PASSWORD = _("Not your portal password. Stored encrypted, never shown again after saving.")
NAME_TRANSPORT = _("API protocol")
HELP_TRANSPORT = _("Both do the same. Take SOAP where REST/JSON is blocked on the way.")
SETUP_ENABLE = _("At VoIP.ms, open Main menu → SOAP and REST/JSON API, set an API password and turn the API on.")
SETUP_ADDRESS = _("On the same page, add this server's address under Enable IP addresses.")

# The connection check
SIGNED_IN = _("Signed in.")
SIGNED_IN_AS = _("Signed in as account %(account)s.")
BALANCE = _("The balance is %(currency)s %(amount)s.")
BALANCE_LOW = _("The balance is %(currency)s %(amount)s. VoIP.ms stops calls when it is used up.")
INVENTORY = _("Numbers found: %(numbers)s. Sub accounts found: %(devices)s.")
SMS_OFF = _("SMS is off on %(count)s numbers that could use it; you can turn it on later.")

# Settings of a number
LIMIT_SMS_SETTING = _("SMS can be switched on only for numbers that can have it.")
GAP_CALLER_NAME = _(
    "VoIP.ms takes the caller name of outgoing calls from the SIP account or the equipment, not from the number."
)
GAP_FAX = _("At VoIP.ms faxes have numbers of their own. A voice number only passes T.38 on.")
GAP_MUSIC = _("VoIP.ms sets music on hold for a SIP account or a queue, not for a number.")

# Limits of what is offered
LIMIT_ROUTES = _(
    "Conferences, call hunting and call parking are listed, but VoIP.ms cannot route a number to them directly."
)
LIMIT_BACKORDER = _("VoIP.ms takes back orders for places of the United States and Canada.")
LIMIT_E911 = _("VoIP.ms takes an address or refuses it; it offers no alternates.")
LIMIT_MESSAGE = _("VoIP.ms looks up messages of the last three months.")
LIMIT_SMS = _("An SMS holds 160 characters. VoIP.ms lets the API send 100 a day unless it raises the limit.")
LIMIT_MMS = _("An MMS holds 2,048 characters and three files of about 1.3 MB each.")
LIMIT_CALLBACKS = _("VoIP.ms signs nothing that it sends: the key in the address is what protects it.")
LIMIT_FAX_EMAILS = _("VoIP.ms mails the faxes of a number to one address.")
LIMIT_CALLS = _("VoIP.ms gives the times of calls on the clock of New York.")

# The way there and back
UNREACHABLE = _("VoIP.ms cannot be reached right now. Patchbay will try again.")
NO_ANSWER = _("VoIP.ms did not answer in time. Patchbay will try again.")
ANSWER_LOST = _(
    "The answer of VoIP.ms was lost, so the change may or may not have been made. Patchbay looks at VoIP.ms before anything else."
)
NUMBER_FOLLOWS = _("VoIP.ms does not tell which number it will be. It appears in the list of numbers.")
ID_UNKNOWN = _("VoIP.ms made it, but did not tell under which number. Refresh the list to see it.")
MEMBERS_IN_PART = _("VoIP.ms has the queue, but not all of its members were set.")
UNREADABLE = _("VoIP.ms sent an answer that Patchbay cannot read. The answer is kept for support.")
UNKNOWN_CODE = _("VoIP.ms answered with a code that Patchbay does not know: %(code)s. The answer is kept for support.")
TOO_MUCH = _("The answer of VoIP.ms is longer than Patchbay accepts. Ask for less at once.")
BUSY = _("VoIP.ms had a problem of its own. Patchbay will try again.")
MAINTENANCE = _("VoIP.ms is doing maintenance on this function. Patchbay will try again.")
RATE_LIMITED = _("VoIP.ms allows no more calls this minute. Patchbay waits a minute and tries again.")
STILL_BUSY = _("VoIP.ms is still working on the last change of this number. Patchbay tries again in a minute.")
E911_PENDING = _("VoIP.ms is still checking the last 911 request of this number. Patchbay will try again.")

# The account
WRONG_CREDENTIALS = _(
    "VoIP.ms does not accept this API username and password. Set both again; the API password is not the portal password."
)
NO_CREDENTIALS = _("The API username or the API password is missing. Set both in the connection.")
API_OFF = _("The API is switched off for this account. Turn it on at VoIP.ms under Main menu → SOAP and REST/JSON API.")
ADDRESS_REFUSED = _(
    "VoIP.ms does not accept this server's address. Add it under Main menu → SOAP and REST/JSON API → Enable IP addresses."
)
ADDRESS_REFUSED_NAMED = _(
    "VoIP.ms does not accept this server's address %(address)s. "
    "Add it under Main menu → SOAP and REST/JSON API → Enable IP addresses."
)
NO_FUNDS = _("The balance at VoIP.ms is too low for this. Add funds there, then try again.")
DAILY_LIMIT = _("The daily limit of this VoIP.ms account is used up. Wait until tomorrow, or ask VoIP.ms to raise it.")
ACCOUNT_LIMIT = _(
    "This VoIP.ms account may not have more of these (%(code)s). Remove one, or ask VoIP.ms to raise the limit."
)
REGULATED = _(
    "VoIP.ms blocks this message because of its rules for text messages. Ask VoIP.ms support what is missing."
)

# What was asked
MISSING = _("A value is missing: %(field)s.")
MISSING_SOMETHING = _("VoIP.ms says that a value is missing (%(code)s).")
INVALID = _("VoIP.ms does not accept the value of %(field)s (%(code)s).")
INVALID_SOMETHING = _("VoIP.ms does not accept a value (%(code)s).")
NOT_SENT_INVALID = _("The value of %(field)s cannot be sent to VoIP.ms: %(reason)s.")
UNKNOWN_PARAMETER = _("VoIP.ms knows no value named %(field)s here.")
UNKNOWN_METHOD = _("VoIP.ms has no function named %(method)s.")
NOT_OFFERED = _("VoIP.ms offers no way to do this.")
NO_ROUTE = _("VoIP.ms cannot send calls to this kind of destination.")
TOO_LONG_SPAN = _("VoIP.ms gives call records for 92 days at most at a time.")
TOO_BIG = _("VoIP.ms does not accept a file of this size.")
NOT_THERE = _("VoIP.ms does not have this (%(code)s). It may have been removed there.")
NUMBER_NOT_THERE = _("The VoIP.ms account does not hold this number.")
TAKEN = _("VoIP.ms has this already, or somebody else holds it (%(code)s).")
IN_USE = _("VoIP.ms cannot remove this while something else uses it (%(code)s).")
NO_STOCK = _("VoIP.ms does not have enough numbers in stock there.")
REFUSED = _("VoIP.ms refused this (%(code)s). Asking again in the same way will not help.")
E911_OFF = _("911 service is off for this number at VoIP.ms.")
E911_REFUSED = _("VoIP.ms did not accept the 911 address. Check it, or have it registered by hand.")
