"""Recording readings: the action with its batch for undo, and who may do it where."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from northing.kernel import actions
from northing.kernel.errors import Invalid, NotAllowed
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission, names_of
from northing.organisation.scope import may, units_where
from northing.strategy import models, queries
from northing.strategy.actions import record_reading
from northing.strategy.fields import LONGEST_NAME, line


def record(
    *,
    actor: User,
    measure: models.Measure,
    on: date,
    value: float,
    source: str = "",
    expected_version: int | None = None,
) -> UUID:
    """Record a reading, or correct that day's when ``expected_version`` is given; gives what undo takes back."""
    try:
        source = line(LONGEST_NAME)(source)
    except ValueError as error:
        raise Invalid(fields={"source": str(error)}) from error
    with actions.acting(
        actor=actor.email, action="strategy.record_reading", organisation=measure.organisation.key, reason=source
    ) as act:
        record_reading(
            actor=actor, measure=measure, on=on, value=value, source=source, expected_version=expected_version
        )
        return act.batch


def require_recording(user: User, measure: models.Measure) -> None:
    """Let pass who may record readings of the measure, before anything that they typed is looked at.

    Raises:
        NotAllowed: with the roles that may.
    """
    if not may_record(user, measure.organisation, measure):
        raise NotAllowed(f"You cannot record readings of {measure.name}.", who=names_of(Permission.RECORD_READING))


def may_record(user: User, organisation: Organisation, measure: models.Measure) -> bool:
    """Whether the person may record readings of the measure: in the unit that answers for its objective."""
    return may(user, Permission.RECORD_READING, organisation, measure.objective.unit)


def recordable_by(user: User, organisation: Organisation) -> frozenset[str]:
    """Keys of the measures that the person may record readings of."""
    units = units_where(user, Permission.RECORD_READING, organisation)
    whole = may(user, Permission.RECORD_READING, organisation)
    rows = queries.measures_for(user, organisation)
    return frozenset(row.key for row in rows if (row.objective.unit_id in units if row.objective.unit_id else whole))
