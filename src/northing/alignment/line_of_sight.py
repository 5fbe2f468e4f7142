"""The landing page's sentence and picture, made from what the person may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from northing.alignment.queries import SHORT, Picture
from northing.alignment.widths import Width
from northing.engine.alignment import MeasureCoverage, ObjectiveCoverage
from northing.engine.alignment.spend import Spend
from northing.engine.plan import Goal, Measure, Polarity
from northing.engine.register import Project, Stage, Status
from northing.ui.charts.line_of_sight import Level, LineOfSightNode
from northing.ui.charts.small import Cover
from northing.ui.figures import currency_symbol, money_text, share_text

LIVE = frozenset({Stage.CANDIDATE, Stage.DEFINED, Stage.APPROVED, Stage.DELIVERING, Stage.PAUSED, Stage.CLOSED})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; one with a URL is a figure that opens its rows."""

    text: str
    url: str = ""


def headline(picture: Picture, *, currency: str) -> list[Part]:
    """One sentence that is true of the rows behind each of its numbers."""
    spend = picture.spend
    if not picture.coverage.objectives:
        return _headline_without_plan(picture, currency=currency)
    rows, symbol = reverse("alignment:register"), currency_symbol(currency)
    orphans = f"{rows}?{urlencode({'objective': 'none'})}"
    parts = [
        Part(money_text(picture.spend_on_short, currency=symbol), f"{rows}?{urlencode({'health_of': 'short'})}"),
        Part(" of "),
        Part(money_text(spend.total, currency=symbol), rows),
        Part(" serves objectives that are at risk or off track; "),
        Part(_count(len(spend.unlinked), "project"), orphans),
        Part(" ("),
        Part(money_text(spend.unlinked_amount, currency=symbol), orphans),
        Part(f"{_of_unknown_cost(spend)}) "),
        Part("serves no objective" if len(spend.unlinked) == 1 else "serve no objective"),
    ]
    if not picture.short:
        parts[3] = Part(" serves objectives at risk or off track: every measured objective is on track; ")
    return parts


def _headline_without_plan(picture: Picture, *, currency: str) -> list[Part]:
    rows = reverse("alignment:register")
    total = money_text(picture.spend.total, currency=currency_symbol(currency))
    return [
        Part(_count(len(picture.snapshot.projects), "project"), rows),
        Part(f" for {total}, and no business plan yet to tell what they serve"),
    ]


def _of_unknown_cost(spend: Spend) -> str:
    unknown = len(set(spend.unlinked) & set(spend.unknown))
    return f" and {unknown} of unknown cost" if unknown else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def nodes(picture: Picture, *, width: Width) -> Iterator[LineOfSightNode]:
    """Goals, objectives, components and measures of the picture, top down, with lines of that width."""
    plan = picture.snapshot.plan
    for goal in plan.goals:
        yield LineOfSightNode(goal.key, goal.name, _goal_url(goal), Level.GOAL)
        for objective in goal.objectives:
            yield _objective_node(picture.coverage.objective(objective.key), goal)
    places = _Places.of(picture)
    for project in picture.snapshot.projects:
        if project.stage in LIVE:
            yield _project_node(project, picture.spend.primary.get(project.key), width, places)
    measures = {measure.key: measure for _, measure in plan.measures()}
    for coverage in picture.coverage.measures():
        yield _measure_node(coverage, measures[coverage.key])


def _goal_url(goal: Goal) -> str:
    return f"{reverse('alignment:line_of_sight')}#goal-{goal.key}"


def _objective_node(objective: ObjectiveCoverage, goal: Goal) -> LineOfSightNode:
    known = objective.coverage
    note = "coverage unknown" if known is None else f"{share_text(known)} of the gap covered"
    url = reverse("alignment:objective", args=[objective.key])
    label = f"{objective.key} {objective.name}"
    return LineOfSightNode(objective.key, label, url, Level.OBJECTIVE, objective.status, parents=(goal.key,), note=note)


@dataclass(frozen=True, slots=True)
class _Places:
    """Looked up once for all projects: what the plan of record holds, and each unit's name and rows."""

    recorded: frozenset[str]
    units: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, picture: Picture) -> _Places:
        rows = reverse("alignment:register")
        return cls(
            frozenset(line.project for line in picture.snapshot.record.lines),
            {unit.key: (unit.name, f"{rows}?{urlencode({'unit': unit.key})}") for unit in picture.snapshot.units},
        )


def _project_node(project: Project, primary: str | None, width: Width, places: _Places) -> LineOfSightNode:
    is_out = project.key not in places.recorded and project.stage is Stage.CANDIDATE
    group, group_url = places.units.get(project.unit, ("", ""))
    return LineOfSightNode(
        key=project.key,
        label=f"{project.name} (candidate)" if is_out else project.name,
        url=reverse("alignment:project", args=[project.key]),
        level=Level.COMPONENT,
        status=evident_status(project),
        amount=width.amount(project.key),
        value=width.value(project.key),
        parents=(primary,) if primary else (),
        group=group,
        group_url=group_url,
    )


def evident_status(project: Project, *, least_cpi: float = 0.85) -> Status:
    """What the manager reports, unless the money says worse: on track below this CPI is shown as off track."""
    cpi = project.earned_value.cost_performance if project.earned_value else None
    if project.reported_status is Status.ON_TRACK and cpi is not None and cpi < least_cpi:
        return Status.OFF_TRACK
    return project.reported_status


def _measure_node(coverage: MeasureCoverage, measure: Measure) -> LineOfSightNode:
    brought = {c.project for c in coverage.promised.contributions if c.contribution}
    return LineOfSightNode(
        key=coverage.key,
        label=f"{coverage.name} {coverage.unit} {_way(measure)}",
        url=reverse("alignment:measure", args=[coverage.key]),
        level=Level.MEASURE,
        status=_status(coverage),
        parents=tuple(sorted(brought)),
        objective=coverage.objective,
        spark=tuple(reading.value for reading in measure.readings),
        cover=_cover(coverage),
    )


def _cover(coverage: MeasureCoverage) -> Cover | None:
    """The gap and what covers it, positive towards the target; None for a closed or unknown gap."""
    promised, forecast = coverage.promised.amount, coverage.forecast.amount
    if not coverage.is_open or not coverage.gap or promised is None or forecast is None:
        return None
    way = 1 if coverage.gap > 0 else -1
    return Cover(abs(coverage.gap), promised * way, forecast * way, coverage.unit)


def _status(coverage: MeasureCoverage) -> Status:
    share = coverage.forecast.coverage
    if share is None:
        return Status.UNKNOWN
    return Status.ON_TRACK if share >= 1 else Status.AT_RISK


def _way(measure: Measure) -> str:
    if measure.polarity is Polarity.RANGE:
        return f"{_figure(measure.target_low)}–{_figure(measure.target_high)}"
    return f"{_figure(measure.baseline)}→{_figure(measure.target)}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:,g}".replace("-", "−")


__all__ = ["SHORT", "Part", "evident_status", "headline", "nodes"]
