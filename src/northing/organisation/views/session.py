"""Pages for whoever is not signed in yet."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from northing.kernel import clock
from northing.organisation import sign_in as entry
from northing.organisation.models import User

SAME_VISIT = timedelta(hours=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"
WRONG = "This e-mail and password do not belong together. Check both, or ask for a one-time link."


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """E-mail and password; in the demo also a list of its people."""
    context: dict[str, object] = {"next": _next(request), "demo_people": entry.demo_people(), "email": "", "error": ""}
    if request.method == "POST":
        email = request.POST.get("email", "")
        try:
            user = entry.with_password(email, request.POST.get("password", ""), address=_address(request))
        except entry.TooManyAttempts as error:
            return _slow_down(request, context | {"email": email, "error": str(error)})
        if user:
            return _enter(request, user)
        context |= {"email": email, "error": WRONG}
    status = 422 if context["error"] else 200
    return render(request, "organisation/sign_in.html", context, status=status)


def _slow_down(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    response = render(request, "organisation/sign_in.html", context, status=429)
    response["Retry-After"] = str(int(entry.WINDOW.total_seconds()))
    return response


@require_POST
def sign_in_demo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Enter the demo as one of its invented people."""
    return _enter(request, entry.as_demo_person(pk))


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_once(request: HttpRequest, token: str) -> HttpResponseBase:
    """A one-time link asks once before it is used up, so that a mail scanner does not use it."""
    if request.method == "GET":
        return render(request, "organisation/sign_in_once.html", {"token": token})
    return _enter(request, entry.use_link(token))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session."""
    logout(request)
    return redirect(settings.LOGIN_URL)


def _enter(request: HttpRequest, user: User) -> HttpResponseBase:
    login(request, user, backend=BACKEND)
    _count_visit(user)
    return redirect(_next(request))


def _count_visit(user: User) -> None:
    """A second browser within the hour is the same visit: both show the same news since the one before."""
    if user.last_visit_at is None or clock.now() - user.last_visit_at > SAME_VISIT:
        user.previous_visit_at, user.last_visit_at = user.last_visit_at, clock.now()
        user.save()


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else settings.LOGIN_REDIRECT_URL


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
