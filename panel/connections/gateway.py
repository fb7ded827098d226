"""The way to the providers: the only module that knows the registry, opens accounts and reads credentials.

    with open_provider(connection) as provider:
        provider.dids.list_owned()

Use it outside of a scope: a scope is a transaction, and no transaction waits for a provider.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.connections import health
from panel.connections.models import Connection, Exchange
from panel.connections.pacing import AccountPacer, Circuit
from panel.connections.vault import CannotOpen, unseal
from panel.tenancy.scope import current, scope
from providers import registry
from providers.errors import BadCredentials, NotAllowed, ProviderError, RateLimited, Refused, Unavailable, Unsupported
from providers.ports import Provider, ProviderInfo
from providers.values.callbacks import CallbackRequest, Event
from providers.wire.catalog import Catalog, load

EXCHANGES_KEPT = timedelta(days=7)
MOST_EXCHANGES_KEPT = 500  # of one account: a long import does not fill the table
_NO_CREDENTIALS = _("This account is disconnected. Enter its credentials to connect it again.")
_NO_CALLBACKS = _("This provider posts nothing.")
_CANNOT_OPEN = _("The stored credentials cannot be read. Enter them again.")


class InsideScope(RuntimeError):
    """A provider was opened inside a transaction."""


def info(slug: str) -> ProviderInfo:
    """What a provider declares; `registry.UnknownProvider` for a slug of none."""
    return registry.get(slug).info


def all_infos() -> list[ProviderInfo]:
    return [opener.info for opener in registry.all_providers()]


def catalog(slug: str) -> Catalog:
    """Every method that a provider documents."""
    return load(slug)


def calls_per_second(connection: Connection) -> int:
    """How fast an account may be asked, by all workers together."""
    return connection.calls_per_second or info(connection.provider).calls_per_second


@contextmanager
def open_provider(connection: Connection, *, even_resting: bool = False) -> Iterator[Provider]:
    """An opened account. Keeps its pace, health and exchanges. Raises `ProviderError` and what the block raises.

    `even_resting`: also while the account is left alone after failures; for what a person asked for.
    """
    if current().organization_id is not None:
        raise InsideScope("Open a provider outside of scope(): no transaction may wait for the network.")
    circuit = Circuit(connection.pk, connection.provider)
    if not even_resting:
        circuit.check()
    pacer = AccountPacer(connection.pk, connection.provider, calls_per_second(connection))
    recorder = Recorder(connection)
    problem: ProviderError | None = None
    try:
        with registry.get(connection.provider).open(
            credentials_of(connection),
            endpoints=settings.PROVIDER_ENDPOINTS.get(connection.provider),
            pacer=pacer,
            exchanges=recorder,
        ) as provider:
            yield provider
    except ProviderError as raised:
        problem = raised
        raise
    finally:
        if isinstance(problem, Unavailable):
            circuit.failed()
        elif recorder.answered:
            circuit.succeeded()
        if isinstance(problem, RateLimited):
            pacer.hold(problem.retry_after)
        with scope(organization=connection.organization_id):
            recorder.flush()
            if isinstance(problem, ProviderError) and not isinstance(problem, Refused):
                health.went_wrong(connection, problem)
            elif recorder.answered:
                health.went_well(connection)


def read_callback(connection: Connection, request: CallbackRequest, *, secret: str) -> tuple[Event, ...]:
    """The events of a request that came to the account's address. Asks nobody, so it may run inside a scope.

    Raises `NotAllowed` for a wrong signature, `Unsupported` where the provider posts nothing, and other `ProviderError`.
    """
    opener = registry.get(connection.provider)
    with opener.open(
        credentials_of(connection), endpoints=settings.PROVIDER_ENDPOINTS.get(opener.info.slug)
    ) as provider:
        if provider.callbacks is None:
            raise Unsupported(_NO_CALLBACKS, provider=opener.info.slug)
        return provider.callbacks.parse(request, secret=secret)


def keep_callback(connection: Connection, outcome: str, request: str) -> None:
    """Keep a request that was not taken in among the account's exchanges; in the organization's scope."""
    recorder = Recorder(connection)
    recorder.record(operation="callback", seconds=0, outcome=outcome, request=request, response="")
    recorder.flush()


def credentials_of(connection: Connection) -> dict[str, str]:
    """The public and the secret fields together. Only for opening the account."""
    if not connection.sealed:
        raise NotAllowed(_NO_CREDENTIALS, provider=connection.provider)
    try:
        return {**connection.public_credentials, **unseal(connection)}
    except CannotOpen as problem:
        raise BadCredentials(_CANNOT_OPEN, provider=connection.provider, raw=str(problem)) from problem


class Recorder:
    """`providers.ports.Exchanges`: keeps the redacted exchanges until the account is closed, then stores them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: deque[Exchange] = deque(maxlen=MOST_EXCHANGES_KEPT)
        self.answered = False

    def record(self, *, operation: str, seconds: float, outcome: str, request: str, response: str) -> None:
        self.answered = self.answered or outcome == "ok"
        self._rows.append(
            Exchange(
                organization_id=self._connection.organization_id,
                connection=self._connection,
                operation=operation[:80],
                milliseconds=round(seconds * 1000),
                outcome=outcome[:40],
                request=request,
                response=response,
            )
        )

    def flush(self) -> None:
        """In the organization's scope."""
        if not self._rows:
            return
        Exchange.objects.bulk_create(self._rows)
        self._rows.clear()
        kept = Exchange.objects.filter(connection=self._connection)
        beyond = kept.order_by("-at", "-id")[MOST_EXCHANGES_KEPT:].values("pk")
        kept.filter(Q(at__lt=timezone.now() - EXCHANGES_KEPT) | Q(pk__in=beyond)).delete()
