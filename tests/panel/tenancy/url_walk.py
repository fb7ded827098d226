"""Walks the URLconf: which pages there are, and what each of them answers to whom. Checks return sentences.

A page that somebody adds is found here by itself. What it takes in its address is filled from `world.OBJECTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection as database
from django.db import transaction
from django.test.utils import override_script_prefix
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from panel.accounts.models import User
from panel.tenancy.access import Access, Door, access_of
from panel.tenancy.models import Organization
from panel.tenancy.roles import Role, may
from panel.tenancy.scope import scope
from tests.factories import Browser
from tests.panel.tenancy.world import MARKERS, OBJECTS, WORDS, World

# Pages outside of any organization. Each is a decision: a member's page never belongs here.
PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",  # between password and code nobody is signed in
    "accounts:invitation",  # found by its secret token
    "callbacks:receive",  # found by its secret token
    "ui:theme",
    "ui:language",
}
SIGNED_IN = {
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "accounts:home",
    "accounts:profile",
}
OPERATOR = {"accounts:organizations"}
LISTED = {Door.PUBLIC: PUBLIC, Door.SIGNED_IN: SIGNED_IN, Door.OPERATOR: OPERATOR}


@dataclass(frozen=True)
class Page:
    """A page of the URLconf. `arguments` are the names in its address, `app` the namespace that it is mounted under."""

    name: str
    app: str
    route: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def access(self) -> Access | None:
        return access_of(self.view)

    @property
    def for_members(self) -> bool:
        return self.access is not None and self.access.door is Door.MEMBER

    @property
    def has_object(self) -> bool:
        return any((self.app, argument) in OBJECTS for argument in self.arguments)

    def path(self, world: World) -> str:
        """Its address with Nordphone's objects, without an organization's prefix."""
        values: dict[str, Any] = {}
        for argument in self.arguments:
            key = (self.app, argument)
            values[argument] = OBJECTS[key](world) if key in OBJECTS else WORDS[key]
        with override_script_prefix("/"):
            return reverse(self.name, kwargs=values)

    def __str__(self) -> str:
        return self.name or self.route


def all_pages(urlconf: str | None = None) -> list[Page]:
    return list(_pages(get_resolver(urlconf).url_patterns))


def _pages(
    patterns: Iterable[URLPattern | URLResolver],
    spaces: tuple[str, ...] = (),
    route: str = "",
    taken: tuple[str, ...] = (),
) -> Iterator[Page]:
    for pattern in patterns:
        here, arguments = f"{route}{pattern.pattern}", (*taken, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inside = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _pages(pattern.url_patterns, inside, here, arguments)
        else:
            name = ":".join([*spaces, pattern.name]) if pattern.name else ""
            yield Page(name, ":".join(spaces), here, arguments, pattern.callback)


def declaration_problems(page: Page) -> Iterator[str]:
    if not page.name:
        yield f"{page} has no name. Give its path() one."
    if page.access is None:
        yield f"{page} declares no access. Decorate its view: @requires(Permission.…), or see panel/tenancy/access.py."
    elif not page.for_members and page.name not in LISTED[page.access.door]:
        door = page.access.door
        yield f"{page} is open to “{door.value}” and not listed in url_walk.{door.name}. Should it be a member's page?"
    for argument in page.arguments:
        if (page.app, argument) not in OBJECTS and (page.app, argument) not in WORDS:
            yield (
                f"{page} takes “{argument}”, and the walk does not know what to put there. Add ({page.app!r}, {argument!r})"
                " to OBJECTS in tests/panel/tenancy/world.py (and to WORDS if it names no object)."
            )


def nobody_problems(page: Page, world: World) -> Iterator[str]:
    """Without signing in every page but the public ones leads to the sign-in page."""
    for path in _with_and_without_prefix(page, world):
        for method in ("get", "post"):
            response = _ask(Browser(), method, path)
            to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/?next=")
            if not to_sign_in:
                yield f"{method.upper()} {path} by nobody: {_told(response)}, not the sign-in page."


def outsider_problems(page: Page, world: World) -> Iterator[str]:
    """A member of another organization finds nothing, changes nothing and reads nothing, whatever the address says."""
    before = fingerprint(world.nordphone)
    outsider = _browser(world.charlie)
    path = page.path(world)
    for method in ("get", "post", "htmx"):
        theirs = f"/o/{world.nordphone.slug}{path}"
        response = _ask(outsider, method, theirs)
        if response.status_code != 404:
            yield f"{method.upper()} {theirs} by a member of another organization: {_told(response)}, not 404."
        yield from _leaks(response, f"{method.upper()} {theirs} by a member of another organization")
        own = f"/o/{world.harbourline.slug}{path}"
        response = _ask(outsider, method, own)
        if page.has_object and response.status_code not in (404, 405):
            yield f"{method.upper()} {own} with another organization's object: {_told(response)}, not 404."
        if response.status_code >= 500:
            yield f"{method.upper()} {own}: {_told(response)}."
        yield from _leaks(response, f"{method.upper()} {own} in the outsider's own organization")
    if fingerprint(world.nordphone) != before:
        yield f"{page}: what a member of another organization sent changed Nordphone's rows."


def client_problems(page: Page, world: World) -> Iterator[str]:
    """Somebody of a reseller client reaches the portal only, and there only what is that client's."""
    assert page.access is not None
    assert page.access.permission is not None
    before = fingerprint(world.nordphone)
    path = f"/o/{world.nordphone.slug}{page.path(world)}"
    in_portal = may(Role.CLIENT, page.access.permission)
    for method in ("get", "post", "htmx"):
        for person in (world.clara, world.karl):
            response = _ask(_browser(person), method, path)
            own = in_portal and (person == world.clara or not page.has_object)
            if own and response.status_code in (404, 500):
                yield f"{method.upper()} {path} by the client itself: {_told(response)}."
            if not own and response.status_code not in ((404, 405) if in_portal else (404,)):
                yield f"{method.upper()} {path} by {person}, of a client: {_told(response)}, not 404."
            if not own or person == world.karl:
                yield from _leaks(response, f"{method.upper()} {path} by {person}")
    if fingerprint(world.nordphone) != before:
        yield f"{page}: what somebody of a client sent changed rows."


