"""Every text that this adapter shows to a person: English msgids. `_` only marks them for extraction; the panel translates.

`%(name)s` is filled from the error's `message_values` or the check step's `values`.
"""

from __future__ import annotations


def _(text: str) -> str:
    return text


# The connection form
NAME_LOGIN = _("Login")
HELP_LOGIN = _("What you sign in with at the CALLR customer portal. Leave it empty when you use an API key.")
NAME_PASSWORD = _("Password")
HELP_PASSWORD = _("Your portal password. Stored encrypted, never shown again after saving.")
NAME_API_KEY = _("API key")
HELP_API_KEY = _("In place of login and password. Stored encrypted, never shown again after saving.")
NAME_LOGIN_AS = _("Act as")
HELP_LOGIN_AS = _(
    "To work in a sub account: the login of its user, or “account.hash” and its hash. Empty: your own account."
)
NAME_CURRENCY = _("Currency")
HELP_CURRENCY = _("The currency of the account at CALLR, which its answers do not name.")
SETUP_KEY = _("At CALLR, create an API key in the customer portal, or use your portal login and password.")
SETUP_CURRENCY = _("Look up whether the account is kept in euros or in US dollars.")

# The connection check
SIGNED_IN = _("Signed in.")
SIGNED_IN_AS = _("Signed in, working as %(account)s.")
CLOCK_OFF = _("The clocks of this server and of CALLR differ by %(seconds)s seconds.")
BALANCE = _("The balance is %(currency)s %(amount)s.")
BALANCE_LOW = _("The balance is %(currency)s %(amount)s. CALLR stops calls when it is used up.")
INVENTORY = _("Numbers found: %(numbers)s. Voice apps found: %(apps)s.")
NUMBERS_WITHOUT_APP = _("%(count)s numbers lead to no voice app; calls to them end at once.")

# Limits of what is offered
GAP_IN_THE_APP = _("At CALLR the voice app that the number leads to decides this, not the number.")
LIMIT_SEARCH = _("CALLR sells numbers by area and draws them itself: a precise number cannot be picked.")
NO_REGIONS = _("CALLR knows no states or provinces. Search by area code or by city.")
LIMIT_ROUTES = _("A CALLR number leads to one voice app, or to none. Click-to-call apps take no numbers.")
LIMIT_MESSAGES = _("CALLR gives text messages of the last six months.")
LIMIT_RECORDINGS = _("The method names for recordings are not published; see the notes of the adapter.")
LIMIT_DEVICES = _("The method names for SIP subscribers are not published; see the notes of the adapter.")
LIMIT_RESERVE = _("Numbers of one area at a time, for a few minutes.")
LIMIT_SENDERS = _(
    "A number that CALLR has not authorised as a sender is replaced by a short code that CALLR shares out."
)
LIMIT_MARKS = _("Messages can be marked as listened to; CALLR knows no urgency.")
LIMIT_SUB_ACCOUNTS = _("Contacts and billing addresses; names cannot be changed.")
LIMIT_VOICEMAIL = _("The messages of a voice app's voicemail. CALLR keeps no folders.")

# The way there and back
UNREACHABLE = _("CALLR cannot be reached right now. Patchbay will try again.")
NO_ANSWER = _("CALLR did not answer in time. Patchbay will try again.")
ANSWER_LOST = _(
    "The answer of CALLR was lost, so the change may or may not have been made. Patchbay looks at CALLR before anything else."
)
UNREADABLE = _("CALLR sent an answer that Patchbay cannot read. The answer is kept for support.")
UNKNOWN_CODE = _("CALLR answered with an error that Patchbay does not know: %(code)s. The answer is kept for support.")
TOO_MUCH = _("The answer of CALLR is longer than Patchbay accepts. Ask for less at once.")
BUSY = _("CALLR had a problem of its own. Patchbay will try again.")
RATE_LIMITED = _("CALLR allows no more calls right now. Patchbay waits a minute and tries again.")
JOB_FAILED = _("CALLR could not finish this in the background.")
JOB_SLOW = _("CALLR is still working on this in the background.")

# The account
WRONG_CREDENTIALS = _("CALLR does not accept this login and password, or this API key. Set them again.")
NO_CREDENTIALS = _("A login with its password, or an API key, is missing. Set either in the connection.")
NOT_ALLOWED = _("CALLR does not allow this account to do this (%(code)s). Ask CALLR to open it.")

# What was asked
MISSING = _("A value is missing: %(field)s.")
MISSING_SOMETHING = _("CALLR says that a value is missing (%(code)s).")
INVALID = _("CALLR does not accept the value of %(field)s (%(code)s).")
INVALID_SOMETHING = _("CALLR does not accept a value (%(code)s).")
NOT_SENT_INVALID = _("The value of %(field)s cannot be sent to CALLR: %(reason)s.")
UNKNOWN_PARAMETER = _("CALLR knows no value named %(field)s here.")
UNKNOWN_METHOD = _("CALLR has no function named %(method)s.")
NOT_OFFERED = _("CALLR offers no way to do this.")
NOT_THERE = _("CALLR does not have this (%(code)s). It may have been removed there.")
NUMBER_NOT_THERE = _("The CALLR account does not hold this number.")
REFUSED = _("CALLR refused this (%(code)s). Asking again in the same way will not help.")
NO_ROUTE = _("CALLR can send calls only to a voice app.")
APP_WITHOUT_NUMBERS = _("This voice app takes no numbers.")
OTHER_APP = _("This voice app is of another kind.")
SMS_NO_ROUTE = _("CALLR has no way to deliver a message to this number.")
NO_FAILOVERS = _("CALLR numbers have no failover routes; set the targets and the voicemail of the voice app.")
NONE_LEFT = _("CALLR has fewer numbers left of this area and class than were asked for. Choose another area.")
ONE_OFFER = _("CALLR reserves numbers of one area at a time.")
NO_FILE = _("This recording has no file yet.")
FOREIGN_FILE = _("The address of this file is not one of CALLR.")

# Callbacks
BAD_SIGNATURE = _("A request that claims to come from CALLR is not signed with the agreed secret.")
BAD_CALLBACK = _("A request that claims to come from CALLR cannot be read.")

# Recordings
SOUND_REFUSED = _("CALLR has the media, but did not take its sound.")
