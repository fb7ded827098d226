"""E-mails to people: rendered in the reader's language now, sent by a worker once the transaction has committed.

The web never waits for a mail server, so an answer takes the same time whether or not an address is known.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from panel.celery import app

TASK = "accounts.send_mail"


def write(template: str, *, to: str, language: str, context: dict[str, Any]) -> None:
    """Send `templates/emails/<template>-subject.txt` and `-body.txt`."""
    with translation.override(language):
        subject = render_to_string(f"emails/{template}-subject.txt", context)
        body = render_to_string(f"emails/{template}-body.txt", context)
    post(to=to, subject=subject, body=body)


def post(*, to: str, subject: str, body: str) -> None:
    message = {"to": to, "subject": " ".join(subject.split()), "body": body.strip() + "\n"}
    # The body may hold a link that signs somebody in: it must not be shown where tasks are listed.
    transaction.on_commit(partial(app.send_task, TASK, kwargs=message, kwargsrepr=f"(mail to {to})"))
