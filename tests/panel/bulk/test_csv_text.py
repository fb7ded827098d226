"""Any file is taken apart into records with their lines; what cannot be is told, and costs nothing else."""

from __future__ import annotations

import pytest

from panel.bulk.csv_text import OPEN_QUOTE, TOO_LONG, EncodingGuess, Record, records, safe_cell, separator_of


def read(content: bytes, *, pieces: int = 3, separator: str = "") -> list[Record]:
    """As the dry run reads it, in pieces that end anywhere."""
    guess = EncodingGuess()
    parts = [content[start : start + pieces] for start in range(0, len(content), pieces)]
    for part in parts:
        guess.feed(part)
    guess.feed(b"", final=True)
    separator = separator or separator_of(content.decode(guess.name, errors="ignore"))
    return list(records(parts, encoding=guess.name, separator=separator))


ROWS = [["number", "remarks"], ["+1 514 555 0142", "Café, près du port"]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("pieces", [1, 7, 1000])
def test_every_separator_encoding_and_ending(separator: str, encoding: str, ending: str, pieces: int) -> None:
    text = ending.join(separator.join(f'"{cell}"' for cell in row) for row in ROWS) + ending
    assert [record.cells for record in read(text.encode(encoding), pieces=pieces)] == ROWS


def test_old_line_ends_quotes_in_quotes_and_empty_lines() -> None:
    assert [r.cells for r in read(b"a,b\rc,d\r", pieces=100)] == [["a", "b"], ["c", "d"]]
    assert [r.cells for r in read(b'a,"say ""hi"""\n\n ,\nc,d\n')] == [["a", 'say "hi"'], ["c", "d"]]


def test_a_quoted_cell_goes_over_lines_and_lines_are_counted_in_the_file() -> None:
    found = read(b'a,"one\ntwo"\n\nc,d\n')
    assert found == [Record(1, ["a", "one\ntwo"]), Record(4, ["c", "d"])]


def test_a_quote_that_is_never_closed_costs_its_own_line_alone() -> None:
    lines = [b'1,"open', *(f"{line},x".encode() for line in range(2, 60))]
    found = read(b"\n".join(lines), separator=",")
    assert found[0] == Record(1, ['1,"open'], OPEN_QUOTE)
    assert [record.line for record in found] == list(range(1, 60))
    assert found[-1].cells == ["59", "x"]


def test_a_quotation_mark_within_a_cell_is_a_character() -> None:
    found = read(b'5" pipe,x\ne,f\n', separator=",")
    assert [record.cells for record in found] == [['5" pipe', "x"], ["e", "f"]]


def test_a_line_without_an_end_in_sight_is_told_and_not_kept_in_memory() -> None:
    parts = (b"x" * 500_000 for _ in range(20))
    (found,) = list(records(parts, encoding="utf-8", separator=","))
    assert found.problem == TOO_LONG


def test_bytes_that_are_no_text_at_all_do_no_harm() -> None:
    assert read(bytes(range(256)) * 20) != []


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("+15145550142", "+15145550142"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("plain", "plain"),
        ("-", "-"),
    ],
)
def test_no_cell_that_is_written_is_a_formula(cell: str, safe: str) -> None:
    assert safe_cell(cell) == safe
