"""A file of lines and cells, read as a stream: any separator, encoding and quoting; a broken line spoils no other one."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

SEPARATORS = (",", ";", "\t", "|")
MOST_LINES_OF_A_RECORD = 20
LONGEST_LINE = 20_000
SAMPLE = 200_000  # characters of a file that are looked at to find its separator

OPEN_QUOTE = _("A quotation mark is opened and not closed.")
TOO_LONG = _("The line is too long to be read.")


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record. `line` is where it begins in the file; `problem` why it could not be taken apart (a msgid)."""

    line: int
    cells: list[str] = field(default_factory=list)
    problem: str = ""


class EncodingGuess:
    """Fed with a file's bytes one after the other, it knows the encoding in the end. Latin-1 reads what nothing else does."""

    def __init__(self) -> None:
        self._begin = b""
        self._possible = {
            name: codecs.getincrementaldecoder(name)() for name in ("utf-8-sig", "cp1252")
        }  # in the order of preference

    def feed(self, content: bytes, *, final: bool = False) -> None:
        if len(self._begin) < 2:
            self._begin += content[:2]
        for name, decoder in list(self._possible.items()):
            try:
                decoder.decode(content, final)
            except UnicodeDecodeError:
                del self._possible[name]

    @property
    def name(self) -> str:
        if self._begin[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):  # Excel's "Unicode text"
            return "utf-16"
        return next(iter(self._possible), "latin-1")


def separator_of(text: str) -> str:
    """The separator that its first lines have most of, outside of quotes."""
    outside = "".join(text[:SAMPLE].split('"')[::2])
    first = next((line for line in outside.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=lambda each: (first.count(each), outside.count(each), -SEPARATORS.index(each)))


def records(parts: Iterable[bytes], *, encoding: str, separator: str) -> Iterator[Record]:
    """Every record that is not empty. A quotation mark that is never closed costs its own line, not what follows."""
    lines = _Lines(_decoded(parts, encoding))
    while (first := lines.take()) is not None:
        number, text = first
        if not text.strip():
            continue
        if len(text) > LONGEST_LINE:
            yield Record(number, [text[:80]], TOO_LONG)
            continue
        cells = _cells(lines, text, separator)
        if cells is None:
            yield Record(number, [text.strip()[:80]], OPEN_QUOTE)
        elif any(cells):
            yield Record(number, cells)


def _cells(lines: _Lines, text: str, separator: str) -> list[str] | None:
    """The cells of a record that begins with this line and takes in as many more as its quotes do; None when they stay open."""
    taken: list[tuple[int, str]] = []
    stays_open = False

    def wanted() -> Iterator[str]:
        nonlocal stays_open
        yield text
        while len(taken) < MOST_LINES_OF_A_RECORD and (following := lines.take()) is not None:
            taken.append(following)
            yield following[1]
        stays_open = True

    try:
        cells = next(csv.reader((f"{each}\n".replace("\r", " ") for each in wanted()), delimiter=separator))
    except csv.Error:  # a cell that is longer than any cell
        stays_open = True
    if stays_open:
        lines.give_back(taken)
        return None
    return [cell.strip() for cell in cells]


class _Lines:
    """Numbered lines that can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = enumerate(lines, start=1)
        self._back: deque[tuple[int, str]] = deque()

    def take(self) -> tuple[int, str] | None:
        return self._back.popleft() if self._back else next(self._lines, None)

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        self._back.extendleft(reversed(lines))


def _decoded(parts: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Lines without their ends. A part may end within a character or a line. Postgres takes no NUL."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    rest = ""
    for part in parts:
        rest += decoder.decode(part).replace("\0", "")
        if len(rest) > 2 * LONGEST_LINE and "\n" not in rest and "\r" not in rest:
            rest = rest[: LONGEST_LINE + 1]  # no line is that long; its end is still waited for
        *whole, rest = rest.replace("\r\n", "\n").split("\n") if "\n" in rest else [rest]
        yield from whole
    rest += decoder.decode(b"", True)
    yield from rest.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula. A telephone number with its plus stays as it is."""
    harmless = not text[1:] or text[1:].replace(" ", "").isdigit()
    if text[:1] in ("=", "@", "\t", "\r") or (text[:1] in ("+", "-") and not harmless):
        return f"'{text}"
    return text
