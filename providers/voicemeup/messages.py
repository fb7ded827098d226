"""Every text that this adapter shows to a person: English msgids. `_` only marks them for extraction; the panel translates.

`%(name)s` is filled from the error's `message_values` or the check step's `values`.
"""

from __future__ import annotations


def _(text: str) -> str:
    return text


# The connection form
NAME_ACCOUNT = _("Account number")
HELP_ACCOUNT = _("The eight digits of your VoiceMeUp account.")
NAME_TOKEN = _("API token")
HELP_TOKEN = _("The 32 characters of the authentication token. Stored encrypted, never shown again after saving.")
NAME_USER = _("User name for text messages")
HELP_USER = _("The user that the token belongs to. Only text messages need it; leave it empty without them.")
SETUP_TOKEN = _("At VoiceMeUp, ask for API access and copy the account number and the authentication token.")
SETUP_WEBHOOK = _("To receive text messages, give VoiceMeUp the callback address that Patchbay shows after connecting.")

# The connection check
SIGNED_IN = _("Signed in as account %(account)s.")
BALANCE = _("The balance is %(currency)s %(amount)s.")
BALANCE_LOW = _("The balance is %(currency)s %(amount)s. VoiceMeUp stops calls when it is used up.")
INVENTORY = _("Numbers found: %(numbers)s. Peers found: %(devices)s.")
NO_911 = _("Numbers that lead to a peer and have no 911 address: %(count)s.")
NO_USER = _("Text messages cannot be sent until the user name is set in the connection.")

# Limits of what is offered
LIMIT_UPDATE = _(
    "The name, the note, call recording, ring times, a mailbox behind a forward and whether the number is in service can be "
    "changed."
)
LIMIT_FORWARD_SECONDS = _("How long a forward rings.")
GAP_CALLER_NAME = _("VoiceMeUp takes the caller name of outgoing calls from the peer, not from the number.")
GAP_FAX = _("At VoiceMeUp a fax profile is a destination: choose it where the number's calls go.")
GAP_MUSIC = _("VoiceMeUp has no music on hold: your equipment plays it.")
LIMIT_VOICEMAIL = _("Behind a forward that stands behind peers. Else choose the mailbox where the number's calls go.")
LIMIT_ROUTES = _(
    "VoiceMeUp tries peers first, then the forward, then the mailbox; IVR and fax profiles take calls alone."
)
LIMIT_FAILOVERS = _("A route to a peer can fall back to a forward or a mailbox, a forward to a mailbox.")
LIMIT_OBJECTS = _("Peers, mailboxes and extensions are listed. VoiceMeUp does not list IVR and fax profiles.")
LIMIT_SAVE = _("Mailboxes and extensions can be created and changed; instead of being deleted they are disabled.")
LIMIT_REGISTRATION = _("VoiceMeUp tells in the record of a peer whether it is registered, where it tells it at all.")
LIMIT_REMOVE_911 = _("After the last 911 address is gone, VoiceMeUp charges a fee for each 911 call.")
LIMIT_FAX_NUMBERS = _("VoiceMeUp does not tell where received faxes are mailed to.")
LIMIT_DEVICES = _("Peers can be changed; VoiceMeUp creates and deletes them in its own portal only.")
LIMIT_SMS = _("Text messages need the user name in the connection. VoiceMeUp does not tell whether they arrived.")
LIMIT_MMS = _("One attachment for each message, given as an address that VoiceMeUp can read.")
LIMIT_CALLBACKS = _("VoiceMeUp does not sign what it posts.")
LIMIT_CALLS = _("VoiceMeUp does not state the clock of its call records; they are read as Eastern time.")
LIMIT_RECORDINGS = _("VoiceMeUp removes recordings of two seconds or less by itself.")
LIMIT_FETCH = _("VoiceMeUp does not document how files are downloaded; the address in the record is used.")
LIMIT_PORTING = _(
    "Whether the exchange of a number can be ported. Ports themselves are ordered from VoiceMeUp by hand."
)
LIMIT_BACKORDER = _(
    "A special request is a message to the staff of VoiceMeUp. It cannot be followed or withdrawn here."
)
LIMIT_RATES = _("By country, or by the dialling prefix.")

