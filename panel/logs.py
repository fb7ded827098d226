"""The last net under our logs: whatever looks like a secret in a query string, a header or a path is blanked."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(
    r"(?i)((?:api_password|password|secret|auth_token|token|authorization|api_key)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',}]+"
)
# Paths of which a part lets in whoever knows it: a provider's posts, an invited person, somebody who forgot a password.
KEYS_IN_PATHS = re.compile(r"(/callbacks/(?!of/)|(?<!/people)/invitations/|/password/reset/key/)(?!done/)[^\s/?\"',]+")
_TRACEBACKS = logging.Formatter()


def without_secrets(text: str) -> str:
    return KEYS_IN_PATHS.sub(r"\1***", SECRET.sub(r"\1***", text))


class RedactSecrets(logging.Filter):
    """Blanks secrets in the finished message and in the traceback below it. Callers still must not log secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        cleaned = without_secrets(message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _TRACEBACKS.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_secrets(record.exc_text)
        return True
