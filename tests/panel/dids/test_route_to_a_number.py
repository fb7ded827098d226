"""A telephone number typed as the destination, where the provider takes one itself."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from panel.dids.models import Did
from panel.operations import services as operations
from panel.operations.models import Operation
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did

WAS = {"route": "endpoint_group:12", "unreachable": "none:"}


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "enqueue", lambda *_, **__: None)


@pytest.fixture
def carried(nordphone: Organization) -> Did:
    account = make_connection(nordphone, "VI", provider="voipinnovations", sealed=b"x")
    none = {"kind": "none", "target": "", "raw": ""}
    return make_did(
        nordphone,
        account,
        "+15145550142",
        route_kind="endpoint_group",
        route_target="12",
        failovers={"unreachable": none},
    )


def posted(**fields: str) -> dict[str, str]:
    return {**WAS, "was": json.dumps(WAS), "token": str(uuid4()), **fields}


def operations_of(organization: Organization) -> list[Operation]:
    with scope(organization=organization):
        return list(Operation.objects.all())


def test_a_number_in_any_notation_becomes_the_route(
    browse: Any, sam: Any, nordphone: Organization, carried: Did
) -> None:
    data = posted(**{"typed-route": "(514) 555-0177", "typed-unreachable": "+1 514 555 0178"})
    answer = browse(sam, nordphone).post(f"/numbers/{carried.pk}/route/", data)
    assert answer.status_code == 302
    (operation,) = operations_of(nordphone)
    assert operation.wanted == {
        "route": {"kind": "forward", "target": "+15145550177"},
        "failovers": {"unreachable": {"kind": "forward", "target": "+15145550178"}},
    }


def test_typing_shows_what_saving_would_change(browse: Any, sam: Any, nordphone: Organization, carried: Did) -> None:
    page = browse(sam, nordphone).fragment(
        f"/numbers/{carried.pk}/route/", data=posted(**{"typed-route": "514-555-0177"})
    )
    assert (
        '<b class="b6">+1\N{NO-BREAK SPACE}514\N{NO-BREAK SPACE}555\N{NO-BREAK SPACE}0177</b>' in page.content.decode()
    )
    assert operations_of(nordphone) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("reception", "not a telephone number"),
        ("12", "not a telephone number"),
        ("+33 1 99 00 47 12", "begin with +1"),
        ("514 555 0142", "forwarded to itself"),
        ("\0", "not a telephone number"),
        ("9" * 300, "at most 40 characters"),
    ],
)
def test_what_cannot_be_dialled_is_refused_beside_its_field(
    browse: Any, sam: Any, nordphone: Organization, carried: Did, typed: str, said: str
) -> None:
    answer = browse(sam, nordphone).post(f"/numbers/{carried.pk}/route/", posted(**{"typed-route": typed}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert operations_of(nordphone) == []


def test_a_provider_that_wants_an_object_first_has_no_such_field(
    browse: Any, sam: Any, nordphone: Organization, did: Did
) -> None:
    assert "typed-route" not in browse(sam, nordphone).get(f"/numbers/{did.pk}/").content.decode()


def test_a_link_to_the_form_with_a_number_is_as_if_it_was_typed(
    browse: Any, sam: Any, nordphone: Organization, carried: Did
) -> None:
    """The way back to a forward, which stands in no list of destinations."""
    page = browse(sam, nordphone).get(f"/numbers/{carried.pk}/route/", {"route": "forward:+15145550177"})
    form = page.context["form"]
    assert not form.errors
    assert [edit.after for edit in form.edits] == ["+1\N{NO-BREAK SPACE}514\N{NO-BREAK SPACE}555\N{NO-BREAK SPACE}0177"]


def test_a_link_to_a_number_that_cannot_be_forwarded_to_says_why(
    browse: Any, sam: Any, nordphone: Organization, carried: Did
) -> None:
    page = browse(sam, nordphone).get(f"/numbers/{carried.pk}/route/", {"route": f"forward:{carried.number}"})
    assert "A number cannot be forwarded to itself." in page.content.decode()
