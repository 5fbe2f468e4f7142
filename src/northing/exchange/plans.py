"""Importing a business plan: the next version, published, with the readings that the file brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from northing.engine.formats.plan import read_plan
from northing.engine.formats.stratml import PlanFile
from northing.engine.plan import Goal, Measure, Objective, Plan, Reading
from northing.engine.plan.diff import Change, PlanChange, diff_plans
from northing.exchange.models import ImportBatch
from northing.exchange.places import Places
from northing.exchange.plan_keys import over
from northing.exchange.projects import seal
from northing.exchange.report import account_for
from northing.exchange.sandbox import run_apart
from northing.kernel import actions, clock, journal
from northing.kernel.errors import Conflict
from northing.kernel.journal import Act
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.strategy import models, queries
from northing.strategy.actions import publish_draft, save_draft

NO_PLAN = Plan("No business plan yet")


@dataclass(frozen=True, slots=True)
class PlanIntake:
    """A plan file laid beside the plan that is known.

    Attributes:
        plan: as it will be stored, readings still attached.
        readings: (measure key, reading) by what happens to them.
    """

    file: PlanFile
    known: Plan
    plan: Plan
    changes: tuple[PlanChange, ...]
    readings: Mapping[str, list[tuple[str, Reading]]]


def read_plan_file(
    content: bytes, *, organisation: Organisation | None, as_of: date | None, mapping: Mapping[str, Any] | None
) -> PlanFile:
    """Read the file in a process of its own; changes nothing.

    Raises:
        UnreadableFile: naming place, problem and repair.
    """
    del as_of  # a plan's version is dated when it is published
    columns = {header: role for header, role in (mapping or {}).get("columns", {}).items() if role}
    first_month = organisation.fiscal_year_first_month if organisation else 4
    return run_apart(read_plan, content, mapping=columns or None, first_month=first_month)


def preview_plan(organisation: Organisation, batch: ImportBatch, source: PlanFile) -> dict[str, Any]:
    """What committing the batch would do now."""
    return _report(batch, _intake(organisation, source))


def commit_plan(*, actor: User, organisation: Organisation, batch: ImportBatch, source: PlanFile) -> dict[str, Any]:
    """Publish the file's plan as the next version, where it says anything new, and record its readings.

    Raises:
        NotAllowed: the actor may not import here, or not edit the plan.
        Conflict: somebody has a draft open; it is not overwritten.
    """
    require(actor, Permission.IMPORT, organisation)
    require(actor, Permission.EDIT_PLAN, organisation)
    reason = f"Import of {batch.file_name}"
    with actions.acting(
        actor=actor.email, action="exchange.import_plan", organisation=organisation.key, reason=reason
    ) as act:
        if queries.draft_of(organisation):
            raise Conflict("There is a draft of the plan already. Publish or discard it, then import again.")
        intake = _intake(organisation, source)
        if intake.changes:
            _publish(intake, actor=actor, organisation=organisation, batch=batch, act=act)
        _record(intake, organisation, batch, act)
        return seal(batch, _report(batch, intake), act, as_of=batch.as_of_date)


def _intake(organisation: Organisation, source: PlanFile) -> PlanIntake:
    rows = models.PlanVersion.objects.filter(organisation=organisation, status=models.PlanStatus.PUBLISHED)
    known = queries.plan_of(rows.order_by("-number").first())
    plan = over(known, source.plan)
    changes = diff_plans(_bare(known, organisation), _bare(plan, organisation))
    return PlanIntake(source, known, plan, changes, _sorted_readings(known, plan))


def _bare(plan: Plan, organisation: Organisation) -> Plan:
    """Without readings, and with owners and units by the keys they have here, as stored plans name them."""
    people = {person.name.casefold(): person.key for person in organisation.people.all()}
    units = {unit.name.casefold(): unit.key for unit in organisation.units.all()}

    def measure(item: Measure) -> Measure:
        return replace(item, readings=(), owner=_named(item.owner, people))

    def objective(item: Objective) -> Objective:
        return replace(
            item,
            owner=_named(item.owner, people),
            unit=_named(item.unit, units),
            measures=tuple(measure(m) for m in item.measures),
        )

    return _objectives(plan, objective)


def _objectives(plan: Plan, change: Any) -> Plan:
    def goal(item: Goal) -> Goal:
        return replace(item, objectives=tuple(change(o) for o in item.objectives))

    return replace(plan, goals=tuple(goal(g) for g in plan.goals))


def _named(word: str | None, keys: Mapping[str, str]) -> str | None:
    return keys.get(word.casefold(), word) if word else word


def _sorted_readings(known: Plan, plan: Plan) -> dict[str, list[tuple[str, Reading]]]:
    """Readings of the file: new ones, equal ones, corrected ones, and those from a day that has not come."""
    held = {(m.key, r.date): r.value for _, m in known.measures() for r in m.readings}
    found: dict[str, list[tuple[str, Reading]]] = {"created": [], "updated": [], "unchanged": [], "rejected": []}
    for _, measure in plan.measures():
        for day, reading in sorted({r.date: r for r in measure.readings}.items()):
            value = held.get((measure.key, day))
            where = "created" if value is None else "unchanged" if value == reading.value else "updated"
            found["rejected" if day > clock.today() else where].append((measure.key, reading))
    return found


def _publish(intake: PlanIntake, *, actor: User, organisation: Organisation, batch: ImportBatch, act: Act) -> None:
    places = Places(organisation, act)

    def measure(item: Measure) -> Measure:
        return replace(item, owner=_person(item.owner, places, organisation), unit=item.unit[:80])

    def objective(item: Objective) -> Objective:
        return replace(
            item,
            owner=_person(item.owner, places, organisation),
            unit=_unit(item.unit, places, organisation),
            measures=tuple(measure(m) for m in item.measures),
        )

    plan = _objectives(intake.plan, objective)
    draft = save_draft(actor=actor, organisation=organisation, plan=plan, expected_version=None)
    publish_draft(
        actor=actor,
        organisation=organisation,
        effective_date=min(batch.as_of_date or clock.today(), clock.today()),
        message=f"Imported from {batch.file_name}",
        expected_version=draft.version,
    )


def _person(word: str | None, places: Places, organisation: Organisation) -> str | None:
    """The key of a person named by key or name; a name nobody has yet becomes a person without an account."""
    if not word or organisation.people.filter(key=word).exists():
        return word or None
    found = places.person(word[:200])
    return found.key if found else None


def _unit(word: str | None, places: Places, organisation: Organisation) -> str | None:
    if not word or organisation.units.filter(key=word).exists():
        return word or None
    return places.unit(word[:200]).key


def _record(intake: PlanIntake, organisation: Organisation, batch: ImportBatch, act: Act) -> None:
    measures = {m.key: m for m in models.Measure.objects.filter(organisation=organisation)}
    stored = {
        (r.measure.key, r.date): r
        for r in models.Reading.objects.filter(measure__organisation=organisation).select_related("measure")
    }
    for key, reading in (*intake.readings["created"], *intake.readings["updated"]):
        row = stored.get((key, reading.date))
        fresh = row or models.Reading(measure=measures[key], date=reading.date)
        fresh.value, fresh.source, fresh.recorded_by = (
            reading.value,
            (reading.source or batch.file_name)[:400],
            act.actor,
        )
        if row is None:
            journal.create(fresh, act)
        else:
            journal.update(fresh, act)


def _report(batch: ImportBatch, intake: PlanIntake) -> dict[str, Any]:
    """Elements (goals, objectives, measures) and readings are what is counted as rows."""
    plan = intake.plan
    left = [c for c in intake.changes if c.change is Change.REMOVED]
    renamed = [c for c in intake.changes if c.change is Change.RENAMED]
    return {
        "kind": "plan",
        **_counts(intake),
        "left": len(left),
        "renamed": len(renamed),
        "changes": dict(Counter(f"{c.subject.value}_{c.change.value}" for c in intake.changes)),
        "plan": {
            "name": plan.name,
            "goals": len(plan.goals),
            "objectives": len(list(plan.objectives())),
            "measures": len(list(plan.measures())),
            "readings": sum(map(len, intake.readings.values())),
        },
        "rejected_list": [_not_yet(key, reading) for key, reading in intake.readings["rejected"]],
        "left_list": [{"key": c.key, "name": c.name, "unit": c.subject.value} for c in left],
        "renamed_list": [{"key": c.key, "from": c.before, "to": c.after} for c in renamed],
        "change_list": [_change(change) for change in intake.changes],
        "conflicts": [],
        "notes": [{"line": n.line, "text": n.text, "repair": n.repair} for n in intake.file.notes],
        "file": batch.file_name,
        "organisation": {"key": batch.organisation.key, "name": batch.organisation.name},
        "as_of": batch.as_of_date.isoformat() if batch.as_of_date else None,
        "batch": None,
    }


def _counts(intake: PlanIntake) -> dict[str, int]:
    elements = _elements(intake.plan)
    added = {(c.subject.value, c.key) for c in intake.changes if c.change is Change.ADDED}
    touched = {(c.subject.value, c.key) for c in intake.changes} - added
    created, updated = sum(e in added for e in elements), sum(e in touched for e in elements)
    readings = {name: len(found) for name, found in intake.readings.items()}
    counts = {
        "created": created + readings["created"],
        "updated": updated + readings["updated"],
        "unchanged": len(elements) - created - updated + readings["unchanged"],
        "rejected": readings["rejected"],
    }
    rows = len(elements) + sum(readings.values())
    account_for(rows, *counts.values())
    return {"rows": rows, **counts}


def _not_yet(key: str, reading: Reading) -> dict[str, Any]:
    problem = f"a reading of {reading.value:g} for {reading.date}, a day that has not come"
    return {"row": 0, "column": key, "problem": problem, "repair": "Correct its date", "cells": []}


def _elements(plan: Plan) -> list[tuple[str, str]]:
    return [
        *(("goal", goal.key) for goal in plan.goals),
        *(("objective", objective.key) for objective in plan.objectives()),
        *(("measure", measure.key) for _, measure in plan.measures()),
    ]


def _change(change: PlanChange) -> dict[str, Any]:
    return {
        "kind": f"{change.subject.value}_{change.change.value}",
        "key": change.key,
        "name": change.name,
        "field": change.field,
        "before": change.before.isoformat() if isinstance(change.before, date) else change.before,
        "after": change.after.isoformat() if isinstance(change.after, date) else change.after,
        "words": change.words,
    }
