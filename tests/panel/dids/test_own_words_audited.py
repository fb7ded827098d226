"""Who changed a number's note and tags: before and after, in the audit trail and in the number's history."""

from __future__ import annotations

from typing import Any

from panel.audit.models import AuditEntry
from panel.dids.models import Did
from panel.dids.notes import change_tags, set_remarks, set_tags, tags_of
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


def test_a_note_that_somebody_else_changed_meanwhile_is_not_written_over_unseen(
    browse: Any, sam: Any, alice: Any, nordphone: Organization, did: Did
) -> None:
    sams, address = browse(sam, nordphone), f"/numbers/{did.pk}/remarks/"
    saw = sams.fragment(address).context["form"]["was"].value()
    browse(alice, nordphone).post(address, {"remarks": "Do not touch: court order", "was": ""})
    again = sams.post(address, {"remarks": "For sale", "was": saw}, headers={"HX-Request": "true"})
    assert again.status_code == 422
    assert "Do not touch: court order" in again.content.decode()
    assert again.context["form"]["remarks"].value() == "For sale", "what was typed stays"
    with scope(organization=nordphone):
        assert Did.objects.get(pk=did.pk).remarks == "Do not touch: court order"
    meant = {"remarks": "For sale", "was": again.context["form"]["was"].value()}
    assert sams.post(address, meant, headers={"HX-Request": "true"}).status_code == 200
    with scope(organization=nordphone):
        assert Did.objects.get(pk=did.pk).remarks == "For sale"


def test_tags_that_two_people_change_at_once_are_both_right(
    browse: Any, sam: Any, alice: Any, nordphone: Organization, did: Did
) -> None:
    sams, address = browse(sam, nordphone), f"/numbers/{did.pk}/tags/"
    sams.post(address, {"tags": "stock, lobby"})
    saw = sams.fragment(address).context["form"]["was"].value()
    assert saw == "lobby, stock"
    browse(alice, nordphone).post(address, {"tags": "Lobby, legal", "was": saw})  # adds one, removes one
    sams.post(address, {"tags": "lobby, stock, vip", "was": saw})
    with scope(organization=nordphone):
        assert tags_of(did) == ["legal", "lobby", "vip"]
