"""The list of numbers at 1,000, 100,000 and 1,000,000 of them: it asks the database as often, and answers as fast.

Each size is an organization of its own in one table, so that the small ones pay for their neighbours as they would in life.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db import connection as database
from django.db import connections
from django.test.utils import CaptureQueriesContext

from panel.dids.models import Did, Tag
from panel.dids.totals import recount
from panel.tenancy.models import Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import scope
from tests.bench.measurement import Measurement, seconds
from tests.factories import Browser, make_client, make_connection, make_did, make_member, make_organization

Address = dict[str, str | list[str]]
SIZES = {"small": 1_000, "middle": 100_000, "large": 1_000_000}
ACCOUNTS, CLIENTS, TAGS = 4, 40, 8
ROUNDS = 40
MOST_QUERIES = 12
# By turns; one number in 17 is lost, so that the smallest has a page of them, one in 13 has no call that we know of.
# Other columns are those of a first number.
BY_LINE = {
    "id": "gen_random_uuid()",
    "connection_id": "(%(accounts)s)[1 + line %% %(many_accounts)s]",
    "client_id": "(%(clients)s)[1 + line / 7 %% %(many_clients)s]",
    "number": "'+1514' || lpad(line::text, 7, '0')",
    "description": "'CENTRE ' || line %% 300",
    "region": "(ARRAY['QC', 'ON', 'BC', 'AB'])[1 + line %% 4]",
    "state": "CASE WHEN line %% 17 = 0 THEN 'lost' ELSE 'active' END",
    "gone_at": "CASE WHEN line %% 17 = 0 THEN now() - line * interval '1 second' END",
    "remarks": "CASE WHEN line %% 1000 = 7 THEN 'on shelf ' || line ELSE '' END",
    "route_target": "'login' || line %% 50",
    "monthly": "0.85 + line %% 9 * 0.1",
    "monthly_currency": "'USD'",
    "fingerprint": "line::text",
    "changed_at": "now() - line * interval '1 second'",
    "sms_enabled": "(ARRAY[true, false, NULL])[1 + line %% 3]",
    "e911": "line %% 2 = 0",
    "last_call_at": "CASE WHEN line %% 13 > 0 THEN now() - line %% 400 * interval '1 day' END",
}
COLUMNS = [str(field.column) for field in Did._meta.local_concrete_fields if not field.generated]
FILL = f"""
INSERT INTO dids_did ({", ".join(COLUMNS)})
SELECT {", ".join(BY_LINE.get(column, f"first.{column}") for column in COLUMNS)}
FROM dids_did first, generate_series(1, %(size)s) AS line WHERE first.id = %(first)s
"""  # noqa: S608
TAG = """
INSERT INTO dids_didtag (id, organization_id, did_id, tag_id)
SELECT gen_random_uuid(), organization_id, id, (%(tags)s)[1 + (hashtext(number) & 7)]
FROM dids_did WHERE organization_id = %(organization)s AND right(number, 1) IN ('1', '2')
"""


def measure() -> Iterator[Measurement]:
    pages = {name: filled(name, size) for name, size in SIZES.items()}
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    every = [*ADDRESSES.values(), *RARE.values()]
    queries = {name: max(queries_of(page, address) for address in every) for name, page in pages.items()}
    yield Measurement(
        name="numbers.list_queries", value=max(queries.values()), unit="queries", goal=MOST_QUERIES, at_most=True
    )
    for what, address in ADDRESSES.items():
        slowest = p95_by_turns(pages, address)
        yield Measurement(
            name=f"numbers.list_{what}_1M_vs_1k",
            value=slowest["large"] * 1000,
            baseline=slowest["small"] * 1000,
            unit="ms p95",
            goal=1.5,
            at_most=True,
        )
    for what, address in RARE.items():
        slowest = p95_by_turns({"large": pages["large"]}, address)
        yield Measurement(
            name=f"numbers.list_{what}_1M", value=slowest["large"] * 1000, unit="ms p95", goal=RARE_MS, at_most=True
        )


ADDRESSES: dict[str, Address] = {
    "first_page": {},
    "search": {"q": "514 000 03"},
    "ending": {"q": "0000317"},
    "filtered": {"region": "QC", "sms": "unknown", "state": "active"},
    "lost": {"state": "lost"},
    "by_change": {"sort": "-changed"},
    "by_last_call": {"sort": "-last_call", "last_call": ["90"]},
    "frequent_word": {"q": "centre"},
}
# Of these the smallest has no page that could be compared.
RARE: dict[str, Address] = {
    "rare_word": {"q": "shelf 7"},
    "some_word": {"q": "shelf"},
    "two_letters": {"q": "sh"},
    "no_word": {"q": "nowhere"},
    "word_of_many": {"q": "centre 29"},
    "client_name": {"q": "client 17"},
    "tag_name": {"q": "tag 3"},
    "place": {"place": "centre 299"},
    "word_and_filters": {"q": "shelf", "region": "AB", "sms": "unknown"},
    "rare_filters": {"state": "lost", "region": "AB", "sms": "unknown", "price_from": "1.6"},
    "filters_of_none": {"region": "AB", "e911": "1"},  # the worst: each is frequent, no number has both
}
RARE_MS = 1_000


class Page:
    """The list as an owner of an organization sees it."""

    def __init__(self, organization: Organization, browser: Browser) -> None:
        self.organization = organization
        self.browser = browser

    def read(self, address: Address) -> None:
        answer = self.browser.get(f"/numbers/?{urlencode(address, doseq=True)}")
        assert answer.status_code == 200


def filled(name: str, size: int) -> Page:
    organization = make_organization(f"Bench: {name}", f"bench-list-{name}")
    accounts = [make_connection(organization, f"Account {number}") for number in range(ACCOUNTS)]
    clients = [make_client(organization, f"Client {number}") for number in range(CLIENTS)]
    with scope(organization=organization):
        tags = Tag.objects.bulk_create(Tag(organization=organization, name=f"tag {number}") for number in range(TAGS))
    values: dict[str, Any] = {
        "organization": organization.pk,
        "first": make_did(organization, accounts[0], "+15145550142").pk,
        "accounts": [account.pk for account in accounts],
        "clients": [client.pk for client in clients],
        "tags": [tag.pk for tag in tags],
        "many_accounts": ACCOUNTS,
        "many_clients": CLIENTS,
        "size": size,
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute(FILL, values)
        cursor.execute(TAG, values)
    with scope(organization=organization):
        for account in accounts:
            recount(account)
    user = make_member(organization, f"{name}@bench.example", Role.OWNER)
    browser = Browser(prefix=f"/o/{organization.slug}", SERVER_NAME="localhost")
    browser.force_login(user)
    return Page(organization, browser)


def queries_of(page: Page, address: Address) -> int:
    """What the page asks for; the settings of the walls and the transaction's own words are no queries of it."""
    page.read(address)
    with CaptureQueriesContext(database) as captured:
        page.read(address)
    return sum(asks(each["sql"]) for each in captured.captured_queries)


def asks(sql: str) -> bool:
    return not sql.startswith(("SELECT set_config", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"))


def p95_by_turns(pages: dict[str, Page], address: Address) -> dict[str, float]:
    """The sizes take turns in an order that changes, so that a busy moment of the machine is not one size's."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    order = list(pages.items())
    for _round in range(ROUNDS):
        random.shuffle(order)
        for name, page in order:
            taken[name].append(seconds(partial(page.read, address)))
    return {name: sorted(times)[int(len(times) * 0.95) - 1] for name, times in taken.items()}
