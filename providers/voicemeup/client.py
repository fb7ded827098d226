"""One call of the VoiceMeUp API: validate, encode, exchange, read the envelope, classify what went wrong.

Everything is a GET with a query string, writes too: nothing is ever sent twice. The one method of the sibling API, version
1.1 (`http` POST in the catalogue), is a form with JSON as the answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, assert_never
from urllib.parse import urlencode

import httpx
import msgspec

from providers import errors
from providers.ports import Exchanges, Pacer
from providers.voicemeup import encoding, envelope, faults, messages
from providers.voicemeup.encoding import Wire
from providers.voicemeup.envelope import Envelope, Row, Said, Verdict
from providers.wire.catalog import Catalog, Method, load
from providers.wire.http import (
    MAX_ANSWER_BYTES,
    TIMEOUT,
    Answer,
    AnswerLost,
    AnswerTooLong,
    Body,
    Http,
    NotSent,
    Outcome,
    Payload,
    Query,
    Streamed,
    StreamLost,
)
from providers.wire.piecewise import readable
from providers.wire.redact import Redactor, Secret
from providers.wire.xml import NotXml

PAGE = 1000  # the most that `result_limit` allows; its default of 25 would cut listings in silence
MAX_STREAM_BYTES = 1024 * 1024 * 1024
PAUSE_SECONDS = 60.0

Value = TypeVar("Value")


class Client:
    """A VoiceMeUp account over HTTP. Credentials ride on each request; `call`, `ask` and `rows` are the only ways out.

    `username` is the user of version 1.1, which text messages go through; empty without them.
    """

    def __init__(
        self,
        account_id: str,
        token: Secret,
        *,
        username: str = "",
        url: str = "",
        v11_url: str = "",
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        self.catalog: Catalog = load(faults.SLUG)
        self.account_id = account_id
        self.username = username
        self.url = url or self.catalog.endpoints["url"]
        self._v11_url = v11_url or self.catalog.endpoints["v11_url"]
        self._token = token
        self._notices = faults.notices(self.catalog)
        self.taken = 0
        self._pacer = pacer
        self._exchanges = exchanges
        self._redactor = Redactor([token])
        self._max_answer_bytes = max_answer_bytes
        self._http = Http(timeout=timeout, max_answer_bytes=max_answer_bytes, accept="application/xml, */*;q=0.5")

    def close(self) -> None:
        self._http.close()

    def call(self, name: str, /, **params: Any) -> dict[str, Any]:
        """The answer of one request type as {"status", "messages", "records"}, as the service spelled it.

        Raises `Invalid` for a parameter that cannot be sent, before anything is sent; else as `providers.ports` says. A read
        that failed and gives alternates is an answer; a write that failed is an error, whatever came with it.
        """
        found = self.ask(name, **params)
        if not found.success and self._method(name).writes:
            raise self.refusal(name, found, params)
        return {
            "status": "success" if found.success else "failed",
            "messages": [{"code": message.code, "text": message.text} for message in found.messages],
            "records": list(found.records),
        }

    def ask(self, name: str, /, **params: Any) -> Envelope:
        """The envelope of one request. It is a failed one only when records came with the failure; else that raises."""
        method = self._method(name)
        fields = self._encode(method, params)
        self._wait()
        started = time.monotonic()
        outcome = self._http.exchange(self._address(method), self._payload(method, fields))
        sample = self._sample(outcome)
        verdict = self._judge(method, fields, outcome, sample)
        word = verdict.kind if isinstance(verdict, errors.ProviderError) else "ok"
        self._record(method, fields, word, sample, started)
        if isinstance(verdict, errors.ProviderError):
            raise verdict
        self.taken += method.writes
        return verdict

    def do(self, name: str, /, **params: Any) -> Envelope:
        """As `ask`, for a write: a failure raises even when records came with it."""
        found = self.ask(name, **params)
        if not found.success:
            raise self.refusal(name, found, params)
        return found

    def refusal(self, name: str, found: Envelope, given: Mapping[str, Any]) -> errors.ProviderError:
        """The error that a failed envelope stands for."""
        return self._fault(self._method(name), given, found.messages, "")

    def rows(self, name: str, /, **params: Any) -> Iterator[Row]:
        """The records of a listing, read from the wire as they come. Zero records are an empty listing."""
        method = self._method(name)
        fields = self._encode(method, params)
        self._wait()
        return self._stream(method, fields)

    def pages(self, name: str, /, **params: Any) -> Iterator[Row]:
        """The records of a listing that has pages, until one is shorter than it could be."""
        offset = 0
        while True:
            count = 0
            for row in self.rows(name, **params, result_limit=PAGE, result_offset=offset or None):
                count += 1
                yield row
            if count < PAGE:
                return
            offset += count

    def values(self, name: str, rows: Iterable[Row], mapping: Callable[[Row], Value]) -> Iterator[Value]:
        """Each record as a value. What cannot be read is raised as `UnexpectedAnswer` at the end, after all that can be."""
        return readable(rows, mapping, lambda problem, each: self.unreadable(name, problem, each))

    def read(self, name: str, mapping: Callable[[Row], Value], /, **params: Any) -> Iterator[Value]:
        """Each record of a listing that comes whole, as `values` says."""
        return self.values(name, self.rows(name, **params), mapping)

    def one(self, name: str, mapping: Callable[[Row], Value], /, **params: Any) -> Value | None:
        """The first record as a value, None when there is none."""
        return next(self.values(name, self.ask(name, **params).records[:1], mapping), None)

    def download(self, url: str, operation: str) -> Answer:
        """The file behind an address of a record. The token is not sent along, and no other host is asked."""
        address = httpx.URL(self.url).join(url)
        if not self._ours(address):
            raise faults.error(errors.UnexpectedAnswer, messages.NO_FILE, operation=operation)
        self._wait()
        outcome = self._http.exchange(str(address.copy_with(query=None)), Query(dict(address.params)))
        if isinstance(outcome, Answer) and outcome.status == 200 and outcome.body:
            return outcome
        if isinstance(outcome, Answer) and outcome.status in (404, 410):
            raise faults.error(errors.NotFound, messages.NOT_THERE, operation=operation, code=str(outcome.status))
        if isinstance(outcome, AnswerTooLong):
            raise faults.error(errors.UnexpectedAnswer, messages.TOO_MUCH, operation=operation)
        if isinstance(outcome, Answer) and outcome.status < 500:
            raise faults.error(
                errors.UnexpectedAnswer, messages.NOT_A_FILE, operation=operation, raw=self._sample(outcome)
            )
        raise faults.error(errors.Unavailable, messages.NO_ANSWER, operation=operation, raw=self._sample(outcome))

    def unreadable(self, name: str, problem: str, found: object) -> errors.ProviderError:
        """`UnexpectedAnswer` for a part of an answer, with a redacted sample of it."""
        sample = self._redactor.text(f"{problem}: {msgspec.json.encode(found).decode()}")
        return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=name, raw=sample)

    def _ours(self, address: httpx.URL) -> bool:
        """Our own endpoint's host, or, encrypted, another host of the service's own domain."""
        home = httpx.URL(self.url)
        if (address.scheme, address.host, address.port) == (home.scheme, home.host, home.port):
            return True
        domain = httpx.URL(self.catalog.endpoints["url"]).host.partition(".")[2]
        return address.scheme == "https" and address.host.endswith(f".{domain}")

    def _method(self, name: str) -> Method:
        try:
            return self.catalog.methods[name]
        except KeyError:
            raise faults.error(errors.Invalid, messages.UNKNOWN_METHOD, operation=name, field="method") from None

    def _encode(self, method: Method, params: Mapping[str, Any]) -> Wire:
        if method.http == "POST" and not self.username:
            raise faults.error(errors.BadCredentials, messages.NO_USER_NAME, operation=method.name)
        try:
            return encoding.encode(method, params, self.catalog)
        except encoding.Refused as problem:
            name, reason = problem.name, problem.reason
            message = {encoding.Unknown: messages.UNKNOWN_PARAMETER, encoding.Missing: messages.MISSING}.get(
                type(problem), messages.NOT_SENT_INVALID
            )
        raise faults.error(errors.Invalid, message, operation=method.name, field=name, values={"reason": reason})

    def _wait(self) -> None:
        if self._pacer is not None:
            self._pacer.wait()

    def _wire_name(self, method: Method) -> str:
        """The name that goes over the wire: most are inferred, so the catalogue's options may replace one."""
        return self.catalog.options.get(f"request_type.{method.name}", method.name)

    def _address(self, method: Method) -> str:
        return f"{self._v11_url.rstrip('/')}/{self._wire_name(method)}" if method.http == "POST" else self.url

    def _payload(self, method: Method, fields: Wire) -> Payload:
        if method.http == "POST":
            form = {"username": self.username, "auth_token": self._token.reveal(), **fields}
            return Body(urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded")
        return Query(
            {
                "client_account_id": self.account_id,
                "auth_token": self._token.reveal(),
                "request_type": self._wire_name(method),
                **fields,
            }
        )

    def _sample(self, outcome: Outcome) -> str:
        match outcome:
            case Answer():
                return self._redactor.text(outcome.text)
            case AnswerTooLong(beginning=beginning):
                return self._redactor.text(beginning.decode("utf-8", errors="replace"))
            case NotSent(reason) | AnswerLost(reason):
                return reason
            case _:
                assert_never(outcome)

    def _judge(self, method: Method, fields: Wire, outcome: Outcome, sample: str) -> Envelope | errors.ProviderError:
        match outcome:
            case Answer():
                return self._judge_answer(method, fields, outcome, sample)
            case NotSent():
                return faults.error(errors.Unavailable, messages.UNREACHABLE, operation=method.name, raw=sample)
            case AnswerLost():
                return _lost(method, errors.Unavailable, messages.NO_ANSWER, sample)
            case AnswerTooLong():
                return _lost(method, errors.UnexpectedAnswer, messages.TOO_MUCH, sample)
            case _:
                assert_never(outcome)

    def _judge_answer(
        self, method: Method, fields: Wire, answer: Answer, sample: str
    ) -> Envelope | errors.ProviderError:
        problem = _by_status(method, answer.status, f"HTTP {answer.status} {answer.content_type}: {sample}")
        if problem is not None:
            return problem
        try:
            if method.http == "POST":
                found = envelope.read_json(answer.body, notices=self._notices)
            else:
                found = envelope.read_xml(answer.body, method.object_key, notices=self._notices)
        except (NotXml, envelope.NotAnEnvelope, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _lost(method, errors.UnexpectedAnswer, messages.UNREADABLE, sample)
        if found.success or (found.records and _prompts(found)):
            return found
        return self._fault(method, fields, found.messages, sample)

    def _stream(self, method: Method, fields: Wire) -> Iterator[Row]:
        started = time.monotonic()
        with self._http.stream(
            self._address(method), self._payload(method, fields), max_answer_bytes=MAX_STREAM_BYTES
        ) as outcome:
            if not isinstance(outcome, Streamed):
                raise self._not_begun(method, fields, outcome, started)
            pieces, word = _Beginning(outcome.pieces), "ok"
            try:
                yield from self._records(method, fields, outcome, pieces)
            except errors.ProviderError as problem:
                word, problem.raw = problem.kind, problem.raw or self._redactor.text(pieces.text)
                raise
            finally:
                self._record(method, fields, word, self._redactor.text(pieces.text), started)

    def _not_begun(
        self, method: Method, fields: Wire, outcome: NotSent | AnswerLost, started: float
    ) -> errors.ProviderError:
        if isinstance(outcome, NotSent):
            problem = faults.error(errors.Unavailable, messages.UNREACHABLE, operation=method.name, raw=outcome.reason)
        else:
            problem = _lost(method, errors.Unavailable, messages.NO_ANSWER, outcome.reason)
        self._record(method, fields, problem.kind, outcome.reason, started)
        return problem

    def _records(self, method: Method, fields: Wire, answer: Streamed, pieces: Iterable[bytes]) -> Iterator[Row]:
        refused = _by_status(method, answer.status, f"HTTP {answer.status} {answer.content_type}")
        if refused is not None:
            raise refused
        try:
            verdict, count = yield from envelope.read_stream(pieces, method.object_key)
            if not envelope.worked(verdict, self._notices, found=count > 0):
                raise envelope.Refusal(verdict)
        except envelope.Refusal as refusal:
            said: Verdict = refusal.verdict
        except StreamLost as problem:
            raise _lost(method, errors.Unavailable, messages.NO_ANSWER, str(problem)) from None
        except (NotXml, envelope.NotAnEnvelope):
            raise faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=method.name) from None
        else:
            return
        raise self._fault(method, fields, said.messages, "")

    def _fault(
        self, method: Method, given: Mapping[str, Any], said: Iterable[Said], sample: str
    ) -> errors.ProviderError:
        clean = [Said(self._redactor.text(message.code), self._redactor.text(message.text)) for message in said]
        return faults.fault(
            clean, method=method, catalog=self.catalog, given=given, wire_name=self._wire_name(method), raw=sample
        )

    def _record(self, method: Method, fields: Wire, outcome: str, sample: str, started: float) -> None:
        if self._exchanges is None:
            return
        flat = {name: value if isinstance(value, str) else ",".join(value) for name, value in fields.items()}
        self._exchanges.record(
            operation=method.name,
            seconds=time.monotonic() - started,
            outcome=outcome,
            request=self._redactor.params(flat),
            response=sample,
        )


class _Beginning:
    """The pieces of a body, the first of them remembered for the record of the exchange."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._first = b""

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._first = self._first or piece[:4096]
            yield piece

    @property
    def text(self) -> str:
        return self._first.decode("utf-8", errors="replace")


def _prompts(found: Envelope) -> bool:
    """Whether a failure only asks to choose among the records that came with it."""
    return any(message.code == "alternate_address_provided" for message in found.messages)


def _by_status(method: Method, status: int, raw: str) -> errors.ProviderError | None:
    """What the HTTP status alone says; application failures come with 200."""
    if status == 200:
        return None
    if status == 429:
        return faults.error(
            errors.RateLimited,
            messages.RATE_LIMITED,
            operation=method.name,
            code="429",
            raw=raw,
            retry_after=PAUSE_SECONDS,
        )
    if status == 408 or status >= 500:
        return _lost(method, errors.Unavailable, messages.BUSY, raw)
    if 300 <= status < 500:  # the edge turned the request away: it was not carried out
        return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=method.name, raw=raw)
    return _lost(method, errors.UnexpectedAnswer, messages.UNREADABLE, raw)


def _lost(method: Method, kind: type[errors.ProviderError], message: str, raw: str) -> errors.ProviderError:
    """No readable answer to a request that was sent: a read failed in this way, the outcome of a write is unknown."""
    if method.writes:
        kind, message = errors.OutcomeUnknown, messages.ANSWER_LOST
    return faults.error(kind, message, operation=method.name, raw=raw)
