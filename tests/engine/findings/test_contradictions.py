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
    PLAN,
    PORTAL,
    PORTAL_CALMS,
    TODAY,
    found,
    only,
    with_benefits,
    with_objectives,
    with_projects,
)
from northing.engine.alignment.findings import Severity
from northing.engine.alignment.findings.indicator_clash import band_of
from northing.engine.alignment.findings.policy_broken import quarter_of
from northing.engine.plan import Polarity, PolicyRule
from northing.engine.register import Allocation, Benefit, Dependency, Project, Span, Stage
from northing.engine.snapshot import PlanOfRecord, RecordLine

HARM = Benefit("b3", "portal", "M1", 2.5, start=date(2028, 4, 1), owner="elin")


def test_two_projects_that_pull_a_measure_apart_are_told_with_what_is_undone():
    finding = only("opposite_pull", with_benefits(HARM))
    assert finding.sentence == "Portal raises Leakage while Mains lowers it."
    assert finding.components == ("mains", "portal")
    assert [fact.text for fact in finding.facts] == [
        "Portal changes it by +2.5 Ml/d",
        "Mains changes it by −12 Ml/d",
    ]
    assert finding.facts[1].source == "Business case in the register"
    assert finding.stake_words == "2.5 Ml/d undone"
    assert finding.unit == "network"


def test_a_project_that_pulls_both_ways_itself_has_weighed_it():
    assert found("opposite_pull", with_benefits(replace(HARM, project="mains"))) == ()


@pytest.mark.parametrize(
    "snapshot",
    [
        with_benefits(replace(HARM, measure="M9")),
        with_benefits(HARM, snapshot=with_projects(replace(PORTAL, stage=Stage.CANCELLED))),
        replace(with_benefits(HARM), record=PlanOfRecord(1, TODAY, (RecordLine("mains"),))),
    ],
)
def test_only_planned_projects_and_measures_of_the_plan_pull(snapshot):
    assert found("opposite_pull", snapshot) == ()


def test_before_anything_was_decided_every_component_counts_as_planned():
    assert only("opposite_pull", replace(with_benefits(HARM), record=PlanOfRecord()))


def test_a_large_project_with_a_benefit_that_nobody_owns_breaks_the_policy():
    finding = only("policy_broken", with_benefits(replace(MAINS_SAVE, owner=None, name="Less leakage")))
    assert finding.sentence == "Mains costs £6.0m and has 1 of its 1 benefit without an owner, against “Owned”."
    assert finding.repair == "Name an owner for Less leakage."
    assert (finding.facts[0].source, finding.facts[0].date) == ("Board, Tarnwell v3", date(2027, 1, 1))
    assert finding.stake_money == 6 * MILLION


@pytest.mark.parametrize("project", [replace(MAINS, cost=()), replace(MAINS, stage=Stage.CLOSED)])
def test_what_costs_no_more_than_the_limit_or_is_closed_needs_no_benefit_owner(project):
    assert found("policy_broken", with_benefits(replace(MAINS_SAVE, owner=None), snapshot=with_projects(project))) == ()


FACING = {"tags": ("facing",), "forecast": Span(finish=date(2027, 8, 20))}


def test_more_go_lives_in_a_quarter_than_the_policy_allows_are_told_with_their_days():
    finding = only("policy_broken", with_projects(replace(MAINS, **FACING), replace(PORTAL, **FACING)))
    assert finding.sentence == "2 facing projects go live from Jul to Sep 2027, against “Calm”."
    assert finding.facts[1].text == "Go-live: Mains 20 Aug 2027; Portal 20 Aug 2027"
    assert finding.components == ("mains", "portal")
    assert finding.stake_words == "2 go-lives against 1"


@pytest.mark.parametrize(
    "other",
    [
        replace(PORTAL, forecast=Span(finish=date(2027, 8, 20))),
        replace(PORTAL, tags=("facing",), forecast=Span(finish=date(2027, 10, 1))),
        replace(PORTAL, tags=("facing",), baseline=Span()),
    ],
    ids=["without the tag", "a quarter later", "on no known day"],
)
def test_other_go_lives_do_not_crowd_the_quarter(other):
    assert found("policy_broken", with_projects(replace(MAINS, **FACING), other)) == ()


def test_a_quarter_that_is_over_is_past_repair():
    crowded = with_projects(replace(MAINS, **FACING), replace(PORTAL, **FACING))
    assert found("policy_broken", replace(crowded, as_of=date(2027, 9, 30)))
    assert found("policy_broken", replace(crowded, as_of=date(2027, 10, 1))) == ()


def test_a_move_in_the_plan_of_record_moves_the_go_live():
    crowded = with_projects(replace(MAINS, **FACING), replace(PORTAL, **FACING))
    moved = PlanOfRecord(3, TODAY, (RecordLine("mains"), RecordLine("portal", shift_months=3)))
    assert found("policy_broken", replace(crowded, record=moved)) == ()


