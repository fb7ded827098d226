"""One call of the CALLR JSON-RPC API: validate, encode, exchange, check the envelope, classify what went wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, Generic, TypeVar, assert_never
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec

from providers import errors
from providers.callr import encoding, faults, messages, scalars
from providers.callr.access import Access, Session, login_as
from providers.ports import Exchanges, Pacer
from providers.wire.catalog import Catalog, Method, load
from providers.wire.http import TIMEOUT, Answer, AnswerLost, AnswerTooLong, Body, Http, NotSent, Outcome, Query
from providers.wire.piecewise import readable
from providers.wire.redact import Redactor, Secret

CONTENT_TYPE = "application/json-rpc; charset=utf-8"
MAX_ANSWER_BYTES = 128 * 1024 * 1024  # cdr.get has no paging: 100,000 records are 70 MB
SAMPLED_BYTES = 64 * 1024

Item = TypeVar("Item")
Value = TypeVar("Value")


class Client:
    """A CALLR account over HTTP. `access` rides on each call; `call` is the only way out.

    `currency` is the account's, which answers do not name. `act_as`: a sub account, as `access.login_as` reads it.
    """

    def __init__(
        self,
        access: Access,
        *,
        act_as: str = "",
        currency: str = "EUR",
        url: str = "",
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        self.catalog: Catalog = load(faults.SLUG)
        self.currency = currency
        self.act_as = act_as
        self.url = url or self.catalog.endpoints["url"]
        self._access = access
        self.taken = 0
        self._pacer = pacer
        self._exchanges = exchanges
        self._timeout = timeout
        self._max_answer_bytes = max_answer_bytes
        self._redactor = Redactor([access.secret, Secret(access.header())])
        self._http = Http(timeout=timeout, max_answer_bytes=max_answer_bytes)
        self._ids = count(1)

    def close(self) -> None:
        self._http.close()

    def call(self, name: str, /, **params: Any) -> Any:
        """The result of one method, as the service sent it. Parameters go by the catalogue's names.

        Raises `Invalid` for a parameter that cannot be sent, before anything is sent; else as `providers.ports` says.
        """
        return self._perform(name, params, msgspec.json.decode)

    def _perform(self, name: str, params: Mapping[str, Any], read: Callable[[msgspec.Raw], Value]) -> Value:
        method = self._method(name)
        positions = self._encode(method, params)
        headers = self._headers(method)
        if self._pacer is not None:
            self._pacer.wait()
        started = time.monotonic()
        request_id = next(self._ids)
        outcome = self._http.exchange(self.url, _request(request_id, method, positions, headers))
        sample = self._sample(outcome)
        verdict = self._judge(method, request_id, outcome, sample, read)
        self._record(method, positions, verdict, sample, time.monotonic() - started)
        if isinstance(verdict, errors.ProviderError):
            raise verdict
        self.taken += method.writes
        return verdict.result

    def in_session(self) -> Client:
        """A client of the same account that signs in with a new session token (`session.create`). Close both."""
        access = self.one("session.create", _session_from)
        return Client(
            access,
            act_as=self.act_as,
            currency=self.currency,
            url=self.url,
            pacer=self._pacer,
            exchanges=self._exchanges,
            timeout=self._timeout,
            max_answer_bytes=self._max_answer_bytes,
        )

    def items(self, name: str, /, **params: Any) -> list[Any]:
        """What a method lists, as a list or as a dictionary keyed by id. "Nothing found" is an empty list."""
        found = self._unless_nothing(name, params, msgspec.json.decode)
        try:
            return scalars.rows(found)
        except scalars.WrongShape as problem:
            raise self.unreadable(name, str(problem), found) from None

    def raw_items(self, name: str, /, **params: Any) -> list[msgspec.Raw]:
        """As `items`, each as its own JSON: for lists that are too long to be decoded whole."""
        return self._unless_nothing(name, params, _raw_items) or []

    def _unless_nothing(
        self, name: str, params: Mapping[str, Any], read: Callable[[msgspec.Raw], Value]
    ) -> Value | None:
        """None when the service says in an error that it found nothing."""
        try:
            return self._perform(name, params, read)
        except errors.NotFound as problem:
            if problem.code != faults.NOTHING_FOUND:
                raise
        return None

    def hits(self, name: str, filters: Mapping[str, Any] | None = None) -> Iterator[Any]:
        """All hits of a search, page by page. It ends without an error only when the listing was complete."""
        offset, quantity = 0, int(self.catalog.options["page_quantity"])
        while True:
            answer = self.one(
                name, scalars.row, filters=dict(filters or {}), options={"offset": offset, "quantity": quantity}
            )
            try:
                found = scalars.rows(answer.get("hits"))
            except scalars.WrongShape as problem:
                raise self.unreadable(name, str(problem), answer) from None
            yield from found
            offset += len(found)
            total = scalars.whole(answer.get("total")) if isinstance(answer.get("total"), (int, str)) else None
            more = answer.get("has_more")
            if not (more if isinstance(more, bool) else total is not None and offset < total):
                return
            if not found:
                raise self.unreadable(name, "more was promised, and an empty page came", answer)

    def one(self, name: str, mapping: Callable[[Any], Value], /, **params: Any) -> Value:
        """The whole result of a method as one value."""
        found = self.call(name, **params)
        try:
            return mapping(found)
        except ValueError as problem:
            raise self.unreadable(name, str(problem), found) from None

    def confirmed(self, name: str, /, **params: Any) -> None:
        """For methods that answer true or an error; a false, which none documents, means that nothing was done."""
        if self.call(name, **params) is False:
            raise faults.error(errors.Refused, messages.REFUSED, operation=name, code="false")

    def values(self, name: str, items: Iterable[Item], mapping: Callable[[Item], Value]) -> Iterator[Value]:
        """Each item as a value. What cannot be read is raised as `UnexpectedAnswer` at the end, after all that can be."""
        return readable(items, mapping, lambda problem, each: self.unreadable(name, problem, each))

    def unreadable(self, name: str, problem: str, found: object) -> errors.ProviderError:
        """What to raise for a part of an answer, with a redacted sample of it: after a write, that its outcome is unknown."""
        text = msgspec.json.encode(found)[:SAMPLED_BYTES].decode(errors="replace")
        sample = self._redactor.text(f"{problem}: {text}")
        return _lost(self.catalog.methods[name], errors.UnexpectedAnswer, messages.UNREADABLE, sample)

    def download(self, name: str, url: str) -> Answer:
        """A file whose address an answer of `name` gave. No credentials go there: the host is not the API's (NOTES.md).

        `UnexpectedAnswer` for an address that is no web address, or less secure than the service's own.
        """
        outcome = self._http.exchange(*self._address(name, url))
        match outcome:
            case Answer(status=200):
                return outcome
            case Answer(status=404 | 410 as status):
                raise faults.error(errors.NotFound, messages.NO_FILE, operation=name, code=str(status))
            case Answer(status=status):
                raise faults.error(errors.Unavailable, messages.BUSY, operation=name, code=str(status))
            case NotSent(reason) | AnswerLost(reason):
                raise faults.error(errors.Unavailable, messages.UNREACHABLE, operation=name, raw=reason)
            case AnswerTooLong():
                raise faults.error(errors.UnexpectedAnswer, messages.TOO_MUCH, operation=name)
            case _:
                assert_never(outcome)

    def _address(self, name: str, url: str) -> tuple[str, Query]:
        try:
            found = urlsplit(url)
            known = found.scheme in {"https", urlsplit(self.url).scheme} and bool(found.hostname)
        except ValueError:
            known = False
        if not known:
            raise faults.error(errors.UnexpectedAnswer, messages.FOREIGN_FILE, operation=name)
        query = Query(dict(parse_qsl(found.query, keep_blank_values=True)))
        return found._replace(query="", fragment="").geturl(), query

    def _method(self, name: str) -> Method:
        try:
            return self.catalog.methods[name]
        except KeyError:
            raise faults.error(errors.Invalid, messages.UNKNOWN_METHOD, operation=name, field="method") from None

    def _encode(self, method: Method, params: Mapping[str, Any]) -> list[Any]:
        try:
            return encoding.encode(self.catalog, method, params)
        except encoding.Refused as problem:
            name, reason = problem.name, problem.reason
            message = {
                encoding.Unknown: messages.UNKNOWN_PARAMETER,
                encoding.Missing: messages.MISSING,
            }.get(type(problem), messages.NOT_SENT_INVALID)
        raise faults.error(errors.Invalid, message, operation=method.name, field=name, values={"reason": reason})

    def _headers(self, method: Method) -> dict[str, str]:
        if not self._access.complete:
            raise faults.error(errors.BadCredentials, messages.NO_CREDENTIALS, operation=method.name)
        headers = {"Authorization": self._access.header()}
        try:
            other = login_as(self.act_as)
        except ValueError as problem:
            reason = {"reason": str(problem)}
            raise faults.error(
                errors.Invalid, messages.NOT_SENT_INVALID, operation=method.name, field="login_as", values=reason
            ) from None
        return {**headers, self.catalog.options["login_as_header"]: other} if other else headers

    def _sample(self, outcome: Outcome) -> str:
        match outcome:
            case Answer(body=body) | AnswerTooLong(beginning=body):
                return self._redactor.text(body[:SAMPLED_BYTES].decode("utf-8", errors="replace"))
            case NotSent(reason) | AnswerLost(reason):
                return reason
            case _:
                assert_never(outcome)

    def _judge(
        self, method: Method, request_id: int, outcome: Outcome, sample: str, read: Callable[[msgspec.Raw], Value]
    ) -> _Result[Value] | errors.ProviderError:
        match outcome:
            case Answer():
                return self._judge_answer(method, request_id, outcome, sample, read)
            case NotSent():
                return faults.error(errors.Unavailable, messages.UNREACHABLE, operation=method.name, raw=sample)
            case AnswerLost():
                return _lost(method, errors.Unavailable, messages.NO_ANSWER, sample)
            case AnswerTooLong():
                return _lost(method, errors.UnexpectedAnswer, messages.TOO_MUCH, sample)
            case _:
                assert_never(outcome)

    def _judge_answer(
        self, method: Method, request_id: int, answer: Answer, sample: str, read: Callable[[msgspec.Raw], Value]
    ) -> _Result[Value] | errors.ProviderError:
        if answer.status != 200:
            return _not_an_rpc_answer(method, answer, sample)
        try:
            envelope = _ENVELOPE.decode(answer.body.removeprefix(b"\xef\xbb\xbf"))
            if envelope.id == request_id and envelope.error is None:
                return _Result(read(envelope.result))  # a missing result is no JSON either
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _lost(method, errors.UnexpectedAnswer, messages.UNREADABLE, sample)
        if envelope.id != request_id:
            return _lost(method, errors.UnexpectedAnswer, messages.UNREADABLE, sample)
        code, said = _error_of(envelope.error)
        return faults.fault(code, self._redactor.text(said)[:300], method=method, raw=sample)

    def _record(
        self,
        method: Method,
        positions: list[Any],
        verdict: _Result[Any] | errors.ProviderError,
        sample: str,
        seconds: float,
    ) -> None:
        if self._exchanges is None:
            return
        named = {
            param.name: value if isinstance(value, str) else msgspec.json.encode(value).decode()
            for param, value in zip(method.params, positions, strict=False)
        }
        self._exchanges.record(
            operation=method.name,
            seconds=seconds,
            outcome=verdict.kind if isinstance(verdict, errors.ProviderError) else "ok",
            request=self._redactor.params(named),
            response=sample,
        )


class _Result(Generic[Value]):
    """A result, so that one that is null is told from none."""

    __slots__ = ("result",)

    def __init__(self, result: Value) -> None:
        self.result = result


class _Envelope(msgspec.Struct):
    """An answer. What its result is made of is read by whoever asked."""

    id: Any = None
    result: msgspec.Raw = msgspec.Raw(b"")
    error: Any = None


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_RAW_ITEMS = msgspec.json.Decoder(list[msgspec.Raw] | dict[str, msgspec.Raw] | None)


def raw_items_of(body: bytes) -> list[msgspec.Raw]:
    """The items of a whole answer, each as its own JSON."""
    return _raw_items(_ENVELOPE.decode(body).result)


def _raw_items(result: msgspec.Raw) -> list[msgspec.Raw]:
    found = _RAW_ITEMS.decode(result)
    return list(found.values()) if isinstance(found, dict) else found or []


def _session_from(answer: object) -> Session:
    row = scalars.row(answer)
    session = Session(Secret(scalars.text(row.get("token"))), Secret(scalars.text(row.get("refresh_token"))))
    if not session.complete:
        raise scalars.WrongShape("a session without its token")
    return session


def _request(request_id: int, method: Method, positions: list[Any], headers: dict[str, str]) -> Body:
    document = {"jsonrpc": "2.0", "id": request_id, "method": method.name, "params": positions}
    return Body(msgspec.json.encode(document), CONTENT_TYPE, headers)


def _error_of(problem: object) -> tuple[str, str]:
    """Number and message of an error member, whatever was put there."""
    found = problem if isinstance(problem, dict) else {}
    code, said = found.get("code"), found.get("message")
    number = str(code) if isinstance(code, (int, str)) and not isinstance(code, bool) else ""
    return number[:20], said.strip() if isinstance(said, str) else ""


def _not_an_rpc_answer(method: Method, answer: Answer, sample: str) -> errors.ProviderError:
    """Anything but 200 is a failure of transport or credentials; its body is none of the API's (fact sheet, section 3)."""
    raw = f"HTTP {answer.status} {answer.content_type}: {sample}"
    code = str(answer.status)
    if answer.status == 401:
        return faults.error(
            errors.BadCredentials, messages.WRONG_CREDENTIALS, operation=method.name, code=code, raw=raw
        )
    if answer.status == 403:
        return faults.error(errors.NotAllowed, messages.NOT_ALLOWED, operation=method.name, code=code, raw=raw)
    if answer.status == 429:
        return faults.error(errors.RateLimited, messages.RATE_LIMITED, operation=method.name, code=code, raw=raw)
    if answer.status == 408 or answer.status >= 500:
        return _lost(method, errors.Unavailable, messages.BUSY, raw)
    if 300 <= answer.status < 500:  # turned away before the API: it was not carried out
        return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=method.name, code=code, raw=raw)
    return _lost(method, errors.UnexpectedAnswer, messages.UNREADABLE, raw)


def _lost(method: Method, kind: type[errors.ProviderError], message: str, raw: str) -> errors.ProviderError:
    """No readable answer to a request that was sent: a read failed in this way, the outcome of a write is unknown."""
    if method.writes:
        kind, message = errors.OutcomeUnknown, messages.ANSWER_LOST
    return faults.error(kind, message, operation=method.name, raw=raw)
