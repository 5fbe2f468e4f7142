"""The person's own account, and the organisation that they work in."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from northing.kernel.errors import Invalid, NotFound
from northing.organisation.actions import claim, is_demo_account, start_own
from northing.organisation.models import User
from northing.organisation.scope import organisations_of
from northing.organisation.undo import created_a_page, undo_own
from northing.organisation.views.session import BACKEND
from northing.organisation.web import MemberRequest, member
from northing.ui.destinations import back_to
from northing.ui.toasts import toast


@require_http_methods(["GET", "POST"])
@member
def account(request: MemberRequest) -> HttpResponseBase:
    """Name, grants, organisations, and the password."""
    error = ""
    if request.method == "POST":
        error = _set_password(request)
        if not error:
            toast(request, "Your password is set; other sessions are signed out.")
            return redirect("organisation:account")
    context = {
        "grants": request.user.grants.select_related("unit", "unit__organisation"),
        "organisations": organisations_of(request.user),
        "here": request.organisation,
        "error": error,
    }
    return render(request, "organisation/account.html", context, status=422 if error else 200)


def _set_password(request: MemberRequest) -> str:
    new = request.POST.get("password", "")
    if request.user.has_usable_password() and not request.user.check_password(request.POST.get("current", "")):
        return "Your present password is different. Nothing was changed."
    try:
        validate_password(new, request.user)
    except ValidationError as error:
        return " ".join(error.messages)
    request.user.set_password(new)
    request.user.save()
    update_session_auth_hash(request, request.user)
    return ""


@require_POST
@member
def choose(request: MemberRequest) -> HttpResponseBase:
    """Work in another organisation."""
    key = request.POST.get("organisation", "")
    found = next((o for o in organisations_of(request.user) if o.key == key), None)
    if found is None:
        raise NotFound("There is no such organisation.")
    request.user.organisation = found
    request.user.save()
    return redirect("/")


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """Leave the demo and begin with one's own data; the demo stays until it is removed."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('organisation:sign_in')}?next={request.path}")
    needs_account = is_demo_account(request.user)
    context: dict[str, object] = {
        "needs_account": needs_account,
        "must_be_local": needs_account and not _is_local(request),
        "typed": request.POST,
        "errors": {},
    }
    if request.method == "POST" and not context["must_be_local"]:
        try:
            _start(request, request.user)
        except Invalid as error:
            context["errors"] = error.fields or {"name": str(error)}
        else:
            toast(request, "This is your own organisation. Bring your plan first, then your projects.")
            return redirect("/")
    return render(request, "organisation/start.html", context, status=422 if context["errors"] else 200)


def _start(request: HttpRequest, user: User) -> None:
    typed = request.POST
    name, currency = typed.get("name", ""), typed.get("currency", "GBP")
    if not is_demo_account(user):
        start_own(actor=user, name=name, currency=currency)
        return
    owner = claim(
        email=typed.get("email", ""),
        password=typed.get("password", ""),
        person=typed.get("person", ""),
        name=name,
        currency=currency,
    )
    login(request, owner, backend=BACKEND)


def _is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself and through no proxy: then nobody else can be first."""
    return not settings.ORIGIN and request.META.get("REMOTE_ADDR", "") in {"127.0.0.1", "::1"}


@require_POST
@member
def undo(request: MemberRequest, batch: UUID) -> HttpResponseBase:
    """Take back what the person did; the undo can itself be undone."""
    was_new = created_a_page(batch)
    again = undo_own(actor=request.user, organisation=request.organisation, batch=batch)
    toast(request, "Undone.", undo_url=reverse("organisation:undo", args=[again]))
    # The page of what was created is gone with it.
    return redirect("/" if was_new else back_to(request))
