"""What VoIP.ms tells its customers: the URL callback (GET), the webhook (POST JSON) and the fax callback (POST multipart).

The URL callback is a template. Its known variables are replaced, URL-encoded; one that is not known stays as typed. With
retries, anything but the letters ok in the answer means a repeat every 30 minutes (fact sheet, section 10).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.days import written
from providers.sandbox.world.postbox import Letter
from providers.sandbox.world.store import Document

RETRIES = (30 * 60,) * 48  # a day of them; how long the service goes on is not known
WANTS = "ok"


def tell_of_message(account: Account, did: Document, message: Document, links: list[str]) -> None:
    """As the number is set: by callback, by webhook, by both or not at all."""
    if did["sms_url_callback_enabled"] == "1" and did["sms_url_callback"]:
        url = _filled(did["sms_url_callback"], _variables(account, did, message, links))
        retried = did["sms_url_callback_retry"] == "1"
        _post(
            account,
            Letter(provider=PROVIDER, account=account.login, kind=message["kind"], url=url, method="GET"),
            retried,
        )
    if did["webhook_enabled"] == "1" and did["webhook"]:
        body = json.dumps(_webhook_body(did, message, links), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        letter = Letter(
            provider=PROVIDER, account=account.login, kind="webhook", url=did["webhook"], headers=headers, body=body
        )
        _post(account, letter, retried=False)


def tell_of_fax(account: Account, number: Document, fax: Document, pdf: bytes) -> None:
    """Form fields from and to, and the file field pdf."""
    if number["url_enabled"] != "1" or not number["url"]:
        return
    boundary = f"----fax{fax['id']}"
    fields = (("from", fax["stationid"]), ("to", fax["destination"]))
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields]
    if number["attach_file"] == "1":
        head = (
            f'Content-Disposition: form-data; name="pdf"; filename="{fax["id"]}.pdf"\r\nContent-Type: application/pdf'
        )
        parts.append(head.encode() + b"\r\n\r\n" + pdf)
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts) + b"--%s--\r\n" % boundary.encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    letter = Letter(provider=PROVIDER, account=account.login, kind="fax", url=number["url"], headers=headers, body=body)
    _post(account, letter, number["retry"] == "1")


def _post(account: Account, letter: Letter, retried: bool) -> None:
    if retried:
        letter = replace(letter, retries=RETRIES, wants=WANTS)
    for _ in range(2 if account.settings.duplicate_callbacks else 1):
        account.world.postbox.put(letter)


def _variables(account: Account, did: Document, message: Document, links: list[str]) -> dict[str, str]:
    return {
        "ID": message["id"],
        "FROM": _dialled(did, message["contact"]),
        "TO": _dialled(did, message["did"]),
        "MESSAGE": message["message"],
        "MEDIA": ",".join(links),
        "TIMESTAMP": written(account, datetime.fromisoformat(message["at"]), None),
    }


def _filled(template: str, variables: dict[str, str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        return quote(variables[found[1]], safe="") if found[1] in variables else found[0]

    return re.sub(r"\{([A-Z]+)\}", replaced, template)


def _webhook_body(did: Document, message: Document, links: list[str]) -> Document:
    """The body seen live; `media` is added for an MMS."""
    payload = {
        "id": int(message["id"]),
        "from": {"phone_number": _dialled(did, message["contact"])},
        "to": [{"phone_number": _dialled(did, message["did"])}],
        "text": message["message"],
        "type": message["kind"].upper(),
    }
    if links:
        payload["media"] = [{"url": link} for link in links]
    return {"data": {"event_type": "message.received", "payload": payload}}


def _dialled(did: Document, number: str) -> str:
    """Ten digits, or E.164 where the number's dialmode is 2."""
    return f"+1{number}" if did["dialmode"] == "2" else number
