"""Coverage, spend and the headline of an organisation, through the user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from northing.engine.alignment import Dates, PlanCoverage, coverage_of
from northing.engine.alignment.spend import Spend, spend_of
from northing.engine.register import Status
from northing.engine.snapshot import Snapshot
from northing.organisation.models import Organisation, User
from northing.portfolio.queries import snapshot_for

SHORT = frozenset({Status.AT_RISK, Status.OFF_TRACK})


@dataclass(frozen=True)
class Picture:
    """What a person may see of an organisation's alignment, computed once for a page."""

    snapshot: Snapshot

    @cached_property
    def coverage(self) -> PlanCoverage:
        """On forecast dates: what is now expected, beside what was promised."""
        return coverage_of(self.snapshot, dates=Dates.FORECAST)

    @cached_property
    def spend(self) -> Spend:
        return spend_of(self.snapshot)

    @cached_property
    def short(self) -> list[str]:
        """Keys of the objectives that are at risk or off track."""
        return [objective.key for objective in self.coverage.objectives if objective.status in SHORT]

    @property
    def spend_on_short(self) -> int:
        """Minor currency units of the components that serve an objective at risk or off track first."""
        return sum(self.spend.by_objective[key] for key in self.short)


def picture_for(user: User, organisation: Organisation, *, as_of: date | None = None) -> Picture:
    """The alignment of what the user may see, as of a day (today by default)."""
    return Picture(snapshot_for(user, organisation, as_of=as_of))
