"""manage.py messages extract | compile | check"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from panel.local.translations import compile_catalogues
from panel.ui import catalogue


class Command(BaseCommand):
    help = "The French translation: extract texts into it, compile it, check that it is whole."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("extract", "compile", "check"))

    def handle(self, *, action: str, **options: Any) -> None:
        getattr(self, f"_{action}")()

    def _extract(self) -> None:
        written = catalogue.update(settings.BASE_DIR)
        empty = sum(1 for message in written if message.id and not message.string)
        self.stdout.write(f"{len(written)} texts, {empty} of them to translate.")

    def _compile(self) -> None:
        for path in compile_catalogues(settings.BASE_DIR):
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))

    def _check(self) -> None:
        lines = catalogue.problems(settings.BASE_DIR)
        if lines:
            raise CommandError("\n".join([f"{len(lines)} texts are not in French as they should be:", *lines]))
        self.stdout.write("Every text is in French.")
