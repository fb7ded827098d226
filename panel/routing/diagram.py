"""A call flow as a drawing: boxes and lines for `templates/routing/_diagram.html`. The same flow as a list is its text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from panel.routing.flow import Step
from panel.routing.naming import ICONS, NAMELESS, Destination, Spot, kind_word
from panel.routing.placement import ARROW, WORDS_HEIGHT, Cell, Line, Way, lay_out
from panel.ui.words import phone

NARROWEST, WIDEST = 150, 230  # of a box
BEFORE_TEXT, BEHIND_TEXT = 47, 14
WORDS_WIDEST, WORDS_PADDING = 150, 18

NORMAL = frozenset({"route", "filter", "match", "no_match", "member", "announcement", "invalid"})
"""Labels of links that are no failover; keys of menus and what providers call in their own way are none either."""
FAILING = frozenset(
    {
        "busy", "unreachable", "no_answer", "timeout", "full", "voicemail",
        "join_empty", "leave_empty", "join_unavailable", "leave_unavailable",
    }
)  # fmt: skip
UNSAID = frozenset({"route", "member"})
"""Labels that the drawing leaves out: a line from a group to a phone says it."""

Passage = tuple[Spot | None, Spot]
"""A line of the drawing by what it joins; None is the start."""


@dataclass(frozen=True, slots=True)
class Start:
    """What the flow begins with: a number, or a routing object."""

    title: str
    sub: str = ""
    icon: str = "hash"
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the drawing. `whole` says in full what its lines may shorten."""

    x: int
    y: int
    width: int
    height: int
    title: str
    sub: str
    icon: str
    css: str
    whole: str
    url: str = ""

    @property
    def icon_x(self) -> int:
        return self.x + 10

    @property
    def icon_y(self) -> int:
        return self.y + 12

    @property
    def glyph_x(self) -> int:
        return self.x + 16

    @property
    def glyph_y(self) -> int:
        return self.y + 18

    @property
    def text_x(self) -> int:
        return self.x + BEFORE_TEXT

    @property
    def title_y(self) -> int:
        return self.y + 23

    @property
    def sub_y(self) -> int:
        return self.y + 39


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line with its head and its words."""

    path: str
    head: str
    words: str
    whole: str
    x: int
    y: int
    width: int
    css: str
    taken: bool

    @property
    def left(self) -> int:
        return self.x - self.width // 2

    @property
    def top(self) -> int:
        return self.y - WORDS_HEIGHT // 2

    @property
    def base(self) -> int:
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Drawing:
    boxes: list[Box]
    arrows: list[Arrow]
    width: int
    height: int
    broken: int
    cut: int

    @property
    def has_failovers(self) -> bool:
        return any("fail" in arrow.css for arrow in self.arrows)


@dataclass(slots=True)
class _Point:
    spot: Spot | None
    to: Destination | None


@dataclass(slots=True)
class _Joined:
    """All links from one point to another: one line."""

    source: int
    target: int
    words: list[str] = field(default_factory=list)
    failing: bool = True


def draw(start: Start, flow: Sequence[Step], taken: Collection[Passage] = ()) -> Drawing:
    """The flow as boxes and lines; `taken` are the lines that a simulated call went along."""
    points, joined, cut = _graph(start, flow)
    texts = [_texts(start, point) for point in points]
    words = [", ".join(dict.fromkeys(each.words)) for each in joined]
    short = [shorten(each, WORDS_WIDEST, 5.9) for each in words]
    widths = [_box_width(title, sub) for title, sub in texts]
    lines = [
        Line(each.source, each.target, text_width(text, 5.9) + WORDS_PADDING if text else 0)
        for each, text in zip(joined, short, strict=True)
    ]
    layout = lay_out(widths, lines)
    steps = {(points[each.source].spot, points[each.target].spot) for each in joined} & set(taken)
    reached = {spot for passage in steps for spot in passage}
    return Drawing(
        boxes=[
            _box(start, point, cell, text, bool(taken) and point.spot in reached)
            for point, cell, text in zip(points, layout.boxes, texts, strict=True)
        ],
        arrows=[
            _arrow(each, way, text, whole, line.width, (points[each.source].spot, points[each.target].spot) in steps)
            for each, way, text, whole, line in zip(joined, layout.ways, short, words, lines, strict=True)
        ],
        width=layout.width,
        height=layout.height,
        broken=sum(1 for point in points if point.to is not None and point.to.broken),
        cut=cut,
    )


def _graph(start: Start, flow: Sequence[Step]) -> tuple[list[_Point], list[_Joined], int]:
    """Every spot once, in the order in which the flow comes to it, and the links between two spots as one."""
    points = [_Point(start.spot, None)]
    at: dict[Spot | None, int] = {start.spot: 0}
    joined: dict[tuple[int, int], _Joined] = {}
    waiting = [(0, step) for step in flow]
    cut = 0
    while waiting:
        source, step = waiting.pop(0)
        cut += step.cut
        if step.spot not in at:
            at[step.spot] = len(points)
            points.append(_Point(step.spot, step.to))
        target = at[step.spot]
        line = joined.setdefault((source, target), _Joined(source, target))
        if step.label not in UNSAID:
            line.words.append(step.when)
        line.failing = line.failing and step.label in FAILING
        waiting.extend((target, onward) for onward in step.steps)
    return points, list(joined.values()), cut


def _texts(start: Start, point: _Point) -> tuple[str, str]:
    to = point.to
    if to is None:
        return start.title, start.sub
    if to.kind in NAMELESS:
        return to.text, kind_word(to.kind)
    sub = kind_word(to.kind)
    return phone(to.name) or sub, f"{sub} · {_('not there')}" if to.broken else sub


def _box_width(title: str, sub: str) -> int:
    wanted = BEFORE_TEXT + BEHIND_TEXT + max(text_width(title, 7.0), text_width(sub, 6.0))
    return min(max(wanted, NARROWEST), WIDEST)


def _box(start: Start, point: _Point, cell: Cell, texts: tuple[str, str], reached: bool) -> Box:
    title, sub = texts
    room = cell.width - BEFORE_TEXT - BEHIND_TEXT
    to = point.to
    css = ["fl-node--start"] if to is None else []
    if to is not None and to.broken:
        css.append("fl-node--bad")
    if reached:
        css.append("fl-node--on")
    return Box(
        x=cell.x,
        y=cell.top,
        width=cell.width,
        height=cell.height,
        title=shorten(title, room, 7.0),
        sub=shorten(sub, room, 6.0),
        icon=start.icon if to is None else ICONS.get(to.kind, "workflow"),
        css=" ".join(css),
        whole=f"{title} ({sub})" if sub else title,
        url=to.url if to is not None else "",
    )


def _arrow(each: _Joined, way: Way, text: str, whole: str, width: int, taken: bool) -> Arrow:
    x, y = way.tip
    return Arrow(
        path=way.path,
        head=f"M{x} {y} l-{ARROW} -4 v8 z",
        words=text,
        whole=whole,
        x=way.words_at[0],
        y=way.words_at[1],
        width=width,
        css="fail" if each.failing and each.words else "",
        taken=taken,
    )


_SLIM = frozenset("iljtfrI.,:;'’|!()[] \u00a0-·")
_WIDE = frozenset("mwMWOQGDHNUC@%—…")


def text_width(text: str, size: float) -> int:
    """About how wide a text is drawn, rather too wide than too narrow: nothing here measures a font."""
    return round(
        sum(size * (0.55 if char in _SLIM else 1.35 if char in _WIDE or char > "\u2e80" else 1.0) for char in text)
    )


def shorten(text: str, room: int, size: float) -> str:
    if text_width(text, size) <= room:
        return text
    while text and text_width(text, size) + size * 1.35 > room:
        text = text[:-1]
    return text.rstrip() + "…"
