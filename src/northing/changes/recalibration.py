"""A recalibration outside any change event: for the command line, which asks at any time."""

from __future__ import annotations

from textwrap import fill
from typing import Any

from northing.changes.propose import SECONDS_IN_ALL, effort, today_of, told, told_conflict
from northing.engine.alignment import Dates, coverage_of
from northing.engine.selection import (
    NoFeasiblePortfolio,
    SelectionProblem,
    Wishes,
    explain_conflict,
    in_process,
    problem_from,
    recalibrate,
)
from northing.engine.selection.check import Rule
from northing.engine.snapshot import Snapshot

MOST_LINES = 40
MOST_NOTES = 12
WIDTH, INDENT = 110, " " * 6


def recalibration_of(snapshot: Snapshot, *, kept_share: float) -> dict[str, Any]:
    """Today, the best, and the curve between them, as data; or what is missing, or what stands in the way."""
    missing = missing_in(snapshot)
    base = {
        "as_of": snapshot.as_of.isoformat(),
        "plan_version": snapshot.plan.version,
        "plan_of_record": snapshot.record.number,
        "missing": missing,
        "unlimited": unlimited(snapshot),
    }
    if missing:
        return base
    problem = _problem(snapshot)
    try:
        found = in_process(recalibrate, problem, timeout=SECONDS_IN_ALL, kept_share=kept_share, effort=effort())
    except NoFeasiblePortfolio:
        conflict = in_process(explain_conflict, problem, timeout=SECONDS_IN_ALL, effort=effort())
        return base | told_conflict(conflict)
    return base | told(found)


def _problem(snapshot: Snapshot) -> SelectionProblem:
    """An order of go-lives that is broken already is a finding; it does not force projects out here."""
    problem = problem_from(snapshot, dates=Dates.FORECAST)
    if any(violation.rule is Rule.ORDER for violation in today_of(problem).violations):
        return problem_from(snapshot, dates=Dates.FORECAST, wishes=Wishes(keep_order=False))
    return problem


def missing_in(snapshot: Snapshot) -> list[str]:
    """What has to be brought before a recalibration means anything, each with the command that brings it."""
    missing = []
    if not snapshot.plan.goals:
        missing.append("There is no published business plan. Bring one: northing import plan FILE")
    if not snapshot.projects:
        missing.append("There are no projects. Bring them: northing import projects FILE")
    if not snapshot.record.lines and snapshot.projects:
        missing.append("There is no plan of record, so there is nothing to stay close to.")
    if missing:
        return missing
    measured = {measure.key for _, measure in snapshot.plan.measures()}
    if not any(benefit.measure in measured for benefit in snapshot.benefits):
        missing.append("No project promises a measure of the plan anything. Say so: northing import benefits FILE")
    elif not any(m.gap for m in coverage_of(snapshot, dates=Dates.FORECAST).measures()):
        missing.append("No measure has an open gap: each needs a dated target and a reading, and to be short of it.")
    return missing


def unlimited(snapshot: Snapshot) -> list[str]:
    """What nobody has limited, so that the answer does not weigh it."""
    found = []
    if not snapshot.budgets:
        found.append("No budget limits the portfolio. Bring one: northing import budgets FILE")
    if not snapshot.capacity:
        found.append("No capacity of people limits the portfolio.")
    return found


def as_text(found: dict[str, Any]) -> str:
    """The report of `northing recalibrate`."""
    head = [f"Recalibration as of {found['as_of']}, plan v{found['plan_version']}, record v{found['plan_of_record']}"]
    if found["missing"]:
        return "\n".join([*head, "Nothing to recalibrate yet:", *(f"  {words}" for words in found["missing"]), ""])
    if "conflict" in found:
        together = [f"  {words}" for words in found["together"]]
        return "\n".join([*head, found["conflict"], *together, ""])
    return "\n".join([*head, *_values(found), "", *_curve(found), "", *_lines(found), *_notes(found), ""])


def _values(found: dict[str, Any]) -> list[str]:
    today, best, point = found["today"], found["best"], found["points"][found["default_point"]]
    return [
        f"Today:    {today['value']:.1%} of the weighted gaps are closed",
        *(f"          breaks: {words}" for words in today["broken"]),
        f"Best:     {best['value']:.1%} with {best['moves']} moves (proven to {best['gap']:.2%})",
        f"Proposed: {point['value']:.1%} with {point['moves']} moves, {point['kept']:.0%} of the best",
    ]


def _curve(found: dict[str, Any]) -> list[str]:
    rows = [f"  {point['moves']:>5}  {point['value']:>6.1%}  {point['kept']:>6.0%}" for point in found["points"]]
    return ["Fewest moves for the value:", "  moves   value    kept", *rows]


def _lines(found: dict[str, Any]) -> list[str]:
    moves = found["points"][found["default_point"]]["lines"]
    if not moves:
        return ["Nothing moves: today's portfolio keeps every rule and that share of the best."]
    said = ["What moves, and why:"]
    for line in moves[:MOST_LINES]:
        said.append(f"  {line['project']} {line['name'][:60]}: {line['words']}")
        said += [fill(why, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT) for why in line["why"]]
    return said + ([f"  … and {len(moves) - MOST_LINES} more (--json has all)"] if len(moves) > MOST_LINES else [])


def _notes(found: dict[str, Any]) -> list[str]:
    words = [*found["unlimited"], *found["notes"]]
    more = [f"  … and {len(words) - MOST_NOTES} more (--json has all)"] if len(words) > MOST_NOTES else []
    return ["", "Not weighed:", *(f"  {text}" for text in words[:MOST_NOTES]), *more] if words else []
