"""Which row of a new list is which project of the known one: by id, by name, then by weighing the evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from northing.engine.formats.rows import RegisterRow
from northing.engine.register.names import aliases, numbers_differ, plain_name, plain_unit, same_unit, written_out
from northing.engine.register.pairing import best_pairs
from northing.engine.register.parts import Parts, find_merges, find_splits

_LONG_ENOUGH = 40
_COMPARED = 600


class How(StrEnum):
    """What a match rests on."""

    ID = "id"
    NAME = "name"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Match:
    """An old and a new row that are the same project; ``score`` is 0..1, 1 for id and name."""

    old: RegisterRow
    new: RegisterRow
    how: How
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Matching:
    """Two lists laid side by side; every row of either is in exactly one place.

    Attributes:
        doubtful: pairs that were nearly matched, or only just, for a person to look at.
        units: how departments were renamed or merged, derived from the projects that went along.
    """

    matches: tuple[Match, ...]
    entered: tuple[RegisterRow, ...]
    left: tuple[RegisterRow, ...]
    splits: tuple[Parts, ...] = ()
    merges: tuple[Parts, ...] = ()
    doubtful: tuple[Match, ...] = ()
    units: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much evidence makes a match, 0..1.

    Attributes:
        with_ids: the same where both rows have an id and the ids differ, which speaks against a match.
        same_name: the same where ids and departments differ but the name is equal and nobody else's.
        plain: from where on two rows are one project rather than a whole and a part.
        doubt: from where on a pair that was not matched is worth a look.
    """

    evidence: float = 0.72
    with_ids: float = 0.92
    same_name: float = 0.8
    plain: float = 0.9
    doubt: float = 0.65


DEFAULT = Thresholds()


def match_rows(old: Sequence[RegisterRow], new: Sequence[RegisterRow], *, thresholds: Thresholds = DEFAULT) -> Matching:
    """Match a new list to the known one, one to one."""
    found: list[Match] = []
    for key, how in ((_by_id, How.ID), (_by_name_and_unit, How.NAME)):
        found += _equal(_rest(old, found, 0), _rest(new, found, 1), key, how)
    common = _common(old) | _common(new)
    found += [
        match
        for match in _equal(_rest(old, found, 0), _rest(new, found, 1), _by_name, How.NAME)
        if plain_name(match.old.name) not in common
        and likeness(match.old, match.new, {}) >= _name_bar(match.old, match.new, thresholds)
    ]
    units = renamed_units(found, {plain_unit(row.unit) for row in new})
    rest_old, rest_new = _rest(old, found, 0), _rest(new, found, 1)
    scores = evidence(rest_old, rest_new, units, common=common, least=thresholds.doubt)
    sure = {pair for pair, score in scores.items() if score >= _bar(rest_old[pair[0]], rest_new[pair[1]], thresholds)}
    plain = {pair for pair, score in scores.items() if score >= thresholds.plain}
    apart_old = [row for one, row in enumerate(rest_old) if one not in {pair[0] for pair in plain}]
    apart_new = [row for two, row in enumerate(rest_new) if two not in {pair[1] for pair in plain}]
    splits = find_splits(apart_old, apart_new, units)
    merges = find_merges(apart_old, apart_new, units)
    in_parts = {id(row) for parts in splits + merges for row in (parts.whole, *parts.parts)}
    free = {
        pair: scores[pair]
        for pair in sure
        if id(rest_old[pair[0]]) not in in_parts and id(rest_new[pair[1]]) not in in_parts
    }
    chosen = best_pairs(free)
    found += [
        Match(rest_old[one], rest_new[two], How.EVIDENCE, round(score, 3)) for (one, two), score in chosen.items()
    ]
    return _matching(old, new, found, splits, merges, _doubtful(rest_old, rest_new, scores, chosen, thresholds), units)


def _matching(  # noqa: PLR0917 — the parts of one result
    old: Sequence[RegisterRow],
    new: Sequence[RegisterRow],
    found: list[Match],
    splits: tuple[Parts, ...],
    merges: tuple[Parts, ...],
    doubtful: tuple[Match, ...],
    units: Mapping[str, str],
) -> Matching:
    return Matching(
        tuple(sorted(found, key=lambda match: match.new.row)),
        tuple(_rest(new, found, 1)),
        tuple(_rest(old, found, 0)),
        splits,
        merges,
        doubtful,
        units,
    )


