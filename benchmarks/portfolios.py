"""Generated portfolios for the benchmarks of selection: fixed starts, start choice, and coverage as the value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from northing.engine.alignment.strain import RoleMonth
from northing.engine.calendar import add_months
from northing.engine.selection import (
    After,
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


LENGTHS, SHORT, BRIEF = (6, 36), (3, 18), (3, 12)
"""Months that projects take: of the long ones nearly all want people at once, and every role is short for most of the
time; of the short ones a part does, and few limits bind, unless people are a part of what all ask for ``in_turn``."""


def scored(
    size: int,
    *,
    seed: int,
    months: int = 24,
    roles: int = 20,
    tightness: float = 0.35,
    starts: bool = True,
    lengths: tuple[int, int] = LENGTHS,
    in_turn: bool = False,
) -> SelectionProblem:
    """Weighted score under people and budgets for a part of all projects; precedence, exclusions, mandates, themes.

    ``size`` projects of so many months (``lengths``, least and most) use 1 to 4 of ``roles`` and may start in any
    of ``months`` from their release on. People are limited in those months to a part (``tightness``) of what all
    projects ask for at once, or ``in_turn``, evenly through the months; money in the 5 fiscal years that all of it can
    fall in. A score falls by 1 % with each month of delay.
    """
    rng = np.random.default_rng(seed)
    candidates = tuple(
        _candidate(rng, at, months=months, roles=roles, starts=starts, lengths=lengths) for at in range(size)
    )
    capacity, budgets = _limits(candidates, months=months, roles=roles, tightness=tightness, in_turn=in_turn)
    shares = {theme: Share(0.05, 1.0) for theme in THEMES}
    return SelectionProblem(candidates, NO_GAPS, budgets, capacity, value_model=SCORE, theme_shares=shares)


def covering(
    size: int, *, seed: int, months: int = 24, measures: int = 100, closable: bool = True, starts: bool = True
) -> SelectionProblem:
    """The same projects, worth what they cover: 1 to 4 measures each, gaps that the portfolio can close or cannot."""
    rng = np.random.default_rng(seed + 1000)
    base = scored(size, seed=seed, months=months, starts=starts)
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
    share = 0.4 if closable else 0.85
    gaps = tuple(MeasureGap(key, key, "o", max(1.0, share * promised[key]), 1 / measures) for key in keys)
    return replace(base, candidates=tuple(candidates), gaps=gaps, value_model=ValueModel())


def _candidate(
    rng: np.random.Generator, at: int, *, months: int, roles: int, starts: bool, lengths: tuple[int, int]
) -> Candidate:
    length = int(rng.integers(lengths[0], lengths[1] + 1))
    cost = float(rng.lognormal(0, 0.7)) * 1e8
    team = rng.choice(roles, size=int(rng.integers(1, 5)), replace=False)
    demand = {f"r{role:02d}": (round(float(rng.uniform(0.2, 2.0)), 1),) * length for role in team}
    worth = cost / 1e6 * float(rng.lognormal(0, 0.4)) + 2.0 * sum(sum(fte) for fte in demand.values())
    release = int(rng.integers(0, 6))
    possible = range(release, months) if starts else [int(rng.integers(release, months // 2))]
    profile = Profile(
        starts=tuple(add_months(FIRST, start) for start in possible),
        months=length,
        cost={"": (cost / length,) * length},
        demand=demand,
        score=tuple(worth * 0.99**late for late in range(len(possible))),
    )
    before = f"p{rng.integers(at)}" if at else ""
    needs = at > 0 and rng.random() < 0.2
    excludes = (f"p{rng.integers(at)}",) if at and rng.random() < 0.05 else ()
    return Candidate(
        f"p{at}",
        f"Project {at}",
        mandatory=bool(rng.random() < 0.01) and not needs and not excludes,
        profile=profile,
        after=(After(before),) if needs and starts else (),
        requires=(before,) if needs and not starts else (),
        excludes=tuple({*excludes} - {before}),
        theme=THEMES[int(rng.integers(len(THEMES)))],
    )


def _limits(
    candidates: tuple[Candidate, ...], *, months: int, roles: int, tightness: float, in_turn: bool
) -> tuple[dict[RoleMonth, float], dict[int, float]]:
    """People: a part of what all projects ask for; money: the same part of all of it, by year."""
    asked, money = np.zeros(roles), 0.0
    for profile in (candidate.profile for candidate in candidates):
        assert profile is not None
        for role, fte in profile.demand.items():
            asked[int(role[1:])] += sum(fte) / months if in_turn else fte[0]
        money += sum(sum(amounts) for amounts in profile.cost.values())
    every = [add_months(FIRST, month) for month in range(months)]
    capacity = {
        RoleMonth(f"r{role:02d}", month): round(tightness * asked[role], 1) for role in range(roles) for month in every
    }
    shares = (0.25, 0.3, 0.25, 0.15, 0.05)
    return capacity, {2028 + at: tightness * 1.3 * share * money for at, share in enumerate(shares)}
