"""One batch over accounts at all four providers: planned with what it may cost, applied at each, read back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from panel.bulk import dry_run, services
from panel.bulk.models import Batch, BatchRow, BatchState, Playbook, RowState
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.dids.sync import apply_one
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers import registry
from tests.factories import make_did
from tests.panel.bulk.conftest import followed, rows_of, run_job, states, the_batch, to_the_end
from tests.panel.bulk.test_from_list import begun
from tests.panel.dids.conftest import make_object, synced
from tests.providers.contract.facts import CREDENTIALS
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

EACH = 3
ENDED = (RowState.DONE, RowState.SAME)


@pytest.fixture
def everybodys(nordphone: Organization, connect: Callable[[str], Connection]) -> dict[str, list[Did]]:
    """Some numbers of an account at each provider, as a sync would have written them."""
    found = {}
    for slug in CREDENTIALS:
        account = connect(slug)
        with registry.get(slug).open(CREDENTIALS[slug], endpoints=settings.PROVIDER_ENDPOINTS[slug]) as provider:
            assert provider.dids
            listed = iter(provider.dids.list_owned())
            remote = [next(listed) for _ in range(EACH)]
        for value in remote:
            make_did(nordphone, account, value.number.e164)
        with scope(organization=nordphone):
            found[slug] = [apply_one(account, value) for value in remote]
    return found


def test_a_note_reaches_the_three_that_keep_one_and_the_fourth_says_why_not(
    browse: Any,
    sam: Any,
    nordphone: Organization,
    everywhere: Sandbox,
    everybodys: dict[str, list[Did]],
    work: Callable[..., int],
) -> None:
    browser, dids = browse(sam, nordphone), [did for each in everybodys.values() for did in each]
    page = followed(browser, browser.post(begun(browser, dids), {"note": "Moved house", "add_tags": "moved"}))
    assert "CALLR does not let other programs change this." in page
    assert "nothing of this is charged" in page
    batch = the_batch(nordphone)
    assert states(batch) == {RowState.READY: 4 * EACH}
    browser.post(f"/bulk/{batch.pk}/apply/")
    assert to_the_end(batch, work).state == "succeeded"
    assert states(batch) == {RowState.DONE: 4 * EACH}
    fields = {"voipms": ("did", "note"), "voicemeup": ("phone_number", "comments"), "voipinnovations": ("tn", "ref_id")}
    for slug, (number, note) in fields.items():
        login = next(iter(CREDENTIALS[slug].values()))
        there = {row[number][-10:]: row[note] for row in everywhere.held_by(slug, login, "dids")}
        assert {there[did.number[-10:]] for did in everybodys[slug]} == {"Moved house"}
    assert not any(row.operation_id for row in rows_of(batch) if row.did_id in {did.pk for did in everybodys["callr"]})


@pytest.fixture
def costly(nordphone: Organization, everybodys: dict[str, list[Did]]) -> list[Did]:
    """Numbers of two providers, where SMS and a caller's name are still to be switched on."""
    with scope(organization=nordphone):
        Did.objects.update(sms_enabled=False, sms_available=True, caller_name="")
    return [*everybodys["voipms"], *everybodys["voipinnovations"]]


WISH = {"caller_name": "ACME DENTAL", "sms_enabled": "on", "note": "Front"}


def test_a_dry_run_without_prices_makes_no_amount_up(
    browse: Any, alice: Any, nordphone: Organization, costly: list[Did]
) -> None:
    browser = browse(alice, nordphone)
    page = followed(browser, browser.post(begun(browser, costly), WISH))
    for items in ("SMS", "Caller ID name (CNAM)"):
        assert f"For {EACH} rows not all of it is told: {items}." in page
        assert page.count(f"Not told: {items}.") == EACH * 2  # one for narrow screens
    assert page.count("Type in the prices") == 2
    costs = [cost for row in rows_of(the_batch(nordphone)) for step in row.steps for cost in step.get("costs", ())]
    assert sorted(cost["what"] for cost in costs) == ["caller_name"] * EACH + ["sms_enabled"] * EACH
    assert {amount for cost in costs for amount in cost["amounts"].values()} == {None}


