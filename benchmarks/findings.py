"""What looking again costs after one change in a register of 1,000 projects, against looking at everything.

    python benchmarks/findings.py [--projects 1000] [--rounds 5]

Both run in one process, one after the other; the findings are compared before any figure is printed.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from random import Random

from northing.engine.alignment.findings import RULES, find, refind, touched_by
from northing.engine.plan import Goal, Measure, Objective, Plan, Polarity, Reading
from northing.engine.register import Benefit, Demand, Dependency, EarnedValue, Project, Span, Stage, Status, YearCost
from northing.engine.snapshot import Capacity, PlanOfRecord, RecordLine, Snapshot

TODAY = date(2027, 5, 15)


def organisation(count: int, *, seed: int) -> Snapshot:
    draw = Random(seed)
    measures = [measure(number, draw) for number in range(100)]
    goals = tuple(goal(number, measures[number * 10 : number * 10 + 10]) for number in range(10))
    projects = tuple(project(number, draw) for number in range(count))
    benefits = tuple(
        Benefit(
            f"b{i}", draw.choice(projects).key, draw.choice(measures).key, -draw.uniform(1, 5), start=date(2028, 4, 1)
        )
        for i in range(3 * count)
    )
    return Snapshot(
        TODAY,
        Plan("Plan", 1, TODAY, goals=goals),
        projects=projects,
        benefits=benefits,
        record=PlanOfRecord(1, TODAY, tuple(RecordLine(p.key) for p in projects if draw.random() < 0.8)),
        capacity=tuple(Capacity(f"r{r}", date(2027, m, 1), count / 20) for r in range(20) for m in range(6, 13)),
    )


def measure(number: int, draw: Random) -> Measure:
    reading = Reading(date(2027, 5, 1), draw.uniform(90, 110))
    return Measure(
        f"m{number}",
        f"Measure {number}",
        "t",
        Polarity.DOWN,
        target=20.0,
        target_date=date(2031, 1, 1),
        readings=(reading,),
    )


def goal(number: int, measures: list[Measure]) -> Goal:
    pairs = zip(measures[::2], measures[1::2], strict=True)
    objectives = (
        Objective(f"o{number}.{i}", f"Objective {number}.{i}", 2.0, measures=pair) for i, pair in enumerate(pairs)
    )
    return Goal(f"g{number}", f"Goal {number}", objectives=tuple(objectives))


def project(number: int, draw: Random) -> Project:
    finish = date(draw.randint(2027, 2030), draw.randint(1, 12), 28)
    spent = draw.randint(1, 9) * 10**7
    return Project(
        f"p{number}",
        f"Project {number}",
        stage=Stage.DELIVERING,
        baseline=Span(date(2026, 1, 1), finish),
        cost=(YearCost(2028, budget=draw.randint(1, 20) * 10**8),),
        demand=tuple(Demand(f"r{draw.randrange(20)}", date(2027, m, 1), 1.0) for m in range(6, 10)),
        requires=(Dependency(f"p{draw.randrange(number)}"),) if number and draw.random() < 0.3 else (),
        earned_value=EarnedValue(spent, round(spent * draw.uniform(0.8, 1.2)), spent, TODAY),
        reported_status=draw.choice([Status.ON_TRACK, Status.AT_RISK]),
        reported_on=date(2027, 5, draw.randint(1, 14)),
    )


def with_project(snapshot: Snapshot, **changes: object) -> Snapshot:
    middle = len(snapshot.projects) // 2
    changed = replace(snapshot.projects[middle], **changes)  # type: ignore[arg-type]
    return replace(snapshot, projects=(*snapshot.projects[:middle], changed, *snapshot.projects[middle + 1 :]))


def edits(snapshot: Snapshot) -> dict[str, Snapshot]:
    first = snapshot.plan.goals[0]
    objective = first.objectives[0]
    read = replace(objective.measures[0], readings=(*objective.measures[0].readings, Reading(date(2027, 5, 10), 80.0)))
    reached = replace(objective, measures=(read, *objective.measures[1:]))
    goals = (replace(first, objectives=(reached, *first.objectives[1:])), *snapshot.plan.goals[1:])
    return {
        "a status report": with_project(snapshot, reported_on=TODAY),
        "earned value": with_project(snapshot, earned_value=EarnedValue(100, 50, 100, TODAY)),
        "a forecast finish": with_project(snapshot, forecast=Span(finish=date(2031, 1, 1))),
        "a budget of a project": with_project(snapshot, cost=(YearCost(2028, budget=1),)),
        "a reading": replace(snapshot, plan=replace(snapshot.plan, goals=goals)),
        "the day": replace(snapshot, as_of=date(2027, 5, 16)),
    }


def seconds(task, rounds: int) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        task()
        best = min(best, time.process_time() - began)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    before = organisation(arguments.projects, seed=1)
    found = find(before)
    print(f"{arguments.projects} projects, {len(before.benefits)} benefits, {len(RULES)} rules, {len(found)} findings")
    print(
        "| change | rules run | evaluations | of | CPU s, all | CPU s, again | ratio |\n|---|---|---|---|---|---|---|"
    )
    for name, after in edits(before).items():
        again = refind(after, found, touched=touched_by(before, after))
        assert again.findings == find(after), name
        whole = seconds(lambda after=after: find(after), arguments.rounds)
        part = seconds(lambda after=after: refind(after, found, touched=touched_by(before, after)), arguments.rounds)
        print(
            f"| {name} | {len(again.rules_run)} | {again.evaluations:,} | {again.of:,} | {whole:.3f} | {part:.3f} "
            f"| {whole / part:.1f} |"
        )


if __name__ == "__main__":
    main()
