"""What changed between two project lists: typed changes with before and after, and the account of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from northing.engine.formats.fields import Kind, kind_of
from northing.engine.formats.ratings import Scale
from northing.engine.formats.rows import RegisterRow
from northing.engine.formats.words import spelled
from northing.engine.register.match import DEFAULT, Matching, Thresholds, match_rows
from northing.engine.register.names import same_unit
from northing.engine.values import Value, ValueState, known, missing


class ChangeKind(StrEnum):
    """What happened to a project between two lists."""

    ENTERED = "entered"
    LEFT = "left"
    RENAMED = "renamed"
    UNIT_CHANGED = "unit_changed"
    SPLIT = "split"
    MERGED = "merged"
    START_MOVED = "start_moved"
    FINISH_MOVED = "finish_moved"
    COST_CHANGED = "cost_changed"
    BUDGET_CHANGED = "budget_changed"
    FORECAST_CHANGED = "forecast_changed"
    ACTUAL_CHANGED = "actual_changed"
    BENEFITS_CHANGED = "benefits_changed"
    RATING_CHANGED = "rating_changed"
    RATING_SCALE_CHANGED = "rating_scale_changed"
    WITHHELD = "withheld"
    DISCLOSED = "disclosed"
    STATE_CHANGED = "state_changed"
    CATEGORY_CHANGED = "category_changed"
    OWNER_CHANGED = "owner_changed"
    STAGE_CHANGED = "stage_changed"
    FIGURE_CHANGED = "figure_changed"
    TEXT_CHANGED = "text_changed"
    ID_CHANGED = "id_changed"


_BY_FIELD = {
    "start": ChangeKind.START_MOVED,
    "start_baseline": ChangeKind.START_MOVED,
    "finish": ChangeKind.FINISH_MOVED,
    "finish_baseline": ChangeKind.FINISH_MOVED,
    "whole_life_cost": ChangeKind.COST_CHANGED,
    "benefits": ChangeKind.BENEFITS_CHANGED,
    "budget": ChangeKind.BUDGET_CHANGED,
    "forecast": ChangeKind.FORECAST_CHANGED,
    "actual": ChangeKind.ACTUAL_CHANGED,
    "category": ChangeKind.CATEGORY_CHANGED,
    "manager": ChangeKind.OWNER_CHANGED,
    "sponsor": ChangeKind.OWNER_CHANGED,
    "stage": ChangeKind.STAGE_CHANGED,
}
_UNCOMPARED = frozenset({"as_of", "currency"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    Attributes:
        old, new: the rows; None for a project that entered or left. For splits ``old`` is the whole and ``others`` are
            the parts; for mergers ``new`` is the whole.
        field: name of the field, ``""`` for the project as a whole.
        amount: days for dates (later is positive), minor currency units for money, points for ratings (worse is
            positive).
        share: amount relative to before; None when before is zero or unknown.
    """

    kind: ChangeKind
    old: RegisterRow | None = None
    new: RegisterRow | None = None
    field: str = ""
    before: Value[Any] | None = None
    after: Value[Any] | None = None
    amount: float | None = None
    share: float | None = None
    others: tuple[RegisterRow, ...] = ()

    @property
    def name(self) -> str:
        """The project's name now, or as it was when it left."""
        row = self.new or self.old
        return row.name if row else ""


@dataclass(frozen=True, slots=True)
class Least:
    """From where on a difference counts.

    Attributes:
        days: a date moved by fewer is unchanged.
        money: minor currency units.
        share: of the amount before; both have to be reached.
    """

    days: int = 1
    money: int = 1
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class RatingTable:
    """Points of one scale said in another, when somebody has decided how: ``{"Amber/Green": "Green", …}``."""

    points: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RegisterDiff:
    """Two lists compared; ``rows`` = created + updated + unchanged (rejected ones never got here)."""

    matching: Matching
    changes: tuple[Change, ...]

    @property
    def created(self) -> int:
        """Rows that are no known project."""
        return len(self.matching.entered)

    @property
    def updated(self) -> int:
        """Matched rows with at least one change."""
        changed = {id(change.new) for change in self.changes if change.old and change.new}
        return sum(id(match.new) in changed for match in self.matching.matches)

    @property
    def unchanged(self) -> int:
        """Matched rows without one."""
        return len(self.matching.matches) - self.updated

    @property
    def counts(self) -> dict[str, int]:
        """Changes by kind, in the order in which kinds are declared."""
        counted = Counter(change.kind for change in self.changes)
        return {kind.value: counted[kind] for kind in ChangeKind if counted[kind]}


def diff_rows(
    old: Sequence[RegisterRow],
    new: Sequence[RegisterRow],
    *,
    old_scales: Mapping[str, Scale] | None = None,
    new_scales: Mapping[str, Scale] | None = None,
    rating_tables: Mapping[str, RatingTable] | None = None,
    least: Least | None = None,
    thresholds: Thresholds = DEFAULT,
) -> RegisterDiff:
    """Match two lists and name every difference.

    Args:
        old: the known list.
        new: the new one.
        old_scales: rating scale by field, of the known list; ratings are compared within one scale only.
        new_scales: the same of the new list.
        rating_tables: by field, how points of the old scale read on the new one, where they differ.
        least: from where on a difference counts.
        thresholds: of the matching.
    """
    matching = match_rows(old, new, thresholds=thresholds)
    context = _Context(old_scales or {}, new_scales or {}, rating_tables or {}, least or Least())
    changes = [*_scale_changes(context), *_comings_and_goings(matching)]
    for match in matching.matches:
        changes += _row_changes(match.old, match.new, context)
    return RegisterDiff(matching, tuple(changes))


