"""Which row of a new list is which project of the known one: by id, by name, then by weighing the evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from northing.engine.formats.rows import RegisterRow
from northing.engine.register.likeness import days_apart, evidence, likeness
from northing.engine.register.names import plain_name, plain_unit, same_unit
from northing.engine.register.pairing import best_pairs
from northing.engine.register.parts import Parts, find_merges, find_splits


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
    """Match a new list to the known one, one to one: first what is equal, then the most evidence in all."""
    common = _common(old) | _common(new)
    found = _equals(old, new, common=common, thresholds=thresholds)
    units = renamed_units(found, {plain_unit(row.unit) for row in new})
    rest_old, rest_new = _rest(old, found, 0), _rest(new, found, 1)
    scores = evidence(rest_old, rest_new, units, common=common, least=thresholds.doubt)
    plain = {pair for pair, score in scores.items() if score >= thresholds.plain}
    apart_old = [row for one, row in enumerate(rest_old) if one not in {pair[0] for pair in plain}]
    apart_new = [row for two, row in enumerate(rest_new) if two not in {pair[1] for pair in plain}]
    splits = find_splits(apart_old, apart_new, units)
    merges = find_merges(apart_old, apart_new, units)
    in_parts = {id(row) for parts in splits + merges for row in (parts.whole, *parts.parts)}
    free = {
        (one, two): score
        for (one, two), score in scores.items()
        if score >= _bar(rest_old[one], rest_new[two], thresholds)
        and id(rest_old[one]) not in in_parts
        and id(rest_new[two]) not in in_parts
    }
    chosen = best_pairs(free)
    found += [
        Match(rest_old[one], rest_new[two], How.EVIDENCE, round(score, 3)) for (one, two), score in chosen.items()
    ]
    return Matching(
        matches=tuple(sorted(found, key=lambda match: match.new.row)),
        entered=tuple(_rest(new, found, 1)),
        left=tuple(_rest(old, found, 0)),
        splits=splits,
        merges=merges,
        doubtful=_doubtful(rest_old, rest_new, scores, chosen, thresholds),
        units=units,
    )


def _equals(
    old: Sequence[RegisterRow], new: Sequence[RegisterRow], *, common: Collection[str], thresholds: Thresholds
) -> list[Match]:
    """By id, then by name and department, then by a name of its own where nothing else speaks against it."""
    found: list[Match] = []
    for key, how in ((_by_id, How.ID), (_by_name_and_unit, How.NAME)):
        found += _equal(_rest(old, found, 0), _rest(new, found, 1), key, how)
    by_name = _equal(_rest(old, found, 0), _rest(new, found, 1), _by_name, How.NAME)
    return found + [
        match
        for match in by_name
        if plain_name(match.old.name) not in common
        and likeness(match.old, match.new, {}) >= _name_bar(match.old, match.new, thresholds)
    ]


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


def _common(rows: Sequence[RegisterRow]) -> set[str]:
    """Names that several departments use: they say nothing across departments."""
    return {name for name, count in Counter(plain_name(row.name) for row in rows).items() if count > 1}


def _bar(one: RegisterRow, two: RegisterRow, thresholds: Thresholds) -> float:
    if one.key and two.key:
        return thresholds.with_ids
    return thresholds.evidence + (0.06 if days_apart(one, two, "start") is None else 0.0)


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
