"""What VoIP.ms checks before it does anything, in its order, and the codes that it answers.

Order (fact sheet, section 2, inferred): credentials present, API enabled, credentials right, IP allowed, per-minute cap,
method present, method known, then the parameters, of which the first fault alone is told.
"""

from __future__ import annotations

import hmac
import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import available_timezones

from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.routes import check_route
from providers.sandbox.voipms.status import Status
from providers.sandbox.voipms.words import GONE_TIMEZONES, WORDS
from providers.wire.catalog import Catalog, Method, Param

# X of missing_X and invalid_X where it is not the parameter (fact sheet, section 11).
SPOKEN = {
    "pop": "serverpop",
    "server_pop": "serverpop",
    "allowed_codecs": "allowedcodecs",
    "auth_type": "authtype",
    "billing_type": "billingtype",
    "music_on_hold": "musiconhold",
    "music": "musiconhold",
    "lock_international": "lockinternational",
    "international_route": "internationalroute",
    "attach_message": "attachmessage",
    "delete_message": "deletemessage",
    "say_time": "saytime",
    "say_callerid": "saycallerid",
    "skip_password": "skippassword",
    "play_instructions": "playinstructions",
    "phone_number": "phonenumber",
    "device_type": "devicetype",
    "dtmf_mode": "dtmfmode",
    "voicemail": "mailbox",
    "country_id": "countryid",
    "portid": "portingid",
    "portType": "porttype",
    "new_folder": "destination_folder",
    "full_name": "fullname",
    "filtering": "filter",
    "ring_group": "ringgroup",
    "callerid_prefix": "calleridprefix",
    "callerid_number": "callerid",
    "date_from": "from_date",
    "date_to": "to_date",
    "from": "date",
    "to": "date",
    "internal_extension": "extension",
    "internal_voicemail": "internalvoicemail",
    "internal_dialtime": "internaldialtime",
    "reseller_client": "resellerclient",
    "reseller_package": "resellerpackage",
    "reseller_nextbilling": "resellernextbilling",
    "balance_management": "balancemanagement",
    "confirm_email": "email_confirm",
    "confirm_password": "password_confirm",
    "email_address": "email",
    "email_enabled": "email_enable",
    "sms_forward_enable": "forward_enable",
    "url_callback_enable": "callback_enable",
    "url_callback_retry": "callback_retry",
    "smpp_user": "smpp_username",
    "smpp_pass": "smpp_password",
    "queue_name": "name",
    "queue_number": "number",
    "queue_language": "language",
    "announce_position_frecuency": "announce_position_frequency",
    "if_announce_position_enabled_report_estimated_hold_time": "if_announce_position_enabled_report_e",
    "ring_strategy": "strategy",
    "join_when_empty": "join_empty_type",
    "leave_when_empty": "join_empty_type",
    "zip_code": "zip",
    "firstName": "firstname",
    "lastName": "lastname",
    "statementName": "statement_name",
    "providerName": "provider_name",
    "providerAccount": "provider_account",
    "portStatus": "port_status",
    "startDate": "foc_startdate",
    "endDate": "foc_enddate",
    "location_id": "location",
    "threshold": "Invalid_threshold",
    "message": "message_empty",
}
# Required on the page, but the service goes without: a text beside media (fact sheet, section 12).
NOT_NEEDED = frozenset([("sendMMS", "message")])
FAILOVERS = "failover", "fail_over_routing"
LONGEST = {"callerid_prefix": 19, "note": 49}


def check_caller(account: Account, password: str, method: str) -> None:
    if not account.login or not password:
        raise Status("missing_credentials")
    if not account.exists:
        raise Status("invalid_credentials")
    settings = account.settings
    if not settings.api_enabled:
        raise Status("api_not_enabled")
    if not hmac.compare_digest(settings.password.encode(), password.encode()):
        raise Status("invalid_credentials")
    if method != "getIP" and not account.allows(account.address):
        raise Status("ip_not_enabled")
    _check_rate(account, settings.per_minute)


def _check_rate(account: Account, per_minute: int) -> None:
    """The cap on calls a minute. Measured in real time: a stepped clock must not lift it."""
    calls = account.world.recent.setdefault(account.owner, deque())
    moment = time.monotonic()
    while calls and calls[0] < moment - 60:
        calls.popleft()
    if len(calls) >= per_minute:
        raise Status("api_limit_exceeded")
    calls.append(moment)


def check_parameters(catalog: Catalog, method: Method, given: Mapping[str, str], account: Account) -> None:
    for param in method.params:
        value = given.get(param.name, "")
        if value == "":
            if param.required and (method.name, param.name) not in NOT_NEEDED:
                raise Status(code_for(catalog, "missing", param.name))
        elif not fits(param, value):
            raise Status(code_for(catalog, "invalid", param.name))
        elif param.type == "routing":
            check_route(account, value, failover=param.name.startswith(FAILOVERS))


def code_for(catalog: Catalog, kind: str, name: str) -> str:
    """`missing_serverpop` for `pop`. Where the table has no code of that name, the general one."""
    spoken = SPOKEN.get(name, name)
    for code in (f"{kind}_{spoken}", f"{kind}_{name}", f"{kind}_{name}".replace("date_from", "date"), spoken):
        if code in catalog.codes:
            return code
    if kind == "missing":
        return "missing_params"
    return "invalid_date" if "date" in name else f"invalid_{name}"


def fits(param: Param, value: str) -> bool:
    if param.values:
        return value in param.values
    if len(value) > LONGEST.get(param.name, len(value)):
        return False
    catalogue = CATALOGUES.get(param.name)
    if catalogue is not None:
        return value in WORDS[catalogue]
    check = TYPES.get(param.type)
    return check is None or check(value)


# Parameters whose values one of the value and description lists holds.
CATALOGUES = {
    "protocol": "getProtocols",
    "auth_type": "getAuthTypes",
    "device_type": "getDeviceTypes",
    "lock_international": "getLockInternational",
    "international_route": "getRoutes",
    "voicemailsetup": "getVoicemailSetups",
    "calltype": "getCallTypes",
    "callbilling": "getCallBilling",
}


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


TYPES: dict[str, Callable[[str], bool]] = {
    # Ten digits, eleven with the 1, extensions, sip:ID, p:ID, and the words of caller ID filters.
    "phone": _matches(r"\+?[\dX]{1,15}|(sip|p):\d+|-1|[isp]|s[bc]|all|anonymous"),
    "integer": _matches(r"-?\d{1,12}"),
    "number": _matches(r"-?\d{1,4}(\.\d+)?"),
    "decimal": _matches(r"-?\d{1,10}(\.\d+)?"),
    "flag-1/0": _matches(r"[01]"),
    "flag-yes/no": _matches(r"yes|no"),
    "flag-true": _matches(r"1|0|true|false"),
    "seconds-or-none": _matches(r"\d{1,5}|none"),
    "seconds-or-unlimited": _matches(r"\d{1,5}|unlimited"),
    "date": _is_date,
    "email": _matches(r"[^@\s,]+@[^@\s,]+(\s*,\s*[^@\s,]+@[^@\s,]+)*"),
    "tz-name": lambda value: value in available_timezones() or value in GONE_TIMEZONES,
}
