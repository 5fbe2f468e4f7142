from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northing.engine.formats.rows import RegisterRow
from northing.engine.register.match import How, Matching, match_rows
from northing.engine.register.names import aliases, plain_name, same_unit
from northing.engine.register.pairing import best_pairs
from northing.engine.values import known

PUMPS = "Renews forty pumping stations along the northern main and connects them to one control room in Dale."
METERS = "Puts a smart meter into each household and takes the readings over the air, so that leaks are seen early."


def row(name: str, unit: str = "Water", *, key: str = "", number: int = 1, **fields: Any) -> RegisterRow:
    return RegisterRow(number, key, name, unit, {field: known(value) for field, value in fields.items()})


def pairs(matching: Matching) -> list[tuple[str, str, How]]:
    return [(match.old.name, match.new.name, match.how) for match in matching.matches]


def names(rows: Sequence[RegisterRow]) -> list[str]:
    return [row.name for row in rows]


def test_an_id_is_stronger_than_a_name() -> None:
    old = [row("Atlas Programme", key="FO_12"), row("Hera", key="FO_13")]
    new = [row("Hera", key="fo-12"), row("Juno", key="FO_14")]
    found = match_rows(old, new)
    assert pairs(found) == [("Atlas Programme", "Hera", How.ID)]
    assert (names(found.left), names(found.entered)) == (["Hera"], ["Juno"])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("The Widget & Gear Programme (WGP)", "widget and gear project"),
        ("Tax-Free Childcare", "Tax Free Childcare"),
        ("CUSTOMS DECLARATION SERVICES (CDS) Programme", "Customs Declaration Services"),
    ],
)
def test_names_are_compared_without_case_marks_brackets_and_filler(one: str, two: str) -> None:
    assert plain_name(one) == plain_name(two)
    assert pairs(match_rows([row(one)], [row(two)])) == [(one, two, How.NAME)]


def test_departments_are_compared_by_name_and_initials() -> None:
    assert same_unit("DfT", "DFT")
    assert same_unit("Department for Transport", "DfT")
    assert not same_unit("DfT", "DfE")
    assert {"wgp", "mtd"} <= aliases("WGP (MTD)")


def test_a_changed_name_is_recognised_by_description_and_start() -> None:
    start = date(2025, 4, 1)
    old = [row("National Pump Renewal", description=PUMPS, start=start), row("Meters", description=METERS)]
    new = [row("Pump Stations Platform", description=PUMPS, start=start), row("Meters", description=METERS)]
    assert ("National Pump Renewal", "Pump Stations Platform", How.EVIDENCE) in pairs(match_rows(old, new))


def test_the_same_dates_and_cost_to_the_percent_carry_a_new_name() -> None:
    facts = {"start": date(2015, 7, 1), "finish": date(2029, 12, 31)}
    old = [row("Airfield Capacity Programme", description=PUMPS, whole_life_cost=22_747, **facts)]
    new = [row("Heath Field Expansion Programme", description=METERS, whole_life_cost=22_733, **facts)]
    assert len(match_rows(old, new).matches) == 1


def test_a_successor_with_other_dates_is_not_the_same_project() -> None:
    old = [row("Buying Skills Programme", start=date(2015, 1, 1), description=PUMPS)]
    new = [row("Buying Skills Expansion Programme", start=date(2017, 4, 1), description=METERS)]
    found = match_rows(old, new)
    assert found.matches == ()
    assert (names(found.left), names(found.entered)) == (
        ["Buying Skills Programme"],
        ["Buying Skills Expansion Programme"],
    )


def test_different_ids_and_a_similar_name_are_two_projects() -> None:
    start = date(2025, 4, 1)
    old = [row("East Line (Western Section)", key="T_25", description=PUMPS, start=start)]
    new = [row("East Line Configuration State 1", key="T_46", description=METERS, start=start)]
    assert match_rows(old, new).matches == ()


def test_different_numbers_in_a_name_are_different_projects() -> None:
    found = match_rows([row("Schools Block 1", description=PUMPS)], [row("Schools Block 2", description=PUMPS)])
    assert found.matches == ()


def test_short_forms_are_written_out() -> None:
    old = [row("Armour MBT 2025", start=date(2014, 1, 1))]
    new = [row("Armour Main Battle Tank", start=date(2014, 1, 1))]
    assert len(match_rows(old, new).matches) == 1


def test_the_best_total_wins_and_nothing_is_used_twice() -> None:
    scores = {(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.85}
    assert set(best_pairs(scores)) == {(0, 1), (1, 0)}


def test_a_merged_department_is_derived_from_the_projects_that_went_along() -> None:
    old = [row("Embassy", "FCO", description=PUMPS), row("Island airport", "DFID", description=METERS)]
    new = [row("Embassy", "FCDO", description=PUMPS), row("Island airport", "FCDO", description=METERS)]
    found = match_rows(old, new)
    assert len(found.matches) == 2
    assert found.units == {"fco": "fcdo", "dfid": "fcdo"}


def test_a_name_that_many_departments_use_says_nothing_across_them() -> None:
    old = [row("GCdocs", "Parks"), row("GCdocs", "Justice")]
    new = [row("GCdocs", "Fisheries"), row("GCdocs", "Justice")]
    found = match_rows(old, new)
    assert [(match.old.unit, match.new.unit) for match in found.matches] == [("Justice", "Justice")]


def test_a_split_and_a_merger_are_told_by_the_name_they_share() -> None:
    whole = [row("High Speed Rail Programme (HS2)", "Rail", key="R_4")]
    parts = [row(name, "Rail", key=f"R_4{at}") for at, name in enumerate(["HS2 Phase1", "HS2 Phase2a", "HS2 Phase 2b"])]
    split = match_rows(whole, [*parts, row("Other", "Rail", key="R_9")])
    assert [(parts.whole.name, len(parts.parts), parts.shared) for parts in split.splits] == [
        ("High Speed Rail Programme (HS2)", 3, "hs2")
    ]
    merger = match_rows(parts, whole)
    assert names(merger.merges[0].parts) == ["HS2 Phase1", "HS2 Phase2a", "HS2 Phase 2b"]


def test_similar_names_alone_are_no_split() -> None:
    new = [row("3K Prison Places"), row("Prison Retail"), row("Prison Education Retender")]
    assert match_rows([row("Prison Education Programme")], new).splits == ()


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(["A", "B phase 1", "B phase 2", "B", "Pump renewal", "Pump renewals"]),
        st.sampled_from(["X", "Y"]),
        key=st.sampled_from(["", "1", "2"]),
    ),
    max_size=6,
)


@given(ROWS, ROWS)
def test_every_row_is_in_exactly_one_place(old: list[RegisterRow], new: list[RegisterRow]) -> None:
    found = match_rows(old, new)
    assert len(found.matches) + len(found.left) == len(old)
    assert len(found.matches) + len(found.entered) == len(new)
    assert len({id(match.old) for match in found.matches}) == len({id(match.new) for match in found.matches})


@given(ROWS)
def test_a_list_without_doubles_matches_itself(rows: list[RegisterRow]) -> None:
    distinct = list({(row.name, row.unit): row for row in rows if not row.key}.values())
    assert match_rows(distinct, distinct).entered == ()
