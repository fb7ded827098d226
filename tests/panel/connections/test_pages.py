"""The wizard and the account's page, per role, with bad input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel.celery import app
from panel.connections import services
from panel.connections.models import Connection, ConnectionState, Lamp, SyncPlan
from panel.connections.vault import unseal
from panel.jobs.models import Job, JobState
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection
from tests.sandbox import ACCOUNT, Sandbox
from tests.synced import connected

Browse = Callable[..., Any]
FORM = {
    "name": "VoIP.ms, main account",
    "credential_api_username": ACCOUNT.api_username,
    "credential_api_password": ACCOUNT.api_password,
}


def only(organization: Organization) -> Connection:
    with scope(organization=organization):
        return Connection.objects.get()


def run_check(organization: Organization) -> Job:
    """What the worker does with the wizard's job."""
    app.loader.import_default_modules()
    with scope(organization=organization):
        job = Job.objects.filter(kind="connections.check", state=JobState.QUEUED).get()
    app.tasks["connections.check"](organization_id=str(organization.pk), job_id=str(job.pk))
    with scope(organization=organization):
        return Job.objects.get(pk=job.pk)


class TestWizard:
    def test_a_good_account_becomes_active_and_its_first_sync_starts(
        self, browse: Browse, alice: Any, nordphone: Organization, sandbox: Sandbox
    ) -> None:
        answer = browse(alice, nordphone).post("/connections/connect/voipms/", FORM)
        connection = only(nordphone)
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"/connections/{connection.pk}/setup/")
        assert connection.state == ConnectionState.DRAFT
        assert run_check(nordphone).state == JobState.SUCCEEDED
        after = only(nordphone)
        assert (after.state, after.lamp) == (ConnectionState.ACTIVE, Lamp.OK)
        with scope(organization=nordphone):
            assert {plan.resource for plan in SyncPlan.objects.all()} == {
                "dids", "routing", "devices", "balance", "calls",
            }  # fmt: skip
            assert Job.objects.filter(state=JobState.QUEUED).count() == 5

    def test_an_account_that_is_disconnected_during_its_check_stays_so(
        self, browse: Browse, alice: Any, nordphone: Organization, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browse(alice, nordphone).post("/connections/connect/voipms/", FORM)
        real = services.connected

        def disconnected_first(connection: Connection, *, by: Any) -> None:
            services.disconnect(connection=only(nordphone), by=alice)
            real(connection, by=by)

        monkeypatch.setattr(services, "connected", disconnected_first)
        assert "disconnected in the meantime" in run_check(nordphone).text
        after = only(nordphone)
        assert (after.state, after.lamp, bytes(after.sealed)) == (ConnectionState.DRAFT, Lamp.UNKNOWN, b"")
        with scope(organization=nordphone):
            assert not SyncPlan.objects.exists()

    def test_a_wrong_password_is_said_beside_the_form_and_what_was_typed_is_kept(
        self, browse: Browse, alice: Any, nordphone: Organization, sandbox: Sandbox
    ) -> None:
        page = browse(alice, nordphone)
        page.post("/connections/connect/voipms/", FORM | {"credential_api_password": "wrong-one"})
        assert run_check(nordphone).state == JobState.FAILED
        connection = only(nordphone)
        assert (connection.state, connection.lamp) == (ConnectionState.DRAFT, Lamp.BAD)
        text = page.get(f"/connections/{connection.pk}/setup/").content.decode()
        assert "could not be connected" in text
        assert "does not accept this API username and password" in text
        assert ACCOUNT.api_username in text
        assert "wrong-one" not in text

        answer = page.post(f"/connections/{connection.pk}/setup/", FORM)
        assert answer.status_code == 302
        assert run_check(nordphone).state == JobState.SUCCEEDED
        assert only(nordphone).state == ConnectionState.ACTIVE

    def test_bad_input_is_named_and_kept_and_the_secret_never_comes_back(
        self, browse: Browse, alice: Any, nordphone: Organization
    ) -> None:
        answer = browse(alice, nordphone).post(
            "/connections/connect/voipms/", FORM | {"credential_api_username": "not an address", "name": "Kept name"}
        )
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Kept name" in text
        assert "not an address" in text
        assert ACCOUNT.api_password not in text
        with scope(organization=nordphone):
            assert not Connection.objects.exists()

    def test_a_name_is_taken_once(self, browse: Browse, alice: Any, nordphone: Organization) -> None:
        make_connection(nordphone, FORM["name"])
        answer = browse(alice, nordphone).post("/connections/connect/voipms/", FORM)
        assert answer.status_code == 422
        assert "Another connection has this name." in answer.content.decode()

    def test_an_empty_secret_keeps_the_stored_one(
        self, browse: Browse, alice: Any, nordphone: Organization, sandbox: Sandbox
    ) -> None:
        connection = connected(nordphone)
        changed = FORM | {"name": "Renamed", "credential_api_password": ""}
        assert browse(alice, nordphone).post(f"/connections/{connection.pk}/setup/", changed).status_code == 302
        after = only(nordphone)
        assert after.name == "Renamed"
        assert unseal(after) == {"api_password": ACCOUNT.api_password}

    def test_an_unknown_provider_is_not_there(self, browse: Browse, alice: Any, nordphone: Organization) -> None:
        assert browse(alice, nordphone).get("/connections/connect/nobody/").status_code == 404


class TestAccount:
    def test_pause_resume_and_disconnect(
        self, browse: Browse, alice: Any, nordphone: Organization, sandbox: Sandbox
    ) -> None:
        connection, page = connected(nordphone), browse(alice, nordphone)
        page.post(f"/connections/{connection.pk}/pause/")
        assert only(nordphone).state == ConnectionState.PAUSED
        page.post(f"/connections/{connection.pk}/resume/")
        assert only(nordphone).state == ConnectionState.ACTIVE
        refused = page.post(f"/connections/{connection.pk}/disconnect/", {"name": "something else"})
        assert refused.status_code == 422
        assert only(nordphone).sealed
        page.post(f"/connections/{connection.pk}/disconnect/", {"name": connection.name})
        assert not only(nordphone).sealed
        page.post(f"/connections/{connection.pk}/resume/")
        assert only(nordphone).state == ConnectionState.DRAFT, "without credentials there is nothing to resume"

    def test_a_name_with_two_spaces_is_typed_as_it_is_shown(
        self, browse: Browse, alice: Any, nordphone: Organization
    ) -> None:
        connection = make_connection(nordphone, "VoIP.ms,  main", sealed=b"sealed")
        answer = browse(alice, nordphone).post(f"/connections/{connection.pk}/disconnect/", {"name": "VoIP.ms, main"})
        assert answer.status_code == 302

    def test_its_pace_is_set_and_taken_back(self, browse: Browse, alice: Any, nordphone: Organization) -> None:
        connection = make_connection(nordphone)
        browser, page = browse(alice, nordphone), f"/connections/{connection.pk}/pace/"
        assert "keeps to 4 calls a second" in browser.get(page).content.decode()
        for typed, shown, kept in (("25", "25 calls a second", 25), ("", "4 calls a second", None)):
            assert browser.post(page, {"calls_per_second": typed}).status_code == 302
            assert only(nordphone).calls_per_second == kept
            assert shown in browser.get(f"/connections/{connection.pk}/").content.decode()

    @pytest.mark.parametrize("typed", ["0", "101", "-1", "fast", "2.5"])
    def test_a_pace_that_is_none_is_refused_and_stays_in_the_field(
        self, browse: Browse, alice: Any, nordphone: Organization, typed: str
    ) -> None:
        connection = make_connection(nordphone)
        answer = browse(alice, nordphone).post(f"/connections/{connection.pk}/pace/", {"calls_per_second": typed})
        assert answer.status_code == 422
        assert f'value="{typed}"' in answer.content.decode()
        assert "pb-err" in answer.content.decode()
        assert only(nordphone).calls_per_second is None

    def test_a_disconnected_account_is_connected_again_by_its_credentials(
        self, browse: Browse, alice: Any, nordphone: Organization, sandbox: Sandbox
    ) -> None:
        connection, page = connected(nordphone), browse(alice, nordphone)
        page.post(f"/connections/{connection.pk}/disconnect/", {"name": connection.name})
        page.post(f"/connections/{connection.pk}/setup/", FORM)
        run_check(nordphone)
        assert only(nordphone).state == ConnectionState.ACTIVE

    def test_credentials_that_cannot_be_read_are_entered_again(
        self, browse: Browse, alice: Any, nordphone: Organization, sandbox: Sandbox
    ) -> None:
        connection = make_connection(nordphone, sealed=b"damaged beyond repair", key_id="gone")
        assert browse(alice, nordphone).post(f"/connections/{connection.pk}/setup/", FORM).status_code == 302
        assert unseal(only(nordphone)) == {"api_password": ACCOUNT.api_password}

    def test_new_credentials_wait_for_a_check_that_runs(
        self, browse: Browse, alice: Any, nordphone: Organization, sandbox: Sandbox
    ) -> None:
        connection, page = connected(nordphone), browse(alice, nordphone)
        page.post(f"/connections/{connection.pk}/setup/", FORM)
        page.post(f"/connections/{connection.pk}/setup/", FORM | {"credential_api_password": "another"})
        assert unseal(only(nordphone)) == {"api_password": ACCOUNT.api_password}

    def test_sync_now_starts_a_job_once(
        self, browse: Browse, sam: Any, nordphone: Organization, sandbox: Sandbox
    ) -> None:
        connected(nordphone)
        with scope(organization=nordphone):
            plan = SyncPlan.objects.get(resource="dids")
        page = browse(sam, nordphone)
        first = page.post(f"/connections/plans/{plan.pk}/sync/")
        second = page.post(f"/connections/plans/{plan.pk}/sync/")
        assert first["Location"] == second["Location"]
        with scope(organization=nordphone):
            assert Job.objects.filter(kind="dids.sync").count() == 1

    def test_the_page_says_what_is_wrong(self, browse: Browse, victor: Any, nordphone: Organization) -> None:
        make_connection(nordphone, lamp=Lamp.BAD, last_error_message="The password is not right.")
        connection = only(nordphone)
        text = browse(victor, nordphone).get(f"/connections/{connection.pk}/").content.decode()
        assert "This account needs an owner or admin." in text
        assert "The password is not right." in text

    @pytest.mark.parametrize("path", ["pause/", "resume/", "check/again/"])
    def test_a_viewer_may_not_and_a_link_does_nothing(
        self, browse: Browse, victor: Any, alice: Any, nordphone: Organization, path: str
    ) -> None:
        connection = make_connection(nordphone)
        assert browse(victor, nordphone).post(f"/connections/{connection.pk}/{path}").status_code == 403
        assert browse(alice, nordphone).get(f"/connections/{connection.pk}/{path}").status_code == 405
