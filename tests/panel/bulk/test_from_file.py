"""A file of numbers: read as it comes, every bad row told with its line and reason, nothing lost."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from panel.bulk import columns, csv_text, dry_run
from panel.bulk.models import BatchRow, BatchState, FilePart, RowState
from panel.bulk.services import MOST_BYTES
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.tenancy.ids import uuid7
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_client, make_connection, make_did
from tests.panel.bulk.conftest import followed, reload, rows_of, run_job, the_batch


def upload(browser: Any, organization: Organization, content: str | bytes, name: str = "numbers.csv") -> Any:
    """Choose the file, take the guessed columns, and have the dry run made."""
    raw = content.encode() if isinstance(content, str) else content
    answer = browser.post("/bulk/file/", {"file": SimpleUploadedFile(name, raw, "text/csv")})
    assert answer.status_code == 302, answer.content.decode()
    batch = the_batch(organization)
    fields = {f"column-{place}": name for place, name in enumerate(batch.columns["fields"])}
    headings = {"headings": "on"} if batch.columns["headings"] else {}
    answer = browser.post(answer["Location"], {**fields, **headings})
    assert answer.status_code == 302, answer.content.decode()
    batch = reload(batch)
    if batch.state == BatchState.PLANNING:
        assert run_job(batch).state == "succeeded"
    return reload(batch)


def test_the_sample_file_can_be_read_in_again(browse: Any, sam: Any, nordphone: Any, numbers: list[Did]) -> None:
    browser = browse(sam, nordphone)
    sample = browser.get("/bulk/file/sample/").content
    browser.post("/bulk/file/", {"file": SimpleUploadedFile("sample.csv", sample)})
    assert all(the_batch(nordphone).columns["fields"])


def test_pasted_text_with_french_headings(browse: Any, sam: Any, nordphone: Any, numbers: list[Did]) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/file/", {"text": "Numéro;Étiquettes;Remarques\n514-555-0100;un, deux;Déplacé\n"})
    page = followed(browser, answer)
    batch = the_batch(nordphone)
    assert batch.columns["fields"] == ["number", "add_tags", "remarks"]
    assert "Déplacé" in page


def test_rows_of_a_list_that_could_not_be_done_are_read_in_again_as_they_were_wished_for(
    browse: Any, sam: Any, nordphone: Organization, account: Connection, numbers: list[Did]
) -> None:
    client = make_client(nordphone, "Rosemont")
    browser = browse(sam, nordphone)
    begun = browser.post("/bulk/new/", {"ids": [str(did.pk) for did in numbers[:2]]})["Location"]
    chosen = {"client": str(client.pk), "add_tags": "a, b", "remarks": "-", "sms_enabled": "off"}
    routes = {f"route-{account.pk}": "ring_group:4769", f"busy-{account.pk}": "none:"}
    assert browser.post(begun, {**chosen, **routes}).status_code == 302
    batch = the_batch(nordphone)
    with scope(organization=nordphone):
        BatchRow.objects.filter(batch=batch, position=2).update(state=RowState.FAILED, reason="Not now.")
    told = browser.get(f"/bulk/{batch.pk}/failed.csv").content
    assert len(list(csv.DictReader(StringIO(told.decode("utf-8-sig"))))) == 1
    again = upload(browser, nordphone, told)
    (row,) = rows_of(again)
    assert (row.label, row.gaps) == (numbers[1].number, [])
    assert row.wanted == {
        "client": str(client.pk),
        "add_tags": ["a", "b"],
        "remarks": "",
        "route": "ring_group:4769",
        "busy": "none:",
        "sms_enabled": False,
    }


def test_each_bad_row_is_told_with_its_line_and_reason(
    browse: Any, sam: Any, nordphone: Any, harbourline: Any, account: Connection, numbers: list[Did]
) -> None:
    second = make_connection(nordphone, "Second account")
    make_did(nordphone, second, "+15145550103")
    make_did(harbourline, make_connection(harbourline), "+15145550177")
    make_client(nordphone, "Rosemont")
    lines = [
        "\ufeffnumber;client;route;sms;remarks;account",
        '="+1 514 555 0100";rosemont;Ring group Agents;on;"Said ""yes""; then left";',  # good, in a formula's dress
        "5145550101;;;;;",  # nothing to do
        "hello;;;;x;",
        "1.51456E+10;;;;x;",
        "+33 1 99 00 47 12;;;;x;",
        "+1 514 555 0177;;;;x;",  # another organization's
        "(514) 555-0100;;;;again;",
        "5145550101;;;;=cmd|' /C calc'!A0;",
        "5145550102;Nobody;Ring group Sales;maybe;x;",
        "5145550103;;;;x;",  # at two accounts
        "5145550103;;;;x;second account",
        ";;;;x;",
        "5145550102;;;;x;;;too many",
        '5145550102;"open;;;;',
        "5145550102;;;;fine;",
    ]
    batch = upload(browse(sam, nordphone), nordphone, "\r\n".join(lines))
    rows = {row.position: row for row in rows_of(batch)}
    assert sorted(rows) == list(range(2, 17))
    why = {line: [gap["why"] for gap in row.gaps] for line, row in rows.items() if row.state == RowState.REFUSED}
    assert why == {
        4: [columns.NOT_A_NUMBER],
        5: [columns.ROUNDED],
        6: [dry_run.NOT_OURS],
        7: [dry_run.NOT_OURS],
        8: [dry_run.TWICE],
        9: [dry_run.TWICE],
        10: [columns.NO_SUCH_CLIENT, columns.NO_SUCH_DESTINATION, columns.NOT_A_SWITCH],
        11: [dry_run.SEVERAL],
        13: [columns.NO_NUMBER],
        14: [dry_run.CELLS],
        15: [csv_text.OPEN_QUOTE],
        16: [dry_run.TWICE_UNUSED],  # line 10 has the number, and nothing of it is done
    }
    assert [step["what"] for step in rows[2].steps] == ["client", "remarks", "route", "settings"]
    assert rows[2].steps[1]["after"] == 'Said "yes"; then left'
    assert rows[3].state == RowState.SAME
    assert rows[12].state == RowState.READY

    answer = browse(sam, nordphone).get(f"/bulk/{batch.pk}/failed.csv")
    told = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["line"] for row in told] == [str(line) for line in sorted(why)]
    assert "“hello” is not a telephone number." in told[0]["problem"]
    assert told[5]["remarks"] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "There is nothing to read in it."),
        (b"\n\n  \n", "There is nothing to read in it."),
        (b"PK\x03\x04rest", "This is a workbook."),
    ],
)
def test_a_file_with_nothing_in_it_is_told_beside_its_field(
    browse: Any, sam: Any, nordphone: Any, content: bytes, says: str
) -> None:
    answer = browse(sam, nordphone).post("/bulk/file/", {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_neither_file_nor_text(browse: Any, sam: Any, nordphone: Any) -> None:
    answer = browse(sam, nordphone).post("/bulk/file/", {})
    assert (answer.status_code, "paste its text" in answer.content.decode()) == (422, True)


def test_a_file_of_more_than_50_mb_is_refused(browse: Any, sam: Any, nordphone: Any) -> None:
    line = b"5145550100,Front desk\n"
    content = b"number,remarks\n" + line * (MOST_BYTES // len(line) + 1)
    answer = browse(sam, nordphone).post("/bulk/file/", {"file": SimpleUploadedFile("x.csv", content)})
    assert (answer.status_code, "more than 50 MB" in answer.content.decode()) == (422, True)


def test_too_many_rows_are_refused_as_a_whole(
    browse: Any, sam: Any, nordphone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "MOST_ROWS", 3)
    batch = upload(browse(sam, nordphone), nordphone, "number,remarks\n" + "5145550100,x\n" * 4)
    assert (batch.state, batch.problem_values) == (BatchState.REFUSED, {"most": 3})
    assert rows_of(batch) == []
    with scope(organization=nordphone):
        assert not FilePart.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (["", "remarks"], "Say which column has the numbers."),
        (["number", "number"], "Chosen for more than one column: Number."),
        (["number", ""], "Say which column has something to change."),
        (["number", "nonsense"], "nonsense"),
    ],
)
def test_columns_that_make_no_sense(browse: Any, sam: Any, nordphone: Any, chosen: list[str], says: str) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/file/", {"text": "number,remarks\n5145550100,x"})
    answer = browser.post(answer["Location"], {f"column-{place}": name for place, name in enumerate(chosen)})
    assert (answer.status_code, says in answer.content.decode()) == (422, True)


def test_two_thousand_rows_with_three_bad_ones(
    browse: Any, sam: Any, nordphone: Any, account: Connection, numbers: list[Did]
) -> None:
    with scope(organization=nordphone):
        pattern = Did.objects.get(pk=numbers[0].pk)
        Did.objects.bulk_create(_copy(pattern, f"+1438555{line:04}") for line in range(2000))
    lines = [f"438555{line:04};Ring group Agents;batch" for line in range(2000)]
    lines[500], lines[1000], lines[1999] = "none;Ring group Agents;batch", lines[999], "+1 514 555 0199;;batch"
    batch = upload(browse(sam, nordphone), nordphone, "number;route;tags\n" + "\n".join(lines))
    with scope(organization=nordphone):
        assert BatchRow.objects.filter(batch=batch, state=RowState.READY).count() == 1997
        bad = list(BatchRow.objects.filter(batch=batch, state=RowState.REFUSED).order_by("position"))
        assert not FilePart.objects.exists()
    assert [row.position for row in bad] == [502, 1002, 2001]
    browser = browse(sam, nordphone)
    page = browser.get(f"/bulk/{batch.pk}/?state=refused").content.decode()
    assert page.count("<tr") == 4
    assert "Change 1,997 numbers" in page


def _copy(pattern: Did, number: str) -> Did:
    skipped = {"id", "number", "number_reversed", "fingerprint"}
    values = {
        field.attname: getattr(pattern, field.attname)
        for field in Did._meta.concrete_fields
        if field.name not in skipped
    }
    return Did(number=number, fingerprint=uuid7().hex, **values)
