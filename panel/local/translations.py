"""Compiles the message catalogues, which are kept as text only."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from panel.local.home import ROOT


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Writes the .mo beside each .po that is newer than it, and returns those."""
    written = []
    for source in sorted((root / "panel").glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text)
        new = target.with_suffix(f".mo.{os.getpid()}")
        with new.open("wb") as file:
            write_mo(file, catalogue)
        written.append(new.rename(target))
    return written


if __name__ == "__main__":
    compile_catalogues()
