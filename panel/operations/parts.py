"""Changes that take several calls of which one may be refused after another was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from panel.operations import lifecycle
from panel.operations.models import Operation
from panel.tenancy.scope import scope
from providers.errors import AccountProblem, OutcomeUnknown, Refused, Temporary
from providers.ports import Provider


@contextmanager
def perhaps_in_part(provider: Provider, operation: Operation, made: Callable[[], bool]) -> Iterator[None]:
    """A refusal passes unless a part was `made`, which asks the provider: then it is noted, and reading back shows what there is.

    `OutcomeUnknown` where that cannot be asked just now: the change may be half made, so it is looked up and never sent again.
    """
    try:
        yield
    except (Refused, AccountProblem) as refusal:
        try:
            in_part = made()
        except (Temporary, AccountProblem) as problem:
            if isinstance(problem, AccountProblem) and not provider.client.taken:
                raise refusal from problem
            raise OutcomeUnknown("", provider=provider.info.slug, code=refusal.code, raw=refusal.raw) from problem
        if not in_part:
            raise
        with scope(organization=operation.organization_id):
            lifecycle.note_partly(operation, refusal, provider=provider.info.name)
