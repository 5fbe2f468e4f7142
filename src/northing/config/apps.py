"""The rooms of the house. During the first walk a room that is not built yet is left out."""

from importlib.util import find_spec

ROOMS = (
    "kernel",
    "ui",
    "organisation",
    "strategy",
    "register",
    "benefits",
    "capacity",
    "portfolio",
    "alignment",
    "changes",
    "stakeholders",
    "exchange",
    "demo",
)


def installed() -> list[str]:
    """Dotted names of the rooms that exist, in the order in which value flows."""
    return [f"northing.{room}" for room in ROOMS if exists(f"northing.{room}.apps")]


def with_pages() -> list[str]:
    """Dotted names of the URL lists of the rooms that have pages."""
    return [f"{name}.urls" for name in installed() if exists(f"{name}.urls")]


def exists(module: str) -> bool:
    """Whether a module can be imported; its package may be missing too."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
