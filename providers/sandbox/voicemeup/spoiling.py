"""The faults of content on a tree of elements: wrong types, spoilt records (world/faults.py names them)."""

from __future__ import annotations

from dataclasses import replace

from providers.sandbox.voicemeup.answer import Node

SPOILT_EVERY = 3


def nested(node: Node) -> Node:
    """`types`: where a text is due stands an element."""
    if isinstance(node.content, str):
        return replace(node, content=(Node("value", (), node.content),))
    return replace(node, content=tuple(nested(child) for child in node.content))


def rows_spoilt(node: Node, element: str) -> Node:
    """`bad_rows`: the first, fourth, seventh… record is by turns one of empty elements, and a text."""
    count = 0

    def walk(node: Node) -> Node:
        nonlocal count
        if node.name == element:
            count += 1
            position = count - 1
            return node if position % SPOILT_EVERY else _spoilt(node, position)
        if isinstance(node.content, str):
            return node
        return replace(node, content=tuple(walk(child) for child in node.content))

    return walk(node)


def _spoilt(node: Node, position: int) -> Node:
    if position % 2 or isinstance(node.content, str):
        return Node(node.name, (), "row")
    return Node(node.name, (), tuple(Node(child.name) for child in node.content))
