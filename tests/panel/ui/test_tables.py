"""Lists as declared: what is drawn, what may be sorted, what a wrong address says."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from panel.dids.models import Did
from panel.tenancy.scope import scope
from panel.ui.tables import Column, Table
from tests.factories import make_connection, make_did

pytestmark = pytest.mark.django_db


class NumberTable(Table[Did]):
    id = "numbers"
    columns = (
        Column("number", "Number", sort="number", css="ph-a"),
        Column("label", "Label", value=lambda did: did.description.title(), sort="description", falling_first=True),
        Column("account", "Account", value="connection.name"),
        Column("note", "Note", value="note", label_hidden=True),
    )
    default_sort = "number"
    caption = "Numbers of Nordphone"
    page_size = 2


@pytest.fixture
def numbers(nordphone: Any) -> Any:
    connection = make_connection(nordphone)
    for digit, place in enumerate(["LAVAL, QC", "TORONTO, ON", "<b>OSHAWA</b>"]):
        make_did(nordphone, connection, f"+1514555010{digit}", description=place)
    return nordphone


def table(address: str) -> NumberTable:
    return NumberTable(Did.objects.select_related("connection"), RequestFactory().get(address))


def draw(address: str, **context: Any) -> str:
    return render_to_string("ui/_table.html", {"table": table(address), **context})


def test_cells_come_from_attributes_functions_and_dotted_names(numbers: Any) -> None:
    with scope(organization=numbers):
        html = draw("/numbers/")
    assert "+15145550100" in html
    assert "Laval, Qc" in html
    assert "VoIP.ms, main account" in html


def test_values_are_escaped(numbers: Any) -> None:
    with scope(organization=numbers):
        html = draw("/numbers/?sort=-number")
    assert "&lt;B&gt;Oshawa" in html
    assert "<B>" not in html


def test_a_header_sorts_and_says_how_it_is_sorted(numbers: Any) -> None:
    with scope(organization=numbers):
        headers = {each.column.name: each for each in table("/numbers/?q=x&after=zz").headers}
    assert headers["number"].direction == "ascending"
    assert headers["number"].url == "?q=x&sort=-number"
    assert headers["label"].url == "?q=x&sort=-label"
    assert headers["account"].url == ""


@pytest.mark.parametrize("asked", ["connection__sealed", "account", "-", "--number", "number;drop"])
def test_only_declared_columns_sort_and_another_says_so(numbers: Any, asked: str) -> None:
    with scope(organization=numbers):
        wrong = NumberTable(Did.objects.all(), RequestFactory().get("/numbers/", {"sort": asked}))
        assert [row.object.number for row in wrong.rows] == ["+15145550100", "+15145550101"]
        assert "cannot be sorted" in wrong.notice


def test_pages_link_on_with_plain_addresses_and_htmx(numbers: Any) -> None:
    with scope(organization=numbers):
        html = draw("/numbers/")
    assert 'rel="next" href="/numbers/?after=' in html
    assert 'hx-target="#numbers-table"' in html


def test_an_empty_list_says_what_it_is(nordphone: Any) -> None:
    with scope(organization=nordphone):
        assert "There is nothing here yet" in draw("/numbers/")
