"""What this room gives to rooms below it: the snapshot that carries the plan of record."""

from __future__ import annotations

from northing.capacity.sources import snapshot_source
from northing.engine.snapshot import Snapshot
from northing.organisation.models import Organisation, User
from northing.portfolio.queries import snapshot_for


@snapshot_source
def visible_today(user: User, organisation: Organisation) -> Snapshot:
    """What the user may see of the organisation today, on the dates and at the sizes of the plan of record."""
    return snapshot_for(user, organisation)
