"""Routing objects made, changed and deleted through their pages, proven at the sandbox."""

from __future__ import annotations

import re
import wave
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape
from lxml import html

from panel.connections.models import Connection, Resource
from panel.jobs.models import Job
from panel.operations.models import Operation, OperationState
from panel.operations.tasks import sweep
from panel.routing.models import Device, RoutingObject, Sound, Wish
from panel.routing.tasks import fetch_sound
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.dids.conftest import make_object
from tests.panel.routing.pages import Queue, fields_of, fill
from tests.sandbox import Sandbox
from tests.synced import connected, run_sync

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(sandbox: Sandbox, nordphone: Organization) -> Connection:
    return connected(nordphone)


@pytest.fixture
def synced(account: Connection) -> Connection:
    for resource in (Resource.DEVICES, Resource.ROUTING, Resource.DIDS):
        run_sync(account, resource)
    return account


@pytest.fixture
def browser(browse: Any, sam: Any, nordphone: Organization) -> Any:
    return browse(sam, nordphone)


def objects(account: Connection, kind: str, **which: Any) -> list[RoutingObject]:
    with scope(organization=account.organization_id):
        return list(RoutingObject.objects.filter(connection=account, kind=kind, **which).order_by("remote_id"))


def newest(account: Connection) -> Operation:
    with scope(organization=account.organization_id):
        return Operation.objects.select_related("connection").latest("created_at")


def later(account: Connection, queue: Queue, seconds: float = 3600) -> Operation:
    row = newest(account)
    moved = {
        name: value - timedelta(seconds=seconds)
        for name in ("next_at", "lease_until", "sent_at")
        if (value := getattr(row, name)) is not None
    }
    with scope(organization=account.organization_id):
        Operation.objects.filter(pk=row.pk).update(**moved)
    sweep()
    queue.run()
    return newest(account)


def make(account: Connection, kind: str) -> str:
    return f"/routing/new/{account.pk}/{kind}/"


def test_an_ivr_is_made_read_back_and_its_page_leads_on(
    synced: Connection,
    browser: Any,
    queue: Queue,
    sandbox: Sandbox,
) -> None:
    recording = objects(synced, "recording")[0]
    group = objects(synced, "ring_group")[0]
    answer = fill(
        browser,
        make(synced, "ivr"),
        name="Zoo menu",
        recording=recording.remote_id,
        **{
            "choices-0-0": "1",
            "choices-0-1": f"grp:{group.remote_id}",
            "choices-1-0": "2",
            "choices-1-1": "sys:hangup",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    assert "Asked for" in browser.get(answer["Location"]).content.decode()
    queue.run()
    done = newest(synced)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), (done.error_text, done.observed)
    made = browser.get(answer["Location"])
    assert made.status_code == 302
    page = browser.get(made["Location"]).content.decode()
    assert "Zoo menu" in page
    assert group.name in page
    there = next(each for each in sandbox.all("ivrs") if each["name"] == "Zoo menu")
    assert there["choices"] == f"1=grp:{group.remote_id};2=sys:hangup"
    # and the group knows that it is used
    assert "Zoo menu" in browser.get(f"/routing/{group.pk}/").content.decode()


def test_a_change_sends_what_changed_and_shows_before_and_after(
    synced: Connection,
    browser: Any,
    queue: Queue,
    sandbox: Sandbox,
) -> None:
    forward = objects(synced, "forward")[0]
    answer = fill(browser, f"/routing/{forward.pk}/edit/", description="Night line", phone_number="(514) 555-0177")
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    done = newest(synced)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), (done.error_text, done.observed)
    assert done.wanted["settings"] == {"description": "Night line", "phone_number": "5145550177"}
    assert sandbox.has("forwardings", forward.remote_id)["description"] == "Night line"
    page = browser.get(f"/routing/{forward.pk}/").content.decode()
    assert "Night line" in page
    assert objects(synced, "forward", pk=forward.pk)[0].name == "Night line"


