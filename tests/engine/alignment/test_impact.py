from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from northing.engine.alignment.impact import Hit, Impact, Step, impact_of
from northing.engine.plan import Goal, Measure, Objective, Plan, Polarity, Policy, Reading
from northing.engine.plan.diff import diff_plans
from northing.engine.register import Benefit, Demand, Project, Stage, YearCost
from northing.engine.snapshot import (
    Budget,
    Capacity,
    Person,
    PlanOfRecord,
    RecordLine,
    Role,
    Snapshot,
    Unit,
)

APRIL, MAY = date(2027, 4, 1), date(2027, 5, 1)
READ = (Reading(date(2026, 12, 31), 4120.0),)
SPILLS = Measure(
    "spills", "Spills", "spills/yr", Polarity.DOWN, target=2472.0, target_date=date(2030, 3, 31), readings=READ
)
SAFETY = Measure("safety", "Injuries", "per m h", Polarity.DOWN, target=0.5, target_date=date(2030, 3, 31))
PROJECTS = (
    Project("eller", "Storm tank Eller", "capital", manager="ann", sponsor="bob", demand=(Demand("eng", APRIL, 4),)),
    Project("monitors", "CSO monitors", "digital", demand=(Demand("eng", APRIL, 2), Demand("eng", MAY, 2))),
    Project("wick", "Storm tank Wick", "capital"),
    Project("portal", "Portal", "customer", tags=("customer-facing",), cost=(YearCost(2028, budget=500),)),
)
BENEFITS = (
    Benefit("b-eller", "eller", "spills", -600.0, start=date(2028, 1, 1), owner="dan", name="Tank in use"),
    Benefit("b-monitors", "monitors", "spills", -400.0, start=date(2028, 1, 1)),
    Benefit("b-wick", "wick", "spills", -500.0, start=date(2028, 1, 1)),
    Benefit("b-wrong", "wick", "safety", 1.0, start=date(2028, 1, 1)),
)


def plan(measure: Measure = SPILLS, **fields: object) -> Plan:
    rivers = Objective("o2", "Clean rivers", 60, owner="eve", unit="environment", measures=(measure,))
    safe = Objective("o4", "Nobody is hurt", 40, measures=(SAFETY,))
    policy = Policy("p9", "Two go-lives a quarter", limit=2, applies_to="customer-facing")
    base = Plan("Plan", goals=(Goal("g", "G", objectives=(rivers, safe)),), policies=(policy,))
    return replace(base, **fields)


BEFORE = Snapshot(
    date(2027, 1, 15),
    plan(),
    projects=PROJECTS,
    benefits=BENEFITS,
    record=PlanOfRecord(lines=tuple(RecordLine(key) for key in ("eller", "monitors", "portal"))),
    units=(Unit("capital", "Capital", head="sofia"), Unit("environment", "Environment", head="marcus")),
    people=(Person("sofia", "Sofia Marques"), Person("ann", "Ann Lee")),
    roles=(Role("eng", "Design engineer"),),
    capacity=(Capacity("eng", APRIL, 7), Capacity("eng", MAY, 7)),
    budgets=(Budget(2028, 600),),
)


def impact(after: Snapshot) -> Impact:
    return impact_of(BEFORE, after, diff_plans(BEFORE.plan, after.plan))


def hit(found: Impact, kind: str, key: str) -> Hit:
    return next(hit for hit in found.hits_of(kind) if hit.key == key)


TIGHTER = replace(BEFORE, plan=plan(replace(SPILLS, target=1850.0)))


def test_nothing_changed_hits_nothing() -> None:
    found = impact(BEFORE)
    assert (found.hits, found.measures, found.shortages, found.overruns) == ((), (), (), ())
    assert found.alignment_before == found.alignment_after


def test_a_tightened_target_shows_gap_coverage_and_shortfall_before_and_after() -> None:
    (effect,) = impact(TIGHTER).measures
    assert (effect.gap_before, effect.gap_after) == (-1648, -2270)
    assert (effect.shortfall_before, effect.shortfall_after) == (pytest.approx(648), pytest.approx(1270))
    assert effect.coverage_after == pytest.approx(1000 / 2270)
    assert effect.points == pytest.approx(0.6 * (1000 / 2270 - 1000 / 1648))


def test_it_reaches_projects_units_and_people_each_by_a_path() -> None:
    found = impact(TIGHTER)
    start = Step("measure", "spills", "Spills")
    benefit, project = Step("benefit", "b-eller", "Tank in use"), Step("project", "eller", "Storm tank Eller")
    unit = Step("unit", "capital", "Capital")
    assert hit(found, "project", "eller").path == (start, benefit, project)
    assert hit(found, "unit", "capital").path == (start, benefit, project, unit)
    assert hit(found, "person", "sofia").path == (
        start,
        benefit,
        project,
        unit,
        Step("person", "sofia", "Sofia Marques"),
    )
    assert {h.key for h in found.hits_of("person")} == {"ann", "bob", "dan", "eve", "marcus", "sofia"}
    assert {h.key for h in found.hits_of("unit")} == {"capital", "digital", "environment"}
    assert hit(found, "project", "eller").words == "brings 600 spills/yr: 26 % of the gap, was 36 %"


def test_hits_are_ranked_by_the_alignment_at_stake() -> None:
    found = impact(TIGHTER)
    points = [abs(h.points) for h in found.hits]
    assert points == sorted(points, reverse=True)
    assert hit(found, "project", "eller").points == pytest.approx(found.measures[0].points * 0.6)