@pytest.mark.parametrize("change", [{"limit": None}, {"rule": PolicyRule.STATED}])
def test_a_policy_in_words_alone_is_never_broken(change):
    worded = replace(PLAN, policies=(replace(PLAN.policies[0], **change),))
    unowned = with_benefits(replace(MAINS_SAVE, owner=None), snapshot=replace(CALM, plan=worded))
    assert found("policy_broken", unowned) == ()


@pytest.mark.parametrize(
    ("day", "first_month", "quarter"),
    [
        (date(2027, 4, 1), 4, date(2027, 4, 1)),
        (date(2027, 3, 31), 4, date(2027, 1, 1)),
        (date(2027, 1, 31), 2, date(2026, 11, 1)),
        (date(2027, 2, 1), 2, date(2027, 2, 1)),
    ],
)
def test_quarters_begin_with_the_fiscal_year(day, first_month, quarter):
    assert quarter_of(day, first_month=first_month) == quarter


def test_one_saving_that_two_projects_claim_is_counted_once():
    ours = replace(MAINS_SAVE, cashable=3 * MILLION, claim="Contact-centre hours")
    theirs = replace(PORTAL_CALMS, measure="M1", cashable=1 * MILLION, claim=" contact-centre  HOURS ")
    finding = only("claimed_twice", with_benefits(ours, theirs))
    assert finding.sentence == "Mains and Portal claim the same saving: Contact-centre hours."
    assert finding.stake_money == 1 * MILLION
    assert finding.facts[0].text == "Mains takes £3.0m a year from “Contact-centre hours”"
    assert finding.severity is Severity.HIGH


@pytest.mark.parametrize(
    "theirs",
    [
        {"claim": "other pot"},
        {"cashable": None},
        {"measure": "M2"},
        {"project": "mains"},
        {"claim": ""},
    ],
    ids=str,
)
def test_different_pots_measures_or_one_project_are_not_the_same_saving(theirs):
    ours = replace(MAINS_SAVE, cashable=MILLION, claim="pot")
    other = {"measure": "M1", "cashable": MILLION, "claim": "pot"} | theirs
    assert found("claimed_twice", with_benefits(ours, replace(PORTAL_CALMS, **other))) == ()


def test_of_three_claims_all_but_the_largest_are_at_stake():
    third = Project("third", "Third")
    claims = [
        replace(MAINS_SAVE, key=f"c{n}", project=key, cashable=n * MILLION, claim="pot")
        for n, key in enumerate(("mains", "portal", "third"), start=1)
    ]
    finding = only("claimed_twice", with_benefits(*claims, snapshot=with_projects(third)))
    assert finding.stake_money == 3 * MILLION
    assert finding.facts[1].text == "Portal takes £2.0m a year from “pot”; Third takes £3.0m a year from “pot”"


def test_a_benefit_cannot_arrive_before_its_project_is_finished():
    early = replace(MAINS_SAVE, name="Less leakage", start=date(2028, 3, 30), cashable=2 * MILLION)
    late = replace(MAINS, forecast=Span(finish=date(2028, 6, 30)))
    finding = only("benefit_before_go_live", with_benefits(early, snapshot=with_projects(late)))
    assert finding.sentence == "Less leakage of Mains would arrive before Mains is finished."
    assert finding.facts[0].text == "Less leakage from 30 Mar 2028"
    assert finding.facts[1].text == "Mains was to finish on 31 Mar 2028 and is now expected on 30 Jun 2028"
    assert (finding.stake_money, finding.objectives) == (2 * MILLION, ("O1",))


def test_a_slip_alone_moves_the_benefit_too_and_is_no_contradiction():
    assert found("benefit_before_go_live", with_projects(replace(MAINS, forecast=Span(finish=date(2029, 1, 1))))) == ()


def test_without_a_baseline_the_forecast_is_what_the_benefit_waits_for():
    forecast_only = replace(MAINS, baseline=Span(), forecast=Span(finish=date(2028, 6, 30)))
    finding = only("benefit_before_go_live", with_projects(forecast_only))
    assert finding.facts[1].text == "Mains finishes on 30 Jun 2028"
    assert finding.stake_words == "1 benefit"
    assert found("benefit_before_go_live", with_projects(replace(MAINS, baseline=Span()))) == ()


NEEDY = replace(PORTAL, requires=(Dependency("mains", "It feeds it"),))


def test_what_is_needed_must_not_finish_after_what_needs_it():
    late = replace(MAINS, forecast=Span(finish=date(2028, 4, 1)))
    finding = only("dependency_late", with_projects(NEEDY, late))
    assert finding.sentence == "Portal goes live 1 day before Mains, which it needs, is finished."
    assert finding.facts[0].text == "Portal goes live on 31 Mar 2028 and needs it: It feeds it"
    assert finding.components == ("portal", "mains")


