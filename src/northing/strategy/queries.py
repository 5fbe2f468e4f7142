"""Reads of the business plan: versions, the plan in force, and the readings that belong to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from northing.engine.formats.json import plan_from_dict
from northing.engine.plan import Goal, Measure, Objective, Plan, Reading
from northing.kernel.errors import NotFound
from northing.organisation.models import Organisation, User
from northing.strategy import models


def version_in_force(organisation: Organisation, as_of: date) -> models.PlanVersion | None:
    """The published version that is effective on the day: the latest of those that have begun."""
    published = models.PlanVersion.objects.filter(organisation=organisation, status=models.PlanStatus.PUBLISHED)
    return published.filter(effective_date__lte=as_of).order_by("-effective_date", "-number").first()


def draft_of(organisation: Organisation) -> models.PlanVersion | None:
    """The one version that is being edited, if any."""
    return models.PlanVersion.objects.filter(organisation=organisation, status=models.PlanStatus.DRAFT).first()


def get_version_for(user: User, organisation: Organisation, number: int) -> models.PlanVersion:
    """One version by number.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    rows = models.PlanVersion.objects.visible_to(user).filter(organisation=organisation, number=number)
    version = rows.first()
    if version is None:
        raise NotFound("There is no such version of the business plan.")
    return version


def get_measure_for(user: User, organisation: Organisation, key: str) -> models.Measure:
    """One measure by key.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    rows = models.Measure.objects.visible_to(user).filter(organisation=organisation, key=key)
    measure = rows.select_related("objective", "objective__unit").first()
    if measure is None:
        raise NotFound("There is no such measure.")
    return measure


def get_objective_for(user: User, organisation: Organisation, key: str) -> models.Objective:
    """One objective by key.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    rows = models.Objective.objects.visible_to(user).filter(organisation=organisation, key=key)
    objective = rows.select_related("unit", "owner").first()
    if objective is None:
        raise NotFound("There is no such objective.")
    return objective


def plan_of(version: models.PlanVersion | None, *, as_of: date | None = None) -> Plan:
    """The version's plan as the engine sees it, with the readings taken up to ``as_of`` attached."""
    if version is None:
        return Plan("No business plan yet")
    plan = replace(plan_from_dict(version.document), version=version.number, effective_date=version.effective_date)
    return with_readings(plan, version.organisation, as_of=as_of)


def with_readings(plan: Plan, organisation: Organisation, *, as_of: date | None = None) -> Plan:
    """The plan with the stored readings in place of whatever it carried."""
    rows = models.Reading.objects.filter(measure__organisation=organisation).select_related("measure").order_by("date")
    if as_of:
        rows = rows.filter(date__lte=as_of)
    taken: dict[str, list[Reading]] = defaultdict(list)
    for row in rows:
        taken[row.measure.key].append(Reading(row.date, row.value, row.source))

    def measured(measure: Measure) -> Measure:
        return replace(measure, readings=tuple(taken[measure.key]))

    def objective(item: Objective) -> Objective:
        return replace(item, measures=tuple(measured(m) for m in item.measures))

    def goal(item: Goal) -> Goal:
        return replace(item, objectives=tuple(objective(o) for o in item.objectives))

    return replace(plan, goals=tuple(goal(g) for g in plan.goals))