def test_a_dry_run_with_prices_tells_amounts_by_row_and_in_all(
    browse: Any, alice: Any, sam: Any, nordphone: Organization, costly: list[Did]
) -> None:
    browser = browse(alice, nordphone)
    followed(browser, browser.post(begun(browser, costly), WISH))
    batch = the_batch(nordphone)
    for slug, prices in {
        "voipms": {"sms_enabled-at_once": "0", "sms_enabled-monthly": "0.50", "sms_enabled-per_use": "0,0075"},
        "voipinnovations": {"caller_name-at_once": "8"},
    }.items():
        with scope(organization=nordphone):
            account = Connection.objects.get(provider=slug)
        url = f"/connections/{account.pk}/prices/?batch={batch.pk}"
        answer = browser.post(url, {"currency": "USD", **prices})
        assert "The next dry run tells amounts." in followed(browser, answer)
    page = followed(browser, browser.post(f"/bulk/{batch.pk}/again/")).replace("\N{NO-BREAK SPACE}", " ")
    assert "USD 1.50 more each month, USD 0.0075 for each message." in page
    assert "USD 24.00 at once." in page
    assert page.count("USD 0.50 more each month, USD 0.0075 for each message.") == EACH * 2
    assert page.count("USD 8.00 at once.") == EACH * 2
    assert "Free, by the price list" not in page
    assert f"For {EACH} rows not all of it is told: Caller ID name (CNAM) (each month)." in page
    assert page.count("Type in the prices") == 1
    seen = browse(sam, nordphone).get(f"/bulk/{batch.pk}/").content.decode()
    assert f"{EACH} rows may be charged." in seen
    assert "USD" not in seen
    assert "Type in the prices" not in seen
    named = next(row for row in rows_of(batch) if "UpdateCNAMDisplay" in row.steps[0]["methods"])
    with scope(organization=nordphone):
        BatchRow.objects.filter(pk=named.pk).update(
            state=RowState.DONE
        )  # as after a first try of which the others failed
    assert "USD 16.00 at once." in browser.get(f"/bulk/{batch.pk}/").content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_no_account_waits_for_anothers_rows(
    nordphone: Organization, alice: Any, everybodys: dict[str, list[Did]], work: Callable[..., int]
) -> None:
    first, last = everybodys["voicemeup"][0], everybodys["voipms"]
    with scope(organization=nordphone):
        account = Connection.objects.get(provider="voicemeup")
    rows = [make_did(nordphone, account, f"+1201555{line:04d}") for line in range(150)]
    with scope(organization=nordphone):
        batch = services.begin(title="Moved", ids=[did.pk for did in [*rows, first, *last]], by=alice)
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.PLANNING, changes={"note": "Moved house"})
    dry_run.run(nordphone.pk, batch.pk)
    assert {row.connection_id for row in rows_of(batch)[:150]} == {account.pk}
    with scope(organization=nordphone):
        services.apply(batch=batch, by=alice)
    run_job(the_batch(nordphone))
    sent = {row.connection_id for row in rows_of(batch) if row.state == RowState.SENT}
    assert sent == {account.pk, last[0].connection_id}


def test_a_playbook_leads_each_providers_numbers_elsewhere_and_back(
    browse: Any,
    sam: Any,
    nordphone: Organization,
    everywhere: Sandbox,
    everybodys: dict[str, list[Did]],
    work: Callable[..., int],
) -> None:
    elsewhere = {
        "voipms": ("ring_group", "4769", "did", "routing"),
        "voicemeup": ("voicemail", "45121", "phone_number", "client_mailbox_id"),
        "voipinnovations": ("endpoint_group", "1202", "tn", "epg"),
        "callr": ("app", "ICHUAH2R", "intl_number", "app"),
    }
    browser = browse(sam, nordphone)
    numbers = [did.number for each in everybodys.values() for did in each]
    routes = {}
    for slug, (kind, target, *_) in elsewhere.items():
        with scope(organization=nordphone):
            account = Connection.objects.get(provider=slug)
        make_object(account, kind, target, "Elsewhere")
        synced(account)
        routes[f"route-{account.pk}"] = f"{kind}:{target}"

    def led() -> dict[str, list[str]]:
        found = {}
        for slug, (_kind, _target, number, route) in elsewhere.items():
            rows = everywhere.held_by(slug, next(iter(CREDENTIALS[slug].values())), "dids")
            ours = {did.number[-10:] for did in everybodys[slug]}
            found[slug] = [str(row[route]).rpartition(":")[2] for row in rows if row[number][-10:] in ours]
        return found

    before = led()
    browser.post("/bulk/playbooks/new/", {"name": "Flood", "numbers": "\n".join(numbers)})
    with scope(organization=nordphone):
        playbook = Playbook.objects.get()
    assert browser.post(f"/bulk/playbooks/{playbook.pk}/routes/", routes).status_code == 302
    browser.post(f"/bulk/playbooks/{playbook.pk}/apply/")
    batch = the_batch(nordphone)
    to_the_end(batch, work)
    assert [(row.label, row.reason) for row in rows_of(batch) if row.state not in ENDED] == []
    assert led() == {slug: [target] * EACH for slug, (_kind, target, *_) in elsewhere.items()}
    browser.post(f"/bulk/playbooks/{playbook.pk}/revert/")
    batch = the_batch(nordphone)
    to_the_end(batch, work)
    assert [(row.label, row.reason) for row in rows_of(batch) if row.state not in ENDED] == []
    led_again = led()
    assert {slug: led_again[slug] for slug in before if slug != "voicemeup"} == {
        slug: before[slug] for slug in before if slug != "voicemeup"
    }
    with scope(organization=nordphone):  # VoiceMeUp's mailbox is the failover of a peer: that is what must be back
        there = {did.number: (did.route_kind, did.route_target, did.failovers) for did in Did.objects.all()}
    for did in everybodys["voicemeup"]:
        assert there[did.number] == (did.route_kind, did.route_target, did.failovers)
