"""Writes of the plan of record: it changes only by a decision, and every version stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from northing.engine.snapshot import RecordLine
from northing.kernel import clock, journal
from northing.kernel.journal import Act
from northing.organisation.models import Organisation
from northing.portfolio.models import RecordVersion
from northing.portfolio.queries import latest_record


def document_of(lines: Iterable[RecordLine]) -> dict[str, Any]:
    """The lines as the document that is stored and exported: ordered by project, so equal plans are equal bytes."""
    ordered = sorted(lines, key=lambda line: line.project)
    return {"lines": [{"project": n.project, "shift_months": n.shift_months, "scale": n.scale} for n in ordered]}


def decide_record(
    *, act: Act, organisation: Organisation, document: dict[str, Any], effective_date: date, reason: str
) -> RecordVersion:
    """Add the next version of the plan of record; called by a decision or its undo, inside their transaction."""
    latest = latest_record(organisation)
    version = RecordVersion(
        organisation=organisation,
        number=latest.number + 1 if latest else 1,
        effective_date=effective_date,
        document=document,
        reason=reason,
        decided_by=act.actor,
        decided_at=clock.now(),
    )
    journal.create(version, act)
    return version
