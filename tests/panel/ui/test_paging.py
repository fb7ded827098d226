"""Keyset pages: walking either way meets each row exactly once, in the list's order."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel.jobs.models import Job
from panel.tenancy.scope import scope
from panel.ui.paging import Page, Sort, keyset_page, query

pytestmark = pytest.mark.django_db

# Few values, so that ties are common; None, because the column may be empty.
totals = st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=12)


def make_jobs(organization: Any, values: list[int | None]) -> None:
    Job.objects.all().delete()
    Job.objects.bulk_create(Job(organization=organization, kind="tests.page", total=value) for value in values)


def params(link: str) -> QueryDict:
    return QueryDict(link.removeprefix("?"))


def walk(sort: Sort, size: int, start: QueryDict, direction: str) -> list[Page[Job]]:
    pages = [keyset_page(Job.objects.all(), sort, start, size)]
    while link := getattr(pages[-1], direction):
        pages.append(keyset_page(Job.objects.all(), sort, params(link), size))
        assert len(pages) < 50, "the walk does not end"
    return pages


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=totals, size=st.integers(1, 4), descending=st.booleans())
def test_walking_on_and_back_meets_each_row_once_in_order(
    nordphone: Any, values: list[int | None], size: int, descending: bool
) -> None:
    sort = Sort("total", descending)
    with scope(organization=nordphone):
        make_jobs(nordphone, values)
        whole = list(Job.objects.order_by(sort.token, "-pk" if descending else "pk"))

        onwards = walk(sort, size, QueryDict("keep=1"), "next")
        assert [row for page in onwards for row in page.rows] == whole
        assert onwards[0].previous == ""

        last = params(onwards[-2].next) if len(onwards) > 1 else QueryDict("keep=1")
        backwards = walk(sort, size, last, "previous")
        assert [row for page in reversed(backwards) for row in page.rows] == whole
        assert all(params(page.next)["keep"] == "1" for page in onwards[:-1])


def test_a_row_that_appears_while_reading_is_neither_repeated_nor_shifts_the_others(nordphone: Any) -> None:
    with scope(organization=nordphone):
        make_jobs(nordphone, [1, 2, 3, 4])
        first = keyset_page(Job.objects.all(), Sort("total"), QueryDict(""), 2)
        Job.objects.create(organization=nordphone, kind="tests.page", total=0)
        second = keyset_page(Job.objects.all(), Sort("total"), params(first.next), 2)
        assert [row.total for row in second.rows] == [3, 4]


def test_going_back_to_a_short_beginning_shows_a_full_first_page(nordphone: Any) -> None:
    with scope(organization=nordphone):
        make_jobs(nordphone, [1, 2, 3, 4, 5])
        first = keyset_page(Job.objects.all(), Sort("total"), QueryDict(""), 2)
        second = keyset_page(Job.objects.all(), Sort("total"), params(first.next), 2)
        Job.objects.filter(total=1).delete()
        back = keyset_page(Job.objects.all(), Sort("total"), params(second.previous), 2)
        assert [row.total for row in back.rows] == [2, 3]


@pytest.mark.parametrize("cursor", ["x", "eyJ9", "a:b:c", "\x00", "é" * 300, "MQ:1abc:zzz"])
def test_a_damaged_place_gives_the_first_page_and_says_so(nordphone: Any, cursor: str) -> None:
    with scope(organization=nordphone):
        make_jobs(nordphone, [1, 2, 3])
        page = keyset_page(Job.objects.all(), Sort("total"), {"after": cursor}, 2)
        assert [row.total for row in page.rows] == [1, 2]
        assert "first page" in page.notice


def test_a_place_of_another_order_gives_the_first_page(nordphone: Any) -> None:
    with scope(organization=nordphone):
        make_jobs(nordphone, [1, 2, 3])
        page = keyset_page(Job.objects.all(), Sort("total"), QueryDict(""), 1)
        other = keyset_page(Job.objects.all(), Sort("created_at"), params(page.next), 1)
        assert other.notice


@pytest.mark.parametrize("field", ["created_at", "id", "kind", "total"])
def test_each_kind_of_column_can_hold_the_place(nordphone: Any, field: str) -> None:
    with scope(organization=nordphone):
        make_jobs(nordphone, [None, 2, 3, 4, 5])
        pages = walk(Sort(field, descending=True), 2, QueryDict(""), "next")
        assert len({row.pk for page in pages for row in page.rows}) == 5


def test_a_page_costs_one_query_and_counts_nothing(nordphone: Any, django_assert_num_queries: Any) -> None:
    with scope(organization=nordphone):
        make_jobs(nordphone, [1, 2, 3])
        with django_assert_num_queries(1) as seen:
            keyset_page(Job.objects.all(), Sort("total"), QueryDict(""), 2)
        assert "COUNT(" not in seen.captured_queries[0]["sql"].upper()


def test_a_changed_query_keeps_the_rest_and_leaves_the_page() -> None:
    changed = query(QueryDict("q=x&state=a&state=b&after=zzz"), sort="-total", q=None)
    assert parse_qs(changed.removeprefix("?")) == {"state": ["a", "b"], "sort": ["-total"]}
