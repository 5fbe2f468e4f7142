"""Ruin and recreate on a portfolio, accepted as in simulated annealing: thousands of small repairs a second.

After Schrimpf et al. (2000) and Christiaens and Vanden Berghe (2020), with the prices of the relaxation as a guide:
what leaves is what the prices think least of, what enters is tried in the order of its reduced cost. The same answers
with and without a compiler, in the same number of steps.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np

from northing.engine.compiled import Table, draw, inlined, unlocked
from northing.engine.selection.linear import Flags, Floats, Ints

OUT = -1
ROOM, KEPT = 1e-9, 1e-7
"""Room for rounding under a limit when something enters, and a little more when all is looked at in the end."""

FIRST = -1e9
"""What has to be in comes before everything else."""

FINE = 1 << 24
CHANGE, NOW, BEST = 0, 1, 2
LENGTH = 0
TRIES = 20
EJECTED = 12
"""So many projects may leave to make way for one."""
COMPARED = 30
"""Of so many that use a limit the weakest leaves."""
FORCED, SCATTERED = 0.5, 0.6
"""Half of all steps make way for a project that is out, a tenth clear here and there, the others clear one limit."""
UNLIKELY, SKIPPED = 0.1, 0.02
"""Part of the steps in which a project against its prices is tried, and of the places that are passed over."""


class Ground(NamedTuple):
    """The portfolio's rules and values; nothing of it changes.

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
        worth: the change since the step began, the objective now, and the best one.
        journal: options that entered (≥ 0) or left (~option) in this step; ``length``: how many.
        keys, projects: room to sort in.
        witness: of each option the entry whose limit stood against it when it was last tried.
        rng: the random generator.
    """

    place: Ints
    best: Ints
    activity: Floats
    covered: Floats
    worth: Floats
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
def against(rows: Ints, uses: Floats, activity: Floats, lower: Floats, upper: Floats, begin: int, end: int) -> int:  # noqa: PLR0917 - tables looked up once: each look-up counts a reference
    """The first of those entries whose limit does not allow it; −1 when all do."""
    for at in range(begin, end):
        row, use = rows[at], uses[at]
        after = activity[row] + use
        if (use > 0 and after > upper[row] + ROOM) or (use < 0 and after < lower[row] - ROOM):
            return at
    return -1


@inlined
def gain(ground: Ground, state: State, option: int, sign: float) -> float:
    """By how much the objective changes when it enters (1) or leaves (−1)."""
    change = float(sign * ground.objective[option])
    for at in range(ground.share_from[option], ground.share_from[option + 1]):
        measure = ground.share_measure[at]
        before = state.covered[measure]
        after = before + sign * ground.share[at]
        change -= ground.weight[measure] * (min(1.0, max(0.0, after)) - min(1.0, max(0.0, before)))
    return change


@inlined
def count(ground: Ground, state: State, option: int, sign: float) -> None:
    """Adds what it uses and covers, or takes it away."""
    rows, uses, activity = ground.entry_row, ground.entry_use, state.activity
    for at in range(ground.entry_from[option], ground.entry_from[option + 1]):
        activity[rows[at]] += sign * uses[at]
    for at in range(ground.share_from[option], ground.share_from[option + 1]):
        state.covered[ground.share_measure[at]] += sign * ground.share[at]


@inlined
def enter(ground: Ground, state: State, option: int) -> None:
    """Takes the option in, and notes it."""
    state.worth[CHANGE] += gain(ground, state, option, 1.0)
    count(ground, state, option, 1.0)
    state.place[ground.project[option]] = option
    state.journal[state.length[LENGTH]] = option
    state.length[LENGTH] += 1


@inlined
def leave(ground: Ground, state: State, option: int) -> None:
    """Takes it out, and notes it."""
    state.worth[CHANGE] += gain(ground, state, option, -1.0)
    count(ground, state, option, -1.0)
    state.place[ground.project[option]] = OUT
    state.journal[state.length[LENGTH]] = ~option
    state.length[LENGTH] += 1


@inlined
def obstacle(ground: Ground, state: State, option: int) -> int:
    """One of the entries that a limit stands against, by chance; −1 when there is none."""
    found, seen = -1, 0
    rows, uses, lower, upper, activity = ground.entry_row, ground.entry_use, ground.lower, ground.upper, state.activity
    end = ground.entry_from[option + 1]
    at = against(rows, uses, activity, lower, upper, ground.entry_from[option], end)
    while at >= 0:
        seen += 1
        if draw(state.rng, seen) == 0:
            found = at
        at = against(rows, uses, activity, lower, upper, at + 1, end)
    return found


@inlined
def weakest(ground: Ground, state: State, row: int, sign: float) -> int:
    """An option that is in and uses the row with that sign: the less the prices think of it, the likelier."""
    found, smallest, seen = OUT, 0.0, 0
    users, uses, projects, is_held = ground.user, ground.use, ground.project, ground.is_held
    place, reduced = state.place, ground.reduced
    begin, number = ground.user_from[row], ground.user_from[row + 1] - ground.user_from[row]
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
def make_way(ground: Ground, state: State) -> None:
    """Takes in a project that is out, and whatever stands against it out."""
    projects = len(state.place)
    project = -1
    for _ in range(TRIES):
        at = draw(state.rng, projects)
        is_open = state.place[at] == OUT and ground.offer_from[at] < ground.offer_from[at + 1]
        if is_open and (ground.attraction[at] < 0 or chance(state.rng) < 1 / 8):
            project = at
            break
    if project < 0:
        return
    offers = min(8, ground.offer_from[project + 1] - ground.offer_from[project])
    luck = chance(state.rng)
    option = ground.offer[ground.offer_from[project] + int(luck * luck * offers)]
    for _ in range(EJECTED):
        entry = obstacle(ground, state, option)
        if entry < 0:
            enter(ground, state, option)
            return
        rival = weakest(ground, state, ground.entry_row[entry], ground.entry_use[entry])
        if rival == OUT:
            return
        leave(ground, state, rival)


@inlined
def clear(ground: Ground, state: State, projects: int, is_scattered: bool) -> None:  # noqa: FBT001 - compiled
    """Takes out some projects: any, or such as use one and the same limit that has a price."""
    seed = OUT
    for _ in range(TRIES):
        seed = state.place[draw(state.rng, len(state.place))]
        if seed != OUT:
            break
    if seed == OUT:
        return
    row, seen = -1, 0
    for at in range(ground.entry_from[seed], ground.entry_from[seed + 1]):
        if ground.priced[ground.entry_row[at]]:
            seen += 1
            if draw(state.rng, seen) == 0:
                row = ground.entry_row[at]
    for _ in range(projects):
        option = state.place[draw(state.rng, len(state.place))]
        if row >= 0 and not is_scattered and ground.user_from[row] < ground.user_from[row + 1]:
            user = ground.user_from[row] + draw(state.rng, ground.user_from[row + 1] - ground.user_from[row])
            option = state.place[ground.project[ground.user[user]]]
        if option != OUT and not ground.is_held[option]:
            leave(ground, state, option)


@inlined
def drop_waiting(ground: Ground, state: State) -> None:
    """Takes out what cannot stay without something that has left, and what cannot stay without that."""
    rows, uses, upper, activity = ground.entry_row, ground.entry_use, ground.upper, state.activity
    at = 0
    while at < state.length[LENGTH] and state.length[LENGTH] < len(state.place):
        gone = ~state.journal[at]
        at += 1
        if gone < 0:
            continue
        for entry in range(ground.entry_from[gone], ground.entry_from[gone + 1]):
            while uses[entry] < 0 and activity[rows[entry]] > upper[rows[entry]] + ROOM:
                rival = weakest(ground, state, rows[entry], 1.0)
                if rival == OUT:
                    break
                leave(ground, state, rival)


@inlined
def refill(ground: Ground, state: State, noise: float) -> None:
    """Tries what is out in the order of its attraction, shaken a little; takes the first place that fits and gains."""
    size = open_projects(ground, state, noise)
    order = np.argsort(state.keys[:size])
    rows, uses, lower, upper, activity = ground.entry_row, ground.entry_use, ground.lower, ground.upper, state.activity
    for at in range(size):
        project = state.projects[order[at]]
        for offer in range(ground.offer_from[project], ground.offer_from[project + 1]):
            option = ground.offer[offer]
            begin, end = ground.entry_from[option], ground.entry_from[option + 1]
            if chance(state.rng) < SKIPPED or against(rows, uses, activity, lower, upper, begin, end) >= 0:
                continue
            if ground.is_due[project] or gain(ground, state, option, 1.0) < 0:
                enter(ground, state, option)
                break


@inlined
def open_projects(ground: Ground, state: State, noise: float) -> int:
    """How many are out and have an offer that fits; they and their keys stand in ``state``."""
    place, keys, projects, witness, rng = state.place, state.keys, state.projects, state.witness, state.rng
    offer_from, offers, entry_from, attractions = ground.offer_from, ground.offer, ground.entry_from, ground.attraction
    rows, uses, lower, upper, activity = ground.entry_row, ground.entry_use, ground.lower, ground.upper, state.activity
    is_due, size = ground.is_due, 0
    for project in range(len(place)):
        if place[project] != OUT:
            continue
        attraction = attractions[project]
        if not is_due[project] and attraction >= ROOM and chance(rng) >= UNLIKELY:
            continue
        for at in range(offer_from[project], offer_from[project + 1]):
            option = offers[at]
            entry = witness[option]
            if against(rows, uses, activity, lower, upper, entry, min(entry + 1, entry_from[option + 1])) >= 0:
                continue
            entry = against(rows, uses, activity, lower, upper, entry_from[option], entry_from[option + 1])
            if entry < 0:
                keys[size] = attraction + noise * chance(rng) + (FIRST if is_due[project] else 0.0)
                projects[size] = project
                size += 1
                break
            witness[option] = entry
    return size


@inlined
def is_kept(ground: Ground, state: State) -> bool:
    """Whether every limit that something has left is kept."""
    rows, entry_from, lower, upper, activity = (
        ground.entry_row, ground.entry_from, ground.lower, ground.upper, state.activity
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
def undo(ground: Ground, state: State) -> None:
    """Takes the step back, last change first."""
    for at in range(state.length[LENGTH] - 1, -1, -1):
        option = state.journal[at]
        if option >= 0:
            count(ground, state, option, -1.0)
            state.place[ground.project[option]] = OUT
        else:
            count(ground, state, ~option, 1.0)
            state.place[ground.project[~option]] = ~option


@unlocked
def anneal(ground: Ground, state: State, steps: int, temperature: float, noise: float, ruined: int) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """So many steps at one temperature; ``state.best`` and ``state.worth`` say what they found.

    Args:
        ground: rules and values.
        state: where the search stands, and will stand.
        steps: how many.
        temperature: a step that costs so much more is taken with probability 1/e.
        noise: how much the order of attraction is shaken, in units of the objective.
        ruined: at most so many projects leave at first, beside those that follow them.
    """
    for _ in range(steps):
        state.length[LENGTH] = 0
        state.worth[CHANGE] = 0.0
        kind = chance(state.rng)
        if kind < FORCED:
            make_way(ground, state)
        else:
            clear(ground, state, 1 + draw(state.rng, ruined), kind < SCATTERED)
        drop_waiting(ground, state)
        refill(ground, state, noise)
        luck = chance(state.rng) + 1 / FINE
        if not is_kept(ground, state) or state.worth[CHANGE] >= -temperature * log(luck):
            undo(ground, state)
            continue
        state.worth[NOW] += state.worth[CHANGE]
        if state.worth[NOW] < state.worth[BEST] - ROOM * abs(state.worth[BEST]):
            state.worth[BEST] = state.worth[NOW]
            state.best[:] = state.place
