"""Import rules that import-linter has no contract for; `[tool.importlinter]` in pyproject.toml names them."""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output
from importlinter.domain import fields


class PagesStayHome(Contract):
    """An app's pages (its views, forms …) are its own: other apps call its services and queries.

    Options: `root`, the package that holds the apps; `pages`, the names of the modules that stay home; `shared`, apps
    whose modules are for everybody.
    """

    # Declared as fields, read as their values: import-linter's types do not tell the two apart.
    root: Any = fields.StringField()
    pages: Any = fields.SetField(subfield=fields.StringField())
    shared: Any = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Broken when a module of one app imports a page module of another."""
        broken = [
            (importer, page)
            for page in sorted(graph.modules)
            if self._is_page(page)
            for importer in sorted(graph.find_modules_that_directly_import(page))
            if self._app(importer) not in (None, self._app(page))
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, page in check.metadata["broken"]:
            output.print_error(f"{importer} imports {page}: call the services or queries of {self._app(page)} instead.")

    def _is_page(self, module: str) -> bool:
        parts = module.split(".")
        return (
            len(parts) > 2 and parts[0] == self.root and parts[1] not in (self.shared or ()) and parts[2] in self.pages
        )

    def _app(self, module: str) -> str | None:
        """The app of a module; None for the wiring (`panel.urls` …), which belongs to none."""
        parts = module.split(".")
        return parts[1] if parts[0] == self.root and len(parts) > 2 else None
