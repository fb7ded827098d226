"""What is posted to an account's address is believed as far as it can be, kept once, and never breaks anything."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Http
from django.utils import timezone

from panel.accounts.models import User
from panel.audit.models import AuditEntry
from panel.callbacks.models import CallbackEvent, EventKindChoice
from panel.callbacks.services import KEPT, give_address, token_of
from panel.callbacks.views import LARGEST_BODY
from panel.connections.models import Connection, ConnectionState, Exchange, Resource, SyncPlan
from panel.connections.vault import seal
from panel.tenancy.models import Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import scope
from providers.values.callbacks import EventKind
from tests.factories import Browser, make_connection, make_member

HANGUP = {
    "type": "call.inbound_hangup",
    "event_at": "2026-11-21T10:00:00.000Z",
    "event_id": "ev-1",
    "hook_hash": "HOOK1",
    "try": 0,
    "data": {"callid": 81, "unheard_of": {"deep": [1, 2]}},
}


@pytest.fixture
def alice(nordphone: Organization) -> User:
    return make_member(nordphone, "alice@nordphone.example", Role.OWNER)


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    connection = make_connection(nordphone, "CALLR", provider="callr", public_credentials={"login": "nordphone"})
    seal(connection, {"password": "Sesame-1"})
    with scope(organization=nordphone):
        connection.save()
        SyncPlan.objects.create(
            organization=nordphone,
            connection=connection,
            resource=Resource.CALLS,
            interval=300,
            next_due_at=timezone.now() + timedelta(minutes=5),
        )
    return connection


@pytest.fixture
def token(nordphone: Organization, account: Connection, alice: User) -> str:
    with scope(organization=nordphone):
        return token_of(give_address(connection=account, by=alice))


@pytest.fixture
def voipms(nordphone: Organization, alice: User) -> str:
    """The token of an account at VoIP.ms, which posts messages without a signature and faxes whole."""
    connection = make_connection(nordphone)
    seal(connection, {"api_password": "Sesame-1"})
    with scope(organization=nordphone):
        connection.save()
        return token_of(give_address(connection=connection, by=alice))


def post(token: str, document: object = HANGUP, *, secret: str = "", **headers: str) -> int:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    if secret:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        headers["x-callr-hmacsignature"] = base64.b64encode(digest).decode()
    answer = Http().post(f"/callbacks/{token}/", body, content_type="application/json", headers=headers)
    return answer.status_code


def events(organization: Organization) -> list[CallbackEvent]:
    with scope(organization=organization):
        return list(CallbackEvent.objects.order_by("received_at"))


def test_every_kind_of_event_has_its_word() -> None:
    assert set(EventKindChoice.values) == {kind.value for kind in EventKind}


def test_a_signed_event_is_kept_once_and_hastens_the_sync(nordphone: Organization, token: str) -> None:
    assert [post(token, secret=token), post(token, {**HANGUP, "try": 1}, secret=token)] == [200, 200]
    (event,) = events(nordphone)
    assert (event.kind, event.remote_id, event.verified) == ("call", "ev-1", True)
    with scope(organization=nordphone):
        assert SyncPlan.objects.get().next_due_at <= timezone.now()


def test_an_event_does_not_hasten_a_sync_that_failed(nordphone: Organization, token: str) -> None:
    with scope(organization=nordphone):
        SyncPlan.objects.update(failures=1)
    assert post(token, secret=token) == 200
    with scope(organization=nordphone):
        assert SyncPlan.objects.get().next_due_at > timezone.now()


@pytest.mark.parametrize("secret", ["", "another-secret"])
def test_a_forged_event_is_refused_and_shown_to_support(nordphone: Organization, token: str, secret: str) -> None:
    assert post(token, secret=secret) == 403
    assert events(nordphone) == []
    with scope(organization=nordphone):
        exchange = Exchange.objects.get(operation="callback")
        assert exchange.outcome == "not_allowed"
        assert token not in exchange.request
        assert SyncPlan.objects.get().next_due_at > timezone.now()


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"type":', b"[" * 100_000, b"\xff\xfe", b'{"type": 5}', b"null"],
    ids=["empty", "page", "cut", "deep", "bytes", "mistyped", "null"],
)
def test_what_cannot_be_read_is_refused_and_kept_as_a_sample(nordphone: Organization, token: str, body: bytes) -> None:
    assert post(token, body, secret=token) == 400
    assert events(nordphone) == []
    with scope(organization=nordphone):
        assert Exchange.objects.get(operation="callback").outcome == "unexpected_answer"


def test_what_is_too_large_is_not_read(nordphone: Organization, token: str) -> None:
    assert post(token, b"x" * (LARGEST_BODY + 1), secret=token) == 413
    assert events(nordphone) == []


def test_a_large_fax_is_taken_in(nordphone: Organization, voipms: str) -> None:
    pdf = SimpleUploadedFile("fax.pdf", b"%PDF" + b"x" * 3 * 1024 * 1024, "application/pdf")
    fax = {"from": "5145550101", "to": "5145550102", "pdf": pdf}
    assert Http().post(f"/callbacks/{voipms}/", fax).status_code == 200
    assert [each.kind for each in events(nordphone)] == [EventKind.FAX]


@pytest.mark.django_db
def test_nothing_is_read_of_what_is_posted_to_an_address_that_nobody_has() -> None:
    assert post("guessed-address", b"x" * (LARGEST_BODY + 1)) == 404


def test_events_that_nobody_can_tell_apart_are_each_kept(nordphone: Organization, voipms: str) -> None:
    """A fax without its PDF has no id: the next one is another fax, not the same one told again."""
    for _ in range(2):
        assert Http().post(f"/callbacks/{voipms}/", {"from": "5145550101", "to": "5145550102"}).status_code == 200
    assert [each.kind for each in events(nordphone)] == [EventKind.FAX, EventKind.FAX]


def test_an_id_with_nul_breaks_nothing(nordphone: Organization, voipms: str) -> None:
    message = {"id": "7\0", "from": "5145550101", "to": "5145550102", "message": "a\0b"}
    for _ in range(2):
        assert Http().get(f"/callbacks/{voipms}/", message).status_code == 200
    assert [each.remote_id for each in events(nordphone)] == ["sms:7"]


def test_an_address_that_nobody_has_tells_nothing(nordphone: Organization, token: str) -> None:
    assert post("guessed-address") == 404
    assert Http().put(f"/callbacks/{token}/").status_code == 405


def test_a_new_address_ends_the_old_one(nordphone: Organization, account: Connection, alice: User, token: str) -> None:
    with scope(organization=nordphone):
        fresh = token_of(give_address(connection=account, by=alice))
        assert AuditEntry.objects.filter(verb="callbacks.address_given").count() == 2
    assert post(token, secret=token) == 404
    assert post(fresh, secret=fresh) == 200


def test_a_paused_account_takes_nothing_in(nordphone: Organization, account: Connection, token: str) -> None:
    with scope(organization=nordphone):
        Connection.objects.filter(pk=account.pk).update(state=ConnectionState.PAUSED)
    assert post(token, secret=token) == 404


def test_unsigned_providers_are_not_believed_but_heard(nordphone: Organization, alice: User) -> None:
    account = make_connection(
        nordphone, "VoiceMeUp", provider="voicemeup", public_credentials={"client_account_id": "10000000"}
    )
    seal(account, {"auth_token": "0" * 32})
    with scope(organization=nordphone):
        account.save()
        token = token_of(give_address(connection=account, by=alice))
    message = {
        "sms_hash": "a" * 32, "direction": "inbound", "source_number": "5145550199", "destination_number": "15145550142",
        "message": "Bonjour", "auth_token": "Sesame-2", "nobody_knows": "it",
    }  # fmt: skip
    assert [post(token, message), post(token, message)] == [200, 200]
    (event,) = events(nordphone)
    assert (event.kind, event.verified) == ("message", False)
    assert "Sesame-2" not in json.dumps(event.raw)


def test_old_events_go_when_new_ones_come(nordphone: Organization, token: str) -> None:
    post(token, secret=token)
    with scope(organization=nordphone):
        CallbackEvent.objects.update(received_at=timezone.now() - KEPT - timedelta(days=1))
    post(token, {**HANGUP, "event_id": "ev-2"}, secret=token)
    assert [event.remote_id for event in events(nordphone)] == ["ev-2"]


def test_the_page_makes_shows_and_replaces_the_address(
    nordphone: Organization, account: Connection, alice: User
) -> None:
    browser = Browser(prefix="/o/nordphone")
    browser.force_login(alice)
    page = f"/callbacks/of/{account.pk}/"
    assert "This account has no address yet." in browser.get(page).text
    browser.post(f"{page}renew/")
    shown = _address(browser.get(page).text)
    assert post(shown, secret=shown) == 200
    text: str = browser.get(page).text
    assert "Signed" in text
    assert "HMAC" in text


def _address(text: str) -> str:
    return text.split('id="callback-secret">')[1].split("<")[0]
