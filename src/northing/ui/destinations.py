"""Where an operation leads: a room above says which page of its own shows what came of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

# Answers the address of a page about the operation, or "" where the room has none.
Finder = Callable[[HttpRequest, UUID], str]

_finders: list[Finder] = []


def leads_to(finder: Finder) -> Finder:
    """Register a function that knows the page an operation (its batch) led to."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def destination(request: HttpRequest, batch: UUID, *, otherwise: str) -> str:
    """The first page that a room names for the operation, or the one given."""
    return next((url for finder in _finders if (url := finder(request, batch))), otherwise)


def back_to(request: HttpRequest, *, otherwise: str = "/") -> str:
    """The page of this installation that the request came from; ``otherwise`` where it names none, or a foreign one."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if is_ours else otherwise
