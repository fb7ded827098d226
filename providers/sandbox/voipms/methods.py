"""What the methods do. `answer` finds the one to run: a method of its own, a routing object's, or the documented shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from providers.sandbox.seed import PLACES
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.birth import POPS, _did
from providers.sandbox.voipms.kinds import BY_METHOD, Kind
from providers.sandbox.voipms.rules import Status
from providers.sandbox.world.calls import Call
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]
EASTERN = ZoneInfo("America/New_York")
LONGEST_RANGE = timedelta(days=92)
SETUP, MONTHLY = Decimal("0.40"), Decimal("0.85")

WORDS: dict[str, dict[str, str]] = {
    "getAllowedCodecs": {"ulaw": "G.711U", "g729": "G.729a", "gsm": "GSM", "g722": "G.722"},
    "getAuthTypes": {"1": "User/Password Authentication", "2": "Static IP Authentication"},
    "getDeviceTypes": {"1": "Asterisk, IP PBX, Gateway or VoIP Switch", "2": "ATA device, IP Phone or Softphone"},
    "getDTMFModes": {"auto": "AUTO", "rfc2833": "RFC2833", "inband": "INBAND", "info": "INFO"},
    "getLockInternational": {"0": "Allowed", "1": "Disabled"},
    "getMusicOnHold": {"default": "Default", "jazz": "Jazz", "classical": "Classical"},
    "getNAT": {"yes": "Yes", "no": "No", "route": "Route", "never": "Never"},
    "getProtocols": {"1": "SIP", "3": "IAX2"},
    "getRoutes": {"1": "Value", "2": "Premium"},
    "getLanguages": {"en": "English", "es": "Spanish", "fr": "French"},
    "getTimezones": {name: name for name in ("America/Toronto", "America/New_York", "America/Vancouver", "UTC")},
    "getCallTypes": {"all": "All Calls", "outgoing": "Outgoing Calls", "incoming": "Incoming Calls"},
    "getCallBilling": {"all": "All Calls", "free": "Free Calls", "billed": "Billed Calls"},
    "getRingStrategies": {"ringall": "Ring all", "rrmemory": "Round robin with memory", "random": "Random"},
    "getPlayInstructions": {"u": "Play", "su": "Skip"},
    "getVoicemailSetups": {"1": "Standard", "2": "Numbers only"},
    "getJoinWhenEmptyTypes": {"yes": "Yes", "no": "No", "strict": "Strict"},
    "getReportEstimatedHoldTime": {"yes": "Yes", "no": "No", "once": "Once"},
}


def answer(account: Account, method: Method, given: Given, address: str) -> Answer:
    """Carry the method out. Raises `Status` for anything but success."""
    if method.name == "getIP":
        return {"ip": address}
    if method.name in OWN:
        return OWN[method.name](account, method, given)
    if method.name in WORDS:
        rows = [{"value": value, "description": text} for value, text in WORDS[method.name].items()]
        return {method.list_key: rows}
    if method.name in BY_METHOD:
        kind, verb = BY_METHOD[method.name]
        return VERBS[verb](account, kind, method, given)
    return shape(method)


# ── Routing objects: four verbs for all kinds ─────────────────────────────────────────


def list_objects(account: Account, kind: Kind, method: Method, given: Given) -> Answer:
    rows = [public(row) for row in account.rows(kind.collection)]
    wanted = given.get(kind.list_id or kind.id, "")
    if wanted:
        rows = [row for row in rows if wanted in (row[kind.id], row.get("account"))]
    if kind.collection == "members":
        rows = [row for row in rows if row["queue_number"] == given["queue"]]
    if not rows:
        raise Status(kind.invalid if wanted else method.empty_statuses[0])
    fields = [field.name for field in method.fields]
    return {method.list_key: [{name: row.get(name, "") for name in dict.fromkeys((*fields, *row))} for row in rows]}


def set_object(account: Account, kind: Kind, method: Method, given: Given) -> Answer:
    key = given.get(kind.write_id, "")
    old = account.row(kind.collection, key) if key else None
    if key and old is None:
        raise Status(kind.invalid)
    key = key or _new_id(account, kind)
    row = {kind.renamed.get(name, name): value for name, value in given.items() if name != kind.write_id}
    account.write(kind.collection, key, {**(old or {}), **row, kind.id: key})
    return {kind.answer: int(key)} if kind.answer else {}


def create_object(account: Account, kind: Kind, method: Method, given: Given) -> Answer:
    key = given.get(kind.create_id) or _new_id(account, kind)
    row = {name: value for name, value in given.items() if name != kind.create_id} | {kind.id: key}
    if kind.collection == "subaccounts":
        row["account"] = f"{account.settings['main']}_{given['username']}"
        if any(each["account"] == row["account"] for each in account.rows("subaccounts")):
            raise Status("used_username")
    elif account.row(kind.collection, key) is not None:
        raise Status("used_extension")
    account.write(kind.collection, key, row)
    return {"id": int(key), "account": row["account"]} if kind.collection == "subaccounts" else {}


def delete_object(account: Account, kind: Kind, method: Method, given: Given) -> Answer:
    key = given.get(kind.delete_id or kind.id, "")
    row = account.row(kind.collection, key)
    if row is None:
        raise Status(kind.invalid)
    if kind.collection == "subaccounts":
        routed = {did["routing"] for did in account.rows("dids")}
        if f"account:{row['account']}" in routed:
            raise Status("account_with_dids")
    if kind.collection == "recordings":
        if any(did["routing"] == f"recording:{key}" for did in account.rows("dids")):
            raise Status("recording_in_use_did")
        if any(ivr["recording"] == key for ivr in account.rows("ivrs")):
            raise Status("recording_in_use_ivr")
    account.remove(kind.collection, key)
    return {}


VERBS: dict[str, Callable[[Account, Kind, Method, Given], Answer]] = {
    "list": list_objects,
    "set": set_object,
    "create": create_object,
    "delete": delete_object,
}


def _new_id(account: Account, kind: Kind) -> str:
    return str(max((int(row[kind.id]) for row in account.rows(kind.collection)), default=kind.first) + 1)


def public(row: dict[str, Any]) -> dict[str, Any]:
    """Without the world's own fields, which begin with an underscore."""
    return {name: value for name, value in row.items() if not name.startswith("_")}


