from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.findings.situations import (
    CALM,
    COMPLAINTS,
    FEWER_COMPLAINTS,
    LEAKAGE,
    LESS_LEAKAGE,
    MAINS,
    MAINS_SAVE,
    MILLION,
    PORTAL,
    TODAY,
    found,
    only,
    with_benefits,
    with_objectives,
    with_projects,
)
from northing.engine.alignment.findings import Severity
from northing.engine.alignment.findings.same_name import bare
from northing.engine.plan import Plan
from northing.engine.register import Assumption, EarnedValue, Kind, Project, Stage, Status, Support, YearCost
from northing.engine.snapshot import Person

DEPOT = Project("depot", "Depot", "network", cost=(YearCost(2028, budget=3 * MILLION),))


def test_a_project_that_serves_nothing_is_money_without_objective():
    finding = only("money_without_objective", with_projects(DEPOT))
    assert finding.sentence == "Depot spends £3.0m and serves no objective."
    assert (finding.components, finding.stake_money, finding.severity) == (("depot",), 3 * MILLION, Severity.MEDIUM)


def test_mandatory_work_without_objective_is_low_and_says_why():
    finding = only("money_without_objective", with_projects(replace(DEPOT, mandatory=True, mandatory_reason="Law")))
    assert finding.severity is Severity.LOW
    assert finding.facts[0].text == "Depot costs £3.0m and is mandatory: Law"


def test_money_that_is_not_known_is_said_to_be_unknown():
    finding = only("money_without_objective", with_projects(replace(DEPOT, cost=())))
    assert (finding.stake_money, finding.stake_words) == (None, "an unknown sum")


@pytest.mark.parametrize(
    "snapshot",
    [
        with_projects(replace(DEPOT, cost=(YearCost(2028, budget=0),))),
        with_projects(replace(DEPOT, stage=Stage.CLOSED)),
        with_projects(replace(DEPOT, parent="mains")),
        with_projects(replace(DEPOT, kind=Kind.PROGRAMME), replace(MAINS, parent="depot")),
        replace(with_projects(DEPOT), supports=(Support("depot", "O1", 1),)),
        replace(with_projects(DEPOT), plan=Plan("Empty")),
    ],
    ids=["free", "closed", "in a programme that serves", "with a project that serves", "rated", "no plan"],
)
def test_these_do_not_spend_money_without_an_objective(snapshot):
    assert found("money_without_objective", snapshot) == ()


def test_a_programme_that_is_its_own_parent_by_mistake_does_not_loop():
    looped = with_projects(replace(DEPOT, parent="loop"), replace(DEPOT, key="loop", parent="depot"))
    assert [f.components for f in found("money_without_objective", looped)] == [("depot",), ("loop",)]
    assert only("money_without_objective", with_projects(replace(DEPOT, parent="gone")))


def test_an_objective_that_nothing_planned_serves_is_told_with_its_weight():
    finding = only("objective_without_money", replace(CALM, benefits=(MAINS_SAVE,)))
    assert finding.sentence == "“Fewer complaints” weighs 40 % and no planned project serves it."
    assert finding.facts[1].text == "None of 2 planned projects serves it"
    assert (finding.facts[1].source, finding.facts[1].date) == ("Plan of record v2", date(2027, 2, 1))
    assert (finding.objectives, finding.components, finding.unit) == (("O2",), (), "customer")


def test_a_rating_or_no_weight_is_enough_and_a_disbenefit_is_not():
    bare_objective = replace(CALM, benefits=(MAINS_SAVE,))
    assert found("objective_without_money", replace(bare_objective, supports=(Support("mains", "O2", 3),))) == ()
    assert only("objective_without_money", replace(bare_objective, supports=(Support("mains", "O2", -3),)))
    weightless = with_objectives(LESS_LEAKAGE, replace(FEWER_COMPLAINTS, weight=0))
    assert found("objective_without_money", replace(weightless, benefits=(MAINS_SAVE,))) == ()


