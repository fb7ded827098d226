"""The overview app. It has no tables."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "panel.overview"
