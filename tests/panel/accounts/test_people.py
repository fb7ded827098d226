"""Roles and leaving: who may change whom."""

from __future__ import annotations

from typing import Any

import pytest

from panel.accounts.models import User
from panel.accounts.rules import Refused
from panel.accounts.services.invitations import invite
from panel.accounts.services.people import change_role, remove_member
from panel.audit.models import AuditEntry
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import scope
from tests.factories import make_client, make_member


def membership_of(user: User, organization: Organization) -> Membership:
    with scope(organization=organization):
        return Membership.objects.select_related("user").get(user=user)


def role_of(user: User, organization: Organization) -> str:
    return str(membership_of(user, organization).role)


def change(subject: User, role: Role, by: User, organization: Organization, client: Client | None = None) -> None:
    with scope(organization=organization):
        change_role(
            subject=membership_of(subject, organization), role=role, client=client, by=membership_of(by, organization)
        )


@pytest.fixture
def adam(nordphone: Organization) -> User:
    return make_member(nordphone, "adam@nordphone.example", Role.ADMIN, name="Adam Singh")


class TestChangingARole:
    def test_an_owner_makes_another_owner(self, alice: User, sam: User, nordphone: Organization) -> None:
        change(sam, Role.OWNER, alice, nordphone)
        assert role_of(sam, nordphone) == "owner"
        with scope(organization=nordphone):
            entry = AuditEntry.objects.get()
        assert (entry.verb, entry.actor_id, entry.details["before"], entry.details["after"]) == (
            "accounts.role_changed",
            alice.pk,
            "staff",
            "owner",
        )

    def test_an_admin_changes_others_below_owner(self, adam: User, sam: User, nordphone: Organization) -> None:
        change(sam, Role.ADMIN, adam, nordphone)
        assert role_of(sam, nordphone) == "admin"

    @pytest.mark.usefixtures("alice")
    def test_an_admin_cannot_make_an_owner(self, adam: User, sam: User, nordphone: Organization) -> None:
        with pytest.raises(Refused, match="Only an owner"):
            change(sam, Role.OWNER, adam, nordphone)

    def test_an_admin_cannot_touch_an_owner(self, adam: User, alice: User, nordphone: Organization) -> None:
        with pytest.raises(Refused, match="Only an owner"):
            change(alice, Role.VIEWER, adam, nordphone)

    @pytest.mark.usefixtures("alice")
    def test_nobody_raises_their_own_role(self, adam: User, nordphone: Organization) -> None:
        with pytest.raises(Refused, match="cannot raise your own role"):
            change(adam, Role.OWNER, adam, nordphone)
        change(adam, Role.VIEWER, adam, nordphone)
        assert role_of(adam, nordphone) == "viewer"

    def test_who_lost_the_role_a_moment_ago_changes_nobody(
        self, alice: User, sam: User, adam: User, nordphone: Organization
    ) -> None:
        """Their request had begun: it waited for the one that took the role away."""
        change(sam, Role.OWNER, alice, nordphone)
        as_it_was = membership_of(sam, nordphone)
        change(sam, Role.VIEWER, alice, nordphone)
        with scope(organization=nordphone):
            for deed in (
                lambda: change_role(
                    subject=membership_of(adam, nordphone), role=Role.VIEWER, client=None, by=as_it_was
                ),
                lambda: remove_member(subject=membership_of(adam, nordphone), by=as_it_was),
                lambda: invite(email="eve@nordphone.example", role=Role.OWNER, client=None, by=as_it_was),
            ):
                with pytest.raises(Refused):
                    deed()
            remove_member(subject=as_it_was, by=membership_of(alice, nordphone))
            with pytest.raises(Refused):
                remove_member(subject=membership_of(adam, nordphone), by=as_it_was)

    def test_staff_change_nobody(self, sam: User, victor: User, nordphone: Organization) -> None:
        with pytest.raises(Refused, match="Your role does not allow"):
            change(victor, Role.STAFF, sam, nordphone)

    def test_the_last_owner_cannot_step_down(self, alice: User, sam: User, nordphone: Organization) -> None:
        with pytest.raises(Refused, match="only owner"):
            change(alice, Role.ADMIN, alice, nordphone)
        change(sam, Role.OWNER, alice, nordphone)
        change(alice, Role.ADMIN, alice, nordphone)
        assert role_of(alice, nordphone) == "admin"

    def test_the_client_role_needs_a_client_and_others_lose_theirs(
        self, alice: User, sam: User, nordphone: Organization
    ) -> None:
        with pytest.raises(Refused, match="Choose the client"):
            change(sam, Role.CLIENT, alice, nordphone)
        kessler = make_client(nordphone, "Kessler")
        change(sam, Role.CLIENT, alice, nordphone, client=kessler)
        assert membership_of(sam, nordphone).client_id == kessler.pk
        change(sam, Role.STAFF, alice, nordphone, client=kessler)
        assert membership_of(sam, nordphone).client_id is None

    def test_it_works_on_the_page_and_takes_effect_at_once(
        self, browse: Any, alice: User, sam: User, nordphone: Organization
    ) -> None:
        browser = browse(sam, nordphone)
        assert browser.get("/people/").status_code == 403
        path = f"/people/{membership_of(sam, nordphone).pk}/"
        assert browse(alice, nordphone).post(path, {"role": "admin"}).status_code == 302
        assert browser.get("/people/").status_code == 200

    def test_a_refusal_is_told_on_the_page(self, browse: Any, alice: User, nordphone: Organization) -> None:
        path = f"/people/{membership_of(alice, nordphone).pk}/"
        answer = browse(alice, nordphone).post(path, {"role": "viewer"})
        assert answer.status_code == 422
        assert "This is the only owner" in answer.content.decode()