def spending(mains: int, portal: int):
    costs = {"mains": mains, "portal": portal}
    return with_projects(*(replace(p, cost=(YearCost(2028, budget=costs[p.key]),)) for p in (MAINS, PORTAL)))


def test_more_than_ten_points_between_weight_and_money_contradict():
    over, under = found("weight_against_spend", spending(71, 29))
    assert over.sentence == "“Cut leakage” carries 60 % of the weight and 71 % of the money."
    assert (over.severity, over.stake_money) == (Severity.HIGH, 11)
    assert under.stake_words == "£0 short of its weight"
    assert found("weight_against_spend", spending(70, 30)) == ()


def test_an_objective_with_half_of_its_weight_is_starved_once_four_points_are_missing():
    def weighed(small: float):
        objectives = (replace(LESS_LEAKAGE, weight=100 - small), replace(FEWER_COMPLAINTS, weight=small))
        return replace(with_objectives(*objectives), projects=spending(955, 45).projects)

    finding = only("weight_against_spend", weighed(9))
    assert (finding.severity, finding.objectives) == (Severity.MEDIUM, ("O2",))
    assert found("weight_against_spend", weighed(8)) == ()


def test_who_may_not_see_a_confidential_project_must_not_read_sums_that_contain_it():
    secret = replace(spending(90, 10).projects[0], confidential=True)
    finding = found("weight_against_spend", with_projects(secret, snapshot=spending(90, 10)))[0]
    assert finding.components == ("mains",)


def test_money_that_is_left_out_is_counted_in_the_fact():
    finding = found("weight_against_spend", with_projects(replace(DEPOT, cost=()), snapshot=spending(90, 10)))[0]
    assert finding.facts[1].text.endswith("; 1 project of unknown cost left out")


PIPES = Assumption("a1", "Pipe costs £412", date(2027, 5, 14), "priya", "Quotation")


def test_an_assumption_expires_on_the_day_after_its_last():
    finding = only("assumption_expired", with_projects(replace(MAINS, assumptions=(PIPES,))))
    assert finding.sentence == "Mains rests on “Pipe costs £412”, which held until 14 May 2027."
    assert finding.facts[0].text == "“Pipe costs £412” was given until 14 May 2027, owned by Priya Raman"
    assert finding.facts[0].source == "Quotation"
    today = replace(PIPES, valid_until=TODAY)
    undated = replace(PIPES, valid_until=None)
    assert found("assumption_expired", with_projects(replace(MAINS, assumptions=(today, undated)))) == ()


def test_a_measure_is_stale_after_more_than_two_cycles():
    assert found("measure_stale", replace(CALM, as_of=date(2027, 6, 29))) == ()
    first, _ = found("measure_stale", replace(CALM, as_of=date(2027, 6, 30)))
    assert first.sentence == "Leakage was last read 61 days ago and is meant to be read every 30 days."
    assert first.facts[0].text == "It is read every 30 days. Priya Raman answers for it."
    assert first.facts[1].text == "Leakage was last read on 30 Apr 2027: 104 Ml/d"
    assert (first.facts[1].source, first.stake_words) == ("Network return", "60 % of the plan")


def test_a_measure_that_was_never_read_is_as_old_as_its_baseline():
    unread = replace(LEAKAGE, readings=(), baseline_date=date(2026, 1, 1), owner=None)
    snapshot = with_objectives(replace(LESS_LEAKAGE, measures=(unread,), weight=0), FEWER_COMPLAINTS)
    assert only("measure_stale", snapshot).facts[1].source == "Baseline"
    undated = replace(unread, baseline_date=None)
    assert found("measure_stale", with_objectives(replace(LESS_LEAKAGE, measures=(undated,)))) == ()
    no_cycle = replace(COMPLAINTS, cadence_days=None)
    assert found("measure_stale", with_objectives(replace(LESS_LEAKAGE, measures=(no_cycle,)))) == ()


