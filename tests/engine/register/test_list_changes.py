from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from northing.engine.formats.ratings import FIVE_POINT, THREE_POINT
from northing.engine.formats.register import read_register
from northing.engine.formats.rows import RegisterRow
from northing.engine.register.diff import Change, ChangeKind, Least, RatingTable, RegisterDiff, diff_rows
from northing.engine.values import Value, ValueState, known


def row(name: str = "Pumps", unit: str = "Water", *, key: str = "1", **fields: Any) -> RegisterRow:
    values = {field: value if isinstance(value, Value) else known(value) for field, value in fields.items()}
    return RegisterRow(1, key, name, unit, values)


def only(diff: RegisterDiff) -> Change:
    assert len(diff.changes) == 1, diff.counts
    return diff.changes[0]


def withheld(basis: str = "Section 43 FOI") -> Value[Any]:
    return Value(ValueState.WITHHELD, None, "Exempt", basis)


def test_dates_move_by_days() -> None:
    change = only(diff_rows([row(finish=date(2027, 3, 31))], [row(finish=date(2027, 9, 30))]))
    assert (change.kind, change.field, change.amount) == (ChangeKind.FINISH_MOVED, "finish", 183.0)
    assert diff_rows([row(start=date(2027, 1, 1))], [row(start=date(2027, 1, 9))], least=Least(days=10)).changes == ()


def test_costs_change_by_amount_and_share() -> None:
    change = only(diff_rows([row(whole_life_cost=200)], [row(whole_life_cost=150)]))
    assert (change.kind, change.amount, change.share) == (ChangeKind.COST_CHANGED, -50, -0.25)
    change = only(diff_rows([row(budget_2027=0)], [row(budget_2027=5)]))
    assert (change.kind, change.amount, change.share) == (ChangeKind.BUDGET_CHANGED, 5, None)
    small = Least(money=10, share=0.05)
    assert diff_rows([row(forecast=1_000)], [row(forecast=1_040)], least=small).changes == ()
    assert diff_rows([row(forecast=1_000)], [row(forecast=1_050)], least=small).counts == {"forecast_changed": 1}


def test_ratings_are_compared_within_one_scale() -> None:
    scales = {"rating": FIVE_POINT}
    change = only(diff_rows([row(rating="Amber/Green")], [row(rating="Red")], old_scales=scales, new_scales=scales))
    assert (change.kind, change.amount) == (ChangeKind.RATING_CHANGED, 3.0)


def test_a_new_scale_is_one_change_and_no_deterioration() -> None:
    old, new = [row(rating="Amber/Green")], [row(rating="Amber")]
    scales = {"old_scales": {"rating": FIVE_POINT}, "new_scales": {"rating": THREE_POINT}}
    change = only(diff_rows(old, new, **scales))
    assert (change.kind, change.before, change.after) == (
        ChangeKind.RATING_SCALE_CHANGED,
        known("RAG five-point"),
        known("RAG three-point"),
    )
    table = {"rating": RatingTable({"Amber/Green": "Amber", "Amber/Red": "Red"})}
    assert diff_rows(old, new, **scales, rating_tables=table).counts == {"rating_scale_changed": 1}
    worse = diff_rows(old, [row(rating="Red")], **scales, rating_tables=table)
    assert [(change.kind.value, change.amount) for change in worse.changes][1] == ("rating_changed", 1.0)


def test_disclosure_is_a_change_of_its_own() -> None:
    assert only(diff_rows([row(budget=5)], [row(budget=withheld())])).kind is ChangeKind.WITHHELD
    assert only(diff_rows([row(budget=withheld())], [row(budget=5)])).kind is ChangeKind.DISCLOSED
    assert diff_rows([row(budget=withheld())], [row(budget=withheld())]).changes == ()
    changed = only(diff_rows([row(budget=withheld())], [row(budget=withheld("Section 26 FOI"))]))
    assert changed.kind is ChangeKind.STATE_CHANGED


def test_words_change_when_more_than_case_and_spaces_does() -> None:
    assert diff_rows([row("PUMPS  main")], [row("Pumps main")]).changes == ()
    old = row("Pumps", "FCO", manager="Ada", category="ICT", description="a", stage="x", variance=0.1)
    new = row("Pumps and meters", "FCDO", manager="Bob", category="Works", description="b", stage="y", variance=0.2)
    assert diff_rows([old], [new]).counts == {
        "renamed": 1,
        "unit_changed": 1,
        "category_changed": 1,
        "owner_changed": 1,
        "stage_changed": 1,
        "figure_changed": 1,
        "text_changed": 1,
    }


def test_a_column_that_only_one_list_has_is_no_change() -> None:
    assert diff_rows([row(budget=5)], [row(category="ICT")]).changes == ()


def test_the_account_of_rows_adds_up() -> None:
    old = [row("A", key="1", budget=1), row("B", key="2", budget=1), row("C", key="3")]
    new = [row("A", key="1", budget=2), row("B", key="2", budget=1), row("D", key="4"), row("E", key="5")]
    diff = diff_rows(old, new)
    assert (diff.created, diff.updated, diff.unchanged, len(diff.matching.left)) == (2, 1, 1, 1)
    assert diff.created + diff.updated + diff.unchanged == len(new)
    assert [change.name for change in diff.changes if change.kind is ChangeKind.LEFT] == ["C"]


def test_a_split_names_whole_and_parts() -> None:
    diff = diff_rows(
        [row("High Speed Rail (HS2)", key="1")], [row("HS2 Phase 1", key="2"), row("HS2 Phase 2", key="3")]
    )
    assert diff.counts == {"entered": 2, "left": 1, "split": 1}
    split = next(change for change in diff.changes if change.kind is ChangeKind.SPLIT)
    assert (split.name, [part.name for part in split.others]) == (
        "High Speed Rail (HS2)",
        ["HS2 Phase 1", "HS2 Phase 2"],
    )


DATA = Path(os.environ.get("SAMPLE_DATA", "/nowhere")) / "uk-gmpp"


@pytest.mark.skipif(not DATA.is_dir(), reason="SAMPLE_DATA names no folder with uk-gmpp")
def test_the_ids_of_the_years_2020_and_2021_confirm_what_names_and_evidence_find() -> None:
    old, new = (read_register((DATA / f"uk_gmpp_{year}.csv").read_bytes()) for year in (2020, 2021))
    by_id = diff_rows(old.rows, new.rows).matching
    strip = [[RegisterRow(r.row, "", r.name, r.unit, r.fields) for r in register.rows] for register in (old, new)]
    by_evidence = diff_rows(*strip).matching
    truth = {(match.old.row, match.new.row) for match in by_id.matches}
    found = {(match.old.row, match.new.row) for match in by_evidence.matches}
    assert len(truth) == 89
    assert (len(found - truth), len(truth - found)) == (1, 1)
