"""What a person changes about themselves."""

from __future__ import annotations

from panel.accounts.models import User


def change_profile(*, person: User, name: str, language: str, time_zone: str) -> User:
    """`time_zone` empty: as the organization that is open."""
    person.name, person.language, person.time_zone = " ".join(name.split()), language, time_zone
    person.save(update_fields=["name", "language", "time_zone"])
    return person
