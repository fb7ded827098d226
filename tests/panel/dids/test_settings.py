"""The settings of a number: what the form offers and refuses, and the whole way to the provider and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from panel.dids.models import Did
from panel.dids.services import BadSettings, NothingToSet, change_settings
from panel.dids.settings_operation import settings_now
from panel.operations.models import Operation, OperationState
from panel.operations.services import AlreadyOpen
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_did
from tests.panel.dids.at_sandbox import *  # noqa: F403
from tests.panel.dids.at_sandbox import again, later
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ask(did: Did, nordphone: Organization, alice: Any) -> Callable[..., Operation]:
    def asked(**wanted: Any) -> Operation:
        with scope(organization=nordphone):
            return change_settings(did=did, wanted=wanted, by=alice, idempotency_key=str(uuid4()))

    return asked


def posted(did: Did, **fields: str) -> dict[str, str]:
    now = settings_now(did)
    words = {True: "on", False: "off", None: ""}
    shown = {
        name: words[value] if value is None or isinstance(value, bool) else str(value) for name, value in now.items()
    }
    return {**shown, "seen": json.dumps(now), "token": str(uuid4()), **fields}


def operations_of(organization: Organization) -> list[Operation]:
    with scope(organization=organization):
        return list(Operation.objects.order_by("created_at"))


def test_several_settings_reach_the_provider_in_one_operation_and_are_proven(
    ask: Callable[..., Operation], work: Callable[[], None], sandbox: Sandbox, did: Did
) -> None:
    before = sandbox.has("dids", did.number[2:])
    operation = ask(note="Front desk", ring_seconds=25, cnam_lookup=not did.cnam_lookup, caller_id_prefix="SHOP")
    work()
    done = again(operation)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False)
    there = sandbox.has("dids", did.number[2:])
    assert (there["note"], there["dialtime"], there["callerid_prefix"]) == ("Front desk", "25", "SHOP")
    assert {name for name in there if there[name] != before[name]} == {"note", "dialtime", "cnam", "callerid_prefix"}
    now = again(did)
    assert (now.note, now.ring_seconds, now.cnam_lookup) == ("Front desk", 25, not did.cnam_lookup)


def test_a_lost_answer_is_looked_up_and_nothing_is_sent_twice(
    ask: Callable[..., Operation], work: Callable[[], None], sandbox: Sandbox, did: Did
) -> None:
    sandbox.break_with("lost_answer", method="setDID*", count=1)
    operation = ask(note="Front desk")
    work()
    assert again(operation).state == OperationState.UNKNOWN
    done = later(operation, work, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    assert len(sandbox.writes()) == 1
    assert again(did).note == "Front desk"


def test_what_the_provider_does_not_take_is_refused_with_its_reason_before_anything_is_sent(
    ask: Callable[..., Operation], did: Did, nordphone: Organization
) -> None:
    with pytest.raises(BadSettings) as refused:
        ask(ring_seconds=0, note="x" * 50, pop="999", recording="maybe", caller_name="ACME", billing="yearly")
    assert set(refused.value.reasons) == {"ring_seconds", "note", "pop", "recording", "caller_name", "billing"}
    assert "1 to 300 seconds" in refused.value.reasons["ring_seconds"]
    assert "SIP account" in refused.value.reasons["caller_name"]
    assert operations_of(nordphone) == []


def test_what_is_so_already_is_not_sent(ask: Callable[..., Operation], did: Did) -> None:
    with pytest.raises(NothingToSet):
        ask(note=did.note, ring_seconds=did.ring_seconds)


def test_one_change_of_a_number_at_a_time(ask: Callable[..., Operation], queue: Any) -> None:
    ask(note="One")
    with pytest.raises(AlreadyOpen):
        ask(note="Two")


@pytest.mark.usefixtures("queue")
def test_the_form_asks_for_what_was_changed_only(browse: Any, sam: Any, nordphone: Organization, did: Did) -> None:
    answer = browse(sam, nordphone).post(f"/numbers/{did.pk}/settings/", posted(did, note="Front desk"))
    assert (answer.status_code, answer["Location"]) == (302, f"/o/nordphone/numbers/{did.pk}/")
    (operation,) = operations_of(nordphone)
    assert operation.wanted == {"note": "Front desk"}
    assert operation.before == {"note": did.note}
    page = browse(sam, nordphone).get(f"/numbers/{did.pk}/").content.decode()
    assert f'id="operation-{operation.pk}"' in page
    assert "can be changed again when the change under way has ended" in page


def test_choosing_shows_before_and_after_and_sends_nothing(
    browse: Any, sam: Any, nordphone: Organization, did: Did
) -> None:
    answer = browse(sam, nordphone).fragment(f"/numbers/{did.pk}/settings/", data=posted(did, ring_seconds="25"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"Was {did.ring_seconds} s" in page
    assert '<b class="b6">25 s</b>' in page
    assert operations_of(nordphone) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("ring_seconds", "soon", "1 to 300 seconds"),
        ("ring_seconds", "", "1 to 300 seconds"),
        ("ring_seconds", "9" * 400, "at most 250 characters"),
        ("note", "x" * 60, "49 characters at most"),
        ("note", "two\nlines", "49 characters at most"),
        ("billing", "yearly", "not one of the available choices"),
        ("cnam_lookup", "perhaps", "not one of the available choices"),
    ],
)
def test_a_refused_value_is_told_beside_its_field_and_the_rest_is_kept(
    browse: Any, sam: Any, nordphone: Organization, did: Did, field: str, value: str, said: str
) -> None:
    data = posted(did, caller_id_prefix="KEPT") | {field: value}
    answer = browse(sam, nordphone).post(f"/numbers/{did.pk}/settings/", data, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#settings-editor"  # else this form would stand in the place of the whole page
    assert f'id="setting-{field}_error"' in page
    assert said in page
    assert 'value="KEPT"' in page
    assert operations_of(nordphone) == []


@pytest.mark.parametrize("seen", ["", "[]", "{", "null", '{"note": "else"}', "x" * 5000])
def test_what_moved_meanwhile_or_cannot_be_told_is_shown_first(
    browse: Any, sam: Any, nordphone: Organization, did: Did, seen: str
) -> None:
    answer = browse(sam, nordphone).post(f"/numbers/{did.pk}/settings/", posted(did, note="Front desk", seen=seen))
    assert answer.status_code == 422
    assert 'value="Front desk"' in answer.content.decode()
    assert operations_of(nordphone) == []


def test_what_a_provider_has_not_is_told_with_the_reason(
    browse: Any, sam: Any, nordphone: Organization, did: Did
) -> None:
    page = browse(sam, nordphone).get(f"/numbers/{did.pk}/").content.decode()
    assert "VoIP.ms sets music on hold for a SIP account or a queue" in page
    assert 'name="caller_name"' not in page


def test_who_may_only_look_cannot_set_anything(browse: Any, victor: Any, nordphone: Organization, did: Did) -> None:
    browser = browse(victor, nordphone)
    assert "Save settings" not in browser.get(f"/numbers/{did.pk}/").content.decode()
    assert browser.post(f"/numbers/{did.pk}/settings/", posted(did, note="x")).status_code == 403


def test_copies_of_messages_go_to_a_mail_address_and_a_number_in_one_call(
    ask: Callable[..., Operation], work: Callable[[], None], sandbox: Sandbox, did: Did, nordphone: Organization
) -> None:
    remote = next(each for each in sandbox.all("dids") if each["sms_available"] == "1")
    with scope(organization=nordphone):
        texting = make_did(nordphone, did.connection, f"+1{remote['did']}", sms_available=True)
        operation = change_settings(
            did=texting,
            wanted={"sms_enabled": True, "sms_email": "desk@example.com", "sms_forward": "+15145550177"},
            by=None,
            idempotency_key=str(uuid4()),
        )
    work()
    done = again(operation)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False)
    there = sandbox.has("dids", remote["did"])
    assert (there["sms_email"], there["sms_forward"], there["sms_enabled"]) == ("desk@example.com", "5145550177", "1")
    assert again(texting).more == {"sms_email": "desk@example.com", "sms_forward": "+15145550177"}
    assert len(sandbox.writes()) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("sms_email", "desk"), ("sms_forward", "5145550177"), ("sms_forward", "desk")]
)
def test_addresses_for_copies_are_looked_at_before_they_are_sent(
    ask: Callable[..., Operation], did: Did, nordphone: Organization, name: str, value: str
) -> None:
    with pytest.raises(BadSettings):
        ask(**{name: value})
    assert operations_of(nordphone) == []
