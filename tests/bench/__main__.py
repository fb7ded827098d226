"""`python -m tests.bench`: every measurement, as a table and as .patchbay/bench.json. `make bench` starts the servers first.

A part is a module with `measure()`. It finds an empty database of its own, bound by row level security like the panel's.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.bench.measurement import Measurement

PARTS = (
    "tests.bench.calls",
    "tests.bench.dids",
    "tests.bench.inventory_list",
    "tests.bench.records",
    "tests.bench.inventories",
    "tests.bench.bulk",
    "tests.bench.search",
    "tests.bench.overhead",
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panel.settings")
    django.setup()
    from django.conf import settings

    with empty_database():
        results = list(run(PARTS))
    folder = settings.BASE_DIR / ".patchbay"
    folder.mkdir(exist_ok=True)
    (folder / "bench.json").write_text(json.dumps([each.as_row() for each in results], indent=2) + "\n")
    missed = [each.name for each in results if not each.ok]
    print(f"\n{len(results) - len(missed)} of {len(results)} goals met.")
    sys.exit(1 if missed else 0)


def run(parts: Sequence[str]) -> Iterator[Measurement]:
    print(f"{'':44} {'value':>12} {'unit':10} {'baseline':>12} {'ratio':>8} {'goal':>8}")
    for part in parts:
        for each in import_module(part).measure():
            print(line(each), flush=True)
            yield each


def line(measured: Measurement) -> str:
    figures = [f"{each:,.4g}" if each is not None else "" for each in (measured.baseline, measured.ratio)]
    goal = f"{'≤' if measured.at_most else '≥'} {measured.goal:g}"
    verdict = "ok" if measured.ok else "MISSED"
    value = f"{measured.value:,.4g}" if measured.value < 1000 else f"{measured.value:,.0f}"
    return f"{measured.name:44} {value:>12} {measured.unit:10} {figures[0]:>12} {figures[1]:>8} {goal:>8}  {verdict}"


@contextmanager
def empty_database() -> Iterator[None]:
    """Beside the one that the settings name, and gone afterwards."""
    from django.db import connections
    from django.test.utils import setup_databases, teardown_databases

    owner = connections["owner"].settings_dict
    owner["TEST"] |= {"DEPENDENCIES": [], "NAME": f"bench_{owner['NAME']}"}
    made = setup_databases(verbosity=0, interactive=False, aliases=dict.fromkeys(("default", "owner"), False))
    try:
        yield
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
