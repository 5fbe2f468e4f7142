"""What the relaxation leaves open, decided together: as wide as there is time for.

Where few limits bind, the relaxation decides nearly every project; what it leaves, and where the portfolio differs from
it, is a small model (Danna, Rothberg and Le Pape 2005). Options whose reduced costs are small join as long as that can
still be solved (Angelelli, Mansini and Speranza 2010).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from northing.engine.selection.linear import Floats, Ints
from northing.engine.selection.search.mip import Mip
from northing.engine.selection.search.relaxation import USED, Relaxation, smallest

FIRST, GROW = 200, 2
"""Further options that take part at first, and how many times as many do after a look that was finished."""

REST = 8.0
"""How many times as long as the last look took there is none after one that gained nothing."""


@dataclass(slots=True)
class Kernel:
    """How many options the next look is at, and when it is.

    Attributes:
        further: options that take part besides those that the relaxation or the portfolio uses, by reduced cost.
    """

    mip: Mip
    relaxation: Relaxation
    further: int = 0
    _from: float = field(init=False, default=0.0)

    def follow(self, relaxation: Relaxation) -> None:
        """Begin anew with what another relaxation says."""
        self.relaxation, self.further, self._from = relaxation, 0, 0.0

    def is_due(self, now: float) -> bool:
        """Whether the rest is over, at this second."""
        return now >= self._from

    def columns(self, values: Floats) -> Ints:
        """The columns to decide anew: of each project that is not clear those that take part, and all but options."""
        mip, options = self.mip, self.mip.options
        relaxed, now = self.relaxation.values[:options], values[:options]
        inside = (relaxed > USED) | (now > USED)
        others = np.flatnonzero(~inside & (mip.linear.upper[:options] > 0))
        inside[others[smallest(self.relaxation.reduced_costs[others], count=self.further)]] = True
        is_open = np.zeros(mip.projects, dtype=np.bool_)
        is_open[mip.project[inside & ~((relaxed > 1 - USED) & (now > 1 - USED))]] = True
        return np.concatenate((np.flatnonzero(inside & is_open[mip.project]), np.arange(options, mip.linear.width)))

    def learn(self, *, gained: bool, in_time: bool, now: float, seconds: float) -> None:
        """Wider after a look that was finished, again after one that gained, and otherwise narrower after a rest."""
        if in_time and self.further < self.mip.options:
            self.further = max(FIRST, GROW * self.further)
        elif not gained:
            self.further //= GROW**2
            self._from = now + REST * seconds