class TestRemoving:
    def test_the_person_is_out_at_once_and_keeps_the_account(
        self, browse: Any, alice: User, sam: User, nordphone: Organization
    ) -> None:
        theirs = browse(sam, nordphone)
        path = f"/people/{membership_of(sam, nordphone).pk}/remove/"
        assert browse(alice, nordphone).post(path).status_code == 302
        assert theirs.get("/profile/").status_code == 404
        assert "not in an organization yet" in browse(sam).get("/").content.decode()

    def test_the_last_owner_stays(self, browse: Any, alice: User, nordphone: Organization) -> None:
        answer = browse(alice, nordphone).post(f"/people/{membership_of(alice, nordphone).pk}/remove/")
        assert answer.status_code == 422
        assert "This is the only owner" in answer.content.decode()

    def test_an_admin_cannot_remove_an_owner(self, alice: User, adam: User, nordphone: Organization) -> None:
        with pytest.raises(Refused, match="Only an owner"), scope(organization=nordphone):
            remove_member(subject=membership_of(alice, nordphone), by=membership_of(adam, nordphone))

    def test_it_is_in_the_audit_trail_with_the_name(self, alice: User, sam: User, nordphone: Organization) -> None:
        with scope(organization=nordphone):
            remove_member(subject=membership_of(sam, nordphone), by=membership_of(alice, nordphone))
            assert AuditEntry.objects.get().object_label == "Sam Roy"

    def test_it_rejects_get(self, browse: Any, alice: User, sam: User, nordphone: Organization) -> None:
        path = f"/people/{membership_of(sam, nordphone).pk}/remove/"
        assert browse(alice, nordphone).get(path).status_code == 405


class TestThePage:
    def test_it_lists_members_with_roles(self, browse: Any, alice: User, clara: User, nordphone: Organization) -> None:
        page = browse(alice, nordphone).get("/people/").content.decode()
        for text in ("Alice Tremblay", "Owner", "Clara Benoit", "Clinique Dentaire Rosemont"):
            assert text in page

    def test_staff_may_not_open_it(self, browse: Any, sam: User, nordphone: Organization) -> None:
        assert browse(sam, nordphone).get("/people/").status_code == 403
