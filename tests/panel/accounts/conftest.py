"""Mail in these tests: what was committed is sent by the real task, at once, into Django's outbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from panel.accounts import tasks  # noqa: F401  (registers them)
from panel.celery import app

Sent = Callable[[], AbstractContextManager[list[mail.EmailMessage]]]


@pytest.fixture
def sending(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Sent:
    """`with sending() as sent:` what happens inside commits at its end, and `sent` holds the messages."""

    def run(name: str, kwargs: dict[str, Any], **_: Any) -> None:
        app.tasks[name].apply(kwargs=kwargs, throw=True)

    monkeypatch.setattr(app, "send_task", run)

    @contextmanager
    def collect() -> Iterator[list[mail.EmailMessage]]:
        before = len(mail.outbox)
        sent: list[mail.EmailMessage] = []
        with django_capture_on_commit_callbacks(execute=True):
            yield sent
        sent += mail.outbox[before:]

    return collect


def link_in(message: mail.EmailMessage) -> str:
    """The path of the only link in a message."""
    (link,) = re.findall(r"https?://[^/\s]+(/\S+)", str(message.body))
    return str(link)
