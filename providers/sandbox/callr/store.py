"""The DID store: what is for sale, what it costs, reservations and orders."""

from __future__ import annotations


def is_gold(number: str) -> bool:
    """A number that is easy to remember: it ends in a double digit."""
    return number[-1] == number[-2]
