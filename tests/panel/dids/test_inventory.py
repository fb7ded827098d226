"""The inventory as people work with it: columns, views, filters with unknown, notes, tags, totals, lost numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panel.connections.models import Connection, Lamp
from panel.dids.models import Did, DidState, DidTag, SavedView, Tag
from panel.dids.selection import numbers_matching
from panel.dids.totals import COUNTED, recount, total_of_all
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did
from tests.panel.dids.test_number_list import shown

Browse = Callable[..., Any]
FIRST, SECOND, THIRD = "+15145550101", "+15145550102", "+15145550103"


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone)


def heads(answer: Any) -> list[str]:
    return [column.name for column in answer.context["table"].shown]


def test_columns_are_chosen_in_the_address_and_keep_their_order(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    make_did(nordphone, account, FIRST, fax=True, t38=False)
    page = browse(victor, nordphone)
    answer = page.get("/numbers/", {"cols": "t38,nonsense,number,fax"})
    assert heads(answer) == ["t38", "number", "fax"]
    assert "cols=number%2Ct38%2Cfax" in answer.content.decode()  # the number may go one place to the front
    assert heads(page.get("/numbers/?cols=fax&cols=t38")) == ["number", "fax", "t38"]
    assert heads(page.get("/numbers/?cols=nonsense")) == heads(page.get("/numbers/"))


def test_costs_are_a_column_a_filter_and_an_order_for_those_who_may_see_them(
    browse: Browse, victor: Any, alice: Any, nordphone: Organization, account: Connection
) -> None:
    make_did(nordphone, account, FIRST, monthly=Decimal("0.85"), monthly_currency="USD")
    make_did(nordphone, account, SECOND, monthly=Decimal("4"), monthly_currency="USD")
    make_did(nordphone, account, THIRD)
    owner, viewer = browse(alice, nordphone), browse(victor, nordphone)
    assert shown(owner.get("/numbers/", {"price_to": "1"})) == [FIRST]
    assert shown(owner.get("/numbers/", {"price_from": "1"})) == [SECOND]
    assert shown(owner.get("/numbers/", {"sort": "-monthly"}))[1:] == [SECOND, FIRST]
    assert "USD\xa04.85 a month for 2 of them" in owner.get("/numbers/").content.decode()
    hidden = viewer.get("/numbers/", {"price_to": "1", "cols": "number,monthly", "sort": "monthly"})
    assert len(shown(hidden)) == 3
    assert "monthly" not in heads(hidden)
    assert "0.85" not in hidden.content.decode()
    assert "What numbers cost is not shown to you." in hidden.content.decode(), "the view says that it does not filter"
    assert "price_to" not in viewer.get("/numbers/").context["filters"].fields
    with scope(organization=nordphone):
        assert not numbers_matching("price_to=1", costs=False).exists(), "a bulk change never takes all for some"


@pytest.mark.parametrize("name", ["sms", "mms", "fax", "t38", "cnam", "e911"])
def test_unknown_is_a_choice_of_its_own(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection, name: str
) -> None:
    field = {"sms": "sms_enabled", "mms": "mms_available", "cnam": "cnam_lookup"}.get(name, name)
    for number, value in ((FIRST, True), (SECOND, False), (THIRD, None)):
        make_did(nordphone, account, number, **{field: value})
    page = browse(victor, nordphone)
    found = {value: shown(page.get("/numbers/", {name: value})) for value in ("1", "0", "unknown")}
    assert found == {"1": [FIRST], "0": [SECOND], "unknown": [THIRD]}


def test_filters_by_place_provider_tag_and_last_call(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    other = make_connection(nordphone, "Other", provider="callr")
    days = {days: timezone.now() - timedelta(days=days) for days in (10, 100)}
    did = make_did(nordphone, account, FIRST, last_call_at=days[10])
    make_did(nordphone, account, SECOND, last_call_at=days[100], region="ON", description="TORONTO, ON")
    make_did(nordphone, other, "+33199004712", country="FR", region="", description="Paris")
    with scope(organization=nordphone):
        tag = Tag.objects.create(organization=nordphone, name="stock")
        DidTag.objects.create(organization=nordphone, did=did, tag=tag)
    page = browse(victor, nordphone)
    for address, expected in (
        ({"tag": str(tag.pk)}, [FIRST]),
        ({"q": "stock"}, [FIRST]),
        ({"provider": "callr"}, ["+33199004712"]),
        ({"country": "FR"}, ["+33199004712"]),
        ({"region": "ON"}, [SECOND]),
        ({"place": "toronto"}, [SECOND]),
        ({"last_call": "never"}, ["+33199004712"]),
        ({"last_call": "90"}, [SECOND]),
        ({"last_call": ["90", "never"]}, [SECOND, "+33199004712"]),
        ({"last_call": "365"}, []),
    ):
        assert shown(page.get("/numbers/", address)) == expected, address
    nonsense = page.get("/numbers/", {"tag": "x", "last_call": "yesterday", "country": "Narnia"})
    assert nonsense.status_code == 200
    assert len(shown(nonsense)) == 3


def test_a_view_is_kept_and_one_click_away(
    browse: Browse, sam: Any, victor: Any, nordphone: Organization, account: Connection
) -> None:
    staff, viewer = browse(sam, nordphone), browse(victor, nordphone)
    form = staff.get("/numbers/views/?region=QC&sms=unknown&cols=number,fax&after=zzz")
    query = form.context["form"]["query"].value()
    assert query == "cols=number%2Cfax&region=QC&sms=unknown"
    kept = staff.post("/numbers/views/", {"name": "Stock", "query": query, "shared": "on"})
    assert kept.url == f"/o/nordphone/numbers/?{query}"
    tabs = viewer.get(f"/numbers/?{query}").context["tabs"]
    assert [(tab.view.name, tab.here, tab.own) for tab in tabs] == [("Stock", True, False)]
    staff.post("/numbers/views/", {"name": "Stock", "query": "region=ON"})
    assert viewer.get("/numbers/").context["tabs"] == []  # replaced by one that is only theirs
    with scope(organization=nordphone):
        assert SavedView.objects.get().query == "region=ON"


def test_the_usual_views_stand_before_the_saved_ones_and_lead_to_their_filter(
    browse: Browse, sam: Any, nordphone: Organization, account: Connection
) -> None:
    staff = browse(sam, nordphone)
    usual = staff.get("/numbers/").context["usual"]
    assert [tab.name for tab in usual] == ["911 address needed", "Going nowhere", "Without a client", "SMS on", "Lost"]
    for tab in usual:
        answer = staff.get(tab.url.removeprefix("/o/nordphone"))
        assert len(answer.context["filters"].chips) == 1, tab.name
        assert [each.name for each in answer.context["usual"] if each.here] == [tab.name]
        assert "Save this view" not in answer.content.decode()
    assert "Save this view" in staff.get("/numbers/?sms=0").content.decode()


def test_viewers_keep_their_own_views_and_share_none(
    browse: Browse, sam: Any, victor: Any, nordphone: Organization
) -> None:
    viewer, staff = browse(victor, nordphone), browse(sam, nordphone)
    viewer.post("/numbers/views/", {"name": "Mine", "query": "region=QC", "shared": "on"})
    with scope(organization=nordphone):
        view = SavedView.objects.get()
    assert not view.shared
    assert staff.post(f"/numbers/views/{view.pk}/delete/").status_code == 404
    assert viewer.get(f"/numbers/views/{view.pk}/delete/").status_code == 405
    assert viewer.post(f"/numbers/views/{view.pk}/delete/").status_code == 302
    with scope(organization=nordphone):
        assert not SavedView.objects.exists()


def test_admins_drop_shared_views_of_others(
    browse: Browse, sam: Any, alice: Any, victor: Any, nordphone: Organization
) -> None:
    browse(sam, nordphone).post("/numbers/views/", {"name": "Shared", "query": "", "shared": "on"})
    with scope(organization=nordphone):
        view = SavedView.objects.get()
    assert browse(victor, nordphone).post(f"/numbers/views/{view.pk}/delete/").status_code == 302
    with scope(organization=nordphone):
        assert SavedView.objects.exists()
    assert browse(alice, nordphone).post(f"/numbers/views/{view.pk}/delete/").status_code == 302
    with scope(organization=nordphone):
        assert not SavedView.objects.exists()


def test_a_view_needs_a_name_and_keeps_what_was_typed(browse: Browse, sam: Any, nordphone: Organization) -> None:
    answer = browse(sam, nordphone).post("/numbers/views/", {"name": "", "query": "region=QC"})
    assert answer.status_code == 422
    assert answer.context["form"]["query"].value() == "region=QC"
    assert answer.context["form"].errors["name"]


def test_a_note_is_edited_in_its_cell_and_without_script(
    browse: Browse, sam: Any, victor: Any, nordphone: Organization, account: Connection
) -> None:
    did = make_did(nordphone, account, FIRST)
    page, address = browse(sam, nordphone), f"/numbers/{did.pk}/remarks/"
    assert b'name="remarks"' in page.fragment(address).content
    cell = page.post(address, {"remarks": "Rings at <home>"}, headers={"HX-Request": "true"})
    assert b"Rings at &lt;home&gt;" in cell.content
    assert b"<html" not in cell.content
    back = "/o/nordphone/numbers/?region=QC"
    assert back in page.get(address, {"next": back}).content.decode()
    assert page.post(address, {"remarks": "Short", "next": back}).url == back
    assert page.post(address, {"remarks": "", "next": "https://elsewhere.example/"}).url == "/o/nordphone/numbers/"
    long = page.post(address, {"remarks": "x" * 501}, headers={"HX-Request": "true"})
    assert long.status_code == 422
    assert b"x" * 501 in long.content
    assert browse(victor, nordphone).post(address, {"remarks": "no"}).status_code == 403


def test_tags_are_words_each_once(browse: Browse, sam: Any, nordphone: Organization, account: Connection) -> None:
    did, other = make_did(nordphone, account, FIRST), make_did(nordphone, account, SECOND)
    page = browse(sam, nordphone)
    page.post(f"/numbers/{did.pk}/tags/", {"tags": " Stock,  for  sale ,stock,, "})
    cell = page.post(f"/numbers/{other.pk}/tags/", {"tags": "STOCK"}, headers={"HX-Request": "true"})
    assert "data-focus" in cell.content.decode()
    assert "data-focus" not in page.get("/numbers/").content.decode()
    assert b">Stock<" in cell.content
    with scope(organization=nordphone):
        assert list(Tag.objects.order_by("name").values_list("name", flat=True)) == ["Stock", "for sale"]
        assert DidTag.objects.count() == 3
    assert page.post(f"/numbers/{did.pk}/tags/", {"tags": "y" * 41}).status_code == 422
    page.post(f"/numbers/{did.pk}/tags/", {"tags": ""})
    with scope(organization=nordphone):
        assert DidTag.objects.get().did_id == other.pk


def test_lost_numbers_are_told_with_the_day_they_were_last_seen(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    seen = timezone.now() - timedelta(minutes=40)
    make_did(nordphone, account, FIRST, state=DidState.LOST, gone_at=timezone.now(), last_seen_at=seen)
    page = browse(victor, nordphone)
    answer = page.get("/numbers/").content.decode()
    assert "no longer listed by their provider" in answer
    assert "last seen" in answer
    assert "40 min ago" in answer
    with scope(organization=nordphone):
        Did.objects.update(gone_at=timezone.now() - timedelta(days=31))
    assert "no longer listed by their provider" not in page.get("/numbers/").content.decode()
    assert shown(page.get("/numbers/", {"state": "lost"})) == [FIRST]


def test_an_account_in_trouble_is_named_and_its_numbers_stay(
    browse: Browse, victor: Any, nordphone: Organization
) -> None:
    account = make_connection(nordphone, "Down", lamp=Lamp.BAD)
    make_did(nordphone, account, FIRST)
    answer = browse(victor, nordphone).get("/numbers/")
    assert "The numbers of Down may be out of date." in answer.content.decode()
    assert shown(answer) == [FIRST]


def test_totals_are_exact_while_few_and_then_as_last_counted(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection
) -> None:
    did = make_did(nordphone, account, FIRST, monthly=Decimal("0.85"), monthly_currency="USD")
    make_did(nordphone, account, SECOND, state=DidState.LOST)
    page = browse(alice, nordphone)
    assert page.get("/numbers/").context["all"] == "1 number · 1 account · USD\xa00.85 a month"
    assert page.get("/numbers/", {"sms": "unknown"}).context["count"] == "2 match · USD\xa00.85 a month for 1 of them"
    now = timezone.now()
    with scope(organization=nordphone):
        Did.objects.bulk_create(
            Did(
                organization=nordphone,
                connection=account,
                number=f"+1416555{line:04}",
                route_kind="none",
                fingerprint=str(line),
                first_seen_at=now,
                changed_at=now,
                read_at=now,
            )
            for line in range(COUNTED)
        )
        assert not total_of_all().exact
        recount(account)
        total = total_of_all()
        assert (total.numbers, total.exact, total.monthly) == (COUNTED + 1, True, [("USD", did.monthly)])
    assert page.get("/numbers/", {"sms": "unknown"}).context["count"] == "more than 1,000 match"


def test_what_follows_the_address_travels_with_the_fragment(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    make_did(nordphone, account, FIRST)
    answer = browse(victor, nordphone).fragment("/numbers/?region=QC").content.decode()
    for part in ("numbers-table", "numbers-filters", "numbers-views", "numbers-tools", "numbers-columns"):
        assert answer.count(f'id="{part}"') == 1
    assert "export.csv?region=QC" in answer


@pytest.mark.parametrize("address", ["", "?region=QC&sms=unknown", "?q=0101&state=active", "?sort=-last_call"])
def test_the_list_asks_the_database_twelve_times_at_most(
    browse: Browse, alice: Any, nordphone: Organization, account: Connection, address: str
) -> None:
    did = make_did(nordphone, account, FIRST)
    with scope(organization=nordphone):
        tag = Tag.objects.create(organization=nordphone, name="stock")
        DidTag.objects.create(organization=nordphone, did=did, tag=tag)
        recount(account)
    page = browse(alice, nordphone)
    page.get("/numbers/")
    with CaptureQueriesContext(database) as captured:
        assert page.get(f"/numbers/{address}").status_code == 200
    walls = ("SELECT set_config", "SAVEPOINT", "RELEASE")
    asked = [each["sql"] for each in captured.captured_queries if not each["sql"].startswith(walls)]
    assert len(asked) <= 12, "\n".join(asked)
