"""What each provider can do, and how much of its documentation is catalogued: the tables of `manage.py providers`.

In English: they are part of the README and of docs/providers.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import override

from panel.connections import gateway
from panel.connections.words import CAPABILITIES, PORTS
from providers.capabilities import Capability
from providers.ports import ProviderInfo
from providers.wire.catalog import Method

Key = TypeVar("Key", str, Capability)

BEGIN, END = "<!-- matrix: manage.py providers --write -->", "<!-- end of matrix -->"


def summary() -> str:
    """A line a port: how many of its operations each provider has."""
    infos = gateway.all_infos()
    rows = [[word, *(_share(info, port) for info in infos)] for port, word in _words(PORTS)]
    coverage = [
        ["Documented methods in the catalogue", *(str(len(gateway.catalog(info.slug).methods)) for info in infos)]
    ]
    return _table(["", *(info.name for info in infos)], rows + coverage)


def in_full() -> str:
    """Every operation of every port, and the coverage of each catalogue."""
    return "\n".join(_in_full())


def _in_full() -> Iterator[str]:
    infos = gateway.all_infos()
    names = [info.name for info in infos]
    yield "# What each provider can do\n"
    yield "Written by `manage.py providers --write` from what the adapters declare; the contract suite proves each mark.\n"
    for port, word in _words(PORTS):
        rows = [
            [text, *("✓" if info.offers_capability(capability) else "–" for info in infos)]
            for capability, text in _words(CAPABILITIES)
            if capability.port == port
        ]
        yield f"## {word}\n\n{_table(['', *names], rows)}"
    yield "## Limits\n"
    for info in infos:
        limits = dict.fromkeys(offer.limit for offer in info.offers if offer.limit)
        yield "\n".join([f"{info.name}", "", *(f"- {limit}" for limit in limits), ""])
    yield f"## Catalogues\n\n{_table(['', *names], _coverage(infos))}"


def _coverage(infos: Sequence[ProviderInfo]) -> list[list[str]]:
    catalogs = [gateway.catalog(info.slug) for info in infos]
    counts: dict[str, Callable[[Iterable[Method]], int]] = {
        "Methods": lambda methods: sum(1 for _ in methods),
        "of them reading": lambda methods: sum(not each.writes for each in methods),
        "of them writing": lambda methods: sum(each.writes for each in methods),
        "of them named by the documentation": lambda methods: sum(each.confidence == "documented" for each in methods),
        "Parameters": lambda methods: sum(len(each.params) for each in methods),
    }
    rows = [[name, *(str(count(catalog.methods.values())) for catalog in catalogs)] for name, count in counts.items()]
    return [
        *rows,
        ["Objects", *(str(len(catalog.types)) for catalog in catalogs)],
        ["Codes", *(str(len(catalog.codes)) for catalog in catalogs)],
    ]


def write(root: Path) -> list[Path]:
    """Bring README.md and docs/providers.md up to date; the files that changed."""
    readme, full = root / "README.md", root / "docs" / "providers.md"
    contents = {readme: renewed(readme.read_text(encoding="utf-8")), full: in_full()}
    changed = [path for path, text in contents.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in changed:
        path.write_text(contents[path], encoding="utf-8")
    return changed


def renewed(readme: str) -> str:
    """The README with today's table between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{summary()}{END}{after}"


def _share(info: ProviderInfo, port: str) -> str:
    operations = [each for each in Capability if each.port == port]
    offered = sum(info.offers_capability(each) for each in operations)
    return {0: "–", len(operations): "✓"}.get(offered, f"{offered} of {len(operations)}")


def _words(table: Mapping[Key, str | Promise]) -> list[tuple[Key, str]]:
    with override("en"):
        return [(key, str(word)) for key, word in table.items()]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
