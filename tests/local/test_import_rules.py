"""The import rule of our own: an app's pages are its own."""

from __future__ import annotations

import grimp
import pytest

from panel.local.import_rules import PagesStayHome


@pytest.fixture
def graph() -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for module in ("panel.urls", "panel.dids.urls", "panel.dids.views", "panel.dids.forms", "panel.calls.services"):
        graph.add_module(module)
    graph.add_import(importer="panel.dids.views", imported="panel.dids.forms")
    graph.add_import(importer="panel.urls", imported="panel.dids.urls")
    graph.add_import(importer="panel.dids.forms", imported="panel.ui.forms")
    return graph


@pytest.fixture
def rule() -> PagesStayHome:
    options = {"root": "panel", "pages": ["views", "forms", "urls"], "shared": ["ui"]}
    return PagesStayHome(name="pages", session_options={}, contract_options=options)


def test_an_app_may_use_its_own_pages_and_the_shared_ones(rule: PagesStayHome, graph: grimp.ImportGraph) -> None:
    assert rule.check(graph, verbose=False).kept


@pytest.mark.parametrize("page", ["panel.dids.forms", "panel.dids.views"])
def test_another_app_may_not_use_them(rule: PagesStayHome, graph: grimp.ImportGraph, page: str) -> None:
    graph.add_import(importer="panel.calls.services", imported=page)
    check = rule.check(graph, verbose=False)
    assert not check.kept
    assert check.metadata["broken"] == [("panel.calls.services", page)]


def test_a_page_split_into_a_package_stays_home_too(rule: PagesStayHome, graph: grimp.ImportGraph) -> None:
    graph.add_import(importer="panel.calls.services", imported="panel.dids.views.detail")
    assert not rule.check(graph, verbose=False).kept
