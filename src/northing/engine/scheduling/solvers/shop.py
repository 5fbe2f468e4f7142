"""The problem as a search sees it: flat integer tables on an axis of equal time slots."""

from __future__ import annotations

from typing import NamedTuple

from northing.engine.scheduling.solvers.compiled import Table, table


class Shop(NamedTuple):
    """Tasks 0..n-1 in topological order; times in slots.

    Attributes:
        sizes: number of tasks, of resources, and of slots on the axis.
        durations, releases: of each task.
        first_pred, preds, weights: the links into task t are ``first_pred[t]`` up to ``first_pred[t + 1]``; task t
            starts no earlier than its predecessor's start plus the weight.
        first_need, needs, amounts: the resources that task t needs, in the same way.
        free: units of resource r in slot t at [r × slots + t].
        latest: the slot by which each task should finish, −1 for none.
        flags: [0] is 1 where sorting by start is always an order in which predecessors come first; [1] is 1 where
            some task has a latest slot.
        due, costs, owners: of each project its due slot and its cost of a slot of tardiness; each task's project.
    """

    sizes: Table
    durations: Table
    releases: Table
    first_pred: Table
    preds: Table
    weights: Table
    first_need: Table
    needs: Table
    amounts: Table
    free: Table
    latest: Table
    flags: Table
    due: Table
    costs: Table
    owners: Table


class Pair(NamedTuple):
    """A shop and its mirror image, in which time runs backwards; a task's number is the same in both."""

    forward: Shop
    backward: Shop


def shop_of(
    durations: list[int],
    links: list[tuple[int, int, int]],
    demands: list[dict[int, int]],
    profiles: list[list[int]],
    *,
    releases: list[int] | None = None,
    latest: list[int] | None = None,
    due: list[int] | None = None,
    costs: list[int] | None = None,
    owners: list[int] | None = None,
) -> Pair:
    """Both shops from plain lists.

    Args:
        durations: slots of each task, numbered in topological order.
        links: predecessor, successor, and the least slots from start to start.
        demands: units of each resource, by number.
        profiles: free units of each resource in each slot, all of one length, which is the axis.
        releases: the first slot in which each task may start.
        latest: the slot by which each task should finish, −1 for none.
        due: the slot by which each project is promised; nothing when only the makespan counts.
        costs: of a slot of tardiness of each project.
        owners: the project of each task.
    """
    count, axis = len(durations), len(profiles[0]) if profiles else sum(durations) + 1
    zero = [0] * count
    more = {"due": due or [], "costs": costs or [], "owners": owners or zero, "latest": latest or [-1] * count}
    mirrored = [(b, a, weight + durations[b] - durations[a]) for a, b, weight in links]
    simple = all(weight >= 0 for _, _, weight in (*links, *mirrored))
    backward = [profile[::-1] for profile in profiles]
    return Pair(
        _shop(durations, links, demands, profiles, axis=axis, releases=releases or zero, simple=simple, **more),
        _shop(durations, mirrored, demands, backward, axis=axis, releases=zero, simple=simple, **more),
    )


def _shop(
    durations: list[int],
    links: list[tuple[int, int, int]],
    demands: list[dict[int, int]],
    profiles: list[list[int]],
    *,
    axis: int,
    releases: list[int],
    simple: bool,
    **more: list[int],
) -> Shop:
    count = len(durations)
    into: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for a, b, weight in sorted(links):
        into[b].append((a, weight))
    needed = [sorted((r, units) for r, units in demand.items() if units > 0) for demand in demands]
    return Shop(
        sizes=table([count, len(profiles), axis]),
        durations=table(durations),
        releases=table(releases),
        first_pred=_offsets([len(each) for each in into]),
        preds=table(a for each in into for a, _ in each),
        weights=table(weight for each in into for _, weight in each),
        first_need=_offsets([len(each) for each in needed]),
        needs=table(r for each in needed for r, _ in each),
        amounts=table(units for each in needed for _, units in each),
        free=table(units for profile in profiles for units in profile),
        latest=table(more["latest"]),
        flags=table([int(simple), int(max(more["latest"], default=-1) >= 0)]),
        due=table(more["due"]),
        costs=table(more["costs"]),
        owners=table(more["owners"]),
    )


def _offsets(lengths: list[int]) -> Table:
    found = [0]
    for length in lengths:
        found.append(found[-1] + length)
    return table(found)