def member_problems(page: Page, world: World) -> Iterator[str]:
    """The page works for the owner, and each role gets what its permissions say: the page, or 403."""
    assert page.access is not None
    assert page.access.permission is not None
    path = f"/o/{world.nordphone.slug}{page.path(world)}"
    roles = ((world.alice, Role.OWNER), (world.sam, Role.STAFF), (world.victor, Role.VIEWER))
    for person, role in roles:
        for method in ("get", "htmx", "post"):
            response = _ask_and_undo(_browser(person), method, path)
            if may(role, page.access.permission):
                if response.status_code in (403, 404) or response.status_code >= 500:
                    yield f"{method.upper()} {path} by {role}: {_told(response)}."
            elif response.status_code != 403:
                yield f"{method.upper()} {path} by {role}: {_told(response)}, not 403."


def signed_in_problems(page: Page, world: World) -> Iterator[str]:
    """Pages about oneself: they never break, and say nothing of an organization to somebody outside of it."""
    path = page.path(world)
    for method in ("get", "htmx"):
        for address in (path, f"/o/{world.harbourline.slug}{path}"):
            response = _ask(_browser(world.charlie), method, address)
            if response.status_code >= 500:
                yield f"{method.upper()} {address}: {_told(response)}."
            yield from _leaks(response, f"{method.upper()} {address}")
        response = _ask(_browser(world.charlie), method, f"/o/{world.nordphone.slug}{path}")
        if response.status_code != 404:
            yield f"{method.upper()} {path} below another organization's prefix: {_told(response)}, not 404."


def operator_problems(page: Page, world: World) -> Iterator[str]:
    path = page.path(world)
    for method in ("get", "post"):
        for person in (world.alice, world.clara):
            response = _ask(_browser(person), method, path)
            if response.status_code != 404:
                yield f"{method.upper()} {path} by {person}, no operator: {_told(response)}, not 404."
    response = _ask(_browser(world.olga), "get", path)
    if response.status_code != 200:
        yield f"GET {path} by the operator: {_told(response)}."
    yield from _leaks(response, f"GET {path} by the operator")


def fingerprint(organization: Organization) -> dict[str, str]:
    """A digest of every row of the organization, table by table, whatever wrote it."""
    found = {}
    with scope(organization=organization), database.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relrowsecurity "
            "AND n.nspname = 'public'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM {table} t")  # noqa: S608
            (found[table],) = cursor.fetchone()
    return found


def _with_and_without_prefix(page: Page, world: World) -> list[str]:
    path = page.path(world)
    return [path, f"/o/{world.nordphone.slug}{path}"]


def _browser(person: User) -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.force_login(person)
    return browser


def _ask(browser: Browser, method: str, path: str) -> Any:
    if method == "htmx":
        return browser.get(path, headers={"HX-Request": "true"})
    return getattr(browser, method)(path)


def _ask_and_undo(browser: Browser, method: str, path: str) -> Any:
    """So that what one person removes is there for the next."""
    with transaction.atomic():
        response = _ask(browser, method, path)
        transaction.set_rollback(True)
    return response


def _leaks(response: Any, asked: str) -> Iterator[str]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = " ".join([body.decode(errors="replace"), *map(str, response.headers.values())]).lower()
    for marker in MARKERS:
        if marker in text:
            yield f"{asked}: the answer holds “{marker}”, which is Nordphone's."


def _told(response: Any) -> str:
    where = response.headers.get("Location", "")
    return f"{response.status_code} {where}".strip()