def test_finishing_on_the_same_day_or_on_no_known_day_is_in_time():
    assert found("dependency_late", with_projects(NEEDY)) == ()
    assert found("dependency_late", with_projects(NEEDY, replace(MAINS, baseline=Span()))) == ()
    assert found("dependency_late", with_projects(replace(NEEDY, requires=(Dependency("gone"),)))) == ()


def allocation(project: str, share: float, *, start: date = TODAY, finish: date = date(2027, 8, 31)) -> Allocation:
    return Allocation("priya", project, start, finish, share, "Resource plan")


def test_a_person_is_promised_no_more_than_full_time():
    both = (allocation("mains", 0.6), allocation("portal", 0.7, start=date(2027, 8, 1)))
    finding = only("capacity_twice", replace(CALM, allocations=both))
    assert finding.sentence == "Priya Raman is promised 130 % from 1 Aug 2027 to 31 Aug 2027."
    assert (finding.stake_people, finding.stake_words) == (0.3, "0.3 FTE too much")
    assert (finding.components, finding.unit) == (("mains", "portal"), "network")
    assert finding.facts[1].text == "Portal: 70 %, 1 Aug 2027 to 31 Aug 2027"


@pytest.mark.parametrize(
    "second",
    [
        allocation("portal", 0.4),
        allocation("portal", 0.7, start=date(2027, 9, 1), finish=date(2027, 9, 30)),
        allocation("portal", 0.7, start=date(2027, 1, 1), finish=date(2027, 5, 14)),
        allocation("gone", 0.7),
    ],
    ids=["just full", "one after the other", "over", "of no project"],
)
def test_shares_that_do_not_add_up_to_more_on_a_day_are_no_contradiction(second):
    assert found("capacity_twice", replace(CALM, allocations=(allocation("mains", 0.6), second))) == ()


def test_one_promise_above_full_time_stands_against_the_person():
    finding = only("capacity_twice", replace(CALM, allocations=(allocation("mains", 1.2),), people=()))
    assert finding.facts[1].text == "priya has 100 % of full time"
    assert finding.unit is None


def clash(**fields: object):
    twin = replace(LEAKAGE, key="M9", name="leakage ", unit="ML/D", **fields)
    return with_objectives(LESS_LEAKAGE, replace(FEWER_COMPLAINTS, measures=(COMPLAINTS, twin)))


def test_two_targets_that_no_level_meets_clash():
    finding = only("indicator_clash", clash(polarity=Polarity.UP, target=90.0))
    assert finding.severity is Severity.HIGH
    assert finding.sentence == "“Cut leakage” and “Fewer complaints” clash over Leakage: no level meets both targets."
    assert finding.facts[0].text == "“Cut leakage” wants Leakage at or below 84 Ml/d"
    assert finding.objectives == ("O1", "O2")


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ({"polarity": Polarity.UP, "target": 60.0}, Severity.MEDIUM),
        ({"polarity": Polarity.UP, "target": None}, Severity.MEDIUM),
        ({"polarity": Polarity.RANGE, "target": None, "target_low": 85.0}, Severity.HIGH),
        ({"polarity": Polarity.RANGE, "target": None, "target_low": 85.0, "target_high": 90.0}, Severity.HIGH),
    ],
)
def test_opposite_directions_clash_even_where_a_level_meets_both(fields, severity):
    assert only("indicator_clash", clash(**fields)).severity is severity


@pytest.mark.parametrize(
    "fields", [{"target": 60.0}, {"polarity": Polarity.RANGE, "target": None, "target_high": 90.0}]
)
def test_targets_that_one_level_meets_do_not_clash(fields):
    assert found("indicator_clash", clash(**fields)) == ()


def test_the_band_of_a_measure_without_target_holds_every_level():
    assert band_of(replace(LEAKAGE, target=None)) == (-float("inf"), float("inf"))


def test_measures_of_one_objective_or_of_another_name_do_not_clash():
    twin = replace(LEAKAGE, key="M9", polarity=Polarity.UP)
    assert found("indicator_clash", with_objectives(replace(LESS_LEAKAGE, measures=(LEAKAGE, twin)))) == ()
    assert found("indicator_clash", CALM) == ()


def test_a_project_that_finishes_after_the_target_date_comes_too_late():
    late = replace(MAINS, forecast=Span(finish=date(2030, 4, 10)))
    finding = only("due_before_enabled", with_projects(late))
    assert finding.sentence == "Leakage is due 10 days before Mains, which is to change it, is finished."
    assert finding.stake_words == "−12 Ml/d too late"
    assert (finding.components, finding.objectives) == (("mains",), ("O1",))
    assert found("due_before_enabled", with_projects(replace(late, stage=Stage.CLOSED))) == ()
