"""The plan of record, and the snapshot from which everything about an organisation is computed."""

from __future__ import annotations

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
from northing.strategy.queries import plan_of, version_in_force


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
    return _compose(organisation, components_for(user, organisation), as_of or clock.today())


def full_snapshot(
    organisation: Organisation, *, as_of: date | None = None, plan: PlanVersion | None = None
) -> engine.Snapshot:
    """The whole organisation, for findings, impacts and proposals, which are shown line by line through the user.

    Args:
        organisation: whose.
        as_of: the day; today by default.
        plan: a version to look at instead of the one in force.
    """
    return _compose(organisation, Component.objects.filter(organisation=organisation), as_of or clock.today(), plan)


def _compose(
    organisation: Organisation, components: QuerySet[Component], as_of: date, plan: PlanVersion | None = None
) -> engine.Snapshot:
    components = components.filter(Q(left_on_date=None) | Q(left_on_date__gt=as_of))
    record = record_of(record_in_force(organisation, as_of))
    projects = with_demand(projects_of(components), components)
    known = {project.key for project in projects}
    return engine.Snapshot(
        as_of=as_of,
        plan=plan_of(plan or version_in_force(organisation, as_of), as_of=as_of),
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
