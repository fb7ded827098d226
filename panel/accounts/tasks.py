"""Background work of accounts."""

from __future__ import annotations

from celery import shared_task
from django.core.mail import EmailMessage

from panel.accounts.mail import TASK


# Pauses stay below the broker's visibility time-out. SMTPException is an OSError too.
@shared_task(name=TASK, autoretry_for=(OSError,), retry_backoff=5, retry_backoff_max=240, max_retries=8)
def send_mail(*, to: str, subject: str, body: str, **_: object) -> None:
    EmailMessage(subject=subject, body=body, to=[to]).send()
