"""Makespans of published instances, ours beside contestants under the same load; prints tables, stores nothing.

Usage: python benchmarks/scheduling.py FOLDER [--sizes 30 60 120] [--count 12] [--seconds 10] [--seed 1]
           [--groups 9 13 25] [--without cpsat tj3]
       python benchmarks/scheduling.py FOLDER --alone [--every 4] [--part 1 3]: ours alone over each fourth instance,
           the first of three parts of them; how many are proven, how far the others are off, and in which groups

FOLDER holds j30, j60 and j120 with .rcp files and best_known with a .csv for each set. Contestants: CP-SAT alone with
the same time and cores, one pass by latest finish (serial and parallel), and TaskJuggler where `tj3` is installed,
which may split tasks and so solves an easier problem. "excess" is the mean of (makespan − best known) ÷ best known;
"gap" the mean of (makespan − our bound) ÷ makespan. An instance that is proven early gives its time back.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import mean

from northing.engine.effort import Effort
from northing.engine.process import in_process
from northing.engine.scheduling import ScheduleProblem, ScheduleResult, Task, check, read_patterson, schedule
from northing.engine.scheduling.model import SlotModel, slot_model
from northing.engine.scheduling.solvers.population import first_schedule
from northing.engine.scheduling.timeline import Timeline
from northing.engine.warm import warm_up

WORKERS = 2
Contestant = Callable[[ScheduleProblem], float]
Known = dict[tuple[int, ...], tuple[int, int]]
Asked = argparse.Namespace


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 60, 120])
    parser.add_argument("--count", type=int, default=12, help="instances of each set, evenly spread")
    parser.add_argument("--groups", type=int, nargs="+", help="only these groups of the generator")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--alone", action="store_true", help="ours alone, over whole sets")
    parser.add_argument("--every", type=int, default=1, help="each so manieth instance, with --alone")
    parser.add_argument("--part", type=int, nargs=2, default=[1, 1], metavar=("PART", "PARTS"), help="with --alone")
    asked = parser.parse_args()
    known = best_known(asked.folder / "best_known")
    warm_up()
    for size in asked.sizes:
        found = instances(asked.folder / f"j{size}", asked.groups)
        if asked.alone:
            part, parts = asked.part
            alone(found[asked.every // 2 :: asked.every][part - 1 :: parts], known, asked)
        else:
            race(list(spread(found, asked.count)), known, asked)


Instance = tuple[tuple[int, ...], Path]
"""Set, group and number; the file."""


def instances(folder: Path, groups: list[int] | None) -> list[Instance]:
    found = sorted((numbers(path.stem), path) for path in folder.glob("*.rcp"))
    return [each for each in found if groups is None or each[0][1] in groups]


def spread(found: list[Instance], count: int) -> Iterator[Instance]:
    """So many, evenly spread over the list."""
    for at in range(min(count, len(found))):
        yield found[(2 * at + 1) * len(found) // (2 * count)]


def numbers(name: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", name))


def best_known(folder: Path) -> Known:
    """Upper and lower bound by set, group and number; j1201_1 is set 120, group 1, number 1."""
    found = {}
    for path in folder.glob("*.csv"):
        for row in csv.reader(path.read_text(encoding="latin-1").splitlines(), delimiter=";"):
            if len(row) > 8 and (name := re.match(r"j(30|60|120)(\d+)_(\d+)\.sm", row[1])):
                found[tuple(int(part) for part in name.groups())] = (int(row[7]), int(row[4]))
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """Ours on one instance."""

    group: int
    excess: float
    gap: float
    is_proven: bool
    seconds: float


def alone(chosen: list[Instance], known: Known, asked: Asked) -> None:
    """One set: a line an instance, then what they have in common and the groups that are furthest off."""
    runs = []
    print(f"\n{'instance':>14} {'best':>5} {'bound':>5} {'ours':>5} {'bound':>5} {'by':>20} {'seconds':>7}")
    for number, path in chosen:
        problem, (best, bound) = read_patterson(path.read_text()), known[number]
        began = time.perf_counter()
        found = solved(problem, asked)
        seconds = time.perf_counter() - began
        gap, excess = found.gap, (found.makespan - best) / best
        runs.append(Run(number[1], excess, gap, is_proven=found.bound == found.makespan, seconds=seconds))
        print(f"{path.stem:>14} {best:>5} {bound:>5} {found.makespan:>5} {found.bound:>5} {found.bound_by:>20} "
              f"{seconds:>7.2f}{'' if excess <= 0 else f' +{excess:.2%}'}", flush=True)  # fmt: skip
    tell(runs)


def tell(runs: list[Run]) -> None:
    """The set in four lines."""
    print(f"{len(runs)} instances: excess {mean(run.excess for run in runs):.3%}, "
          f"at most {max(run.excess for run in runs):.2%}; best known {sum(run.excess <= 0 for run in runs)}, "
          f"better {sum(run.excess < 0 for run in runs)}, proven {sum(run.is_proven for run in runs)}; "
          f"gap {mean(run.gap for run in runs):.2%}; {mean(run.seconds for run in runs):.2f} s each")  # fmt: skip
    groups = {run.group: mean(other.excess for other in runs if other.group == run.group) for run in runs}
    worst = sorted((group for group in groups if groups[group] > 0), key=lambda group: -groups[group])[:12]
    print(f"groups furthest off: {', '.join(f'{group} {groups[group]:.2%}' for group in worst) or 'none'}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)


def race(chosen: list[Instance], known: Known, asked: Asked) -> None:
    """One set: a line an instance, then the mean excess of each contestant and its ratio to ours."""
    runners = contestants(asked)
    print(f"\n{'instance':>14} {'best':>5} {'bound':>5} " + " ".join(f"{name:>10}" for name in runners), flush=True)
    excess: dict[str, list[float]] = {name: [] for name in runners}
    seconds: dict[str, list[float]] = {name: [] for name in runners}
    for number, path in chosen:
        problem, (best, bound) = read_patterson(path.read_text()), known[number]
        cells = []
        for name, run in runners.items():
            began = time.perf_counter()
            made = run(problem)
            seconds[name].append(time.perf_counter() - began)
            excess[name].append((made - best) / best)
            cells.append(f"{made:>10g}")
        print(f"{path.stem:>14} {best:>5} {bound:>5} " + " ".join(cells), flush=True)
    ours = mean(excess["ours"])
    for name in runners:
        ratio = f"{mean(excess[name]) / ours:.1f} × ours" if ours > 0 else "ours is at the best known everywhere"
        hits = sum(each <= 0 for each in excess[name])
        print(f"{name:>10}: excess {mean(excess[name]):.3%} ({ratio}), best known {hits}/{len(chosen)}, "
              f"{mean(seconds[name]):.2f} s")  # fmt: skip
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def contestants(asked: Asked) -> dict[str, Contestant]:
    found: dict[str, Contestant] = {
        "ours": lambda problem: solved(problem, asked).makespan,
        "cpsat": lambda problem: in_process(plain_cpsat, problem, seconds=asked.seconds, timeout=asked.seconds + 60),
        "serial": lambda problem: single_pass(problem, by_slots=False),
        "parallel": lambda problem: single_pass(problem, by_slots=True),
    }
    if shutil.which("tj3"):
        found["tj3"] = taskjuggler
    return {name: run for name, run in found.items() if name not in asked.without}


def solved(problem: ScheduleProblem, asked: Asked) -> ScheduleResult:
    found = schedule(problem, effort=Effort(time_limit=asked.seconds, workers=WORKERS, seed=asked.seed))
    assert check(problem, found.schedule) == ()
    assert found.bound <= found.makespan
    return found


def single_pass(problem: ScheduleProblem, *, by_slots: bool) -> float:
    model = slot_model(Timeline(problem))
    return max(s + d for s, d in zip(first_schedule(model, by_slots=by_slots), model.durations, strict=True))


def plain_cpsat(problem: ScheduleProblem, *, seconds: float) -> float:
    """Intervals and cumulatives, no hint, no bound, a horizon in which everything fits."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - in a process of its own

    model: SlotModel = slot_model(Timeline(problem))
    program, horizon = cp_model.CpModel(), model.axis
    starts = [program.new_int_var(release, horizon, "") for release in model.releases]
    spans = [program.new_fixed_size_interval_var(s, d, "") for s, d in zip(starts, model.durations, strict=True)]
    for a, b, weight in model.links:
        program.add(starts[b] >= starts[a] + weight)
    for resource, capacity in enumerate(model.capacities):
        users = [at for at, needs in enumerate(model.demands) if resource in needs]
        program.add_cumulative([spans[at] for at in users], [model.demands[at][resource] for at in users], capacity)
    end = program.new_int_var(0, horizon, "")
    for start, duration in zip(starts, model.durations, strict=True):
        program.add(end >= start + duration)
    program.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    solver.solve(program)
    return solver.objective_value


