"""Works out what a project list would change, without changing anything: for the preview and for the commit alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from northing.engine.calendar import fiscal_year
from northing.engine.formats.rows import Register, RegisterRow, Rejected
from northing.engine.formats.words import spelled
from northing.engine.register.diff import Change, ChangeKind, RatingTable, RegisterDiff, diff_rows
from northing.engine.register.match import Match
from northing.engine.register.names import plain_name
from northing.exchange.known import Known
from northing.exchange.merge import Merged, merge
from northing.exchange.said import slots_here, slots_of
from northing.register.models import Component

FURTHER = "further_changed"


@dataclass(frozen=True, slots=True)
class RowStep:
    """What happens to the component of one accepted row; ``component`` is None for one that is made."""

    row: RegisterRow
    component: Component | None
    merged: Merged
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """A list laid beside what is known.

    Attributes:
        left: components that the list no longer has, with what the source last said of them.
        further: matched rows of which a column without a field of its own changed: (row, header, before, after).
        held: rows of the known list that are in this one too, but rejected there.
    """

    register: Register
    as_of: date
    diff: RegisterDiff
    steps: tuple[RowStep, ...]
    left: tuple[tuple[Component, RegisterRow], ...]
    further: tuple[tuple[RegisterRow, str, str, str], ...]
    held: tuple[RegisterRow, ...]

    @property
    def created(self) -> int:
        """Accepted rows that were not in the last list."""
        return self.diff.created

    @property
    def updated(self) -> int:
        """Matched rows of which the source says something else now."""
        rows = {id(change.new) for change in self.diff.changes if change.old and change.new}
        rows |= {id(row) for row, *_ in self.further}
        return sum(id(match.new) in rows for match in self.diff.matching.matches)

    @property
    def unchanged(self) -> int:
        """Matched rows of which it says the same."""
        return len(self.diff.matching.matches) - self.updated

    @property
    def counts(self) -> dict[str, int]:
        """Changes by kind."""
        counts = dict(self.diff.counts)
        counts.pop(ChangeKind.LEFT.value, None)
        if self.left:
            counts[ChangeKind.LEFT.value] = len(self.left)
        if self.further:
            counts[FURTHER] = len(self.further)
        return counts


def take_in(
    register: Register,
    known: Known,
    *,
    as_of: date,
    first_month: int,
    apart: Sequence[Sequence[str]] = (),
    tables: Mapping[str, Mapping[str, str]] | None = None,
) -> Intake:
    """Match, compare and merge.

    Args:
        register: the list as read.
        known: what the source said last, and the components.
        as_of: the date it speaks of.
        first_month: in which the fiscal year begins.
        apart: pairs (key of a known component, row number) that a person told apart.
        tables: by rating field, how points of the known scale read on this one.
    """
    diff = diff_rows(
        known.rows,
        register.rows,
        old_scales=known.scales,
        new_scales=register.scales,
        rating_tables={field: RatingTable(points) for field, points in (tables or {}).items()},
    )
    diff = _told_apart(diff, known, {(key, int(row)) for key, row in apart})
    held = _held(register, diff.matching.left)
    year = fiscal_year(as_of, first_month=first_month)
    return Intake(
        register=register,
        as_of=as_of,
        diff=diff,
        steps=_steps(register, known, diff, year, first_month),
        left=tuple((known.component(row), row) for row in diff.matching.left if not any(row is one for one in held)),
        further=tuple(change for match in diff.matching.matches for change in _further(match)),
        held=held,
    )


def _told_apart(diff: RegisterDiff, known: Known, apart: set[tuple[str, int]]) -> RegisterDiff:
    """The comparison without the matches that a person refused: the old one left, the new one entered."""
    matching = diff.matching
    refused = [m for m in matching.matches if (known.component(m.old).key, m.new.row) in apart]
    if not refused:
        return diff
    pairs = {(id(match.old), id(match.new)) for match in refused}
    changes = [change for change in diff.changes if (id(change.old), id(change.new)) not in pairs]
    for match in refused:
        changes += [Change(ChangeKind.ENTERED, new=match.new), Change(ChangeKind.LEFT, old=match.old)]
    split = replace(
        matching,
        matches=tuple(match for match in matching.matches if match not in refused),
        entered=(*matching.entered, *(match.new for match in refused)),
        left=(*matching.left, *(match.old for match in refused)),
    )
    return RegisterDiff(split, tuple(changes))


def _held(register: Register, left: Sequence[RegisterRow]) -> tuple[RegisterRow, ...]:
    """Known rows that only seem to have left: the list has them, but their row was rejected for one of its cells."""
    names, ids = _rejected_names(register, [item for item in register.rejected if item.column])
    return tuple(row for row in left if plain_name(row.name) in names or (row.key and spelled(row.key) in ids))


def _rejected_names(register: Register, rejected: Sequence[Rejected]) -> tuple[set[str], set[str]]:
    name, identity = register.mapping.column_of("name"), register.mapping.column_of("id")
    names = {plain_name(item.cells[name.column]) for item in rejected if name}
    return names, {spelled(item.cells[identity.column]) for item in rejected if identity}


def _steps(register: Register, known: Known, diff: RegisterDiff, year: int, first_month: int) -> tuple[RowStep, ...]:
    old = {id(match.new): match.old for match in diff.matching.matches}
    steps: list[RowStep] = []
    taken: set[int] = set()
    for row in register.rows:
        before = old.get(id(row))
        component = known.component(before) if before else known.apart(row, taken)
        if component and not before:
            taken.add(component.pk)
        merged = _merged(known, component, slots_of(row, year), first_month)
        steps.append(RowStep(row, component, merged, returned=component is not None and before is None))
    return tuple(steps)


def _merged(known: Known, component: Component | None, now: Mapping[str, Any], first_month: int) -> Merged:
    if component is None:
        return Merged({slot: value for slot, value in now.items() if value is not None})
    said = known.said(component)
    before = slots_of(said.row, fiscal_year(said.as_of, first_month=first_month)) if said else {}
    return merge(before, now, slots_here(component, known.lines(component)))


def _further(match: Match) -> list[tuple[RegisterRow, str, str, str]]:
    """Columns without a field that both lists filled, where the words differ."""
    return [
        (match.new, header, match.old.extra[header], cell)
        for header, cell in match.new.extra.items()
        if header in match.old.extra and spelled(match.old.extra[header]) != spelled(cell)
    ]
