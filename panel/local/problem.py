"""What a person at the terminal can mend."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818 - it is a sentence for a person
    """Ends a command with one plain line and exit status 1; never a traceback."""