# ── Numbers ───────────────────────────────────────────────────────────────────────────


def get_dids(account: Account, method: Method, given: Given) -> Answer:
    rows = [public(row) for row in account.rows("dids")]
    if given.get("did"):
        rows = [row for row in rows if row["did"] == ten_digits(given["did"])]
        if not rows:
            raise Status("invalid_did")
    if given.get("client"):
        rows = [row for row in rows if given["client"] in (row["reseller_account"], row["routing"].partition(":")[2])]
    if not rows:
        raise Status("no_did")
    if account.settings["drift"]:
        # Seen live (fact sheet, section 4): the same kind of field as a number here and a string there.
        rows = [{**row, "sms_available": int(row["sms_available"])} for row in rows]
    return {"dids": rows}


def change_did(account: Account, method: Method, given: Given) -> Answer:
    """setDIDInfo replaces the record: what is not sent falls to its default. The narrow setters change one field."""
    did = ten_digits(given["did"])
    old = account.row("dids", did)
    if old is None:
        raise Status("invalid_did")
    if given.get("pop") and given["pop"] not in {pop[0] for pop in POPS}:
        raise Status("invalid_serverpop")
    mailbox = given.get("voicemail", "")
    if mailbox not in {"", "0", "none"} and account.row("voicemails", mailbox) is None:
        raise Status("invalid_mailbox")
    if method.name == "setDIDBillingType" and old["billing_type"] == given["billing_type"]:
        raise Status("same_did_billingtype")
    sent = {name: value for name, value in given.items() if name != "did"}
    if method.name == "setDIDInfo":
        sent = DID_DEFAULTS | sent
    account.write("dids", did, {**old, **sent})
    return {}


