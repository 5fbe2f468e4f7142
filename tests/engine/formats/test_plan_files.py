from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.formats.whole_plan import PLAN
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.json import canonical, plan_to_dict
from northing.engine.formats.outline import read_outline
from northing.engine.formats.plan import read_plan
from northing.engine.formats.stratml import read_stratml
from northing.engine.formats.stratml_write import write_stratml
from northing.engine.plan.model import Goal, Measure, Objective, Plan, Polarity, Reading

PART_TWO = b"""<?xml version="1.0"?>
<s:PerformancePlanOrReport xmlns:s="urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport" Type="Performance_Report">
<s:Name>Rivers</s:Name>
<s:StrategicPlanCore>
<s:Organization><s:Name>Tarn</s:Name></s:Organization>
<s:Vision><s:Description>Clear
 water</s:Description></s:Vision>
<s:Mission><s:Description>Clean it</s:Description></s:Mission>
<s:Value><s:Name>Care</s:Name><s:Description>always</s:Description></s:Value>
<s:Goal><s:Name>Less loss</s:Name><s:Identifier>_g</s:Identifier>
<s:Objective><s:Name>Leakage</s:Name><s:Identifier>_o</s:Identifier>
<s:PerformanceIndicator><s:MeasurementDimension>Lost water</s:MeasurementDimension>
<s:UnitOfMeasurement>Ml/d</s:UnitOfMeasurement><s:Identifier>_g</s:Identifier>
<s:MeasurementInstance>
<s:TargetResult><s:EndDate>2028-03-31</s:EndDate><s:NumberOfUnits>40</s:NumberOfUnits></s:TargetResult>
<s:ActualResult><s:EndDate>2027-03-31</s:EndDate><s:NumberOfUnits>48.5</s:NumberOfUnits><s:Description>report</s:Description></s:ActualResult>
<s:ActualResult><s:EndDate>31.04.2026</s:EndDate><s:NumberOfUnits>50</s:NumberOfUnits></s:ActualResult>
</s:MeasurementInstance></s:PerformanceIndicator>
<s:PerformanceIndicator><s:MeasurementDimension/><s:UnitOfMeasurement/></s:PerformanceIndicator>
</s:Objective></s:Goal></s:StrategicPlanCore>
<s:AdministrativeInformation><s:StartDate>2027-04-01</s:StartDate><s:Source>https://tarn.example/plan</s:Source></s:AdministrativeInformation>
</s:PerformancePlanOrReport>"""


def test_a_stratml_report_becomes_a_plan_with_targets_and_readings() -> None:
    found = read_stratml(PART_TWO)
    reading = Reading(date(2027, 3, 31), 48.5, "report")
    measure = Measure(
        "M1.1.1", "Lost water", "Ml/d", Polarity.DOWN, target=40.0, target_date=date(2028, 3, 31), readings=(reading,)
    )
    assert found.plan == Plan(
        "Rivers",
        effective_date=date(2027, 4, 1),
        vision="Clear water",
        mission="Clean it",
        values=("Care: always",),
        goals=(Goal("_g", "Less loss", objectives=(Objective("_o", "Leakage", measures=(measure,)),)),),
        source="https://tarn.example/plan",
    )
    assert [(note.line, note.text) for note in found.notes] == [
        (5, "1 Organization elements are not part of a plan here and were left out"),
        (12, "the identifier _g is used twice; M1.1.1 is used here"),
        (17, "EndDate: “31.04.2026” is no date"),
        (17, "the result 50 has no date and was left out"),
        (19, "1 PerformanceIndicator elements are empty and were left out"),
    ]


@pytest.mark.parametrize(
    "namespace",
    ["urn:ISO:std:iso:17469:tech:xsd:stratml_core", "http://www.stratml.net", "http://schemas.stratml.us/3.5", "", "x"],
)
def test_any_namespace_is_read_and_a_foreign_one_is_named(namespace: str) -> None:
    core = "<StrategicPlanCore><Goal><Name>G</Name></Goal></StrategicPlanCore>"
    found = read_plan(f'<StrategicPlan xmlns="{namespace}"><Name>P</Name>{core}</StrategicPlan>'.encode())
    assert found.plan.goals == (Goal("G1", "G"),)
    assert len(found.notes) == (0 if "stratml" in namespace else 1)


