"""The provider console: any method as a form, reads at once, writes as operations, nothing secret shown or kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from panel.audit.models import AuditEntry
from panel.celery import app
from panel.connections.models import Connection, Exchange
from panel.console.forms import MethodForm
from panel.console.models import ConsoleCall
from panel.console.services import TOO_DEEP
from panel.operations.models import Operation, OperationState
from panel.operations.runner import perform, reconcile
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.wire.catalog import load
from providers.wire.redact import MASK
from tests.factories import make_connection
from tests.providers.scripted import Reply, scripted_server
from tests.sandbox import Sandbox
from tests.synced import connected

Browse = Callable[..., Any]
ALL_METHODS = [
    (provider, name)
    for provider in ("voipms", "voicemeup", "voipinnovations", "callr")
    for name in load(provider).methods
]


@pytest.fixture
def account(nordphone: Organization, sandbox: Sandbox) -> Connection:
    return connected(nordphone)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the tasks that would go to the broker."""
    names: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **_: names.append(name))
    return names


def url(account: Connection, method: str) -> str:
    return f"/connections/console/{account.pk}/method/{method}/"


def only(organization: Organization) -> ConsoleCall:
    with scope(organization=organization):
        return ConsoleCall.objects.select_related("operation", "connection").get()


def carried_out(call: ConsoleCall) -> None:
    app.loader.import_default_modules()
    app.tasks["console.read"](organization_id=str(call.organization_id), call_id=str(call.pk))


@pytest.mark.parametrize(("provider", "name"), ALL_METHODS)
def test_every_method_of_every_provider_has_a_form(provider: str, name: str) -> None:
    catalog = load(provider)
    method = catalog.methods[name]
    form = MethodForm(catalog, method, "the provider", {})
    assert {field.removeprefix("p_") for field in form.fields} - {"confirm"} == {each.name for each in method.params}
    assert ("confirm" in form.fields) == method.asks_first
    assert isinstance(form.as_p(), str)


def test_the_methods_are_found_by_name_and_by_what_they_do(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection
) -> None:
    page = browse(alice, nordphone)
    text = page.get(f"/connections/console/{account.pk}/").content.decode()
    assert "getBalance" in text
    assert "setDIDRouting" in text
    text = page.get(f"/connections/console/{account.pk}/?q=balance&effect=read").content.decode()
    assert "getBalance" in text
    assert "setDIDRouting" not in text
    assert "No method like this" in page.get(f"/connections/console/{account.pk}/?q=zzzz").content.decode()


