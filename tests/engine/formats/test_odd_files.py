from __future__ import annotations

import pickle
from datetime import date, datetime

import pytest

from engine.formats.test_reading_tables import workbook
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.levels import read_level
from northing.engine.formats.limits import Limits
from northing.engine.formats.outline import read_outline
from northing.engine.formats.plan import read_plan
from northing.engine.formats.ratings import NUMBERS, named
from northing.engine.formats.register import read_register
from northing.engine.formats.table import Table, read_csv, text_of
from northing.engine.formats.values import BadValue, number
from northing.engine.formats.workbook import read_table, read_workbook
from northing.engine.plan.model import Polarity


def texts(data: bytes) -> list[str]:
    return [note.text for note in read_plan(data).notes]


def test_an_error_survives_the_way_out_of_a_child_process() -> None:
    error = pickle.loads(pickle.dumps(UnreadableFile("line 1", "odd", "Mend it")))
    assert (error.place, error.problem, error.repair) == ("line 1", "odd", "Mend it")


def test_cells_of_a_workbook_keep_their_kind() -> None:
    header: list[object] = ["Project name", "Flag", "Share", "When", "At"]
    table = read_table(workbook({"S": [header, ["A", True, 0.1 + 0.2, datetime(2027, 1, 2, 3, 4), "x"]]}))  # noqa: DTZ001
    assert [text_of(cell) for cell in table.rows[0].cells] == ["A", "TRUE", "0.3", "2027-01-02 03:04:00", "x"]


def test_a_workbook_is_held_to_the_limits() -> None:
    data = workbook({"S": [["Project name"], ["A" * 50]]})
    for limits in (Limits(parts=2), Limits(unzipped_bytes=10), Limits(cell=20)):
        with pytest.raises(UnreadableFile):
            read_workbook(data, limits=limits)
    with pytest.raises(UnreadableFile, match="no workbook"):
        read_workbook(b"just text")


def test_a_group_row_above_the_header_is_joined() -> None:
    table = read_csv(b",Dates,,Money\nProject name,Start,End,Budget\nA,2027-01-01,2028-01-01,5\n")
    assert table.header == ("Project name", "Dates Start", "Dates End", "Money Budget")


def test_an_old_mac_file_with_a_long_line_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="more than 1,000,000 characters"):
        read_csv(b"Project name\r" + b"a" * 1_100_000)


def test_nul_characters_are_taken_out_with_a_note() -> None:
    table = read_csv(b"Project name,Unit\nAl\0pha the first of many,Rail\n")
    assert table.rows[0].cells[0] == "Alpha the first of many"
    assert table.notes[0].text == "1 NUL characters were taken out"


def test_small_marked_amounts_in_a_long_list_are_millions() -> None:
    rows = "".join(f"P{at},£{at}.25\n" for at in range(1, 30))
    assert read_register(f"Project name,Whole life cost\n{rows}".encode()).money_unit == 1_000_000
    assert read_register(b"Project name,Budget\nA,5\nB,6\n").money_unit == 1


def test_ratings_that_fit_no_scale_are_kept_as_found() -> None:
    register = read_register(b"Project name,RAG rating\nA,blue\nB,violet\n")
    assert register.scales["rating"].points == ("blue", "violet")
    stated = read_register(b"Project name,RAG rating\nA,1\nB,9\n", mapping={"scales": {"rating": "1 to 5"}})
    assert stated.scales["rating"] == NUMBERS == named("1 to 5")
    assert stated.doubts[0].problem == "“9” is not on the scale 1 to 5"
    assert "rating" in read_register(b"Project name,RAG rating\nA,\n").rows[0].fields


def test_slashes_that_decide_nothing_are_said() -> None:
    register = read_register(b"Project name,End date\nA,03/04/2027\n")
    assert register.rows[0].known("finish") == date(2027, 4, 3)
    assert any("day or month comes first" in note.text for note in register.notes)
    other = read_register(b"Project name,End date\nA,03/04/2027\n", mapping={"date_order": "month_first"})
    assert other.rows[0].known("finish") == date(2027, 3, 4)


