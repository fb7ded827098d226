"""The feature matrix is what the adapters declare, and the files that show it are not behind."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command

from panel.connections import gateway, matrix
from panel.connections.words import CAPABILITIES, PORTS
from providers.capabilities import Capability


def test_every_port_and_capability_has_its_words() -> None:
    assert set(CAPABILITIES) == set(Capability)
    assert set(PORTS) == {capability.port for capability in Capability}


def test_the_readme_and_the_page_are_up_to_date() -> None:
    """If not: `manage.py providers --write`."""
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    assert matrix.renewed(readme) == readme
    assert (settings.BASE_DIR / "docs" / "providers.md").read_text(encoding="utf-8") == matrix.in_full()


def test_it_shows_every_port_of_every_provider(capsys: object) -> None:
    text = matrix.in_full()
    assert all(info.name in text for info in gateway.all_infos())
    assert all(f"## {word}" in text for word in map(str, PORTS.values()))
    marks = sum(len({offer.capability for offer in info.offers}) for info in gateway.all_infos())
    assert text.count("✓") == marks


def test_the_command_prints_it(capsys: object) -> None:
    call_command("providers")
