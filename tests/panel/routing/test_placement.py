"""Where boxes and lines of a drawing go."""

from __future__ import annotations

import random
import re
from itertools import combinations

import pytest

from panel.routing.placement import ARROW, BOX_GAP, GAP, Layout, Line, lay_out

BOX = 150


def widths(count: int) -> list[int]:
    return [BOX + 7 * at for at in range(count)]


def some_flow(seed: int) -> tuple[int, list[Line]]:
    """Every box is reached; some lines lead back, some over several columns."""
    pick = random.Random(seed)
    count = pick.randint(2, 30)
    lines = [Line(pick.randrange(at), at, pick.choice((0, 40, 120))) for at in range(1, count)]
    for _ in range(pick.randint(0, 12)):
        lines.append(Line(pick.randrange(count), pick.randrange(1, count), pick.choice((0, 60))))
    return count, lines


def boxes_of(layout: Layout) -> list[tuple[int, int, int, int]]:
    return [(cell.x, cell.top, cell.x + cell.width, cell.top + cell.height) for cell in layout.boxes]


def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def words_of(layout: Layout, lines: list[Line]) -> list[tuple[int, int, int, int]]:
    found = []
    for way, line in zip(layout.ways, lines, strict=True):
        if line.width:
            x, y = way.words_at
            found.append((x - line.width // 2, y - 9, x + line.width // 2, y + 9))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_nothing_lies_on_anything_else(seed: int) -> None:
    count, lines = some_flow(seed)
    layout = lay_out(widths(count), lines)
    things = [*boxes_of(layout), *words_of(layout, lines)]
    assert not [pair for pair in combinations(things, 2) if overlap(*pair)]


@pytest.mark.parametrize("seed", range(60))
def test_all_of_it_is_inside(seed: int) -> None:
    count, lines = some_flow(seed)
    layout = lay_out(widths(count), lines)
    for left, top, right, bottom in [*boxes_of(layout), *words_of(layout, lines)]:
        assert min(left, top) >= 0
        assert right <= layout.width
        assert bottom <= layout.height
    for way in layout.ways:
        assert way.path.startswith("M")
        assert all(int(figure) >= 0 for figure in re.findall(r"-?\d+", way.path))
        assert all(int(figure) <= layout.width for figure in re.findall(r"H(\d+)", way.path))


@pytest.mark.parametrize("seed", range(20))
def test_the_same_flow_gives_the_same_picture(seed: int) -> None:
    count, lines = some_flow(seed)
    assert lay_out(widths(count), lines).ways == lay_out(widths(count), lines).ways


@pytest.mark.parametrize("seed", range(60))
def test_no_line_crosses_a_box(seed: int) -> None:
    """The flat parts of lines that lead onward; the bends lie between the columns."""
    count, lines = some_flow(seed)
    layout = lay_out(widths(count), lines)
    for way in layout.ways:
        if "V" in way.path:
            continue
        x = y = 0
        for command, figures in re.findall(r"([MCH])([\d ]+)", way.path):
            at = [int(figure) for figure in figures.split()]
            if command == "H":
                piece = (min(x, at[0]), y, max(x, at[0]), y + 1)
                assert not [box for box in boxes_of(layout) if overlap(piece, box)]
                x = at[0]
            else:
                x, y = at[-2], at[-1]


def test_calls_go_from_left_to_right() -> None:
    layout = lay_out(widths(3), [Line(0, 1), Line(1, 2), Line(0, 2)])
    first, second, third = layout.boxes
    assert first.x + first.width < second.x
    assert second.x + second.width < third.x
    assert not [way for way in layout.ways if "V" in way.path]
    for way, box in zip(layout.ways, (second, third, third), strict=True):
        assert way.tip == (box.x, box.middle)
        assert re.search(rf"\b{box.x - ARROW}( {box.middle})?$", way.path)


def test_words_have_their_place_next_to_where_the_line_begins() -> None:
    layout = lay_out([BOX, BOX, BOX, 230], [Line(0, 1, 40), Line(1, 2), Line(0, 2, 120), Line(0, 3, 40)])
    _start, one, two, wide = layout.boxes
    assert one.width == wide.width == 230
    assert two.x == one.x + one.width + 2 * GAP
    assert {way.words_at[0] for way in layout.ways if way is not layout.ways[1]} == {20 + BOX + GAP + 60}


def test_a_loop_leads_back_below_everything() -> None:
    layout = lay_out(widths(3), [Line(0, 1), Line(1, 2, 50), Line(2, 1, 60)])
    back = layout.ways[2]
    lowest = max(bottom for _left, _top, _right, bottom in boxes_of(layout))
    assert int(re.findall(r"V(\d+)", back.path)[0]) > lowest
    assert back.tip == (layout.boxes[1].x, layout.boxes[1].middle)
    assert back.path.endswith(f"H{layout.boxes[1].x - ARROW}")
    out, home, end = (int(figure) for figure in re.findall(r"H(\d+)", back.path))
    assert out > layout.boxes[2].x + layout.boxes[2].width
    assert home < end


def test_what_leads_to_itself_is_a_loop() -> None:
    layout = lay_out(widths(2), [Line(0, 1), Line(1, 1, 40)])
    assert len(layout.ways) == 2


def test_a_start_alone_is_a_picture() -> None:
    layout = lay_out([BOX], [])
    assert (layout.width, layout.height) == (BOX + 40, 92)


def test_a_fan_stands_around_its_middle() -> None:
    layout = lay_out([BOX] * 4, [Line(0, 1), Line(0, 2), Line(0, 3)])
    start, *fan = layout.boxes
    assert [cell.middle for cell in fan] == sorted(cell.middle for cell in fan)
    assert start.middle == fan[1].middle
    assert fan[1].top - (fan[0].top + fan[0].height) == BOX_GAP


def test_many_members_are_drawn_fast() -> None:
    lines = [Line(0, 1), *[Line(1, 2 + at, 40) for at in range(60)]]
    layout = lay_out([BOX] * 62, lines)
    assert layout.height > 60 * 52


def test_boxes_stand_so_that_no_line_crosses_another_where_that_can_be() -> None:
    forth = lay_out([BOX] * 5, [Line(0, 1), Line(0, 2), Line(1, 4), Line(2, 3)])
    assert forth.boxes[4].middle < forth.boxes[3].middle
    back = lay_out([BOX] * 6, [Line(0, 1), Line(0, 2), Line(0, 3), Line(1, 4), Line(2, 5), Line(3, 4)])
    one, two, three = (cell.middle for cell in back.boxes[1:4])
    assert abs(one - three) < max(abs(one - two), abs(two - three))