DID_DEFAULTS = {
    "failover_busy": "none:",
    "failover_unreachable": "none:",
    "failover_noanswer": "none:",
    "voicemail": "0",
    "callerid_prefix": "",
    "note": "",
    "port_out_pin": "",
    "record_calls": "0",
    "voicemail_threshold": "0",
}


def set_sms(account: Account, method: Method, given: Given) -> Answer:
    did = ten_digits(given["did"])
    old = account.row("dids", did)
    if old is None or old["sms_available"] != "1":
        raise Status("invalid_did")
    account.write(
        "dids",
        did,
        {
            **old,
            "sms_enabled": given["enable"],
            "sms_email": given.get("email_address", ""),
            "sms_email_enabled": given.get("email_enabled", "0"),
            "sms_forward": given.get("sms_forward", "-1"),
            "sms_forward_enabled": given.get("sms_forward_enable", "0"),
        },
    )
    return {}


def stock(account: Account) -> dict[str, tuple[str, str, str]]:
    """Numbers for sale: 555-0150 to 0199 of each place that no account holds → (rate centre, region, country)."""
    held = {
        row["did"] for login in account.world.logins("voipms") for row in Account(account.world, login).rows("dids")
    }
    return {
        number: (centre, region, country)
        for npa, centre, region, country in PLACES
        for line in range(100)
        if (number := f"{npa}55501{line:02d}") not in held
    }


def find_dids(account: Account, method: Method, given: Given) -> Answer:
    country = "CA" if method.name.endswith("CAN") else "US"
    region = given.get("province") or given.get("state")
    query, kind = given.get("query", ""), given.get("type", "contains")
    matches = {"starts": str.startswith, "ends": str.endswith}.get(kind, str.__contains__)
    rows = [
        {
            "did": number,
            "ratecenter": centre,
            "province": area,
            "province_description": area,
            "state": area,
            "perminute_monthly": str(MONTHLY),
            "perminute_minute": "0.00900000",
            "perminute_setup": str(SETUP),
            "flat_monthly": "4.25",
            "flat_minute": "0.00000000",
            "flat_setup": str(SETUP),
            "sms": 1,
        }
        for number, (centre, area, where) in stock(account).items()
        if where == country
        and (not region or region == area)
        and (not given.get("ratecenter") or given["ratecenter"].upper() == centre)
        and matches(number, query)
    ][:100]
    if not rows:
        raise Status("no_did" if "no_did" in method.empty_statuses else "unavailable_info")
    return {method.list_key: rows}


def regions(account: Account, method: Method, given: Given) -> Answer:
    country, one = ("CA", "province") if method.name == "getProvinces" else ("US", "state")
    found = dict.fromkeys(region for _, _, region, where in PLACES if where == country)
    return {method.list_key: [{one: region, "description": region} for region in found]}


def rate_centres(account: Account, method: Method, given: Given) -> Answer:
    region = given.get("province") or given.get("state")
    available = {(centre, area) for centre, area, _ in stock(account).values()}
    found = dict.fromkeys((centre, area) for _, centre, area, _ in PLACES if area == region)
    if not found:
        raise Status("invalid_province" if "province" in given else "invalid_state")
    return {
        method.list_key: [
            {"ratecenter": centre, "available": "yes" if (centre, area) in available else "no"}
            for centre, area in found
        ]
    }


def order_did(account: Account, method: Method, given: Given) -> Answer:
    number = ten_digits(given["did"])
    place = stock(account).get(number)
    if place is None:
        raise Status("invalid_did")
    if account.balance() < SETUP + MONTHLY:
        raise Status("non_sufficient_funds")
    if given.get("test", "") in {"1", "true"}:
        return {}
    from random import Random

    centre, region, country = place
    row = _did(
        {"did": number, "description": f"{centre}, {region}", "country": country},
        account.settings["main"],
        0,
        Random(number),
        account.world.clock.now(),
    )
    sent = {name: value for name, value in given.items() if name in row and name != "did"}
    account.write("dids", number, {**row, **DID_DEFAULTS, "sms_enabled": "0", **sent})
    account.charge(SETUP + MONTHLY)
    return {}


