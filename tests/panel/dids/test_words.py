"""Numbers by words: place, notes, client, tags; few and many, within the organization and a client's own."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.db import connection as database
from django.db.models import Value

from panel.connections.models import Connection
from panel.dids import folding, words
from panel.dids.models import Did
from panel.dids.notes import set_tags
from panel.dids.selection import numbers_matching
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_client, make_connection, make_did
from tests.panel.dids.test_number_list import shown

FIRST, SECOND, THIRD = "+15145550101", "+15145550102", "+15145550103"


@pytest.fixture(params=[2_000, 0], ids=["few", "many"])
def few(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways give the same: by the ids of a few, and by reading on where there are many."""
    monkeypatch.setattr(words, "FEW", request.param)


@pytest.fixture
def numbers(nordphone: Organization, harbourline: Organization, account: Connection) -> None:
    rosemont = make_client(nordphone, "Clinique Rosemont")
    first = make_did(nordphone, account, FIRST, description="MONTRÉAL, QC", remarks="Kept for 100% of Léa_s calls")
    make_did(nordphone, account, SECOND, description="Toronto", note="ab-line", client=rosemont)
    make_did(nordphone, account, THIRD, description="Vancouver")
    make_did(harbourline, make_connection(harbourline), "+15145550199", description="Montréal")
    with scope(organization=nordphone):
        set_tags(first, ["Lobby"], by=None)


@pytest.mark.parametrize(
    "text", ["MONTRÉAL", "Trois-Rivières", "L’Île-Cadieux", "ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸ", "Mañana", "Cœur 7", ""]
)
def test_the_database_takes_capitals_and_accents_off_as_we_do(nordphone: Organization, text: str) -> None:
    """A generated column holds what it gives: were the two different, nobody would find the word."""
    with scope(organization=nordphone):
        found = Organization.objects.annotate(there=folding.fold(Value(text))).values_list("there", flat=True)
        assert found.get(pk=nordphone.pk) == folding.folded(text)
    assert not {*folding.folded(text)} & {*folding.ACCENTED}


def test_each_letter_loses_its_accent_and_nothing_else() -> None:
    plain = "".join(unicodedata.normalize("NFD", letter)[0] for letter in folding.ACCENTED)
    assert plain == folding.PLAIN


@pytest.mark.usefixtures("few", "numbers")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("montréal", [FIRST]),
        ("NTRÉ", [FIRST]),
        ("Montreal", [FIRST]),
        ("Clínique", [SECOND]),
        ("onto", [SECOND]),
        ("rosemont", [SECOND]),
        ("Lob", [FIRST]),
        ("AB", [SECOND]),  # at the beginning of a word
        ("to", [SECOND]),
        ("ou", []),  # of Vancouver's middle
        ("v", [THIRD]),
        ("lo", [FIRST]),
        ("0%", []),
        ("100% of", [FIRST]),
        ("_s calls", [FIRST]),
        ("a_s", [FIRST]),
        ("e_s", []),
        ("\\", []),
        ("x" * 100, []),
    ],
)
def test_words_are_found_wherever_they_stand(
    browse: Any, victor: Any, nordphone: Organization, text: str, expected: list[str]
) -> None:
    assert shown(browse(victor, nordphone).get("/numbers/", {"q": text})) == expected


@pytest.mark.usefixtures("few", "numbers")
def test_a_place_is_found_in_the_place_alone(browse: Any, victor: Any, nordphone: Organization) -> None:
    page = browse(victor, nordphone)
    assert shown(page.get("/numbers/", {"place": "montréal"})) == [FIRST]
    assert shown(page.get("/numbers/", {"place": "Montreal"})) == [FIRST]
    assert shown(page.get("/numbers/", {"place": "QC"})) == [FIRST]
    assert shown(page.get("/numbers/", {"place": "rosemont"})) == []


@pytest.mark.usefixtures("few", "numbers")
def test_a_client_finds_its_own_and_not_by_names_and_tags(nordphone: Organization) -> None:
    with scope(organization=nordphone):
        client = Did.objects.get(number=SECOND).client
    with scope(organization=nordphone, client=client):
        for text, expected in (("toronto", [SECOND]), ("montréal", []), ("lobby", []), ("rosemont", [])):
            assert list(numbers_matching(f"q={text}", costs=False).values_list("number", flat=True)) == expected, text


@pytest.mark.usefixtures("numbers")
def test_outside_of_a_scope_the_function_knows_nothing() -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT patchbay_numbers_with_words('%%montr%%', 10)")
        assert cursor.fetchall() == []
