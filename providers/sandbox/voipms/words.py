"""The lists of value and description: what the parameters of other calls take."""

from __future__ import annotations

from zoneinfo import available_timezones

# In the service's list, gone from today's tz database (fact sheet, section 6).
GONE_TIMEZONES = frozenset(["Asia/Beijing", "US/Pacific-New", "Factory", "Mideast/Riyadh87"])

ADDRESS_TYPES = (
    "Apartment", "Basement", "Building", "Department", "Floor", "Front", "Hanger", "Key", "Lobby", "Lot", "Lower", "Office",
    "Penthouse", "Pier", "Rear", "Room", "Side", "Slip", "Space", "Stop", "Suite", "Trailer", "Unit", "Upper",
)  # fmt: skip

WORDS: dict[str, dict[str, str]] = {
    "getAllowedCodecs": {"ulaw": "G.711U", "alaw": "G.711A", "g729": "G.729a", "gsm": "GSM", "g722": "G.722"},
    "getAuthTypes": {"1": "User/Password Authentication", "2": "Static IP Authentication"},
    "getDeviceTypes": {"1": "Asterisk, IP PBX, Gateway or VoIP Switch", "2": "ATA device, IP Phone or Softphone"},
    "getDTMFModes": {"auto": "AUTO", "rfc2833": "RFC2833", "inband": "INBAND", "info": "INFO"},
    "getLockInternational": {"0": "International Calls Allowed", "1": "International Calls Disabled"},
    "getNAT": {"yes": "Yes", "no": "No", "route": "Route", "never": "Never"},
    "getProtocols": {"1": "SIP", "3": "IAX2"},
    "getRoutes": {"1": "Value", "2": "Premium"},
    "getLanguages": {"en": "English", "es": "Spanish", "fr": "French"},
    "getLocales": {"en-CA": "English (Canada)", "en-US": "English (United States)", "fr-CA": "French (Canada)"},
    "getCountries": {"CA": "Canada", "US": "United States"},
    "getTimezones": {name: name.replace("_", " ") for name in sorted(available_timezones() | GONE_TIMEZONES)},
    "getCallTypes": {"all": "All Calls", "outgoing": "Outgoing Calls", "incoming": "Incoming Calls"},
    "getCallBilling": {"all": "All Calls", "free": "Free Calls", "billed": "Billed Calls"},
    "getRingStrategies": {
        "ringall": "Ring All",
        "leastrecent": "Least Recent",
        "fewestcalls": "Fewest Calls",
        "random": "Random",
        "rrmemory": "Round Robin Memory",
    },
    "getPlayInstructions": {"u": "Yes", "su": "No"},
    "getVoicemailSetups": {"1": "Do not use", "2": "Account Voicemail"},
    "getVoicemailFolders": {name: name for name in ("INBOX", "Old", "Urgent", "Family", "Friends", "Work")},
    "getVoicemailAttachmentFormats": {
        "wav49": "Recommended Smaller File Size",
        "wav": "Uncompressed",
        "wavmp3": "MP3",
        "no": "No Attachment",
    },
    "getJoinWhenEmptyTypes": {"yes": "Yes", "no": "No", "strict": "Strict"},
    "getBalanceManagement": {"1": "Hard - suspend the client", "2": "Soft - let the client's balance go below zero"},
    "getInternationalTypes": {
        "GEOGRAPHIC": "Geographic Numbers",
        "NATIONAL": "National Numbers (Non-Geographical)",
        "TOLLFREE": "Toll Free Numbers",
    },
    "getCarriers": {
        "1": "American Carrier, American calls only",
        "2": "American Carrier, American and Canadian calls",
        "3": "Canadian Carrier, American and Canadian calls",
    },
    "e911AddressTypes": dict(zip(ADDRESS_TYPES, ADDRESS_TYPES, strict=True)),
    "getReportEstimatedHoldTime": {"yes": "Yes", "no": "No", "once": "Yes, only once"},
}
