from __future__ import annotations

import csv
import io

import pytest

from northing.engine.formats.register import read_register
from northing.engine.formats.table import read_csv

ROWS = [
    ["Project ID", "Project name", "Department", "Start date", "End date", "Budget (£m)", "Notes"],
    ["P-1", "Quay wall", "Docks", "01/04/2024", "31/03/2026", "12.5", "Late, but going"],
    ["P-2", "Programme office move", "Estates", "01/05/2024", "30/09/2025", "3", ""],
    ["P-3", "Crane renewal", "Docks", "", "31/12/2027", "n/a", "Status of start date open"],
]


def file_of(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def turned(rows: list[list[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)]


def test_a_list_on_its_side_is_read_as_the_upright_one() -> None:
    lying, upright = read_register(file_of(turned(ROWS))), read_register(file_of(ROWS))
    assert [row.fields for row in lying.rows] == [row.fields for row in upright.rows]
    assert [row.row for row in lying.rows] == [2, 3, 4]
    assert lying.notes[0].text.startswith("the list lies on its side")


def test_a_title_above_and_an_empty_column_before_it_do_not_matter() -> None:
    rows = [["", "Major projects 2024", "", "", ""], *(["", *row] for row in turned(ROWS))]
    assert [row.name for row in read_register(file_of(rows)).rows] == [
        "Quay wall",
        "Programme office move",
        "Crane renewal",
    ]


@pytest.mark.parametrize(
    "names",
    [
        ["Budget system", "Project name service", "Start date reform", "Department of works", "Status board"],
        ["Budget", "Project name", "Start date", "Department", "Status"],
    ],
)
def test_projects_that_are_called_like_fields_turn_nothing(names: list[str]) -> None:
    rows = [["Project name", "Department", "Start date", "Budget (£m)"]]
    rows += [[name, "Docks", "01/04/2024", "5"] for name in names]
    table = read_csv(file_of(rows))
    assert table.header == ("Project name", "Department", "Start date", "Budget (£m)")
    assert table.notes == ()


def test_an_outline_of_a_plan_stays_upright() -> None:
    rows = [["Goal", "Trade"], ["Objective", "More calls"], ["Measure", "Calls a year"], ["Target", "140"]]
    assert read_csv(file_of(rows)).notes == () or "on its side" not in read_csv(file_of(rows)).notes[0].text
