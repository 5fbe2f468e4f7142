"""Running the rules: all of them, or only what a change touches."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Scope, Severity
from northing.engine.alignment.findings.parts import Part, Touch
from northing.engine.register import Project
from northing.engine.snapshot import Snapshot

FAILED = "error"
"""Kind of the second fact of a rule that could not run."""


@dataclass(frozen=True, slots=True)
class Refound:
    """What holds after a change, and how much of the work it took.

    Attributes:
        findings: exactly what ``find`` gives for the snapshot.
        rules_run: keys of the rules that looked again, at some components or at all.
        evaluations: components that rules looked at; a rule that looks at the whole counts all of them.
        of: evaluations that ``find`` would need.
    """

    findings: tuple[Finding, ...]
    rules_run: tuple[str, ...]
    evaluations: int
    of: int

    @property
    def share(self) -> float:
        """Part 0..1 of the work of ``find``."""
        return self.evaluations / self.of if self.of else 0.0


def find_by(rules: Sequence[Rule], snapshot: Snapshot) -> tuple[Finding, ...]:
    """Everything that the rules find in the snapshot, in the order of the rules.

    A rule that cannot run is a finding itself: silence would read as “nothing contradicts”.
    """
    look = Look(snapshot)
    return tuple(finding for rule in rules for finding in _run(rule, look, look.planned))


def refind_by(
    rules: Sequence[Rule], snapshot: Snapshot, previous: Iterable[Finding], *, touched: Collection[Touch]
) -> Refound:
    """What the rules find after a change, from what they found before it."""
    look, known = Look(snapshot), _by_rule(previous)
    size = max(1, len(look.planned))
    found: list[Finding] = []
    evaluations: dict[str, int] = {}
    for rule in rules:
        kept = known.get(rule.key, [])
        components = _to_look_at(rule, look, kept=kept, touched=touched)
        if components is None:
            found.extend(_run(rule, look, look.planned))
            evaluations[rule.key] = size
        elif components:
            found.extend(_again(rule, look, kept=kept, components=components))
            evaluations[rule.key] = len(components & look.planned_keys)
        else:
            found.extend(kept)
    return Refound(tuple(found), tuple(evaluations), sum(evaluations.values()), size * len(rules))


def _by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.rule, []).append(finding)
    return found


def _to_look_at(rule: Rule, look: Look, *, kept: list[Finding], touched: Collection[Touch]) -> set[str] | None:
    """Keys of the components to look at again; None for all, empty for none."""
    hits = [touch for touch in touched if touch.part in rule.reads or touch.part is Part.FRAME]
    if not hits:
        return set()
    failed = any(finding.facts[1].kind == FAILED for finding in kept)
    if failed or rule.scope is Scope.WHOLE or not all(touch.component for touch in hits):
        return None
    near = rule.near or _itself
    return {component for key in {touch.component for touch in hits} for component in near(look, key)}


def _itself(_look: Look, component: str) -> tuple[str]:
    return (component,)


def _again(rule: Rule, look: Look, *, kept: list[Finding], components: set[str]) -> Iterable[Finding]:
    """What was found of other components, and what is found of these now, in the order of the components."""
    fresh = _run(rule, look, [project for project in look.planned if project.key in components])
    if any(finding.facts[1].kind == FAILED for finding in fresh):
        return _run(rule, look, look.planned)
    others = [finding for finding in kept if finding.components[0] not in components]
    return sorted((*others, *fresh), key=lambda finding: look.places[finding.components[0]])


def _run(rule: Rule, look: Look, components: Sequence[Project]) -> tuple[Finding, ...]:
    try:
        return tuple(_found(rule, look, components))
    except Exception as error:  # noqa: BLE001  whatever it is, the reader is told and the other rules still run
        return (_could_not_run(rule, error, look.snapshot),)


def _found(rule: Rule, look: Look, components: Sequence[Project]) -> Iterator[Finding]:
    if rule.scope is Scope.WHOLE:
        yield from rule.check(look)
    else:
        for project in components:
            yield from rule.check(look, project)


def _could_not_run(rule: Rule, error: Exception, snapshot: Snapshot) -> Finding:
    """It names the kind of error and the place in the code, never the values: they may be confidential."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(last.filename).name}:{last.lineno}"
    return Finding(
        rule.key,
        Severity.HIGH,
        f"The rule “{rule.name}” could not run: {type(error).__name__}.",
        (
            Fact(rule.explanation, "Rules", None, "rule", rule.key),
            Fact(f"It stopped with {type(error).__name__} at {place}", "Northing", snapshot.as_of, FAILED, rule.key),
        ),
        stake_words="What it would have found is not known",
        repair=f"Report it with the place, {place}; the other rules did run.",
    )
