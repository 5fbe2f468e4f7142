"""What is decided, governed and done against what is said: each rule with what plants it and what leaves it silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.findings.situations import (
    CALM,
    FEWER_COMPLAINTS,
    LESS_LEAKAGE,
    MAINS,
    MAINS_SAVE,
    MILLION,
    PLAN,
    PORTAL,
    TODAY,
    found,
    only,
    with_benefits,
    with_objectives,
    with_projects,
)
from northing.engine.alignment.findings import RULES, Severity
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
from northing.engine.plan import Goal
from northing.engine.register import Benefit, Demand, Project, Span, Stage, Status, Support, YearCost
from northing.engine.snapshot import Budget, Capacity, Role

RAISES = Benefit(
    "b3", "mains", "M2", 30.0, start=date(2028, 4, 1), confidence=0.5, owner="elin", source="Business case"
)
NIGHT = BusinessRule("r1", "Work on mains at night.", Modality.OBLIGES, "night work", policy="P1", source="Handbook")
DAY = BusinessRule("r2", "No work at night.", Modality.FORBIDS, "Night  work", policy="P2", source="Union agreement")
BONUS = Influence("i1", Influencing.INCENTIVE, "Bonus for speed", "Safety before speed", -9, "paid in May", TODAY, "HR")
JUNE = date(2027, 6, 1)


def test_a_project_that_helps_one_objective_and_harms_another_is_told_with_the_share_that_it_undoes():
    finding = only("mixed_effect", with_benefits(RAISES))
    assert finding.sentence == "Mains serves “Cut leakage” and works against “Fewer complaints”."
    assert finding.facts[1].text == "Mains changes Complaints by +15 per 10k where −75 per 10k is needed"
    assert (finding.components, finding.objectives, finding.unit) == (("mains",), ("O1", "O2"), "customer")


def test_a_rating_far_below_zero_is_harm_too():
    finding = only("mixed_effect", replace(CALM, supports=(Support("mains", "O2", -3, "noise"),)))
    assert finding.facts[1].text == "Mains is rated −3 for it: noise"


@pytest.mark.parametrize(
    "snapshot",
    [
        with_benefits(replace(RAISES, amount=0.1)),
        replace(with_benefits(RAISES), projects=(replace(MAINS, stage=Stage.CLOSED), PORTAL)),
        replace(with_benefits(RAISES), benefits=(RAISES,)),
        replace(CALM, supports=(Support("mains", "O2", -1),)),
        replace(CALM, supports=(Support("mains", "O1", -9),)),
    ],
    ids=["little", "closed", "helps nothing", "weak rating", "the objective that it serves"],
)
def test_these_do_not_harm_one_objective_for_another(snapshot):
    assert found("mixed_effect", snapshot) == ()


def test_an_obligation_and_a_prohibition_of_one_subject_clash_where_both_bind():
    finding = only("directive_clash", replace(CALM, business_rules=(NIGHT, DAY)))
    assert finding.sentence == (
        "“Work on mains at night.” and “No work at night.” clash: one obliges what the other forbids."
    )
    assert [fact.source for fact in finding.facts] == ["Handbook", "Union agreement"]
    assert (finding.stake_words, finding.stake_money) == ("2 projects bound by both", 10 * MILLION)


@pytest.mark.parametrize(
    "other",
    [
        replace(DAY, modality=Modality.OBLIGES),
        replace(DAY, subject="work at weekends"),
        replace(DAY, valid=Span(finish=date(2026, 12, 31))),
        replace(DAY, applies_to="portal"),
    ],
    ids=["both oblige", "another subject", "another time", "another scope"],
)
def test_these_rules_can_both_be_kept(other):
    first = replace(NIGHT, applies_to="mains", valid=Span(start=date(2027, 1, 1)))
    assert found("directive_clash", replace(CALM, business_rules=(first, other))) == ()


def test_a_business_rule_follows_from_a_policy_of_the_plan_or_is_found():
    kept = replace(CALM, business_rules=(NIGHT, replace(DAY, policy="P9"), replace(DAY, key="r3", policy=None)))
    assert [f.facts[1].text for f in found("rule_without_policy", kept)] == [
        "The plan has no policy P9",
        "It names no policy that it follows from",
    ]


def test_what_runs_against_a_stated_value_is_a_value_clash():
    valued = replace(CALM, plan=replace(PLAN, values=("Safety before  speed",)), influences=(BONUS,))
    finding = only("value_clash", valued)
    assert finding.sentence == (
        "The plan states “Safety before  speed”, and the incentive “Bonus for speed” runs against it."
    )
    assert finding.facts[1].text == "“Bonus for speed” is rated −9 for it: paid in May"
    assert found("value_clash", replace(valued, influences=(replace(BONUS, rating=-1),))) == ()
    assert found("value_clash", replace(valued, plan=PLAN)) == ()


def test_more_people_planned_than_there_are_is_one_finding_a_role():
    asked = replace(MAINS, demand=(Demand("eng", JUNE, 3.0), Demand("eng", date(2027, 7, 1), 2.5)))
    short = replace(
        with_projects(asked),
        roles=(Role("eng", "Design engineer"),),
        capacity=(Capacity("eng", JUNE, 2.0), Capacity("eng", date(2027, 7, 1), 2.0)),
    )
    finding = only("capacity_exceeded", short)
    assert finding.sentence == ("Design engineer: 3 FTE are planned in Jun 2027 and 2 are there; short in 2 months.")
    assert (finding.components, finding.objectives) == (("mains",), ("O1",))
    assert (finding.stake_people, finding.stake_words) == (1.0, "1.5 FTE-months missing")
    assert found("capacity_exceeded", replace(short, capacity=())) == ()


def test_more_money_planned_than_there_is_is_one_finding_a_year():
    finding = only("budget_exceeded", replace(CALM, budgets=(Budget(2028, 9 * MILLION),)))
    assert finding.sentence == "The plan of record costs £10.0m in 2028 and the budget is £9.0m."
    assert finding.stake_money == MILLION
    assert found("budget_exceeded", replace(CALM, budgets=(Budget(2028, 10 * MILLION),))) == ()


def test_a_benefit_for_no_measure_of_the_plan_is_found_once_for_its_project():
    lost = Benefit("b9", "mains", "gone", 4.0, name="Fewer trips", cashable=250_000_000)
    finding = only("benefit_without_objective", with_benefits(lost))
    assert finding.sentence == "Mains promises “Fewer trips” for a measure that no objective of the plan has."
    assert finding.stake_money == 250_000_000


def test_an_owner_who_does_not_head_the_unit_makes_two_owners():
    shared = replace(LESS_LEAKAGE, owner="elin")
    finding = only("two_owners", with_objectives(shared, FEWER_COMPLAINTS))
    assert finding.sentence == "Elin Vaughan and Priya Raman both answer for “Cut leakage”."
    assert finding.stake_words == "60 % of the plan"


def test_an_objective_that_nobody_answers_for_is_found_where_others_have_owners():
    nobody = replace(LESS_LEAKAGE, owner=None, unit=None)
    finding = only("no_owner", with_objectives(nobody, FEWER_COMPLAINTS))
    assert finding.facts[1].text == "It has no owner, while 1 other objective has one"
    unowned = [replace(objective, owner=None, unit=None) for objective in (LESS_LEAKAGE, FEWER_COMPLAINTS)]
    assert found("no_owner", with_objectives(*unowned)) == ()


def test_a_group_that_a_goal_is_for_and_that_a_project_of_it_burdens_is_found():
    promise = Stake("Riverside residents", 9, goal="G", words="no burst mains", source="Plan, p. 4")
    burden = Stake("Riverside residents", -3, project="mains", words="road closed for six weeks", seen_on=TODAY)
    finding = only("stakeholder_clash", replace(CALM, stakes=(promise, burden)))
    assert [fact.text for fact in finding.facts] == [
        "“Water that never stops”: no burst mains",
        "Mains: road closed for six weeks",
    ]
    for stakes in [
        (promise,),
        (burden,),
        (promise, replace(burden, group="Shops")),
        (promise, replace(burden, rating=1)),
    ]:
        assert found("stakeholder_clash", replace(CALM, stakes=stakes)) == ()


def test_two_components_of_one_name_are_found_unless_one_belongs_to_the_other():
    twin = replace(MAINS, key="mains-2", name="MAINS.", cost=(YearCost(2028, budget=2 * MILLION),))
    finding = only("same_component", with_projects(twin))
    assert finding.components == ("mains", "mains-2")
    assert finding.stake_words == "£2.0m perhaps counted twice"
    assert found("same_component", with_projects(replace(twin, parent="mains"))) == ()
    assert found("same_component", with_projects(replace(twin, stage=Stage.CANCELLED))) == ()


def test_hours_that_go_elsewhere_than_the_weight_are_found_and_unknown_hours_are_not():
    booked = (HoursWorked("mains", date(2027, 4, 1), 160.0), HoursWorked("portal", date(2027, 4, 1), 640.0))
    first, second = found("weight_against_hours", replace(CALM, hours=booked))
    assert first.sentence == "“Cut leakage” carries 60 % of the weight and 20 % of the hours."
    assert (first.stake_words, first.stake_people) == ("320 hours short of its weight", 0.2)
    assert second.stake_words == "320 hours above its weight"
    old = tuple(replace(entry, month=date(2026, 4, 1)) for entry in booked)
    assert found("weight_against_hours", replace(CALM, hours=old)) == found("weight_against_hours", CALM) == ()


def gated(decision, *, stage=Stage.DELIVERING, **more):
    review = GateReview("mains", "G3 Investment", Stage.DELIVERING, decision, date(2027, 3, 1), source="Board", **more)
    return replace(with_projects(replace(MAINS, stage=stage)), gates=(review,))


def test_work_past_a_gate_that_did_not_open_is_found():
    finding = only("gate_bypassed", gated(GateDecision.HOLD))
    assert finding.sentence == "Mains is delivering, and its gate “G3 Investment” decided to hold."
    assert (finding.severity, finding.stake_money) == (Severity.HIGH, 6 * MILLION)


def test_conditions_of_a_gate_that_are_overdue_are_found_until_they_are_met():
    conditional = gated(GateDecision.CONDITIONAL, conditions="permit", due=date(2027, 5, 1))
    finding = only("gate_bypassed", conditional)
    assert finding.facts[1].text == "“G3 Investment” had conditions (permit) due on 1 May 2027 that are not met"
    met = gated(GateDecision.CONDITIONAL, due=date(2027, 5, 1), met_on=date(2027, 4, 1))
    later = gated(GateDecision.CONDITIONAL, due=date(2027, 6, 1))
    assert found("gate_bypassed", met) == found("gate_bypassed", later) == ()


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.PAUSED, Stage.CLOSED])
def test_a_gate_that_is_ahead_or_holds_already_is_not_bypassed(stage):
    assert found("gate_bypassed", gated(GateDecision.NOT_HELD, stage=stage)) == ()


@pytest.mark.parametrize("decision", [GateDecision.GO, GateDecision.UNKNOWN])
def test_an_open_gate_and_an_unknown_decision_prove_nothing(decision):
    assert found("gate_bypassed", gated(decision)) == ()


def ranked(*, places=5, **changes):
    tower = Project("tower", "Tower", cost=(YearCost(2028, budget=MILLION),))
    ranks = (RankGiven("tower", 1), replace(RankGiven("mains", 1 + places, date(2027, 1, 9)), **changes))
    return replace(CALM, projects=(*CALM.projects, tower), ranks=ranks)


def test_a_rank_that_the_plan_of_record_passes_over_without_a_reason_is_found():
    finding = only("rank_overridden", ranked(overridden=1))
    assert finding.sentence == "Mains is in at rank 6, and Tower (rank 1) is out."
    assert finding.facts[0].text == (
        "Mains: rank 6, moved to 1 without a reason; 1 component ranked 5 or more places better is out"
    )
    assert finding.components == ("mains", "tower")


@pytest.mark.parametrize(
    "snapshot",
    [
        ranked(places=2),
        ranked(reason="Law from 2028"),
        with_projects(replace(MAINS, mandatory=True), snapshot=ranked()),
        replace(ranked(), record=replace(CALM.record, lines=())),
    ],
    ids=["few places", "reason", "mandatory", "nothing decided"],
)
def test_these_ranks_are_not_overridden(snapshot):
    kept = replace(snapshot, record=replace(snapshot.record, lines=snapshot.record.lines[:2]))
    assert found("rank_overridden", kept) == ()


def test_a_benefit_that_was_due_and_never_measured_is_found():
    due = with_benefits(replace(MAINS_SAVE, start=date(2026, 12, 1)))
    unread = replace(
        due, plan=replace(PLAN, goals=(Goal("G", "G", objectives=(unread_objective(), FEWER_COMPLAINTS)),))
    )
    finding = only("never_measured", unread)
    assert finding.sentence == ("Mains promised −12 Ml/d on Leakage from 1 Dec 2026; nobody has measured it since.")
    assert finding.facts[1].text == "Leakage was never read"
    assert found("never_measured", due) == ()
    slipped = with_projects(replace(MAINS, forecast=Span(finish=date(2028, 9, 30))), snapshot=unread)
    assert found("never_measured", slipped) == ()


def unread_objective():
    return replace(LESS_LEAKAGE, measures=(replace(LESS_LEAKAGE.measures[0], readings=()),))


def test_a_project_in_delivery_whose_last_report_is_old_is_late_and_one_without_a_date_is_not():
    said = replace(MAINS, stage=Stage.DELIVERING, reported_on=date(2027, 3, 1), reported_status=Status.ON_TRACK)
    finding = only("status_late", with_projects(said))
    assert finding.sentence == "Mains last reported 75 days ago and is being delivered."
    for calm in [
        replace(said, reported_on=None),
        replace(said, reported_on=date(2027, 3, 16)),
        replace(said, stage=Stage.PAUSED),
    ]:
        assert found("status_late", with_projects(calm)) == ()


def test_no_rule_concludes_anything_from_what_nobody_knows():
    assert [rule.key for rule in RULES if found(rule.key, CALM)] == []