def cancel_did(account: Account, method: Method, given: Given) -> Answer:
    number = ten_digits(given["did"])
    if account.row("dids", number) is None:
        raise Status("invalid_did")
    if given.get("test", "") not in {"1", "true"}:
        account.remove("dids", number)
    return {}


# ── Devices, servers, money ───────────────────────────────────────────────────────────


def get_servers(account: Account, method: Method, given: Given) -> Answer:
    rows = [
        {
            "server_name": name,
            "server_shortname": name.partition(",")[0],
            "server_hostname": f"{host}.voip.example",
            "server_ip": f"203.0.113.{10 + number}",
            "server_country": country,
            "server_pop": pop,
            "server_recommended": "Yes" if number % 3 == 0 else "No",
        }
        for number, (pop, name, host, country) in enumerate(POPS)
        if given.get("server_pop", pop) in {pop, ""}
    ]
    if not rows:
        raise Status("invalid_serverpop")
    return {"servers": rows}


def get_registration(account: Account, method: Method, given: Given) -> Answer:
    wanted = given["account"]
    row = next((row for row in account.rows("subaccounts") if row["account"] == wanted), None)
    if row is None and wanted != account.settings["main"]:
        raise Status("invalid_account")
    if row is None or not row.get("_registered", False):
        return {"registered": "no", "registrations": ""}
    pop, name, host, country = POPS[6]
    until = account.world.clock.now() + timedelta(minutes=20)
    return {
        "registered": "yes",
        "rerouted": "0",
        "from_server_pop": pop,
        "registrations": [
            {
                "server_name": name,
                "server_shortname": "Montreal",
                "server_hostname": f"{host}.voip.example",
                "server_ip": "203.0.113.16",
                "server_country": country,
                "server_pop": pop,
                "register_ip": "198.51.100.24",
                "register_port": "5060",
                "register_next": f"{until.astimezone(EASTERN):%Y-%m-%d %H:%M:%S}",
                "register_protocol": "SIP",
                "register_transport": "UDP",
            }
        ],
    }


def get_balance(account: Account, method: Method, given: Given) -> Answer:
    balance: dict[str, Any] = {"current_balance": f"{account.balance():.6f}"}
    if given.get("advanced") == "1":
        now = account.world.clock.now()
        midnight = now.astimezone(EASTERN).replace(hour=0, minute=0, second=0).astimezone(UTC)
        every, today = account.calls(now - timedelta(days=400), now), account.calls(midnight, now)
        balance |= {
            "spent_total": str(_spent(every)),
            "calls_total": len(every),
            "time_total": _clock_words(every),
            "spent_today": str(_spent(today)),
            "calls_today": len(today),
            "time_today": _clock_words(today),
        }
    return {"balance": balance}


def get_transactions(account: Account, method: Method, given: Given) -> Answer:
    start, end = _range(given)
    rows = []
    for day in (start + timedelta(days=step) for step in range((end - start).days + 1)):
        spent = _spent(account.calls(*_eastern_day(day)))
        if spent:
            rows.append(
                {
                    "date": f"{day} 23:59:59",
                    "uniqueid": f"{day:%Y%m%d}",
                    "type": "Calls",
                    "description": f"Calls of {day}",
                    "ammount": f"-{spent:.6f}",
                }
            )
    if not rows:
        raise Status("no_transactions")
    return {"transactions": rows}


def _spent(calls: list[Call]) -> Decimal:
    return sum((Decimal(call.total) for call in calls), Decimal(0))