def _rest(rows: Sequence[RegisterRow], found: Sequence[Match], side: int) -> list[RegisterRow]:
    used = {id(match.new if side else match.old) for match in found}
    return [row for row in rows if id(row) not in used]


def _equal(
    old: Sequence[RegisterRow], new: Sequence[RegisterRow], key: Callable[[RegisterRow], str], how: How
) -> list[Match]:
    """Rows whose key is the same and occurs once on either side."""
    ours, theirs = _once(old, key), _once(new, key)
    return [Match(ours[value], theirs[value], how) for value in ours if value in theirs]


def _once(rows: Sequence[RegisterRow], key: Callable[[RegisterRow], str]) -> dict[str, RegisterRow]:
    grouped: dict[str, list[RegisterRow]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return {value: rows[0] for value, rows in grouped.items() if value and len(rows) == 1}


def _by_id(row: RegisterRow) -> str:
    return "".join(char for char in row.key.casefold() if char.isalnum())


def _by_name_and_unit(row: RegisterRow) -> str:
    return f"{plain_name(row.name)} / {plain_unit(row.unit)}"


def _by_name(row: RegisterRow) -> str:
    return plain_name(row.name)


def renamed_units(found: Sequence[Match], present: Collection[str]) -> dict[str, str]:
    """Old department → new one: it is no longer present, and most of its projects went to one other department."""
    moves: dict[str, Counter[str]] = defaultdict(Counter)
    for match in found:
        same = same_unit(match.old.unit, match.new.unit)
        moves[plain_unit(match.old.unit)][plain_unit(match.old.unit if same else match.new.unit)] += 1
    result = {}
    for before, after in moves.items():
        target, count = after.most_common(1)[0]
        if before and target and before not in {target, *present} and count * 2 > after.total():
            result[before] = target
    return result


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
    # below 45 (60 across departments) two names share next to nothing
    scores = {}
    for one, row in enumerate(old):
        for two, other in enumerate(new):
            if plain_name(row.name) in common and not units_agree(row.unit, other.unit, units):
                continue
            if names[one, two] >= (45 if units_agree(row.unit, other.unit, units) else 60) or _told_alike(row, other):
                score = likeness(row, other, units)
                if score >= least:
                    scores[one, two] = score
    return scores


def _common(rows: Sequence[RegisterRow]) -> set[str]:
    """Names that several departments use: they say nothing across departments."""
    return {name for name, count in Counter(plain_name(row.name) for row in rows).items() if count > 1}


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
    start, finish = _days_apart(one, two, "start"), _days_apart(one, two, "finish")
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


def _days_apart(one: RegisterRow, two: RegisterRow, name: str) -> int | None:
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


def _bar(one: RegisterRow, two: RegisterRow, thresholds: Thresholds) -> float:
    if one.key and two.key:
        return thresholds.with_ids
    return thresholds.evidence + (0.06 if _days_apart(one, two, "start") is None else 0.0)


def _name_bar(one: RegisterRow, two: RegisterRow, thresholds: Thresholds) -> float:
    return thresholds.same_name if one.key and two.key else thresholds.evidence


def _doubtful(
    old: Sequence[RegisterRow],
    new: Sequence[RegisterRow],
    scores: Mapping[tuple[int, int], float],
    chosen: Mapping[tuple[int, int], float],
    thresholds: Thresholds,
) -> tuple[Match, ...]:
    """Pairs taken by little, and pairs not taken of which each side is the other's nearest and found nothing better."""
    used_old, used_new = {one for one, _ in chosen}, {two for _, two in chosen}
    free = {pair: score for pair, score in scores.items() if pair[0] not in used_old and pair[1] not in used_new}
    best_old = {one: max(score for (left, _), score in free.items() if left == one) for one, _ in free}
    best_new = {two: max(score for (_, right), score in free.items() if right == two) for _, two in free}
    near = [pair for pair, score in free.items() if score == best_old[pair[0]] == best_new[pair[1]]]
    near += [(one, two) for (one, two), score in chosen.items() if score < _bar(old[one], new[two], thresholds) + 0.1]
    found = (Match(old[one], new[two], How.EVIDENCE, round(scores[one, two], 3)) for one, two in near)
    return tuple(sorted(found, key=lambda match: -match.score))
