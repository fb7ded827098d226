"""The French catalogue, and the tool that keeps it whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings as panel_settings
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from panel.ui import catalogue


def test_every_text_is_in_french() -> None:
    call_command("messages", "check")


PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
TITLE = _("Numbers")
LONG = _("One sentence "
         "in two parts.")
def words(n, name):
    ngettext("%(n)s number", "%(n)s numbers", n)
    return pgettext_lazy("verb", "Port") + _("Hello %(name)s") % {"name": name}
"""
TEMPLATE = """
    {% load i18n %}
      {% translate "It's here" %} {% translate 'May' context "month" %} 100 % don't
  {% blocktranslate trimmed count n=jobs|length %}
     {{ n }} job
  {% plural %}
     {{ n }} jobs
  {% endblocktranslate %}
    {% if x == _("Quoted") %}{% endif %}{# {% translate "Not this" %} #}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "panel" / "numbers").mkdir(parents=True)
    (tmp_path / "panel" / "local").mkdir()
    (tmp_path / "providers" / "somebody").mkdir(parents=True)
    (tmp_path / "templates" / "numbers").mkdir(parents=True)
    (tmp_path / "panel" / "numbers" / "views.py").write_text(PYTHON)
    (tmp_path / "panel" / "local" / "demo.py").write_text('_("Not for the page")')
    (tmp_path / "providers" / "somebody" / "messages.py").write_text('NO = _("Refused by %(who)s.")')
    (tmp_path / "templates" / "numbers" / "list.html").write_text(TEMPLATE)
    return tmp_path


def translate(root: Path, **strings: str | tuple[str, ...]) -> Catalog:
    """Fills the catalogue: everything with its own text, but for what is given by its first words."""
    written = catalogue.update(root)
    for message in written:
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        message.string = next((text for start, text in strings.items() if first.startswith(start)), message.id)
    with catalogue.catalogue_path(root).open("wb") as file:
        write_po(file, written)
    return written


def test_texts_come_from_python_providers_and_templates(root: Path) -> None:
    found = {(message.id, message.context) for message in catalogue.sources(root) if message.id}
    assert found == {
        ("Numbers", None),
        ("One sentence in two parts.", None),
        (("%(n)s number", "%(n)s numbers"), None),
        ("Port", "verb"),
        ("Hello %(name)s", None),
        ("Refused by %(who)s.", None),
        ("It's here", None),
        ("May", "month"),
        (("%(n)s job", "%(n)s jobs"), None),
        ("Quoted", None),
    }


def test_a_whole_translation_has_no_problem(root: Path) -> None:
    translate(root)
    assert catalogue.problems(root) == []


@pytest.mark.parametrize(
    ("start", "text", "problem"),
    [
        ("Numbers", "", "not translated"),
        ("Hello", "Bonjour", "placeholders differ"),
        ("Hello", "Bonjour %(nom)s", "placeholders differ"),
        ("%(n)s job", ("%(n)s tâche", ""), "not translated"),
        ("%(n)s job", ("une tâche", "%(m)s tâches"), "placeholders differ"),
    ],
)
def test_a_gap_or_a_wrong_placeholder_is_found(
    root: Path, start: str, text: str | tuple[str, ...], problem: str
) -> None:
    translate(root, **{start: text})
    (line,) = catalogue.problems(root)
    assert line.startswith(f"{problem}: '{start}")


def test_a_fuzzy_translation_does_not_count(root: Path) -> None:
    translate(root)
    path = catalogue.catalogue_path(root)
    path.write_text(path.read_text().replace('msgid "Numbers"', '#, fuzzy\nmsgid "Numbers"'))
    assert [line.partition(":")[0] for line in catalogue.problems(root)] == ["fuzzy"]


def test_extracting_keeps_translations_drops_what_is_gone_and_is_stable(root: Path) -> None:
    translate(root, Numbers="Numéros", Port="Porter")
    source = root / "panel" / "numbers" / "views.py"
    source.write_text(source.read_text().replace('"Port"', '"Move"'))
    catalogue.update(root)
    path = catalogue.catalogue_path(root)
    first = path.read_bytes()
    catalogue.update(root)
    assert path.read_bytes() == first
    with path.open("rb") as file:
        kept = read_po(file)
    strings = {message.id: message.string for message in kept}
    assert strings["Numbers"] == "Numéros"
    assert strings["Move"] == ""
    assert "Port" not in strings


def test_the_command_fails_and_lists_what_is_missing(root: Path, settings: Settings) -> None:
    settings.BASE_DIR = root
    with pytest.raises(CommandError, match="Refused by"):
        call_command("messages", "check")


def test_the_catalogue_is_where_django_looks() -> None:
    folder = catalogue.catalogue_path(Path(panel_settings.BASE_DIR)).parents[2]
    assert folder in panel_settings.LOCALE_PATHS
