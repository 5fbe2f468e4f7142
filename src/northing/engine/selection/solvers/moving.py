"""A portfolio on which a search moves: what it uses and covers, and what one project's entering or leaving changes.

Runs compiled or plain, with equal answers. A step's changes stand in a journal, so that it can be taken back.
"""

from __future__ import annotations

from typing import NamedTuple

from northing.engine.compiled import Table, draw, inlined
from northing.engine.selection.linear import Flags, Floats, Ints

OUT = -1
"""Instead of an option: the project is out."""

ROOM, KEPT = 1e-9, 1e-7
"""Room for rounding under a limit when something enters, and a little more when all is looked at in the end."""

FINE = 1 << 24
"""Parts of a random number between 0 and 1."""

CHANGE, NOW, BEST = 0, 1, 2
"""Places in ``State.cost``."""

LENGTH = 0
"""Place in ``State.length``."""


class Tables(NamedTuple):
    """The portfolio's rules and values as flat arrays; nothing of them changes.

    Attributes:
        project: of each option.
        offer_from, offer: of each project the options worth a look, the smallest reduced cost first.
        entry_from, entry_row, entry_use: of each option its rows and what it uses there.
        user_from, user, use: of each row its options and what they use.
        lower, upper: limits of the rows; ``priced``: whether the relaxation pays for them.
        objective, reduced: of each option, to be minimised.
        share_from, share_measure, share: of each option what it covers, in parts of the gap.
        weight: of each measure.
        attraction: of each project the smallest reduced cost of its offers.
        is_due: projects that have to be in; ``is_held``: options that may not leave.
    """

    project: Ints
    offer_from: Ints
    offer: Ints
    entry_from: Ints
    entry_row: Ints
    entry_use: Floats
    user_from: Ints
    user: Ints
    use: Floats
    lower: Floats
    upper: Floats
    priced: Flags
    objective: Floats
    reduced: Floats
    share_from: Ints
    share_measure: Ints
    share: Floats
    weight: Floats
    attraction: Floats
    is_due: Flags
    is_held: Flags


class State(NamedTuple):
    """Where a search stands.

    Attributes:
        place: of each project its option, −1 when it is out; ``best``: the same of the best portfolio so far.
        activity: of each row; ``covered``: of each measure, unclipped.
        cost: at CHANGE, NOW and BEST the objective's change in this step, its value now, and the best one.
        journal: options that entered (≥ 0) or left (~option) in this step; ``length`` has at LENGTH how many.
        keys, projects: room to sort in.
        witness: of each option the entry whose limit stood against it when it was last tried.
        rng: the random generator.
    """

    place: Ints
    best: Ints
    activity: Floats
    covered: Floats
    cost: Floats
    journal: Ints
    length: Ints
    keys: Floats
    projects: Ints
    witness: Ints
    rng: Table


@inlined
def chance(rng: Table) -> float:
    """A number from 0 to below 1."""
    return float(draw(rng, FINE)) / FINE


@inlined
def first_blocking(  # noqa: PLR0917 - tables looked up once: each look-up counts a reference
    rows: Ints, uses: Floats, activity: Floats, lower: Floats, upper: Floats, begin: int, end: int
) -> int:
    """The first of those entries whose limit does not allow it; −1 when all do."""
    for at in range(begin, end):
        row, use = rows[at], uses[at]
        after = activity[row] + use
        if (use > 0 and after > upper[row] + ROOM) or (use < 0 and after < lower[row] - ROOM):
            return at
    return -1


@inlined
def gain(tables: Tables, state: State, option: int, sign: float) -> float:
    """By how much the objective changes when it enters (1) or leaves (−1)."""
    change = float(sign * tables.objective[option])
    for at in range(tables.share_from[option], tables.share_from[option + 1]):
        measure = tables.share_measure[at]
        before = state.covered[measure]
        after = before + sign * tables.share[at]
        change -= tables.weight[measure] * (min(1.0, max(0.0, after)) - min(1.0, max(0.0, before)))
    return change


@inlined
def add_up(tables: Tables, state: State, option: int, sign: float) -> None:
    """Adds what it uses and covers, or takes it away."""
    rows, uses, activity = tables.entry_row, tables.entry_use, state.activity
    for at in range(tables.entry_from[option], tables.entry_from[option + 1]):
        activity[rows[at]] += sign * uses[at]
    for at in range(tables.share_from[option], tables.share_from[option + 1]):
        state.covered[tables.share_measure[at]] += sign * tables.share[at]


@inlined
def enter(tables: Tables, state: State, option: int) -> None:
    """Takes the option in, and notes it."""
    state.cost[CHANGE] += gain(tables, state, option, 1.0)
    add_up(tables, state, option, 1.0)
    state.place[tables.project[option]] = option
    state.journal[state.length[LENGTH]] = option
    state.length[LENGTH] += 1


@inlined
def leave(tables: Tables, state: State, option: int) -> None:
    """Takes it out, and notes it."""
    state.cost[CHANGE] += gain(tables, state, option, -1.0)
    add_up(tables, state, option, -1.0)
    state.place[tables.project[option]] = OUT
    state.journal[state.length[LENGTH]] = ~option
    state.length[LENGTH] += 1


@inlined
def is_kept(tables: Tables, state: State) -> bool:
    """Whether every limit that something has left is kept."""
    rows, entry_from, lower, upper, activity = (
        tables.entry_row, tables.entry_from, tables.lower, tables.upper, state.activity
    )  # fmt: skip
    for at in range(state.length[LENGTH]):
        gone = ~state.journal[at]
        if gone >= 0:
            for entry in range(entry_from[gone], entry_from[gone + 1]):
                row = rows[entry]
                if activity[row] > upper[row] + KEPT or activity[row] < lower[row] - KEPT:
                    return False
    return True


@inlined
def undo(tables: Tables, state: State) -> None:
    """Takes the step back, last change first."""
    for at in range(state.length[LENGTH] - 1, -1, -1):
        option = state.journal[at]
        if option >= 0:
            add_up(tables, state, option, -1.0)
            state.place[tables.project[option]] = OUT
        else:
            add_up(tables, state, ~option, 1.0)
            state.place[tables.project[~option]] = ~option
