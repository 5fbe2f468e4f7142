"""Ruin and recreate on a portfolio, accepted as in simulated annealing: thousands of small repairs a second.

After Schrimpf et al. (2000) and Christiaens and Vanden Berghe (2020), with ejections (Glover 1996) and the prices of
the relaxation as a guide: what leaves is what the prices think least of, what enters is tried in the order of its
reduced cost. The same answers with and without a compiler, in the same number of steps.
"""

from __future__ import annotations

from math import log

import numpy as np

from northing.engine.compiled import draw, inlined, unlocked
from northing.engine.selection.solvers.moving import (
    BEST,
    CHANGE,
    FINE,
    LENGTH,
    NOW,
    OUT,
    ROOM,
    State,
    Tables,
    chance,
    enter,
    first_blocking,
    gain,
    is_kept,
    leave,
    undo,
)

FIRST = -1e9
"""What has to be in comes before everything else."""
TRIES = 20
"""Draws at most to find a project that is out, or one that is in."""
EJECTED = 12
"""So many projects may leave to make way for one."""
COMPARED = 30
"""Of so many that use a limit the weakest leaves."""
OFFERED = 8
"""Of so many offers of a project one is inserted, the first ones more often."""
FORCED, SCATTERED = 0.5, 0.6
"""Half of all steps make way for a project that is out, a tenth clear here and there, the others clear one limit."""
UNLIKELY, UNLIKELY_FORCED, SKIPPED = 0.1, 1 / 8, 0.02
"""Part of the steps in which a project against its prices is tried, or forced in, and of the places passed over."""


@inlined
def blocking_entry(tables: Tables, state: State, option: int) -> int:
    """One of the option's entries whose limit does not allow it, by chance; −1 when there is none."""
    found, seen = -1, 0
    rows, uses, lower, upper, activity = tables.entry_row, tables.entry_use, tables.lower, tables.upper, state.activity
    end = tables.entry_from[option + 1]
    at = first_blocking(rows, uses, activity, lower, upper, tables.entry_from[option], end)
    while at >= 0:
        seen += 1
        if draw(state.rng, seen) == 0:
            found = at
        at = first_blocking(rows, uses, activity, lower, upper, at + 1, end)
    return found


@inlined
def weakest(tables: Tables, state: State, row: int, sign: float) -> int:
    """An option that is in and uses the row with that sign: the less the prices think of it, the likelier."""
    found, smallest, seen = OUT, 0.0, 0
    users, uses, projects, is_held = tables.user, tables.use, tables.project, tables.is_held
    place, reduced = state.place, tables.reduced
    begin, number = tables.user_from[row], tables.user_from[row + 1] - tables.user_from[row]
    turned = draw(state.rng, max(1, number))
    for at in range(number):
        user = begin + (at + turned) % number
        option = users[user]
        if place[projects[option]] == option and uses[user] * sign > 0 and not is_held[option]:
            regret = max(0.0, -reduced[option]) * chance(state.rng)
            if found == OUT or regret < smallest:
                found, smallest = option, regret
            seen += 1
            if seen == COMPARED:
                break
    return found


@inlined
def insert_by_ejection(tables: Tables, state: State) -> None:
    """Inserts a project that is out, and ejects whatever stands against it."""
    projects = len(state.place)
    project = -1
    for _ in range(TRIES):
        at = draw(state.rng, projects)
        is_open = state.place[at] == OUT and tables.offer_from[at] < tables.offer_from[at + 1]
        if is_open and (tables.attraction[at] < 0 or chance(state.rng) < UNLIKELY_FORCED):
            project = at
            break
    if project < 0:
        return
    offers = min(OFFERED, tables.offer_from[project + 1] - tables.offer_from[project])
    luck = chance(state.rng)
    option = tables.offer[tables.offer_from[project] + int(luck * luck * offers)]
    for _ in range(EJECTED):
        entry = blocking_entry(tables, state, option)
        if entry < 0:
            enter(tables, state, option)
            return
        rival = weakest(tables, state, tables.entry_row[entry], tables.entry_use[entry])
        if rival == OUT:
            return
        leave(tables, state, rival)


@inlined
def ruin(tables: Tables, state: State, projects: int, is_scattered: bool) -> None:  # noqa: FBT001 - compiled
    """Removes some projects: any, or such as use one and the same limit that has a price."""
    seed = OUT
    for _ in range(TRIES):
        seed = state.place[draw(state.rng, len(state.place))]
        if seed != OUT:
            break
    if seed == OUT:
        return
    row, seen = -1, 0
    for at in range(tables.entry_from[seed], tables.entry_from[seed + 1]):
        if tables.priced[tables.entry_row[at]]:
            seen += 1
            if draw(state.rng, seen) == 0:
                row = tables.entry_row[at]
    for _ in range(projects):
        option = state.place[draw(state.rng, len(state.place))]
        if row >= 0 and not is_scattered and tables.user_from[row] < tables.user_from[row + 1]:
            user = tables.user_from[row] + draw(state.rng, tables.user_from[row + 1] - tables.user_from[row])
            option = state.place[tables.project[tables.user[user]]]
        if option != OUT and not tables.is_held[option]:
            leave(tables, state, option)


