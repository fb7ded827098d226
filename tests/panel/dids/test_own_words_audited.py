"""Who changed a number's note and tags: before and after, in the audit trail and in the number's history."""

from __future__ import annotations

from typing import Any

from panel.audit.models import AuditEntry
from panel.dids.models import Did
from panel.dids.notes import change_tags, set_remarks, set_tags
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope


def told(organization: Organization) -> list[tuple[str, Any, Any]]:
    with scope(organization=organization):
        found = AuditEntry.objects.filter(verb__startswith="dids.").order_by("at", "pk")
        return [(each.verb, each.details["before"], each.details["after"]) for each in found]


def test_a_note_and_tags_that_a_person_changes(browse: Any, sam: Any, nordphone: Organization, did: Did) -> None:
    browser = browse(sam, nordphone)
    browser.post(f"/numbers/{did.pk}/remarks/", {"remarks": "Moved in March"})
    browser.post(f"/numbers/{did.pk}/tags/", {"tags": "stock, lobby"})
    browser.post(f"/numbers/{did.pk}/tags/", {"tags": "Lobby"})
    assert told(nordphone) == [
        ("dids.remarked", "", "Moved in March"),
        ("dids.tagged", [], ["lobby", "stock"]),
        ("dids.tagged", ["lobby", "stock"], ["lobby"]),
    ]
    page = browser.get(f"/numbers/{did.pk}/").content.decode()
    for words in ("changed our note", "empty → Moved in March", "changed the tags", "lobby, stock → lobby"):
        assert words in page
    with scope(organization=nordphone):
        assert set(AuditEntry.objects.values_list("actor", "object_id")) == {(sam.pk, did.pk)}


def test_what_changes_nothing_is_not_told(nordphone: Organization, did: Did) -> None:
    with scope(organization=nordphone):
        set_remarks(did, "", by=None)
        set_tags(did, ["stock"], by=None)
        set_tags(did, ["STOCK"], by=None)
        change_tags(did, add=["Stock"], remove=["lobby"], by=None)
    assert told(nordphone) == [("dids.tagged", [], ["stock"])]


def test_some_tags_added_and_some_removed(nordphone: Organization, did: Did) -> None:
    with scope(organization=nordphone):
        set_tags(did, ["stock", "lobby"], by=None)
        assert change_tags(did, add=["vip"], remove=["Stock"], by=None) == ["lobby", "vip"]
    assert told(nordphone)[-1] == ("dids.tagged", ["lobby", "stock"], ["lobby", "vip"])
