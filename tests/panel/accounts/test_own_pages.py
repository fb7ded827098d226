"""The first page, one's profile, clients, and an organization's settings."""

from __future__ import annotations

from typing import Any

import pytest

from panel.accounts.models import User
from panel.audit.models import AuditEntry
from panel.tenancy.models import Client, Organization
from panel.tenancy.scope import scope
from tests.factories import make_client, make_connection, make_did, make_user


class TestHome:
    def test_a_member_goes_to_the_overview(self, browse: Any, victor: User, nordphone: Organization) -> None:
        assert browse(victor, nordphone).get("/")["Location"] == "/o/nordphone/overview/"

    def test_a_client_goes_to_the_portal(self, browse: Any, clara: User, nordphone: Organization) -> None:
        assert browse(clara, nordphone).get("/")["Location"] == "/o/nordphone/portal/"

    def test_somebody_of_no_organization_is_told_calmly(self, browse: Any, db: None) -> None:
        page = browse(make_user("lone@example.com")).get("/")
        assert page.status_code == 200
        assert "You are not in an organization yet" in page.content.decode()

    def test_an_operator_of_no_organization_goes_to_the_list(self, browse: Any, olga: User) -> None:
        assert browse(olga).get("/")["Location"] == "/operator/organizations/"


class TestProfile:
    def test_it_saves_and_speaks_the_new_language(self, browse: Any, alice: User) -> None:
        browser = browse(alice)
        values = {"name": "Alice  T. ", "language": "fr", "time_zone": "America/Vancouver"}
        assert browser.post("/profile/", values).status_code == 302
        alice.refresh_from_db()
        assert (alice.name, alice.language, alice.time_zone) == ("Alice T.", "fr", "America/Vancouver")
        assert '<html lang="fr"' in browser.get("/profile/").content.decode()

    @pytest.mark.parametrize(
        ("values", "complaint"),
        [
            ({"name": "", "language": "en"}, "required"),
            ({"name": "Alicia", "language": "xx"}, "not one of the available"),
            ({"name": "Alicia", "language": "en", "time_zone": "Mars/Olympus"}, "not one of the available"),
            ({"name": "A" * 101, "language": "en"}, "at most 100"),
        ],
    )
    def test_bad_input_is_told_and_kept(self, browse: Any, alice: User, values: dict[str, str], complaint: str) -> None:
        answer = browse(alice).post("/profile/", values)
        assert answer.status_code == 422
        assert complaint in answer.content.decode()
        assert values["name"] in answer.content.decode()
        alice.refresh_from_db()
        assert alice.name == "Alice Tremblay"

    def test_a_client_sees_it_in_the_portals_shell(self, browse: Any, clara: User, nordphone: Organization) -> None:
        page = browse(clara, nordphone).get("/profile/").content.decode()
        assert "pb-portal" in page
        assert "pb-side" not in page

    def test_the_language_switch_stores_it_with_the_person(self, browse: Any, alice: User) -> None:
        browser = browse(alice)
        browser.post("/language/", {"language": "fr", "next": "/profile/"})
        alice.refresh_from_db()
        assert alice.language == "fr"
        assert '<html lang="fr"' in browser.get("/profile/").content.decode()


class Browsers:
    def test_adding_and_listing_with_what_they_have(
        self, browse: Any, alice: User, clara: User, nordphone: Organization
    ) -> None:
        browser = browse(alice, nordphone)
        assert browser.post("/clients/", {"name": " Kessler  & Sons "}).status_code == 302
        with scope(organization=nordphone):
            rosemont = Client.objects.get(name="Clinique Dentaire Rosemont")
            assert Client.objects.filter(name="Kessler & Sons").exists()
            assert AuditEntry.objects.get().verb == "accounts.client_added"
        account = make_connection(nordphone)
        make_did(nordphone, account, "+15145550142", client=rosemont)
        page = browser.get("/clients/").content.decode()
        assert "Kessler &amp; Sons" in page
        assert page.count('<td class="ph-c right num">1</td>') == 1

    def test_a_name_is_taken_once_whatever_its_case(self, browse: Any, alice: User, nordphone: Organization) -> None:
        make_client(nordphone, "Kessler")
        answer = browse(alice, nordphone).post("/clients/", {"name": "KESSLER"})
        assert answer.status_code == 422
        assert "with this name already" in answer.content.decode()

    def test_renaming(self, browse: Any, alice: User, nordphone: Organization) -> None:
        kessler, other = make_client(nordphone, "Kessler"), make_client(nordphone, "Other")
        browser = browse(alice, nordphone)
        assert browser.post(f"/clients/{kessler.pk}/", {"name": "Kessler & Sons"}).status_code == 302
        assert browser.post(f"/clients/{other.pk}/", {"name": "kessler & sons"}).status_code == 422
        with scope(organization=nordphone):
            assert set(Client.objects.values_list("name", flat=True)) == {"Kessler & Sons", "Other"}

    def test_staff_may_not(self, browse: Any, sam: User, nordphone: Organization) -> None:
        assert browse(sam, nordphone).get("/clients/").status_code == 403


class TestSettings:
    def test_an_owner_changes_name_and_zone(self, browse: Any, alice: User, nordphone: Organization) -> None:
        values = {"name": "Nordphone inc.", "time_zone": "America/Halifax"}
        assert browse(alice, nordphone).post("/organization/", values).status_code == 302
        with scope(organization=nordphone):
            nordphone.refresh_from_db()
            assert AuditEntry.objects.get().details["after"] == values
        assert (nordphone.name, nordphone.time_zone) == ("Nordphone inc.", "America/Halifax")

    def test_bad_input_is_told(self, browse: Any, alice: User, nordphone: Organization) -> None:
        answer = browse(alice, nordphone).post("/organization/", {"name": "Nord", "time_zone": "nowhere"})
        assert answer.status_code == 422
        assert 'value="Nord"' in answer.content.decode()

    def test_only_owners(self, browse: Any, sam: User, nordphone: Organization) -> None:
        assert browse(sam, nordphone).get("/organization/").status_code == 403
