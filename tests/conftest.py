"""What all tests share. The personas: alice owns Nordphone, sam is staff, victor may only look, clara is a client of it;
charlie owns Harbourline, another organization; olga operates the installation.

The tests run as the application's database role, which row level security binds. Migrations run as the owner.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest

# Playwright's loop makes Django think that the test's thread is asynchronous; it is not.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Each worker process of the test run has a Redis database of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
if "REDIS_URL" in os.environ:
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{int(_worker) + 1}"

from django.conf import settings as django_settings  # noqa: E402

# How long an example takes is the machine's matter. What lands is decided by the same examples each time; developers see others.
hypothesis.settings.register_profile("patchbay", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("patchbay")


def pytest_configure() -> None:
    # pytest-django may have read the settings before this file was.
    if "REDIS_URL" in os.environ:
        django_settings.REDIS_URL = django_settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
        django_settings.CACHES["default"]["LOCATION"] = os.environ["REDIS_URL"]
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of the tests' own, one for each worker process.

    pytest-django sets up only the aliases that tests name, and `default` mirrors `owner`: were `owner` not named here, the tests
    would run in the developer's database.

    The tests' own extra: emptying tables between tests that commit needs TRUNCATE, which the panel never has.
    """
    from django.db import connections
    from django.test.utils import setup_databases, teardown_databases
    from psycopg import sql

    role = sql.Identifier(str(django_settings.DATABASES["default"]["USER"]))
    owner = connections["owner"].settings_dict
    owner["TEST"]["DEPENDENCIES"] = []
    owner["TEST"]["NAME"] = f"test_{owner['NAME']}_gw{_worker}"
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=dict.fromkeys(("default", "owner")))
        assert connections["default"].settings_dict["NAME"] == connections["owner"].settings_dict["NAME"]
        assert str(connections["default"].settings_dict["NAME"]).startswith("test_")
        with connections["owner"].cursor() as cursor:
            cursor.execute(sql.SQL("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {}").format(role))
            cursor.execute(sql.SQL("GRANT SELECT ON django_migrations TO {}").format(role))
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        _end_sessions(made[0][1], str(owner["NAME"]))
        teardown_databases(made, verbosity=0)


def _end_sessions(elsewhere: str, database: str) -> None:
    """A database in use cannot be dropped: what a thread or a killed worker left open is ended, by the role it belongs to."""
    import psycopg
    from django.db import connections

    deadline = time.monotonic() + 30
    for alias in ("default", "owner"):
        parameters = connections[alias].get_connection_params() | {"cursor_factory": None, "dbname": elsewhere}
        with psycopg.connect(**parameters, autocommit=True) as connection:
            mine = "FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
            connection.execute(f"SELECT pg_terminate_backend(pid) {mine}", [database])
            while connection.execute(f"SELECT count(*) {mine}", [database]).fetchone() != (0,):
                assert time.monotonic() < deadline, f"Sessions stay in {database}"
                time.sleep(0.05)


@pytest.fixture(autouse=True)
def _clean_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rate limits and the like live in Redis, which no transaction rolls back."""
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        from django.core.cache import cache

        cache.clear()


@pytest.fixture(autouse=True)
def _empty_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties the tables that an alias may migrate: none for the application's role. So it is done here, as the owner."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    if not commits:
        return
    import psycopg
    from django.db import connections

    parameters = connections["owner"].get_connection_params() | {"cursor_factory": None}
    with psycopg.connect(**parameters, autocommit=True) as connection:
        _empty(connection)


MOST_DELETED_BYTES = 4 << 20


def _empty(connection: Any) -> None:
    """Every row of every table, and sequences begin anew.

    TRUNCATE makes new files for each table and each of its indexes, a second for all of them; a test writes to few, so their rows
    are deleted. Not where these are many, nor where the owner is bound by the policies.
    """
    tables = connection.execute(
        "SELECT format('%I', c.relname), pg_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'django_migrations'"
    ).fetchall()
    (unbound,) = connection.execute(
        "SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if not unbound or sum(size for _, size in tables) > MOST_DELETED_BYTES:
        connection.execute("TRUNCATE " + ", ".join(name for name, _ in tables) + " RESTART IDENTITY CASCADE")
        return
    with connection.transaction():  # the foreign keys are deferred: the order does not matter
        for name, size in tables:
            if size:
                connection.execute(f"DELETE FROM {name}")  # noqa: S608
    connection.execute(
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences "
        "WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename <> 'django_migrations_id_seq'"
    )


@pytest.fixture
def nordphone(db: None) -> Any:
    from tests.factories import make_organization

    return make_organization("Nordphone", "nordphone")


@pytest.fixture
def harbourline(db: None) -> Any:
    from tests.factories import make_organization

    return make_organization("Harbourline", "harbourline")


@pytest.fixture
def alice(nordphone: Any) -> Any:
    from panel.tenancy.roles import Role
    from tests.factories import make_member

    return make_member(nordphone, "alice@nordphone.example", Role.OWNER, name="Alice Tremblay")


@pytest.fixture
def sam(nordphone: Any) -> Any:
    from panel.tenancy.roles import Role
    from tests.factories import make_member

    return make_member(nordphone, "sam@nordphone.example", Role.STAFF, name="Sam Roy")


@pytest.fixture
def victor(nordphone: Any) -> Any:
    from panel.tenancy.roles import Role
    from tests.factories import make_member

    return make_member(nordphone, "victor@nordphone.example", Role.VIEWER, name="Victor Hall")


@pytest.fixture
def clara(nordphone: Any) -> Any:
    """A person of the client “Clinique Dentaire Rosemont”."""
    from panel.tenancy.roles import Role
    from tests.factories import make_client, make_member

    client = make_client(nordphone, "Clinique Dentaire Rosemont")
    return make_member(nordphone, "clara@rosemont.example", Role.CLIENT, name="Clara Benoit", client=client)


@pytest.fixture
def charlie(harbourline: Any) -> Any:
    from panel.tenancy.roles import Role
    from tests.factories import make_member

    return make_member(harbourline, "charlie@harbourline.example", Role.OWNER, name="Charlie Young")


@pytest.fixture
def olga(db: None) -> Any:
    from tests.factories import make_user

    return make_user("olga@patchbay.example", name="Olga Operator", is_operator=True)


@pytest.fixture
def browse() -> Callable[..., Any]:
    """`browse(alice)`: a test client signed in as that person; `browse(alice, nordphone)` adds `/o/nordphone` to paths."""
    from tests.factories import Browser

    def signed_in(user: Any, organization: Any = None) -> Any:
        browser = Browser(prefix=f"/o/{organization.slug}" if organization else "")
        browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser of the tests is Debian's chromium."""
    chromium = shutil.which("chromium")
    assert chromium, "These tests want Debian's chromium."
    return {**browser_type_launch_args, "executable_path": chromium}
