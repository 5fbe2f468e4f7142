"""What a draft or a version changes against another one, line by line in the diff grammar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from northing.engine.plan import Plan
from northing.engine.plan.diff import Change, Fact, PlanChange, Subject, diff_plans, shown
from northing.strategy.fields import label_of
from northing.strategy.outline import Names, named
from northing.ui.figures import delta_text


@dataclass(frozen=True, slots=True)
class Line:
    """One difference. ``kind`` is one of the ``change`` mark's."""

    subject: str
    key: str
    name: str
    item: str
    field: str
    kind: str
    before: str
    after: str
    delta: str = ""


_KINDS = {Change.ADDED: "added", Change.REMOVED: "removed", Change.MOVED: "moved"}


def compare(before: Plan, after: Plan, names: Names) -> list[Line]:
    """Every difference; readings are not the plan's and do not count."""
    return [_line(one, names) for one in diff_plans(before, after) if one.field != "readings"]


def _line(change: PlanChange, names: Names) -> Line:
    whole = change.change in {Change.ADDED, Change.REMOVED}
    return Line(
        subject=change.subject.value,
        key=change.key,
        name=change.name,
        item=f"{change.subject.value}:{change.key}",
        field="" if whole else label_of(change.subject, change.field),
        kind=_KINDS.get(change.change, "changed"),
        before=change.name if change.change is Change.REMOVED else _text(change, change.before, names),
        after=change.name if change.change is Change.ADDED else _text(change, change.after, names),
        delta=_delta(change),
    )


def _text(change: PlanChange, value: Fact, names: Names) -> str:
    if change.subject is Subject.OBJECTIVE or change.field == "owner":
        return named(names, change.field, value) if isinstance(value, str) and value else shown(value)
    return shown(value)


def _delta(change: PlanChange) -> str:
    before, after = change.before, change.after
    if isinstance(before, bool) or isinstance(after, bool):
        return ""
    if isinstance(before, int | float) and isinstance(after, int | float):
        return delta_text(after - before)
    return ""


def count_text(lines: Sequence[Line]) -> str:
    """``no changes yet``, ``1 change``, ``3 changes``."""
    if not lines:
        return "no changes yet"
    return f"{len(lines)} change{'' if len(lines) == 1 else 's'}"
