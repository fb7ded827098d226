"""A call of the console that writes, as an operation: `console.call`."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_noop

from panel.console import services
from panel.console.models import ConsoleCall
from panel.operations.models import Operation
from panel.operations.registry import Change, ReadBack, State
from panel.tenancy.scope import scope
from providers.errors import ProviderError, Temporary
from providers.ports import Provider


class Call:
    """A `panel.operations.registry.Handler`. What it changed is not known here, so nothing can be read back."""

    title = gettext_noop("Call from the console")
    looks_up = False
    resumes = False

    def execute(self, provider: Provider, operation: Operation) -> None:
        with scope(organization=operation.organization_id):
            call = ConsoleCall.objects.select_related("connection").get(pk=operation.subject_id)
        try:
            answer = services.make(call, provider)
        except Temporary:
            raise  # it did not reach the provider, and is tried again with the same arguments
        except ProviderError as problem:
            services.book_problem(call, problem)
            raise
        services.book(call, answer)

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack | None:
        return None

    def remember(self, operation: Operation, value: Any) -> None:
        """Nothing was read."""

    def known(self, operation: Operation) -> State | None:
        return None

    def changes(self, operation: Operation) -> list[Change]:
        return [
            Change(label=name, before="", after=value if isinstance(value, str) else json.dumps(value)[:200])
            for name, value in operation.parameters["arguments"].items()
        ]


HANDLER = Call()
