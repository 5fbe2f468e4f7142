"""The gap finder: which measures stay short, by how much, and which candidates could close them."""

from __future__ import annotations

from dataclasses import dataclass

from northing.alignment.queries import Picture
from northing.engine.alignment import MeasureCoverage
from northing.engine.alignment.spend import leads_towards
from northing.engine.register import Project, Stage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that is not in the plan of record and promises something to a measure.

    Attributes:
        amount: likely change × confidence, in the measure's unit.
        share: of what is short, 0..1 and more.
    """

    project: Project
    amount: float
    share: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure that the plan of record leaves short.

    Attributes:
        weight: its part of the plan, 0..1; ``lost``: the alignment that is missing through it, 0..1.
    """

    measure: MeasureCoverage
    objective: str
    weight: float
    lost: float
    candidates: tuple[Candidate, ...]


def gaps_of(picture: Picture) -> list[Gap]:
    """Measures that are forecast to stay short, the one that costs the plan most first."""
    found = []
    for objective in picture.coverage.objectives:
        for measure in objective.measures:
            if measure.shortfall:
                weight = objective.share * measure.share
                lost = weight * (1 - (measure.coverage or 0.0))
                found.append(Gap(measure, objective.name, weight, lost, _candidates(measure, picture)))
    return sorted(found, key=lambda gap: -gap.lost)


def _candidates(measure: MeasureCoverage, picture: Picture) -> tuple[Candidate, ...]:
    inside = {line.project for line in picture.snapshot.record.lines}
    open_ones = {
        project.key: project
        for project in picture.snapshot.projects
        if project.key not in inside and project.stage not in {Stage.CLOSED, Stage.CANCELLED}
    }
    promised = [
        (open_ones[benefit.project], benefit.amount * benefit.confidence)
        for benefit in picture.snapshot.benefits
        if benefit.measure == measure.key and benefit.project in open_ones and leads_towards(benefit, gap=measure.gap)
    ]
    short = measure.shortfall or 1.0
    candidates = (Candidate(project, amount, abs(amount) / short) for project, amount in promised)
    return tuple(sorted(candidates, key=lambda candidate: -candidate.share))
