"""Credentials at rest: bound to their row, under keys that rotate while everything runs."""

from __future__ import annotations

import base64
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from panel.connections.models import Connection
from panel.connections.vault import CannotOpen, keys, seal, unseal
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection

SECRETS = {"api_password": "correct-horse"}
OLD, NEW = (f"{name}:{base64.b64encode(name.encode() * 8).decode()}" for name in ("old1", "new1"))


def sealed(organization: Organization, name: str) -> Connection:
    connection = make_connection(organization, name)
    seal(connection, SECRETS)
    with scope(organization=organization):
        connection.save()
    return connection


def stored(connection: Connection) -> Connection:
    with scope(organization=connection.organization_id):
        return Connection.objects.get(pk=connection.pk)


def test_what_is_sealed_opens_again_and_cannot_be_read_in_between(nordphone: Organization) -> None:
    connection = stored(sealed(nordphone, "Main"))
    assert unseal(connection) == SECRETS
    assert b"correct-horse" not in bytes(connection.sealed)


def test_a_sealed_value_of_another_row_does_not_open(nordphone: Organization, harbourline: Organization) -> None:
    mine, theirs = sealed(nordphone, "Mine"), sealed(harbourline, "Theirs")
    mine.sealed = theirs.sealed
    with pytest.raises(CannotOpen):
        unseal(mine)


def test_a_damaged_value_does_not_open(nordphone: Organization) -> None:
    connection = sealed(nordphone, "Main")
    damaged = bytearray(bytes(connection.sealed))
    damaged[-1] ^= 1
    connection.sealed = bytes(damaged)
    with pytest.raises(CannotOpen):
        unseal(connection)


def test_a_key_that_is_gone_is_named_and_the_secret_is_not(nordphone: Organization, settings: Any) -> None:
    settings.CREDENTIAL_KEYS = OLD
    connection = sealed(nordphone, "Main")
    settings.CREDENTIAL_KEYS = NEW
    with pytest.raises(CannotOpen, match="old1") as caught:
        unseal(connection)
    assert "correct-horse" not in str(caught.value)


@pytest.mark.parametrize("setting", ["", "a:short", "a:not base64!", ":AAAA"])
def test_a_key_of_the_wrong_form_stops_the_start(setting: str, settings: Any) -> None:
    settings.CREDENTIAL_KEYS = setting
    with pytest.raises(ImproperlyConfigured):
        keys()


class TestRotation:
    def test_every_account_of_every_organization_is_sealed_anew(
        self, nordphone: Organization, harbourline: Organization, settings: Any
    ) -> None:
        settings.CREDENTIAL_KEYS = OLD
        accounts = [sealed(nordphone, "One"), sealed(nordphone, "Two"), sealed(harbourline, "Three")]
        settings.CREDENTIAL_KEYS = f"{NEW},{OLD}"
        assert unseal(stored(accounts[0])) == SECRETS, "the old key still opens"
        told = StringIO()
        call_command("rotate_credentials", stdout=told)
        assert told.getvalue().startswith("3 sealed anew under “new1”, 0 could not")
        settings.CREDENTIAL_KEYS = NEW
        assert all(unseal(stored(account)) == SECRETS for account in accounts)

    def test_running_it_again_changes_nothing(self, nordphone: Organization, settings: Any) -> None:
        settings.CREDENTIAL_KEYS = OLD
        account = sealed(nordphone, "One")
        before = bytes(stored(account).sealed)
        call_command("rotate_credentials", stdout=StringIO())
        assert bytes(stored(account).sealed) == before

    def test_one_that_cannot_be_opened_does_not_hold_up_the_others(
        self, nordphone: Organization, settings: Any
    ) -> None:
        settings.CREDENTIAL_KEYS = f"lost:{base64.b64encode(b'x' * 32).decode()}"
        lost = sealed(nordphone, "Lost")
        settings.CREDENTIAL_KEYS = OLD
        good = sealed(nordphone, "Good")
        settings.CREDENTIAL_KEYS = f"{NEW},{OLD}"
        told, problems = StringIO(), StringIO()
        with pytest.raises(CommandError, match="Keep the old keys"):
            call_command("rotate_credentials", stdout=told, stderr=problems)
        assert told.getvalue().startswith("1 sealed anew under “new1”, 1 could not")
        assert str(lost.pk) in problems.getvalue()
        assert stored(good).key_id == "new1"