@inlined
def drop_waiting(tables: Tables, state: State) -> None:
    """Removes what cannot stay without something that has left, and what cannot stay without that."""
    rows, uses, upper, activity = tables.entry_row, tables.entry_use, tables.upper, state.activity
    at = 0
    while at < state.length[LENGTH] and state.length[LENGTH] < len(state.place):
        gone = ~state.journal[at]
        at += 1
        if gone < 0:
            continue
        for entry in range(tables.entry_from[gone], tables.entry_from[gone + 1]):
            while uses[entry] < 0 and activity[rows[entry]] > upper[rows[entry]] + ROOM:
                rival = weakest(tables, state, rows[entry], 1.0)
                if rival == OUT:
                    break
                leave(tables, state, rival)


@inlined
def recreate(tables: Tables, state: State, noise: float) -> None:
    """Inserts what is out in the order of its attraction, shaken a little, by the first offer that fits and gains."""
    size = open_projects(tables, state, noise)
    order = np.argsort(state.keys[:size])
    rows, uses, lower, upper, activity = tables.entry_row, tables.entry_use, tables.lower, tables.upper, state.activity
    for at in range(size):
        project = state.projects[order[at]]
        for offer in range(tables.offer_from[project], tables.offer_from[project + 1]):
            option = tables.offer[offer]
            begin, end = tables.entry_from[option], tables.entry_from[option + 1]
            if chance(state.rng) < SKIPPED or first_blocking(rows, uses, activity, lower, upper, begin, end) >= 0:
                continue
            if tables.is_due[project] or gain(tables, state, option, 1.0) < 0:
                enter(tables, state, option)
                break


@inlined
def open_projects(tables: Tables, state: State, noise: float) -> int:
    """How many are out and have an offer that fits; they and their keys stand in ``state``."""
    place, keys, projects, witness, rng = state.place, state.keys, state.projects, state.witness, state.rng
    offer_from, offers, entry_from, attractions = tables.offer_from, tables.offer, tables.entry_from, tables.attraction
    rows, uses, lower, upper, activity = tables.entry_row, tables.entry_use, tables.lower, tables.upper, state.activity
    is_due, size = tables.is_due, 0
    for project in range(len(place)):
        if place[project] != OUT:
            continue
        attraction = attractions[project]
        if not is_due[project] and attraction >= ROOM and chance(rng) >= UNLIKELY:
            continue
        for at in range(offer_from[project], offer_from[project + 1]):
            option = offers[at]
            entry = witness[option]
            if first_blocking(rows, uses, activity, lower, upper, entry, min(entry + 1, entry_from[option + 1])) >= 0:
                continue
            entry = first_blocking(rows, uses, activity, lower, upper, entry_from[option], entry_from[option + 1])
            if entry < 0:
                keys[size] = attraction + noise * chance(rng) + (FIRST if is_due[project] else 0.0)
                projects[size] = project
                size += 1
                break
            witness[option] = entry
    return size


@unlocked
def anneal(tables: Tables, state: State, steps: int, temperature: float, noise: float, ruined: int) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """So many steps at one temperature; ``state.best`` and ``state.cost`` say what they found.

    Args:
        tables: rules and values.
        state: where the search stands, and will stand.
        steps: how many.
        temperature: a step that costs so much more is taken with probability 1/e.
        noise: how much the order of attraction is shaken, in units of the objective.
        ruined: at most so many projects leave at first, beside those that follow them.
    """
    for _ in range(steps):
        state.length[LENGTH] = 0
        state.cost[CHANGE] = 0.0
        kind = chance(state.rng)
        if kind < FORCED:
            insert_by_ejection(tables, state)
        else:
            ruin(tables, state, 1 + draw(state.rng, ruined), kind < SCATTERED)
        drop_waiting(tables, state)
        recreate(tables, state, noise)
        luck = chance(state.rng) + 1 / FINE
        if not is_kept(tables, state) or state.cost[CHANGE] >= -temperature * log(luck):
            undo(tables, state)
            continue
        state.cost[NOW] += state.cost[CHANGE]
        if state.cost[NOW] < state.cost[BEST] - ROOM * abs(state.cost[BEST]):
            state.cost[BEST] = state.cost[NOW]
            state.best[:] = state.place
