"""The files behind the URLs of recordings, voicemails and faxes: sound that plays, pages that open. The name is the secret."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.sms import attachment_of
from providers.sandbox.voicemeup.traces import FINDERS, Trace
from providers.sandbox.world.audio import pdf, wav
from providers.sandbox.world.world import World

TYPES = {"wav": "audio/wav", "pdf": "application/pdf"}


def file_name(trace_hash: str, ending: str) -> str:
    return f"{trace_hash}.{ending}"


def url_of(account: Account, kind: str, name: str) -> str:
    return f"{account.base}/voicemeup/media/{account.login}/{kind}/{name}"


async def media(request: Request) -> Response:
    world: World = request.app.state.world
    account = Account(world, request.path_params["account"])
    if request.path_params["kind"] == "mms":
        return _attachment(account, request.path_params["name"].partition(".")[0])
    name, _, ending = request.path_params["name"].rpartition(".")
    finder = FINDERS.get(request.path_params["kind"])
    found = finder(account) if finder and account.exists else []
    trace = next((each for each in found if each.hash == name and each.deleted is None), None)
    if trace is None or ending != ("pdf" if trace.pages else "wav"):
        return _nothing()
    return Response(_content(account, trace), media_type=TYPES[ending])


def _attachment(account: Account, sms_hash: str) -> Response:
    row = next((row for row in account.rows("messages") if row["sms_hash"] == sms_hash), None)
    if row is None or row["direction"] != "inbound" or not row["attachment"]:
        return _nothing()
    content, kind = attachment_of(row)
    return Response(content, media_type=kind)


def _nothing() -> Response:
    return Response("Not Found", status_code=404, media_type="text/plain")


def _content(account: Account, trace: Trace) -> bytes:
    if not trace.pages:
        return wav(trace.hash, trace.seconds)
    call = trace.call
    return pdf([
        f"FAX  {account.day_of(trace.at)}  {account.time_of(trace.at)}",
        f"From: {call.other if call.inbound else call.did}",
        f"To: {call.did if call.inbound else call.other}",
        f"Pages: {trace.pages}",
    ])  # fmt: skip
