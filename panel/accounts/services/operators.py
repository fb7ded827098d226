"""Operators: the people who run the installation. Only the command line makes one."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from panel.accounts.models import User
from panel.accounts.rules import Refused


def find_person(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def make_operator(person: User) -> User:
    """Somebody who has an account already keeps their password."""
    person.is_operator = True
    person.save(update_fields=["is_operator"])
    return person


def create_operator(*, email: str, name: str, password: str) -> User:
    """Runs outside of any scope."""
    person = User(email=email.strip().lower(), name=name, is_operator=True)
    try:
        validate_password(password, person)
        person.set_password(password)
        person.full_clean()
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    person.save(force_insert=True)
    return person
