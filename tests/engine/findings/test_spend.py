from __future__ import annotations

from dataclasses import replace

import pytest

from engine.findings.situations import CALM, MAINS, PORTAL, PORTAL_CALMS, with_benefits, with_projects
from northing.engine.alignment.spend import leads_towards, spend_of
from northing.engine.register import Benefit, Project, Stage, Support, YearCost

SOLAR = Project("solar", "Solar", cost=(YearCost(2028, budget=100),))


def test_the_objective_where_the_benefits_weigh_most_comes_first():
    small = replace(PORTAL_CALMS, key="b3", measure="M1", amount=-0.1)
    large = replace(small, amount=-19.0)
    # 60 % × 0.1 ÷ 20 against 40 % × 5 ÷ 75, then 60 % × 19 ÷ 20
    assert spend_of(with_benefits(small)).primary["portal"] == "O2"
    assert spend_of(with_benefits(large)).primary["portal"] == "O1"


def test_without_a_benefit_the_highest_rated_support_links():
    supports = (Support("solar", "O1", 3), Support("solar", "O2", 9), Support("mains", "O2", 9))
    spend = spend_of(replace(with_projects(SOLAR), supports=supports))
    assert spend.primary == {"mains": "O1", "portal": "O2", "solar": "O2"}
    assert spend.by_objective["O2"] == 400_000_100


@pytest.mark.parametrize(
    "links",
    [
        {},
        {"supports": (Support("solar", "O1", 0), Support("solar", "O2", -3))},
        {"supports": (Support("solar", "O7", 9),)},
        {"benefits": (Benefit("b9", "solar", "M1", 3.0),)},
        {"benefits": (Benefit("b9", "solar", "M7", 3.0),)},
    ],
)
def test_what_serves_nothing_of_the_plan_is_unlinked(links):
    spend = spend_of(replace(with_projects(SOLAR), **links))
    assert "solar" in spend.unlinked
    assert spend.total == 1_000_000_100


def test_a_benefit_towards_a_gap_of_unknown_size_links_without_weight():
    objective = CALM.plan.goals[0].objectives[1]
    unread = replace(objective, measures=(replace(objective.measures[0], readings=()),))
    goals = (replace(CALM.plan.goals[0], objectives=(CALM.plan.goals[0].objectives[0], unread)),)
    assert spend_of(replace(CALM, plan=replace(CALM.plan, goals=goals))).primary["portal"] == "O2"
    assert leads_towards(PORTAL_CALMS, gap=None)
    assert not leads_towards(PORTAL_CALMS, gap=3.0)


def test_cancelled_components_do_not_count_and_unknown_money_is_told():
    spend = spend_of(with_projects(replace(MAINS, stage=Stage.CANCELLED), replace(PORTAL, cost=())))
    assert spend.total == 0
    assert spend.unknown == ("portal",)
    assert spend.share("O1") is None