def taskjuggler(problem: ScheduleProblem) -> float:
    """A period is an hour of TaskJuggler's; each unit of a resource is a resource that works day and night."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "one.tjp").write_text(project_file(problem))
        done = subprocess.run(["tj3", "--silent", "one.tjp"], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"tj3: {done.stderr.strip()[-400:]}")
        ends = [row.split(";")[-1].strip('"') for row in (Path(folder) / "out.csv").read_text().splitlines()[1:]]
    latest = max(datetime.fromisoformat(end.replace(" ", "T")) for end in ends if end)
    return (latest - datetime.fromisoformat("2000-01-03")).total_seconds() / 3600


def project_file(problem: ScheduleProblem) -> str:
    total = sum(task.duration for task in problem.tasks)
    lines = [
        f'project p "p" 2000-01-03 +{total + 48}h {{ timezone "UTC" timingresolution 60min dailyworkinghours 24',
        ' yearlyworkingdays 365 workinghours mon - sun 0:00 - 24:00 timeformat "%Y-%m-%d %H:%M" }',
    ]
    for resource in problem.resources:
        units = "\n".join(f'  resource {resource.key}_{unit} "u"' for unit in range(int(resource.capacity)))
        lines.append(f'resource {resource.key} "{resource.key}" {{\n  limits {{ }}\n{units}\n}}')
    before: dict[str, list[str]] = {}
    for link in problem.links:
        before.setdefault(link.successor, []).append(f"t{link.predecessor}")
    for task in problem.tasks:
        lines.append(f'task t{task.key} "t" {{\n{body(task, problem)}')
        lines += [f"  depends {', '.join(before[task.key])}"] if task.key in before else ["  start 2000-01-03"]
        lines.append("}")
    lines.append('taskreport "out" { formats csv columns id, end { title "end" } sorttasks id.up }')
    return "\n".join(lines)


def body(task: Task, problem: ScheduleProblem) -> str:
    if not task.duration:
        return "  milestone"
    if not task.demands:
        return f"  duration {task.duration}h"
    capacity = {resource.key: int(resource.capacity) for resource in problem.resources}
    chosen = []
    for key, units in task.demands.items():
        every = [f"{key}_{unit}" for unit in range(capacity[key])]
        for at in range(int(units)):  # any unit that is not the first choice of another allocation
            turned = every[at:] + every[:at]
            others = (
                f" {{ alternative {', '.join(turned[1:])} mandatory persistent }}"
                if len(turned) > 1
                else " { mandatory }"
            )
            chosen.append(f"  allocate {turned[0]}{others}")
    return f"  effort {sum(int(u) for u in task.demands.values()) * task.duration}h\n" + "\n".join(chosen)


if __name__ == "__main__":
    main()
