"""The two doors of VoiceMeUp: the XML Engine (GET with a query string), and its sibling v1.1 (POST, JSON or XML).

Order of the checks (fact sheet, section 2, inferred): account id, token, request type, language, then the request's own. The
first error of sign-in or request type ends it; all errors of the request's own parameters come in one answer.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from dataclasses import dataclass, replace
from typing import Literal

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from providers.sandbox.spoiling import answer_without_doing, spoilt
from providers.sandbox.voicemeup.account import PROVIDER, RATES, Account
from providers.sandbox.voicemeup.answer import JSON, XML, Answer, Form, as_json, as_xml, tree
from providers.sandbox.voicemeup.media import media
from providers.sandbox.voicemeup.methods import answer, method_of
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.voicemeup.rules import EXTRA, check_parameters
from providers.sandbox.voicemeup.spoiling import nested, rows_spoilt
from providers.sandbox.voicemeup.texts import message
from providers.sandbox.world.faults import NOTHING_DONE, Fault, Struck
from providers.sandbox.world.world import World

COMMON = frozenset(
    ["client_account_id", "auth_token", "request_type", "currency", "output_format", "username", "client_user_id"]
)
SECRET = frozenset(
    ["auth_token", "password", "passcode", "credit_card_number", "credit_card_cvd", "bank_account_number",
     "bank_routing_number", "credit_card_expiration_month", "credit_card_expiration_year"]
)  # fmt: skip
HIDDEN = "•••"
LANGUAGES = frozenset(["en", "fr"])
V11_ONLY = frozenset(["queue_sms"])
LARGEST_FORM_FIELDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came in. `v11`: through the sibling, which knows its caller by a user."""

    login: str
    given: dict[str, str]
    request_type: str
    base: str
    v11: bool = False
    format: Literal["xml", "json"] = "xml"

    @property
    def language(self) -> str:
        """update_e911 has a language of its own under the same name."""
        asked = self.given.get("language", "")
        return asked if asked in LANGUAGES and self.request_type != "update_e911" else "en"

    @property
    def parameters(self) -> dict[str, str]:
        common = COMMON - {"currency"} if self.request_type == "add_funds" else COMMON
        return {name: value for name, value in self.given.items() if name not in common}


async def engine(request: Request) -> Response:
    given = _joined(request.query_params)
    login, request_type = given.get("client_account_id", "").strip(), given.get("request_type", "").strip()
    asked = Asked(
        login=login,
        given=given,
        request_type=_canonical(request_type),
        base=_base(request),
        format="json" if given.get("output_format", "").lower() == "json" else "xml",
    )
    return await _serve(request.app.state.world, asked)


async def v11(request: Request) -> Response:
    given = _joined(request.query_params)
    if request.method == "POST":
        async with request.form(max_files=0, max_fields=LARGEST_FORM_FIELDS) as form:
            given |= _joined(QueryParams([(name, str(value)) for name, value in form.multi_items()]))
    world: World = request.app.state.world
    asked = Asked(
        login=_login_of_user(world, given),
        given=given,
        request_type=_canonical(request.path_params["request_type"]),
        base=_base(request),
        v11=True,
        format="json" if request.path_params["format"] == "json" else "xml",
    )
    return await _serve(world, asked)


def _joined(query: QueryParams) -> dict[str, str]:
    """An array may come comma-joined, as `name[]=a&name[]=b` or as `name=a&name=b`: all read as comma-joined."""
    given: dict[str, str] = {}
    for name, value in query.multi_items():
        plain = re.sub(r"\[[0-9]*\]$", "", name)
        given[plain] = f"{given[plain]},{value}" if plain in given else value
    return given


def _canonical(request_type: str) -> str:
    method = method_of(request_type)
    return method.name if method else request_type


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _login_of_user(world: World, given: dict[str, str]) -> str:
    """The account whose user calls; what was given when there is none."""
    username, user_id = given.get("username", ""), given.get("client_user_id", "")
    for login in world.logins(PROVIDER):
        settings = Account(world, login).settings
        if (username and username == settings.username) or (user_id and user_id == settings.client_user_id):
            return login
    return username or user_id


# ── The way of a request ──────────────────────────────────────────────────────────────


async def _serve(world: World, asked: Asked) -> Response:
    struck = world.faults.take(PROVIDER, asked.login, asked.request_type)
    if struck.latency:
        await asyncio.sleep(struck.latency)
    fault = struck.fault
    if fault and fault.kind in NOTHING_DONE:
        made = _untouched(fault)
        _log(world, asked, status=made.status, fault=fault, wrote=False)
        response = _response(asked, _written(made, _form(world, asked), asked))
        return await answer_without_doing(fault, {}, lambda _: response)
    made = _carry_out(world, asked, struck)
    return await _sent(fault, made, _form(world, asked), asked)


