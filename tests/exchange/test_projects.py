from datetime import date

import pytest

from lists import HEADER, YEAR_ONE, YEAR_TWO
from northing.exchange.models import ImportBatch, Imported, SourceRow
from northing.exchange.report import account_for
from northing.kernel import journal
from northing.kernel.actions import acting, undo_batch
from northing.organisation.models import Unit
from northing.portfolio.models import RecordVersion
from northing.portfolio.queries import full_snapshot
from northing.register.models import Component, CostLine, Rating, RatingScale

ONE, TWO = date(2025, 3, 31), date(2026, 3, 31)


def components():
    return {row.key: row for row in Component.objects.select_related("unit")}


def edit(key, **values):
    row = Component.objects.get(key=key)
    for name, value in values.items():
        setattr(row, name, value)
    with acting(actor="alice", action="test.edit", organisation="own") as act:
        journal.update(row, act)


def test_the_first_list_becomes_the_register_and_the_plan_of_record(bring, own):
    report = bring("projects", YEAR_ONE, as_of=ONE)
    rows = components()
    assert (report["rows"], report["created"], report["rejected"], report["changes"]) == (4, 4, 0, {"entered": 4})
    assert rows["P1"].whole_life_cost == 1_250_000_000
    assert rows["P1"].unit.name == "Docks"
    assert rows["P1"].unit.parent.key == "own"
    assert rows["P1"].baseline_finish_date == rows["P1"].forecast_finish_date == date(2027, 3, 31)
    assert rows["P3"].whole_life_cost is None
    assert rows["P3"].states["whole_life_cost"]["state"] == "withheld"
    assert rows["P4"].states["start"]["state"] == "not_yet_planned"
    assert rows["P4"].extra == {"Notes": "d"}
    assert {key: row.reported_status for key, row in rows.items()} == {
        "P1": "on_track",
        "P2": "at_risk",
        "P3": "off_track",
        "P4": "at_risk",
    }
    assert Rating.objects.get(component=rows["P3"]).point == "red"
    assert RatingScale.objects.get().points[0] == {"key": "green", "label": "Green", "status": "on_track"}
    assert [line["project"] for line in RecordVersion.objects.get().document["lines"]] == ["P1", "P2", "P3", "P4"]
    assert len(full_snapshot(own).record.lines) == 4


