"""Which numbers a dry run takes, and that it may be begun anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from panel.bulk import columns, dry_run, services
from panel.bulk.models import Batch, BatchRow, BatchState, RowState
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did
from tests.panel.bulk.conftest import reload, rows_of, the_batch
from tests.panel.bulk.test_from_file import upload
from tests.panel.bulk.test_from_list import begun


@pytest.fixture
def waiting(nordphone: Organization, alice: Any, numbers: list[Did]) -> Batch:
    """Waits for its dry run."""
    with scope(organization=nordphone):
        batch = services.begin(title="Moved", ids=[did.pk for did in numbers], by=alice)
        Batch.objects.update(state=BatchState.PLANNING, changes={"remarks": "Moved"})
    return batch


def test_begun_anew_it_forgets_what_it_had_made(waiting: Batch, numbers: list[Did]) -> None:
    """As after a worker's death, which left the first rows behind."""
    with scope(organization=waiting.organization_id):
        BatchRow.objects.create(organization_id=waiting.organization_id, batch=waiting, position=9, label="left behind")
    assert dry_run.run(waiting.organization_id, waiting.pk) == BatchState.PLANNED
    assert [row.label for row in rows_of(waiting)] == [did.number for did in numbers]


def test_a_batch_that_does_not_wait_for_it_is_left_alone(waiting: Batch) -> None:
    dry_run.run(waiting.organization_id, waiting.pk)
    before = {row.pk for row in rows_of(waiting)}
    assert dry_run.run(waiting.organization_id, waiting.pk) is None
    assert {row.pk for row in rows_of(waiting)} == before


def test_as_many_rows_as_may_be_are_none_too_many(waiting: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dry_run, "MOST_ROWS", 4)
    assert dry_run.run(waiting.organization_id, waiting.pk) == BatchState.PLANNED
    with scope(organization=waiting.organization_id):
        Batch.objects.update(state=BatchState.PLANNING)
    monkeypatch.setattr(dry_run, "MOST_ROWS", 3)
    assert dry_run.run(waiting.organization_id, waiting.pk) == BatchState.REFUSED
    assert (reload(waiting).problem_values, rows_of(waiting)) == ({"most": 3}, [])


def test_a_filter_by_costs_narrows_for_those_who_may_see_them_and_chooses_nothing_for_others(
    nordphone: Organization, alice: Any, numbers: list[Did]
) -> None:
    with scope(organization=nordphone):
        Did.objects.filter(pk=numbers[2].pk).update(monthly="4.25", monthly_currency="USD")
        batches = [services.begin(title="Dear", query="price_from=4", costs=costs, by=alice) for costs in (True, False)]
        assert [len(dry_run.selected(batch)) for batch in batches] == [1, 0]


def test_a_line_is_the_number_that_is_there(
    browse: Any, sam: Any, nordphone: Organization, account: Connection, numbers: list[Did]
) -> None:
    """Of two accounts that had it one has it still; named, the account's capitals are all one, and so are empty cells beyond
    the headings."""
    second = make_connection(nordphone, "Second Account")
    make_did(nordphone, second, numbers[0].number, gone_at=timezone.now(), state="lost")
    make_did(nordphone, second, numbers[1].number)
    lines = ["number,remarks,account", "5145550100,x,", "5145550101,x,SECOND ACCOUNT,,", "5145550101,x,second account"]
    batch = upload(browse(sam, nordphone), nordphone, "\n".join(lines))
    first, second_row, twice = rows_of(batch)
    assert (first.state, first.connection_id) == (RowState.READY, account.pk)
    assert (second_row.state, second_row.connection_id) == (RowState.READY, second.pk)
    assert [(gap["why"], gap["values"]) for gap in twice.gaps] == [(dry_run.TWICE, {"line": 3})]


def test_a_number_with_and_without_its_account_is_one_number(
    browse: Any, sam: Any, nordphone: Organization, account: Connection, numbers: list[Did]
) -> None:
    name = account.name
    lines = [
        "number;remarks;account",
        "5145550100;x;",
        f"5145550100;y;{name}",
        f"5145550101;x;{name}",
        "5145550101;y;",
    ]
    batch = upload(browse(sam, nordphone), nordphone, "\n".join(lines))
    assert [row.state for row in rows_of(batch)] == [RowState.READY, RowState.REFUSED] * 2
    told = [[(gap["why"], gap["values"]) for gap in row.gaps] for row in rows_of(batch)]
    assert told == [[], [(dry_run.TWICE, {"line": 2})], [], [(dry_run.TWICE, {"line": 4})]]


def test_a_dash_is_no_tag(browse: Any, sam: Any, nordphone: Organization, numbers: list[Did]) -> None:
    lines = ["number,add tags,remove tags", "5145550100,-,", "5145550101,,-", '5145550102,"desk, -1",']
    batch = upload(browse(sam, nordphone), nordphone, "\n".join(lines))
    assert [[gap["why"] for gap in row.gaps] for row in rows_of(batch)] == [[columns.NO_TAG], [columns.NO_TAG], []]
    assert rows_of(batch)[2].steps == [{"what": "tags", "add": ["desk", "-1"], "remove": []}]


@pytest.mark.parametrize("cell", ["1.51456E+10", "+1,51456e10", "2E+10"])
def test_a_number_that_a_spreadsheet_rounded_is_told_and_is_no_heading(
    browse: Any, sam: Any, nordphone: Organization, account: Connection, cell: str
) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/file/", {"text": f"{cell};x\n5145550101;y\n"})
    batch = the_batch(nordphone)
    assert (batch.columns["headings"], batch.columns["fields"]) == (False, ["number", ""])
    browser.post(answer["Location"], {"column-0": "number", "column-1": "remarks"})
    assert [gap["why"] for gap in rows_of(batch)[0].gaps] == [columns.ROUNDED]


def test_without_headings_the_first_line_is_a_number_too(
    browse: Any, sam: Any, nordphone: Organization, numbers: list[Did]
) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/file/", {"text": "5145550100,x\n5145550101,x\n"})
    browser.post(answer["Location"], {"column-0": "number", "column-1": "remarks"})
    assert [(row.position, row.label) for row in rows_of(the_batch(nordphone))] == [
        (line, numbers[line - 1].number) for line in (1, 2)
    ]


def test_tried_again_a_number_that_was_deleted_is_told(
    browse: Any, sam: Any, nordphone: Organization, numbers: list[Did]
) -> None:
    browser = browse(sam, nordphone)
    browser.post(begun(browser, numbers[:2]), {"remarks": "Moved"})
    batch = the_batch(nordphone)
    with scope(organization=nordphone):
        Did.objects.filter(pk=numbers[0].pk).delete()
        BatchRow.objects.update(state=RowState.FAILED)
        Batch.objects.update(state=BatchState.ENDED, started_at=timezone.now())
    browser.post(f"/bulk/{batch.pk}/retry/")
    gone, there = rows_of(batch)
    assert (gone.state, [gap["why"] for gap in gone.gaps]) == (RowState.REFUSED, [dry_run.NOT_OURS])
    assert there.state == RowState.READY
