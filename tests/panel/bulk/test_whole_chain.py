"""VoiceMeUp's chains of three at the sandbox, peers, a forward, a mailbox behind it: a playbook puts all of it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from panel.bulk.models import Playbook, PlaybookRoute
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.dids.sync import apply_one
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers import registry
from providers.values.dids import DidChanges
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind
from tests.factories import make_did
from tests.panel.bulk.conftest import rows_of, states, the_batch, to_the_end
from tests.providers.contract.facts import CREDENTIALS
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

SLUG, MAILBOX = "voicemeup", "45121"
CHAIN = ("client_peer_ids", "forward_number", "client_mailbox_id", "options")
FORWARD = Route(kind=RouteKind.FORWARD, target="+14165550177")


@pytest.fixture
def account(connect: Callable[[str], Connection]) -> Connection:
    return connect(SLUG)


@pytest.fixture
def number(nordphone: Organization, account: Connection) -> Did:
    """Peers ring, then a forward, then a mailbox takes the call."""
    with registry.get(SLUG).open(CREDENTIALS[SLUG], endpoints=settings.PROVIDER_ENDPOINTS[SLUG]) as provider:
        assert provider.dids
        assert provider.routing
        value = next(each for each in provider.dids.list_owned() if each.route.kind is RouteKind.ACCOUNT)
        provider.routing.set_route(value.number, value.route, Failovers(no_answer=FORWARD))
        provider.dids.update(value.number, DidChanges(voicemail=MAILBOX))
        value = provider.dids.get(PhoneNumber(value.number.e164))
    assert value.voicemail == MAILBOX
    make_did(nordphone, account, value.number.e164)
    with scope(organization=nordphone):
        return apply_one(account, value)


@pytest.mark.parametrize(
    "lead",
    [
        {"route": "ivr:1204"},
        {"route": f"voicemail:{MAILBOX}"},
        {"route": "forward:+14165550188"},
        {"no_answer": f"voicemail:{MAILBOX}"},
        {"no_answer": "none:"},
    ],
)
def test_a_playbook_that_is_taken_back_leaves_the_whole_chain_as_it_was(
    browse: Any,
    sam: Any,
    nordphone: Organization,
    everywhere: Sandbox,
    account: Connection,
    number: Did,
    work: Callable[..., int],
    lead: dict[str, str],
) -> None:
    def chain() -> dict[str, Any]:
        rows = everywhere.held_by(SLUG, next(iter(CREDENTIALS[SLUG].values())), "dids")
        (row,) = [row for row in rows if number.number.endswith(row["phone_number"])]
        return {name: row[name] for name in CHAIN}

    before, browser = chain(), browse(sam, nordphone)
    browser.post("/bulk/playbooks/new/", {"name": "Flood", "numbers": number.number})
    with scope(organization=nordphone):
        playbook = Playbook.objects.get()
        PlaybookRoute.objects.create(organization=nordphone, playbook=playbook, connection=account, settings=lead)
    browser.post(f"/bulk/playbooks/{playbook.pk}/apply/")
    to_the_end(the_batch(nordphone), work)
    assert states(the_batch(nordphone)) == {"done": 1}, rows_of(the_batch(nordphone))[0].reason_text
    assert chain() != before
    browser.post(f"/bulk/playbooks/{playbook.pk}/revert/")
    to_the_end(the_batch(nordphone), work)
    assert states(the_batch(nordphone)) == {"done": 1}, rows_of(the_batch(nordphone))[0].reason_text
    assert chain() == before
    with scope(organization=nordphone):
        assert Did.objects.get(pk=number.pk).voicemail == MAILBOX
