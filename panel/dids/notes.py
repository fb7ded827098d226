"""Our own words on a number: a note and tags. No provider hears of them; the audit trail says who changed what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from panel.accounts.models import User
from panel.audit.services import record
from panel.dids.models import Did, DidTag, Tag
from panel.ui.words import phone

LONGEST_TAG = Tag._meta.get_field("name").max_length or 0
MOST_TAGS = 20


class NoteMoved(Exception):
    """The note is no longer what the person saw. `now` is what it is."""

    def __init__(self, now: str) -> None:
        super().__init__(now)
        self.now = now


def set_remarks(did: Did, text: str, *, by: User | None, seen: str | None = None) -> None:
    """Leave the number with this note. `seen`: what the person had before their eyes; raises `NoteMoved` when it is another."""
    before = Did.objects.select_for_update().values_list("remarks", flat=True).get(pk=did.pk)
    # A form field brings the ends of lines in a spelling of its own.
    if seen is not None and seen.split() != before.split() and before != text:
        raise NoteMoved(before)
    did.remarks = text
    if before == text:
        return
    did.save(update_fields=["remarks"])
    _record(did, "dids.remarked", by, before=before, after=text)


def tags_of(did: Did) -> list[str]:
    return list(DidTag.objects.filter(did=did).order_by("tag__name").values_list("tag__name", flat=True))


def set_tags(did: Did, names: Sequence[str], *, by: User | None, seen: Sequence[str] | None = None) -> list[str]:
    """Leave the number with exactly these tags; one that exists in other capitals is that one. Gives them by name.

    `seen`: those that the person had before their eyes. What somebody else added or removed meanwhile stays so.
    """
    before = _tags_of_locked(did)
    if seen is not None:
        names = _merged(names, seen, before)
    DidTag.objects.filter(did=did).exclude(tag__in=_put(did, names)).delete()
    return _tagged(did, before, by)


def _merged(names: Sequence[str], seen: Sequence[str], now: Sequence[str]) -> list[str]:
    """What a person chose of what they saw, with what others did to it meanwhile."""
    were, are = ({name.casefold() for name in some} for some in (seen, now))
    kept = [name for name in names if name.casefold() not in were - are]
    return [*kept, *(name for name in now if name.casefold() not in were)]


def change_tags(did: Did, *, add: Sequence[str] = (), remove: Iterable[str] = (), by: User | None) -> list[str]:
    """Leave the number with its tags, these added and those removed, capitals aside. Gives them by name."""
    before = _tags_of_locked(did)
    _put(did, add)
    unwanted = {name.casefold() for name in remove}
    gone = [name for name in before if name.casefold() in unwanted]
    DidTag.objects.filter(did=did, tag__name__in=gone).delete()
    return _tagged(did, before, by)


def _tags_of_locked(did: Did) -> list[str]:
    """Nobody else changes them before this transaction ends: what is recorded as before was so."""
    Did.objects.select_for_update().values_list("pk").get(pk=did.pk)
    return tags_of(did)


def _put(did: Did, names: Sequence[str]) -> list[Tag]:
    wanted = _existing_or_new(did, names)
    DidTag.objects.bulk_create(
        [DidTag(organization_id=did.organization_id, did=did, tag=tag) for tag in wanted], ignore_conflicts=True
    )
    return wanted


def _tagged(did: Did, before: list[str], by: User | None) -> list[str]:
    after = tags_of(did)
    if after != before:
        _record(did, "dids.tagged", by, before=before, after=after)
    return after


def _existing_or_new(did: Did, names: Sequence[str]) -> list[Tag]:
    known = {tag.name.casefold(): tag for tag in Tag.objects.order_by("-name")}
    missing = {name.casefold(): name for name in names if name.casefold() not in known}
    Tag.objects.bulk_create(
        [Tag(organization_id=did.organization_id, name=name) for name in missing.values()], ignore_conflicts=True
    )
    # Read again: somebody may have made the same tag meanwhile.
    known |= {tag.name.casefold(): tag for tag in Tag.objects.filter(name__in=list(missing.values()))}
    return [known[key] for key in dict.fromkeys(name.casefold() for name in names)]


def _record(did: Did, verb: str, by: User | None, **details: Any) -> None:
    record(verb=verb, object_type="did", object_id=did.pk, label=phone(did.number), by=by, **details)