def test_a_read_is_carried_out_by_a_worker_and_shown_without_secrets(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection, sent: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    page = browse(alice, nordphone)
    with django_capture_on_commit_callbacks(execute=True):
        answer = page.post(url(account, "getSubAccounts"), {})
    assert sent == ["console.read"]
    carried_out(only(nordphone))
    call = only(nordphone)
    assert (call.outcome, bytes(call.sealed)) == ("ok", b"")
    text = page.get(answer["Location"].removeprefix(f"/o/{nordphone.slug}")).content.decode()
    assert "118204" in text
    assert "Nordet-4417" not in text
    assert '"password": "•••"' in call.answer
    with scope(organization=nordphone):
        assert AuditEntry.objects.filter(verb="console.read").count() == 1
        assert Exchange.objects.filter(operation="getSubAccounts").exists()


def test_what_the_provider_refuses_is_told(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection
) -> None:
    page = browse(alice, nordphone)
    page.post(url(account, "getDIDsInfo"), {"p_did": "2015550199"})
    carried_out(only(nordphone))
    call = only(nordphone)
    assert call.outcome in {"not_found", "invalid", "ok"}
    assert call.finished_at


@pytest.mark.parametrize("typed", ['{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"a": NaN}', "[1e999]"])
def test_json_that_cannot_be_kept_is_refused_beside_its_field(
    browse: Browse, alice: Any, nordphone: Organization, typed: str
) -> None:
    account = make_connection(nordphone, provider="callr", sealed=b"sealed")
    answer = browse(alice, nordphone).post(url(account, "sms.search"), {"p_filters": typed})
    assert answer.status_code == 422
    assert "Write this as JSON" in answer.content.decode()
    with scope(organization=nordphone):
        assert not ConsoleCall.objects.exists()


def test_a_call_is_run_again_with_all_that_was_typed_but_secrets(
    browse: Browse, alice: Any, nordphone: Organization
) -> None:
    account = make_connection(nordphone, provider="callr", sealed=b"sealed")
    page = browse(alice, nordphone)
    page.post(url(account, "sms.search"), {"p_filters": '{"from": ["+15145550101"], "size": 2.5}'})
    form = page.get(f"{url(account, 'sms.search')}?again={only(nordphone).pk}").context["form"]
    assert form["p_filters"].value() == '{"from":["+15145550101"],"size":2.5}'
    with scope(organization=nordphone):
        ConsoleCall.objects.update(arguments={"filters": {"token": MASK}})
    form = page.get(f"{url(account, 'sms.search')}?again={only(nordphone).pk}").context["form"]
    assert form["p_filters"].value() is None


def test_an_answer_that_is_nested_too_deeply_ends_its_call(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(alice, nordphone).post(url(account, "getBalance"), {})
    with scripted_server() as script:
        monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, "voipms", {"rest_url": script.url})
        deep = b'{"a":' * 900 + b"1" + b"}" * 900
        script.say(Reply(b'{"status": "success", "balance": ' + deep + b"}"))
        carried_out(only(nordphone))
    assert (only(nordphone).outcome, only(nordphone).answer) == ("ok", TOO_DEEP)


class TestWriting:
    GOOD = {"p_did": "5145550100", "p_routing": "sys:busy", "confirm": "on"}

    def test_it_wants_to_be_confirmed_and_keeps_what_was_typed(
        self, browse: Browse, alice: Any, nordphone: Organization, account: Connection
    ) -> None:
        form = {name: value for name, value in self.GOOD.items() if name != "confirm"}
        answer = browse(alice, nordphone).post(url(account, "setDIDRouting"), form)
        assert answer.status_code == 422
        assert "Confirm it to go on." in answer.content.decode()
        assert "sys:busy" in answer.content.decode()
        with scope(organization=nordphone):
            assert not ConsoleCall.objects.exists()

    def test_it_runs_as_an_operation_once(
        self, browse: Browse, alice: Any, nordphone: Organization, account: Connection, sandbox: Sandbox
    ) -> None:
        page = browse(alice, nordphone)
        answer = page.post(url(account, "setDIDRouting"), self.GOOD)
        call = only(nordphone)
        assert call.operation
        before = len(sandbox.writes())
        perform(nordphone.pk, call.operation.pk, attempt=0)
        perform(nordphone.pk, call.operation.pk, attempt=0)
        assert len(sandbox.writes()) == before + 1
        assert sandbox.has("dids", "5145550100")["routing"] == "sys:busy"
        call = only(nordphone)
        assert call.operation
        assert (call.outcome, call.operation.state) == ("ok", OperationState.SUCCEEDED)
        text = page.get(answer["Location"].removeprefix(f"/o/{nordphone.slug}")).content.decode()
        assert "its answer is on" in text.lower()

    def test_a_lost_answer_is_left_to_a_person_and_never_repeated(
        self, browse: Browse, alice: Any, nordphone: Organization, account: Connection, sandbox: Sandbox
    ) -> None:
        sandbox.break_with("lost_answer", method="setDIDRouting", count=1)
        browse(alice, nordphone).post(url(account, "setDIDRouting"), self.GOOD)
        call = only(nordphone)
        assert call.operation
        before = len(sandbox.writes())
        perform(nordphone.pk, call.operation.pk, attempt=0)
        reconcile(nordphone.pk, call.operation.pk, check=0)
        with scope(organization=nordphone):
            operation = Operation.objects.get()
        assert (operation.state, operation.next_at, operation.lease_until) == (OperationState.UNKNOWN, None, None)
        assert len(sandbox.writes()) == before + 1

    def test_secrets_are_sealed_until_it_is_made_and_gone_afterwards(
        self, browse: Browse, alice: Any, nordphone: Organization, account: Connection
    ) -> None:
        form = {"p_name": "desk", "p_digits": "4411", "p_password": "Sesame-9981", "confirm": "on"}
        method = load("voipms").methods["createVoicemail"]
        form |= {f"p_{param.name}": param.values[0] if param.values else param.example or "1"
                 for param in method.params if param.required and f"p_{param.name}" not in form}  # fmt: skip
        browse(alice, nordphone).post(url(account, "createVoicemail"), form)
        call = only(nordphone)
        assert call.operation
        kept = repr((call.arguments, call.operation.parameters, bytes(call.sealed)))
        assert "Sesame-9981" not in kept
        perform(nordphone.pk, call.operation.pk, attempt=0)
        assert bytes(only(nordphone).sealed) == b""
        with scope(organization=nordphone):
            assert not Exchange.objects.filter(request__contains="Sesame-9981").exists()


@pytest.mark.parametrize("path", ["", "traffic/", "method/getBalance/"])
def test_staff_and_viewers_may_not(
    browse: Browse, sam: Any, victor: Any, nordphone: Organization, account: Connection, path: str
) -> None:
    for person in (sam, victor):
        assert browse(person, nordphone).get(f"/connections/console/{account.pk}/{path}").status_code == 403


def test_an_unknown_method_is_not_there(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection
) -> None:
    assert browse(alice, nordphone).get(url(account, "dropTables")).status_code == 404


def test_traffic_is_listed_and_searched(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection
) -> None:
    with scope(organization=nordphone):
        for method, outcome in (("getBalance", "ok"), ("getCDR", "unavailable")):
            Exchange.objects.create(
                organization=nordphone, connection=account, operation=method, milliseconds=12, outcome=outcome,
                request=f"method={method}", response="{}",
            )  # fmt: skip
    page = browse(alice, nordphone)
    assert "getCDR" in page.get(f"/connections/console/{account.pk}/traffic/").content.decode()
    text = page.get(f"/connections/console/{account.pk}/traffic/?q=getBal").content.decode()
    assert "method=getBalance" in text
    assert "method=getCDR" not in text
    assert reverse("console:traffic", args=[account.pk])
