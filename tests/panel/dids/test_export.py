"""The list as a file: the columns and the order of the list, nothing that a spreadsheet would run, never all in memory."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from panel.connections.models import Connection
from panel.dids import export
from panel.tenancy.models import Organization
from tests.factories import make_client, make_connection, make_did

Browse = Callable[..., Any]
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone)


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_the_file_has_the_lists_columns_filters_and_order(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    client = make_client(nordphone, "Clinique Rosemont")
    for line in range(5):
        cost = Decimal(line) / 4
        make_did(nordphone, account, f"+1514555010{line}", monthly=cost, monthly_currency="USD", client=client)
    make_did(nordphone, account, "+14165550117", region="ON", sms_enabled=False)
    answer = browse(alice, nordphone).get(
        "/numbers/export.csv?cols=client,number,monthly,sms,route&sort=-monthly&region=QC"
    )
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert rows_of(answer) == [
        ["Client", "Number", "Cost a month", "SMS", "Calls go to"],
        ["Clinique Rosemont", "+15145550104", "1", "Unknown", "SIP account 118204_main"],
        ["Clinique Rosemont", "+15145550103", "0.75", "Unknown", "SIP account 118204_main"],
        ["Clinique Rosemont", "+15145550102", "0.5", "Unknown", "SIP account 118204_main"],
        ["Clinique Rosemont", "+15145550101", "0.25", "Unknown", "SIP account 118204_main"],
        ["Clinique Rosemont", "+15145550100", "0", "Unknown", "SIP account 118204_main"],
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_filter_that_makes_no_sense_leads_to_the_list_that_says_so(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection, kind: str
) -> None:
    make_did(nordphone, account, "+15145550142")
    page = browse(alice, nordphone)
    answer = page.get(f"/numbers/export.{kind}?state=stolen&cols=number")
    assert (answer.status_code, answer["Location"]) == (302, "/o/nordphone/numbers/?state=stolen&cols=number")
    assert "“stolen” is not one of the choices." in page.get("/numbers/?state=stolen&cols=number").content.decode()


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "+1514555=1"])
def test_formulas_are_texts_in_both_files(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection, text: str
) -> None:
    make_did(nordphone, account, "+15145550142", remarks=text)
    page = browse(victor, nordphone)
    assert rows_of(page.get("/numbers/export.csv?cols=number,remarks"))[1] == ["+15145550142", f"'{text}"]
    sheet, texts = sheet_of(page.get("/numbers/export.xlsx?cols=number,remarks"))
    assert not sheet.findall(f".//{CELL}f")
    assert texts[2:] == ["+15145550142", text]


def sheet_of(answer: Any) -> tuple[Any, list[str]]:
    """The sheet and all of its texts in order."""
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return sheet, [each.text or "" for each in sheet.iter(f"{CELL}t")]


def test_figures_and_times_are_no_texts_in_a_sheet(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection
) -> None:
    make_did(nordphone, account, "+15145550142", monthly=Decimal("0.85"), monthly_currency="USD")
    answer = browse(alice, nordphone).get("/numbers/export.xlsx?cols=number,monthly,changed,last_call")
    sheet, texts = sheet_of(answer)
    assert texts == ["Number", "Cost a month", "Changed", "Last call", "+15145550142"]
    figures = [each.text for each in sheet.iter(f"{CELL}v")]
    assert figures[0] == "0.85"
    assert len(figures) == 2


def test_an_empty_list_is_a_file_with_its_heads(browse: Browse, victor: Any, nordphone: Organization) -> None:
    page = browse(victor, nordphone)
    assert rows_of(page.get("/numbers/export.csv?cols=number")) == [["Number"]]
    assert sheet_of(page.get("/numbers/export.xlsx?cols=number"))[1] == ["Number"]
    assert page.head("/numbers/export.xlsx").status_code == 200
    assert page.post("/numbers/export.csv").status_code == 405


def test_costs_are_in_no_file_of_those_who_may_not_see_them(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    make_did(nordphone, account, "+15145550142", monthly=Decimal("0.85"), monthly_currency="USD")
    answer = browse(victor, nordphone).get("/numbers/export.csv?cols=number,monthly,currency&sort=monthly")
    assert rows_of(answer) == [["Number"], ["+15145550142"]]
