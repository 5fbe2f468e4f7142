"""People and grants."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from northing.kernel.errors import Invalid
from northing.kernel.idempotency import once
from northing.organisation import people
from northing.organisation.queries import units_for
from northing.organisation.roles import Permission, RoleName
from northing.organisation.scope import may, require
from northing.organisation.sign_in import make_link
from northing.organisation.web import MemberRequest, member
from northing.ui.blocks import Column
from northing.ui.toasts import toast, warn

COLUMNS = [
    Column("Person", "name"),
    Column("Grants", "grants"),
    Column("Add a grant", "add"),
    Column("Access", "access"),
]


@require_safe
@member
def index(request: MemberRequest) -> HttpResponseBase:
    """Everybody with access here and what they were granted."""
    require(request.user, Permission.MANAGE_PEOPLE, request.organisation)
    return _page(request, {})


def _page(request: MemberRequest, context: dict[str, object], *, status: int = 200) -> HttpResponseBase:
    here = request.organisation
    accounts = [
        {
            "user": user,
            "grants": user.grants.filter(unit__organisation=here).select_related("unit"),
            "role_id": f"role-{user.pk}",
            "unit_id": f"unit-{user.pk}",
        }
        for user in people.accounts_of(here)
    ]
    base = {
        "columns": COLUMNS,
        "accounts": accounts,
        "roles": RoleName.choices,
        "units": [(unit.key, unit.name) for unit in units_for(request.user, here)],
        "may_manage": may(request.user, Permission.MANAGE_PEOPLE, here),
        "errors": {},
        "typed": {},
    }
    return render(request, "organisation/people.html", base | context, status=status)


@require_POST
@member
@once
def invite(request: MemberRequest) -> HttpResponseBase:
    """Give somebody access; the page then shows the link to send."""
    try:
        token = people.invite(
            actor=request.user,
            organisation=request.organisation,
            email=request.POST.get("email", ""),
            name=request.POST.get("name", ""),
            role=request.POST.get("role", ""),
            unit_key=request.POST.get("unit", ""),
        )
    except Invalid as error:
        return _page(request, {"errors": error.fields, "typed": request.POST}, status=422)
    return _page(request, {"link": _absolute(request, token), "invited": request.POST.get("name", "")})


@require_POST
@member
def link(request: MemberRequest, pk: int) -> HttpResponseBase:
    """A fresh one-time link for somebody who cannot get in."""
    account = people.get_account_for(request.user, request.organisation, pk)
    return _page(request, {"link": _absolute(request, make_link(account)), "invited": account.name})


def _absolute(request: MemberRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("organisation:sign_in_once", args=[token]))


@require_POST
@member
def set_active(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Let somebody in again or keep them out."""
    account = people.get_account_for(request.user, request.organisation, pk)
    active = request.POST.get("active") == "1"
    people.set_active(actor=request.user, organisation=request.organisation, account=account, active=active)
    toast(request, f"{account.name} {'may sign in again' if active else 'is signed out and kept out'}.")
    return redirect("organisation:people")


@require_POST
@member
@once
def grant(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Give a role on a unit."""
    account = people.get_account_for(request.user, request.organisation, pk)
    try:
        people.grant(
            actor=request.user,
            organisation=request.organisation,
            account=account,
            role=request.POST.get("role", ""),
            unit_key=request.POST.get("unit", ""),
        )
    except Invalid as error:
        warn(request, " ".join(error.fields.values()) or str(error))
    else:
        toast(request, f"{account.name} has a new grant.")
    return redirect("organisation:people")


@require_POST
@member
def revoke(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Take a grant away."""
    try:
        people.revoke(actor=request.user, organisation=request.organisation, pk=pk)
    except Invalid as error:
        warn(request, str(error))
    else:
        toast(request, "The grant was taken away.")
    return redirect("organisation:people")
