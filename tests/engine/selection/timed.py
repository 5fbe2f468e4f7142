"""Small portfolios with start choice."""

from __future__ import annotations

from datetime import date

import numpy as np

from northing.engine.alignment.strain import RoleMonth
from northing.engine.calendar import add_months
from northing.engine.selection import After, Candidate, MeasureGap, Profile, SelectionProblem

APRIL = date(2027, 4, 1)


def months(count: int) -> tuple[date, ...]:
    return tuple(add_months(APRIL, at) for at in range(count))


def profile(*, starts: int = 3, length: int = 2, **fields: object) -> Profile:
    return Profile(**{"starts": months(starts), "months": length, **fields})


def timed(
    key: str, *, spills: tuple[float, ...] = (), eng: float = 1.0, length: int = 2, **fields: object
) -> Candidate:
    brought = {"spills": spills} if spills else {}
    own = profile(starts=max(1, len(spills)), length=length, demand={"eng": (eng,) * length}, contribution=brought)
    return Candidate(key, key.capitalize(), **{"profile": own, **fields})


def portfolio(size: int, *, seed: int, starts: int = 8) -> SelectionProblem:
    """So many projects of 2 to 5 months that each serve two of eight measures, with people for a third of them."""
    rng = np.random.default_rng(seed)
    candidates = tuple(_candidate(rng, at, starts=starts) for at in range(size))
    gaps = tuple(MeasureGap(f"m{at}", f"M{at}", f"o{at % 2}", 2.5 * size, 1 / 8) for at in range(8))
    capacity = {RoleMonth(f"r{role}", month): 0.16 * size for role in range(3) for month in months(starts + 4)}
    return SelectionProblem(candidates, gaps, {2028: 20.0 * size}, capacity)


def _candidate(rng: np.random.Generator, at: int, *, starts: int) -> Candidate:
    length = int(rng.integers(2, 6))
    served = rng.choice(8, size=2, replace=False)
    own = Profile(
        starts=months(starts),
        months=length,
        cost={"": (float(rng.integers(5, 20)),) * length},
        demand={f"r{rng.integers(3)}": tuple(float(fte) for fte in rng.integers(1, 4, length))},
        contribution={f"m{m}": tuple(float(rng.integers(5, 40)) * 0.98**s for s in range(starts)) for m in served},
    )
    after = (After(f"p{rng.integers(at)}", 1),) if at and rng.random() < 0.2 else ()
    return Candidate(f"p{at}", f"Project {at}", profile=own, after=after, mandatory=at % 50 == 7)
