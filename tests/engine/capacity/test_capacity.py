"""Supply, demand, gap, bottlenecks and the cheapest relief, worked out by hand and against every combination."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.alignment.strain import RoleMonth
from northing.engine.capacity import CapacityProblem, Means, balance, bottlenecks, cheapest_relief, reliefs
from northing.engine.effort import Effort
from northing.engine.errors import NegativeAmount, NotANumber, SolverTimedOut, UnknownReference
from northing.engine.selection import Candidate, MeasureGap, Option, SelectionProblem, ValueModel, evaluate

PAGE = Path(__file__).parents[3] / "docs" / "formulas" / "capacity.md"
MAY, JUNE = RoleMonth("eng", date(2027, 5, 1)), RoleMonth("eng", date(2027, 6, 1))
LEAKAGE = MeasureGap("leakage", "Leakage", "O1.1", 10.0, 1.0, "Ml/d")


def option(key, fte, gain, *, at=MAY, **more):
    return Option(key, key, demand={at: fte}, contribution={"leakage": gain}, **more)


MAINS = Candidate(
    "mains",
    "Mains renewal",
    (option("planned", 3.0, 5.0), option("later", 3.0, 4.5, at=JUNE, shift_months=1)),
    current="planned",
)
ZONES = Candidate(
    "zones",
    "Pressure zones",
    (option("planned", 2.0, 4.0), option("half", 1.0, 2.0, scale=0.5)),
    current="planned",
)
SELECTION = SelectionProblem(
    (MAINS, ZONES),
    (LEAKAGE,),
    capacity={MAY: 6.0, JUNE: 6.0},
    business_as_usual={MAY: 1.5, JUNE: 1.5},
    role_names={"eng": "Design engineer"},
)
SHORT = CapacityProblem(SELECTION, absences={MAY: 0.5})


def told(figure):
    rows = re.findall(
        r"^\| (.+?) \| ([−\d.]+)[ %A-Za-z-]*\|$", PAGE.read_text().split("## Worked example")[1], re.MULTILINE
    )
    return float(dict(rows)[figure].replace("−", "-"))


def test_the_worked_example_is_what_is_computed():
    may, june = balance(SHORT)
    assert (may.available, may.demand, may.gap) == (told("available in May"), told("demand in May"), told("gap in May"))
    assert may.utilisation == pytest.approx(told("utilisation in May") / 100)
    assert (june.available, june.demand, june.utilisation) == (4.5, 0.0, 0.0)
    [bottleneck] = bottlenecks(SHORT)
    assert (bottleneck.missing, bottleneck.projects) == (told("FTE-months missing"), ("mains", "zones"))
    assert 100 * bottleneck.waiting == pytest.approx(told("value that waits"))
    found = {(relief.means, relief.project): relief for relief in reliefs(SHORT, role="eng")}
    delay, shrink = found[Means.DELAY, "mains"], found[Means.SHRINK, "zones"]
    assert 100 * delay.value_lost == pytest.approx(told("value lost by the delay"))
    assert 100 * shrink.value_lost == pytest.approx(told("value lost by the cut"))
    cheapest = cheapest_relief(SHORT, role="eng")
    assert 100 * cheapest.value_lost == pytest.approx(told("least value lost"))


def test_the_cheapest_relief_is_told_in_words():
    assert cheapest_relief(SHORT, role="eng").words == (
        "Design engineer: Mains renewal 1 month later: 5.00% of value lost; "
        "or hire 1 FTE for 1 FTE-months, which saves that"
    )
    assert bottlenecks(SHORT)[0].words == (
        "Design engineer: 1 FTE-months missing in 1 months, most in May 2027 (5 asked for, 4 there); "
        "2 projects with 90.00% of value wait on it"
    )
    first = reliefs(SHORT, role="eng")[0]
    assert first.words == "delay Mains renewal (later): 1 FTE-months freed, enough, 5.00% of value lost"
    assert first.price == pytest.approx(0.05)


def test_what_frees_most_for_the_least_value_comes_first_and_stopping_comes_last():
    assert [(r.means, r.project) for r in reliefs(SHORT, role="eng")] == [
        (Means.DELAY, "mains"),
        (Means.SHRINK, "zones"),
        (Means.STOP, "zones"),
        (Means.STOP, "mains"),
    ]


def test_mandatory_work_is_not_stopped_and_locked_work_is_not_touched():
    bound = replace(SELECTION, candidates=(replace(MAINS, mandatory=True), replace(ZONES, locked=True)))
    problem = replace(SHORT, selection=bound)
    assert [(r.means, r.project) for r in reliefs(problem, role="eng")] == [(Means.DELAY, "mains")]


def test_what_is_broken_already_stands_in_the_way_of_no_relief():
    law = Candidate("law", "Law", (option("planned", 0.0, 0.0, risk=2.0),), mandatory=True, requires=("mains",))
    old = Candidate("old", "Old", (option("planned", 0.0, 0.0, risk=2.0),), current="planned", excluded=True)
    broken = replace(
        SELECTION,
        candidates=(*SELECTION.candidates, law, old),
        budgets={2027: 1.0},
        risk_cap=1.0,
        targets={"O1.1": 0.95},
    )
    found = cheapest_relief(replace(SHORT, selection=broken), role="eng")
    assert (found.value_lost, dict(found.choice)) == (
        pytest.approx(0.05), {"mains": "later", "zones": "planned", "law": None, "old": "planned"})  # fmt: skip
    assert [(line.project, line.words) for line in found.changes] == [("mains", "1 month later")]


def test_the_least_score_is_lost_of_what_all_ways_of_all_projects_could_bring():
    def ways(key, *amounts):
        options = [option(str(fte), fte, gain, scale=fte, score=score) for fte, gain, score in amounts]
        return Candidate(key, key.capitalize(), tuple(options), current=options[0].key)

    mains = ways("mains", (2.0, 3.0, 2.0), (1.0, 2.5, 0.0), (3.0, 3.0, 18.0))
    zones = ways("zones", (2.0, 3.0, 2.0), (1.0, 0.5, 1.9))
    mix = ValueModel(0.5, 0.5, 0.0)
    both = SelectionProblem((mains, zones), (LEAKAGE,), capacity={MAY: 3.0}, value_model=mix)
    found = cheapest_relief(CapacityProblem(both), role="eng")
    assert dict(found.choice) == {"mains": "1.0", "zones": "2.0"}
    assert found.value_lost == pytest.approx(0.5 * 0.5 / 10 + 0.5 * 2 / 20)


def test_where_no_change_is_enough_only_hiring_is():
    stuck = replace(SELECTION, candidates=(replace(MAINS, locked=True), replace(ZONES, locked=True)))
    found = cheapest_relief(replace(SHORT, selection=stuck), role="eng")
    assert (found.choice, found.value_lost, found.hire, found.most) == (None, None, 1.0, 1.0)
    assert "no delay, cut or stop of its users is enough; hire 1 FTE" in found.words


def test_what_another_project_needs_is_said_to_break_when_it_stops():
    needs = replace(SELECTION, candidates=(MAINS, replace(ZONES, requires=("mains",))))
    stop = next(
        r for r in reliefs(replace(SHORT, selection=needs), role="eng") if (r.means, r.project) == (Means.STOP, "mains")
    )
    assert len(stop.breaks) == 1
    assert "breaks: " in stop.words


def test_enough_people_need_no_relief():
    enough = CapacityProblem(SELECTION, choice={"mains": "planned", "zones": None})
    assert (bottlenecks(enough), reliefs(enough, role="eng"), cheapest_relief(enough, role="eng")) == ((), (), None)
    assert balance(replace(enough, absences={MAY: 9.0}))[0].utilisation is None


def test_absences_are_amounts_of_people():
    with pytest.raises(NegativeAmount, match="below zero"):
        CapacityProblem(SELECTION, absences={MAY: -1.0})
    with pytest.raises(NotANumber):
        CapacityProblem(SELECTION, absences={MAY: float("nan")})


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=4),
    st.integers(0, 5),
)
def test_the_cheapest_relief_loses_no_more_than_any_combination(rows, there):
    candidates = tuple(
        Candidate(
            f"p{n}",
            f"P{n}",
            (
                option("planned", float(fte), float(gain)),
                option("later", float(fte), float(gain - less), at=JUNE, shift_months=1),
                option("half", fte / 2, gain / 2, scale=0.5),
            ),
            current="planned",
        )
        for n, (fte, gain, less) in enumerate(rows)
    )
    selection = replace(SELECTION, candidates=candidates, capacity={MAY: float(there), JUNE: 4.0}, business_as_usual={})
    problem = CapacityProblem(selection)
    found = cheapest_relief(problem, role="eng")
    if found is None:
        return
    now = evaluate(selection, selection.today()).value
    values = []
    for ways in product(*[("planned", "later", "half", None)] * len(rows)):
        choice = {
            c.key: way if c.options[0].demand[MAY] > 0 else "planned" for c, way in zip(candidates, ways, strict=True)
        }
        evaluation = evaluate(selection, choice)
        if not evaluation.violations:
            values.append(evaluation.value)
    assert found.value_lost == pytest.approx(now - max(values), abs=1e-5)


def test_a_role_that_nobody_has_is_refused_and_not_called_enough():
    with pytest.raises(UnknownReference, match="no capacity of 'wizard'"):
        reliefs(SHORT, role="wizard")
    with pytest.raises(UnknownReference, match="no capacity of 'wizard'"):
        cheapest_relief(SHORT, role="wizard")


def test_pricing_every_way_tells_how_far_it_is_and_can_be_stopped():
    told = []
    found = reliefs(SHORT, role="eng", effort=Effort(on_progress=told.append))
    assert [progress.stage for progress in told][:2] == ["0 of 4 ways priced", "1 of 4 ways priced"]
    for relief in found:
        choice = {**SHORT.chosen, relief.project: relief.option}
        after = balance(replace(SHORT, choice=choice))
        assert relief.left == pytest.approx(sum(cell.missing for cell in after if cell.role == "eng"))
    with pytest.raises(SolverTimedOut, match="0 of 4 ways to relieve 'eng'"):
        reliefs(SHORT, role="eng", effort=Effort(time_limit=0.0))
