"""The cooling schedule around ``solvers.anneal``: its tables, how warm it is, and what it has found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from northing.engine.compiled import HAS_COMPILER, compile_once, generator, is_compiled
from northing.engine.selection.linear import Floats, Ints, Matrix, offsets
from northing.engine.selection.search.greedy import completed, must_be_in
from northing.engine.selection.search.mip import Mip
from northing.engine.selection.search.relaxation import Relaxation, promising
from northing.engine.selection.solvers.anneal import anneal
from northing.engine.selection.solvers.moving import BEST, NOW, OUT, State, Tables

OFFERS, FEW = 5, 10_000
"""Options of a project that are worth a look, on average; of so few options all are. The prices of a small portfolio's
relaxation say little of which are good, and where nothing is scarce there are none."""

WARM, COOL = 0.12, 0.02
"""Temperature in the beginning and in the end, in the worth of a project."""

NOISE = 1.0
"""How much the order in which projects are tried is shaken, in the worth of a project."""

RUINED = 6
"""At most so many projects leave at first when a limit is cleared."""

PORTION = 1000
"""Steps between two looks at the clock."""

SCIENCE = "selection"
COMPILING = 45.0
"""Seconds below which nothing is compiled first: it takes some fifteen of them, once on a machine."""

PRICED = 1e-9
"""A row whose price is smaller has none."""


@dataclass(slots=True)
class Annealing:
    """One cooling from a portfolio that keeps the rules.

    Attributes:
        unit: what one project is worth on average, in the objective.
    """

    mip: Mip
    tables: Tables
    state: State
    unit: float = field(init=False)

    def __post_init__(self) -> None:
        taken = int(np.count_nonzero(self.state.place != OUT))
        self.unit = abs(float(self.state.cost[NOW])) / max(1, taken)

    def work(self, *, warmth: float, steps: int = PORTION) -> None:
        """So many steps; ``warmth`` goes from 1 to 0 as the cooling goes on."""
        temperature = self.unit * WARM**warmth * COOL ** (1 - warmth)
        anneal(self.tables, self.state, steps, temperature, NOISE * self.unit, RUINED)
        self._recount()

    def restart(self, values: Floats, *, relaxation: Relaxation) -> None:
        """Begin anew with other values; the random sequence goes on."""
        rng = self.state.rng
        self._move(relaxation, taken=_taken(self.mip, values))
        self.state = _state(self.mip, tables=self.tables, values=values, seed=0)._replace(rng=rng)

    def follow(self, relaxation: Relaxation) -> None:
        """Other options are worth a look from now on."""
        taken = np.concatenate((self.state.place, self.state.best))
        self._move(relaxation, taken=taken[taken != OUT])
        self.state.witness[:] = self.tables.entry_from[:-1]

    @property
    def cost(self) -> float:
        """Objective of the best portfolio so far."""
        return float(self.state.cost[BEST])

    @property
    def values(self) -> Floats:
        """The best portfolio so far."""
        values = np.zeros(self.mip.linear.width)
        values[self.state.best[self.state.best != OUT]] = 1.0
        return completed(self.mip, values=values)

    def _move(self, relaxation: Relaxation, *, taken: Ints) -> None:
        tables = tables_of(self.mip, relaxation=relaxation, taken=taken)
        assert tables is not None, "what could be annealed still can"
        self.tables = tables

    def _recount(self) -> None:
        """Sums that have been added to and taken from a thousand times, added up anew."""
        activity, covered = _sums(self.tables, place=self.state.place)
        self.state.activity[:], self.state.covered[:] = activity, covered


def annealing(mip: Mip, *, relaxation: Relaxation, values: Floats, seed: int, seconds: float) -> Annealing | None:
    """A cooling that begins with ``values``; None where rules on coverage stand against it, or nothing compiles it.

    Without a compiler so few steps are made in the time that neighbourhoods are the better way, and so they are where
    the ``seconds`` that are left would go to the compiler.
    """
    if not HAS_COMPILER or (seconds < COMPILING and not is_compiled(SCIENCE)):
        return None
    prepare()
    tables = tables_of(mip, relaxation=relaxation, taken=_taken(mip, values))
    return Annealing(mip, tables, _state(mip, tables=tables, values=values, seed=seed)) if tables else None


@cache
def prepare() -> None:
    """Have the steps compiled before the first annealing."""
    compile_once(SCIENCE, _rehearse)


def _rehearse() -> None:
    """One step on one project that uses one limit."""
    one, none, half, no = np.zeros(1, np.int64), np.array([0, 1]), np.full(1, 0.5), np.zeros(1, np.bool_)
    tables = Tables(
        one, none, one, none, one, half, none, one, half, -half, half, ~no, -half, -half, none, one, half, half, -half,
        no, no,
    )  # fmt: skip
    state = State(one - 1, one - 1, half * 0, half * 0, np.zeros(3), np.zeros(9, np.int64), one.copy(), half.copy(),
                  one.copy(), one.copy(), generator(0))  # fmt: skip
    anneal(tables, state, 1, 1.0, 1.0, 1)


def _taken(mip: Mip, values: Floats) -> Ints:
    return np.flatnonzero(values[: mip.options] > 0)


def _state(mip: Mip, *, tables: Tables, values: Floats, seed: int) -> State:
    taken, place = _taken(mip, values), np.full(mip.projects, OUT, dtype=np.int64)
    place[mip.project[taken]] = taken
    activity, covered = _sums(tables, place=place)
    now = float(tables.objective[taken].sum() - tables.weight @ np.clip(covered, 0.0, 1.0))
    return State(
        place=place, best=place.copy(), activity=activity, covered=covered, cost=np.array([0.0, now, now]),
        journal=np.zeros(3 * mip.projects + mip.options, dtype=np.int64), length=np.zeros(1, dtype=np.int64),
        keys=np.zeros(mip.projects), projects=np.zeros(mip.projects, dtype=np.int64),
        witness=tables.entry_from[:-1].copy(), rng=generator(seed),
    )  # fmt: skip


def tables_of(mip: Mip, *, relaxation: Relaxation, taken: Ints) -> Tables | None:
    """What the annealing moves on; None where a row says more of coverage than how it is counted.

    Args:
        mip: the model.
        relaxation: whose reduced costs and prices lead it.
        taken: options that are in, which may leave though the relaxation would not look at them.
    """
    cover = _cover(mip)
    if cover is None:
        return None
    share_from, measure, share, weight = cover
    linear, options = mip.linear, mip.options
    rows = np.flatnonzero(~mip.mixed() & ~mip.alone)
    price = np.abs(relaxation.prices[rows])
    offer_from, offer = _offers(mip, relaxation=relaxation)
    entries = _entries(mip, options=np.union1d(offer, taken), rows=rows)
    users, entries = entries.transposed(), _dearest_first(entries, price=price)
    attraction = np.full(mip.projects, np.inf)
    np.minimum.at(attraction, mip.project[offer], relaxation.reduced_costs[offer])
    return Tables(
        project=mip.project.astype(np.int64), offer_from=offer_from, offer=offer,
        entry_from=entries.starts, entry_row=entries.index, entry_use=entries.value,
        user_from=users.starts, user=users.index, use=users.value,
        lower=linear.row_lower[rows], upper=linear.row_upper[rows], priced=price > PRICED,
        objective=mip.objective[:options].copy(), reduced=relaxation.reduced_costs[:options].copy(),
        share_from=share_from, share_measure=measure, share=share, weight=weight,
        attraction=attraction, is_due=must_be_in(mip), is_held=linear.lower[:options] > 0,
    )  # fmt: skip


def _dearest_first(entries: Matrix, *, price: Floats) -> Matrix:
    """Each option's rows in the order of their prices: where a limit stands against it, that is seen soon."""
    order = np.lexsort((-price[entries.index], entries.row_of_entry()))
    return replace(entries, index=entries.index[order], value=entries.value[order])


