"""What every page of a member needs: who is asking, and in which organisation."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from northing.organisation.models import Organisation, User
from northing.organisation.queries import current_organisation


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in and has a grant in an organisation."""

    user: User
    organisation: Organisation


View = Callable[..., HttpResponseBase]


def member(view: View) -> View:
    """Let in who is signed in; the view finds `request.organisation` set. Others are asked to sign in first.

    Raises:
        NotFound: nobody has given the user access to an organisation.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        asking = cast("MemberRequest", request)
        if not Organisation.objects.exists():
            return redirect("organisation:start")
        asking.organisation = current_organisation(asking.user)
        return view(asking, *args, **kwargs)

    return guarded
