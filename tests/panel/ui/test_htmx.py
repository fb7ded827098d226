"""One URL, two renderings; toasts that arrive either way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from panel.ui.htmx import go, invalid, render_page, stop_polling, toast

PAGE, FRAGMENT = "404.html", "ui/_toast.html"


def request(**headers: str) -> Any:
    made: Any = RequestFactory(headers={name.replace("_", "-"): value for name, value in headers.items()}).get("/")
    made.htmx = HtmxDetails(made)
    made.session = {}
    made._messages = FallbackStorage(made)
    return made


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({}, True),
        ({"hx_request": "true"}, False),
        ({"hx_request": "true", "hx_boosted": "true"}, True),
        ({"hx_request": "true", "hx_history_restore_request": "true"}, True),
    ],
)
def test_htmx_gets_the_fragment_and_everybody_else_the_page(headers: dict[str, str], whole: bool) -> None:
    answer = render_page(request(**headers), PAGE, FRAGMENT, {"text": "Saved"})
    assert ("<html" in answer.content.decode()) is whole
    assert "HX-Request" in answer["Vary"]


def test_a_wrong_form_is_422() -> None:
    assert invalid(request(hx_request="true"), PAGE, FRAGMENT).status_code == 422


def test_a_toast_travels_with_a_fragment_and_keeps_other_events() -> None:
    answer = HttpResponse(headers={"HX-Trigger": json.dumps({"changed": {}})})
    toast(request(hx_request="true"), answer, "Route saved", "ok", url="/o/", link="See it")
    assert json.loads(answer["HX-Trigger"]) == {
        "changed": {},
        "toast": {"text": "Route saved", "level": "ok", "url": "/o/", "link": "See it"},
    }


@pytest.mark.parametrize("headers", [{}, {"hx_request": "true"}])
def test_a_toast_waits_for_the_page_that_the_answer_leads_to(headers: dict[str, str]) -> None:
    asked = request(**headers)
    answer = toast(asked, go(asked, "/numbers/"), "Not saved", "bad")
    assert "HX-Trigger" not in answer
    assert [(str(message), message.level_tag) for message in get_messages(asked)] == [("Not saved", "error")]
    assert answer.get("Location", answer.get("HX-Redirect")) == "/numbers/"


def test_polling_stops_with_286() -> None:
    assert stop_polling(HttpResponse()).status_code == 286