# The way there and back
UNREACHABLE = _("VoiceMeUp cannot be reached right now. Patchbay will try again.")
NO_ANSWER = _("VoiceMeUp did not answer in time. Patchbay will try again.")
ANSWER_LOST = _(
    "The answer of VoiceMeUp was lost, so the change may or may not have been made. "
    "Patchbay looks at VoiceMeUp before anything else."
)
UNREADABLE = _("VoiceMeUp sent an answer that Patchbay cannot read. The answer is kept for support.")
UNKNOWN_CODE = _(
    "VoiceMeUp answered with a code that Patchbay does not know: %(code)s. The answer is kept for support."
)
NO_REASON = _("VoiceMeUp refused this and gave no reason.")
NAME_REFUSED = _(
    "VoiceMeUp does not know the request type %(wire_name)s. Its name can be corrected in Patchbay's catalogue for VoiceMeUp."
)
TOO_MUCH = _("The answer of VoiceMeUp is longer than Patchbay accepts. Ask for less at once.")
BUSY = _("VoiceMeUp had a problem of its own. Patchbay will try again.")
RATE_LIMITED = _("VoiceMeUp allows no more calls for now. Patchbay waits and tries again.")

# The account
WRONG_CREDENTIALS = _("VoiceMeUp does not accept this account number and token. Set both again in the connection.")
NO_CREDENTIALS = _("The account number or the token is missing. Set both in the connection.")
NO_USER_NAME = _("Sending text messages needs the user name of VoiceMeUp. Set it in the connection.")
NOT_ALLOWED = _("This VoiceMeUp account may not do this (%(code)s). Ask VoiceMeUp to allow it.")
ACCOUNT_LIMIT = _(
    "This VoiceMeUp account may not have more of these (%(code)s). Disable one, or ask VoiceMeUp to raise the limit."
)
PAYMENT_REFUSED = _("The payment was not accepted (%(code)s). No money was added. Check the card or bank details.")
BILLING_CONTACT = _("The VoiceMeUp account has no billing contact. Add one at VoiceMeUp first.")
CALLER_ID_UNDEFINED = _(
    "The VoiceMeUp account has no caller ID of its own to fall back on. Set it at VoiceMeUp, or give one here."
)

# The request
NOT_OFFERED = _("VoiceMeUp does not offer this through its API.")
UNKNOWN_METHOD = _("VoiceMeUp has no request type %(method)s.")
UNKNOWN_PARAMETER = _("The request type %(method)s has no parameter %(field)s.")
MISSING = _("VoiceMeUp needs a value for %(field)s.")
MISSING_SOMETHING = _("VoiceMeUp needs a value that is missing (%(code)s).")
INVALID = _("VoiceMeUp does not accept the value of %(field)s (%(code)s).")
INVALID_SOMETHING = _("VoiceMeUp does not accept one of the values (%(code)s).")
NOT_SENT_INVALID = _("The value of %(field)s cannot be sent: %(reason)s.")
NOT_THERE = _("VoiceMeUp does not have this (%(code)s). It may have been removed there.")
NUMBER_NOT_THERE = _("The VoiceMeUp account does not hold this number.")
TAKEN = _("VoiceMeUp has this already, or something else holds it (%(code)s).")
IN_USE = _("VoiceMeUp cannot change this while something else depends on it (%(code)s).")
NO_FILE = _("VoiceMeUp does not give an address to download this from.")
NOT_A_FILE = _("VoiceMeUp did not send the file.")
ALTERNATES = _("VoiceMeUp does not know the 911 address as written. Choose one of its suggestions: %(alternates)s")
ADDRESS_REFUSED = _("VoiceMeUp did not accept the 911 address. Check it, or ask VoiceMeUp to register it.")
NAME_NEEDED = _("VoiceMeUp needs the name of the person or company for the 911 address.")
MAILBOX_REFUSED = _(
    "VoiceMeUp puts a mailbox behind a forward only, where that stands behind peers. Choose it where the number's calls go."
)
ROUTE_REFUSED = _("VoiceMeUp cannot send calls there: %(reason)s.")