def test_objectives_outside_goals_and_goals_outside_the_core_are_kept() -> None:
    found = read_plan(
        b"<StrategicPlan><Goal><Name>G</Name></Goal><Objective><Description>O</Description></Objective></StrategicPlan>"
    )
    assert [goal.name for goal in found.plan.goals] == ["G", "Objectives without a goal"]
    assert found.plan.goals[1].objectives[0].name == "O"


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (
            b"<StrategicPlan>\n<Name>x</Name>\n<Objective>\n<Description>a</Objective>\n",
            "line 4, column 17",
            "Description",
        ),
        (b"<StrategicPlan>\n<D+-escription/></StrategicPlan>", "line 2, column 3", "not well-formed"),
        (b"<StrategicPlan><Name>a & b</Name></StrategicPlan>", "line 1, column 25", "a & b"),
        (b"<StrategicPlan>\n<Name>a", "line 2, column 8", "still open"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>\n<StrategicPlan>&b;</StrategicPlan>', "line 1", "entities"),
        (b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://x/"> %p;]><StrategicPlan/>', "line 1", "entities"),
        (b"<StrategicPlan>" + b"<a>" * 500, "line 1", "nested too deeply"),
        (b"<svg/>", "line 1", "the root is svg"),
        (b'<?xml version="1.0" encoding="foo"?><a/>', "line 1", "encoding"),
    ],
)
def test_xml_that_cannot_be_read_is_refused_as_a_whole_with_its_place(data: bytes, place: str, words: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_plan(data)
    assert caught.value.place == place
    assert words in caught.value.problem


def test_a_plan_written_as_stratml_comes_back_the_same() -> None:
    assert read_stratml(write_stratml(PLAN)).plan == PLAN
    assert read_stratml(write_stratml(read_stratml(PART_TWO).plan)).plan == read_stratml(PART_TWO).plan


def test_the_writer_keeps_to_the_schemas_order() -> None:
    text = write_stratml(PLAN).decode()
    order = [
        "<Name>",
        "<OtherInformation>",
        "<StrategicPlanCore>",
        "<Organization>",
        "<Vision>",
        "<Mission>",
        "<Value>",
    ]
    order += [
        "<Goal>",
        "<Objective>",
        "<PerformanceIndicator ",
        "<TargetResult>",
        "<ActualResult>",
        "<AdministrativeInformation>",
    ]
    places = [text.index(tag) for tag in order]
    assert places == sorted(places)
    assert 'Type="Performance_Report"' in text


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(
    lambda text: text == " ".join(text.split())
)


@settings(max_examples=60, deadline=None)
@given(name=WORDS, key=WORDS, value=st.floats(allow_nan=False, allow_infinity=False), kind=st.sampled_from(Polarity))
def test_any_words_and_numbers_come_back_from_stratml(name: str, key: str, value: float, kind: Polarity) -> None:
    clean = "".join(char for char in name if char.isprintable())
    reading = Reading(date(2027, 1, 1), value, clean)
    measure = Measure("M", clean, clean, kind, target=value, weight=3.0, readings=(reading,))
    goal = Goal(key, clean, objectives=(Objective("O", clean, measures=(measure,)),))
    plan = replace(PLAN, goals=(goal,), vision=clean)
    assert read_stratml(write_stratml(plan)).plan == plan


LONG = b"""Goal,2018 Strategic Objective,KPI,Year,Target,Actual,Min Target,Max Target,Unit,Desired Direction
Estate,Reduce the cost.,Vacant space,2017,0.032,0.029,,,Percentage,Decrease
Estate,Reduce the cost.,Vacant space,2018,0.03,,,,Percentage,Decrease
Estate,Reduce the Cost,Revenue left,2018,0.01,0.02,0,0.02,Percentage,With in Range
Estate,Reduce the costs,Leases,2018,0.5,,,,Percentage,With in Range
"""


def test_a_long_table_of_years_becomes_measures_with_readings() -> None:
    found = read_plan(LONG, first_month=10)
    first, second = found.plan.goals[0].objectives
    assert (first.key, first.name) == ("O1.1", "Reduce the cost.")
    assert first.measures[0] == Measure(
        "M1.1.1",
        "Vacant space",
        "Percentage",
        Polarity.DOWN,
        target=0.03,
        target_date=date(2018, 9, 30),
        readings=(Reading(date(2017, 9, 30), 0.029),),
    )
    assert (first.measures[1].polarity, first.measures[1].target_low, first.measures[1].target_high) == (
        "range",
        0.0,
        0.02,
    )
    assert second.measures[0].target_low == second.measures[0].target_high == 0.5
    texts = [note.text for note in found.notes]
    assert "“Reduce the Cost” and “Reduce the cost.” of line 2 were taken for one objective" in texts
    assert any("the same objective under two names?" in text for text in texts)


def test_one_row_for_each_measure() -> None:
    rows = [
        "Objective;Weight;Measure;Baseline;Target;Target date;Owner;Colour",
        "Leak less;40;Leakage;50;40 Ml/d;31.03.2028;Ada;x",
        "Please;60;Happy;81%;≥ 90%;soon;Bob;",
    ]
    found = read_outline("\n".join(rows).encode())
    first, second = found.plan.goals[0].objectives
    assert (first.weight, first.owner, first.measures[0].unit) == (40.0, "Ada", "Ml/d")
    assert first.measures[0].polarity is Polarity.DOWN
    assert (second.measures[0].baseline, second.measures[0].target, second.measures[0].unit) == (81.0, 90.0, "%")
    texts = [str(note) for note in found.notes]
    assert "columns not used for the plan: Colour" in texts
    assert any(text.startswith("line 3: target date: “soon” is no date") for text in texts)


def test_rows_with_a_level_and_a_name() -> None:
    rows = [
        "Level,Name,Weight,Target,Target date",
        "Vision,Clear water,,,",
        "Goal,Rivers,,,",
        "Objective,Fewer spills,55,,",
        "KPI,Spills,,20,2028-03-31",
        "Odd,x,,,",
    ]
    found = read_outline("\n".join(rows).encode())
    assert found.plan.vision == "Clear water"
    assert found.plan.goals[0].objectives[0].weight == 55.0
    assert found.plan.goals[0].objectives[0].measures[0].target == 20.0
    assert found.notes[0].line == 6


def test_markdown_and_indented_text() -> None:
    text = """# Tarn plan
Vision: Water for all
## Values
- Care
## Clean rivers
### Less leakage (40%)
- Leakage: 50 → 40 Ml/d by 31 March 2028
### Fewer spills
- Spills: 35-41 a year by 2029-03-31
"""
    plan = read_plan(text.encode()).plan
    assert (plan.name, plan.vision, plan.values) == ("Tarn plan", "Water for all", ("Care",))
    less, fewer = plan.goals[0].objectives
    assert (less.name, less.weight) == ("Less leakage", 40.0)
    assert (less.measures[0].baseline, less.measures[0].target, less.measures[0].unit) == (50.0, 40.0, "Ml/d")
    assert (fewer.measures[0].target_low, fewer.measures[0].target_high) == (35.0, 41.0)
    indented = read_plan(b"Goal A\n  Objective A1\n    Measure: 95 % by 2028-03-31\nGoal B\n  Objective B1\n").plan
    assert [goal.name for goal in indented.goals] == ["Goal A", "Goal B"]
    assert indented.goals[0].objectives[0].measures[0].target == 95.0


@pytest.mark.parametrize("data", [b"hello world", b"Project name,Budget\nA,5\n", b"Goal,Objective\n,\n"])
def test_a_file_without_a_plan_says_what_is_missing(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_plan(data)
    assert caught.value.repair


def test_a_plan_of_our_own_is_read_back() -> None:
    assert read_plan(canonical(plan_to_dict(PLAN))).plan == PLAN


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80) | st.text(alphabet="Goal,Objective\n<>/# -:5", max_size=80).map(str.encode))
def test_any_bytes_give_a_plan_or_a_sentence(data: bytes) -> None:
    try:
        read_plan(data)
    except UnreadableFile as error:
        assert error.repair  # noqa: PT017
