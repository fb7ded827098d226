"""Settings as a person reads them."""

from __future__ import annotations

import pytest

from panel.dids.settings_operation import Setting, in_words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ring_seconds", 25, "25 s"),
        ("ring_seconds", 0, "Without a limit"),
        ("forward_seconds", "0", "Without a limit"),
        ("ring_seconds", None, "unknown"),
        ("note", "0", "0"),
    ],
)
def test_a_time_out_that_is_not_there_is_said_in_words(name: str, value: Setting | None, words: str) -> None:
    assert in_words(name, value) == words
