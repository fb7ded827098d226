"""What a person at the terminal can mend."""

from __future__ import annotations


class Problem(Exception):
    """Ends a command with one plain line and exit status 1; never a traceback."""
