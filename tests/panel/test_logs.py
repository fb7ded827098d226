"""The last net under our logs, those of the web server included."""

from __future__ import annotations

import io
import logging
import sys

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]

from panel import serving
from panel.logs import RedactSecrets


def written(message: str, *args: object, problem: bool = False) -> str:
    """A line as the console shows it."""
    record = logging.LogRecord("x", logging.INFO, "", 0, message, args, sys.exc_info() if problem else None)
    assert RedactSecrets().filter(record)
    return logging.Formatter().format(record)


@pytest.mark.parametrize(
    "line",
    [
        "GET /rest.php?api_password=sesame&method=getBalance",
        "Bad Request: /callbacks/sesame/",
        "Gone: /invitations/sesame/",
        '"GET /accounts/password/reset/key/3a-sesame/ HTTP/1.1"',
        "/o/nordphone/callbacks/sesame/",
    ],
)
def test_what_lets_somebody_in_is_blanked(line: str) -> None:
    assert "sesame" not in written("%s", line)


@pytest.mark.parametrize(
    "line",
    [
        "/callbacks/of/01a200de-5971-7eac-9520-740e4afb45a9/",
        "/accounts/password/reset/key/done/",
        "/people/invitations/01a200de-5971-7eac-9520-740e4afb45a9/resend/",
    ],
)
def test_what_only_a_member_can_use_stays(line: str) -> None:
    assert written("%s", line) == line


def test_a_traceback_is_read_too() -> None:
    try:
        raise ValueError("cannot open /rest.php?api_password=sesame&method=getBalance")
    except ValueError:
        text = written("It failed", problem=True)
    assert "sesame" not in text.replace('raise ValueError("cannot open /rest.php?api_password=sesame', "")
    assert "ValueError: cannot open /rest.php?api_password=***&method=getBalance" in text


def test_the_web_servers_own_logs_are_caught() -> None:
    heard = io.StringIO()
    logger = serving.logger_class(Config())
    for log in (logger.access_log, logger.error_log):
        log.setLevel(logging.INFO)
        log.addHandler(logging.StreamHandler(heard))
        log.info('%(a)s "%(r)s" "%(f)s"', {"a": "-", "r": "POST /callbacks/sesame/", "f": "/invitations/sesame/"})
    assert heard.getvalue().count("/callbacks/***/") == 2
    assert "sesame" not in heard.getvalue()