def test_a_candidate_that_could_close_the_gap_is_named_and_carries_the_hit_no_further() -> None:
    wick = hit(impact(TIGHTER), "project", "wick")
    assert (wick.words, wick.points) == ("is out, and could bring 500 spills/yr", 0.0)
    cancelled = tuple(replace(p, stage=Stage.CANCELLED) for p in TIGHTER.projects)
    assert "wick" not in {h.key for h in impact(replace(TIGHTER, projects=cancelled)).hits}


def test_a_reading_is_a_change_too() -> None:
    read = replace(SPILLS, readings=(*READ, Reading(date(2027, 1, 10), 4000.0)))
    (effect,) = impact(replace(BEFORE, plan=plan(read))).measures
    assert (effect.gap_before, effect.gap_after) == (-1648, -1528)


def test_a_removed_measure_leaves_its_projects_without_a_purpose() -> None:
    goal = Goal("g", "G", objectives=(Objective("o2", "Clean rivers", 60), Objective("o4", "Nobody is hurt", 40)))
    found = impact(replace(BEFORE, plan=plan(goals=(goal,))))
    effect = found.measures[0]
    assert (effect.gap_after, effect.coverage_after) == (None, None)
    assert hit(found, "project", "eller").words == "brings 600 spills/yr"
    assert "unknown" in hit(found, "measure", "spills").words


def test_a_target_reached_by_decree_says_that_the_gap_is_gone() -> None:
    found = impact(replace(BEFORE, plan=plan(replace(SPILLS, target=5000.0))))
    assert found.measures[0].coverage_after == 1
    relaxed = impact(replace(BEFORE, plan=plan(replace(SPILLS, target=4120.0))))
    assert hit(relaxed, "project", "eller").words.endswith("the gap is no longer there")


def test_a_gap_that_opens_has_no_share_before() -> None:
    closed = replace(BEFORE, plan=plan(replace(SPILLS, target=4120.0)))
    found = impact_of(closed, BEFORE, diff_plans(closed.plan, BEFORE.plan))
    assert hit(found, "project", "eller").words == "brings 600 spills/yr: 36 % of the gap"


def test_a_reweighted_objective_reaches_its_unit_and_the_projects_that_serve_it() -> None:
    rivers, safe = BEFORE.plan.goals[0].objectives
    goal = Goal("g", "G", objectives=(replace(rivers, weight=80), replace(safe, weight=20)))
    found = impact(replace(BEFORE, plan=plan(goals=(goal,))))
    assert hit(found, "unit", "environment").words == "answers for “Clean rivers”"
    assert hit(found, "project", "eller").words == "serves “Clean rivers”"
    assert hit(found, "objective", "o2").words == "Objective “Clean rivers”: weight 60 → 80 (+20)"


def test_a_policy_reaches_the_projects_that_it_covers() -> None:
    stricter = replace(BEFORE.plan.policies[0], limit=1)
    found = impact(replace(BEFORE, plan=plan(policies=(stricter,))))
    assert [h.key for h in found.hits_of("project")] == ["portal"]
    assert (found.hits_of("project")[0].amount, found.hits_of("project")[0].unit) == (500, "GBP")
    everyone = impact(replace(BEFORE, plan=plan(policies=(replace(stricter, applies_to=""),))))
    assert {h.key for h in everyone.hits_of("project")} == {"eller", "monitors", "portal"}


def test_lost_capacity_reaches_the_projects_that_need_the_role_then() -> None:
    found = impact(replace(BEFORE, capacity=(Capacity("eng", APRIL, 3), Capacity("eng", MAY, 1))))
    assert [(s.role, s.month, s.before, s.after) for s in found.shortages] == [("eng", APRIL, 0, 3), ("eng", MAY, 0, 1)]
    assert hit(found, "role", "eng").words == "4 FTE-months more are missing, Apr 2027–May 2027"
    assert hit(found, "project", "eller").amount == pytest.approx(2.0)
    assert hit(found, "project", "monitors").amount == pytest.approx(2.0)
    assert hit(found, "project", "eller").points < 0
    assert hit(found, "unit", "capital").path[0] == Step("role", "eng", "Design engineer")


def test_what_was_needed_before_the_as_of_month_is_over() -> None:
    later = replace(BEFORE, as_of=date(2027, 5, 3), capacity=(Capacity("eng", APRIL, 0), Capacity("eng", MAY, 0)))
    assert [(s.month, s.after) for s in impact(later).shortages] == [(MAY, 2)]


def test_a_cut_budget_shows_the_overrun() -> None:
    (over,) = impact(replace(BEFORE, budgets=(Budget(2028, 450),))).overruns
    assert (over.year, over.before, over.after) == (2028, 0, 50)


def test_what_is_reached_by_a_public_and_a_confidential_path_is_two_hits() -> None:
    both = tuple(replace(p, unit="capital", confidential=p.key == "eller") for p in PROJECTS)
    found = impact(replace(TIGHTER, projects=both))
    hits = [(h.confidential, h.paths) for h in found.hits_of("unit") if h.key == "capital"]
    assert hits == [(True, 1), (False, 1)]
    assert found.keys_of("unit") == ("environment", "capital")


def test_what_passes_through_a_confidential_project_is_marked() -> None:
    secret = tuple(replace(p, confidential=p.key == "eller") for p in PROJECTS)
    found = impact(replace(TIGHTER, projects=secret))
    marked = {(h.kind, h.key) for h in found.hits if h.confidential}
    assert marked == {("project", "eller"), ("unit", "capital")} | {
        ("person", k) for k in ("ann", "bob", "dan", "sofia")
    }