@dataclass(frozen=True, slots=True)
class _Context:
    old_scales: Mapping[str, Scale]
    new_scales: Mapping[str, Scale]
    tables: Mapping[str, RatingTable]
    least: Least

    def rescaled(self, field: str) -> bool:
        """Whether the field's ratings are on another scale now and nobody said how they translate."""
        return self.scales_differ(field) and field not in self.tables

    def scales_differ(self, field: str) -> bool:
        one, two = self.old_scales.get(field), self.new_scales.get(field)
        return one is not None and two is not None and one.points != two.points


def _scale_changes(context: _Context) -> Iterator[Change]:
    for field, scale in context.new_scales.items():
        if context.scales_differ(field):
            before = known(context.old_scales[field].name)
            yield Change(ChangeKind.RATING_SCALE_CHANGED, field=field, before=before, after=known(scale.name))


def _comings_and_goings(matching: Matching) -> Iterator[Change]:
    for parts in matching.splits:
        yield Change(ChangeKind.SPLIT, old=parts.whole, others=parts.parts)
    for parts in matching.merges:
        yield Change(ChangeKind.MERGED, new=parts.whole, others=parts.parts)
    for row in matching.entered:
        yield Change(ChangeKind.ENTERED, new=row)
    for row in matching.left:
        yield Change(ChangeKind.LEFT, old=row)


def _row_changes(old: RegisterRow, new: RegisterRow, context: _Context) -> Iterator[Change]:
    if spelled(old.name) != spelled(new.name):
        yield Change(ChangeKind.RENAMED, old, new, "name", known(old.name), known(new.name))
    if old.unit and new.unit and not same_unit(old.unit, new.unit):
        yield Change(ChangeKind.UNIT_CHANGED, old, new, "unit", known(old.unit), known(new.unit))
    if old.key and new.key and old.key.casefold() != new.key.casefold():
        yield Change(ChangeKind.ID_CHANGED, old, new, "id", known(old.key), known(new.key))
    for field in new.fields:
        if field in old.fields and field not in _UNCOMPARED:
            yield from _field_changes(old, new, field, context)


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _field_changes(old: RegisterRow, new: RegisterRow, field: str, context: _Context) -> Iterator[Change]:
    before, after = old.fields[field], new.fields[field]
    if before.state is not after.state:
        yield Change(_state_kind(before, after), old, new, field, before, after)
    elif before.state is ValueState.WITHHELD and before.basis.casefold() != after.basis.casefold():
        yield Change(ChangeKind.STATE_CHANGED, old, new, field, before, after)
    elif before.known is not None and not (kind_of(field) is Kind.RATING and context.rescaled(field)):
        yield from _value_change(old, new, field, context)


def _state_kind(before: Value[Any], after: Value[Any]) -> ChangeKind:
    if after.state is ValueState.WITHHELD:
        return ChangeKind.WITHHELD
    return ChangeKind.DISCLOSED if before.state is ValueState.WITHHELD else ChangeKind.STATE_CHANGED


def _value_change(old: RegisterRow, new: RegisterRow, field: str, context: _Context) -> Iterator[Change]:
    before, after = old.fields[field], new.fields[field]
    amount: float | None = None
    share: float | None = None
    kind = kind_of(field)
    if kind is Kind.DATE:
        amount = float(_days(before, after))
        changed = abs(amount) >= context.least.days
    elif kind in (Kind.MONEY, Kind.NUMBER):
        amount, share = _difference(before, after)
        changed = _enough(amount, share, context.least if kind is Kind.MONEY else Least(money=0))
    elif kind is Kind.RATING:
        before, amount = _rated(before, after, field, context)
        changed = before.known != after.known
    else:
        changed = _words(str(before.known)) != _words(str(after.known))
    if changed:
        yield Change(_kind(field), old, new, field, before, after, amount, share)


def _enough(amount: float, share: float | None, least: Least) -> bool:
    return amount != 0 and abs(amount) >= least.money and (share is None or abs(share) >= least.share)


def _days(before: Value[Any], after: Value[Any]) -> int:
    days: int = (after.known - before.known).days  # type: ignore[operator]
    return days


def _kind(field: str) -> ChangeKind:
    base = field.partition("_2")[0]
    if base in _BY_FIELD:
        return _BY_FIELD[base]
    kind = kind_of(field)
    if kind is Kind.RATING:
        return ChangeKind.RATING_CHANGED
    return ChangeKind.FIGURE_CHANGED if kind is Kind.NUMBER else ChangeKind.TEXT_CHANGED


def _difference(before: Value[Any], after: Value[Any]) -> tuple[float, float | None]:
    first, second = before.known or 0, after.known or 0
    return second - first, (second - first) / abs(first) if first else None


def _rated(before: Value[Any], after: Value[Any], field: str, context: _Context) -> tuple[Value[Any], float | None]:
    """The earlier rating on the new scale, and by how many points the new one is worse."""
    scale = context.new_scales.get(field)
    if context.scales_differ(field):
        said = context.tables[field].points.get(str(before.known))
        before = known(said, before.text) if said else missing(before.text)
    if scale is None or not scale.known or before.known not in scale.points or after.known not in scale.points:
        return before, None
    return before, float(scale.points.index(after.known) - scale.points.index(before.known))
