"""What a person at the terminal can mend."""

from __future__ import annotations


class Problem(Exception):
    """Ends a command with one plain line and exit status 1; never a traceback."""


def last_line(text: str) -> str:
    """The last words of a program, fit for the line of a Problem."""
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"
