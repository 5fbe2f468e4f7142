"""Makes a function of integers fast where numba is installed, and leaves it as it is where not: the answers are equal.

Functions under ``compiled`` index flat sequences of integers only, which are arrays with numba and lists without, since
plain Python reads lists several times faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

try:
    from numba import config, njit
except ImportError:
    njit = None

F = TypeVar("F", bound=Callable[..., Any])
Numbers = Sequence[int]
Table = list[int]

HAS_COMPILER = njit is not None
"""Whether functions are compiled; without it the same search does fewer schedules in its time."""


def _cache_folder() -> Path:
    """A folder for what is compiled from exactly these sources.

    numba looks at the file of a function only, not at those of the functions that it calls, and would go on with what
    it compiled from older ones.
    """
    here = Path(__file__).parent
    digest = sha256(b"".join(path.read_bytes() for path in sorted(here.glob("*.py")))).hexdigest()
    return here / "__pycache__" / f"compiled-{digest[:16]}"


if HAS_COMPILER and not config.CACHE_DIR:
    config.CACHE_DIR = str(_cache_folder())


def compiled(function: F) -> F:
    """The function as machine code, kept on disk for the next run; as it is without numba."""
    return function if njit is None else njit(cache=True)(function)


if HAS_COMPILER:

    @compiled
    def zeros(size: int) -> Table:
        """So many zeros."""
        return np.zeros(size, np.int64)  # type: ignore[return-value]

else:

    def zeros(size: int) -> Table:
        """So many zeros."""
        return [0] * size


def table(values: Iterable[int]) -> Table:
    """Integers in the form that compiled functions read fastest."""
    found = [int(value) for value in values]
    return np.array(found, dtype=np.int64) if HAS_COMPILER else found  # type: ignore[return-value]


@compiled
def draw(rng: Table, below: int) -> int:
    """A number from 0 to ``below`` − 1 from a 32-bit xorshift generator (Marsaglia, 2003), whose state is rng[0]."""
    state = rng[0]
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    rng[0] = state
    return (state >> 3) % below


def generator(seed: int) -> Table:
    """The state of a generator; seeds that lie next to each other give unlike sequences."""
    state = (seed * 2654435761 + 0x9E3779B9) & 0xFFFFFFFF
    return table([state or 1])
