"""The problem as arrays: tables of durations, the network in topological order, what correlates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from northing.engine.risk.numbers import Bits, keys_of
from northing.engine.risk.problem import RiskProblem
from northing.engine.risk.solvers import kernel
from northing.engine.scheduling import Network, network_of
from northing.engine.scheduling.dated import DatedNetwork, dated_network_of, has_one_working_time
from northing.engine.valuation.estimates import Estimate, Triangular
from northing.engine.valuation.uncertainty import normal_chance

Floats = NDArray[np.float32]
KNOTS = 1_024
"""Even chances at which a range is tabled."""
BLOCK = 64
"""Tasks whose tables are made together: few enough for the processor's cache."""
WIDEST = 4.0
"""Normal scores beyond ± so many take the table's ends: one draw in 16,000."""


@dataclass(frozen=True, eq=False)
class RiskModel:
    """What a chunk of iterations needs; can be sent to another process.

    Attributes:
        links: into each task: predecessor, kind, lag.
        ranged: numbers of the tasks whose duration is a range.
        tables: ranged tasks × KNOTS; by even levels of the chance, of correlated tasks by levels of the normal score.
        correlated: places in ``ranged`` of the tasks that correlate.
        loadings: of these on the common factor; ``mix``: of these on independent scores, by rows; one of the two.
        event_tasks: for each event the numbers of its tasks; ``event_tables``: tasks × KNOTS of its delays.
        dated: the network's calendars; None where every working minute counts alike.
        repaired: largest change that made the correlations possible together; 0 when none was needed.
    """

    network: Network
    links: tuple[tuple[tuple[int, int, float], ...], ...]
    ranged: NDArray[np.int64]
    tables: Floats
    correlated: NDArray[np.int64]
    loadings: Floats
    mix: Floats
    events: tuple[str, ...]
    chances: tuple[float, ...]
    event_tasks: tuple[tuple[int, ...], ...]
    event_tables: tuple[Floats, ...]
    task_keys: Bits
    event_keys: Bits
    delay_keys: tuple[Bits, ...]
    factor_key: Bits
    dated: DatedNetwork | None
    repaired: float

    def in_own_time(self, at: Any) -> Any:
        """Minutes of the schedule's own calendar to instants that are counted as finishes are."""
        return at if self.dated is None else self.dated.tables[0].worked(at)


def model_of(problem: RiskProblem, *, seed: int, is_compiled: bool = False) -> RiskModel:
    """Tables, keys and correlations of the problem; equal whether compiled or not."""
    network = network_of(problem.schedule)
    number = network.number_of()  # dates change none of them
    left = {key: network.durations[at] for key, at in number.items()}
    names = tuple(key for key in network.keys if key in problem.durations and left[key] > 0)
    together = _together(problem)
    correlated = [place for place, key in enumerate(names) if key in together]
    mix, repaired = _mix(problem, [names[place] for place in correlated])
    events = problem.events
    tables = _tables([(problem.durations[key], key in together) for key in names], is_compiled=is_compiled)
    event_tables = tuple(_tables([(delay, False) for delay in event.delays.values()]) for event in events)
    dated = None
    if not has_one_working_time(problem.schedule):
        longest = _longest(
            problem, {**left, **dict(zip(names, tables.max(axis=1, initial=0), strict=True))}, event_tables
        )
        dated = dated_network_of(problem.schedule, network, longest=longest)
        network = dated.network
    return RiskModel(
        network=network,
        links=_links(network),
        ranged=np.array([number[key] for key in names], dtype=np.int64),
        tables=tables,
        correlated=np.array(correlated, dtype=np.int64),
        loadings=np.array([problem.loadings.get(names[place], 0.0) for place in correlated], dtype=np.float32),
        mix=mix,
        events=tuple(event.key for event in events),
        chances=tuple(event.chance for event in events),
        event_tasks=tuple(tuple(number[key] for key in event.delays) for event in events),
        event_tables=event_tables,
        task_keys=keys_of(names, seed=seed, stream="task"),
        event_keys=keys_of(tuple(event.key for event in events), seed=seed, stream="event"),
        delay_keys=tuple(keys_of(tuple(event.delays), seed=seed, stream=f"delay {event.key}") for event in events),
        factor_key=keys_of(("common",), seed=seed, stream="factor"),
        dated=dated,
        repaired=repaired,
    )


