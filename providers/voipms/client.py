"""One call of the VoIP.ms API: validate, encode, exchange, check the envelope, classify what went wrong.

The service speaks REST/JSON and SOAP, with the same methods, parameters and answers; `Wire` is what differs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar, assert_never

import httpx
import msgspec

from providers import errors
from providers.ports import Exchanges, Pacer
from providers.voipms import encoding, faults, messages, scalars
from providers.voipms.rest import Rest
from providers.voipms.soap import Soap
from providers.wire import json_rows
from providers.wire.catalog import Catalog, Method, load
from providers.wire.http import (
    MAX_ANSWER_BYTES,
    TIMEOUT,
    Answer,
    AnswerLost,
    AnswerTooLong,
    Http,
    NotSent,
    Outcome,
    Payload,
)
from providers.wire.piecewise import readable
from providers.wire.redact import Redactor, Secret

SAMPLED_BYTES = 64 * 1024  # of an answer, for the record of what was said

ENDPOINTS: Mapping[str, str] = {"rest": "rest_url", "soap": "soap_url"}

Item = TypeVar("Item")
Value = TypeVar("Value")


class Wire(Protocol):
    """How a call is put on the wire, and an answer taken from it."""

    accept: str

    def payload(self, method: Method, fields: Mapping[str, str]) -> Payload: ...

    def document(self, body: bytes, unread: Collection[str] = ()) -> dict[str, Any] | None:
        """The answer as JSON has it, None when the body is no answer. Members named `unread` may come as `msgspec.Raw`."""
        ...

    def shown(self, text: str) -> str:
        """The text of an answer with secrets masked that the redactor would not find."""
        ...


class Client:
    """A VoIP.ms account over HTTP. Credentials ride on each call; `call` is the only way out.

    `transport` is "rest" or "soap", `url` the address of that service. Never its www host: that one redirects and a POST loses
    its body there.
    """

    def __init__(
        self,
        username: str,
        password: Secret,
        *,
        url: str = "",
        transport: str = "rest",
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        self.catalog: Catalog = load(faults.SLUG)
        self.username = username
        self._password = password
        self._url = url or self.catalog.endpoints[ENDPOINTS[transport]]
        self._wire: Wire = Rest() if transport == "rest" else Soap(self.catalog.options["soap_namespace"])
        self.taken = 0
        self._pacer = pacer
        self._exchanges = exchanges
        self._redactor = Redactor([password])
        self._http = Http(timeout=timeout, max_answer_bytes=max_answer_bytes, accept=self._wire.accept)

    def close(self) -> None:
        self._http.close()

    def call(self, name: str, /, **params: Any) -> dict[str, Any]:
        """The answer of one method, as the service sent it. "Nothing found" is an answer with an empty listing.

        Raises `Invalid` for a parameter that cannot be sent, before anything is sent; else as `providers.ports` says.
        """
        return self._perform(name, params)

    def _perform(self, name: str, params: Mapping[str, Any], *, unread: Collection[str] = ()) -> dict[str, Any]:
        method = self._method(name)
        fields = self._encode(method, params)
        payload = self._payload(method, fields)
        if self._pacer is not None:
            self._pacer.wait()
        started = time.monotonic()
        outcome = self._http.exchange(self._url, payload)
        sample = self._sample(outcome)
        verdict = self._judge(method, fields, outcome, sample, unread)
        self._record(method, fields, verdict, sample, time.monotonic() - started)
        if isinstance(verdict, errors.ProviderError):
            raise verdict
        self.taken += method.writes
        return verdict

    def rows(self, name: str, /, **params: Any) -> list[dict[str, Any]]:
        """The rows of a listing method, in any of the forms that the service gives a list."""
        found = self.items(name, **params)
        try:
            return scalars.rows(found)
        except scalars.WrongShape as problem:
            raise self.unreadable(name, str(problem), found) from None

    def items(self, name: str, /, **params: Any) -> list[Any]:
        """What a listing method lists, whether or not each of it is a row."""
        return self._items(name, self.call(name, **params))

    def raw_items(self, name: str, /, **params: Any) -> list[Any]:
        """As `items`, each as its own JSON (`msgspec.Raw`) where that is how they came: for lists that may be long."""
        return self._items(name, self._perform(name, params, unread=self._list_keys(name)))

    def _items(self, name: str, answer: Mapping[str, Any]) -> list[Any]:
        found = next((answer[key] for key in self._list_keys(name) if key in answer), None)
        try:
            return scalars.items(json_rows.split(found) if isinstance(found, msgspec.Raw) else found)
        except ValueError as problem:
            raise self.unreadable(name, str(problem), found) from None

    def _list_keys(self, name: str) -> tuple[str, ...]:
        method = self._method(name)
        return (method.list_key, *method.list_key_aliases)

    def one(self, name: str, mapping: Callable[[dict[str, Any]], Value], /, **params: Any) -> Value:
        """The whole answer of a method as one value."""
        answer = self.call(name, **params)
        try:
            return mapping(answer)
        except ValueError as problem:
            raise self.unreadable(name, str(problem), answer) from None

    def read(self, name: str, mapping: Callable[[dict[str, Any]], Value], /, **params: Any) -> Iterator[Value]:
        """Each row of a listing as a value, as `values` says; what is no row counts as one that cannot be read."""
        return self.values(name, self.items(name, **params), lambda item: mapping(scalars.row(item)))

    def values(self, name: str, items: Iterable[Item], mapping: Callable[[Item], Value]) -> Iterator[Value]:
        """Each item as a value. What cannot be read is raised as `UnexpectedAnswer` at the end, after all that can be."""
        return readable(items, mapping, lambda problem, each: self.unreadable(name, problem, each))

    def unreadable(self, name: str, problem: str, found: object) -> errors.ProviderError:
        """`UnexpectedAnswer` for a part of an answer, with a redacted sample of it."""
        text = msgspec.json.encode(found)[:SAMPLED_BYTES].decode(errors="replace")
        sample = self._redactor.text(f"{problem}: {text}")
        return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=name, raw=sample)

    def _method(self, name: str) -> Method:
        try:
            return self.catalog.methods[name]
        except KeyError:
            raise faults.error(errors.Invalid, messages.UNKNOWN_METHOD, operation=name, field="method") from None

    def _encode(self, method: Method, params: Mapping[str, Any]) -> dict[str, str]:
        try:
            return encoding.encode(method, params)
        except encoding.Refused as problem:
            name, reason = problem.name, problem.reason
            message = {
                encoding.Unknown: messages.UNKNOWN_PARAMETER,
                encoding.Missing: messages.MISSING,
            }.get(type(problem), messages.NOT_SENT_INVALID)
        raise faults.error(errors.Invalid, message, operation=method.name, field=name, values={"reason": reason})

    def _payload(self, method: Method, fields: Mapping[str, str]) -> Payload:
        wire = {
            "api_username": self.username,
            "api_password": self._password.reveal(),
            **fields,
            **self._sent_again(fields),
        }
        try:
            return self._wire.payload(method, wire)
        except ValueError:  # the fields were checked: it is the credentials that no wire can carry
            pass
        raise faults.error(errors.BadCredentials, messages.WRONG_CREDENTIALS, operation=method.name)

    def _sent_again(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The page and the WSDL disagree on some names: then both are sent (the catalogue's options)."""
        pairs = (pair.split("=") for pair in self.catalog.options["sent_again"].split())
        return {other: fields[name] for name, other in pairs if name in fields}

    def _sample(self, outcome: Outcome) -> str:
        match outcome:
            case Answer(body=body) | AnswerTooLong(beginning=body):
                return self._redactor.text(self._wire.shown(body[:SAMPLED_BYTES].decode("utf-8", errors="replace")))
            case NotSent(reason) | AnswerLost(reason):
                return reason
            case _:
                assert_never(outcome)

    def _judge(
        self, method: Method, fields: Mapping[str, str], outcome: Outcome, sample: str, unread: Collection[str]
    ) -> dict[str, Any] | errors.ProviderError:
        match outcome:
            case Answer():
                return self._judge_answer(method, fields, outcome, sample, unread)
            case NotSent():
                return faults.error(errors.Unavailable, messages.UNREACHABLE, operation=method.name, raw=sample)
            case AnswerLost():
                return _lost(method, errors.Unavailable, messages.NO_ANSWER, sample)
            case AnswerTooLong():
                return _lost(method, errors.UnexpectedAnswer, messages.TOO_MUCH, sample)
            case _:
                assert_never(outcome)

    def _judge_answer(
        self, method: Method, fields: Mapping[str, str], answer: Answer, sample: str, unread: Collection[str]
    ) -> dict[str, Any] | errors.ProviderError:
        if answer.status == 429:
            return self._fault("api_limit_exceeded", method, fields, sample)
        document = self._wire.document(answer.body, unread)
        status = document.get("status") if document is not None else None
        if (
            document is None
            and answer.status == 200
            and not answer.body.strip()
            and method.writes
            and not method.fields
        ):
            return {"status": "success"}  # seen on delConference: done, without a word
        if document is None or not isinstance(status, str) or not status or answer.status >= 500:
            return _unreadable(method, answer, sample)
        if status == "success":
            return document
        code = self.catalog.codes.get(status)
        if method.list_key and (status in method.empty_statuses or (code is not None and code.kind == "empty")):
            return {**document, method.list_key: []}
        problem = self._fault(self._redactor.text(status)[:80], method, fields, sample)
        problem.said = self._redactor.text(_words(document))
        return problem

    def _fault(self, code: str, method: Method, fields: Mapping[str, str], sample: str) -> errors.ProviderError:
        return faults.fault(code, method=method, catalog=self.catalog, given=fields, raw=sample)

    def _record(
        self,
        method: Method,
        fields: Mapping[str, str],
        verdict: dict[str, Any] | errors.ProviderError,
        sample: str,
        seconds: float,
    ) -> None:
        if self._exchanges is None:
            return
        self._exchanges.record(
            operation=method.name,
            seconds=seconds,
            outcome=verdict.kind if isinstance(verdict, errors.ProviderError) else "ok",
            request=self._redactor.params(fields),
            response=sample,
        )


