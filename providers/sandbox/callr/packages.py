"""The four packages of voice apps and the settings that an app of each starts with."""

from __future__ import annotations

import copy
from typing import Any

from providers.sandbox.callr.account import Account
from providers.sandbox.callr.refusal import Refusal, wrong_format
from providers.sandbox.callr.rules import check_object
from providers.sandbox.world.store import Document

# has_did of ACTIONS10 is inferred, and its type is in no list of words: its own name is given.
PACKAGES = {
    "ACTIONS10": {"name": "ACTIONS10", "type": "ACTIONS", "has_did": True},
    "CALLTRACKING10": {"name": "CALLTRACKING10", "type": "CALLTRACKING", "has_did": True},
    "CLICKTOCALL10": {"name": "CLICKTOCALL10", "type": "CLICKTOCALL", "has_did": False},
    "REALTIME10": {"name": "REALTIME10", "type": "REALTIME", "has_did": True},
}
EMAIL_TEMPLATE = "THECALLR"
BLOCKED = "BLOCKED"  # a number that is not shown
PROCESSING = {
    "feeds": "both",
    "locale": "",
    "ner": True,
    "pii": True,
    "record_calls": False,
    "sentiment": True,
    "transcription": False,
}
VMS = {
    "active": False,
    "email_template": EMAIL_TEMPLATE,
    "emails": [],
    "file_format": "mp3",
    "file_name": "{CALLID}-{DATETIME}",
    "intro": 0,
    "locale": "fr_CA",
    "ner": True,
    "pii": True,
    "record": True,
    "sentiment": True,
    "timeout": 120,
    "timezone": "America/Toronto",
    "transcription": False,
}
VMS_DETECT = {
    "active": False,
    "dtmf_iterations": 2,
    "dtmf_media": 0,
    "dtmf_timeout": 2,
    "method": "DTMF",
    "silence_iterations": 1,
    "silence_media": 0,
    "silence_ms": 1800,
    "silence_timeout": 3,
}
DEFAULTS: dict[str, Document] = {
    "ACTIONS10": {"format": "YAML", "script": ""},
    "CALLTRACKING10": {
        "ga": {"ua": ""},
        "medias": {"bridge": 0, "ringtone": 0, "welcome": 0, "whisper": 0},
        "options": PROCESSING,
        "targets": [],
        "vms": VMS,
    },
    "CLICKTOCALL10": {
        "medias": {"A_ringtone": 0, "A_welcome": 0, "AB_bridge": 0, "B_whisper": 0},
        "options": {
            **PROCESSING,
            "A_attempts": 1,
            "A_retrypause": 60,
            "A_vms_detect": VMS_DETECT,
            "B_vms_detect": VMS_DETECT,
        },
        "vms": VMS,
    },
    "REALTIME10": {"data_format": "JSON", "login": "", "password": "", "url": ""},
}


def configured(account: Account, package: str, params: Any, before: Document | None = None) -> Document:
    """The settings of an app with what `params` gives; the rest stays as `before`, or as the package starts with."""
    settings: Document = copy.deepcopy(before or DEFAULTS[package])
    if params is None:
        return settings
    if params == []:
        params = {}
    if not isinstance(params, dict) or not _fits(package, params):
        raise wrong_format("params")
    return merged(settings, params)


def _fits(package: str, params: Document) -> bool:
    given = {name: value for name, value in params.items() if value not in ("", None)}
    try:
        check_object(package, "params", given, whole=False)
    except Refusal:
        return False
    return set(params) <= set(DEFAULTS[package]) and params.get("format", "YAML") == "YAML"


def merged(before: Document, given: Document) -> Document:
    """`given` over `before`, member by member in objects; lists are replaced."""
    after = dict(before)
    for name, value in given.items():
        old = before.get(name)
        after[name] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return after
