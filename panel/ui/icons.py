"""Icons of the Lucide set, drawn into the page: no request, and `currentColor` follows the theme."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")


def icon(name: str, css: str = "") -> SafeString:
    """The icon as SVG, hidden from screen readers: the word beside it says the same. An unknown name is a LookupError."""
    classes = f"ico {css}".strip()
    return mark_safe(f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true">{_shapes(name)}</svg>')  # noqa: S308


@cache
def _shapes(name: str) -> str:
    found = finders.find(f"vendor/lucide/icons/{name}.svg")
    path = Path(found) if found else Path(settings.STATIC_ROOT) / "vendor" / "lucide" / "icons" / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise LookupError(f"There is no icon called {name!r}.")
    match = _INNER.search(path.read_text(encoding="utf-8"))
    assert match, path  # noqa: S101
    return _SPACE.sub("", match[1])
