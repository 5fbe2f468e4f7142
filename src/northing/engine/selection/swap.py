"""What one project's change does to a portfolio, computed from what it touches: for explanations, which ask thousands.

``check.evaluate`` stays the judge of every answer; a test holds both against each other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TypeVar

from northing.engine.alignment.strain import RoleMonth
from northing.engine.selection import check_rules
from northing.engine.selection.candidates import Candidate, Option
from northing.engine.selection.check import Evaluation, chosen_options, evaluate, objectives_of
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.rules import Rule, Violation

Key = TypeVar("Key", bound=Hashable)
NOTHING = Option("", "")
ROUNDING = 1e-12
"""A rule broken by so small a part more is broken no further: these sums and the checker's differ in the last bit."""


@dataclass(frozen=True, slots=True)
class Swap:
    """The portfolio after the change.

    Attributes:
        value, coverage, contribution, total_cost: as in ``Evaluation``.
        breaks: rules broken now that were kept, or broken further.
    """

    value: float
    coverage: Mapping[str, float]
    contribution: Mapping[str, float]
    total_cost: float
    breaks: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A portfolio with its sums.

    Attributes:
        chosen: the option of each project that is in.
        broken: by how much each rule is broken now.
        tied: by project, those that need it, wait for it or exclude it.
        spend: minor units over all years by theme, of the chosen options; ``dearest`` option of all.
        score, npv: what all candidates could bring, each at its best.
    """

    problem: SelectionProblem
    choice: Choice
    now: Evaluation
    chosen: Mapping[str, Option]
    candidates: Mapping[str, Candidate]
    broken: Mapping[tuple[Rule, str], float]
    tied: Mapping[str, tuple[str, ...]]
    spend: Mapping[str, float]
    dearest: float
    score: float
    npv: float

    @classmethod
    def of(cls, problem: SelectionProblem, choice: Choice) -> Standing:
        """The sums of a portfolio."""
        now, chosen = evaluate(problem, choice), chosen_options(problem, choice)
        candidates = {candidate.key: candidate for candidate in problem.candidates}
        spend: dict[str, list[float]] = {}
        for key, option in chosen.items():
            spend.setdefault(candidates[key].theme, []).extend(option.cost.values())
        return cls(
            problem=problem,
            choice=choice,
            now=now,
            chosen=chosen,
            candidates=candidates,
            broken={(violation.rule, violation.key): violation.by for violation in now.violations},
            tied=_tied(problem),
            spend={theme: fsum(parts) for theme, parts in spend.items()},
            dearest=max((candidate.dearest() for candidate in problem.candidates), default=0.0),
            score=fsum(candidate.best_score() for candidate in problem.candidates),
            npv=fsum(candidate.best_npv() for candidate in problem.candidates),
        )

    def swapped(self, candidate: Candidate, option: Option | None) -> Swap:
        """The portfolio with that option of the candidate, or without it."""
        before, after = self.chosen.get(candidate.key, NOTHING), option or NOTHING
        brought = _after(self.now.contribution, _differences(before.contribution, after.contribution))
        changed = [gap for gap in self.problem.gaps if brought[gap.key] != self.now.contribution[gap.key]]
        coverage = dict(self.now.coverage)
        for gap in changed:
            coverage[gap.key] = min(1.0, max(0.0, brought[gap.key] / gap.gap)) if gap.gap > 0 else 1.0
        model, now = self.problem.value_model, self.now
        gained = [model.coverage * gap.weight * (coverage[gap.key] - now.coverage[gap.key]) for gap in changed]
        gained.append(model.score * (after.score - before.score) / self.score if self.score > 0 else 0.0)
        gained.append(model.npv * (after.npv - before.npv) / self.npv if self.npv > 0 else 0.0)
        dearer = self._dearer(candidate, before=before, after=after)
        breaks = self._breaks(candidate, before=before, after=option, dearer=dearer, coverage=coverage)
        new = tuple(one for one in breaks if one.by > (1 + ROUNDING) * self.broken.get((one.rule, one.key), 0.0))
        return Swap(fsum((now.value, *gained)), coverage, brought, fsum((now.total_cost, *dearer.values())), new)

    def _dearer(self, candidate: Candidate, *, before: Option, after: Option) -> dict[int, float]:
        """By fiscal year what the change costs, with what is due while the project is out."""
        due = candidate.cost_when_out()
        old, new = (due if option is NOTHING else option.cost for option in (before, after))
        return _differences(old, new)

    def _breaks(
        self,
        candidate: Candidate,
        *,
        before: Option,
        after: Option | None,
        dearer: Mapping[int, float],
        coverage: Mapping[str, float],
    ) -> Iterator[Violation]:
        """The rules that the change touches, as they are broken after it; in the checker's order."""
        new, problem, now = after or NOTHING, self.problem, self.now
        chosen = {key: option for key, option in self.chosen.items() if key != candidate.key}
        if after:
            chosen[candidate.key] = after
        load = _after(now.load, _differences(before.demand, new.demand), only_changed=True)
        use = check_rules.Use(
            cost=_after(now.cost, dearer),
            kind_cost=_after(now.kind_cost, _differences(before.kinds, new.kinds)),
            load=load,
            risk=now.risk + (new.risk - before.risk),
            objectives=objectives_of(problem.gaps, coverage=coverage) if problem.targets else {},
        )
        yield from check_rules.budget_violations(problem, use=use)
        yield from check_rules.capacity_violations(problem, use=use, months=self._limited(load))
        yield from self._among_projects(candidate, chosen=chosen, after=after)
        yield from check_rules.group_violations(problem, chosen=chosen)
        if problem.theme_shares:
            change = fsum(new.cost.values()) - fsum(before.cost.values())
            spend = _after(self.spend, {candidate.theme: change})
            yield from check_rules.theme_violations(problem, spend=spend, dearest=self.dearest)
        yield from check_rules.target_violations(problem, use=use)

    def _limited(self, load: Mapping[RoleMonth, float]) -> list[RoleMonth]:
        return sorted(at for at in load if at in self.problem.capacity)

    def _among_projects(
        self, candidate: Candidate, *, chosen: Mapping[str, Option], after: Option | None
    ) -> Iterator[Violation]:
        choice = {**self.choice, candidate.key: after.key if after else None}
        near = {candidate.key, *self.tied.get(candidate.key, ())}
        for one in (each for each in self.problem.candidates if each.key in near) if len(near) > 1 else (candidate,):
            yield from check_rules.project_violations(
                self.problem, one, choice=choice, chosen=chosen, candidates=self.candidates
            )
        around = {key: chosen[key] for key in (*near, *candidate.excludes) if key in chosen}
        yield from check_rules.exclusive_violations(self.candidates, chosen=around)


def _tied(problem: SelectionProblem) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for candidate in problem.candidates:
        for key in {*candidate.requires, *(needed for needed, _ in candidate.after), *candidate.excludes}:
            found.setdefault(key, []).append(candidate.key)
    return {key: tuple(users) for key, users in found.items()}


def _differences(before: Mapping[Key, float], after: Mapping[Key, float]) -> dict[Key, float]:
    """What changes, by key; what stays the same is not named."""
    found = {key: after.get(key, 0.0) - amount for key, amount in before.items() if after.get(key, 0.0) != amount}
    found.update((key, amount) for key, amount in after.items() if amount and key not in before)
    return found


def _after(
    sums: Mapping[Key, float], differences: Mapping[Key, float], *, only_changed: bool = False
) -> dict[Key, float]:
    changed = {key: sums.get(key, 0.0) + amount for key, amount in differences.items()}
    return changed if only_changed else {**sums, **changed}
