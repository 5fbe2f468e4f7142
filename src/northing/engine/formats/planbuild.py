"""Rows of a plan put together: goals, objectives and measures in the file's order, with keys and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz

from northing.engine.formats.dates import read_date
from northing.engine.formats.errors import Note, UnreadableFile
from northing.engine.formats.levels import read_direction, read_level
from northing.engine.formats.states import state_of
from northing.engine.formats.stratml import PlanFile
from northing.engine.formats.values import BadValue
from northing.engine.formats.words import spelled
from northing.engine.plan.model import Goal, Measure, Objective, Plan, Polarity, Policy, Reading

_ALIKE = 90
"""Likeness of 100 from which on two names are taken for one."""
_NO_GOAL = "Objectives without a goal"


@dataclass(slots=True)
class _Measure:
    """A measure while rows are still coming."""

    measure: Measure
    line: int
    targets: dict[date | None, dict[str, float]] = field(default_factory=dict)
    readings: dict[date, float] = field(default_factory=dict)
    stated: Polarity | None = None


@dataclass(slots=True)
class _Objective:
    objective: Objective
    line: int
    measures: dict[str, _Measure] = field(default_factory=dict)
    spellings: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Goal:
    goal: Goal
    objectives: dict[str, _Objective] = field(default_factory=dict)


@dataclass(slots=True)
class Builder:
    """Takes rows as fields by role and gives a plan.

    Names that differ only in case and punctuation are one element, with a note; names that are merely alike stay two,
    with a note that asks.
    """

    name: str
    first_month: int
    notes: list[Note] = field(default_factory=list)
    goals: dict[str, _Goal] = field(default_factory=dict)
    statements: dict[str, list[str]] = field(default_factory=dict)
    several: list[int] = field(default_factory=list)

    def statement(self, level: str, name: str, description: str) -> None:
        """A vision, mission, value or policy."""
        self.statements.setdefault(level, []).append(f"{name}: {description}" if description else name)

    def take(self, line: int, fields: Mapping[str, Any]) -> None:
        """One row: a goal, an objective of it, a measure of that, or levels of a measure in a year."""
        goal = self._goal(fields)
        if not fields.get("objective"):
            if fields.get("measure"):
                self._note(line, "a measure without an objective was left out", "Fill the objective")
            return
        objective = self._objective(goal, line, fields)
        if fields.get("measure") or {"target", "actual"} & set(fields):
            self._levels(self._measure(objective, line, fields), line, fields)

    def _note(self, line: int, text: str, repair: str = "") -> None:
        self.notes.append(Note(line, text, repair))

    def _goal(self, fields: Mapping[str, Any]) -> _Goal:
        name = _text(fields, "goal") or (_NO_GOAL if fields.get("objective") else "")
        if not name:
            return _Goal(Goal("", ""))
        goal = self.goals.setdefault(spelled(name), _Goal(Goal("", name)))
        described = _text(fields, "goal_description") or goal.goal.description
        goal.goal = replace(goal.goal, key=_text(fields, "goal_key") or goal.goal.key, description=described)
        return goal

    def _objective(self, goal: _Goal, line: int, fields: Mapping[str, Any]) -> _Objective:
        name = _text(fields, "objective")
        found = goal.objectives.setdefault(spelled(name), _Objective(Objective("", name), line))
        if name != found.objective.name and name not in found.spellings:
            found.spellings.add(name)
            self._note(line, f"“{name}” and “{found.objective.name}” of line {found.line} were taken for one objective")
        old = found.objective
        found.objective = replace(
            old,
            key=_text(fields, "objective_key") or old.key,
            description=_text(fields, "objective_description") or old.description,
            weight=self._number(line, fields, "objective_weight", old.weight),
            owner=(None if fields.get("measure") else _text(fields, "owner"))
            or old.owner
            or _text(fields, "owner")
            or None,
            unit=_text(fields, "department") or old.unit,
        )
        return found

    def _measure(self, objective: _Objective, line: int, fields: Mapping[str, Any]) -> _Measure:
        name = _text(fields, "measure") or objective.objective.name
        found = objective.measures.setdefault(spelled(name), _Measure(Measure("", name), line))
        old = found.measure
        weight = "measure_weight" if "measure_weight" in fields else "weight"
        found.stated = read_direction(_text(fields, "direction")) or found.stated
        if fields.get("direction") and not read_direction(_text(fields, "direction")):
            self._note(
                line,
                f"the direction “{_text(fields, 'direction')}” is not understood",
                "Write increase, decrease or range",
            )
        found.measure = replace(
            old,
            key=_text(fields, "measure_key") or old.key,
            unit=_text(fields, "unit") or old.unit,
            description=_text(fields, "measure_description") or old.description,
            weight=self._number(line, fields, weight, old.weight),
            baseline_date=self._date(line, fields, "baseline_date") or old.baseline_date,
            owner=_text(fields, "owner") or old.owner,
        )
        return found

    def _levels(self, found: _Measure, line: int, fields: Mapping[str, Any]) -> None:
        on = self._date(line, fields, "year")
        due = self._date(line, fields, "target_date") or on
        if (actual := self._level(found, line, fields, "actual")) is not None:
            if on:
                found.readings[on] = actual
            else:
                self._note(line, f"the actual {actual:g} has no year and was left out", "Add a year column")
        given = {
            role: level
            for role in ("target", "low", "high")
            if (level := self._level(found, line, fields, role)) is not None
        }
        if given:
            found.targets.setdefault(due, {}).update(given)
        if (baseline := self._level(found, line, fields, "baseline")) is not None:
            found.measure = replace(found.measure, baseline=baseline)

    def _level(self, found: _Measure, line: int, fields: Mapping[str, Any], role: str) -> float | None:
        cell = fields.get(role)
        if cell is None or (isinstance(cell, str) and state_of(cell)):
            return None
        level = read_level(cell)
        if level is None:
            self._note(line, f"the {role} “{str(cell)[:80]}” is no number and was left out", "Write it as 1234.5")
            return None
        if level.unit and not found.measure.unit:
            found.measure = replace(found.measure, unit=level.unit)
        if level.polarity and role == "target":
            found.stated = found.stated or level.polarity
        if level.value is None and level.low is not None and level.high is not None and role == "target":
            due = self._date(line, fields, "target_date") or self._date(line, fields, "year")
            found.targets.setdefault(due, {}).update({"low": level.low, "high": level.high})
        return level.value

    def _number(self, line: int, fields: Mapping[str, Any], role: str, default: float) -> float:
        if role not in fields:
            return default
        level = read_level(fields[role])
        if level is None or level.value is None or level.value < 0:
            self._note(line, f"the weight “{str(fields[role])[:40]}” is no positive number and was left out")
            return default
        return level.value

    def _date(self, line: int, fields: Mapping[str, Any], role: str) -> date | None:
        cell = fields.get(role)
        if cell is None:
            return None
        text = str(cell).strip()
        cell = f"FY {text}" if role == "year" and text.isdecimal() and len(text) == 4 else cell  # noqa: PLR2004 — digits of a year
        try:
            return read_date(cell, first_month=self.first_month).known
        except BadValue as error:
            self._note(line, f"{role.replace('_', ' ')}: {error.problem}", error.repair)
            return None

    def finish(self) -> PlanFile:
        """The plan with keys (G1, O1.1, M1.1.1 where the file has none).

        Raises:
            UnreadableFile: when no row gave a goal.
        """
        if not self.goals:
            raise UnreadableFile(
                "the file", "it has neither a goal nor an objective", "Add a column or line with the objectives"
            )
        self._ask_about_likes()
        keys: Counter[str] = Counter()
        goals = tuple(self._close_goal(goal, number, keys) for number, goal in enumerate(self.goals.values(), start=1))
        if self.several:
            text = f"{len(self.several)} measures have targets for several dates; the last one is the measure's"
            self._note(self.several[0], text)
        plan = Plan(
            self.name,
            vision=" ".join(self.statements.get("vision", [])),
            mission=" ".join(self.statements.get("mission", [])),
            values=tuple(self.statements.get("value", [])),
            goals=goals,
            policies=tuple(
                Policy(f"P{at}", text) for at, text in enumerate(self.statements.get("policy", []), start=1)
            ),
        )
        return PlanFile(plan, tuple(sorted(self.notes, key=lambda note: note.line)))

    def _ask_about_likes(self) -> None:
        found = [
            (spelled(entry.objective.name), entry) for goal in self.goals.values() for entry in goal.objectives.values()
        ]
        for (one, first), (two, second) in combinations(found[:300], 2):
            if one == two or (fuzz.token_sort_ratio(one, two) >= _ALIKE and _counted(one) == _counted(two)):
                names = f"“{second.objective.name}” and “{first.objective.name}” of line {first.line}"
                text = f"{names}: the same objective under two names? They were kept apart"
                self._note(second.line, text, "Give them one name if they are one")

    def _close_goal(self, goal: _Goal, number: int, keys: Counter[str]) -> Goal:
        key = _key(goal.goal.key, f"G{number}", keys)
        found = enumerate(goal.objectives.values(), start=1)
        objectives = tuple(self._close_objective(objective, f"{number}.{at}", keys) for at, objective in found)
        return replace(goal.goal, key=key, objectives=objectives)

    def _close_objective(self, objective: _Objective, number: str, keys: Counter[str]) -> Objective:
        key = _key(objective.objective.key, f"O{number}", keys)
        found = enumerate(objective.measures.values(), start=1)
        measures = tuple(self._close_measure(measure, f"M{number}.{at}", keys) for at, measure in found)
        return replace(objective.objective, key=key, measures=measures)

    def _close_measure(self, found: _Measure, fallback: str, keys: Counter[str]) -> Measure:
        due = max(found.targets, key=lambda day: day or date.min, default=None)
        given = found.targets.get(due, {})
        if len(found.targets) > 1:
            self.several.append(found.line)
        readings = tuple(Reading(day, value) for day, value in sorted(found.readings.items()))
        target, low, high = given.get("target"), given.get("low"), given.get("high")
        polarity = found.stated or _inferred(found.measure.baseline, readings, target)
        if polarity is Polarity.RANGE and target is not None and low is None and high is None:
            self._note(
                found.line, f"{found.measure.name}: a range without limits; the target {target:g} is both of them"
            )
            low = high = target
        banded = polarity is Polarity.RANGE
        return replace(
            found.measure,
            key=_key(found.measure.key, fallback, keys),
            polarity=polarity,
            target=target,
            target_low=low if banded else None,
            target_high=high if banded else None,
            target_date=due,
            readings=readings,
        )


def _counted(name: str) -> set[str]:
    """Numbers and letters that count (phase 2, area B)."""
    return {word for word in name.split() if len(word) <= 2 or word.isdecimal()}  # noqa: PLR2004 — A1, IV


def _inferred(baseline: float | None, readings: tuple[Reading, ...], target: float | None) -> Polarity:
    first = baseline if baseline is not None else readings[0].value if readings else None
    return Polarity.DOWN if first is not None and target is not None and target < first else Polarity.UP


def _key(given: str, fallback: str, keys: Counter[str]) -> str:
    key = given or fallback
    while keys[key]:
        key += "'"
    keys[key] += 1
    return key


def _text(fields: Mapping[str, Any], role: str) -> str:
    return " ".join(str(fields.get(role) or "").replace("\u00a0", " ").split())
