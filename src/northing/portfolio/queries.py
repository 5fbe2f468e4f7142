"""The plan of record, and the snapshot from which everything about an organisation is computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from northing.benefits.queries import benefits_of
from northing.capacity.queries import allocations_of, roles_of, supply_of, with_demand
from northing.engine import snapshot as engine
from northing.kernel import clock
from northing.organisation.models import Organisation, User
from northing.organisation.queries import people_of, units_of
from northing.portfolio.models import Budget, RecordVersion
from northing.register.models import Component
from northing.register.queries import components_for, projects_of, supports_of
from northing.strategy.models import PlanVersion
from northing.strategy.queries import last_published, plan_of, version_in_force


def record_in_force(organisation: Organisation, as_of: date) -> RecordVersion | None:
    """The version of the plan of record that is effective on the day."""
    rows = RecordVersion.objects.filter(organisation=organisation, effective_date__lte=as_of)
    return rows.order_by("-number").first()


def latest_record(organisation: Organisation) -> RecordVersion | None:
    """The version decided last, whether or not its effective date has come."""
    return RecordVersion.objects.filter(organisation=organisation).order_by("-number").first()


def record_of(version: RecordVersion | None) -> engine.PlanOfRecord:
    """The version as the engine sees it."""
    if version is None:
        return engine.PlanOfRecord()
    lines = tuple(engine.RecordLine(**line) for line in version.document["lines"])
    return engine.PlanOfRecord(version.number, version.effective_date, lines)


def snapshot_for(user: User, organisation: Organisation, *, as_of: date | None = None) -> engine.Snapshot:
    """What the user may see of the organisation, as of a day (today by default): figures for pages and exports."""
    return _compose(organisation, components_for(user, organisation), _in_force(organisation, as_of or clock.today()))


def full_snapshot(organisation: Organisation, *, as_of: date | None = None) -> engine.Snapshot:
    """The whole organisation as of a day (today by default), for findings and reports of the command line."""
    return _compose(organisation, _all(organisation), _in_force(organisation, as_of or clock.today()))


def announced_snapshot_for(user: User, organisation: Organisation) -> engine.Snapshot:
    """``announced_snapshot`` of what the user may see."""
    return _compose(organisation, components_for(user, organisation), _announced(organisation))


def announced_snapshot(organisation: Organisation) -> engine.Snapshot:
    """The whole organisation with the business plan published last and the plan of record decided last.

    Either may take effect on a day to come: a change is felt, and a portfolio recalibrated, before that day.
    """
    return _compose(organisation, _all(organisation), _announced(organisation))


@dataclass(frozen=True, slots=True)
class _Versions:
    """From which versions a snapshot is composed, and as of when."""

    as_of: date
    plan: PlanVersion | None
    record: RecordVersion | None


def _in_force(organisation: Organisation, as_of: date) -> _Versions:
    return _Versions(as_of, version_in_force(organisation, as_of), record_in_force(organisation, as_of))


def _announced(organisation: Organisation) -> _Versions:
    return _Versions(clock.today(), last_published(organisation), latest_record(organisation))


def _all(organisation: Organisation) -> QuerySet[Component]:
    return Component.objects.filter(organisation=organisation)


def _compose(organisation: Organisation, components: QuerySet[Component], of: _Versions) -> engine.Snapshot:
    as_of, record = of.as_of, record_of(of.record)
    components = components.filter(Q(left_on_date=None) | Q(left_on_date__gt=as_of))
    projects = with_demand(projects_of(components), components)
    known = {project.key for project in projects}
    return engine.Snapshot(
        as_of=as_of,
        plan=plan_of(of.plan, as_of=as_of),
        projects=projects,
        benefits=benefits_of(components),
        supports=supports_of(components),
        record=engine.PlanOfRecord(
            record.number, record.effective_date, tuple(line for line in record.lines if line.project in known)
        ),
        units=units_of(organisation),
        people=people_of(organisation),
        roles=roles_of(organisation),
        capacity=supply_of(organisation),
        budgets=tuple(engine.Budget(row.year, row.amount) for row in Budget.objects.filter(organisation=organisation)),
        allocations=allocations_of(components),
        first_month=organisation.fiscal_year_first_month,
        currency=organisation.currency,
    )


def versions_for(user: User, organisation: Organisation) -> QuerySet[RecordVersion]:
    """Every version of the organisation's plan of record, newest first."""
    return RecordVersion.objects.visible_to(user).filter(organisation=organisation)
