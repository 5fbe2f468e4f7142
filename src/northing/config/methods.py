"""Says that an address does not take a method before anything else is asked of the request, such as its token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import getclosurevars
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

View = Callable[..., HttpResponseBase]


class MethodsFirst:
    """Middleware, to stand before Django's check of the token: a wrong method gets 405 whether or not it has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: Sequence[Any], _kwargs: dict[str, Any]
    ) -> HttpResponseNotAllowed | None:
        """Refuse what the view's own decorator would refuse later."""
        methods = allowed_methods(view)
        return HttpResponseNotAllowed(methods) if methods and request.method not in methods else None


def allowed_methods(view: View) -> list[str]:
    """What `require_http_methods`, `require_POST` or `require_safe` lets through; empty for a view without one.

    Django keeps the list in its decorator's closure and has no other way to ask; tests try every route.
    """
    at: Any = view
    while at is not None:
        closure = getclosurevars(at).nonlocals if hasattr(at, "__code__") else {}
        if "request_method_list" in closure:
            return list(closure["request_method_list"])
        at = getattr(at, "__wrapped__", None)
    return []
