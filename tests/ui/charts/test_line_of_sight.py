import re
from dataclasses import replace
from itertools import pairwise

import pytest

from northing.ui.charts.line_of_sight import Chains, Level, LineOfSightNode, arrange, collapse, worst
from northing.ui.charts.line_of_sight_drawing import draw, sentence
from northing.ui.charts.line_of_sight_layout import COLUMNS, WIDTH, lay_out, settle
from northing.ui.gallery_charts import sight_nodes

GOAL = LineOfSightNode("G1", "Water", "/g1", Level.GOAL)
LEAKS = LineOfSightNode("O1", "Leakage", "/o1", Level.OBJECTIVE, "at_risk", parents=("G1",))
SPILLS = LineOfSightNode("O2", "Spills", "/o2", Level.OBJECTIVE, "off_track", parents=("G1",))
METERS = LineOfSightNode("P1", "Meters", "/p1", Level.COMPONENT, "on_track", "21.4", 20.0, ("O1",))
MAINS = LineOfSightNode("P2", "Mains", "/p2", Level.COMPONENT, "off_track", "10.0", 10.0, ("O1", "O2"), (0.6, 0.4))
DEPOT = LineOfSightNode("P3", "Depot", "/p3", Level.COMPONENT, "on_track", "3.1", 3.1)
LEVEL = LineOfSightNode("M1", "Ml/d 112 → 84", "/m1", Level.MEASURE, "at_risk", parents=("P1", "P2"), objective="O1")
NODES = [GOAL, SPILLS, LEAKS, DEPOT, MAINS, METERS, LEVEL]


def keys(nodes, level):
    return [node.key for node in nodes if node.level is level]


def test_each_level_follows_the_order_of_the_one_above_and_orphans_come_last():
    assert keys(arrange(NODES), Level.COMPONENT) == ["P2", "P1", "P3"]


def test_a_chain_goes_up_to_the_goal_and_down_to_the_measure():
    chains = Chains(arrange(NODES))
    assert [key for _, key in chains.chain(METERS)] == ["G1", "O1", "M1"]
    assert [key for _, key in chains.chain(SPILLS)] == ["G1", "P2", "M1"]
    assert chains.chain(DEPOT) == []


def test_a_parent_that_may_not_be_seen_is_skipped():
    alone = LineOfSightNode("P9", "Alone", "/p9", Level.COMPONENT, parents=("secret",))
    assert Chains([alone]).above(alone) == []


def test_the_cost_of_a_component_is_divided_over_its_objectives():
    assert MAINS.flows() == [("O1", 6.0), ("O2", 4.0)]


def test_lines_are_as_wide_as_the_money_and_an_objective_passes_on_what_it_gets():
    layout = lay_out(Chains(arrange(NODES)))
    width = {(ribbon.start[1], ribbon.end[1]): ribbon.width for ribbon in layout.ribbons}
    assert width["O1", "P1"] / width["O1", "P2"] == pytest.approx(20 / 6)
    assert width["G1", "O1"] == pytest.approx(width["O1", "P1"] + width["O1", "P2"])


def test_four_goals_twelve_objectives_and_38_projects_fit_1440_by_900():
    layout = lay_out(Chains(arrange(sight_nodes())))
    rows = [box.height for (level, _), box in layout.boxes.items() if level is Level.COMPONENT]
    assert len(rows) == 38
    assert min(rows) >= 16.5
    assert layout.height <= 686
    assert COLUMNS[Level.MEASURE][1] == WIDTH <= 1440 - 2 * 28


def test_no_two_nodes_of_a_column_touch():
    layout = lay_out(Chains(arrange(sight_nodes())))
    for level in Level:
        middles = sorted(box.middle for (of, _), box in layout.boxes.items() if of is level)
        gaps = [below - above for above, below in pairwise(middles)]
        assert min(gaps) >= 16.49


def test_places_settle_between_their_limits():
    assert settle([5, 5, 99], gap=10, low=0, high=100) == [5, 15, 99]
    assert settle([95, 99], gap=10, low=0, high=100) == [90, 100]


