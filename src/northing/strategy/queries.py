"""Reads of the business plan: versions, the plan in force, and the readings that belong to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from northing.engine.formats.json import plan_from_dict
from northing.engine.plan import Goal, Measure, Objective, Plan, Reading
from northing.kernel.errors import NotFound
from northing.organisation.models import Organisation, Person, Unit, User
from northing.strategy import models


def version_in_force(organisation: Organisation, as_of: date) -> models.PlanVersion | None:
    """The published version that is effective on the day: the latest of those that have begun."""
    published = models.PlanVersion.objects.filter(organisation=organisation, status=models.PlanStatus.PUBLISHED)
    return published.filter(effective_date__lte=as_of).order_by("-effective_date", "-number").first()


def in_force_and_coming(organisation: Organisation, as_of: date) -> list[models.PlanVersion]:
    """The published version of the day, and those that begin after it, soonest first."""
    published = models.PlanVersion.objects.filter(organisation=organisation, status=models.PlanStatus.PUBLISHED)
    coming = published.filter(effective_date__gt=as_of).order_by("effective_date", "number")
    now = version_in_force(organisation, as_of)
    return [now, *coming] if now else list(coming)


def draft_of(organisation: Organisation, *, lock: bool = False) -> models.PlanVersion | None:
    """The one version that is being edited, if any; with ``lock`` nobody else edits it until the transaction ends."""
    rows = models.PlanVersion.objects.select_for_update() if lock else models.PlanVersion.objects.all()
    return rows.filter(organisation=organisation, status=models.PlanStatus.DRAFT).first()


def plan_to_edit(organisation: Organisation, draft: models.PlanVersion | None) -> Plan:
    """The plan that an edit changes: the draft's, else the one that a draft begins with. It has no readings."""
    version = draft or last_published(organisation)
    return plan_from_dict(version.document) if version else Plan(organisation.name)


def last_published(organisation: Organisation) -> models.PlanVersion | None:
    """The published version with the highest number, in force or not yet."""
    published = models.PlanVersion.objects.filter(organisation=organisation, status=models.PlanStatus.PUBLISHED)
    return published.order_by("-number").first()


def published_before(version: models.PlanVersion) -> models.PlanVersion | None:
    """The published version before one, by number; what a draft or version is compared with."""
    rows = models.PlanVersion.objects.filter(organisation=version.organisation, status=models.PlanStatus.PUBLISHED)
    return rows.filter(number__lt=version.number).order_by("-number").first()


def published_for(user: User, organisation: Organisation) -> list[models.PlanVersion]:
    """The published versions, newest first; a draft is nobody's but its editors'."""
    rows = models.PlanVersion.objects.visible_to(user).filter(organisation=organisation)
    return list(rows.filter(status=models.PlanStatus.PUBLISHED).order_by("-number"))


def get_published_for(user: User, organisation: Organisation, number: int) -> models.PlanVersion:
    """One published version by number.

    Raises:
        NotFound: there is none, it is a draft, or the user may not know of it.
    """
    version = get_version_for(user, organisation, number)
    if version.status != models.PlanStatus.PUBLISHED:
        raise NotFound("There is no such version of the business plan.")
    return version


def keys_ever_used(organisation: Organisation) -> frozenset[str]:
    """Keys of objectives and measures that any published plan had: readings and benefits hang on them."""
    objectives = models.Objective.objects.filter(organisation=organisation).values_list("key", flat=True)
    measures = models.Measure.objects.filter(organisation=organisation).values_list("key", flat=True)
    return frozenset(objectives) | frozenset(measures)


def readings_for(user: User, measure: models.Measure) -> list[models.Reading]:
    """A measure's readings, newest first."""
    return list(models.Reading.objects.visible_to(user).filter(measure=measure).order_by("-date"))


def measures_for(user: User, organisation: Organisation) -> list[models.Measure]:
    """The measures of the plan that was published last, with the units that answer for them."""
    rows = models.Measure.objects.visible_to(user).filter(organisation=organisation, in_plan=True)
    return list(rows.select_related("objective", "objective__unit"))


def names_of(organisation: Organisation) -> dict[str, dict[str, str]]:
    """Key → name of people and of units, for showing what a plan refers to."""
    people = Person.objects.filter(organisation=organisation).values_list("key", "name", "left_on")
    return {
        "owner": {key: f"{name} (left)" if left else name for key, name, left in people},
        "unit": dict(Unit.objects.filter(organisation=organisation).values_list("key", "name")),
    }


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
    return with_readings(document_plan_of(version), version.organisation, as_of=as_of)


def document_plan_of(version: models.PlanVersion) -> Plan:
    """The version's plan as it was published, without readings: those are recorded apart from it."""
    return replace(plan_from_dict(version.document), version=version.number, effective_date=version.effective_date)


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
