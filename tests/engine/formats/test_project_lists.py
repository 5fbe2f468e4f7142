from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.formats.columns import map_columns, signature_of
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.register import read_register
from northing.engine.formats.rows import Register
from northing.engine.formats.rows_json import row_from_dict, row_to_dict
from northing.engine.formats.table import read_csv
from northing.engine.values import ValueState

PROSE = "The programme renews the pumps of the north and has been delayed by a wet spring and by late steel."
OFFICIAL = [
    "GMPP ID Number",
    "Project Name",
    "Department",
    "Annual Report Category",
    "Description / Aims",
    "IPA Delivery Confidence Assessment",
    "SRO Delivery Confidence Assessment",
    "Departmental commentary on actions planned or taken on the IPA RAG rating.",
    "Project - Start Date (Latest Approved Start Date)",
    "Project - End Date (Latest Approved End Date)",
    "Departmental narrative on schedule, including any deviation from planned schedule",
    "Financial Year Baseline (£m) (including Non-Government Costs)",
    "Financial Year Forecast (£m) (including Non-Government Costs)",
    "Financial Year Variance (%)",
    "TOTAL Baseline Whole Life Costs (£m) (including Non-Government Costs)",
]
OFFICIAL_ROW = ["MOD_1", "Pumps", "MOD", "ICT", PROSE, "Amber", "Green", PROSE]
OFFICIAL_ROW += ["2014-07-08", "2024-04-01", PROSE, "12.50", "13", "4%", "1,200.5"]


def csv_of(*rows: list[str]) -> bytes:
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows).encode()


def fields_of(register: Register) -> dict[str, str]:
    return {match.header: match.field for match in register.mapping.columns}


def test_an_official_header_of_many_words_is_understood() -> None:
    register = read_register(csv_of(OFFICIAL, OFFICIAL_ROW))
    assert list(fields_of(register).values()) == [
        *("id", "name", "unit", "category", "description", "rating", "rating_own", "rating_comment", "start", "finish"),
        *("schedule_comment", "budget", "forecast", "variance", "whole_life_cost"),
    ]
    row = register.rows[0]
    assert (row.key, row.name, row.unit) == ("MOD_1", "Pumps", "MOD")
    assert row.known("finish") == date(2024, 4, 1)
    assert row.known("budget") == 1_250_000_000
    assert row.known("whole_life_cost") == 120_050_000_000
    assert row.known("variance") == 0.04
    assert {name: scale.name for name, scale in register.scales.items()} == {
        "rating": "RAG three-point",
        "rating_own": "RAG three-point",
    }


def test_camel_case_and_other_wordings_are_understood() -> None:
    data = csv_of(
        ["deptAcronym", "uniqueId", "department", "projectName", "totalBudget", "estimatedCompletionDate", "asOfDate"],
        ["aafc", "aafc-1", "Agriculture", "Seeds", "$2,788,000", "March 31, 2017", "June 9, 2016"],
        ["aafc", "aafc-2", "Agriculture", "Barns", "$1,000,000", "", "June 9, 2016"],
    )
    register = read_register(data)
    assert register.rows[0].known("whole_life_cost") == 278_800_000
    assert register.rows[0].extra == {"deptAcronym": "aafc"}
    assert register.rows[1].fields["finish"].state is ValueState.MISSING
    assert register.as_of == date(2016, 6, 9)
    assert register.money_unit == 1


def test_columns_of_several_years_become_years_and_a_lone_one_the_reporting_years() -> None:
    several = read_csv(csv_of(["Project", "Budget 2026/27", "Budget 2027/28"], ["A", "1", "2"]))
    assert [match.field for match in map_columns(several).columns] == ["name", "budget_2027", "budget_2028"]
    lone = read_csv(csv_of(["Project", "2013/2014 Budget (£m)"], ["A", "1"]))
    assert [match.field for match in map_columns(lone).columns] == ["name", "budget"]


def test_planned_and_expected_dates_are_told_apart() -> None:
    table = read_csv(
        csv_of(["Project", "Planned completion date", "Completion date"], ["A", "2027-01-01", "2028-01-01"])
    )
    assert [match.field for match in map_columns(table).columns] == ["name", "finish_baseline", "finish"]
    table = read_csv(csv_of(["Project", "Planned completion date"], ["A", "2027-01-01"]))
    assert [match.field for match in map_columns(table).columns] == ["name", "finish"]