def test_every_node_is_a_link_that_knows_its_chain():
    svg = draw(NODES, title="Sight").svg
    ids = dict(re.findall(r'href="(/\w+)"[^>]*data-node="(n\d+)"', svg))
    chain = re.search(r'href="/p1".*?data-chain="([^"]*)"', svg)
    assert set(ids) == {"/g1", "/o1", "/o2", "/p1", "/p2", "/p3", "/m1"}
    assert set(chain.group(1).split()) == {ids["/g1"], ids["/o1"], ids["/m1"]}


def test_a_component_that_serves_nothing_stands_in_a_dashed_box():
    assert draw(NODES, title="Sight").svg.count('class="orphan"') == 1


def test_the_picture_holds_no_inline_style_and_no_script():
    svg = draw(
        [*NODES, LineOfSightNode("P8", "<script>", "/p8", Level.COMPONENT, parents=("O1",))], title="<style>"
    ).svg
    assert "style=" not in svg
    assert "<script" not in svg
    assert "<style" not in svg


def test_the_table_has_a_row_for_each_link_and_the_orphan():
    rows = draw(NODES, title="Sight").rows
    assert ("Water", "Leakage", "Meters", "On track", "21.4", "Ml/d 112 → 84") in rows
    assert ("Water", "Spills", "Mains", "Off track", "10.0", "–") in rows
    assert ("–", "none", "Depot", "On track", "3.1", "–") in rows
    assert len(rows) == 4


def test_the_tree_has_the_same_links_for_small_screens():
    tree = draw(NODES, title="Sight").tree
    assert tree.index("/g1") < tree.index("/o1") < tree.index("/p1") < tree.index("/m1")
    assert "Serves no objective" in tree
    assert '<span class="vh">Off track </span>' in tree


def test_a_node_says_its_chain_as_a_sentence():
    chains = Chains(arrange(NODES))
    assert sentence(METERS, chains) == "Meters, on track, 21.4, serves Leakage, moves Ml/d 112 → 84"
    assert sentence(DEPOT, chains) == "Depot, on track, 3.1, serves nothing, moves nothing"
    assert sentence(LEAKS, chains) == "Leakage, at risk, 2 projects, serves Water"


def test_the_worst_status_counts_and_an_unreported_one_is_not_on_track():
    assert worst(["on_track", "off_track", "off_track"]) == ("off_track", 2)
    assert worst(["on_track", ""]) == ("unknown", 1)


def many(count):
    return [
        replace(METERS, key=f"P{at}", amount="1.0", value=100_000_000.0, group=f"Unit {at % 4}") for at in range(count)
    ]


def test_45_projects_are_shown_one_by_one():
    assert len(keys(collapse([GOAL, LEAKS, *many(45)]), Level.COMPONENT)) == 45


def test_more_collapse_into_their_programme_or_unit_with_their_sum_and_worst_status():
    measure = LineOfSightNode("M1", "Ml/d", "/m", Level.MEASURE, parents=("P0", "P4"), objective="O1")
    orphan = replace(DEPOT, key="depot")
    nodes = collapse([GOAL, LEAKS, *many(48), orphan, measure])
    unit = next(node for node in nodes if node.key == "group:Unit 0")
    assert (unit.label, unit.amount, unit.note) == ("Unit 0 (12)", "12.0", "On track: 12 of 12")
    assert keys(nodes, Level.COMPONENT) == ["group:Unit 0", "group:Unit 1", "group:Unit 2", "group:Unit 3", "depot"]
    assert next(node for node in nodes if node.key == "M1").parents == ("group:Unit 0",)


def test_more_than_25_objectives_collapse_into_one_per_goal():
    objectives = [
        LineOfSightNode(f"O{at}", f"Aim {at}", f"/o{at}", Level.OBJECTIVE, "at_risk", parents=("G1",))
        for at in range(26)
    ]
    parts = [LineOfSightNode("P1", "Meters", "/p", Level.COMPONENT, "on_track", "1", 1.0, ("O3", "O4"))]
    nodes = collapse([GOAL, *objectives, *parts])
    assert [node.label for node in nodes if node.level is Level.OBJECTIVE] == ["objectives (26)"]
    assert next(node for node in nodes if node.key == "P1").flows() == [("group:G1", 1.0)]


def test_an_empty_plan_is_an_empty_picture():
    assert draw([], title="Nothing yet").rows == []