def _clock_words(calls: list[Call]) -> str:
    hours, rest = divmod(sum(call.seconds for call in calls), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"


# ── Call detail records ───────────────────────────────────────────────────────────────

FLAGS = {"answered": "ANSWERED", "noanswer": "NO ANSWER", "busy": "BUSY", "failed": "FAILED"}


def get_cdr(account: Account, method: Method, given: Given) -> Answer:
    """Days are read in US Eastern time whatever `timezone` says; `timezone` shifts the times that are written.

    The two recipes of the fact sheet (section 6): "fixed" writes UTC plus the offset, "dst" Eastern time plus the
    difference of the offset to -5, so that -5 is America/New_York in summer too.
    """
    start, end = _range(given)
    wanted = {word for flag, word in FLAGS.items() if given.get(flag) == "1"}
    if not wanted:
        raise Status("no_callstatus")
    first, last = _eastern_day(start)[0], _eastern_day(end)[1]
    offset = float(given["timezone"])
    if not -12 <= offset <= 13:
        raise Status("invalid_timezone")
    rows = [
        _cdr_row(call, account, offset)
        for call in reversed(account.calls(first, last))
        if call.disposition in wanted
        and given.get("account", "all") in {"all", "", call.login}
        and given.get("calltype", "all") in {"all", "", "incoming" if call.inbound else "outgoing"}
    ]
    if not rows:
        raise Status("no_cdr")
    return {"cdr": rows}


def _cdr_row(call: Call, account: Account, offset: float) -> Answer:
    if account.settings["time_recipe"] == "dst":
        moment = call.started_at.astimezone(EASTERN).replace(tzinfo=None) + timedelta(hours=offset + 5)
    else:
        moment = call.started_at.astimezone(timezone(timedelta(hours=offset))).replace(tzinfo=None)
    caller = call.other if call.inbound else call.did
    name = call.name if call.inbound else ""
    return {
        "date": f"{moment:%Y-%m-%d %H:%M:%S}",
        "callerid": f'"{name}" <{caller}>' if name else caller,
        "destination": call.did if call.inbound else call.other,
        "description": "Inbound DID" if call.inbound else "Outbound - Canada",
        "account": call.login,
        "disposition": call.disposition,
        "duration": f"{call.seconds // 3600:02d}:{call.seconds % 3600 // 60:02d}:{call.seconds % 60:02d}",
        "seconds": str(call.seconds),
        "rate": call.rate,
        "total": call.total,
        "uniqueid": call.uniqueid,
        "destination_type": "IN:CAN" if call.inbound else "OUT:CAN",
        "call_logs": "",
    }


def _range(given: Given) -> tuple[date, date]:
    start, end = date.fromisoformat(given["date_from"]), date.fromisoformat(given["date_to"])
    if start > end or end - start > LONGEST_RANGE:
        raise Status("invalid_daterange")
    return start, end


def _eastern_day(day: date) -> tuple[datetime, datetime]:
    start = datetime(day.year, day.month, day.day, tzinfo=EASTERN)
    after = day + timedelta(days=1)
    return start.astimezone(UTC), datetime(after.year, after.month, after.day, tzinfo=EASTERN).astimezone(UTC)


# ── Everything else: the documented shape ─────────────────────────────────────────────


def shape(method: Method) -> Answer:
    """An answer built from the documented fields and their examples."""
    built: Answer = {}
    for field in method.fields:
        if field.where == "top":
            built[field.name] = field.example
        elif field.where.endswith("[]"):
            built.setdefault(field.where[:-2], [{}])[0][field.name] = field.example
        else:
            built.setdefault(field.where, {})[field.name] = field.example
    return built


def ten_digits(number: str) -> str:
    """Ten digits without +1; eleven with it are taken too."""
    digits = "".join(char for char in number if char.isdigit())
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


OWN: dict[str, Callable[[Account, Method, Given], Answer]] = {
    "getBalance": get_balance,
    "getCDR": get_cdr,
    "getTransactionHistory": get_transactions,
    "getServersInfo": get_servers,
    "getRegistrationStatus": get_registration,
    "getDIDsInfo": get_dids,
    "setDIDInfo": change_did,
    "setDIDRouting": change_did,
    "setDIDPOP": change_did,
    "setDIDVoicemail": change_did,
    "setDIDBillingType": change_did,
    "setSMS": set_sms,
    "getProvinces": regions,
    "getStates": regions,
    "getRateCentersCAN": rate_centres,
    "getRateCentersUSA": rate_centres,
    "getDIDsCAN": find_dids,
    "getDIDsUSA": find_dids,
    "searchDIDsCAN": find_dids,
    "searchDIDsUSA": find_dids,
    "orderDID": order_did,
    "cancelDID": cancel_did,
}
