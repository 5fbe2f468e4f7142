"""A whole organisation as one problem: coverage of its plan, and where it contradicts itself."""

from __future__ import annotations

from math import fsum

from northing.engine.alignment import coverage_of
from northing.engine.alignment.findings import RULES, find
from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, NoOptions, checked, same
from northing.engine.snapshot import Snapshot


def coverage(problem: Snapshot, options: NoOptions, effort: Effort) -> Answer:
    """How much of what the plan still needs its portfolio brings."""
    del options, effort
    found = coverage_of(problem)
    objectives = [
        {
            "key": objective.key,
            "name": objective.name,
            "coverage": objective.promised.coverage,
            "forecast": objective.forecast.coverage,
            "status": objective.status,
            "measures": [
                {"key": m.key, "gap": m.gap, "unit": m.unit, "coverage": m.coverage, "shortfall": m.shortfall}
                for m in objective.measures
            ],
        }
        for objective in found.objectives
    ]
    known = [(o.share, o.promised.coverage) for o in found.objectives if o.promised.coverage is not None]
    total = fsum(share for share, _ in known)
    mean = fsum(share * value for share, value in known) / total if total else None
    faults = [same("the alignment", found.coverage, mean)] if found.coverage is not None and mean is not None else []
    words = tuple(
        f"  {o.name}: {_share(o.promised.coverage)}, forecast {_share(o.forecast.coverage)}" for o in found.objectives
    )
    return Answer(
        {"coverage": found.coverage, "forecast": found.forecast.coverage, "objectives": objectives},
        (f"Alignment {_share(found.coverage)}, {found.unknown_weight:.0%} of the weight unknown.", *words),
        checked("the weighted mean of the objectives added up again", faults),
    )


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1%}"


def findings(problem: Snapshot, options: NoOptions, effort: Effort) -> Answer:
    """Where the plan disagrees with itself or with reality."""
    del options, effort
    found = find(problem)
    turned = find(
        Snapshot(**{name: getattr(problem, name) for name in problem.__slots__} | {"projects": problem.projects[::-1]})
    )
    differ = {one.fingerprint for one in found} != {one.fingerprint for one in turned}
    lines = [f"  {finding.sentence} ({finding.severity})" for finding in found]
    return Answer(
        {"rules": len(RULES), "findings": found},
        (f"{len(found)} findings by {len(RULES)} rules.", *lines),
        checked("the same is found in another order of entry", ["another order finds otherwise" if differ else None]),
    )
