"""Files as offices send them: each is imported to the rows that a careful person would have typed."""

import io
from datetime import date

import pytest
import xlsxwriter

from lists import csv_of
from northing.register.models import Component, CostLine, Rating

DAY = date(2026, 3, 31)


def workbook(fill):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Projects"))
    return out.getvalue()


def register():
    return {row.name: row for row in Component.objects.select_related("unit")}


def test_notes_on_top_and_a_totals_row_below(bring):
    rows = [
        ["Portfolio report, internal"],
        ["Printed 1 April 2026"],
        [],
        ["Project name", "Department", "Whole life cost (£m)"],
        ["Quay", "Docks", "10"],
        ["Crane", "Docks", "5"],
        ["Total", "", "15"],
    ]
    report = bring("projects", rows, as_of=DAY)
    assert (report["rows"], report["created"], report["rejected"], report["header_row"]) == (3, 2, 1, 4)
    assert register()["Quay"].whole_life_cost == 1_000_000_000


def test_two_header_rows_with_merged_cells(bring):
    def fill(book, sheet):
        sheet.merge_range("A1:A2", "Project name")
        sheet.merge_range("B1:C1", "Schedule")
        sheet.write_row("B2", ["Start date", "End date"])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, (name, start, end) in enumerate(
            [("Quay", (2024, 4, 1), (2027, 3, 31)), ("Crane", (2025, 1, 1), (2026, 6, 30))]
        ):
            sheet.write(2 + row, 0, name)
            sheet.write_datetime(2 + row, 1, date(*start), day)
            sheet.write_datetime(2 + row, 2, date(*end), day)

    report = bring("projects", workbook(fill), as_of=DAY, name="two.xlsx")
    assert report["created"] == 2
    assert register()["Quay"].forecast_finish_date == date(2027, 3, 31)
    assert register()["Crane"].forecast_start_date == date(2025, 1, 1)


def test_a_day_that_does_not_exist_rejects_its_row_and_only_that(bring):
    rows = [["Project", "End date"], ["Quay", "31.04.2026"], ["Crane", "30.04.2026"]]
    report = bring("projects", rows, as_of=DAY)
    assert (report["created"], report["rejected"]) == (1, 1)
    assert report["rejected_list"][0]["column"] == "End date"
    assert report["rejected_list"][0]["cells"] == ["Quay", "31.04.2026"]


def test_pounds_thousands_and_millions_in_one_column(bring):
    rows = [
        ["Project", "Whole life cost"],
        ["Quay", "£1.5m"],
        ["Crane", "£250k"],
        ["Boat", "£1,234.50"],
        ["Net", "(£3k)"],
    ]
    bring("projects", rows, as_of=DAY)
    found = {name: row.whole_life_cost for name, row in register().items()}
    assert found == {"Quay": 150_000_000, "Crane": 25_000_000, "Boat": 123_450, "Net": -300_000}


def test_blanks_are_missing_not_zero(bring):
    rows = [
        ["Project", "Department", "Whole life cost (£k)", "RAG"],
        ["Quay", "", "", ""],
        ["Crane", "Docks", "0", "Red"],
    ]
    bring("projects", rows, as_of=DAY)
    quay, crane = register()["Quay"], register()["Crane"]
    assert (quay.whole_life_cost, crane.whole_life_cost) == (None, 0)
    assert (quay.unit.key, quay.reported_status) == ("own", "unknown")
    assert Rating.objects.get().component == crane


def test_the_second_of_two_equal_ids_is_rejected_naming_the_first(bring):
    rows = [["ID", "Project name"], ["A1", "Quay"], ["A1", "Crane"], ["", "Boat"]]
    report = bring("projects", rows, as_of=DAY)
    assert (report["created"], report["rejected"]) == (2, 1)
    assert "same id “A1” as row 2" in report["rejected_list"][0]["problem"]


def test_formulas_are_text_and_never_evaluated(bring):
    rows = [["Project", "Notes"], ["Quay", '=HYPERLINK("http://x","y")'], ["=1+1", "a"]]
    report = bring("projects", rows, as_of=DAY)
    assert report["created"] == 2
    assert register()["Quay"].extra["Notes"].startswith("=HYPERLINK")
    assert "=1+1" in register()
    assert sum("looks like a formula" in note["text"] for note in report["notes"]) == 2


def test_semicolons_decimal_commas_and_windows_letters(bring):
    rows = [
        ["Projekt name", "Department", "Whole life cost (€m)"],
        ["Brücke – Süd", "Straßen", "12,5"],
        ["Größe", "Häfen", "3,25"],
    ]
    report = bring("projects", csv_of(rows, separator=";", encoding="cp1252"), as_of=DAY)
    assert (report["encoding"], report["separator"]) == ("cp1252", ";")
    assert register()["Brücke – Süd"].whole_life_cost == 1_250_000_000
    assert register()["Brücke – Süd"].unit.name == "Straßen"


def test_money_by_year_in_columns_and_words_where_figures_should_be(bring):
    rows = [
        ["Project", "Budget 2026/27 (£m)", "Budget 2027/28 (£m)"],
        ["Quay", "1.5", "TBC"],
        ["Crane", "Exempt under Section 43", "2"],
    ]
    bring("projects", rows, as_of=DAY)
    lines = {(line.component.name, line.year): line.budget for line in CostLine.objects.all()}
    assert lines["Quay", 2027] == 150_000_000
    assert lines["Crane", 2028] == 200_000_000
    assert register()["Quay"].states["budget_2028"]["state"] == "not_yet_planned"
    assert register()["Crane"].states["budget_2027"] == {
        "state": "withheld",
        "text": "Exempt under Section 43",
        "basis": "Section 43 FOI",
    }


def test_the_sheet_that_looks_like_a_list_is_read_and_the_others_are_named(bring):
    def fill(book, sheet):
        sheet.write("A1", "Read me first")
        listed = book.add_worksheet("Register")
        listed.write_row(0, 0, ["Project name", "Department", "RAG", "End date"])
        for row in range(1, 6):
            listed.write_row(row, 0, [f"Project {row}", "Docks", "Green", "2027-01-01"])

    report = bring("projects", workbook(fill), as_of=DAY)
    assert (report["created"], report["sheet"]) == (5, "Register")
    assert any("Projects" in note["text"] for note in report["notes"])


@pytest.mark.parametrize("given", [None, {"columns": {"Thing": "name"}, "money_unit": 1000}])
def test_a_header_in_other_words_needs_a_mapping_and_then_remembers_it(bring, given):
    rows = [["Thing", "Project name", "Whole life cost"], ["Quay", "x", "5"]]
    bring("projects", rows, as_of=DAY, mapping=given)
    if given is None:
        assert list(register()) == ["x"]
        return
    assert register()["Quay"].whole_life_cost == 500_000
    assert bring("projects", rows, as_of=DAY)["from_memory"] is True
