"""Generated portfolios for the benchmarks of selection: fixed starts, start choice, and coverage as the value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np

from northing.engine.alignment.strain import RoleMonth
from northing.engine.calendar import add_months
from northing.engine.selection import (
    After,
    BudgetLine,
    Candidate,
    MeasureGap,
    Profile,
    SelectionProblem,
    Share,
    ValueModel,
)

FIRST = date(2027, 4, 1)
THEMES = ("growth", "resilience", "service", "digital", "people", "law")
SCORE = ValueModel(coverage=0.0, score=1.0)
NO_GAPS: tuple[MeasureGap, ...] = ()


def scored(
    size: int, *, seed: int, months: int = 24, roles: int = 20, tightness: float = 0.35, starts: bool = True
) -> SelectionProblem:
    """Weighted score under people and budgets for a part of all projects; precedence, exclusions, mandates, themes.

    ``size`` projects of 3 to 12 months use 1 to 4 of ``roles``; 5 budgets (yearly ones and two kinds of money);
    each may start in any month that lets it finish within ``months``, and is worth 1 % less for each month of delay.
    """
    rng = np.random.default_rng(seed)
    candidates = tuple(_candidate(rng, at, months=months, roles=roles, starts=starts) for at in range(size))
    limits = _limits(candidates, months=months, roles=roles, tightness=tightness, fixed=not starts)
    shares = {theme: Share(0.05, 1.0) for theme in THEMES}
    return SelectionProblem(candidates, NO_GAPS, value_model=SCORE, theme_shares=shares, **limits)


def covering(
    size: int, *, seed: int, measures: int = 100, closable: bool = True, starts: bool = True
) -> SelectionProblem:
    """The same projects, worth what they cover: 1 to 4 measures each, gaps that the portfolio can close or cannot."""
    rng = np.random.default_rng(seed + 1000)
    base = scored(size, seed=seed, starts=starts)
    keys = [f"m{at}" for at in range(measures)]
    promised = dict.fromkeys(keys, 0.0)
    candidates = []
    for candidate in base.candidates:
        assert candidate.profile is not None
        served = rng.choice(measures, size=rng.integers(1, 5), replace=False)
        amounts = {keys[at]: float(rng.uniform(5, 50)) for at in served}
        late = 1 - 0.01 * np.arange(len(candidate.profile.starts))
        brought = {key: tuple(float(part) for part in amount * late) for key, amount in amounts.items()}
        for key, amount in amounts.items():
            promised[key] += amount
        candidates.append(replace(candidate, profile=replace(candidate.profile, contribution=brought)))
    share = 0.35 if closable else 0.85
    gaps = tuple(MeasureGap(key, key, "o", max(1.0, share * promised[key]), 1 / measures) for key in keys)
    return replace(base, candidates=tuple(candidates), gaps=gaps, value_model=ValueModel())


def _candidate(rng: np.random.Generator, at: int, *, months: int, roles: int, starts: bool) -> Candidate:
    length = int(rng.integers(3, 13))
    cost = float(rng.lognormal(0, 0.7)) * 1e8
    capital = float(rng.uniform(0.2, 0.8))
    team = rng.choice(roles, size=int(rng.integers(1, 5)), replace=False)
    demand = {
        f"r{role:02d}": tuple(np.round(rng.uniform(0.2, 3.0) * rng.uniform(0.6, 1.4, length), 2)) for role in team
    }
    worth = cost / 1e6 * float(rng.lognormal(0, 0.35)) + 10.0 * sum(sum(fte) for fte in demand.values())
    possible = range(months - length + 1) if starts else [int(rng.integers(0, months - length + 1))]
    profile = Profile(
        starts=tuple(add_months(FIRST, start) for start in possible),
        months=length,
        cost={
            "capital": (cost * capital / length,) * length,
            "running": (cost * (1 - capital) / length,) * length,
        },
        demand={role: tuple(float(fte) for fte in by_month) for role, by_month in demand.items()},
        score=tuple(worth * (1 - 0.01 * late) for late in range(len(possible))),
    )
    before = f"p{rng.integers(at)}" if at else ""
    after = (After(before),) if at and rng.random() < 0.2 else ()
    excludes = (f"p{rng.integers(at)}",) if at and rng.random() < 0.05 else ()
    return Candidate(
        f"p{at}",
        f"Project {at}",
        mandatory=bool(rng.random() < 0.01),
        profile=profile,
        after=after,
        excludes=tuple({*excludes} - {before}),
        theme=THEMES[int(rng.integers(len(THEMES)))],
    )


def _limits(
    candidates: tuple[Candidate, ...], *, months: int, roles: int, tightness: float, fixed: bool
) -> dict[str, dict[object, float]]:
    """People evenly over the months and money by year and kind, ``tightness`` of what all projects ask for."""
    asked = np.zeros(roles)
    money = 0.0
    for profile in (candidate.profile for candidate in candidates):
        assert profile is not None
        for role, fte in profile.demand.items():
            asked[int(role[1:])] += sum(fte)
        money += sum(sum(amounts) for amounts in profile.cost.values())
    every = [add_months(FIRST, month) for month in range(months)]
    slack = 1.3 if fixed else 1.0
    capacity = {
        RoleMonth(f"r{role:02d}", month): round(slack * tightness * asked[role] / months, 1)
        for role in range(roles)
        for month in every
    }
    years = [2028 + at for at in range(months // 12)]
    each = tightness * 1.15 * money / len(years)
    kinds = {BudgetLine(year, kind): 0.55 * each for year in years[:2] for kind in ("capital", "running")}
    budgets = dict.fromkeys(years, each)
    budgets.update({years[-1] + 1: each} if len(years) == 1 else {})
    return {"capacity": capacity, "budgets": dict(list(budgets.items())), "kind_budgets": dict(list(kinds.items())[:3])}


def budget_total(problem: SelectionProblem) -> float:
    """Minor units over all years."""
    steps = [0.0, *np.cumsum(list(problem.budgets.values()))]
    return sum(after - before for before, after in pairwise(steps))
