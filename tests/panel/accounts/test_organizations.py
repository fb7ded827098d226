"""Making organizations and operators: the page and the commands share the services."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from panel.accounts.models import User
from panel.accounts.services.organizations import RESERVED_SLUGS
from panel.audit.models import AuditEntry
from panel.connections.models import Connection
from panel.jobs.models import Job
from panel.tenancy.crossing import organization_ids
from panel.tenancy.models import Membership, Organization
from panel.tenancy.scope import as_user, scope
from panel.urls import urlpatterns
from providers.registry import PROVIDERS
from tests.factories import PASSWORD, Browser, make_user
from tests.panel.accounts.conftest import Sent, link_in

VALUES = {
    "name": "Acme Voice",
    "slug": "acme",
    "time_zone": "America/Toronto",
    "owner_email": "olivia@acme.example",
}


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


class TestTheOperatorsPage:
    def test_a_new_owner_is_invited(self, browse: Any, olga: User, sending: Sent) -> None:
        with sending() as sent:
            assert browse(olga).post("/operator/organizations/", VALUES).status_code == 302
        visitor = Browser()
        joined = visitor.post(link_in(sent[0]), {"name": "Olivia", "password": "several-calm-words"})
        assert joined["Location"] == "/o/acme/"
        assert "Acme Voice" in browse(olga).get("/operator/organizations/").content.decode()

    def test_an_owner_with_an_account_is_a_member_at_once(self, browse: Any, olga: User, sending: Sent) -> None:
        olivia = make_user("olivia@acme.example")
        with sending() as sent:
            browse(olga).post("/operator/organizations/", VALUES)
        assert sent == []
        with as_user(olivia.pk):
            assert [each.role for each in Membership.own.all()] == ["owner"]
        (organization_id,) = organization_ids()
        with scope(organization=organization_id):
            entry = AuditEntry.objects.get()
            assert (entry.verb, entry.actor_id) == ("accounts.organization_created", olga.pk)

    @pytest.mark.parametrize(
        ("changed", "complaint"),
        [
            ({"slug": "operator"}, "keeps for itself"),
            ({"slug": "Two Words"}, "small letters, digits"),
            ({"slug": "-edge"}, "small letters, digits"),
            ({"slug": "nordphone"}, "has this address already"),
            ({"name": ""}, "required"),
            ({"time_zone": "Mars"}, "not one of the available"),
            ({"owner_email": "nobody"}, "valid email"),
        ],
    )
    def test_bad_input_is_told_and_kept(
        self, browse: Any, olga: User, nordphone: Organization, changed: dict[str, str], complaint: str
    ) -> None:
        answer = browse(olga).post("/operator/organizations/", VALUES | changed)
        assert answer.status_code == 422
        assert complaint in answer.content.decode()
        assert len(organization_ids()) == 1
        if "name" not in changed:
            assert 'value="Acme Voice"' in answer.content.decode()

    def test_others_do_not_find_it(self, browse: Any, alice: User) -> None:
        assert browse(alice).get("/operator/organizations/").status_code == 404
        assert browse(alice).post("/operator/organizations/", VALUES).status_code == 404

    def test_every_first_word_of_our_addresses_is_reserved(self) -> None:
        """`overview/` is a page; an organization called so would only confuse."""
        words = {str(pattern.pattern).partition("/")[0] for pattern in urlpatterns} - {""}
        assert words <= RESERVED_SLUGS


class TestTheCommands:
    def test_create_organization_prints_a_link_that_works(self, db: None, sending: Sent) -> None:
        with sending():
            out = run("create_organization", "--name", "Acme", "--slug", "acme", "--owner", "Olivia@acme.example")
        path = "/invitations/" + out.rstrip().rpartition("/invitations/")[2]
        assert "olivia@acme.example" in Browser().get(path).content.decode()

    def test_create_organization_for_somebody_with_an_account(self, db: None) -> None:
        make_user("olivia@acme.example")
        out = run("create_organization", "--name", "Acme", "--slug", "acme", "--owner", "olivia@acme.example")
        assert "is its owner" in out
        assert "invitations" not in out

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--slug", "api", "--owner", "o@example.com"),
            ("--slug", "acme", "--owner", "nobody"),
            ("--slug", "acme", "--owner", "o@example.com", "--time-zone", "Mars"),
        ],
    )
    def test_create_organization_refuses_in_one_line(self, db: None, arguments: tuple[str, ...]) -> None:
        with pytest.raises(CommandError):
            run("create_organization", "--name", "Acme", *arguments)
        assert organization_ids() == []

    def test_create_operator_from_the_environment(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATCHBAY_OPERATOR_PASSWORD", "several-calm-words")
        run("create_operator", "--email", "Olga@Patchbay.example")
        olga = User.objects.get(email="olga@patchbay.example")
        assert olga.is_operator
        assert olga.check_password("several-calm-words")

    def test_create_operator_refuses_a_weak_password(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATCHBAY_OPERATOR_PASSWORD", "short")
        with pytest.raises(CommandError, match="12 characters"):
            run("create_operator", "--email", "olga@patchbay.example")
        assert not User.objects.exists()

    def test_create_operator_leaves_a_known_persons_password(self, alice: User) -> None:
        run("create_operator", "--email", alice.email)
        alice.refresh_from_db()
        assert alice.is_operator
        assert alice.check_password(PASSWORD)


class TestSeedDemo:
    def test_every_login_it_prints_works_and_a_second_run_changes_nothing(self, db: None) -> None:
        first = json.loads(run("seed_demo", "--json"))
        people = User.objects.count()
        assert json.loads(run("seed_demo", "--json")) == first
        assert User.objects.count() == people == 13
        roles = {(login["organization"], login["role"]) for login in first}
        assert len(roles) == 13
        assert {role for _place, role in roles} == {
            "operator",
            "owner",
            "admin",
            "staff",
            "billing",
            "viewer",
            "client",
        }
        for login in first:
            browser = Browser()
            values = {"login": login["email"], "password": login["password"]}
            assert browser.post("/accounts/login/", values).status_code == 302, login["email"]
            assert browser.get("/", follow=True).status_code == 200

    def test_nordphone_has_an_account_at_each_provider_and_harbourline_has_none(self, db: None) -> None:
        run("seed_demo")
        found = {}
        for organization_id in organization_ids():
            with scope(organization=organization_id):
                organization = Organization.objects.get(pk=organization_id)
                found[organization.slug] = (Connection.objects.count(), Job.objects.count())
        assert found == {"nordphone": (len(PROVIDERS), len(PROVIDERS)), "harbourline": (0, 0)}
