"""Portfolios of projects that share their resources, ours beside CP-SAT alone; prints a table, stores nothing.

Usage: python benchmarks/scheduling_portfolios.py FOLDER [--projects 24] [--count 4] [--seconds 10] [--seed 1]
           [--shares 0.06 0.12 0.25] [--spread 0.5] [--without cpsat]
       python benchmarks/scheduling_portfolios.py FOLDER --mplib [--count 20]

FOLDER holds j60 with .rcp files, of which each portfolio draws so many; all draw on the same four resources, whose
capacity is a share of what the projects have on their own. The projects are released one by one over a part (the
spread) of the time that the work takes at the least. With --mplib FOLDER holds portfolios as .rcmp files instead.
"bound" is ours, "excess" is the makespan over it, "own" is what the library takes besides searching.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import mean

from scheduling import WORKERS, plain_cpsat

from northing.engine.effort import Effort
from northing.engine.process import in_process
from northing.engine.scheduling import (
    Project,
    Resource,
    ScheduleParams,
    ScheduleProblem,
    check,
    read_mplib,
    read_patterson,
    schedule,
)
from northing.engine.warm import warm_up

Asked = argparse.Namespace


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--projects", type=int, default=24)
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shares", type=float, nargs="+", default=[0.06, 0.12, 0.25])
    parser.add_argument("--spread", type=float, default=0.5)
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--mplib", action="store_true")
    asked = parser.parse_args()
    warm_up()
    race(read(asked) if asked.mplib else drawn(asked), asked)


def read(asked: Asked) -> Iterator[tuple[str, ScheduleProblem]]:
    found = sorted(asked.folder.glob("*.rcmp"))
    for path in found[:: max(1, len(found) // asked.count)]:
        yield path.stem, read_mplib(path.read_text())


def drawn(asked: Asked) -> Iterator[tuple[str, ScheduleProblem]]:
    """As many portfolios as asked for, by turns without and with releases, for each share of capacity."""
    paths = sorted((asked.folder / "j60").glob("*.rcp"))
    for share in asked.shares:
        for number in range(asked.count):
            rng = random.Random(f"{asked.seed} {share} {number}")
            singles = [read_patterson(path.read_text()) for path in rng.sample(paths, asked.projects)]
            spread = asked.spread if number % 2 else 0.0
            yield (
                f"{share:g} of capacity{', released' if spread else ''}",
                portfolio(singles, share=share, spread=spread),
            )


def portfolio(singles: list[ScheduleProblem], *, share: float, spread: float) -> ScheduleProblem:
    """The projects beside each other on common resources."""
    tasks = [
        [replace(task, key=f"{n}:{task.key}", project=f"{n}") for task in one.tasks] for n, one in enumerate(singles)
    ]
    every = [task for own in tasks for task in own]
    resources = []
    for key in sorted({each.key for one in singles for each in one.resources}):
        whole = sum(each.capacity for one in singles for each in one.resources if each.key == key)
        most = max(task.demands.get(key, 0) for task in every)
        resources.append(Resource(key, max(most, round(share * whole))))
    least = max(sum(t.duration * t.demands.get(r.key, 0) for t in every) / r.capacity for r in resources)
    starts = [round(spread * least * n / len(singles)) for n in range(len(singles))]
    start = singles[0].start
    return ScheduleProblem(
        tasks=tuple(every),
        start=start,
        links=tuple(
            replace(link, predecessor=f"{n}:{link.predecessor}", successor=f"{n}:{link.successor}")
            for n, one in enumerate(singles)
            for link in one.links
        ),
        resources=tuple(resources),
        projects=tuple(Project(f"{n}", start=start + timedelta(minutes=at)) for n, at in enumerate(starts)),
        calendar=singles[0].calendar,
    )


def race(portfolios: Iterator[tuple[str, ScheduleProblem]], asked: Asked) -> None:
    excess: dict[str, list[float]] = {}
    heads = f"{'bound':>6} {'ours':>6} {'excess':>7} {'seconds':>7} {'own':>5} {'schedules':>9}"
    print(f"{'portfolio':>26} {'tasks':>5} {heads}  others")
    for name, problem in portfolios:
        began = time.perf_counter()
        found = schedule(problem, effort=Effort(time_limit=asked.seconds, workers=WORKERS, seed=asked.seed))
        seconds = time.perf_counter() - began
        assert check(problem, found.schedule) == ()
        excess.setdefault("ours", []).append(found.makespan / found.bound - 1)
        line = (
            f"{name:>26} {len(problem.tasks):>5} {found.bound:>6} {found.makespan:>6} {excess['ours'][-1]:>7.2%} "
            f"{seconds:>7.2f} {own_seconds(problem):>5.2f} {found.schedules:>9}"
        )
        if "cpsat" not in asked.without:
            made = in_process(plain_cpsat, problem, seconds=asked.seconds, timeout=asked.seconds + 60)
            excess.setdefault("cpsat", []).append(made / found.bound - 1)
            line += f"  cpsat {made:g} {excess['cpsat'][-1]:.2%}"
        print(line, flush=True)
    for name, each in excess.items():
        print(f"{name:>10}: {mean(each):.2%} over our bound")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"largest memory {peak:.0f} MB; load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def own_seconds(problem: ScheduleProblem) -> float:
    """What reading, checking, placing and explaining take: a search that ends at once."""
    began = time.perf_counter()
    schedule(problem, effort=Effort(should_stop=lambda: True), params=ScheduleParams(schedules=1))
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