def _untouched(fault: Fault) -> Answer:
    """The answer of a fault that does nothing."""
    codes = {"status": fault.code, "expired_credentials": "authentication_failed"}
    return _failure(codes[fault.kind]) if fault.kind in codes else Answer(done=fault.kind == "no_effect")


def _carry_out(world: World, asked: Asked, struck: Struck) -> Answer:
    """The effect and its line in the log are kept together, or neither is."""
    with world.store.together():
        Account(world, asked.login, base=asked.base).remember_base()
        made = _answer(world, asked, struck.skew)
        method = method_of(asked.request_type)
        _log(
            world, asked, status=made.status, fault=struck.fault,
            wrote=method is not None and method.writes and made.done,
        )  # fmt: skip
    return made


def _answer(world: World, asked: Asked, skew: float) -> Answer:
    currency = asked.given.get("currency") or "CAD"
    account = Account(
        world, asked.login, base=asked.base, skew=skew, language=asked.language,
        currency=currency if currency in RATES else "CAD",
    )  # fmt: skip
    try:
        _check_caller(account, asked)
        method = method_of(asked.request_type)
        if method is None:
            raise Refused("request_type_invalid" if asked.request_type else "request_type_required")
        if not asked.v11 and method.name in V11_ONLY:
            raise Refused("request_type_not_implemented")
        _check_common(asked)
        names = (*(param.name for param in method.params), *EXTRA.get(method.name, ()))
        known = {name: asked.parameters[name] for name in names if name in asked.parameters}
        check_parameters(method, known)
        return answer(account, method, known)
    except Refused as refused:
        return replace(
            _failure(*refused.codes, language=asked.language),
            records=tuple(refused.records), element=refused.element, container=refused.container,
        )  # fmt: skip


def _check_caller(account: Account, asked: Asked) -> None:
    if asked.v11:
        if not asked.login:
            raise Refused("username_required")
    elif not asked.login:
        raise Refused("client_account_id_required")
    elif not re.fullmatch(r"[0-9]{8}", asked.login):
        raise Refused("client_account_id_invalid")
    token = asked.given.get("auth_token", "")
    if not token:
        raise Refused("authentication_token_required")
    if not account.exists or not hmac.compare_digest(account.settings.auth_token.encode(), token.encode()):
        raise Refused("authentication_failed")


def _check_common(asked: Asked) -> None:
    wrong = []
    if asked.request_type != "update_e911" and asked.given.get("language", "en") not in LANGUAGES:
        wrong.append("language_invalid")
    if asked.request_type != "add_funds" and asked.given.get("currency", "CAD") not in RATES:
        wrong.append("currency_invalid")
    if wrong:
        raise Refused(*wrong)


def _failure(*codes: str, language: str = "en") -> Answer:
    return Answer(done=False, messages=tuple(message(code, language) for code in codes))


# ── Writing and spoiling ──────────────────────────────────────────────────────────────


def _form(world: World, asked: Asked) -> Form:
    """v1.1 was seen to say "error"."""
    account = Account(world, asked.login)
    form = account.form if account.exists else Form()
    return replace(form, failed="error") if asked.v11 else form


def _written(made: Answer, form: Form, asked: Asked, fault: Fault | None = None) -> str:
    node = tree(made, form)
    match fault.kind if fault else "":
        case "types":
            node = nested(node)
        case "bad_rows":
            node = rows_spoilt(node, made.element)
    return as_json(node) if asked.format == "json" else as_xml(node)


async def _sent(fault: Fault | None, made: Answer, form: Form, asked: Asked) -> Response:
    if fault and fault.kind == "unknown_code":
        made = _failure("something_new")
    response = _response(asked, _written(made, form, asked, fault))
    if fault is None or fault.kind in {"types", "bad_rows", "unknown_code"}:
        return response
    return await spoilt(fault, {}, lambda _: response)


def _response(asked: Asked, text: str) -> Response:
    return Response(text, media_type=JSON if asked.format == "json" else XML)


def _log(world: World, asked: Asked, *, status: str, fault: Fault | None, wrote: bool) -> None:
    world.exchanges.add(
        at=world.clock.now(),
        provider=PROVIDER,
        account=asked.login,
        method=asked.request_type,
        parameters={name: HIDDEN if name in SECRET and value else value for name, value in asked.parameters.items()},
        status=status,
        fault=fault.kind if fault else "",
        wrote=wrote,
    )


ROUTES = [
    Route("/voicemeup/xml_engine/xml_engine.php", engine, methods=["GET"]),
    Route("/voicemeup/api/v1.1/{format:str}/{request_type:str}", v11, methods=["GET", "POST"]),
    Route("/voicemeup/media/{account:str}/{kind:str}/{name:str}", media, methods=["GET"]),
]