def test_nothing_changed_is_said(synced: Connection, browser: Any, queue: Queue) -> None:
    for kind in ("forward", "ivr", "ring_group", "time_condition", "queue", "voicemail", "call_hunting", "disa"):
        row = objects(synced, kind)[0]
        answer = fill(browser, f"/routing/{row.pk}/edit/")
        text = answer.content.decode()
        assert answer.status_code == 422, kind
        assert "Nothing to change" in text, (kind, re.findall(r"pb-err[^>]*>([^<]+)", text))


@pytest.mark.parametrize("kind", ["forward", "ivr", "ring_group"])
def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    synced: Connection,
    browser: Any,
    queue: Queue,
    kind: str,
) -> None:
    row = objects(synced, kind)[0]
    data = fields_of(browser.get(f"/routing/{row.pk}/edit/").content)
    with scope(organization=synced.organization_id):
        RoutingObject.objects.filter(pk=row.pk).update(fingerprint="another")
    data["p_description" if kind == "forward" else "p_name"] = "Mine"
    answer = browser.post(f"/routing/{row.pk}/edit/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "was changed since you opened" in text
    assert 'value="Mine"' in text
    assert not queue.messages


def test_what_is_used_asks_for_its_name_before_it_is_deleted(
    synced: Connection,
    browser: Any,
    queue: Queue,
    sandbox: Sandbox,
) -> None:
    forward = objects(synced, "forward")[0]
    group = objects(synced, "ring_group")[0]
    fill(browser, f"/routing/{group.pk}/edit/", **{"members-0-0": f"fwd:{forward.remote_id}"})
    queue.run()
    path = f"/routing/{forward.pk}/delete/"
    page = browser.get(path).content.decode()
    assert group.name in page
    assert "Type this to confirm" in page
    assert browser.post(path, {"name": "something else"}).status_code == 422
    assert not queue.messages
    name = re.search(r"Type this to confirm:</?[^>]*>? *<b>([^<]+)</b>|Type this to confirm: <b>([^<]+)</b>", page)
    assert name
    answer = browser.post(path, {"name": name.group(1) or name.group(2)})
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    assert newest(synced).kind == "routing.delete_object"


def test_what_nothing_uses_is_deleted_and_gone(
    synced: Connection,
    browser: Any,
    queue: Queue,
    sandbox: Sandbox,
) -> None:
    fill(browser, make(synced, "forward"), phone_number="5145550177", description="Short-lived")
    queue.run()
    row = next(each for each in objects(synced, "forward") if each.name == "Short-lived")
    answer = browser.post(f"/routing/{row.pk}/delete/", {})
    assert answer.status_code == 302
    queue.run()
    done = newest(synced)
    assert (done.state, done.observed) == (OperationState.SUCCEEDED, {"exists": False})
    assert objects(synced, "forward", pk=row.pk)[0].gone_at is not None
    assert row.remote_id not in {each["forwarding"] for each in sandbox.all("forwardings")}


def test_a_creation_whose_answer_was_lost_is_found_and_made_once(
    synced: Connection,
    browser: Any,
    queue: Queue,
    sandbox: Sandbox,
) -> None:
    sandbox.break_with("lost_answer", method="setForwarding", count=1)
    answer = fill(browser, make(synced, "forward"), phone_number="5145550177", description="Lost and found")
    queue.run()
    assert newest(synced).state == OperationState.UNKNOWN
    done = later(synced, queue, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    assert [each["description"] for each in sandbox.all("forwardings")].count("Lost and found") == 1
    assert browser.get(answer["Location"]).status_code == 302


def test_a_password_is_sent_and_kept_nowhere(
    synced: Connection,
    browser: Any,
    queue: Queue,
    sandbox: Sandbox,
) -> None:
    answer = fill(browser, make(synced, "device"), username="zoe", password="S3cret-Word-99", description="Zoe")
    assert answer.status_code == 302, answer.content.decode()
    with scope(organization=synced.organization_id):
        (wish,) = Wish.objects.all()
    assert wish.sealed
    queue.run()
    done = newest(synced)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), (done.error_text, done.observed)
    with scope(organization=synced.organization_id):
        wish.refresh_from_db()
        device = Device.objects.get(description="Zoe")
    assert bytes(wish.sealed) == b""
    for state in (done.parameters, done.before, done.wanted, done.observed, device.raw, device.settings):
        assert "S3cret-Word-99" not in str(state)
    assert "S3cret-Word-99" in str(sandbox.all("subaccounts"))
    page = browser.get(f"/routing/devices/{device.pk}/").content.decode()
    assert "S3cret-Word-99" not in page
    answer = fill(browser, f"/routing/devices/{device.pk}/edit/", description="Zoe two")
    queue.run()
    assert newest(synced).differs is False
    assert "S3cret-Word-99" in str(sandbox.all("subaccounts"))  # what was not typed stayed


def test_a_time_condition_has_rows_of_hours(synced: Connection, browser: Any, queue: Queue, sandbox: Sandbox) -> None:
    hours = {
        "weekdaystart-0-0": "mon", "weekdaystart-0-1": "fri", "weekdaystart-0-2": "08:30", "weekdaystart-0-3": "17:00",
        "weekdaystart-1-0": "sat", "weekdaystart-1-1": "sat", "weekdaystart-1-2": "10:00", "weekdaystart-1-3": "12:00",
    }  # fmt: skip
    path = make(synced, "time_condition")
    wrong = fill(
        browser, path, name="Hours", routing_match="sys:busy", routing_nomatch="sys:hangup",
        **{**hours, "weekdaystart-1-2": "27:00"},
    )  # fmt: skip
    assert wrong.status_code == 422
    assert "27:00" in wrong.content.decode()
    answer = fill(browser, path, name="Hours", routing_match="sys:busy", routing_nomatch="sys:hangup", **hours)
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    assert newest(synced).differs is False
    there = next(each for each in sandbox.all("timeconditions") if each["name"] == "Hours")
    assert (there["starthour"], there["startminute"], there["endhour"]) == ("8;10", "30;0", "17;12")
    assert (there["weekdaystart"], there["weekdayend"]) == ("mon;sat", "fri;sat")


def test_bad_input_is_refused_beside_its_field_and_nothing_is_lost(
    synced: Connection,
    browser: Any,
    queue: Queue,
) -> None:
    for wrong in ("not digits", "²", "٥"):
        answer = fill(browser, make(synced, "disa"), name="Door", pin="4711", digit_timeout=wrong)
        text = answer.content.decode()
        assert answer.status_code == 422, wrong
        assert "Write a whole number." in text
        assert 'value="Door"' in text
    assert not queue.messages


def test_a_key_of_a_menu_leads_to_one_place(synced: Connection, browser: Any, queue: Queue) -> None:
    menu = objects(synced, "ivr")[0]
    data = fields_of(browser.get(f"/routing/{menu.pk}/edit/").content)
    row = sum(1 for name, value in data.items() if re.fullmatch(r"p_choices-\d+-1", name) and value)
    twice = {f"p_choices-{row}-0": data["p_choices-0-0"], f"p_choices-{row}-1": "sys:hangup"}
    answer = browser.post(f"/routing/{menu.pk}/edit/", {**data, **twice})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f"Key {data['p_choices-0-0']} is there already." in text
    assert not queue.messages


def test_a_key_without_a_destination_is_not_dropped(synced: Connection, browser: Any, queue: Queue) -> None:
    menu = objects(synced, "ivr")[0]
    path = f"/routing/{menu.pk}/edit/"
    there = len(menu.settings["choices"].split(";"))
    answer = fill(browser, path, **{f"choices-{there}-0": "8"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"Row {there + 1}: Leads to: fill this in too, or empty the row." in page
    assert '<option value="8" selected>' in page
    assert not queue.messages
    assert fill(browser, path, **{"choices-0-1": ""}).status_code == 302  # how one that is there is taken away
    assert newest(synced).wanted["settings"]["choices"] == menu.settings["choices"].partition(";")[2]


def test_more_rows_keeps_what_was_typed(synced: Connection, browser: Any) -> None:
    path = make(synced, "ring_group")
    data = {**fields_of(browser.get(path).content), "p_name": "Half typed", "more": "p_members"}
    page = browser.post(path, data)
    assert page.status_code == 200
    assert 'value="Half typed"' in page.content.decode()
    assert "p_members-9-0" in page.content.decode()
    there = sum(name.startswith("p_members-") and name.endswith("-0") for name in data)
    assert f'id="id-p_members-{there}-0" autofocus' in page.content.decode()  # the first of the new rows


def test_members_beyond_the_first_forty_stay_and_more_can_be_added(
    synced: Connection, browser: Any, queue: Queue
) -> None:
    members = [str(number) for number in range(40_000, 40_055)]
    settings = {"name": "Everybody", "members": ";".join(members)}
    group = make_object(synced, "phonebook_group", "900", "Everybody", settings=settings)
    assert fill(browser, f"/routing/{group.pk}/edit/", name="All of them").status_code == 302
    assert newest(synced).wanted["settings"] == {"name": "All of them"}
    other = make_object(synced, "phonebook_group", "901", "Everybody else", settings=settings)
    entry = objects(synced, "phonebook_entry")[0]
    added = fill(browser, f"/routing/{other.pk}/edit/", **{"members-55-0": entry.remote_id})
    assert added.status_code == 302, added.content.decode()[:2000]
    assert newest(synced).wanted["settings"] == {"members": ";".join([*members, entry.remote_id])}


def test_the_form_of_a_large_account_stays_light(synced: Connection, browser: Any, queue: Queue) -> None:
    for number in range(300):
        make_object(synced, "ring_group", f"9{number:03}", f"Group {number:03}")
    members = [f"grp:9{number:03},20" for number in range(300)]
    group = make_object(synced, "ring_group", "8000", "Everybody", settings={"members": ";".join(members)})
    path = f"/routing/{group.pk}/edit/"
    page = browser.get(path)
    assert len(page.content) < 1_000_000
    data = fields_of(page.content)
    assert [data[f"p_members-{number}-0"] for number in (0, 299)] == ["grp:9000", "grp:9299"]
    assert page.content.count(b">Ring group Group 007</option>") == 4  # the row that has it, and the spare ones
    again = browser.post(path, {**data, "p_members-299-1": "35", "open": "p_members-300"})
    assert (again.status_code, fields_of(again.content)["p_members-299-1"]) == (200, "35")
    assert again.content.count(b">Ring group Group 007</option>") == 5
    changed = {**fields_of(again.content), "p_members-299-0": "grp:9007"}
    assert browser.post(path, changed).status_code == 302
    assert newest(synced).wanted["settings"]["members"] == ";".join([*members[:299], "grp:9007,35"])


def test_every_form_of_the_account_can_be_opened(synced: Connection, browser: Any) -> None:
    page = browser.get(f"/routing/new/?account={synced.pk}").content.decode()
    paths = re.findall(r'href="(?:/o/nordphone)?(/routing/new/[^"]+/[a-z_]+/)"', page)
    assert len(paths) == 18
    for path in paths:
        assert browser.get(path).status_code == 200, path
    for kind in {each.kind for each in _all(synced)}:
        row = objects(synced, kind)[0]
        for path in (f"/routing/{row.pk}/", f"/routing/{row.pk}/edit/", f"/routing/{row.pk}/delete/"):
            assert browser.get(path).status_code == 200, (kind, path)


def _all(account: Connection) -> list[RoutingObject]:
    with scope(organization=account.organization_id):
        return list(RoutingObject.objects.filter(connection=account))


def test_where_used_takes_few_queries(synced: Connection, browser: Any, django_assert_max_num_queries: Any) -> None:
    from panel.routing.usage import usage_of

    row = objects(synced, "voicemail")[0]
    with scope(organization=synced.organization_id), django_assert_max_num_queries(6):
        usage_of(row)


def test_a_viewer_looks_and_changes_nothing(
    synced: Connection,
    browse: Any,
    victor: Any,
    nordphone: Organization,
    queue: Queue,
) -> None:
    row = objects(synced, "forward")[0]
    viewer = browse(victor, nordphone)
    page = viewer.get(f"/routing/{row.pk}/").content.decode()
    assert "Who may: Owner, Admin, Staff." in page
    for path in (f"/routing/{row.pk}/edit/", f"/routing/{row.pk}/delete/", make(synced, "ivr"), "/routing/new/"):
        assert viewer.get(path).status_code == 403
    assert viewer.post(f"/routing/{row.pk}/delete/").status_code == 403


def test_the_members_of_a_queue_are_set_in_order(
    synced: Connection, browser: Any, queue: Queue, sandbox: Sandbox
) -> None:
    row = objects(synced, "queue")[0]
    with scope(organization=synced.organization_id):
        logins = [
            each.login for each in Device.objects.filter(connection=synced, details__main=False).order_by("login")
        ]
    first, second = logins[:2]
    rows = {f"static_members-{number}-0": "" for number in range(6)}
    rows |= {"static_members-0-0": second, "static_members-1-0": first}
    answer = fill(browser, f"/routing/{row.pk}/edit/", **rows)
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    done = newest(synced)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), (done.error_text, done.observed)
    assert done.observed == {"exists": True, "settings": {"static_members": f"{second};{first}"}}
    there = {each["account"]: each["priority"] for each in sandbox.all("members")}
    assert set(there) >= {f"SIP/{first}", f"SIP/{second}"}


def test_a_change_and_a_deletion_of_one_object_wait_for_each_other(
    synced: Connection, browser: Any, queue: Queue, sandbox: Sandbox
) -> None:
    row = objects(synced, "forward")[0]
    delete, typed = f"/routing/{row.pk}/delete/", {"name": row.name}
    assert fill(browser, f"/routing/{row.pk}/edit/", description="Night line").status_code == 302
    answer = browser.post(delete, typed)
    assert answer.status_code == 422
    assert "Another change of this is under way." in answer.content.decode()
    queue.run()
    assert browser.post(delete, {"name": objects(synced, "forward", pk=row.pk)[0].name}).status_code == 302
    assert fill(browser, f"/routing/{row.pk}/edit/", description="Day line").status_code == 422
    queue.run()
    assert newest(synced).state == OperationState.SUCCEEDED
    assert row.remote_id not in {each["forwarding"] for each in sandbox.all("forwardings")}


def test_a_change_is_tried_again_when_no_other_is_under_way(
    synced: Connection, browser: Any, queue: Queue, sandbox: Sandbox
) -> None:
    row = objects(synced, "forward")[0]
    assert fill(browser, f"/routing/{row.pk}/edit/", description="Night line").status_code == 302
    queue.messages.clear()
    failed = newest(synced)
    with scope(organization=synced.organization_id):
        Operation.objects.filter(pk=failed.pk).update(state=OperationState.FAILED)
    assert browser.post(f"/routing/{row.pk}/delete/", {"name": row.name}).status_code == 302
    browser.post(f"/operations/{failed.pk}/retry/")
    assert newest(synced).kind == "routing.delete_object"


def test_a_recording_is_uploaded_and_listened_to(
    synced: Connection, browser: Any, queue: Queue, sandbox: Sandbox
) -> None:
    wav = wave_of(2000)
    path = make(synced, "recording")
    data = fields_of(browser.get(path).content)
    wrong = browser.post(path, {**data, "p_name": "Hold on", "p_file": SimpleUploadedFile("x.wav", b"MZ not sound")})
    assert wrong.status_code == 422
    assert "no WAV or MP3" in wrong.content.decode()
    answer = browser.post(path, {**data, "p_name": "Hold on", "p_file": SimpleUploadedFile("x.wav", wav)})
    assert answer.status_code == 302, answer.content.decode()
    queue.run()
    done = newest(synced)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False), (done.error_text, done.observed)
    assert "RIFF" not in str(done.parameters)
    (row,) = [each for each in objects(synced, "recording") if each.name == "Hold on"]
    assert browser.post(f"/routing/{row.pk}/listen/").status_code == 302
    with scope(organization=synced.organization_id):
        job = Job.objects.get(kind="routing.fetch_sound")
    assert "Fetching the sound" in browser.get(f"/routing/{row.pk}/").content.decode()
    fetch_sound(organization_id=str(job.organization_id), job_id=str(job.pk))
    heard = browser.get(f"/routing/{row.pk}/sound/")
    assert (heard.status_code, heard["Content-Type"]) == (200, "audio/wav")
    assert heard.content == wav
    parts = {"bytes=0-1": wav[:2], "bytes=40-": wav[40:], "bytes=-10": wav[-10:], "bytes=2-999999999": wav[2:]}
    for asked, part in parts.items():
        answer = browser.get(f"/routing/{row.pk}/sound/", HTTP_RANGE=asked)
        assert (answer.status_code, answer.content) == (206, part), asked
        assert answer["Content-Range"].endswith(f"/{len(wav)}")
    for asked in ("bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2"):
        assert browser.get(f"/routing/{row.pk}/sound/", HTTP_RANGE=asked).content == wav
    for asked in (f"bytes={len(wav)}-", "bytes=-0"):
        assert browser.get(f"/routing/{row.pk}/sound/", HTTP_RANGE=asked).status_code == 416
    assert "<audio" in browser.get(f"/routing/{row.pk}/").content.decode()


def test_a_recording_that_was_replaced_is_not_played_as_it_was(
    synced: Connection, browser: Any, queue: Queue, sandbox: Sandbox
) -> None:
    row = objects(synced, "recording")[0]
    browser.post(f"/routing/{row.pk}/listen/")
    with scope(organization=synced.organization_id):
        job = Job.objects.get(kind="routing.fetch_sound")
    fetch_sound(organization_id=str(job.organization_id), job_id=str(job.pk))
    assert browser.get(f"/routing/{row.pk}/sound/").status_code == 200
    path = f"/routing/{row.pk}/edit/"
    renamed = fill(browser, path, name="Another name")
    assert renamed.status_code == 302
    queue.run()
    assert browser.get(f"/routing/{row.pk}/sound/").status_code == 200
    data = fields_of(browser.get(path).content)
    browser.post(path, {**data, "p_file": SimpleUploadedFile("new.wav", wave_of(700))})
    queue.run()
    assert newest(synced).state == OperationState.SUCCEEDED
    assert browser.get(f"/routing/{row.pk}/sound/").status_code == 404
    assert "<audio" not in browser.get(f"/routing/{row.pk}/").content.decode()


def test_what_browsers_do_not_play_is_there_to_be_downloaded(
    synced: Connection, browser: Any, sandbox: Sandbox
) -> None:
    row = objects(synced, "recording")[0]
    with scope(organization=synced.organization_id):
        Sound.objects.create(
            organization_id=row.organization_id,
            routing_object=row,
            content=b"OggS",
            content_type="application/octet-stream",
        )
    page = browser.get(f"/routing/{row.pk}/").content.decode()
    assert "<audio" not in page
    assert "VoIP.ms keeps it in a format that browsers do not play." in page
    assert f'href="/o/nordphone/routing/{row.pk}/sound/" download' in page
    answer = browser.get(f"/routing/{row.pk}/sound/")
    assert (answer["Content-Type"], answer.content) == ("application/octet-stream", b"OggS")


def wave_of(samples: int) -> bytes:
    content = BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x01" * samples)
    return content.getvalue()


def test_a_page_tells_every_key_of_a_menu(synced: Connection, browser: Any) -> None:
    row = next(each for each in objects(synced, "ivr") if "0=" in each.settings["choices"])
    text = re.sub(r"\s+", " ", browser.get(f"/routing/{row.pk}/").content.decode())
    assert '<span class="d-block wrap">0 · ' in text


def test_a_device_page_tells_its_registration_and_where_it_rings(synced: Connection, browser: Any) -> None:
    with scope(organization=synced.organization_id):
        device = Device.objects.get(connection=synced, login="118204_reception")
        main = Device.objects.filter(connection=synced, details__main=True).first()
    page = browser.get(f"/routing/devices/{device.pk}/").content.decode()
    assert "Registration" in page
    assert "Ring group R" in page
    if main is not None:
        page = browser.get(f"/routing/devices/{main.pk}/").content.decode()
        assert "own login" in page
        assert browser.post(f"/routing/devices/{main.pk}/delete/", {"name": main.login}).status_code == 422


def test_a_paused_account_locks_forms_and_says_why(synced: Connection, browser: Any, queue: Queue) -> None:
    row = objects(synced, "forward")[0]
    data = fields_of(browser.get(f"/routing/{row.pk}/edit/").content)
    with scope(organization=synced.organization_id):
        Connection.objects.filter(pk=synced.pk).update(state="paused")
    assert "connection is paused" in browser.get(f"/routing/{row.pk}/").content.decode()
    browser.post(f"/routing/{row.pk}/edit/", {**data, "p_description": "x"})
    assert browser.post(f"/routing/{row.pk}/delete/", {}).status_code == 422
    assert not queue.messages


def test_a_name_may_begin_with_a_brace(synced: Connection, browser: Any, queue: Queue, sandbox: Sandbox) -> None:
    forward = objects(synced, "forward")[0]
    assert fill(browser, f"/routing/{forward.pk}/edit/", description="{Sales}").status_code == 302
    queue.run()
    done = newest(synced)
    assert (done.state, done.observed) == (OperationState.SUCCEEDED, done.wanted), done.error_text
    assert sandbox.has("forwardings", forward.remote_id)["description"] == "{Sales}"
    assert objects(synced, "forward", pk=forward.pk)[0].name == "{Sales}"


def test_a_text_that_is_json_is_shown_and_stays_a_text(
    synced: Connection, browser: Any, queue: Queue, sandbox: Sandbox
) -> None:
    forward, text = objects(synced, "forward")[0], '{"desk": "front"}'
    path = f"/routing/{forward.pk}/edit/"
    assert fill(browser, path, description=text).status_code == 302
    queue.run()
    done = newest(synced)
    assert (done.state, done.observed) == (OperationState.SUCCEEDED, done.wanted), done.error_text
    assert escape(text) in browser.get(f"/operations/{done.pk}/").content.decode()
    assert fields_of(browser.get(path).content)["p_description"] == text
    assert fill(browser, path, description="Front desk").status_code == 302
    assert newest(synced).before["settings"] == {"description": text}


def test_the_enter_key_saves_and_does_not_ask_for_more_rows(synced: Connection, browser: Any) -> None:
    page: Any = html.document_fromstring(browser.get(make(synced, "ring_group")).content)
    first, *others = page.xpath("//form[@id='object-form']//button[@type='submit']")
    assert first.get("name") is None
    assert "more" in [button.get("name") for button in others]


def test_what_a_queue_has_is_told_in_words_and_with_its_units(synced: Connection, browser: Any) -> None:
    [queue] = objects(synced, "queue", name="Soutien technique")
    page: Any = html.document_fromstring(browser.get(f"/routing/{queue.pk}/").content.decode())
    labels: list[Any] = page.xpath("//*[@id='object-body']//dl/dt")
    values: list[Any] = page.xpath("//*[@id='object-body']//dl/dd")
    facts = {label.text_content(): value.text_content().strip() for label, value in zip(labels, values, strict=True)}
    assert facts["Leave out who is on a call"] == "No"
    assert facts["Ring an agent for"] == "20 s"
    assert "none" not in facts.values()
