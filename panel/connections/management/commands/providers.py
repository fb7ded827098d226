"""Print what each provider can do, or write it into README.md and docs/providers.md."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from panel.connections import matrix


class Command(BaseCommand):
    help = "The feature matrix of the providers and the coverage of their catalogues."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="bring README.md and docs/providers.md up to date")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if not write:
            self.stdout.write(matrix.in_full())
            return
        for path in matrix.write(settings.BASE_DIR):
            self.stdout.write(f"{path.name} is up to date again.")