def test_the_next_list_is_a_difference(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    report = bring("projects", YEAR_TWO, as_of=TWO)
    counts = {name: report[name] for name in ("rows", "created", "updated", "unchanged", "rejected", "left", "renamed")}
    assert counts == {"rows": 5, "created": 1, "updated": 3, "unchanged": 0, "rejected": 1, "left": 1, "renamed": 1}
    assert report["changes"] == {
        "entered": 1,
        "renamed": 1,
        "finish_moved": 1,
        "cost_changed": 1,
        "rating_changed": 1,
        "disclosed": 1,
        "left": 1,
    }
    assert report["renamed_list"][0]["from"] == "Pilot boats"
    assert report["left_list"] == [{"key": "P4", "name": "Radar", "unit": "Works"}]
    assert report["rejected_list"][0]["row"] == 6
    assert report["rejected_list"][0]["column"] == "Start date"
    rows = components()
    assert rows["P1"].forecast_finish_date == date(2027, 9, 30)
    assert rows["P1"].baseline_finish_date == date(2027, 3, 31)
    assert rows["P2"].name == "Pilot boat fleet"
    assert rows["P3"].whole_life_cost == 4_000_000_000
    assert rows["P3"].states == {}
    assert rows["P4"].left_on_date == TWO
    assert [line["project"] for line in RecordVersion.objects.first().document["lines"]] == ["P1", "P2", "P3", "P5"]


def test_the_same_file_again_changes_nothing_at_all(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    before = Imported.objects.count()
    report = bring("projects", YEAR_ONE, as_of=ONE)
    assert (report["unchanged"], report["updated"], report["changes"], report["changed"]) == (4, 0, {}, False)
    assert Imported.objects.count() == before


def test_an_edit_made_here_is_kept_and_named_when_the_source_says_something_else(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    edit("P1", forecast_finish_date=date(2030, 1, 1), description="Ours")
    report = bring("projects", YEAR_TWO, as_of=TWO)
    assert report["conflicts"] == [
        {
            "key": "P1",
            "name": "New quay",
            "field": "forecast_finish_date",
            "before": "2027-03-31",
            "file": "2027-09-30",
            "here": "2030-01-01",
        }
    ]
    row = components()["P1"]
    assert (row.forecast_finish_date, row.description) == (date(2030, 1, 1), "Ours")
    assert row.whole_life_cost == 1_400_000_000


def test_undo_empties_what_an_import_filled(bring, own):
    report = bring("projects", YEAR_ONE, as_of=ONE)
    batch = ImportBatch.objects.get(pk=report["batch"])
    undo_batch(batch.journal_batch, actor="alice", organisation=own.key)
    left = [m.objects.count() for m in (Component, CostLine, Rating, RatingScale, SourceRow, RecordVersion, Imported)]
    assert left == [0, 0, 0, 0, 0, 0, 0]
    assert [unit.key for unit in Unit.objects.all()] == ["own"]
    assert bring("projects", YEAR_ONE, as_of=ONE)["created"] == 4


def test_undo_of_the_second_list_brings_the_first_back(bring, own):
    bring("projects", YEAR_ONE, as_of=ONE)
    report = bring("projects", YEAR_TWO, as_of=TWO)
    undo_batch(ImportBatch.objects.get(pk=report["batch"]).journal_batch, actor="a", organisation=own.key)
    assert components()["P1"].forecast_finish_date == date(2027, 3, 31)
    assert bring("projects", YEAR_ONE, as_of=ONE)["changes"] == {}
    assert bring("projects", YEAR_TWO, as_of=TWO)["updated"] == 3


def test_a_project_that_comes_back_is_the_same_one(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    bring("projects", YEAR_TWO, as_of=TWO)
    report = bring("projects", YEAR_ONE, as_of=date(2027, 3, 31))
    assert [row["key"] for row in report["returned_list"]] == ["P4"]
    assert components()["P4"].left_on_date is None
    assert Component.objects.count() == 5


def test_a_project_whose_row_is_rejected_has_not_left(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    broken = [HEADER, *YEAR_ONE[1:4], ["P4", "Radar", "Works", "Amber", "30.02.2025", "", "", ""]]
    report = bring("projects", broken, as_of=TWO)
    assert (report["left"], report["rejected"], report["changes"]) == (0, 1, {})
    assert [row["key"] for row in report["held_list"]] == ["P4"]
    assert components()["P4"].left_on_date is None


def test_a_department_that_got_another_name_is_renamed_not_doubled(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    renamed = [[cell.replace("Docks", "Port Services") for cell in row] for row in YEAR_ONE]
    report = bring("projects", renamed, as_of=TWO)
    assert report["units_renamed"] == [{"from": "Docks", "to": "Port Services"}]
    assert sorted(unit.name for unit in Unit.objects.exclude(parent=None)) == ["Port Services", "Works"]


def test_without_ids_projects_get_numbers_and_keep_them(bring):
    def plain(rows):
        return [row[1:] for row in rows]

    bring("projects", plain(YEAR_ONE), as_of=ONE)
    assert sorted(components()) == ["PRJ-001", "PRJ-002", "PRJ-003", "PRJ-004"]
    bring("projects", YEAR_ONE, as_of=TWO)
    assert sorted(components()) == ["PRJ-001", "PRJ-002", "PRJ-003", "PRJ-004"]
    assert components()["PRJ-001"].external_id == "P1"


def test_pairs_that_a_person_told_apart_are_two_projects(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    report = bring("projects", YEAR_TWO, as_of=TWO, choices={"apart": [["P2", "3"]]})
    assert (report["renamed"], report["left"], report["created"]) == (0, 2, 2)


def test_ratings_on_another_scale_are_compared_through_the_table_that_was_given(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    five = [[cell.replace("Amber", "Amber/Red") for cell in row] for row in YEAR_ONE]
    table = {"rating": {"Green": "Green", "Amber": "Amber/Red", "Red": "Red"}}
    report = bring("projects", five, as_of=TWO, choices={"tables": table})
    assert report["changes"] == {"rating_scale_changed": 1}


def test_yearly_money_belongs_to_the_year_of_the_list(bring):
    head = ["Project name", "Annual budget (£k)", "Annual forecast (£k)", "Budget 2027/28 (£k)"]
    bring("projects", [head, ["Quay", "100", "120", "300"], ["Dock", "5", "", "7"]], as_of=ONE)
    lines = {(c.component.name, c.year): (c.budget, c.forecast) for c in CostLine.objects.all()}
    assert lines["Quay", 2025] == (10_000_000, 12_000_000)
    assert lines["Quay", 2028] == (30_000_000, None)
    assert lines["Dock", 2025] == (500_000, None)


def test_managers_and_parents_are_linked_by_name(bring):
    head = ["Project name", "Project manager", "Programme"]
    rows = [head, ["Quay", "Ann Lee", ""], ["Crane", "Ann Lee", "Quay"], ["Boat", "", "Elsewhere"]]
    bring("projects", rows, as_of=ONE)
    crane, boat = Component.objects.get(name="Crane"), Component.objects.get(name="Boat")
    assert (crane.manager.name, crane.parent.name) == ("Ann Lee", "Quay")
    assert boat.parent is None
    assert boat.extra == {"Parent": "Elsewhere"}


def test_a_row_that_is_not_accounted_for_stops_the_import():
    with pytest.raises(AssertionError, match="accounted for"):
        account_for(3, 1, 1)


def test_a_list_that_shares_nothing_with_the_last_one_is_asked_about(bring):
    bring("projects", YEAR_ONE, as_of=ONE)
    other = [HEADER, ["Z1", "Opera house", "Arts", "Green", "2024-04-01", "2027-03-31", "1", ""]]
    report = bring("projects", other, as_of=TWO)
    assert (report["created"], report["left"]) == (1, 4)
    assert "none of the 4 projects of the last list is in this one" in report["notes"][-1]["text"]
