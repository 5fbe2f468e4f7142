"""Failures in the words of the domain; the pages, the API and the command line each show them in their own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class NorthingError(Exception):
    """Something that cannot be done, said so that the reader knows what to do next.

    Attributes:
        status: the HTTP status that pages and API answer with.
    """

    status = 400


class Invalid(NorthingError):
    """What was entered cannot be kept; ``fields`` names each repair and nothing typed is lost.

    Attributes:
        fields: message by field name.
    """

    status = 422

    def __init__(
        self, message: str = "Some entries need a repair.", *, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class NotAllowed(NorthingError):
    """The person may see the thing but not do this to it; ``who`` names the roles that may."""

    status = 403

    def __init__(self, message: str, *, who: str = "") -> None:
        super().__init__(message)
        self.who = who


class NotFound(NorthingError):
    """There is no such thing, or the person may not know of it: the two are answered alike."""

    status = 404


class Conflict(NorthingError):
    """Somebody else changed the thing since it was read; both texts are kept.

    Attributes:
        mine: what was to be saved.
        theirs: what is stored now.
    """

    status = 409

    def __init__(
        self, message: str, *, mine: Mapping[str, Any] | None = None, theirs: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.mine = dict(mine or {})
        self.theirs = dict(theirs or {})