def test_a_mapping_wins_and_what_is_remembered_reads_the_next_file_alike() -> None:
    data = csv_of(["Thing", "House", "Sum"], ["A", "Rail", "5"], ["B", "Road", "6"])
    given = {
        "columns": {"Thing": "name", "House": "unit", "Sum": "whole_life_cost"},
        "money_unit": 1000,
        "currency": "EUR",
    }
    register = read_register(data, mapping=given)
    assert register.rows[0].known("whole_life_cost") == 500_000
    assert register.currency == "EUR"
    remembered = register.mapping.to_dict()
    assert remembered["signature"] == signature_of(["SUM", "thing", "House"])
    assert read_register(data, mapping=remembered).rows == register.rows


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"columns": {"Nothing": "name"}}, "there is no column “Nothing”"),
        ({"columns": {"Project": "colour"}}, "“colour” for column “Project” is no field"),
        ({"columns": {"Project": "name", "Money": "name"}}, "two columns are the field “name”"),
        ({"columns": []}, "no object"),
        ({"money_unit": 7}, "money_unit 7 is unknown"),
        ({"date_order": "year_first"}, "date_order “year_first” is unknown"),
    ],
)
def test_a_wrong_mapping_is_refused(mapping: dict[str, object], words: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_register(csv_of(["Project", "Money"], ["A", "5"]), mapping=mapping)
    assert words in caught.value.problem


def test_a_list_without_names_asks_which_column_they_are_in() -> None:
    with pytest.raises(UnreadableFile, match="no column looks like the name"):
        read_register(csv_of(["Colour", "Size"], ["1", "2"]))


def test_every_row_is_accepted_or_rejected_with_its_reason() -> None:
    data = csv_of(
        ["ID", "Project name", "End date", "Budget"],
        ["1", "A", "31.04.2028", "5"],
        ["2", "B", "30.04.2028", "5"],
        ["2", "C", "30.04.2028", "5"],
        ["3", "", "30.04.2028", "5"],
        ["4", "D", "soon", "=1+1"],
        ["ID", "Project name", "End date", "Budget"],
        ["", "E", "", "5"],
        ["", "e", "", "5"],
        ["Total", "", "", "40"],
    )
    register = read_register(data)
    assert [row.name for row in register.rows] == ["B", "D", "E"]
    assert [(item.row, item.column) for item in register.rejected] == [
        (2, "End date"),
        *((number, "") for number in (4, 5, 7, 9, 10)),
    ]
    assert (
        str(register.rejected[0])
        == "row 2, column “End date”: “31.04.2028” is no date. April has 30 days; correct the day"
    )
    assert "same id “2” as row 3" in register.rejected[1].problem
    assert register.rejected[0].cells == ("1", "A", "31.04.2028", "5")
    assert register.row_count == 9
    assert [(item.row, item.column) for item in register.doubts] == [(6, "End date"), (6, "Budget")]
    assert register.rows[1].fields["budget"].text == "=1+1"
    assert any("looks like a formula" in note.text for note in register.notes)


def test_withheld_unplanned_missing_and_zero_stay_different() -> None:
    header = ["Project name", "Budget", "Forecast", "Actual", "RAG rating"]
    row = ["A", "Exempt under Section 43 of the Freedom of Information Act 2000", "TBC", "0", "Amber"]
    found = read_register(csv_of(header, row, ["B", "5", "6", "", "Reset"])).rows
    assert found[0].fields["budget"].basis == "Section 43 FOI"
    assert found[0].fields["forecast"].state is ValueState.NOT_YET_PLANNED
    assert found[0].known("actual") == 0
    assert found[1].fields["actual"].state is ValueState.MISSING
    assert found[1].fields["rating"].state is ValueState.NOT_APPLICABLE


def test_texts_that_repeat_the_amounts_in_millions_show_the_unit() -> None:
    header = ["Project name", "Whole life cost", "Budget narrative"]
    rows = [
        [
            f"P{n}",
            f"£{n}2,013.02",
            f"The cost of the whole undertaking rose to £{n}2013.02m, mainly for steel and stone.",
        ]
        for n in (1, 2, 3)
    ]
    register = read_register(csv_of(header, *rows))
    assert register.money_unit == 1_000_000
    assert register.rows[0].known("whole_life_cost") == 1_201_302_000_000
    assert register.currency == "GBP"


def test_of_a_list_of_several_years_one_is_read_and_the_others_are_accounted_for() -> None:
    data = csv_of(["Project name", "Year"], ["A", "2018"], ["A", "2019"], ["B", "2018"], ["C", "2019"])
    register = read_register(data)
    assert [row.name for row in register.rows] == ["A", "C"]
    assert register.row_count == 4
    assert [row.name for row in read_register(data, as_of=date(2018, 3, 31)).rows] == ["A", "B"]


def test_a_finish_before_the_start_is_of_the_next_century_or_doubted() -> None:
    header = ["Project name", "Start date", "End date"]
    register = read_register(csv_of(header, ["A", "01.04.20", "31.03.80"], ["B", "2027-04-01", "2026-04-01"]))
    assert register.rows[0].known("finish") == date(2080, 3, 31)
    assert str(register.doubts[0]) == (
        "row 3, column “End date”: it finishes on 2026-04-01, before it starts on 2027-04-01. Correct one of them"
    )


def test_a_row_survives_being_stored() -> None:
    row = read_register(csv_of(OFFICIAL, OFFICIAL_ROW)).rows[0]
    assert row_from_dict(row_to_dict(row)) == row
    with pytest.raises(UnreadableFile):
        row_from_dict({"row": 1})
    with pytest.raises(UnreadableFile):
        row_from_dict({**row_to_dict(row), "fields": {"start": {"state": "odd"}}})


CELLS = st.sampled_from(
    ["A", "", "5", "£5m", "31.04.2020", "2027-01-01", "TBC", "Exempt under Section 43", "=1", "é", "Amber"]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=8))
def test_rows_in_are_rows_accepted_and_rejected_whatever_the_cells(rows: list[list[str]]) -> None:
    header = ["Project name", "ID", "Budget", "End date", "RAG rating"]
    filled = [row for row in rows if any(row)]
    register = read_register(csv_of(header, *rows))
    assert register.row_count == len(filled)
