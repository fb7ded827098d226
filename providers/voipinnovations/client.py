"""One call of the VoIP Innovations API: validate, envelope, exchange, read the result, classify what went wrong.

Small answers are decoded by zeep; listings that grow with the account are read as a stream, record by record, with lxml.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any, TypeVar, assert_never

import httpx
import msgspec
from lxml import etree

from providers import errors
from providers.ports import Exchanges, Pacer
from providers.voipinnovations import contract, faults, messages, scalars, streaming
from providers.voipinnovations.scalars import Row
from providers.wire.catalog import Catalog, Method, load
from providers.wire.http import (
    Answer,
    AnswerLost,
    AnswerTooLong,
    Body,
    Http,
    NotSent,
    Outcome,
    Streamed,
    StreamLost,
)
from providers.wire.piecewise import readable
from providers.wire.redact import Redactor, Secret
from providers.wire.xml import NotXml, parse

TIMEOUT = httpx.Timeout(connect=10.0, read=180.0, write=30.0, pool=10.0)  # audits are slow (fact sheet §7)
MAX_ANSWER_BYTES = 64 * 1024 * 1024
MAX_STREAM_BYTES = 1024 * 1024 * 1024

Value = TypeVar("Value")


class Client:
    """A VoIP Innovations account over HTTP. Credentials ride in each envelope; `call` and `rows` are the only ways out."""

    def __init__(
        self,
        login: str,
        secret: Secret,
        *,
        url: str = "",
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        self.catalog: Catalog = load(faults.SLUG)
        self._login = login
        self._secret = secret
        self._url = url or self.catalog.endpoints["url"]
        self.taken = 0
        self._pacer = pacer
        self._exchanges = exchanges
        self._redactor = Redactor([secret, Secret(login)])
        self._http = Http(timeout=timeout, max_answer_bytes=max_answer_bytes, accept="text/xml")

    def close(self) -> None:
        self._http.close()

    def call(self, name: str, /, **params: Any) -> dict[str, Any]:
        """The result of one method as plain values: dictionaries, lists, numbers, booleans, times. Empty (101) is a result.

        Raises `Invalid` for a parameter that cannot be sent, before anything is sent; else as `providers.ports` says. What each
        number's own statusCode says is not judged here, see `per_number`.
        """
        method = self._method(name)
        payload = self._payload(method, params)
        self._wait()
        started = time.monotonic()
        outcome = self._http.exchange(self._url, payload)
        sample = self._sample(outcome)
        verdict = self._judge(method, outcome, sample)
        self._record(method, params, verdict, sample, started)
        if isinstance(verdict, errors.ProviderError):
            raise verdict
        self.taken += method.writes
        return verdict

    def listed(self, name: str, plural: str, item: str, /, **params: Any) -> list[Row]:
        """The items of one list of a small answer."""
        try:
            return scalars.rows(self.call(name, **params), plural, item)
        except scalars.WrongShape as problem:
            raise self.unreadable(name, str(problem), {}) from None

    def rows(self, name: str, item: str, /, **params: Any) -> Iterator[dict[str, str]]:
        """Each record of a listing as texts by element name, read from the wire as they come. For reads only."""
        method = self._method(name)
        payload = self._payload(method, params)
        self._wait()
        started = time.monotonic()
        problem: errors.ProviderError | None = None
        try:
            with self._http.stream(self._url, payload, max_answer_bytes=MAX_STREAM_BYTES) as answer:
                match answer:
                    case NotSent(reason):
                        raise faults.error(errors.Unavailable, messages.UNREACHABLE, operation=name, raw=reason)
                    case AnswerLost(reason):
                        raise faults.error(errors.Unavailable, messages.NO_ANSWER, operation=name, raw=reason)
                    case Streamed():
                        yield from self._records(method, item, answer)
        except errors.ProviderError as raised:
            problem = raised
            raise
        finally:
            self._note(
                method, params, problem.kind if problem else "ok", problem.raw if problem else "(a stream)", started
            )

    def read(
        self, name: str, item: str, mapping: Callable[[dict[str, str]], Value], /, **params: Any
    ) -> Iterator[Value]:
        """Each record of a listing as a value, as `values` says."""
        return self.values(name, self.rows(name, item, **params), mapping)

    def values(self, name: str, rows: Iterable[Any], mapping: Callable[[Any], Value]) -> Iterator[Value]:
        """Each record as a value. What cannot be read is raised as `UnexpectedAnswer` at the end, after all that can be."""
        return readable(rows, mapping, lambda problem, each: self.unreadable(name, problem, each))

    def per_number(self, name: str, /, **params: Any) -> dict[str, Row]:
        """The rows of a call that acts on numbers, by ten digits: each has its own outcome, whatever the envelope says."""
        return {scalars.text(row.get("tn"))[-10:]: row for row in self.listed(name, "DIDs", "DID", **params)}

    def act(self, name: str, tn: str, /, **params: Any) -> Row:
        """A call that acts on one number. Raises what its own code says; "already so" is as good as done."""
        found = self.per_number(name, **params)
        row = found.get(tn)
        if row is None:
            raise self._unclear(name, "no row for the number")
        problem = self.problem_of(name, row)
        if problem is not None:
            raise problem
        return row

    def settle(self, name: str, tn: str, /, **params: Any) -> None:
        """A call that sets something of one number. Its row is judged where one with a code comes: that one does is inferred."""
        row = self.per_number(name, **params).get(tn)
        problem = self.problem_of(name, row) if row is not None and scalars.text(row.get("statusCode")) else None
        if problem is not None:
            raise problem

    def problem_of(self, name: str, row: Row) -> errors.ProviderError | None:
        """What a number's own statusCode says; None when it was done or was so already."""
        written = scalars.text(row.get("statusCode"))
        if written == "100" or written in faults.ALREADY:
            return None
        code = scalars.whole(written)
        method = self._method(name)
        if code is None:
            return self._unclear(name, f"statusCode {self._redactor.text(written)[:40]!r}")
        return faults.fault(code, operation=name, writes=method.writes, said=self.redacted(row.get("status")))

    def redacted(self, said: object) -> str:
        """A text of the service, as it may be shown."""
        return self._redactor.text(scalars.text(said))

    def unreadable(self, name: str, problem: str, found: object) -> errors.ProviderError:
        """`UnexpectedAnswer` for a part of an answer, with a redacted sample of it."""
        sample = self._redactor.text(f"{problem}: {msgspec.json.encode(found, enc_hook=str).decode()}")
        return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=name, raw=sample)

    def _unclear(self, name: str, problem: str) -> errors.ProviderError:
        """A row that does not tell what became of its number: after a write that is not known."""
        method = self._method(name)
        kind, message = (
            (errors.OutcomeUnknown, messages.ANSWER_LOST)
            if method.writes
            else (errors.UnexpectedAnswer, messages.UNREADABLE)
        )
        return faults.error(kind, message, operation=name, raw=problem)

    def _method(self, name: str) -> Method:
        try:
            return self.catalog.methods[name]
        except KeyError:
            raise faults.error(errors.Invalid, messages.UNKNOWN_METHOD, operation=name, field="method") from None

    def _payload(self, method: Method, params: Mapping[str, Any]) -> Body:
        try:
            content = contract.envelope(self.catalog, method, self._login, self._secret.reveal(), params)
        except contract.Refused as problem:
            name, reason = problem.name, problem.reason
            message = {contract.Unknown: messages.UNKNOWN_PARAMETER, contract.Missing: messages.MISSING}.get(
                type(problem), messages.NOT_SENT_INVALID
            )
        else:
            action = self.catalog.options["soap_action"].replace("<methodName>", method.name)
            return Body(content, self.catalog.options["content_type_11"], {"SOAPAction": f'"{action}"'})
        raise faults.error(errors.Invalid, message, operation=method.name, field=name, values={"reason": reason})

    def _wait(self) -> None:
        if self._pacer is not None:
            self._pacer.wait()

    def _records(self, method: Method, item: str, answer: Streamed) -> Iterator[dict[str, str]]:
        """The envelope's code comes before the records, in schema order; it is looked at again at the end."""
        if answer.status >= 500:
            raise faults.error(errors.Unavailable, messages.BUSY, operation=method.name, raw=f"HTTP {answer.status}")
        try:
            with closing(streaming.records(answer.pieces, method, item)) as found:
                envelope = yield from found
        except StreamLost as problem:
            lost = errors.UnexpectedAnswer if str(problem) == "TooLong" else errors.Unavailable
            message = messages.TOO_MUCH if str(problem) == "TooLong" else messages.NO_ANSWER
            raise faults.error(lost, message, operation=method.name, raw=str(problem)) from None
        except contract.Fault as problem:
            raw = self._redactor.text(str(problem))
            raise faults.error(errors.Unavailable, messages.BUSY, operation=method.name, raw=raw) from None
        except (NotXml, contract.NotAnAnswer) as problem:
            raw = f"HTTP {answer.status} {answer.content_type}: {self._redactor.text(str(problem))}"
            raise faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=method.name, raw=raw) from None
        self._check(method, envelope.code, self._redactor.text(envelope.message), "")

    def _check(self, method: Method, code: int | None, said: str, sample: str) -> None:
        problem = self._of_code(method, code, said, sample)
        if problem is not None:
            raise problem

    def _of_code(self, method: Method, code: int | None, said: str, sample: str) -> errors.ProviderError | None:
        if code is None:
            return self._unclear(method.name, sample or "no responseCode")
        if code == faults.SUCCESS or (code == faults.EMPTY and not method.writes):
            return None
        return faults.fault(code, operation=method.name, writes=method.writes, said=said, raw=sample)

    def _judge(self, method: Method, outcome: Outcome, sample: str) -> dict[str, Any] | errors.ProviderError:
        match outcome:
            case Answer():
                return self._judge_answer(method, outcome, sample)
            case NotSent():
                return faults.error(errors.Unavailable, messages.UNREACHABLE, operation=method.name, raw=sample)
            case AnswerLost():
                return _lost(method, errors.Unavailable, messages.NO_ANSWER, sample)
            case AnswerTooLong():
                return _lost(method, errors.UnexpectedAnswer, messages.TOO_MUCH, sample)
            case _:
                assert_never(outcome)

    def _judge_answer(self, method: Method, answer: Answer, sample: str) -> dict[str, Any] | errors.ProviderError:
        raw = f"HTTP {answer.status} {answer.content_type}: {sample}"
        document: etree._Element | None = None
        try:
            document = parse(answer.body)
            result = contract.result_of(method, document)
        except contract.Fault:  # "malformed request, server error" (§1): we do not know how far it came
            return _lost(method, errors.Unavailable, messages.BUSY, raw)
        except (NotXml, contract.NotAnAnswer):
            if document is None and 300 <= answer.status < 500 and answer.status != 408:
                return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=method.name, raw=raw)
            if answer.status >= 500 or answer.status == 408:
                return _lost(method, errors.Unavailable, messages.BUSY, raw)
            return _lost(method, errors.UnexpectedAnswer, messages.UNREADABLE, raw)
        code = scalars.whole(result.get("responseCode"))
        said = self.redacted(result.get("responseMessage"))
        return self._of_code(method, code, said, sample) or result

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

    def _record(
        self,
        method: Method,
        params: Mapping[str, Any],
        verdict: dict[str, Any] | errors.ProviderError,
        sample: str,
        started: float,
    ) -> None:
        word = verdict.kind if isinstance(verdict, errors.ProviderError) else "ok"
        self._note(method, params, word, sample, started)

    def _note(self, method: Method, params: Mapping[str, Any], word: str, sample: str, started: float) -> None:
        if self._exchanges is None:
            return
        self._exchanges.record(
            operation=method.name,
            seconds=time.monotonic() - started,
            outcome=word,
            request=self._redactor.params({name: str(value) for name, value in params.items()}),
            response=sample,
        )


def _lost(method: Method, kind: type[errors.ProviderError], message: str, raw: str) -> errors.ProviderError:
    """No readable answer to a request that was sent: a read failed in this way, the outcome of a write is unknown."""
    if method.writes:
        kind, message = errors.OutcomeUnknown, messages.ANSWER_LOST
    return faults.error(kind, message, operation=method.name, raw=raw)
