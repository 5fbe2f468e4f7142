"""The gallery of states, for people who build pages; it exists only where the settings say so."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from northing.ui import gallery
from northing.ui.context import THEMES

_PAGES = {
    "not-permitted": ("403.html", 403),
    "not-found": ("404.html", 404),
    "failed": ("500.html", 500),
    "conflict": ("409.html", 409),
}

View = Callable[..., HttpResponse]


def development_only(view: View) -> View:
    """A page that is not there unless NORTHING_DEV_PAGES is true."""

    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not getattr(settings, "NORTHING_DEV_PAGES", False):
            raise Http404
        return view(request, **kwargs)

    return guarded


@require_safe
@development_only
def states(request: HttpRequest) -> HttpResponse:
    """Every component and state; ``?theme=light`` or ``dark`` fixes the theme."""
    return render(request, "ui/dev/states.html", gallery.specimens() | _theme(request))


@require_safe
@development_only
def sight(request: HttpRequest) -> HttpResponse:
    """The Line of Sight at its real size under the real frame."""
    return render(request, "ui/dev/sight.html", gallery.specimens() | _theme(request))


@require_safe
@development_only
def state_page(request: HttpRequest, *, name: str) -> HttpResponse:
    """A whole error page as a visitor meets it."""
    if name not in _PAGES:
        raise Http404
    template, status = _PAGES[name]
    return render(request, template, gallery.error_page() | _theme(request), status=status)


def _theme(request: HttpRequest) -> dict[str, str]:
    theme = request.GET.get("theme", "")
    return {"theme": theme} if theme in THEMES else {}
