"""Giving a number back to its provider, for good, as an operation: `dids.release`.

`parameters` are {"number"}; `before`, `wanted` and `observed` are {"held": bool}. A provider that no longer knows the number as
ours is the proof: that is what is looked for, also after a lost answer. It is never asked for twice.
"""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panel.dids.models import Did, DidState
from panel.dids.sync import apply_one
from panel.operations.models import Operation
from panel.operations.registry import Change, ReadBack, State
from providers.errors import NotFound, Unsupported
from providers.ports import Provider
from providers.values import dids as values
from providers.values.phone import PhoneNumber

KIND = "dids.release"
HELD: State = {"held": True}
GONE: State = {"held": False}


class Release:
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Release the number")
    looks_up = True
    resumes = False

    def execute(self, provider: Provider, operation: Operation) -> None:
        if provider.ordering is None:
            raise Unsupported(gettext_noop("This provider does not take numbers back."), provider=provider.info.slug)
        provider.ordering.release(_number(operation))

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack:
        if provider.dids is None:
            raise Unsupported(gettext_noop("This provider cannot list numbers."), provider=provider.info.slug)
        try:
            return ReadBack(HELD, provider.dids.get(_number(operation)))
        except NotFound:
            return ReadBack(GONE, None)

    def remember(self, operation: Operation, value: Any) -> None:
        if value is not None:
            apply_one(operation.connection, cast(values.Did, value))
            return
        now = timezone.now()  # read_at too: a listing that began earlier still has it, and knows less
        Did.objects.filter(pk=operation.subject_id).update(
            state=DidState.RELEASED, gone_at=now, changed_at=now, read_at=now
        )

    def known(self, operation: Operation) -> State | None:
        did = Did.objects.filter(pk=operation.subject_id).first()
        if did is None:
            return None
        return GONE if did.gone_at else HELD

    def changes(self, operation: Operation) -> list[Change]:
        observed = operation.observed or operation.wanted
        differs = observed["held"] != operation.wanted["held"]
        return [Change(_("Number"), _("in the account"), _("given back"), _("still in the account") if differs else "")]


def _number(operation: Operation) -> PhoneNumber:
    return PhoneNumber(operation.parameters["number"])


HANDLER = Release()