def _words(document: Mapping[str, Any]) -> str:
    """What the service says beside a status, where it says anything: no_provision has a description, others a message."""
    found = (document.get(name) for name in ("description", "message"))
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), "")


def _unreadable(method: Method, answer: Answer, sample: str) -> errors.ProviderError:
    """The edge or the service said something that is no envelope. A SOAP fault comes as 500, and is a fault of ours."""
    raw = f"HTTP {answer.status} {answer.content_type}: {sample}"
    if answer.status == 408 or (answer.status >= 500 and "Fault>" not in sample):
        return _lost(method, errors.Unavailable, messages.BUSY, raw)
    if 300 <= answer.status < 500:  # the edge turned the request away: it was not carried out
        return faults.error(errors.UnexpectedAnswer, messages.UNREADABLE, operation=method.name, raw=raw)
    return _lost(method, errors.UnexpectedAnswer, messages.UNREADABLE, raw)


def _lost(method: Method, kind: type[errors.ProviderError], message: str, raw: str) -> errors.ProviderError:
    """No readable answer to a request that was sent: a read failed in this way, the outcome of a write is unknown."""
    if method.writes:
        kind, message = errors.OutcomeUnknown, messages.ANSWER_LOST
    return faults.error(kind, message, operation=method.name, raw=raw)
