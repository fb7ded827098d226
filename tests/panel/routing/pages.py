"""A page's form as a browser would send it, and the queue run as a worker would."""

from __future__ import annotations

from collections import deque
from typing import Any

from lxml import html

from panel.operations.tasks import perform, reconcile


def fields_of(page: bytes, form_id: str = "object-form") -> dict[str, Any]:
    """What the form would send untouched."""
    root: Any = html.document_fromstring(page.decode())
    form = next(each for each in root.forms if each.get("id") == form_id)
    return {name: value for name, value in form.form_values() if not name.startswith("csrf")}


def fill(browser: Any, path: str, **typed: Any) -> Any:
    """Open the form, type, send. `p_` is put before each name, `__` in it stands for a dot."""
    page = browser.get(path)
    assert page.status_code == 200, page.content.decode()[:2000]
    data = fields_of(page.content)
    for name, value in typed.items():
        data["p_" + name.replace("__", ".")] = value
    return browser.post(path, data)


class Queue:
    """Messages of operations, run when asked."""

    def __init__(self) -> None:
        self.messages: deque[tuple[str, dict[str, Any]]] = deque()

    def enqueue(self, task: str, *, organization_id: Any, **arguments: Any) -> None:
        self.messages.append((task, {"organization_id": str(organization_id), **arguments}))

    def run(self) -> None:
        tasks = {"operations.perform": perform, "operations.reconcile": reconcile}
        while self.messages:
            name, arguments = self.messages.popleft()
            tasks[name](**arguments)
