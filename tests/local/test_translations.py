"""Catalogues are compiled when their text is newer, and not otherwise."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from panel.local.translations import compile_catalogues

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Numbers"\nmsgstr "Numéros"\n'


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "panel" / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOGUE)
    compiled = source.with_suffix(".mo")
    assert compile_catalogues(tmp_path) == [compiled]
    assert gettext.translation("django", tmp_path / "panel" / "locale", ["fr"]).gettext("Numbers") == "Numéros"
    assert compile_catalogues(tmp_path) == []
    later = compiled.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [compiled]
