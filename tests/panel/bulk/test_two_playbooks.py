"""Two playbooks with the same number, at the sandbox: the one in force keeps it, and each is taken back to what was before it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from panel.bulk.models import Playbook, PlaybookEntry, RowState
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.bulk.conftest import rows_of, states, the_batch, to_the_end
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

LEADS = {"Flood": "ring_group:4769", "Strike": "ring_group:4768"}
Deed = Callable[[str, str], str]


@pytest.fixture
def playbooks(browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did]) -> dict[str, str]:
    """The path of each by name. Flood has the first two numbers, Strike the second and the third."""
    browser = browse(sam, nordphone)
    found = {}
    for (name, route), dids in zip(LEADS.items(), (chosen[:2], chosen[1:3]), strict=True):
        browser.post("/bulk/playbooks/new/", {"name": name, "numbers": "\n".join(did.number for did in dids)})
        with scope(organization=nordphone):
            found[name] = f"/bulk/playbooks/{Playbook.objects.get(name=name).pk}/"
        assert browser.post(f"{found[name]}routes/", {f"route-{own.pk}": route}).status_code == 302
    return found


@pytest.fixture
def press(browse: Any, sam: Any, nordphone: Organization, playbooks: dict[str, str], work: Any) -> Deed:
    """Press "apply" or "revert" on a playbook's page, and see its run to the end; the page after that."""

    def run(name: str, deed: str) -> str:
        browser = browse(sam, nordphone)
        if "/playbooks/" not in browser.post(f"{playbooks[name]}{deed}/")["Location"]:  # else it was told why not
            to_the_end(the_batch(nordphone), work)
        return str(browser.get(playbooks[name]).content.decode())

    return run


@pytest.fixture
def led(sandbox: Sandbox, chosen: list[Did]) -> Callable[[], list[str]]:
    """Where the three numbers go at the provider."""
    return lambda: [sandbox.has("dids", did.number[2:])["routing"] for did in chosen[:3]]


@pytest.mark.parametrize("put", list(permutations(LEADS)))
@pytest.mark.parametrize("back", list(permutations(LEADS)))
def test_when_both_are_taken_back_every_number_has_what_it_had(
    nordphone: Organization, press: Deed, led: Any, put: tuple[str, ...], back: tuple[str, ...]
) -> None:
    before = led()
    for name in put:
        press(name, "apply")
    assert led()[1] == LEADS[put[0]].replace("ring_group", "grp")
    for name in back:
        press(name, "revert")
    assert led() == before
    with scope(organization=nordphone):
        assert not PlaybookEntry.objects.exclude(before__isnull=True).exists()
