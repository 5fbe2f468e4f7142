"""The organisation as its source has it now: projects that left the list are history, not candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from northing.engine.snapshot import Snapshot
from northing.organisation.models import Organisation
from northing.portfolio.queries import full_snapshot
from northing.register.models import Component


def present_snapshot(organisation: Organisation, *, as_of: date | None = None) -> Snapshot:
    """The full snapshot without projects that are no longer in the source, unless the plan of record holds them."""
    whole = full_snapshot(organisation, as_of=as_of)
    left = Component.objects.filter(organisation=organisation, left_on_date__isnull=False)
    gone = set(left.values_list("key", flat=True)) - {line.project for line in whole.record.lines}
    return replace(
        whole,
        projects=tuple(project for project in whole.projects if project.key not in gone),
        benefits=tuple(benefit for benefit in whole.benefits if benefit.project not in gone),
        supports=tuple(support for support in whole.supports if support.project not in gone),
    )
