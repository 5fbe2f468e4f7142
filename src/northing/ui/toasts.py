"""A message after an action, with its Undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def toast(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Say what was done on the next page; ``undo_url`` is the local path that takes it back by POST."""
    messages.success(request, text, extra_tags=undo_url)


def warn(request: HttpRequest, text: str) -> None:
    """Say what could not be done; it stays until it is closed."""
    messages.error(request, text)
