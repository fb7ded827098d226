"""Filters bound to the address: they narrow, they show as chips, and nonsense is named instead of obeyed."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from panel.dids.models import Did, DidState
from panel.tenancy.scope import scope
from panel.ui.filters import Choices, Day, FilterSet, OneOf, Search, YesNo
from tests.factories import make_connection, make_did

pytestmark = pytest.mark.django_db


class NumberFilters(FilterSet):
    id = "numbers"
    q = Search("Search numbers", narrow=lambda rows, text: rows.filter(number__contains=text))
    region = OneOf("Province", lookup="region", choices=lambda: [("QC", "Québec"), ("ON", "Ontario")])
    state = Choices("State", lookup="state__in", choices=DidState.choices)
    sms = YesNo("SMS", lookup="sms_enabled")
    seen = Day("Since", lookup="read_at__date__gte")


class Pretend:
    element_id = "numbers-table"


@pytest.fixture
def numbers(nordphone: Any) -> Any:
    connection = make_connection(nordphone)
    make_did(nordphone, connection, "+15145550100", region="QC", sms_enabled=True)
    make_did(nordphone, connection, "+14165550101", region="ON", sms_enabled=False)
    make_did(nordphone, connection, "+14165550102", region="ON", sms_enabled=None, state=DidState.LOST)
    return nordphone


def filters(address: str) -> NumberFilters:
    return NumberFilters(RequestFactory().get(address))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/", 3),
        ("/?q=416", 2),
        ("/?region=ON", 2),
        ("/?state=active&state=lost", 3),
        ("/?state=lost", 1),
        ("/?sms=1", 1),
        ("/?sms=0", 1),
        ("/?region=ON&sms=0&q=+1416", 1),
        ("/?region=&q=&sms=", 3),
        ("/?seen=2020-01-01", 3),
    ],
)
def test_filters_narrow_the_list(numbers: Any, address: str, found: int) -> None:
    with scope(organization=numbers):
        assert filters(address).narrow(Did.objects.all()).count() == found


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/?region=XX", "region"),
        ("/?state=active&state=zzz", "state"),
        ("/?sms=maybe", "sms"),
        ("/?seen=soon", "seen"),
        ("/?q=%00", "q"),
    ],
)
def test_nonsense_is_named_and_does_not_narrow(numbers: Any, address: str, field: str) -> None:
    with scope(organization=numbers):
        wrong = filters(address)
        assert wrong.narrow(Did.objects.all()).count() == 3
        assert wrong.errors[field]
        html = render_to_string("ui/_filter_chips.html", {"filters": wrong, "table": Pretend})
        assert 'role="status"' in html
        assert str(wrong.fields[field].label) in html


def test_chips_say_the_filter_in_words_and_lead_to_the_list_without_it() -> None:
    used = filters("/?q=514&region=QC&state=active&state=lost&sort=-number&after=zzz")
    assert [(chip.label, chip.words, chip.without) for chip in used.chips] == [
        ("Province", "Québec", "?q=514&state=active&state=lost&sort=-number"),
        ("State", "Active, Lost", "?q=514&region=QC&sort=-number"),
    ]
    assert used.cleared == "?sort=-number"
    assert used.summary == "“514”, Province Québec, State Active, Lost"


def test_other_parameters_travel_with_the_form_but_not_the_place_in_the_list() -> None:
    assert filters("/?q=5&sort=-number&open=7&before=zzz").carried == [("sort", "-number"), ("open", "7")]


def test_the_toolbar_works_without_script() -> None:
    html = render_to_string(
        "ui/_filters.html", {"filters": filters("/numbers/?region=QC"), "table": Pretend, "count": "1 match"}
    )
    assert 'method="get" action="/numbers/"' in html
    assert '<input type="radio" name="region" value="QC"' in html
    assert "checked" in html
    assert "1 match" in html
