"""Our own words on a number: a note and tags. No provider hears of them."""

from __future__ import annotations

from collections.abc import Sequence

from panel.dids.models import Did, DidTag, Tag

LONGEST_TAG = Tag._meta.get_field("name").max_length or 0
MOST_TAGS = 20


def set_remarks(did: Did, text: str) -> None:
    did.remarks = text
    did.save(update_fields=["remarks"])


def tags_of(did: Did) -> list[str]:
    return list(DidTag.objects.filter(did=did).order_by("tag__name").values_list("tag__name", flat=True))


def set_tags(did: Did, names: Sequence[str]) -> list[str]:
    """Leave the number with exactly these tags; one that exists in other capitals is that one. Gives them by name."""
    wanted = _existing_or_new(did, names)
    links = DidTag.objects.filter(did=did)
    links.exclude(tag__in=wanted).delete()
    DidTag.objects.bulk_create(
        [DidTag(organization_id=did.organization_id, did=did, tag=tag) for tag in wanted], ignore_conflicts=True
    )
    return tags_of(did)


def _existing_or_new(did: Did, names: Sequence[str]) -> list[Tag]:
    known = {tag.name.casefold(): tag for tag in Tag.objects.order_by("-name")}
    missing = {name.casefold(): name for name in names if name.casefold() not in known}
    Tag.objects.bulk_create(
        [Tag(organization_id=did.organization_id, name=name) for name in missing.values()], ignore_conflicts=True
    )
    # Read again: somebody may have made the same tag meanwhile.
    known |= {tag.name.casefold(): tag for tag in Tag.objects.filter(name__in=list(missing.values()))}
    return [known[key] for key in dict.fromkeys(name.casefold() for name in names)]
