"""What a unit gives: people, money, and the changes that land on it, over the next twelve months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from northing.engine.alignment.costs import has_unknown_cost, yearly_cost
from northing.engine.alignment.findings.policy_broken import quarter_of
from northing.engine.alignment.strain import RoleMonth, lines_in_work, role_demand
from northing.engine.calendar import add_months, first_of_month, fiscal_year
from northing.engine.register import Project
from northing.engine.snapshot import RecordLine, Snapshot
from northing.ui.charts.drawing import Chart
from northing.ui.charts.months import Month, months

MONTHS_AHEAD = 12
YEARS_AHEAD = 2

Work = Sequence[tuple[Project, RecordLine]]
RoleDemand = Mapping[RoleMonth, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class GoLive:
    """A project's finish as now expected, on the plan of record's dates."""

    project: str
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Give:
    """What the units' projects in the plan of record take.

    Attributes:
        roles: FTE-months by role name over the next twelve months, most first.
        money: minor currency units by fiscal year, this one and the next.
        unknown: names of projects whose cost is not known for every year, so that the money is a lower bound.
        go_lives: within the next twelve months, in order.
    """

    roles: tuple[tuple[str, float], ...]
    money: tuple[tuple[int, int], ...]
    unknown: tuple[str, ...]
    go_lives: tuple[GoLive, ...]

    @property
    def fte_months(self) -> float:
        return fsum(fte for _, fte in self.roles)


def give_of(snapshot: Snapshot, units: frozenset[str], *, demand: RoleDemand | None = None) -> Give:
    """What these units' projects that are in the plan of record, and not over, take.

    ``demand`` is the snapshot's, for whoever asks for several units and has computed it once.
    """
    work = [(project, line) for project, line in lines_in_work(snapshot) if project.unit in units]
    return Give(
        roles=_roles(snapshot, {project.key for project, _ in work}, demand or role_demand(snapshot)),
        money=_money(snapshot, work),
        unknown=tuple(project.name for project, _ in work if has_unknown_cost(project)),
        go_lives=_go_lives(snapshot, work),
    )


def _roles(snapshot: Snapshot, own: set[str], demand: RoleDemand) -> tuple[tuple[str, float], ...]:
    until = add_months(first_of_month(snapshot.as_of), MONTHS_AHEAD)
    names = {role.key: role.name for role in snapshot.roles}
    amounts: dict[str, float] = {}
    for place, by_project in demand.items():
        mine = fsum(fte for project, fte in by_project.items() if project in own)
        if mine and place.month < until:
            name = names.get(place.role, place.role)
            amounts[name] = amounts.get(name, 0.0) + mine
    return tuple(sorted(amounts.items(), key=lambda entry: (-entry[1], entry[0])))


def _money(snapshot: Snapshot, work: Work) -> tuple[tuple[int, int], ...]:
    this_year = fiscal_year(snapshot.as_of, first_month=snapshot.first_month)
    costs = [
        yearly_cost(project, line=line, as_of=snapshot.as_of, first_month=snapshot.first_month)
        for project, line in work
    ]
    return tuple(
        (year, round(fsum(cost.get(year, 0.0) for cost in costs))) for year in range(this_year, this_year + YEARS_AHEAD)
    )


def _go_lives(snapshot: Snapshot, work: Work) -> tuple[GoLive, ...]:
    until = add_months(first_of_month(snapshot.as_of), MONTHS_AHEAD)
    found = []
    for project, line in work:
        finish = finish_of(project, line)
        if finish and snapshot.as_of <= finish < until:
            found.append(GoLive(project.key, project.name, finish))
    return tuple(sorted(found, key=lambda one: (one.on, one.project)))


def finish_of(project: Project, line: RecordLine) -> date | None:
    """When it is now expected to finish, moved by its line of the plan of record; None when nobody knows."""
    finish = project.forecast.finish or project.baseline.finish
    return add_months(finish, line.shift_months) if finish else None


def busiest_quarter(give: Give, *, first_month: int) -> tuple[date, int] | None:
    """The quarter (its first day) with most go-lives, and how many; None without any."""
    counts: dict[date, int] = {}
    for one in give.go_lives:
        begins = quarter_of(one.on, first_month=first_month)
        counts[begins] = counts.get(begins, 0) + 1
    return max(counts.items(), key=lambda entry: (entry[1], -entry[0].toordinal())) if counts else None


def load_of(give: Give, *, as_of: date, first_month: int) -> Chart | None:
    """The change load: go-lives by month, the busiest quarter as the message; None without any."""
    busiest = busiest_quarter(give, first_month=first_month)
    if busiest is None:
        return None
    begins, count = busiest
    go_lives = f"{count} go-live" if count == 1 else f"{count} go-lives"
    title = f"{go_lives} from {begins:%b} to {add_months(begins, 2):%b %Y}, the fullest quarter"
    return months([_month(give, add_months(first_of_month(as_of), n)) for n in range(MONTHS_AHEAD)], title=title)


def _month(give: Give, month: date) -> Month:
    names = [one.name for one in give.go_lives if first_of_month(one.on) == month]
    return Month(month, len(names), names, firm=False)
