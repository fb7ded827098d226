"""Addresses for e-mails and the command line: absolute, and outside of any organization's prefix."""

from __future__ import annotations

from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix


def absolute_link(view_name: str, **kwargs: str) -> str:
    """The page's full address. It never comes from the Host header of whoever asked, and works for any reader."""
    prefix = get_script_prefix()
    set_script_prefix("/")
    try:
        return f"{settings.BASE_URL}{reverse(view_name, kwargs=kwargs)}"
    finally:
        set_script_prefix(prefix)
