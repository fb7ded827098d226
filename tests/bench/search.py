"""A search at every provider at once: how soon the first answer is there, while one provider is slow.

Real workers ask the sandbox over HTTP. The first answer is compared with the last one, and with what its own provider took.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from panel.accounts.models import User
from panel.ordering.forms import SearchForm
from panel.ordering.models import PartState, SearchPart
from panel.ordering.services.searching import start_search
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.sandbox.seed import SERVICES
from tests.bench.measurement import Measurement
from tests.factories import make_organization, make_user
from tests.sandbox import running
from tests.synced import account_at
from tests.workers import Worker, environment, wait_until

ROUNDS = 5
SLOW, SLOW_SECONDS = "voicemeup", 3
ASKED = {"kind": "local", "country": "CA", "region": "QC", "area": "514", "quantity": "1"}


def measure() -> Iterator[Measurement]:
    organization = make_organization("Bench: search", "bench-search")
    for slug in SERVICES:
        account_at(organization, slug)
    by = make_user("search@bench.example")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "world") as sandbox:
        addresses = {
            f"{slug}_{name}".upper(): url
            for slug, service in SERVICES.items()
            for name, url in service.endpoints(sandbox.url).items()
        }
        worker = Worker(environment(**addresses), Path(folder) / "worker.log", processes=len(SERVICES))
        try:
            _searched(organization, by)  # the first one warms up
            sandbox.break_with("latency", provider=SLOW, seconds=SLOW_SECONDS)
            rounds = [_searched(organization, by) for _ in range(ROUNDS)]
        finally:
            worker.kill()
    first, alone, last = (median(each) for each in zip(*rounds, strict=True))
    yield Measurement(name="search.first_vs_last", value=first, unit="s", baseline=last, goal=0.5, at_most=True)
    yield Measurement(name="search.before_it_is_asked", value=first - alone, unit="s", goal=0.5, at_most=True)


def _searched(organization: Organization, by: User) -> tuple[float, float, float]:
    """Seconds from asking to the first answer, from its provider's start to it, and from asking to the last."""
    with scope(organization=organization):
        form = SearchForm(ASKED)
        assert form.is_valid(), form.errors
        search = start_search(wanted=form.wanted, client=None, by=by)

    def answers() -> list[SearchPart]:
        with scope(organization=organization):
            return list(SearchPart.objects.filter(search=search).order_by("finished_at"))

    wait_until(lambda: all(part.finished_at for part in answers()), "every provider's answer")
    parts = answers()
    assert {part.state for part in parts} == {PartState.DONE}, [part.message for part in parts]
    found = [(part.finished_at, part.started_at) for part in parts if part.started_at and part.finished_at]
    (first, started), (last, _) = found[0], found[-1]
    asked = search.created_at
    return (first - asked).total_seconds(), (first - started).total_seconds(), (last - asked).total_seconds()
