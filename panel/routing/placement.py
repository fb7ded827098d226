"""Where the boxes and lines of a call flow go: columns from left to right, computed here, in whole pixels.

Boxes stand in columns by their distance from the first one. Between two columns of boxes is a column of the words on the lines,
so that words never lie on a box. A line over several columns keeps a free slot in each, so that it never crosses a box.
A line that leads back (a loop) goes below everything. The same input always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

GAP = 30  # between two columns, where lines bend
BOX_GAP, SLOT_GAP = 22, 8  # between two things of a column
BOX_HEIGHT, WORDS_HEIGHT, SLOT_HEIGHT = 52, 18, 12
MARGIN = 20
LANE = 22  # between two lines that lead back
ARROW = 7
SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """From one box to another; `width` is that of its words, 0 without."""

    source: int
    target: int
    width: int = 0


@dataclass(slots=True, eq=False)
class Cell:
    """A box, the words of a line, or the slot that a line passes through. `y` is its middle."""

    column: int
    width: int
    height: int
    box: int | None = None
    line: int | None = None
    x: int = 0
    y: float = 0
    before: list[Cell] = field(default_factory=list)
    after: list[Cell] = field(default_factory=list)

    @property
    def top(self) -> int:
        return round(self.y) - self.height // 2

    @property
    def middle(self) -> int:
        return round(self.y)


@dataclass(frozen=True, slots=True)
class Way:
    """The path of one line as SVG, where its arrow points, and the middle of its words."""

    path: str
    tip: tuple[int, int]
    words_at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    boxes: list[Cell]
    ways: list[Way]
    width: int
    height: int


def lay_out(widths: Sequence[int], lines: Sequence[Line]) -> Layout:
    """Boxes by their widths, the first of which is the start, and the lines between them."""
    back = _back_lines(len(widths), lines)
    ranks = _ranks(len(widths), [line for at, line in enumerate(lines) if at not in back])
    boxes = [
        Cell(2 * rank, width, BOX_HEIGHT, box=at) for at, (rank, width) in enumerate(zip(ranks, widths, strict=True))
    ]
    chains = {at: _chain(at, line, boxes) for at, line in enumerate(lines) if at not in back}
    columns = _columns(boxes, [cell for chain in chains.values() for cell in chain[1:-1]])
    _order(columns)
    _place_across(columns)
    _place_down(columns)
    right = max((cell.x + cell.width for column in columns for cell in column), default=0)
    bottom = max((cell.top + cell.height for column in columns for cell in column), default=0)
    ways: list[Way] = []
    lane = bottom
    for at, line in enumerate(lines):
        if at in back:
            lane += LANE
            ways.append(_way_back(boxes[line.source], boxes[line.target], lane))
        else:
            ways.append(_way(chains[at]))
    return Layout(boxes, ways, right + MARGIN, lane + MARGIN)


def _back_lines(count: int, lines: Sequence[Line]) -> set[int]:
    """The lines that close a loop, by their place in `lines`."""
    out: list[list[int]] = [[] for _ in range(count)]
    for at, line in enumerate(lines):
        out[line.source].append(at)
    back: set[int] = set()
    done: set[int] = set()
    for start in range(count):
        if start in done:
            continue
        trail, on_trail = [(start, iter(out[start]))], {start}
        while trail:
            box, rest = trail[-1]
            for at in rest:
                target = lines[at].target
                if target in on_trail:
                    back.add(at)
                elif target not in done:
                    trail.append((target, iter(out[target])))
                    on_trail.add(target)
                    break
            else:
                trail.pop()
                on_trail.discard(box)
                done.add(box)
    return back


def _ranks(count: int, lines: Sequence[Line]) -> list[int]:
    """The longest way to each box, counted in lines; there is no loop in them."""
    ranks = [0] * count
    for _ in range(count):
        moved = False
        for line in lines:
            if ranks[line.target] <= ranks[line.source]:
                ranks[line.target] = ranks[line.source] + 1
                moved = True
        if not moved:
            break
    return ranks


def _chain(at: int, line: Line, boxes: Sequence[Cell]) -> list[Cell]:
    """Source, words, slots, target, each tied to the next."""
    source, target = boxes[line.source], boxes[line.target]
    between = [
        Cell(column, line.width, WORDS_HEIGHT, line=at)
        if column == source.column + 1 and line.width
        else Cell(column, 0, SLOT_HEIGHT, line=at)
        for column in range(source.column + 1, target.column)
    ]
    chain = [source, *between, target]
    for one, other in pairwise(chain):
        one.after.append(other)
        other.before.append(one)
    return chain


def _columns(boxes: Iterable[Cell], others: Iterable[Cell]) -> list[list[Cell]]:
    columns: list[list[Cell]] = []
    for cell in (*boxes, *others):
        while len(columns) <= cell.column:
            columns.append([])
        columns[cell.column].append(cell)
    return columns


def _order(columns: list[list[Cell]]) -> None:
    """Sort each column by where its neighbours stand, back and forth; the order with the fewest crossings stays."""
    best, fewest = [list(column) for column in columns], _crossings(columns)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in columns[1:] if forward else columns[-2::-1]:
            places = {cell: at for each in columns for at, cell in enumerate(each)}
            near = {cell: cell.before if forward else cell.after for cell in column}
            column.sort(key=lambda cell: _mean([places[one] for one in near[cell]], places[cell]))
        if (found := _crossings(columns)) < fewest:
            best, fewest = [list(column) for column in columns], found
    for column, ordered in zip(columns, best, strict=True):
        column[:] = ordered


def _crossings(columns: Sequence[Sequence[Cell]]) -> int:
    count = 0
    for column, onward in pairwise(columns):
        places = {cell: at for at, cell in enumerate(onward)}
        ends = [places[cell] for one in column for cell in sorted(one.after, key=lambda each: places[each])]
        count += sum(1 for at, end in enumerate(ends) for later in ends[at + 1 :] if later < end)
    return count


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _place_across(columns: Sequence[Sequence[Cell]]) -> None:
    """Boxes of a column are as wide as its widest; words stand in the middle of theirs."""
    left = MARGIN
    for column in columns:
        widest = max((cell.width for cell in column), default=0)
        for cell in column:
            cell.x = left
            cell.width = widest
        left += widest + GAP


def _place_down(columns: Sequence[Sequence[Cell]]) -> None:
    """Each cell as near to the middle of those that lead to it as the order of its column allows."""
    for column in columns:
        _stack(column, [_mean([one.y for one in cell.before], 0) for cell in column])
    top = min((cell.y - cell.height / 2 for column in columns for cell in column), default=0)
    for column in columns:
        for cell in column:
            cell.y = round(cell.y - top) + MARGIN


def _stack(column: Sequence[Cell], wanted: Sequence[float]) -> None:
    """The places nearest to the wanted ones (least squares) that keep the order and the distances."""
    offsets: list[float] = []
    offset = 0.0
    for at, cell in enumerate(column):
        if at:
            above = column[at - 1]
            gap = BOX_GAP if cell.box is not None and above.box is not None else SLOT_GAP
            offset += (above.height + cell.height) / 2 + gap
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []  # mean, how many; means rise
    for want, distance in zip(wanted, offsets, strict=True):
        mean, count = want - distance, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    placed = [mean for mean, count in blocks for _ in range(count)]
    for cell, place, distance in zip(column, placed, offsets, strict=True):
        cell.y = place + distance


def _way(chain: Sequence[Cell]) -> Way:
    source, *between, target = chain
    x, y = source.x + source.width, source.middle
    path = [f"M{x} {y}"]
    for cell in between:
        path.append(_bend(x, y, cell.x, cell.middle))
        x, y = cell.x + cell.width, cell.middle
        path.append(f"H{x}")
    path.append(_bend(x, y, target.x - ARROW, target.middle))
    words = between[0]
    return Way(" ".join(path), (target.x, target.middle), (words.x + words.width // 2, words.middle))


def _bend(x: int, y: int, to_x: int, to_y: int) -> str:
    if y == to_y:
        return f"H{to_x}"
    half = (x + to_x) // 2
    return f"C{half} {y} {half} {to_y} {to_x} {to_y}"


def _way_back(source: Cell, target: Cell, lane: int) -> Way:
    """Out to the right, down to a lane of its own, and up to the left of the target."""
    start, end = source.x + source.width, target.x - ARROW
    out, home = start + GAP // 2, target.x - GAP // 2
    path = f"M{start} {source.middle} H{out} V{lane} H{home} V{target.middle} H{end}"
    return Way(path, (target.x, target.middle), ((out + home) // 2, lane))
