"""The same forms at the other providers: CALLR's apps and medias, VoiceMeUp's extensions, VoIP Innovations' conference lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from panel.connections import gateway, syncs
from panel.connections.models import Connection, Resource
from panel.connections.vault import seal
from panel.operations.models import Operation, OperationState
from panel.routing.leaves import flat
from panel.routing.models import Device, RoutingObject, Wish
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection
from tests.panel.routing.pages import Queue, fields_of, fill
from tests.panel.routing.test_objects import later, newest, objects, wave_of
from tests.providers.contract.facts import CREDENTIALS, endpoints
from tests.sandbox import Sandbox
from tests.synced import run_sync

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connect(nordphone: Organization, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Connection]:
    """An active, synced account at a provider of the sandbox."""

    def connected(slug: str) -> Connection:
        monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, slug, endpoints(slug, sandbox.url))
        info, given = gateway.info(slug), CREDENTIALS[slug]
        secret = {field.name for field in info.credential_fields if field.secret}
        public = {name: value for name, value in given.items() if name not in secret}
        row = make_connection(nordphone, f"{info.name} account", provider=slug, public_credentials=public)
        seal(row, {name: value for name, value in given.items() if name in secret})
        with scope(organization=nordphone):
            row.save(update_fields=["sealed", "key_id"])
            syncs.make_plans(row, info)
        for resource in (Resource.DEVICES, Resource.ROUTING):
            run_sync(row, resource)
        return row

    return connected


@pytest.fixture
def browser(browse: Any, sam: Any, nordphone: Organization) -> Any:
    return browse(sam, nordphone)


def proven(account: Connection) -> Operation:
    done = newest(account)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), (
        done.error_text,
        done.wanted,
        done.observed,
    )
    return done


def test_a_callr_app_gets_targets_and_an_announcement(
    connect: Callable[[str], Connection], browser: Any, queue: Queue
) -> None:
    account = connect("callr")
    page = browser.get(f"/routing/new/?account={account.pk}").content.decode()
    assert "variant=CALLTRACKING10" in page
    answer = fill(
        browser,
        f"/routing/new/{account.pk}/app/?variant=CALLTRACKING10",
        name="Tracked",
        params__options__record_calls="true",
        **{"params.targets-0-0": "+15145550177", "params.targets-0-1": "25"},
    )
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    proven(account)
    row = next(each for each in objects(account, "app") if each.name == "Tracked")
    assert row.links[0]["target"] == "+15145550177"
    page = browser.get(f"/routing/{row.pk}/").content.decode()
    assert "514" in page
    answer = fill(browser, f"/routing/{row.pk}/edit/", name="Tracked twice", **{"params.targets-1-0": "+15145550178"})
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    proven(account)
    row = objects(account, "app", pk=row.pk)[0]
    assert row.name == "Tracked twice"
    assert [link["target"] for link in row.links][:2] == ["+15145550177", "+15145550178"]


def test_a_callr_recording_is_uploaded_and_cannot_be_listened_to(
    connect: Callable[[str], Connection], browser: Any, queue: Queue
) -> None:
    account = connect("callr")
    path = f"/routing/new/{account.pk}/recording/"
    data = fields_of(browser.get(path).content)
    sound = SimpleUploadedFile("hello.wav", wave_of(9000))
    answer = browser.post(path, {**data, "p_name": "Hello there", "p_audio_data": sound})
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    proven(account)
    (row,) = [each for each in objects(account, "recording") if each.name == "Hello there"]
    assert "does not hand out the sounds" in browser.get(f"/routing/{row.pk}/").content.decode()


def test_a_recording_whose_sound_could_not_be_sent_is_looked_up_and_not_made_again(
    connect: Callable[[str], Connection], browser: Any, queue: Queue, sandbox: Sandbox
) -> None:
    account = connect("callr")
    path = f"/routing/new/{account.pk}/recording/"
    data = fields_of(browser.get(path).content)
    sandbox.break_with("http", provider="callr", method="media/library.set_content", code="429")
    sound = SimpleUploadedFile("hello.wav", wave_of(9000))
    answer = browser.post(path, {**data, "p_name": "Hello there", "p_audio_data": sound})
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    assert newest(account).state == OperationState.UNKNOWN
    with scope(organization=account.organization_id):
        assert bytes(Wish.objects.get().sealed) == b""
    later(account, queue)
    assert [each["method"] for each in sandbox.seen()].count("media/library.create") == 1


def test_a_voicemeup_extension_and_peer_are_changed_and_cannot_be_deleted(
    connect: Callable[[str], Connection], browser: Any, queue: Queue
) -> None:
    account = connect("voicemeup")
    answer = fill(browser, f"/routing/new/{account.pk}/extension/", extension="7411", friendly_name="Front door")
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    proven(account)
    row = next(each for each in objects(account, "extension") if "7411" in each.name)
    page = browser.get(f"/routing/{row.pk}/").content.decode()
    assert "does not let other programs delete this" in page
    with scope(organization=account.organization_id):
        peer = Device.objects.filter(connection=account).first()
    assert peer is not None
    answer = fill(browser, f"/routing/devices/{peer.pk}/edit/", friendly_name="Desk nine", password="Secret123word")
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    assert "Secret123word" not in str(vars(proven(account)))
    assert (
        "does not let other programs create this" in browser.get(f"/routing/new/?account={account.pk}").content.decode()
    )


def test_a_voipinnovations_group_is_made_and_a_conference_line_goes(
    connect: Callable[[str], Connection], browser: Any, queue: Queue
) -> None:
    account = connect("voipinnovations")
    answer = fill(browser, f"/routing/new/{account.pk}/did_group/", name="Doctors")
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    proven(account)
    assert "Doctors" in {each.name for each in objects(account, "did_group")}
    with scope(organization=account.organization_id):
        line = RoutingObject.objects.filter(connection=account, kind="conference").first()
    if line is not None:
        browser.post(f"/routing/{line.pk}/delete/", {"name": line.name})
        queue.run()
        proven(account)


@pytest.mark.parametrize("slug", ["callr", "voicemeup", "voipinnovations"])
def test_untouched_forms_change_nothing(
    connect: Callable[[str], Connection], browser: Any, queue: Queue, slug: str
) -> None:
    account = connect(slug)
    with scope(organization=account.organization_id):
        rows = list(RoutingObject.objects.filter(connection=account).order_by("kind", "remote_id"))
        devices = list(Device.objects.filter(connection=account))
    kinds = {each.kind: each for each in rows}
    paths = [f"/routing/{each.pk}/" for each in kinds.values()] + [
        f"/routing/devices/{each.pk}/" for each in devices[:1]
    ]
    for path in paths:
        assert browser.get(path).status_code == 200
        assert browser.get(f"{path}delete/").status_code == 200
        page = browser.get(f"{path}edit/")
        assert page.status_code == 200
        answer = browser.post(f"{path}edit/", fields_of(page.content))
        assert answer.status_code in (200, 422), (path, queue.messages)
        assert not queue.messages


def test_what_is_emptied_within_an_app_is_emptied_at_callr(
    connect: Callable[[str], Connection], browser: Any, queue: Queue
) -> None:
    account = connect("callr")
    made = f"/routing/new/{account.pk}/app/?variant=REALTIME10"
    fill(browser, made, name="Asked", params__url="https://example.com/calls", params__login="front")
    queue.run()
    proven(account)
    row = next(each for each in objects(account, "app") if each.name == "Asked")
    assert fill(browser, f"/routing/{row.pk}/edit/", params__login="").status_code == 302
    queue.run()
    assert proven(account).wanted["settings"] == {"params.login": ""}
    settings = flat(objects(account, "app", pk=row.pk)[0].settings, {"params"})
    assert (settings["params.login"], settings["params.url"]) == ("", "https://example.com/calls")


def test_an_announcement_of_an_app_is_taken_away_and_a_number_in_it_stays_filled(
    connect: Callable[[str], Connection], browser: Any, queue: Queue
) -> None:
    account = connect("callr")
    media = objects(account, "recording")[0]
    row = next(each for each in objects(account, "app") if each.details["package"] == "CALLTRACKING10")
    path = f"/routing/{row.pk}/edit/"
    for picked in (media.remote_id, "0"):
        assert fill(browser, path, params__medias__welcome=picked).status_code == 302
        queue.run()
        assert proven(account).wanted["settings"] == {"params.medias.welcome": picked}
        assert flat(objects(account, "app", pk=row.pk)[0].settings, {"params"})["params.medias.welcome"] == picked
    refused = fill(browser, path, params__vms__timeout="")
    assert refused.status_code == 422
    assert "cannot be left empty" in refused.content.decode()
    assert not queue.messages
