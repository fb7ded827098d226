"""The life of a job: each kind of ending, messages delivered twice, workers that die."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from panel.celery import app
from panel.connections.models import Connection, ConnectionState
from panel.jobs import services
from panel.jobs.models import IN_FLIGHT, Job, JobState
from panel.jobs.services import SIGN_OF_LIFE, AlreadyRunning, start_job
from panel.jobs.task import JobRun, run_job
from panel.jobs.tasks import sweep
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.errors import BadCredentials, RateLimited, Unavailable
from tests.factories import make_connection

KIND = "dids.sync"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float | None]]:
    """(task, delay) of each message that would go to the broker."""
    messages: list[tuple[str, float | None]] = []
    monkeypatch.setattr(app, "send_task", lambda name, kwargs, countdown, **_: messages.append((name, countdown)))
    return messages


@pytest.fixture
def job(nordphone: Organization) -> Job:
    account = make_connection(nordphone)
    with scope(organization=nordphone):
        return start_job(kind=KIND, connection=account)


def run(job: Job, function: Callable[[JobRun], None] = lambda run: None, most: int = 3) -> Job:
    run_job(function, job.organization_id, job.pk, most)
    return now(job)


def now(job: Job) -> Job:
    with scope(organization=job.organization_id):
        return Job.objects.get(pk=job.pk)


def change(job: Job, **fields: Any) -> None:
    with scope(organization=job.organization_id):
        Job.objects.filter(pk=job.pk).update(**fields)


def raising(problem: Exception) -> Callable[[JobRun], None]:
    def function(run: JobRun) -> None:
        raise problem

    return function


def test_success_with_its_counts_and_words(job: Job) -> None:
    def function(run: JobRun) -> None:
        run.log("Read %(count)s.", count=3)
        run.progress(3, 3)
        run.count(new=1)
        run.count(new=2, unchanged=5)
        run.finish("%(count)s numbers.", count=3)

    after = run(job, function)
    assert (after.state, after.text, after.attempts) == (JobState.SUCCEEDED, "3 numbers.", 1)
    assert (after.done, after.total, after.counts) == (3, 3, {"new": 3, "unchanged": 5})
    with scope(organization=job.organization_id):
        assert [line.text for line in after.lines.all()] == ["Read 3."]


def test_a_temporary_failure_waits_and_tries_again_until_it_is_enough(
    job: Job, sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    failing = raising(Unavailable("It is down.", provider="voipms"))
    with django_capture_on_commit_callbacks(execute=True):
        waiting = run(job, failing, most=2)
    assert waiting.state == JobState.WAITING
    assert waiting.next_try_at is not None
    assert waiting.next_try_at > timezone.now()
    assert [(name, 7 < (delay or 0) < 13) for name, delay in sent] == [(KIND, True)]
    failed = run(job, failing, most=2)
    assert (failed.state, failed.error_kind, failed.text) == (JobState.FAILED, "unavailable", "It is down.")


def test_the_provider_says_how_long_to_wait(job: Job, sent: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run(job, raising(RateLimited("Slower.", provider="voipms", retry_after=60)))
    assert sent == [(KIND, 60)]


def test_an_account_problem_fails_at_once(job: Job) -> None:
    after = run(job, raising(BadCredentials("Wrong password.", provider="voipms")))
    assert (after.state, after.error_kind, after.attempts) == (JobState.FAILED, "bad_credentials", 1)


def test_an_error_of_ours_is_told_apart_and_gives_nothing_away(job: Job) -> None:
    after = run(job, raising(RuntimeError("secret detail")))
    assert after.state == JobState.ERRORED
    assert "secret" not in after.text


def test_a_message_delivered_twice_runs_the_job_once(job: Job) -> None:
    ran: list[str] = []

    def function(run: JobRun) -> None:
        ran.append("yes")
        run_job(lambda again: ran.append("again"), job.organization_id, job.pk, 3)

    run(job, function)
    run(job, function)
    assert ran == ["yes"]


def test_a_silent_run_is_taken_over(job: Job) -> None:
    change(job, state=JobState.RUNNING, attempts=1, seen_at=timezone.now() - SIGN_OF_LIFE - timedelta(seconds=1))
    after = run(job)
    assert (after.state, after.attempts) == (JobState.SUCCEEDED, 2)


def test_a_run_that_was_taken_over_stops_and_books_nothing(job: Job) -> None:
    """It was silent for so long that another run claimed the job; then it comes back to life."""
    reached: list[str] = []

    def silent(stale: JobRun) -> None:
        change(job, seen_at=timezone.now() - SIGN_OF_LIFE - timedelta(seconds=1))
        run(job, lambda other: other.finish("The other one's words."))
        stale.log("Nobody reads this.")
        reached.append("went on")

    ended = run(job, silent)
    assert (ended.state, ended.attempts, ended.message) == (JobState.SUCCEEDED, 2, "The other one's words.")
    assert not reached
    with scope(organization=job.organization_id):
        assert not ended.lines.filter(message="Nobody reads this.").exists()


def test_the_failure_of_a_run_that_was_taken_over_does_not_fail_the_other(job: Job, sent: list[Any]) -> None:
    def silent(stale: JobRun) -> None:
        change(job, attempts=2)
        raise Unavailable("Down.", provider="voipms")

    before = len(sent)
    assert run(job, silent).state == JobState.RUNNING
    assert len(sent) == before


def test_a_paused_account_is_asked_nothing(job: Job) -> None:
    with scope(organization=job.organization_id):
        Connection.objects.update(state=ConnectionState.PAUSED)
    ran: list[str] = []
    after = run(job, lambda run: ran.append("asked"))
    assert (after.state, ran) == (JobState.CANCELLED, [])
    assert "paused" in after.text


def test_one_of_a_kind_at_a_time_for_an_account(job: Job) -> None:
    with scope(organization=job.organization_id):
        with pytest.raises(AlreadyRunning) as caught:
            start_job(kind=KIND, connection=job.connection)
        assert caught.value.job == job
        assert start_job(kind="routing.sync", connection=job.connection)


def test_a_later_run_takes_the_place_of_one_that_waits_for_a_person(job: Job) -> None:
    first = run(job, lambda run: run.needs_person("Too many are gone.", asks={"numbers": 12}))
    assert first.state == JobState.NEEDS_PERSON
    with scope(organization=job.organization_id):
        second = start_job(kind=KIND, connection=job.connection)
    failed = run(second, raising(BadCredentials("Wrong password.", provider="voipms")))
    assert failed.state == JobState.FAILED
    assert now(first).state == JobState.NEEDS_PERSON, "a run that found nothing out decides nothing"
    with scope(organization=job.organization_id):
        third = start_job(kind=KIND, connection=job.connection)
    assert run(third).state == JobState.SUCCEEDED
    assert now(first).state == JobState.CANCELLED


def test_approving_runs_it_again_with_what_was_shown_and_once(job: Job, alice: Any) -> None:
    run(job, lambda run: run.needs_person("Too many are gone.", asks={"numbers": 12}))
    asked = now(job)
    with scope(organization=job.organization_id):
        again = services.approve(job=asked, by=alice)
    assert again is not None
    seen: list[int] = []
    run(again, lambda run: seen.extend([run.approved("numbers"), run.approved("queues")]))
    assert seen == [12, 0]
    with scope(organization=job.organization_id):
        assert services.approve(job=asked, by=alice) is None


def test_what_was_left_as_it_is_meanwhile_cannot_be_approved(job: Job, alice: Any) -> None:
    run(job, lambda run: run.needs_person("Too many are gone.", asks={"numbers": 12}))
    asked = now(job)
    with scope(organization=job.organization_id):
        assert services.leave(job=asked, by=alice)
        assert services.approve(job=asked, by=alice) is None
        assert not Job.objects.filter(state__in=IN_FLIGHT).exists()


class TestSweep:
    def test_a_lost_message_is_sent_again(
        self, job: Job, sent: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        change(job, seen_at=timezone.now() - SIGN_OF_LIFE - timedelta(minutes=1))
        with django_capture_on_commit_callbacks(execute=True):
            sweep()
        assert [name for name, _ in sent] == [KIND]

    def test_what_lives_is_left_alone(self, job: Job, sent: list[Any], django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            sweep()
        assert sent == []

    def test_work_that_dies_again_and_again_ends(self, job: Job, sent: list[Any]) -> None:
        change(
            job,
            state=JobState.RUNNING,
            attempts=services.MOST_TAKEOVERS,
            seen_at=timezone.now() - SIGN_OF_LIFE - timedelta(minutes=1),
        )
        sweep()
        assert now(job).state == JobState.ERRORED


def test_every_kind_of_job_has_its_task_and_its_title() -> None:
    from panel.connections.syncs import SYNC_KINDS
    from panel.jobs.words import TITLES

    app.loader.import_default_modules()
    assert set(SYNC_KINDS.values()) <= set(TITLES)
    assert set(TITLES) <= set(app.tasks)


class TestPages:
    def test_the_job_is_followed_to_its_end(self, browse: Any, victor: Any, nordphone: Organization, job: Job) -> None:
        page = browse(victor, nordphone)
        assert page.get(f"/jobs/{job.pk}/live/").status_code == 200
        run(job, lambda run: run.finish("Done."))
        answer = page.get(f"/jobs/{job.pk}/live/")
        assert answer.status_code == 286
        assert "Done." in answer.content.decode()

    def test_staff_cancel_what_has_not_begun(self, browse: Any, sam: Any, nordphone: Organization, job: Job) -> None:
        browse(sam, nordphone).post(f"/jobs/{job.pk}/cancel/")
        assert now(job).state == JobState.CANCELLED
        assert run(job).state == JobState.CANCELLED, "its message finds nothing to do"

    def test_what_waits_for_a_person_can_be_left_as_it_is(
        self, browse: Any, alice: Any, nordphone: Organization, job: Job
    ) -> None:
        change(job, state=JobState.NEEDS_PERSON)
        page = browse(alice, nordphone)
        page.post(f"/jobs/{job.pk}/leave/")
        assert now(job).state == JobState.CANCELLED
        page.post(f"/jobs/{job.pk}/approve/")
        assert now(job).state == JobState.CANCELLED, "decided is decided"

    def test_a_viewer_may_not(self, browse: Any, victor: Any, nordphone: Organization, job: Job) -> None:
        assert browse(victor, nordphone).post(f"/jobs/{job.pk}/cancel/").status_code == 403
        assert now(job).state in IN_FLIGHT

    def test_the_tray_polls_faster_while_work_runs(
        self, browse: Any, victor: Any, nordphone: Organization, job: Job
    ) -> None:
        page = browse(victor, nordphone)
        assert "every 3s" in page.get("/jobs/tray/").content.decode()
        run(job)
        assert "every 30s" in page.get("/jobs/tray/").content.decode()

    def test_a_filter_that_makes_no_sense_is_said(self, browse: Any, victor: Any, nordphone: Organization) -> None:
        answer = browse(victor, nordphone).get("/jobs/?state=nonsense&after=garbage&sort=evil")
        assert answer.status_code == 200
        assert "nonsense" in answer.content.decode()