def _longest(problem: RiskProblem, alone: Mapping[str, float], events: Iterable[Floats]) -> dict[str, float]:
    """Of each task, with every event that delays it."""
    found = {key: float(minutes) for key, minutes in alone.items()}
    for event, table in zip(problem.events, events, strict=True):
        for key, row in zip(event.delays, table, strict=True):
            found[key] += float(row.max())
    return found


def _links(network: Network) -> tuple[tuple[tuple[int, int, float], ...], ...]:
    rows = list(zip(network.predecessors.tolist(), network.kinds.tolist(), network.lags.tolist(), strict=True))
    first = network.first_link.tolist()
    return tuple(tuple(rows[first[task] : first[task + 1]]) for task in range(len(network.keys)))


def _together(problem: RiskProblem) -> set[str]:
    return {*problem.loadings, *(key for pair in problem.correlations for key in pair)}


def _tables(given: Sequence[tuple[Estimate, bool]], *, is_compiled: bool = False) -> Floats:
    """Inverse distribution functions in the middle of each knot, by chance or by normal score."""
    even = (np.arange(KNOTS) + 0.5) / KNOTS
    scores = normal_chance((even * 2 - 1) * WIDEST)
    rows = np.empty((len(given), KNOTS), dtype=np.float32)
    like: dict[bool, list[int]] = {False: [], True: []}
    for row, (estimate, by_score) in enumerate(given):
        if isinstance(estimate, Triangular):
            like[by_score].append(row)
        else:
            rows[row] = estimate.quantile(scores if by_score else even)
    for by_score, places in like.items():
        ends = np.array([_ends(given[row][0]) for row in places], dtype=np.float64).reshape(-1, 3)
        chances = scores if by_score else even
        if is_compiled:
            kernel.fill_triangular(rows, np.array(places, dtype=np.int64), ends, chances)
            continue
        for at in range(0, len(places), BLOCK):
            rows[places[at : at + BLOCK]] = _triangular(ends[at : at + BLOCK], chances)
    return np.maximum(rows, np.float32(0), out=rows)


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    return (estimate.low, estimate.likely, estimate.high) if isinstance(estimate, Triangular) else (0.0, 0.0, 0.0)


def _triangular(ends: NDArray[np.float64], chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """``Triangular.quantile`` of many at once: √(chance × a) as √chance × √a, so that no root is taken of each knot."""
    low, likely, high = (ends[:, at, None] for at in range(3))
    width = high - low
    rising = low + np.sqrt(width * (likely - low)) * np.sqrt(chances)
    falling = high - np.sqrt(width * (high - likely)) * np.sqrt(1 - chances)
    found: NDArray[np.float64] = np.where(width * chances <= likely - low, rising, falling)
    return found


def _mix(problem: RiskProblem, names: list[str]) -> tuple[Floats, float]:
    """The square root of the correlation matrix, and by how much it had to be changed to have one."""
    if not problem.correlations:
        return np.zeros((0, 0), dtype=np.float32), 0.0
    place = {key: at for at, key in enumerate(names)}
    matrix = np.eye(len(names))
    for (one, other), correlation in problem.correlations.items():
        if one in place and other in place:
            matrix[place[one], place[other]] = matrix[place[other], place[one]] = correlation
    root, repaired = nearest_root(matrix)
    return root.astype(np.float32), repaired


def nearest_root(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """A with A·Aᵀ the matrix, or a near one without negative eigenvalues and with ones on its diagonal.

    Returns:
        A, and the largest change of a correlation (spectral repair: Rebonato and Jäckel 1999).
    """
    values, vectors = np.linalg.eigh(matrix)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    root /= np.sqrt((root**2).sum(axis=1, keepdims=True))
    changed = float(np.abs(root @ root.T - matrix).max(initial=0.0))
    return root, changed if changed > 1e-9 else 0.0  # noqa: PLR2004 - below is rounding
