"""Where the heatmap's snapshot comes from: the room above that keeps the plan of record registers it.

Demand counts on the plan of record's dates and sizes, which this room, being below, cannot ask for itself.
"""

from __future__ import annotations

from collections.abc import Callable

from northing.engine.snapshot import Snapshot
from northing.organisation.models import Organisation, User

Source = Callable[[User, Organisation], Snapshot]

_sources: list[Source] = []


def snapshot_source(source: Source) -> Source:
    """Register who gives what a user may see of an organisation."""
    if source not in _sources:
        _sources.append(source)
    return source


def visible_snapshot(user: User, organisation: Organisation) -> Snapshot:
    """What the user may see, as of today.

    Raises:
        LookupError: no room above has registered; the installation is not complete.
    """
    if not _sources:
        raise LookupError("no room keeps a plan of record: northing.portfolio is not installed")
    return _sources[-1](user, organisation)
