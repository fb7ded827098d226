"""The French catalogue: what the sources say against what is translated. Babel only; no GNU gettext on the machine.

Read are: Python of `panel` and `providers` (texts marked with `_(…)` or a gettext function) and all templates. A text of ours is
looked for in our catalogue alone, never in Django's, so that a change there changes nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

_NO_CLOCK = datetime(2026, 1, 1, tzinfo=UTC)  # the time of day would change the file at each run

# Not read: the command line and the simulated providers speak English only.
UNREAD = ("panel/local", "panel/locale", "providers/sandbox")
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# %(name)s and %s, and the {} of str.format.
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogue_path(root: Path, language: str = "fr") -> Path:
    return root / "panel" / "locale" / language / "LC_MESSAGES" / "django.po"


def read(root: Path, language: str = "fr") -> Catalog:
    """What is translated so far; an empty catalogue when there is no file yet."""
    path = catalogue_path(root, language)
    if not path.exists():
        return Catalog(locale=language, project="Patchbay", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def sources(root: Path) -> Catalog:
    """Every text in the sources, with the files it is in."""
    found = Catalog(project="Patchbay", charset="utf-8", fuzzy=False)
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        for _line, text, comments, context in _texts(path, name):
            found.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def update(root: Path, language: str = "fr") -> Catalog:
    """Writes the catalogue anew: new texts empty, texts that are gone dropped, nothing guessed."""
    catalogue = read(root, language)
    catalogue.update(sources(root), no_fuzzy_matching=True)
    catalogue.fuzzy = False
    catalogue.header_comment = (
        "# The texts of Patchbay in French. Written by hand; kept in step by `manage.py messages extract`."
    )
    catalogue.creation_date = catalogue.revision_date = _NO_CLOCK
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "Patchbay"
    path = catalogue_path(root, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    return catalogue


def problems(root: Path, language: str = "fr") -> list[str]:
    """What keeps the translation from being whole, one line each; empty when it is."""
    translated = read(root, language)
    lines = []
    for source in sources(root):
        if not source.id:
            continue
        there = translated.get(source.id, source.context)
        if problem := _problem(source, there):
            where = ", ".join(sorted({name for name, _line in source.locations}))
            lines.append(f"{problem}: {_forms(source.id)[0]!r} ({where})")
    return lines


def _problem(source: Message, there: Message | None) -> str:
    if there is None or not all(_forms(there.string)):
        return "not translated"
    if there.fuzzy:
        return "fuzzy"
    wanted = set(_PLACEHOLDER.findall(" ".join(_forms(source.id))))
    for form in _forms(there.string):
        got = set(_PLACEHOLDER.findall(form))
        # A plural form may do without the count: “one number”.
        if not got <= wanted or (len(_forms(source.id)) == 1 and got != wanted):
            return "placeholders differ"
    return ""


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Singular and plurals of a message; an absent text is an empty one."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _files(root: Path) -> Iterator[Path]:
    patterns = (("panel", "*.py"), ("providers", "*.py"), ("templates", "*.html"), ("templates", "*.txt"))
    for folder, pattern in patterns:
        for path in sorted((root / folder).rglob(pattern)):
            if not path.relative_to(root).as_posix().startswith(UNREAD):
                yield path


def _texts(path: Path, name: str) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into something that tokenizes as Python, but for its indentation.
        source = "\n".join(line.strip() for line in templatize(source, origin=name).splitlines())
    yield from extract("python", BytesIO(source.encode()), keywords=_KEYWORDS, comment_tags=("Translators:",))
