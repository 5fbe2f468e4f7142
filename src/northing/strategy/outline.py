"""The plan as a page shows it: rows under their goals, with names for keys and hints beside what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from northing.engine.plan import Goal, Measure, Objective, Plan, Polarity, Policy, PolicyRule
from northing.engine.plan.diff import Subject
from northing.engine.plan.quality import FULL_WEIGHT, Hint
from northing.ui.figures import currency_symbol, money_text, number_text

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line under a goal: an objective, or a measure of the objective above it."""

    subject: Subject
    key: str
    name: str
    owner: str
    unit: str
    weight: float
    level: str = ""
    target: str = ""
    by: date | None = None
    hints: Sequence[Hint] = ()

    @property
    def item(self) -> str:
        """How the page's query names it."""
        return f"{self.subject.value}:{self.key}"

    @property
    def is_measure(self) -> bool:
        return self.subject is Subject.MEASURE


@dataclass(frozen=True, slots=True)
class Section:
    """A goal with its rows; the weight is the sum of its objectives'."""

    goal: Goal
    weight: float
    rows: Sequence[Row]
    hints: Sequence[Hint] = field(default=())

    @property
    def item(self) -> str:
        return f"{Subject.GOAL.value}:{self.goal.key}"


def sections(plan: Plan, names: Names, hints: Iterable[Hint] = ()) -> list[Section]:
    """The plan's goals in order, each with its objectives and their measures."""
    about: dict[tuple[Subject, str], list[Hint]] = defaultdict(list)
    for hint in hints:
        about[hint.subject, hint.key].append(hint)
    return [
        Section(
            goal,
            sum(objective.weight for objective in goal.objectives),
            [row for objective in goal.objectives for row in _rows(objective, names, about)],
            about[Subject.GOAL, goal.key],
        )
        for goal in plan.goals
    ]


def _rows(objective: Objective, names: Names, about: Mapping[tuple[Subject, str], Sequence[Hint]]) -> Iterable[Row]:
    yield Row(
        Subject.OBJECTIVE,
        objective.key,
        objective.name,
        named(names, "owner", objective.owner),
        named(names, "unit", objective.unit),
        objective.weight,
        hints=about.get((Subject.OBJECTIVE, objective.key), ()),
    )
    for measure in objective.measures:
        yield Row(
            Subject.MEASURE,
            measure.key,
            measure.name,
            named(names, "owner", measure.owner),
            measure.unit,
            measure.weight,
            level=_level(measure.baseline),
            target=target_text(measure),
            by=measure.target_date,
            hints=about.get((Subject.MEASURE, measure.key), ()),
        )


def named(names: Names, kind: str, key: str | None) -> str:
    """The name behind a key; a key without one (from an import) stands for itself."""
    return names.get(kind, {}).get(key or "", key or "")


def target_text(measure: Measure) -> str:
    """The target without its unit: ``84``, ``3–5``, ``at least 3``; empty where there is none."""
    if measure.polarity is not Polarity.RANGE:
        return _level(measure.target)
    low, high = measure.target_low, measure.target_high
    if low is not None and high is not None:
        return f"{number_text(low)} to {number_text(high)}"
    if low is None and high is None:
        return ""
    return f"at least {_level(low)}" if high is None else f"at most {_level(high)}"


def _level(value: float | None) -> str:
    return "" if value is None else number_text(value)


def title_of(plan: Plan) -> str:
    """The plan in a sentence: its name and how much it holds."""
    counts = (
        (len(plan.goals), "goal"),
        (sum(1 for _ in plan.objectives()), "objective"),
        (sum(1 for _ in plan.measures()), "measure"),
    )
    return f"{plan.name}: " + ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts)


def remainder_text(weights: Iterable[float]) -> str:
    """What is left of 100, in words."""
    rest = FULL_WEIGHT - sum(weights)
    if abs(rest) < 0.05:  # noqa: PLR2004  what rounding leaves
        return "The weights add up to 100."
    return f"{number_text(rest)} of 100 left to give." if rest > 0 else f"{number_text(-rest)} more than 100 given."


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy with its rule in words."""

    policy: Policy
    rule: str

    @property
    def item(self) -> str:
        return f"{Subject.POLICY.value}:{self.policy.key}"


def policy_rows(plan: Plan, *, currency: str) -> list[PolicyRow]:
    return [PolicyRow(policy, rule_text(policy, currency=currency)) for policy in plan.policies]


def rule_text(policy: Policy, *, currency: str) -> str:
    """What is checked: ``a benefit owner above £1.0m``; words-only policies say so."""
    whom = f", for projects tagged {policy.applies_to}" if policy.applies_to else ""
    if policy.limit is None or policy.rule is PolicyRule.STATED:
        return "Words only: nothing is checked"
    if policy.rule is PolicyRule.BENEFIT_OWNER_ABOVE_COST:
        amount = money_text(round(policy.limit), currency=currency_symbol(currency))
        return f"Every project above {amount} names an owner for each benefit{whom}"
    return f"At most {number_text(policy.limit)} go-lives a quarter{whom}"


def influences(plan: Plan) -> list[dict[str, Any]]:
    """Influencers with what was judged of them; a judgement about none that is listed comes last."""
    rows = [
        {"influencer": one, "assessments": [a for a in plan.assessments if a.influencer == one.key]}
        for one in plan.influencers
    ]
    known = {one.key for one in plan.influencers}
    loose = [a for a in plan.assessments if a.influencer not in known]
    return [*rows, {"influencer": None, "assessments": loose}] if loose else rows
