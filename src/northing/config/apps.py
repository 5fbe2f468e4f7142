"""The rooms of the house, in the order in which value flows."""

from importlib.util import find_spec

ROOMS = (
    "northing.kernel",
    "northing.ui",
    "northing.organisation",
    "northing.strategy",
    "northing.register",
    "northing.stakeholders",
    "northing.benefits",
    "northing.capacity",
    "northing.portfolio",
    "northing.alignment",
    "northing.changes",
    "northing.exchange",
    "northing.demo",
)


def with_pages() -> list[str]:
    """The URL lists of the rooms that have pages: a room has them by having a module `urls`."""
    return [f"{room}.urls" for room in ROOMS if find_spec(f"{room}.urls")]
