"""What the frame of every page needs: navigation, theme, keys. Facts of the organisation come from its own room."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from northing import __version__
from northing.ui import navigation

THEMES = {"auto": ("as the system", "sun-moon"), "light": ("light", "sun"), "dark": ("dark", "moon")}
DENSITIES = ("comfortable", "compact")


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor; a cookie's value counts only when it is one of the known words."""
    theme = _cookie(request, "theme", tuple(THEMES))
    word, icon = THEMES[theme]
    inside = _is_inside(request)
    units = navigation.links((navigation.UNITS,)) if inside else []
    return {
        "navigation": navigation.navigation_for(request) if inside else [],
        "unit_link": units[0] if units else None,
        "account_links": navigation.links(navigation.ACCOUNT),
        "sign_out_url": navigation.address("organisation:sign_out"),
        "search_url": navigation.address("alignment:search") if inside else "",
        "frame": "ui/fragment.html" if _wants_fragment(request) else "ui/base.html",
        "theme": theme,
        "theme_word": word,
        "theme_icon": icon,
        "letters": _cookie(request, "letters", ("on", "off")),
        "density": _cookie(request, "density", DENSITIES),
        "version": __version__,
    }


def _is_inside(request: HttpRequest) -> bool:
    """Whoever is not signed in gets no navigation: every page of it would ask to sign in."""
    user = getattr(request, "user", None)
    return user is None or user.is_authenticated


def _wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request-Type") == "partial"


def _cookie(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    value = request.COOKIES.get(name, "")
    return value if value in allowed else allowed[0]
