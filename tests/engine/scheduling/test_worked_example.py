"""The worked example of docs/formulas/scheduling.md: each number of its tables is computed here."""

from __future__ import annotations

import re
from pathlib import Path

from engine.scheduling.instances import minutes, problem
from northing.engine.scheduling import Link, LinkKind, Resource, ScheduleParams, Task, critical_path, schedule

PAGE = Path(__file__).parents[3] / "docs" / "formulas" / "scheduling.md"


def table(head: str) -> list[list[str]]:
    """The cells of the table whose first column is headed so."""
    text = PAGE.read_text().split("## Worked example")[1]
    rows = text.split(f"| {head} |")[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def numbers(cell: str) -> list[int]:
    return [int(number) for number in re.findall(r"-?\d+", cell)]


def links(key: str, cell: str) -> list[Link]:
    found = re.findall(r"(\w+) (FS|SS|FF|SF)([+-]\d+)", cell)
    return [Link(before, key, LinkKind(kind), int(lag)) for before, kind, lag in found]


def test_the_dates_of_the_page_are_those_of_the_engine() -> None:
    rows = table("task")
    tasks = [Task(key, int(duration)) for key, duration, _ in rows]
    found = critical_path(problem(*tasks, links=tuple(link for key, _, cell in rows for link in links(key, cell))))
    assert len(found.dates) == len(table("dates of")) == 6
    for key, cell in table("dates of"):
        dates = found.dates[key]
        four = (dates.early_start, dates.early_finish, dates.late_start, dates.late_finish)
        assert numbers(cell) == [*map(minutes, four), dates.total_float, dates.free_float], key


def test_the_crew_of_the_page_takes_as_long_as_the_engine_says() -> None:
    rows = table("work")
    tasks = [Task(key, numbers(cell)[0], demands={"crew": numbers(cell)[1]}) for key, cell, _ in rows]
    waits = tuple(link for key, _, cell in rows for link in links(key, cell))
    found = schedule(
        problem(*tasks, links=waits, resources=(Resource("crew", 5),)), params=ScheduleParams(schedules=600)
    )
    assert [[found.makespan, found.bound]] == [numbers(cell) for _, cell in table("found")]
