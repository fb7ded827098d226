"""How allauth is bent to our rules: nobody signs up by themselves, people are invited; mail goes by a worker."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import translation

from panel.accounts import mail
from panel.accounts.links import absolute_link


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> Any:
        return super().clean_email(email.strip().lower())

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _, token = key.partition("-")
        return absolute_link("account_reset_password_from_key", uidb36=uidb36, key=token)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person, not of the browser that asked."""
        reader = context.get("user")
        language = reader.language if reader else translation.get_language()
        with translation.override(language):
            message = self.render_mail(template_prefix, email, {"email": email, **context})
        mail.post(to=email, subject=message.subject, body=message.body)
