"""Requests that carry an idempotency key are answered once: a repeat gets the first answer and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from northing.kernel.errors import Conflict
from northing.kernel.models import IdempotencyKey

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"


def fresh_key() -> str:
    """A key for one form that creates something: sent twice, it is answered once."""
    return uuid4().hex


def once(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view that creates or imports; its change and the remembered answer share one transaction."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get(HEADER) or request.POST.get(FIELD, "")
        if request.method != "POST" or not key:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return _answer_once(request, key, lambda: view(request, *args, **kwargs))

    answer.__name__ = view.__name__
    answer.__doc__ = view.__doc__
    answer.__module__ = view.__module__
    return answer


def _answer_once(request: HttpRequest, key: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    digest = _digest(request)
    known = IdempotencyKey.objects.filter(user=request.user, key=key, route=request.path).first()  # type: ignore[misc]
    if known is None:
        response = make()
        if response.status_code < 400:  # noqa: PLR2004
            IdempotencyKey.objects.create(
                user=request.user,  # type: ignore[misc]
                key=key,
                route=request.path,
                request_digest=digest,
                response_status=response.status_code,
                response_location=response.headers.get("Location", ""),
            )
        return response
    if known.request_digest != digest:
        raise Conflict("This idempotency key was used for something else; send a new one.")
    if known.response_location:
        return HttpResponseRedirect(known.response_location)
    return HttpResponse(status=known.response_status)


def _digest(request: HttpRequest) -> str:
    fields = sorted((k, v) for k in request.POST for v in request.POST.getlist(k) if k != "csrfmiddlewaretoken")
    files = []
    for name in request.FILES:
        for upload in request.FILES.getlist(name):
            files.append((name, sha256(upload.read()).hexdigest()))
            upload.seek(0)
    return sha256(repr((fields, sorted(files))).encode()).hexdigest()
