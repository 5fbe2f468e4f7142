"""Two objectives want opposite things of the same measure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import inf

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import Part
from northing.engine.plan import Measure, Objective, Polarity

KEY = "indicator_clash"
DIRECTIONS = {Polarity.UP, Polarity.DOWN}


def check(look: Look) -> Iterator[Finding]:
    """One finding for each two measures of one name and unit, in different objectives, that cannot both be met.

    Either no level satisfies both targets, or one wants more and the other less.
    """
    for (objective, measure), (other, twin) in combinations(look.measures.values(), 2):
        if objective.key == other.key or _same(measure) != _same(twin):
            continue
        low, high = _both(measure, twin)
        if low > high or {measure.polarity, twin.polarity} == DIRECTIONS:
            severity = Severity.HIGH if low > high else Severity.MEDIUM
            yield _finding(look, (objective, measure), (other, twin), severity=severity)


def _same(measure: Measure) -> tuple[str, str]:
    return " ".join(measure.name.casefold().split()), measure.unit.casefold().strip()


def band_of(measure: Measure) -> tuple[float, float]:
    """The levels that meet the target; all of them where there is none."""
    if measure.polarity is Polarity.RANGE:
        low, high = measure.target_low, measure.target_high
        return -inf if low is None else low, inf if high is None else high
    if measure.target is None:
        return -inf, inf
    return (measure.target, inf) if measure.polarity is Polarity.UP else (-inf, measure.target)


def _both(measure: Measure, twin: Measure) -> tuple[float, float]:
    one, two = band_of(measure), band_of(twin)
    return max(one[0], two[0]), min(one[1], two[1])


def _finding(
    look: Look, one: tuple[Objective, Measure], two: tuple[Objective, Measure], *, severity: Severity
) -> Finding:
    (objective, measure), (other, _) = one, two
    impossible = "no level meets both targets" if severity is Severity.HIGH else "one wants it higher, the other lower"
    return Finding(
        KEY,
        severity,
        f"“{objective.name}” and “{other.name}” clash over {measure.name}: {impossible}.",
        (_fact(look, *one), _fact(look, *two)),
        objectives=(objective.key, other.key),
        unit=objective.unit,
        stake_words=measure.name,
        repair="Agree one target for the measure, or one objective that owns it.",
    )


def _fact(look: Look, objective: Objective, measure: Measure) -> Fact:
    text = f"“{objective.name}” wants {measure.name} {_wanted(measure)} {measure.unit}".rstrip()
    return look.plan_fact(text, kind="measure", key=measure.key, source=measure.source)


def _wanted(measure: Measure) -> str:
    low, high = band_of(measure)
    if (low, high) == (-inf, inf):
        return {Polarity.UP: "higher", Polarity.DOWN: "lower"}.get(measure.polarity, "in a range")
    if high == inf:
        return f"at or above {words.number(low)}"
    return f"at or below {words.number(high)}" if low == -inf else f"from {words.number(low)} to {words.number(high)}"


RULE = Rule(
    KEY,
    "Indicator clash",
    Tab.CONTRADICTIONS,
    "Two objectives measure themselves by the same thing (same name and unit) and want opposite directions of it, or "
    "levels that cannot both be met.",
    check,
    reads=frozenset({Part.PLAN}),
)
