"""How far two rows of two lists look like one project, by everything that they say: 0..1.

The weights of the parts are set by hand; ``match.Thresholds`` say how much evidence makes a match.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import fuzz, process

from northing.engine.formats.rows import RegisterRow
from northing.engine.register.names import aliases, numbers_differ, plain_name, plain_unit, same_unit, written_out

_LONG_ENOUGH = 40
"""Characters from which on a description says something."""
_COMPARED = 600
"""Characters of a description that are compared."""
_SHARED_NAME, _SHARED_NAME_ELSEWHERE = 45, 60
"""Below so many points of 100 two names share next to nothing, in one department and across departments."""


def units_agree(one: str, two: str, units: Mapping[str, str]) -> bool:
    """Whether two rows are in the same department, renames taken into account."""
    return same_unit(one, two) or units.get(plain_unit(one)) == plain_unit(two)


def evidence(
    old: Sequence[RegisterRow],
    new: Sequence[RegisterRow],
    units: Mapping[str, str],
    *,
    common: Collection[str],
    least: float,
) -> dict[tuple[int, int], float]:
    """Score of every pair that is worth a look; ``common`` names are compared within their department only."""
    if not old or not new:
        return {}
    names = process.cdist(
        [plain_name(row.name) for row in old], [plain_name(row.name) for row in new], scorer=fuzz.token_set_ratio
    )
    scores = {}
    for one, row in enumerate(old):
        for two, other in enumerate(new):
            in_one_unit = units_agree(row.unit, other.unit, units)
            if plain_name(row.name) in common and not in_one_unit:
                continue
            if names[one, two] >= (_SHARED_NAME if in_one_unit else _SHARED_NAME_ELSEWHERE) or _told_alike(row, other):
                score = likeness(row, other, units)
                if score >= least:
                    scores[one, two] = score
    return scores


def _told_alike(one: RegisterRow, two: RegisterRow) -> bool:
    start = one.known("start")
    return (start is not None and start == two.known("start")) or bool(aliases(one.name) & aliases(two.name))


def likeness(one: RegisterRow, two: RegisterRow, units: Mapping[str, str]) -> float:
    """0..1: how far two rows look like one project.

    The name counts half, the description a third as far as both have one; the department, the start date and the
    whole-life cost add or take a little. Different numbers in the names (phase 1, phase 2) weigh heavily against.
    """
    name = _name_likeness(one.name, two.name)
    told = _text_likeness(one, two)
    base = name if told is None else 0.55 * name + 0.45 * told
    if told is None:
        base -= 0.06
    return max(0.0, min(1.0, base + _circumstances(one, two, units) - 0.25 * numbers_differ(one.name, two.name)))


def _name_likeness(one: str, two: str) -> float:
    first, second = written_out(one, two), written_out(two, one)
    sorted_ratio = fuzz.token_sort_ratio(first, second) / 100
    set_ratio = fuzz.token_set_ratio(first, second) / 100
    return max(0.6 * sorted_ratio + 0.4 * set_ratio, _short_likeness(one, two))


def _short_likeness(one: str, two: str) -> float:
    """A short name that is the whole of the other name says much, one that is a part of it little."""
    shared = aliases(one) & aliases(two)
    if not shared:
        return 0.0
    return 0.86 if shared & {plain_name(one), plain_name(two)} else 0.5


def _text_likeness(one: RegisterRow, two: RegisterRow) -> float | None:
    first, second = one.known("description"), two.known("description")
    if not isinstance(first, str) or not isinstance(second, str) or min(len(first), len(second)) < _LONG_ENOUGH:
        return None
    return fuzz.token_set_ratio(first[:_COMPARED].casefold(), second[:_COMPARED].casefold()) / 100


def _circumstances(one: RegisterRow, two: RegisterRow, units: Mapping[str, str]) -> float:
    """What department, dates, category and cost add: dates to the day and cost to the percent are no coincidence."""
    score = 0.0
    if one.unit and two.unit:
        score += 0.05 if units_agree(one.unit, two.unit, units) else -0.12
    start, finish = days_apart(one, two, "start"), days_apart(one, two, "finish")
    score += _started(start) + (0.05 if finish == 0 else 0.0) + _agree(one, two, "category", plus=0.01, minus=-0.03)
    cost = _cost_ratio(one.known("whole_life_cost"), two.known("whole_life_cost"))
    if start == 0 and finish == 0 and cost is not None and cost > 0.98:  # noqa: PLR2004 — to two percent
        score += 0.15
    return score + _close(cost)


def _started(days: int | None) -> float:
    """Start dates seldom change: the same one speaks for a project, one more than half a year off against."""
    if days is None:
        return 0.0
    return 0.12 if days == 0 else -0.12 if days > 180 else -0.02  # noqa: PLR2004 — half a year


def days_apart(one: RegisterRow, two: RegisterRow, name: str) -> int | None:
    """Days between two dates of that name; None where one of them is unknown."""
    first, second = one.known(name), two.known(name)
    return abs((first - second).days) if first and second else None


def _agree(one: RegisterRow, two: RegisterRow, name: str, *, plus: float, minus: float) -> float:
    first, second = one.known(name), two.known(name)
    if first is None or second is None:
        return 0.0
    return plus if first == second else minus


def _cost_ratio(one: int | None, two: int | None) -> float | None:
    if not one or not two:
        return None
    return min(one, two) / max(one, two) if one * two > 0 else 0.0


def _close(ratio: float | None) -> float:
    if ratio is None:
        return 0.0
    return 0.05 if ratio > 0.9 else -0.05 if ratio < 0.3 else 0.0  # noqa: PLR2004 — the same tenth; a third
