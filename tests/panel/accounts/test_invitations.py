"""Inviting, sending again, revoking, and everything that can happen behind an invitation's link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from panel.accounts.models import Invitation, User, token_digest
from panel.audit.models import AuditEntry
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import scope
from tests.factories import PASSWORD, Browser, make_member, make_organization, make_user
from tests.panel.accounts.conftest import Sent, link_in

NEW = {"name": "Nina Novak", "password": "several-calm-words"}


def invite(browse: Any, by: User, organization: Organization, sending: Sent, **fields: Any) -> str:
    """The path in the e-mail that the invitation page sent."""
    values = {"email": "nina@example.com", "role": "staff"} | fields
    with sending() as sent:
        assert browse(by, organization).post("/people/invite/", values).status_code == 302
    return link_in(sent[0])


def verbs(organization: Organization) -> list[str]:
    with scope(organization=organization):
        return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def memberships(organization: Organization) -> dict[str, str]:
    with scope(organization=organization):
        return dict(Membership.objects.values_list("user__email", "role"))


class TestInviting:
    def test_it_writes_to_the_address_and_keeps_only_a_digest_of_the_token(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent
    ) -> None:
        with sending() as sent:
            browse(alice, nordphone).post("/people/invite/", {"email": " Nina@Example.com ", "role": "staff"})
        (message,) = sent
        assert message.to == ["nina@example.com"]
        assert message.subject == "Join Nordphone on Patchbay"
        assert "Alice Tremblay invites you" in message.body
        token = link_in(message).strip("/").rpartition("/")[2]
        assert len(token) == 43  # 32 bytes, urlsafe
        with scope(organization=nordphone):
            invitation = Invitation.objects.get()
            assert invitation.token_hash == token_digest(token)
            assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)
            with connection.cursor() as cursor:
                cursor.execute("SELECT i::text FROM accounts_invitation i")
                assert token not in cursor.fetchone()[0]
        assert verbs(nordphone) == ["accounts.invited"]

    def test_it_is_written_in_the_inviters_language(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent
    ) -> None:
        alice.language = "fr"
        alice.save()
        with sending() as sent:
            browse(alice, nordphone).post("/people/invite/", {"email": "nina@example.com", "role": "owner"})
        assert "Propriétaire" in sent[0].body

    def test_the_link_leads_outside_of_the_organizations_prefix(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent
    ) -> None:
        assert invite(browse, alice, nordphone, sending).startswith("/invitations/")

    @pytest.mark.parametrize(
        ("values", "complaint"),
        [
            ({"email": "not an address", "role": "staff"}, "valid email"),
            ({"email": "", "role": "staff"}, "required"),
            ({"email": "a@example.com", "role": "king"}, "not one of the available choices"),
            ({"email": "a@example.com", "role": "client"}, "Choose the client whose numbers"),
            ({"email": "alice@nordphone.example", "role": "staff"}, "a member already"),
            ({"email": "a@example.com", "role": "client", "client": "nonsense"}, "not a valid UUID"),
        ],
    )
    def test_bad_input_is_told_and_kept(
        self, browse: Any, alice: User, nordphone: Organization, values: dict[str, str], complaint: str
    ) -> None:
        answer = browse(alice, nordphone).post("/people/invite/", values)
        assert answer.status_code == 422
        assert complaint in answer.content.decode()
        assert values["email"] in answer.content.decode()

    def test_an_address_is_invited_once(self, browse: Any, alice: User, nordphone: Organization, sending: Sent) -> None:
        invite(browse, alice, nordphone, sending)
        again = browse(alice, nordphone).post("/people/invite/", {"email": "NINA@example.com", "role": "viewer"})
        assert again.status_code == 422
        assert "open invitation" in again.content.decode()

    def test_a_client_can_be_named_on_the_way(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent
    ) -> None:
        invite(browse, alice, nordphone, sending, role="client", new_client="Kessler & Sons")
        with scope(organization=nordphone):
            invitation = Invitation.objects.select_related("client").get()
            assert invitation.client == Client.objects.get(name="Kessler & Sons")

    def test_a_refused_invitation_leaves_no_new_client(self, browse: Any, alice: User, nordphone: Organization) -> None:
        values = {"email": alice.email, "role": "client", "new_client": "Kessler & Sons"}
        assert browse(alice, nordphone).post("/people/invite/", values).status_code == 422
        with scope(organization=nordphone):
            assert not Client.objects.exists()

    def test_another_organizations_client_cannot_be_chosen(
        self, browse: Any, alice: User, nordphone: Organization, harbourline: Organization
    ) -> None:
        with scope(organization=harbourline):
            foreign = Client.objects.create(organization=harbourline, name="Pacific Lettings")
        values = {"email": "a@example.com", "role": "client", "client": str(foreign.pk)}
        answer = browse(alice, nordphone).post("/people/invite/", values)
        assert answer.status_code == 422
        assert "Pacific Lettings" not in answer.content.decode()

    def test_an_admin_cannot_invite_an_owner(self, browse: Any, nordphone: Organization) -> None:
        adam = make_member(nordphone, "adam@nordphone.example", Role.ADMIN)
        answer = browse(adam, nordphone).post("/people/invite/", {"email": "a@example.com", "role": "owner"})
        assert answer.status_code == 422
        with scope(organization=nordphone):
            assert not Invitation.objects.exists()

    def test_staff_may_not_invite(self, browse: Any, sam: User, nordphone: Organization) -> None:
        answer = browse(sam, nordphone).post("/people/invite/", {"email": "a@example.com", "role": "viewer"})
        assert answer.status_code == 403

    def test_it_rejects_get(self, browse: Any, alice: User, nordphone: Organization) -> None:
        assert browse(alice, nordphone).get("/people/invite/").status_code == 405


class TestSendingAgainAndRevoking:
    def test_a_second_mail_has_a_new_link_and_ends_the_first(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent
    ) -> None:
        first = invite(browse, alice, nordphone, sending)
        with scope(organization=nordphone):
            invitation = Invitation.objects.get()
        with sending() as sent:
            browse(alice, nordphone).post(f"/people/invitations/{invitation.pk}/resend/")
        second = link_in(sent[0])
        assert Browser().get(first).status_code == 404
        assert Browser().get(second).status_code == 200

    def test_an_expired_one_is_good_again_for_seven_days(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent
    ) -> None:
        invite(browse, alice, nordphone, sending)
        with scope(organization=nordphone):
            Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
            invitation = Invitation.objects.get()
        with sending() as sent:
            browse(alice, nordphone).post(f"/people/invitations/{invitation.pk}/resend/")
        assert Browser().get(link_in(sent[0])).status_code == 200

    def test_a_revoked_one_says_so(self, browse: Any, alice: User, nordphone: Organization, sending: Sent) -> None:
        link = invite(browse, alice, nordphone, sending)
        with scope(organization=nordphone):
            invitation = Invitation.objects.get()
        assert browse(alice, nordphone).post(f"/people/invitations/{invitation.pk}/revoke/").status_code == 302
        answer = Browser().get(link)
        assert answer.status_code == 410
        assert "It was taken back" in answer.content.decode()
        assert verbs(nordphone) == ["accounts.invited", "accounts.invitation_revoked"]

    @pytest.mark.parametrize("deed", ["resend", "revoke"])
    def test_an_admin_cannot_handle_an_owners_invitation(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent, deed: str
    ) -> None:
        link = invite(browse, alice, nordphone, sending, role="owner")
        adam = make_member(nordphone, "adam@nordphone.example", Role.ADMIN)
        with scope(organization=nordphone):
            invitation = Invitation.objects.get()
        browse(adam, nordphone).post(f"/people/invitations/{invitation.pk}/{deed}/")
        assert Browser().get(link).status_code == 200

    @pytest.mark.parametrize("deed", ["resend", "revoke"])
    def test_it_rejects_get(self, browse: Any, alice: User, nordphone: Organization, sending: Sent, deed: str) -> None:
        invite(browse, alice, nordphone, sending)
        with scope(organization=nordphone):
            invitation = Invitation.objects.get()
        assert browse(alice, nordphone).get(f"/people/invitations/{invitation.pk}/{deed}/").status_code == 405


class TestAccepting:
    @pytest.fixture
    def link(self, browse: Any, alice: User, nordphone: Organization, sending: Sent) -> str:
        return invite(browse, alice, nordphone, sending)

    def test_a_new_person_sets_name_and_password_and_is_in(self, link: str, nordphone: Organization) -> None:
        visitor = Browser()
        assert "Join Nordphone" in visitor.get(link).content.decode()
        answer = visitor.post(link, NEW)
        assert answer.status_code == 302
        assert answer["Location"] == "/o/nordphone/"
        assert memberships(nordphone)["nina@example.com"] == "staff"
        assert visitor.get("/o/nordphone/").status_code == 302  # to the overview: signed in and a member
        nina = User.objects.get(email="nina@example.com")
        assert nina.check_password(NEW["password"])
        assert verbs(nordphone) == ["accounts.invited", "accounts.invitation_accepted"]

    def test_the_session_is_a_new_one(self, link: str) -> None:
        visitor = Browser()
        visitor.get("/accounts/login/")
        before = visitor.session.session_key
        visitor.post(link, NEW)
        assert visitor.session.session_key != before

    @pytest.mark.parametrize(
        ("password", "complaint"),
        [("short", "at least 12 characters"), ("password1234", "too common"), ("nina@example.com", "too similar")],
    )
    def test_a_weak_password_is_told_and_the_name_kept(self, link: str, password: str, complaint: str) -> None:
        answer = Browser().post(link, NEW | {"password": password})
        assert answer.status_code == 422
        assert complaint in answer.content.decode()
        assert NEW["name"] in answer.content.decode()
        assert not User.objects.filter(email="nina@example.com").exists()

    def test_somebody_with_an_account_signs_in_and_joins(self, link: str, nordphone: Organization) -> None:
        make_user("nina@example.com", name="Nina Novak")
        visitor = Browser()
        page = visitor.get(link).content.decode()
        assert f"/accounts/login/?next={link}" in page
        assert visitor.post(link, NEW).status_code == 200  # still asks to sign in
        signed_in = visitor.post("/accounts/login/", {"login": "nina@example.com", "password": PASSWORD, "next": link})
        assert signed_in["Location"] == link
        assert "Join" in visitor.get(link).content.decode()
        assert "nina@example.com" not in memberships(nordphone)
        assert visitor.post(link)["Location"] == "/o/nordphone/"
        assert memberships(nordphone)["nina@example.com"] == "staff"

    def test_the_wrong_person_is_told_and_changes_nothing(
        self, link: str, browse: Any, charlie: User, nordphone: Organization
    ) -> None:
        for ask in (browse(charlie).get, browse(charlie).post):
            answer = ask(link)
            assert answer.status_code == 403
            assert "This invitation is for somebody else" in answer.content.decode()
        assert "charlie@harbourline.example" not in memberships(nordphone)

    def test_a_link_works_once(self, link: str) -> None:
        Browser().post(link, NEW)
        answer = Browser().get(link)
        assert answer.status_code == 410
        assert "It was used already" in answer.content.decode()
        assert Browser().post(link, NEW | {"name": "Mallory"}).status_code == 410

    def test_an_expired_link_says_so(self, link: str, nordphone: Organization) -> None:
        with scope(organization=nordphone):
            Invitation.objects.update(expires_at=timezone.now())
        answer = Browser().post(link, NEW)
        assert answer.status_code == 410
        assert "It was good for 7 days" in answer.content.decode()
        assert not User.objects.filter(email="nina@example.com").exists()

    def test_a_token_that_never_was_tells_nothing(self, db: None) -> None:
        answer = Browser().get("/invitations/" + "x" * 43 + "/")
        assert answer.status_code == 404
        assert "Nordphone" not in answer.content.decode()

    def test_a_member_already_keeps_the_role(
        self, link: str, browse: Any, nordphone: Organization, alice: User
    ) -> None:
        nina = make_member(nordphone, "nina@example.com", Role.ADMIN)
        browse(nina).post(link)
        assert memberships(nordphone)["nina@example.com"] == "admin"

    def test_somebody_of_two_organizations_keeps_both(self, link: str, browse: Any, nordphone: Organization) -> None:
        nina = make_member(make_organization("Acme", "acme"), "nina@example.com", Role.OWNER)
        browse(nina).post(link)
        assert browse(nina).get("/o/acme/").status_code == 302
        assert browse(nina).get("/o/nordphone/").status_code == 302
        assert "Nordphone" in browse(nina).get("/o/acme/profile/").content.decode()  # the switcher

    def test_a_client_lands_in_the_portal(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent
    ) -> None:
        link = invite(browse, alice, nordphone, sending, email="k@example.com", role="client", new_client="Kessler")
        visitor = Browser()
        answer = visitor.post(link, NEW, follow=True)
        assert answer.redirect_chain[-1][0] == "/o/nordphone/portal/"
        assert "Kessler" in answer.content.decode()