def test_numbers_out_of_reach_are_refused() -> None:
    with pytest.raises(BadValue):
        number("9" * 400)
    with pytest.raises(BadValue):
        number(float("inf"))
    assert read_level(5) is not None
    assert read_level("95% or more").polarity is Polarity.UP  # type: ignore[union-attr]
    assert read_level("12 or fewer").polarity is Polarity.DOWN  # type: ignore[union-attr]


def test_odd_stratml_is_read_with_a_note_for_each_oddity() -> None:
    inside = "<StrategicPlanCore><Vision><Description>a</Description></Vision><Vision>b</Vision></StrategicPlanCore>"
    plan = f"<StrategicPlan><Name>P</Name>{inside}</StrategicPlan>"
    found = texts(f'<wrap xmlns="http://www.stratml.net">{plan}</wrap>'.encode())
    assert found == [
        "StrategicPlan is wrapped in wrap",
        "there are 2 Vision elements; their words were joined",
        "the plan has no goal",
    ]


def test_results_outside_their_instance_and_in_words_are_kept() -> None:
    indicator = (
        "<PerformanceIndicator><MeasurementDimension>M</MeasurementDimension>"
        "<TargetResult><NumberOfUnits>many</NumberOfUnits><Description>as many as we can</Description></TargetResult>"
        "<TargetResult><NumberOfUnits>5</NumberOfUnits><EndDate>2027-01-01</EndDate></TargetResult>"
        "<TargetResult><NumberOfUnits>6</NumberOfUnits><EndDate>2028-01-01</EndDate></TargetResult>"
        "</PerformanceIndicator>"
    )
    core = f"<Goal><Name>G</Name><Objective><Name>O</Name>{indicator}</Objective></Goal>"
    root = '<StrategicPlan xmlns="urn:ISO:std:iso:17469:x"><Name>P</Name>'
    found = read_plan(f"{root}<StrategicPlanCore>{core}</StrategicPlanCore></StrategicPlan>".encode())
    measure = found.plan.goals[0].objectives[0].measures[0]
    assert (measure.target, measure.target_date) == (6.0, date(2028, 1, 1))
    assert measure.description == "Target: as many as we can"
    assert [note.text for note in found.notes] == [
        "TargetResult stands outside a MeasurementInstance; it was read all the same",
        "“many” is no number; it was kept as words",
        "M: of 2 targets the last, 6, is the measure's",
    ]


def test_additions_that_were_damaged_are_left_out_with_a_note() -> None:
    other = '<OtherInformation>[Northing] {"plan": 5}</OtherInformation>'
    data = f'<StrategicPlan xmlns="stratml"><Name>P</Name>{other}</StrategicPlan>'.encode()
    assert any("additions after [Northing] cannot be read" in text for text in texts(data))


@pytest.mark.parametrize("data", [b"<!-- nothing -->", b"<StrategicPlan><Name>&eacute;</Name></StrategicPlan>"])
def test_xml_without_an_element_or_with_an_unknown_entity_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_plan(data)
    assert caught.value.repair


def test_plan_lists_say_what_they_leave_out() -> None:
    rows = [
        "Goal,Objective,KPI,Year,Target,Actual,Desired direction,KPI weight,Target 2029",
        "G,O,M,2028,often,3,sideways,-1,7",
        "G,,M2,2028,1,,,,",
        "G,O,M,,,4,,,",
        "G,=O,,,,,,,",
    ]
    found = read_outline("\n".join(rows).encode())
    assert found.plan.goals[0].objectives[0].measures[0].target == 7.0
    said = [(note.line, note.text) for note in found.notes]
    assert (2, "the direction “sideways” is not understood") in said
    assert (2, "the target “often” is no number and was left out") in said
    assert (2, "the weight “-1” is no positive number and was left out") in said
    assert (3, "a measure without an objective was left out") in said
    assert (4, "the actual 4 has no year and was left out") in said
    assert (5, "the cell in “Objective” looks like a formula; it was kept as text") in said


def test_levels_by_number() -> None:
    plan = read_outline(b"Level,Name,ID\n1,Goal one,A\n2,Objective one,A\n1.1.1,Measure one,C\n").plan
    assert plan.goals[0].key == "A"
    assert plan.goals[0].objectives[0].key == "A'"
    assert plan.goals[0].objectives[0].measures[0].key == "C"


def test_a_table_is_a_value() -> None:
    assert Table(("a",), ()) == Table(("a",), ())
