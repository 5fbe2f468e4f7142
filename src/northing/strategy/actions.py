"""Writes of the business plan: draft, publish, discard, readings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from northing.engine.formats.json import plan_to_dict
from northing.engine.plan import Measure, Objective, Plan
from northing.kernel import actions, clock, journal
from northing.kernel.errors import Conflict, Invalid
from northing.kernel.journal import Act
from northing.organisation.models import Organisation, Person, Unit, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.strategy import models, queries


def start_draft(*, actor: User, organisation: Organisation) -> models.PlanVersion:
    """The draft to edit: the one there is, else a copy of the plan that was published last."""
    require(actor, Permission.EDIT_PLAN, organisation)
    draft = queries.draft_of(organisation)
    if draft:
        return draft
    latest = models.PlanVersion.objects.filter(organisation=organisation).order_by("-number").first()
    document = latest.document if latest else plan_to_dict(Plan(organisation.name), readings=False)
    return _new_draft(actor.email, organisation, document)


def _new_draft(actor: str, organisation: Organisation, document: dict[str, object]) -> models.PlanVersion:
    with actions.acting(actor=actor, action="strategy.start_draft", organisation=organisation.key) as act:
        latest = models.PlanVersion.objects.filter(organisation=organisation).order_by("-number").first()
        number = latest.number + 1 if latest else 1
        draft = models.PlanVersion(organisation=organisation, number=number, document=document)
        journal.create(draft, act)
        return draft


def save_draft(
    *, actor: User, organisation: Organisation, plan: Plan, expected_version: int | None, reason: str = ""
) -> models.PlanVersion:
    """Put the plan into the draft, starting one if there is none.

    Raises:
        Conflict: the draft was changed since ``expected_version``; both texts are kept.
    """
    draft = start_draft(actor=actor, organisation=organisation)
    with actions.acting(
        actor=actor.email, action="strategy.save_draft", organisation=organisation.key, reason=reason
    ) as act:
        draft.document = plan_to_dict(plan, readings=False)
        journal.update(draft, act, expected_version=expected_version)
        return draft


def discard_draft(*, actor: User, organisation: Organisation) -> None:
    """Remove the draft; the journal keeps it, so this can be undone."""
    require(actor, Permission.EDIT_PLAN, organisation)
    draft = queries.draft_of(organisation)
    if draft:
        with actions.acting(actor=actor.email, action="strategy.discard_draft", organisation=organisation.key) as act:
            journal.delete(draft, act)


def publish_draft(
    *, actor: User, organisation: Organisation, effective_date: date, message: str, expected_version: int | None
) -> models.PlanVersion:
    """Freeze the draft as the next version of the business plan, in force from ``effective_date``.

    Raises:
        Invalid: there is no draft, or the date or message is missing.
        Conflict: the draft was changed since ``expected_version``.
    """
    require(actor, Permission.EDIT_PLAN, organisation)
    draft = queries.draft_of(organisation)
    if draft is None:
        raise Invalid("There is no draft to publish; edit the plan first.")
    _check_publication(draft, effective_date, message)
    with actions.acting(
        actor=actor.email, action="strategy.publish_plan", organisation=organisation.key, reason=message
    ) as act:
        _freeze(draft, actor=actor.email, effective_date=effective_date, message=message)
        journal.update(draft, act, expected_version=expected_version)
        project(organisation, act)
        return draft


def _check_publication(draft: models.PlanVersion, effective_date: date, message: str) -> None:
    last = queries.last_published(draft.organisation)
    errors = {}
    if not message.strip():
        errors["message"] = "Say in a sentence why the plan changes: everybody affected will read it."
    if last and last.effective_date and effective_date < last.effective_date:
        errors["effective_date"] = f"{last} holds from {last.effective_date:%-d %b %Y}; choose that day or a later one."
    if last and last.document == draft.document:
        raise Invalid(f"The draft says the same as {last}; there is nothing to publish.")
    if errors:
        raise Invalid(fields=errors)


def _freeze(draft: models.PlanVersion, *, actor: str, effective_date: date, message: str) -> None:
    draft.status = models.PlanStatus.PUBLISHED
    draft.effective_date = effective_date
    draft.message = message
    draft.published_at = clock.now()
    draft.published_by = actor


def project(organisation: Organisation, act: Act) -> None:
    """Bring the identities of objectives and measures in line with the plan in force and those published for later.

    Where both have one, it is named as the plan in force names it. Those that no plan holds any more are kept, out of
    the plan, because readings and benefits hang on them.
    """
    kept: set[str] = set()
    measured: set[str] = set()
    for version in queries.in_force_and_coming(organisation, clock.today()):
        for goal in queries.plan_of(version).goals:
            for objective in goal.objectives:
                measures = [measure for measure in objective.measures if measure.key not in measured]
                row = _project_objective(organisation, goal.name, objective, kept, act)
                kept.add(objective.key)
                measured |= _project_measures(row, measures, act)
    _retire(organisation, kept, measured, act)


def _project_objective(
    organisation: Organisation, goal_name: str, objective: Objective, kept: set[str], act: Act
) -> models.Objective:
    row = models.Objective.objects.filter(organisation=organisation, key=objective.key).first()
    if row and objective.key in kept:
        return row
    fresh = row or models.Objective(organisation=organisation, key=objective.key)
    fresh.name, fresh.goal_name, fresh.position, fresh.in_plan = objective.name, goal_name, len(kept) + 1, True
    fresh.unit = Unit.objects.filter(organisation=organisation, key=objective.unit or "").first()
    fresh.owner = Person.objects.filter(organisation=organisation, key=objective.owner or "").first()
    _store(fresh, act, is_new=row is None)
    return fresh


def _project_measures(row: models.Objective, measures: Sequence[Measure], act: Act) -> set[str]:
    for measure in measures:
        found = models.Measure.objects.filter(organisation=row.organisation, key=measure.key).first()
        fresh = found or models.Measure(organisation=row.organisation, key=measure.key)
        fresh.objective, fresh.name, fresh.unit, fresh.in_plan = row, measure.name, measure.unit, True
        _store(fresh, act, is_new=found is None)
    return {measure.key for measure in measures}


def _retire(organisation: Organisation, objectives: set[str], measures: set[str], act: Act) -> None:
    for objective in models.Objective.objects.filter(organisation=organisation, in_plan=True):
        if objective.key not in objectives:
            objective.in_plan = False
            journal.update(objective, act)
    for measure in models.Measure.objects.filter(organisation=organisation, in_plan=True):
        if measure.key not in measures:
            measure.in_plan = False
            journal.update(measure, act)


def _store(row: models.Objective | models.Measure, act: Act, *, is_new: bool) -> None:
    if is_new:
        journal.create(row, act)
    else:
        journal.update(row, act)


def record_reading(
    *,
    actor: User,
    measure: models.Measure,
    on: date,
    value: float,
    source: str = "",
    expected_version: int | None = None,
) -> models.Reading:
    """Add a reading of a measure, or correct the one of that date when ``expected_version`` is given.

    Raises:
        Invalid: the value is not a number, the date is in the future, or that date has a reading already.
        Conflict: the reading was corrected by somebody else meanwhile.
    """
    organisation = measure.organisation
    require(actor, Permission.RECORD_READING, organisation, measure.objective.unit or _root(organisation))
    _check_reading(on, value)
    found = models.Reading.objects.filter(measure=measure, date=on).first()
    if found and expected_version is None:
        raise Invalid(fields={"date": f"There is a reading for {on:%d %b %Y} already: {found.value:g}. Edit that one."})
    with actions.acting(
        actor=actor.email, action="strategy.record_reading", organisation=organisation.key, reason=source
    ) as act:
        row = found or models.Reading(measure=measure, date=on)
        row.value, row.source, row.recorded_by = value, source, actor.email
        if found:
            journal.update(row, act, expected_version=expected_version)
        else:
            journal.create(row, act)
        return row


def _check_reading(on: date, value: float) -> None:
    if not math.isfinite(value):
        raise Invalid(fields={"value": "Enter a number, such as 34 or 9.1."})
    if on > clock.today():
        raise Invalid(fields={"date": "A reading cannot be from the future; enter the day it was taken."})


def _root(organisation: Organisation) -> Unit:
    root = Unit.objects.filter(organisation=organisation, parent=None).first()
    if root is None:
        raise Conflict(f"{organisation} has no unit yet; add one first.")
    return root
