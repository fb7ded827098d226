"""The last net under our logs: whatever looks like a secret in a query string or a header is blanked."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(
    r"(?i)((?:api_password|password|secret|auth_token|token|authorization|api_key)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',}]+"
)


class RedactSecrets(logging.Filter):
    """Blanks the values of secret-looking names in the finished message. Callers still must not log secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        cleaned = SECRET.sub(r"\1***", message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()
        return True