def left(on: date | None):
    return replace(CALM, people=(Person("priya", "Priya Raman", "network", left_on=on),))


def test_what_belongs_to_a_person_who_left_is_told_once_for_each_objective_and_project():
    managed = replace(MAINS, manager="priya", sponsor="priya", assumptions=(replace(PIPES, valid_until=None),))
    plan, project = found("owner_left", with_projects(managed, snapshot=left(TODAY)))
    assert plan.sentence == (
        "Priya Raman has left and still answers for the objective “Cut leakage” and the measure “Leakage”."
    )
    assert (plan.objectives, plan.facts[1].text) == (("O1",), "Priya Raman left on 15 May 2027")
    assert project.facts[0].text == (
        "Priya Raman is entered for the benefit “b1”, the assumption “Pipe costs £412”, the management of Mains and "
        "the sponsorship of Mains"
    )
    assert (project.components, project.stake_words) == (("mains",), "4 things without an owner")


def test_who_leaves_tomorrow_or_owns_nothing_has_not_left_anything():
    assert found("owner_left", left(date(2027, 5, 16))) == ()
    assert found("owner_left", left(None)) == ()


def test_of_a_closed_project_the_benefits_still_need_an_owner():
    closed = replace(MAINS, stage=Stage.CLOSED, manager="priya")
    _, project = found("owner_left", with_projects(closed, snapshot=left(TODAY)))
    assert project.facts[0].text == "Priya Raman is entered for the benefit “b1”"


def test_a_measure_alone_may_have_lost_its_owner():
    measured = replace(LESS_LEAKAGE, owner="elin")
    snapshot = replace(with_objectives(measured), people=left(TODAY).people, benefits=())
    finding = only("owner_left", snapshot)
    assert (finding.facts[0].kind, finding.facts[0].key) == ("measure", "M1")


def test_two_objectives_of_one_name_are_found_whatever_their_punctuation():
    twin = replace(FEWER_COMPLAINTS, name="Cut  Leakage!")
    finding = only("same_name", with_objectives(LESS_LEAKAGE, twin))
    assert finding.objectives == ("O1", "O2")
    assert finding.facts[1].text == "O2: “Cut  Leakage!”, weight 40"
    assert bare("Cut – leakage (25 %)") == "cutleakage25"


GREEN = replace(MAINS, reported_status=Status.ON_TRACK, reported_on=date(2027, 5, 1))


def test_a_green_report_over_a_low_cost_performance_is_told():
    value = EarnedValue(500 * MILLION, 84 * MILLION, 100 * MILLION, date(2027, 4, 30))
    finding = only("green_over_red", with_projects(replace(GREEN, earned_value=value)))
    assert finding.sentence == "Mains reports on track at a cost performance (CPI) of 0.84."
    assert finding.facts[1].text == "CPI 0.84: £84.0m earned for £100.0m spent"
    assert [fact.date for fact in finding.facts] == [date(2027, 5, 1), date(2027, 4, 30)]
    assert finding.stake_money == 16 * MILLION


@pytest.mark.parametrize(
    "project",
    [
        replace(GREEN, earned_value=EarnedValue(100, 85, 100, TODAY)),
        replace(GREEN, earned_value=EarnedValue(0, 0, 0, TODAY)),
        replace(GREEN, earned_value=EarnedValue(100, 10, 100, TODAY), reported_status=Status.AT_RISK),
        GREEN,
    ],
    ids=["at the limit", "nothing spent", "reported amber", "no earned value"],
)
def test_these_reports_are_not_green_over_red(project):
    assert found("green_over_red", with_projects(project)) == ()


def test_a_support_alone_serves_an_objective_whose_benefit_leads_away():
    away = replace(MAINS_SAVE, key="b2", project="portal", measure="M2", amount=5.0)
    assert only("objective_without_money", with_benefits(away)).objectives == ("O2",)
