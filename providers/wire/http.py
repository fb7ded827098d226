"""One HTTP exchange with a provider: time-outs, verified TLS, no redirects, bounded answers.

What happened on the wire is a value, not an exception: the client that knows the method (read or write) decides what it
means. So no traceback ever holds a frame with credentials in it.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import assert_never

import httpx

TIMEOUT = httpx.Timeout(connect=10.0, read=60.0, write=30.0, pool=10.0)
TOTAL_SECONDS = 180.0  # a server that drips one byte at a time ends here
MAX_ANSWER_BYTES = 32 * 1024 * 1024
USER_AGENT = "Patchbay/0.1"

# These say that no byte of the request was taken: it is certain that nothing was carried out.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A complete answer; the body as it came, after content decoding."""

    status: int
    content_type: str
    body: bytes = field(repr=False)  # a service may echo credentials

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request never left: no connection, no such host, a refused certificate."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerLost:
    """The request may have been carried out, but no whole answer came."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerTooLong:
    """The answer was longer than is allowed; `beginning` is its first part."""

    limit: int
    beginning: bytes = field(repr=False)


Outcome = Answer | NotSent | AnswerLost | AnswerTooLong


@dataclass(frozen=True, slots=True)
class Query:
    """Fields that ride in the address of a GET; a list repeats its name."""

    fields: Mapping[str, str | list[str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Multipart:
    """Fields that ride in a multipart/form-data POST."""

    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """A POST of any content. `headers` may carry credentials; they are sent, never shown."""

    content: bytes = field(repr=False)
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


Payload = Query | Multipart | Body


@dataclass(frozen=True, slots=True)
class Streamed:
    """The beginning of an answer whose body comes piece by piece.

    `pieces` raises `StreamLost` when the rest of the body does not come, or is longer than is allowed.
    """

    status: int
    content_type: str
    pieces: Iterator[bytes] = field(repr=False)


class StreamLost(Exception):
    """The body of an answer ended before its end."""


@cache
def _verified_tls() -> ssl.SSLContext:
    """Certificates and host names are checked. Reading the certificates takes a while: once per process."""
    return httpx.create_ssl_context()


class Http:
    """Connections to one service. Close it, or use it as a context manager."""

    def __init__(
        self,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
        accept: str = "application/json",
    ) -> None:
        self._client = httpx.Client(
            timeout=timeout,
            verify=_verified_tls(),
            follow_redirects=False,
            headers={"User-Agent": USER_AGENT, "Accept": accept},
        )
        self._max_answer_bytes = max_answer_bytes

    def exchange(self, url: str, payload: Payload) -> Outcome:
        """Send one request and read its answer to the end. Never repeats, never raises for what the network does."""
        try:
            return self._read(self._request(url, payload))
        except _NEVER_SENT as problem:
            return NotSent(type(problem).__name__)
        except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as problem:
            return AnswerLost(type(problem).__name__)

    @contextmanager
    def stream(self, url: str, payload: Payload, *, max_answer_bytes: int) -> Iterator[Streamed | NotSent | AnswerLost]:
        """Send one request and read its answer as it comes, for listings that are too large to hold. Never repeats."""
        try:
            answer = self._client.send(self._request(url, payload), stream=True)
        except _NEVER_SENT as problem:
            yield NotSent(type(problem).__name__)
            return
        except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as problem:
            yield AnswerLost(type(problem).__name__)
            return
        try:
            yield Streamed(
                answer.status_code, answer.headers.get("content-type", ""), _pieces(answer, max_answer_bytes)
            )
        finally:
            answer.close()

    def close(self) -> None:
        self._client.close()

    def _request(self, url: str, payload: Payload) -> httpx.Request:
        match payload:
            case Query(fields):
                return self._client.build_request("GET", url, params=dict(fields))
            case Multipart(fields):
                parts = [(name, (None, value)) for name, value in fields.items()]
                return self._client.build_request("POST", url, files=parts)
            case Body(content, content_type, headers):
                given = {**headers, "Content-Type": content_type}
                return self._client.build_request("POST", url, content=content, headers=given)
            case _:
                assert_never(payload)

    def _read(self, request: httpx.Request) -> Outcome:
        deadline = time.monotonic() + TOTAL_SECONDS
        body = bytearray()
        answer = self._client.send(request, stream=True)
        try:
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > self._max_answer_bytes:
                    return AnswerTooLong(self._max_answer_bytes, bytes(body[:4096]))
                if time.monotonic() > deadline:
                    return AnswerLost("TotalTimeout")
        finally:
            answer.close()
        return Answer(status=answer.status_code, content_type=answer.headers.get("content-type", ""), body=bytes(body))


def _pieces(answer: httpx.Response, limit: int) -> Iterator[bytes]:
    deadline, length = time.monotonic() + TOTAL_SECONDS, 0
    try:
        for piece in answer.iter_bytes():
            length += len(piece)
            if length > limit:
                raise StreamLost("TooLong")
            if time.monotonic() > deadline:
                raise StreamLost("TotalTimeout")
            yield piece
    except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as problem:
        raise StreamLost(type(problem).__name__) from None


class _WithoutQuery(logging.Filter):
    """httpx logs each address in full; providers that want credentials in the query would have them logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(arg.copy_with(query=None) if isinstance(arg, httpx.URL) else arg for arg in record.args)
        return True


logging.getLogger("httpx").addFilter(_WithoutQuery())
