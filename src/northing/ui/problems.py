"""Failures said in the words of the domain become pages, fragments or JSON, each naming the repair."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render

from northing.kernel.errors import Conflict, Invalid, NorthingError, NotAllowed, NotFound
from northing.ui.destinations import back_to

NUL = "\0"


class Problems:
    """Middleware: whatever a view raises as a NorthingError is answered with its status and its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: Mapping[str, object]
    ) -> HttpResponseBase | None:
        """Refuse a NUL, which no keyboard types and PostgreSQL cannot store, before a view meets it."""
        if any(NUL in str(value) for value in kwargs.values()):
            return self.process_exception(request, NotFound("There is no such address."))
        fields = sorted(name for name, text in _sent(request) if NUL in name or NUL in text)
        if not fields:
            return None
        repair = "Take out the invisible NUL character; it often comes with text copied from another program."
        return self.process_exception(request, Invalid(fields={name.replace(NUL, ""): repair for name in fields}))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer a failure of the domain; anything else is left to Django."""
        if not isinstance(error, NorthingError):
            return None
        if wants_json(request):
            return JsonResponse(as_json(error), status=error.status)
        return render(request, _template(error), _context(request, error), status=error.status)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Every name and value of the query and the form."""
    return [(name, str(text)) for data in (request.GET, request.POST) for name, texts in data.lists() for text in texts]


def wants_json(request: HttpRequest) -> bool:
    """Whether the request asked for data rather than a page."""
    return request.path.endswith(".json") or "application/json" in request.headers.get("Accept", "")


def as_json(error: NorthingError) -> dict[str, object]:
    """The failure as data: message, and what its kind adds."""
    answer: dict[str, object] = {"error": str(error)}
    if isinstance(error, Invalid):
        answer["fields"] = error.fields
    if isinstance(error, NotAllowed):
        answer["who"] = error.who
    if isinstance(error, Conflict):
        answer |= {"mine": error.mine, "theirs": error.theirs}
    return answer


def _template(error: NorthingError) -> str:
    if isinstance(error, Conflict):
        return "409.html" if _conflicts(error) else "problem.html"
    return {403: "403.html", 404: "404.html"}.get(error.status, "problem.html")


def _context(request: HttpRequest, error: NorthingError) -> dict[str, object]:
    context: dict[str, object] = {
        "message": str(error),
        "request_id": uuid.uuid4().hex[:8],
        "back_url": back_to(request),
    }
    if isinstance(error, NotAllowed):
        context["what"], context["roles"] = "do this", error.who
    if isinstance(error, Invalid):
        context["fields"] = error.fields
    if isinstance(error, Conflict):
        context["conflicts"] = _conflicts(error)
    return context


def _conflicts(error: Conflict) -> list[dict[str, object]]:
    differing = [key for key in error.mine if error.mine[key] != error.theirs.get(key)]
    return [
        {"field": key.replace("_", " "), "mine": error.mine[key], "theirs": error.theirs.get(key)} for key in differing
    ]