def _entries(mip: Mip, *, options: Ints, rows: Ints) -> Matrix:
    """What those options use of those rows, the ones that may ever be in; the others' entries are left out."""
    place = np.full(mip.linear.matrix.height, -1)
    place[rows] = np.arange(len(rows))
    picked = mip.by_column.picked(options)
    row, kept = place[picked.index], place[picked.index] >= 0
    option = options[picked.row_of_entry()[kept]]
    return Matrix(offsets(np.bincount(option, minlength=mip.options)), row[kept], picked.value[kept], len(rows))


def _offers(mip: Mip, *, relaxation: Relaxation) -> tuple[Ints, Ints]:
    """The promising options that are open, project by project, by reduced cost."""
    options = mip.options
    share = 1.0 if options <= FEW else 0.0
    offered = promising(mip, relaxation=relaxation, share=share, least=OFFERS)[:options] & (
        mip.linear.upper[:options] > 0
    )
    offer = np.flatnonzero(offered)
    offer = offer[np.lexsort((relaxation.reduced_costs[offer], mip.project[offer]))]
    return offsets(np.bincount(mip.project[offer], minlength=mip.projects)), offer


def _cover(mip: Mip) -> tuple[Ints, Ints, Floats, Floats] | None:
    """What options cover, by option, and the weight of each measure; None where a row says more than that.

    Understood are rows in which one share of coverage, of coefficient 1, is held down by options (and by a switch that
    lets it not count): its best value is Σ share × option between 0 and 1.
    """
    linear, options, mixed = mip.linear, mip.options, np.flatnonzero(mip.mixed())
    matrix = linear.matrix.picked(mixed)
    is_share = np.concatenate((np.zeros(options, dtype=np.bool_), ~linear.integer[options:]))
    row = matrix.row_of_entry()
    shares = is_share[matrix.index]
    number = np.bincount(row[shares], minlength=matrix.height)
    plain = shares & (matrix.value == 1)
    is_ceiling = np.isneginf(linear.row_lower[mixed])
    understood = (number == 1) & is_ceiling & (np.bincount(row[plain], minlength=matrix.height) == 1)
    priced = np.flatnonzero(mip.objective[options:]) + options
    if not understood.all() or (mip.objective[priced] > 0).any() or linear.integer[priced].any():
        return None
    measure = np.full(matrix.height, -1)
    measure[row[plain]] = matrix.index[plain] - options
    entries = matrix.index < options
    order = np.lexsort((measure[row[entries]], matrix.index[entries]))
    option, covered, share = matrix.index[entries][order], measure[row[entries]][order], -matrix.value[entries][order]
    weight = -mip.objective[options:] * linear.upper[options:]
    return offsets(np.bincount(option, minlength=options)), covered, share, weight


def _sums(tables: Tables, *, place: Ints) -> tuple[Floats, Floats]:
    """Activity of each row and cover of each measure."""
    taken = np.zeros(len(tables.project), dtype=np.bool_)
    taken[place[place != OUT]] = True
    entry = np.repeat(taken, np.diff(tables.entry_from))
    share = np.repeat(taken, np.diff(tables.share_from))
    activity = np.bincount(tables.entry_row[entry], tables.entry_use[entry], minlength=len(tables.lower))
    covered = np.bincount(tables.share_measure[share], tables.share[share], minlength=len(tables.weight))
    return activity.astype(np.float64), covered.astype(np.float64)
