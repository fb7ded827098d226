"""How the web server runs, in the demo and on servers: `gunicorn --config python:panel.serving`.

Threads: a worker of them lives on while an answer takes long, such as the export of a million numbers; the time-out is for a
worker that hangs as a whole. Each thread has a database connection and a scope of its own.
"""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from panel.env import env_int
from panel.logs import RedactSecrets

worker_class = "gthread"
workers = env_int("WEB_WORKERS", 2)
threads = env_int("WEB_THREADS", 4)
accesslog = "-"
control_socket_disable = True
limit_request_line = 8190
"""What was chosen to buy stands in the address: a hundred numbers do not fit into gunicorn's usual 4,094 characters."""


class SafeLogger(Logger):  # type: ignore[misc]
    """The server's own logs name each address that was asked for; some of them let in whoever reads them."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.addFilter(RedactSecrets())


logger_class = SafeLogger
