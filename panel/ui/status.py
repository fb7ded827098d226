"""The five looks of a state, so that the same word looks the same on every page. Always with a word, never colour alone."""

from __future__ import annotations

from typing import Literal

Level = Literal["ok", "warn", "bad", "unk", "run", "wait", "off", "acc"]

ICONS: dict[Level, str] = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-x",
    "unk": "circle-dashed",
    "run": "loader",
    "wait": "clock",
    "off": "circle-minus",
    "acc": "info",
}

# States of jobs, operations and connections by their stored word.
_LEVELS: dict[str, Level] = {
    **{level: level for level in ICONS},
    "queued": "wait",
    "waiting": "wait",
    "running": "run",
    "sending": "run",
    "unknown": "unk",
    "succeeded": "ok",
    "partial": "warn",
    "needs_person": "warn",
    "failed": "bad",
    "errored": "bad",
    "cancelled": "off",
    "abandoned": "off",
    "active": "ok",
    "paused": "off",
    "draft": "off",
    # levels of messages and logs
    "info": "acc",
    "debug": "acc",
    "success": "ok",
    "warning": "warn",
    "error": "bad",
    "err": "bad",
}


def level_of(state: str) -> Level:
    """The look of a state; a state that is a level already keeps it, an unlisted one is `off`."""
    return _LEVELS.get(state, "off")
