"""That a number is on its way to another provider. None of ours tells it, so a person says it."""

from __future__ import annotations

from panel.accounts.models import User
from panel.audit.services import record
from panel.dids.models import Did, DidState
from panel.ui.words import phone


def say_leaving(*, did: Did, leaving: bool, by: User | None) -> bool:
    """Ours alone: no provider is asked. Written into the audit trail. False when it is so already, or not in the account."""
    before, after = DidState.ACTIVE, DidState.PORTING_OUT
    if not leaving:
        before, after = after, before
    if not Did.objects.filter(pk=did.pk, state=before).update(state=after):
        return False
    verb = "dids.leaving" if leaving else "dids.staying"
    record(verb=verb, object_type="did", object_id=did.pk, label=phone(did.number), by=by)
    return True
