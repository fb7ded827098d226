"""A call flow as boxes and lines."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from lxml import etree

from panel.routing.diagram import WIDEST, Drawing, Start, draw, shorten, text_width
from panel.routing.flow import Step, when_words
from panel.routing.naming import Destination, Spot

ACCOUNT = uuid4()
START = Start("+1 514 555 0142", "Ligne principale")


def spot(kind: str, target: str) -> Spot:
    return Spot(ACCOUNT, kind, target)


def step(label: str, kind: str, target: str, *steps: Step, broken: bool = False, name: str = "") -> Step:
    to = Destination(kind, f"{kind} {name or target}", name or target, broken=broken)
    return Step(when_words(label), to, spot(kind, target), label, list(steps))


def office() -> list[Step]:
    mailbox = step("no_answer", "voicemail", "101")
    menu = step("match", "ivr", "1", step("1", "ring_group", "7", mailbox), step("timeout", "ivr", "1"))
    return [
        step("route", "time_condition", "5", menu, step("no_match", "voicemail", "101")),
        step("busy", "voicemail", "101"),
        step("unreachable", "voicemail", "101"),
        step("no_answer", "ring_group", "99", broken=True),
    ]


def titles(drawing: Drawing) -> list[str]:
    return [box.title for box in drawing.boxes]


def test_what_is_reached_twice_is_drawn_once() -> None:
    assert titles(draw(START, office())) == ["+1 514 555 0142", "5", "101", "99", "1", "7"]


def test_the_links_between_two_boxes_are_one_line_with_all_their_words() -> None:
    whole = [arrow.whole for arrow in draw(START, office()).arrows]
    assert "When busy, When unreachable" in whole


def test_a_failover_is_dashed_and_a_choice_is_not() -> None:
    css = {arrow.whole: arrow.css for arrow in draw(START, office()).arrows}
    assert css["When busy, When unreachable"] == "fail"
    assert css["Otherwise"] == css["Key 1"] == css[""] == ""


def test_a_broken_link_is_red_and_says_so() -> None:
    drawing = draw(START, office())
    (bad,) = [box for box in drawing.boxes if "fl-node--bad" in box.css]
    assert (bad.title, bad.sub, drawing.broken) == ("99", "Ring group · not there", 1)


def test_the_way_of_a_call_is_marked() -> None:
    number, hours, mailbox = None, spot("time_condition", "5"), spot("voicemail", "101")
    drawing = draw(START, office(), [(number, hours), (hours, mailbox)])
    assert [box.title for box in drawing.boxes if "fl-node--on" in box.css] == ["+1 514 555 0142", "5", "101"]
    assert [arrow.whole for arrow in drawing.arrows if arrow.taken] == ["", "Otherwise"]


def test_what_is_left_out_is_counted() -> None:
    menu = step("route", "ivr", "1")
    menu.cut = 3
    assert draw(START, [menu]).cut == 3


def test_long_names_are_shortened_and_told_in_full() -> None:
    name = "Clinique dentaire de Rosemont–La Petite-Patrie et associés"
    box = draw(START, [step("route", "ring_group", "1", name=name)]).boxes[1]
    assert box.title.endswith("…")
    assert box.width <= WIDEST
    assert name in box.whole


@pytest.mark.parametrize(
    "text", ["Réception", "Réception de la clinique du quartier", "電話の取り次ぎの順番の待ち", ""]
)
def test_what_is_shortened_fits(text: str) -> None:
    assert text_width(shorten(text, 100, 7.0), 7.0) <= 100


def test_names_cannot_break_out_of_the_drawing() -> None:
    drawing = draw(Start("<script>"), [step("route", "ivr", "1", name='"/><script>alert(1)</script>')])
    text = render_to_string("routing/_diagram.html", {"drawing": drawing, "name": "<b>", "drawing_id": "flow"})
    assert "<script" not in text


def test_the_drawing_is_well_formed_and_has_no_style_of_its_own() -> None:
    context = {"drawing": draw(START, office()), "name": "+1 514 555 0142", "drawing_id": "flow"}
    text = render_to_string("routing/_diagram.html", context)
    assert not re.search(r'style=|fill="|stroke="#', text)
    found = re.search(r"<svg.*</svg>", text, re.DOTALL)
    assert found
    svg = etree.fromstring(found[0])
    assert [child.tag for child in svg][:2] == ["title", "desc"]
    assert "1 destination is not there." in (svg[1].text or "")


def test_a_place_in_an_app_is_no_key() -> None:
    assert when_words("2", "app") == "Called as number 2"
    assert when_words("2", "ivr") == "Key 2"
    assert when_words("12", "app") == "Called as number 12"
