"""After any change, looking again at what it touched finds exactly what looking at everything finds."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings.situations import CALM, COMPLAINTS, FEWER_COMPLAINTS, LEAKAGE, LESS_LEAKAGE, MAINS, PLAN, TODAY
from northing.engine.alignment.findings import RULES, Part, Rule, Scope, Tab, Touch, find, refind, touched_by
from northing.engine.alignment.findings.parts import LINKED_PARTS, PROJECT_PARTS, SNAPSHOT_PARTS
from northing.engine.governance import (
    BusinessRule,
    GateDecision,
    GateReview,
    HoursWorked,
    Influence,
    Influencing,
    Modality,
    RankGiven,
    Stake,
)
from northing.engine.plan import Goal, Reading
from northing.engine.register import (
    Allocation,
    Assumption,
    Benefit,
    Demand,
    Dependency,
    EarnedValue,
    Project,
    Span,
    Stage,
    Status,
    Support,
    YearCost,
)
from northing.engine.snapshot import Budget, Capacity, Person, PlanOfRecord, RecordLine, Snapshot

KEYS = ("a", "b", "c", "d", "e")
MILLION = 100_000_000
DAYS = (date(2026, 6, 1), date(2027, 1, 1), date(2027, 5, 1), date(2027, 8, 1), date(2031, 1, 1))
OWNERS = (None, "priya", "elin", "left")
RATINGS = (-9, -3, 1, 9)
STAGES = (Stage.CANDIDATE, Stage.DELIVERING, Stage.DELIVERING, Stage.CLOSED, Stage.CANCELLED)


class Draw(Random):
    """Snapshots drawn from a seed: Hypothesis chooses the seed, so a failing one is shown and tried again."""

    def few(self, make, most):
        return tuple(make() for _ in range(self.randint(0, most)))

    def key(self):
        return self.choice(KEYS)

    def day(self):
        return self.choice((None, *DAYS))

    def project(self, key):
        return Project(
            key,
            self.choice(["Mains", "mains", "Portal"]),
            self.choice(["", "network"]),
            parent=self.choice((None, *KEYS)),
            manager=self.choice(OWNERS),
            stage=self.choice(STAGES),
            baseline=Span(finish=self.day()),
            forecast=Span(finish=self.day()),
            cost=self.few(lambda: YearCost(2028, self.choice([None, 0, 4 * MILLION, 9 * MILLION])), 1),
            demand=self.few(lambda: Demand("eng", date(2027, 6, 1), self.choice([1.0, 2.0])), 1),
            mandatory=self.random() < 0.2,
            requires=self.few(lambda: Dependency(self.key()), 1),
            assumptions=self.few(lambda: Assumption(self.key(), "Prices hold", self.day(), self.choice(OWNERS)), 1),
            earned_value=self.choice([None, EarnedValue(10, self.choice([4, 10]), 10, self.choice(DAYS))]),
            reported_status=self.choice([Status.ON_TRACK, Status.UNKNOWN]),
            reported_on=self.day(),
            tags=self.choice([(), ("facing",)]),
            confidential=self.random() < 0.2,
        )

    def benefit(self, key):
        return Benefit(
            key,
            self.key(),
            self.choice(["M1", "M2", "gone"]),
            self.choice([-20.0, -5.0, 30.0]),
            start=self.day(),
            owner=self.choice(OWNERS),
            cashable=self.choice([None, MILLION]),
            claim=self.choice(["", "desk hours"]),
        )

    def reading(self):
        return Reading(self.choice(DAYS), self.choice([70.0, 104.0]))

    def plan(self):
        first = replace(LEAKAGE, readings=self.few(self.reading, 2), owner=self.choice(OWNERS))
        second = replace(COMPLAINTS, readings=self.few(self.reading, 2))
        one = replace(LESS_LEAKAGE, measures=(first,), weight=self.choice([0, 60, 90]), owner=self.choice(OWNERS))
        two = replace(FEWER_COMPLAINTS, measures=(second,), unit=self.choice([None, "network"]))
        goals = self.choice([(), *[(Goal("G", "Water", objectives=(one, two)),)] * 4])
        policies = tuple(policy for policy in PLAN.policies if self.random() < 0.7)
        return replace(PLAN, goals=goals, policies=policies, values=("Calm",), version=self.randint(1, 2))

    def snapshot(self):
        planned = [key for key in KEYS if self.random() < 0.8] if self.random() < 0.8 else []
        return Snapshot(
            TODAY,
            self.plan(),
            projects=tuple(self.project(key) for key in KEYS if self.random() < 0.9),
            benefits=tuple(self.benefit(key) for key in ("b1", "b2", "b3", "b4", "b5") if self.random() < 0.8),
            supports=self.few(lambda: Support(self.key(), self.choice(["O1", "O2"]), self.choice(RATINGS)), 3),
            record=PlanOfRecord(1, None, tuple(RecordLine(key, self.choice([0, 3])) for key in planned)),
            units=CALM.units,
            people=(*CALM.people, Person("left", "Lee Gone", left_on=self.choice(DAYS))),
            capacity=(Capacity("eng", date(2027, 6, 1), self.choice([1.5, 9.0])),),
            budgets=(Budget(2028, self.choice([8, 80]) * MILLION),),
            **self.governed(),
        )

    def governed(self):
        pick = self.choice
        return {
            "allocations": self.few(lambda: Allocation(pick(["priya", "elin"]), self.key(), TODAY, pick(DAYS), 0.6), 4),
            "gates": self.few(lambda: GateReview(self.key(), "G3", Stage.DELIVERING, pick([*GateDecision])), 2),
            "ranks": self.few(lambda: RankGiven(self.key(), pick([1, 2, 9])), 3),
            "hours": self.few(lambda: HoursWorked(self.key(), pick(DAYS), 40.0), 2),
            "stakes": self.few(lambda: Stake("Shops", pick(RATINGS), pick(["", "G"]), pick(["", *KEYS])), 4),
            "influences": self.few(lambda: Influence(self.key(), Influencing.TRAIT, "Haste", "Calm", pick(RATINGS)), 1),
            "business_rules": self.few(lambda: self.business_rule(self.key()), 3),
        }

    def business_rule(self, key):
        return BusinessRule(key, key, self.choice([*Modality]), "night", policy=self.choice([None, "P1"]))

    def edit(self):
        """A snapshot, and the same with a few of its parts, or one of its components, taken from another one."""
        before, other = self.snapshot(), self.snapshot()
        names = self.sample([field.name for field in fields(Snapshot)], self.randint(0, 2))
        after = replace(before, **{name: getattr(other, name) for name in names})
        key = self.key()
        changed = tuple(self.half(project) if project.key == key else project for project in after.projects)
        return before, self.choice([after, replace(after, projects=changed)])

    def half(self, project):
        """The component with some of its fields drawn again."""
        other = self.project(project.key)
        names = self.sample([field.name for field in fields(Project)], self.choice([1, 3, 20]))
        return replace(project, **{name: getattr(other, name) for name in names})


draws = st.integers(0, 2**32).map(Draw)


@given(draws)
def test_looking_again_finds_exactly_what_looking_at_everything_finds(draw):
    before, after = draw.edit()
    again = refind(after, find(before), touched=touched_by(before, after))
    assert again.findings == find(after)
    assert 0 <= again.evaluations <= again.of


@given(draws)
def test_another_order_of_the_components_is_found_in_that_order(draw):
    before = draw.snapshot()
    after = replace(before, projects=tuple(draw.sample(before.projects, len(before.projects))))
    assert refind(after, find(before), touched=touched_by(before, after)).findings == find(after)


@given(draws)
def test_nothing_is_looked_at_where_nothing_changed_and_all_of_it_on_another_day(draw):
    snapshot = draw.snapshot()
    before = find(snapshot)
    assert refind(snapshot, before, touched=touched_by(snapshot, snapshot)).evaluations == 0
    tomorrow = replace(snapshot, as_of=TODAY + timedelta(1))
    again = refind(tomorrow, before, touched=touched_by(snapshot, tomorrow))
    assert (again.findings, again.share) == (find(tomorrow), 1.0)


@given(draws)
def test_a_rule_that_looks_at_one_component_names_it_first(draw):
    snapshot = draw.snapshot()
    alone = {rule.key for rule in RULES if rule.scope is Scope.COMPONENT}
    known = {project.key for project in snapshot.projects}
    assert all(finding.components[0] in known for finding in find(snapshot) if finding.rule in alone)


def test_a_status_report_touches_the_rules_that_read_it_and_looks_at_one_component_where_it_can():
    reported = replace(MAINS, reported_on=date(2027, 5, 1), stage=MAINS.stage)
    after = replace(CALM, projects=(reported, CALM.projects[1]))
    touched = touched_by(CALM, after)
    assert touched == {Touch(Part.REPORT, "mains")}
    again = refind(after, find(CALM), touched=touched)
    assert "indicator_clash" not in again.rules_run
    assert "green_over_red" in again.rules_run
    assert again.evaluations < again.of


def test_a_rule_that_could_not_run_looks_at_everything_again():
    def check(look, project):
        if project.name == "Broken":
            raise KeyError(project.key)
        return ()

    rule = Rule("odd", "Odd", Tab.BEHAVIOUR, "It breaks.", check, scope=Scope.COMPONENT)
    broken = replace(CALM, projects=(replace(MAINS, name="Broken"), CALM.projects[1]))
    failed = find(broken, rules=(rule,))
    assert refind(CALM, failed, touched=touched_by(broken, CALM), rules=(rule,)).findings == ()
    assert refind(broken, (), touched=touched_by(CALM, broken), rules=(rule,)).findings == failed


@pytest.mark.parametrize("field", [field.name for field in fields(Snapshot)])
def test_every_part_of_a_snapshot_is_some_part_that_a_rule_can_read(field):
    assert field in {*SNAPSHOT_PARTS, *LINKED_PARTS, "plan", "projects", "record"}


def test_the_parts_of_a_component_are_fields_of_it():
    assert set(PROJECT_PARTS) <= {field.name for field in fields(Project)}
